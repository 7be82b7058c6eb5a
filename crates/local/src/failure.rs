//! Why a request was refused, before it becomes an answer on the wire.

use botpress_api::{DecodeError, ErrorKind};
use http::StatusCode;
use serde_json::Value;

/// A refusal, or a fault of local Botpress itself.
///
/// Everything below the server speaks this type; [`crate::server`] turns it into an API error with its status.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Failure {
    #[error("{what} `{id}` does not exist")]
    NotFound { what: &'static str, id: String },
    #[error("{at}: {what} `{id}` does not exist")]
    Reference { at: String, what: &'static str, id: String },
    #[error("{at}: {message}")]
    Invalid { at: String, message: String },
    /// An integration's answer that breaks the schema it declares.
    #[error("{at}: {message}")]
    Output { at: String, message: String },
    #[error("{at}: {message}")]
    Query { at: String, message: String },
    #[error("{0}")]
    Conflict(String),
    /// A schema that is none.
    #[error("{at}: {message}")]
    Schema { at: String, message: String },
    /// A limit is reached.
    #[error("{0}")]
    TooMany(String),
    /// Something else needs it.
    #[error("{0}")]
    Constraint(String),
    /// The change would break who uses a published version.
    #[error("{0}")]
    Breaking(String),
    /// This build cannot do it.
    #[error("{0}")]
    NotImplemented(String),
    #[error("{0}")]
    TooLarge(String),
    #[error("{0}")]
    Unauthorized(String),
    #[error("{0}")]
    Forbidden(String),
    /// What an integration said to an action.
    #[error("{0}")]
    Runtime(String),
    /// An integration that cannot be reached, or whose answer makes no sense.
    #[error("{0}")]
    Upstream(String),
    /// An integration that takes too long.
    #[error("{0}")]
    Timeout(String),
    #[error("there is no {method} {path}")]
    NoRoute { method: String, path: String },
    #[error("{path} exists, but not with the method {method}")]
    NoMethod { method: String, path: String },
    #[error("{at}: {message}")]
    Identifier { at: String, message: String },
    /// Some parts succeeded and others did not; `facts` says which.
    #[error("{message}")]
    Partial { message: String, facts: Box<Value> },
    #[error("{0}")]
    Internal(String),
    #[error("local Botpress is stopping")]
    Stopped,
    #[error("storage: {0}")]
    Store(#[from] rusqlite::Error),
}

impl Failure {
    pub(crate) fn not_found(what: &'static str, id: impl Into<String>) -> Self {
        Self::NotFound { what, id: id.into() }
    }

    pub(crate) fn reference(at: impl Into<String>, what: &'static str, id: impl Into<String>) -> Self {
        Self::Reference { at: at.into(), what, id: id.into() }
    }

    pub(crate) fn invalid(at: impl Into<String>, message: impl Into<String>) -> Self {
        Self::Invalid { at: at.into(), message: message.into() }
    }

    pub(crate) fn query(at: impl Into<String>, message: impl Into<String>) -> Self {
        Self::Query { at: at.into(), message: message.into() }
    }
}

/// A request without the shape of its operation, by the part that is wrong.
impl From<DecodeError> for Failure {
    fn from(error: DecodeError) -> Self {
        let DecodeError { at, message, .. } = error;
        match at.split('.').next() {
            Some("query") => Self::Query { at, message },
            Some("path") => Self::Identifier { at, message },
            _ => Self::Invalid { at, message },
        }
    }
}

impl Failure {
    pub(crate) fn identifier(at: impl Into<String>, message: impl Into<String>) -> Self {
        Self::Identifier { at: at.into(), message: message.into() }
    }

    /// The status of the answer.
    pub(crate) fn status(&self) -> StatusCode {
        match self {
            Self::NotImplemented(_) => StatusCode::NOT_IMPLEMENTED,
            other => other.kind().status(),
        }
    }

    /// The type of API error that it is.
    pub(crate) fn kind(&self) -> ErrorKind {
        match self {
            Self::NotFound { .. } | Self::NoRoute { .. } => ErrorKind::ResourceNotFound,
            Self::NoMethod { .. } => ErrorKind::MethodNotFound,
            Self::Reference { .. } => ErrorKind::ReferenceNotFound,
            Self::Invalid { .. } | Self::Partial { .. } => ErrorKind::InvalidPayload,
            Self::Output { .. } => ErrorKind::InvalidDataFormat,
            Self::Query { .. } => ErrorKind::InvalidQuery,
            Self::Identifier { .. } => ErrorKind::InvalidIdentifier,
            Self::Conflict(_) => ErrorKind::AlreadyExists,
            Self::Schema { .. } => ErrorKind::InvalidJsonSchema,
            Self::TooMany(_) => ErrorKind::LimitExceeded,
            Self::Constraint(_) => ErrorKind::ReferenceConstraint,
            Self::Breaking(_) => ErrorKind::BreakingChanges,
            Self::NotImplemented(_) => ErrorKind::Unknown,
            Self::TooLarge(_) => ErrorKind::PayloadTooLarge,
            Self::Unauthorized(_) => ErrorKind::Unauthorized,
            Self::Forbidden(_) => ErrorKind::Forbidden,
            Self::Runtime(_) => ErrorKind::Runtime,
            Self::Timeout(_) => ErrorKind::OperationTimeout,
            Self::Upstream(_) | Self::Internal(_) | Self::Stopped | Self::Store(_) => ErrorKind::Internal,
        }
    }
}
