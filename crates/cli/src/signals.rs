//! The signals that ask this process to stop.

use std::io;

/// SIGINT (Ctrl-C), SIGTERM, and SIGHUP, which a closed terminal sends; Ctrl-C where there are no such signals. Listening begins
/// with [`Signals::new`].
#[derive(Debug)]
pub(crate) struct Signals {
    #[cfg(unix)]
    signals: [tokio::signal::unix::Signal; 3],
    #[cfg(windows)]
    signals: [tokio::signal::windows::CtrlC; 1],
}

impl Signals {
    #[cfg(unix)]
    pub(crate) fn new() -> io::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};
        let signals = [SignalKind::interrupt(), SignalKind::terminate(), SignalKind::hangup()];
        let [interrupt, terminate, hangup] = signals.map(signal);
        Ok(Self { signals: [interrupt?, terminate?, hangup?] })
    }

    #[cfg(windows)]
    pub(crate) fn new() -> io::Result<Self> {
        Ok(Self { signals: [tokio::signal::windows::ctrl_c()?] })
    }

    /// Resolves when one arrives.
    pub(crate) async fn next(&mut self) {
        std::future::poll_fn(|cx| {
            let arrived = self.signals.iter_mut().any(|signal| signal.poll_recv(cx).is_ready());
            if arrived { std::task::Poll::Ready(()) } else { std::task::Poll::Pending }
        })
        .await;
    }
}
