//! How a command ends when it does not end well.

use std::{fmt, io, process::ExitCode};

/// What went wrong: a sentence for people that says what to do about it.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Failure {
    /// The command was right, and what it asks for failed: exit code 1.
    #[error("{0}")]
    Failed(String),
    /// The command cannot be meant like this: exit code 2.
    #[error("{0}")]
    Usage(String),
}

impl Failure {
    /// What became of an attempt to do something with a file or the system: `cannot <what>: <why>`.
    pub(crate) fn io(what: impl fmt::Display) -> impl FnOnce(io::Error) -> Self {
        move |error| Self::Failed(format!("cannot {what}: {error}"))
    }

    pub(crate) fn exit_code(&self) -> ExitCode {
        match self {
            Self::Failed(_) => ExitCode::from(1),
            Self::Usage(_) => ExitCode::from(2),
        }
    }
}
