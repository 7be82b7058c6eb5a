//! The lines that the log routes of the admin API show: what went wrong around bots and integrations, and what whoever
//! runs an integration hands in.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

use super::clock::Clock;

/// How many lines are kept.
const KEPT: usize = 10_000;

/// A line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct LogLine {
    /// Its number; later lines have higher ones.
    pub(crate) number: u64,
    /// Milliseconds since 1970.
    pub(crate) at: i64,
    pub(crate) level: &'static str,
    pub(crate) message: String,
    pub(crate) bot_id: String,
    /// The integration it is about, if any.
    pub(crate) integration_id: Option<String>,
    pub(crate) user_id: Option<String>,
    pub(crate) conversation_id: Option<String>,
}

/// The latest lines, in memory.
pub(crate) struct Logs {
    clock: Arc<dyn Clock>,
    kept: Mutex<VecDeque<LogLine>>,
}

impl Logs {
    pub(crate) fn new(clock: Arc<dyn Clock>) -> Self {
        Self { clock, kept: Mutex::default() }
    }

    /// Writes a line; its number and time are set here.
    pub(crate) fn write(&self, mut line: LogLine) {
        line.at = i64::try_from(self.clock.unix_ms()).unwrap_or(i64::MAX);
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        line.number = kept.back().map_or(0, |last| last.number + 1);
        kept.push_back(line);
        if kept.len() > KEPT {
            kept.pop_front();
        }
    }

    /// The lines for which `wanted` holds, newest first.
    pub(crate) fn read(&self, wanted: impl Fn(&LogLine) -> bool) -> Vec<LogLine> {
        let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.iter().rev().filter(|line| wanted(line)).cloned().collect()
    }
}

impl LogLine {
    pub(crate) fn new(level: &'static str, bot_id: &str, integration_id: Option<&str>, message: String) -> Self {
        Self {
            number: 0,
            at: 0,
            level,
            message,
            bot_id: bot_id.to_owned(),
            integration_id: integration_id.map(str::to_owned),
            user_id: None,
            conversation_id: None,
        }
    }
}

impl std::fmt::Debug for Logs {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Logs").finish_non_exhaustive()
    }
}
