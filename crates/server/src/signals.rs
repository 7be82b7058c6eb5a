//! The signals that ask a process to stop.

use std::io;

use futures_util::future::select;
use tokio::sync::oneshot;

/// SIGTERM and SIGINT; Ctrl-C where there are no such signals. Listening begins with [`Signals::new`].
#[cfg(unix)]
pub(crate) struct Signals {
    terminate: tokio::signal::unix::Signal,
    interrupt: tokio::signal::unix::Signal,
}

#[cfg(unix)]
impl Signals {
    pub(crate) fn new() -> io::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};
        Ok(Self { terminate: signal(SignalKind::terminate())?, interrupt: signal(SignalKind::interrupt())? })
    }

    /// Resolves when one arrives.
    pub(crate) async fn next(&mut self) {
        let (terminate, interrupt) = (std::pin::pin!(self.terminate.recv()), std::pin::pin!(self.interrupt.recv()));
        select(terminate, interrupt).await;
    }
}

#[cfg(windows)]
pub(crate) struct Signals {
    interrupt: tokio::signal::windows::CtrlC,
    close: tokio::signal::windows::CtrlShutdown,
}

#[cfg(windows)]
impl Signals {
    pub(crate) fn new() -> io::Result<Self> {
        use tokio::signal::windows::{ctrl_c, ctrl_shutdown};
        Ok(Self { interrupt: ctrl_c()?, close: ctrl_shutdown()? })
    }

    /// Resolves when one arrives.
    pub(crate) async fn next(&mut self) {
        let (interrupt, close) = (std::pin::pin!(self.interrupt.recv()), std::pin::pin!(self.close.recv()));
        select(interrupt, close).await;
    }
}

/// Ends a wait once.
pub(crate) struct Stop(oneshot::Sender<()>);

impl Stop {
    pub(crate) fn now(self) {
        let _ = self.0.send(());
    }
}

/// A stop, and the wait that it ends.
pub(crate) fn stop_signal() -> (Stop, impl Future<Output = ()>) {
    let (sender, receiver) = oneshot::channel();
    (Stop(sender), async {
        // A stop that is gone can never come.
        if receiver.await.is_err() {
            std::future::pending().await
        }
    })
}
