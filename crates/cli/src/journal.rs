//! What happens, shown and kept: lines of the integration's log and what local Botpress does, in `.botpress/log.jsonl`.

use std::{
    fs::File,
    io::{self, Read as _, Seek as _, SeekFrom, Write as _},
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError, Weak},
    time::{SystemTime, UNIX_EPOCH},
};

use botpress_local::{Happening, LocalBotpress, LogEntry};
use serde::{Deserialize, Serialize};
use serde_json::json;
use tokio::task::JoinHandle;

use crate::{
    failure::Failure,
    ui::{Tone, Ui},
};

/// The file, in the directory where `local` and `dev` leave theirs.
pub(crate) const FILE: &str = "log.jsonl";

/// One line of it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Entry {
    /// Milliseconds since 1970.
    pub(crate) time: u64,
    /// Who says it: `integration` in its log, or `botpress`.
    pub(crate) source: Source,
    /// `debug`, `info`, `warn` or `error`.
    pub(crate) level: String,
    pub(crate) message: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, clap::ValueEnum)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Source {
    /// The log of the integration.
    Integration,
    /// What local Botpress does: webhooks, messages, events.
    Botpress,
}

impl Entry {
    /// As people read it.
    pub(crate) fn line(&self, ui: &Ui) -> String {
        let tone = match (self.level.as_str(), self.source) {
            ("error", _) => Tone::Bad,
            ("warn", _) => Tone::Warning,
            ("debug", _) | (_, Source::Botpress) => Tone::Quiet,
            _ => Tone::Plain,
        };
        let mark = match self.source {
            Source::Integration => "|",
            Source::Botpress => "·",
        };
        ui.toned(tone, format_args!("  {mark} {}", self.message))
    }
}

/// Writes what happens; cheap to clone.
#[derive(Debug, Clone)]
pub(crate) struct Journal {
    file: Arc<Mutex<File>>,
    ui: Option<Ui>,
    local: Weak<LocalBotpress>,
    /// The installation that the integration's log belongs to.
    alias: Arc<Mutex<String>>,
    watching: Arc<Mutex<Option<JoinHandle<()>>>>,
}

impl Journal {
    /// Writes from now on what happens in `local` to a new file, and shows it with `ui`.
    pub(crate) fn start(local: &Arc<LocalBotpress>, directory: &Path, ui: Option<Ui>) -> Result<Self, Failure> {
        let path: PathBuf = directory.join(FILE);
        let file = File::create(&path).map_err(Failure::io(format!("write {}", path.display())))?;
        let journal = Self {
            file: Arc::new(Mutex::new(file)),
            ui,
            local: Arc::downgrade(local),
            alias: Arc::default(),
            watching: Arc::default(),
        };
        let (mut happenings, writer) = (local.happenings(), journal.clone());
        let watching = tokio::spawn(async move {
            while let Some(happening) = happenings.next().await {
                if let Some(level) = level(&happening) {
                    writer.write(Source::Botpress, level, happening.to_string());
                }
            }
        });
        *journal.watching.lock().unwrap_or_else(PoisonError::into_inner) = Some(watching);
        Ok(journal)
    }

    /// Says whose log the integration's is.
    pub(crate) fn belongs_to(&self, alias: &str) {
        alias.clone_into(&mut self.alias.lock().unwrap_or_else(PoisonError::into_inner));
    }

    /// Writes a line that the integration has logged, and gives it to local Botpress, whose admin API and page show it.
    pub(crate) fn write_logged(&self, logged: LogEntry) {
        self.write(Source::Integration, logged.level().as_str(), logged.text().to_owned());
        if let Some(local) = self.local.upgrade() {
            local.log(&self.alias.lock().unwrap_or_else(PoisonError::into_inner), logged);
        }
    }

    fn write(&self, source: Source, level: &str, message: String) {
        let time = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |time| time.as_millis());
        let time = u64::try_from(time).unwrap_or(u64::MAX);
        let entry = Entry { time, source, level: level.to_owned(), message };
        if let Ok(mut line) = serde_json::to_vec(&entry) {
            line.push(b'\n');
            // A disk that is full must not end what is being developed.
            let _ = self.file.lock().unwrap_or_else(PoisonError::into_inner).write_all(&line);
        }
        if let Some(ui) = &self.ui {
            ui.event("log", json!(entry), Tone::Plain, entry.line(ui));
        }
    }

    /// Waits until what has happened is written, after local Botpress has stopped.
    pub(crate) async fn finish(self) {
        let watching = self.watching.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(watching) = watching {
            // It ends by itself.
            let _ = watching.await;
        }
    }
}

/// How much it matters; `None` for what is only noise to a person: each call of the API, each step of a delivery.
fn level(happening: &Happening) -> Option<&'static str> {
    match happening {
        Happening::RegistrationFailed { .. } | Happening::MessageFailed { .. } | Happening::Trouble { .. } => {
            Some("error")
        }
        Happening::Uninstalled { failure: Some(_), .. } | Happening::EventSettled { failure: Some(_), .. } => {
            Some("warn")
        }
        Happening::OperationCalled { operation, status, .. } if operation == "action_triggered" => {
            Some(if status.is_some_and(|status| status.is_success()) { "info" } else { "warn" })
        }
        Happening::WebhookRelayed { status, .. } | Happening::WebhookUnmatched { status, .. } => {
            Some(if status.is_server_error() { "warn" } else { "info" })
        }
        Happening::Registered { .. }
        | Happening::Uninstalled { .. }
        | Happening::MessageIn(_)
        | Happening::MessageOut(_)
        | Happening::EventCreated(_) => Some("info"),
        Happening::ApiCalled { status, .. } if !status.is_success() => Some("debug"),
        _ => None,
    }
}

/// Reads the entries of a file from a position on; answers where the next ones begin.
pub(crate) fn read(path: &Path, from: u64) -> io::Result<(Vec<Entry>, u64)> {
    let mut file = File::open(path)?;
    // A shorter file is a new one.
    let from = if from <= file.metadata()?.len() { from } else { 0 };
    file.seek(SeekFrom::Start(from))?;
    let mut new = Vec::new();
    io::BufReader::new(file).read_to_end(&mut new)?;
    // The last line may not be whole yet.
    let whole = new.iter().rposition(|byte| *byte == b'\n').map_or(0, |end| end + 1);
    let entries = new[..whole].split(|byte| *byte == b'\n').filter_map(|line| serde_json::from_slice(line).ok());
    Ok((entries.collect(), from + whole as u64))
}
