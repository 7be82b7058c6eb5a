//! The integration as a process of its own.

use std::{
    collections::BTreeMap,
    path::Path,
    process::{ExitStatus, Stdio},
    time::Duration,
};

use botpress_client::{Http, HttpResponse};
use botpress_local::{LogEntry, LogLevel};
use tokio::{
    io::{AsyncBufReadExt as _, AsyncRead, BufReader},
    process::{Child, Command},
    sync::oneshot,
    time::timeout,
};

use crate::{cargo::Package, failure::Failure, journal::Journal, running};

/// How long it may take until it answers.
const START: Duration = Duration::from_secs(30);
/// How long it may finish what it does: a little longer than it takes that time for itself.
const GRACE: Duration = Duration::from_secs(35);

/// A running integration; killed when dropped.
#[derive(Debug)]
pub(super) struct Process {
    child: Child,
    /// Where it is served.
    pub(super) url: String,
}

impl Process {
    /// Starts the binary and waits until it is healthy. What it logs goes to the journal.
    pub(super) async fn start(
        package: &Package,
        executable: &Path,
        options: &[String],
        env: &BTreeMap<String, String>,
        journal: &Journal,
    ) -> Result<Self, Failure> {
        let mut command = Command::new(executable);
        command
            .arg("serve")
            .args(options)
            .env("CARGO_MANIFEST_DIR", &package.directory)
            .current_dir(&package.directory);
        command.envs(env).env("PORT", "0").env("BP_LOG_FORMAT", "json");
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).kill_on_drop(true);
        // In a group of its own, Ctrl-C does not reach it: it is told when its work is over.
        #[cfg(unix)]
        command.process_group(0);
        let mut child = command.spawn().map_err(Failure::io(format!("run {}", executable.display())))?;
        let (listens, port) = oneshot::channel();
        if let Some(stdout) = child.stdout.take() {
            tokio::spawn(read(stdout, LogLevel::Info, Some(listens), journal.clone()));
        }
        let mut said = None;
        if let Some(stderr) = child.stderr.take() {
            said = Some(tokio::spawn(read(stderr, LogLevel::Error, None, journal.clone())));
        }
        let mut process = Self { child, url: String::new() };
        let started = async {
            tokio::select! {
                Ok(port) = port => {
                    process.url = format!("http://127.0.0.1:{port}");
                    process.healthy().await
                }
                ended = process.child.wait() => {
                    // What it said last comes before what follows from it.
                    if let Some(said) = said {
                        let _ = said.await;
                    }
                    Err(Failure::Failed(match ended {
                        Ok(status) => format!("the integration ended instead of serving ({status}); it says why above"),
                        Err(error) => format!("cannot watch the integration's process: {error}"),
                    }))
                }
            }
        };
        match timeout(START, started).await {
            Ok(Ok(())) => Ok(process),
            Ok(Err(failure)) => Err(failure),
            Err(_) => {
                Err(Failure::Failed(format!("the integration did not answer within {START:?}; its main must serve")))
            }
        }
    }

    async fn healthy(&self) -> Result<(), Failure> {
        let answer = Http::new(running::host()).get(format!("{}/health", self.url)).timeout(START).send().await;
        answer
            .and_then(HttpResponse::error_for_status)
            .map(drop)
            .map_err(|error| Failure::Failed(format!("the integration listens, but is not healthy: {error}")))
    }

    /// Resolves when it ends by itself.
    pub(super) async fn ended(&mut self) -> Option<ExitStatus> {
        self.child.wait().await.ok()
    }

    /// Asks it to stop, and waits until it has finished what it does.
    pub(super) async fn stop(mut self) {
        #[cfg(unix)]
        {
            let id = self.child.id().and_then(|id| i32::try_from(id).ok()).and_then(rustix::process::Pid::from_raw);
            let asked = id.is_some_and(|id| rustix::process::kill_process(id, rustix::process::Signal::TERM).is_ok());
            if asked && timeout(GRACE, self.child.wait()).await.is_ok() {
                return;
            }
        }
        // Waits as well.
        let _ = self.child.kill().await;
    }
}

/// Writes the lines to the journal; the one that tells the port is for `listens` alone.
async fn read(
    stream: impl AsyncRead + Unpin,
    level: LogLevel,
    mut listens: Option<oneshot::Sender<u16>>,
    journal: Journal,
) {
    let mut lines = BufReader::new(stream).lines();
    while let Ok(Some(line)) = lines.next_line().await {
        let port = line.strip_prefix("Listening on port ").and_then(|port| port.trim().parse().ok());
        if let Some((port, listens)) = port.and_then(|port| Some((port, listens.take()?))) {
            let _ = listens.send(port);
            continue;
        }
        journal.write_logged(LogEntry::read(&line, level));
    }
}
