//! What is printed: results on standard output, what goes on meanwhile on standard error; with `--json`, one JSON object
//! per line on standard output.

use std::{
    fmt,
    io::{self, IsTerminal as _, Write as _},
};

use serde_json::{Value, json};

use crate::failure::Failure;

/// The way of printing that was asked for.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Ui {
    json: bool,
    coloured: bool,
}

/// How a line looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tone {
    Plain,
    Quiet,
    Good,
    Warning,
    Bad,
}

impl Ui {
    pub(crate) fn new(json: bool) -> Self {
        let wanted = std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty());
        Self { json, coloured: wanted && !json && io::stderr().is_terminal() }
    }

    pub(crate) fn is_json(&self) -> bool {
        self.json
    }

    pub(crate) fn is_coloured(&self) -> bool {
        self.coloured
    }

    /// The result of a command: `value` with `--json`, else the text.
    pub(crate) fn result(&self, value: &Value, text: impl FnOnce() -> String) {
        let text = if self.json { format!("{value}\n") } else { text() };
        // Whoever closed the pipe wants no more.
        let _ = io::stdout().lock().write_all(text.as_bytes());
    }

    /// Something that happens while a command runs: an object with `event` and these members with `--json`, else the line.
    pub(crate) fn event(&self, event: &str, members: Value, tone: Tone, line: impl fmt::Display) {
        if self.json {
            let mut object = json!({ "event": event });
            if let (Value::Object(object), Value::Object(members)) = (&mut object, members) {
                object.extend(members);
            }
            let _ = writeln!(io::stdout().lock(), "{object}");
        } else {
            self.note(tone, line);
        }
    }

    /// A line for people only.
    pub(crate) fn note(&self, tone: Tone, line: impl fmt::Display) {
        let line = self.toned(tone, line);
        let _ = writeln!(io::stderr().lock(), "{line}");
    }

    /// The line in its tone, where there are colours.
    pub(crate) fn toned(&self, tone: Tone, line: impl fmt::Display) -> String {
        let code = match tone {
            _ if !self.coloured => None,
            Tone::Plain => None,
            Tone::Quiet => Some("2"),
            Tone::Good => Some("32"),
            Tone::Warning => Some("33"),
            Tone::Bad => Some("31"),
        };
        code.map_or_else(|| line.to_string(), |code| format!("\u{1b}[{code}m{line}\u{1b}[0m"))
    }

    /// How a command failed.
    pub(crate) fn failure(&self, failure: &Failure) {
        if self.json {
            let kind = match failure {
                Failure::Failed(_) => "failed",
                Failure::Usage(_) => "usage",
            };
            let _ = writeln!(
                io::stdout().lock(),
                "{}",
                json!({ "error": { "type": kind, "message": failure.to_string() } })
            );
        } else {
            let _ = writeln!(io::stderr().lock(), "{}: {failure}", self.toned(Tone::Bad, "error"));
        }
    }
}
