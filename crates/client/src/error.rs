//! How a call of the API can fail.

use std::time::Duration;

use botpress_api::{ApiError, ErrorKind};

use crate::{BodyError, HttpError, JsonError, UploadError};

/// A call of the Botpress API that failed.
///
/// Messages and `Debug` carry no token and no payload.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The API answered with an error.
    #[error(transparent)]
    Api(Box<ApiError>),
    /// An attempt took too long, and no other could or would follow.
    #[error("timeout of {}ms exceeded", after.as_millis())]
    Timeout {
        /// The operation, `createMessage` for example.
        operation: &'static str,
        /// The limit, for one attempt.
        after: Duration,
    },
    /// No answer arrived.
    #[error("no answer to {operation}: {source}")]
    Http {
        /// The operation.
        operation: &'static str,
        /// What happened to the last attempt.
        source: HttpError,
    },
    /// The answer began and could not be read to its end.
    #[error("the answer to {operation} was cut short: {source}")]
    Body {
        /// The operation.
        operation: &'static str,
        /// What happened.
        source: BodyError,
    },
    /// The answer does not have the shape that this version expects. The call was executed.
    #[error("the answer to {operation} is not as expected at {source}")]
    Decode {
        /// The operation.
        operation: &'static str,
        /// What is wrong, and where in the answer.
        source: JsonError,
    },
    /// The request cannot be written as JSON; nothing was sent.
    #[error("the request of {operation} cannot be written as JSON: {source}")]
    Encode {
        /// The operation.
        operation: &'static str,
        /// Why.
        source: serde_json::Error,
    },
    /// The client has no token; nothing was sent.
    #[error("no token to call the Botpress API with: set BP_TOKEN, to an integration key (IAK) for example")]
    MissingToken,
    /// An option of the client cannot be used; nothing was sent.
    #[error("the client's options are not usable: {0}")]
    InvalidOptions(String),
    /// The content of a file could not be uploaded.
    #[error(transparent)]
    Upload(UploadError),
}

impl Error {
    /// The API's own error, when it answered with one.
    #[must_use]
    pub fn api(&self) -> Option<&ApiError> {
        match self {
            Self::Api(error) => Some(error),
            _ => None,
        }
    }

    /// The type of the API's error; `Unknown` for what never came to one, as in the official client.
    #[must_use]
    pub fn kind(&self) -> ErrorKind {
        self.api().map_or(ErrorKind::Unknown, |error| error.kind.clone())
    }

    /// Whether the API answered that what was asked for does not exist (`ResourceNotFound`), as it does for a state
    /// that was never set.
    #[must_use]
    pub fn is_not_found(&self) -> bool {
        self.api().is_some_and(|error| error.kind == ErrorKind::ResourceNotFound)
    }

    /// The message that the official client gives for the same failure: short, and free of addresses.
    #[must_use]
    pub fn api_message(&self) -> String {
        match self {
            Self::Api(error) => error.message.clone(),
            Self::Http { .. } => "fetch failed".to_owned(),
            other => other.to_string(),
        }
    }
}

impl From<ApiError> for Error {
    fn from(error: ApiError) -> Self {
        Self::Api(Box::new(error))
    }
}
