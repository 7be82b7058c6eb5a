//! What a handler fails with.

use std::{error::Error as StdError, fmt};

use botpress_api::error::{ApiError, ErrorKind, UNKNOWN_ID};
use botpress_client::SpawnError;
use serde_json::Value;

/// What a handler fails with: says what the platform should do.
///
/// - [`Error::runtime`] tells the bot's owner what is wrong. The platform does not retry.
/// - Whatever else `?` picks up is unexpected: the platform may retry, and the bot's owner sees a general sentence. A failed call
///   of the Botpress API keeps its message.
///
/// Since `?` takes any error, this type is no [`std::error::Error`] itself; it converts into a boxed one.
///
/// ```
/// use botpress_core::{Error, Result};
///
/// fn parse(number: &str) -> Result<u32> {
///     let number = number.parse::<u32>()?; // unexpected: may be retried, not shown
///     if number == 0 {
///         return Err(Error::runtime("the number of days must be at least 1")); // shown, not retried
///     }
///     Ok(number)
/// }
/// ```
pub struct Error(Box<dyn StdError + Send + Sync>);

/// A result whose error is [`Error`] unless said otherwise.
pub type Result<T, E = Error> = std::result::Result<T, E>;

impl Error {
    /// An error that reaches the bot's owner as it is and is not retried.
    ///
    /// ```
    /// # use botpress_core::Error;
    /// assert_eq!(Error::runtime("there is no such channel").to_string(), "there is no such channel");
    /// ```
    pub fn runtime(message: impl Into<String>) -> Self {
        ApiError::new(ErrorKind::Runtime, message).into()
    }

    /// The input does not have the right shape; reaches the caller as it is and is not retried.
    pub fn invalid_payload(message: impl Into<String>) -> Self {
        ApiError::new(ErrorKind::InvalidPayload, message).into()
    }

    /// Adds data for the platform, `{"subtype": "UPSTREAM_PROVIDER_FAILED"}` for example. Only errors of the API have such: others
    /// are left as they are.
    #[must_use]
    pub fn with_metadata(mut self, metadata: Value) -> Self {
        if let Some(error) = self.0.downcast_mut::<ApiError>() {
            error.metadata = Some(Box::new(metadata));
        }
        self
    }

    /// Sets the error's id, by which it is found in logs; by default one is made. Only errors of the API have one: others are
    /// left as they are.
    #[must_use]
    pub fn with_id(mut self, id: impl Into<String>) -> Self {
        if let Some(error) = self.0.downcast_mut::<ApiError>() {
            error.id = id.into();
        }
        self
    }

    /// The error of the Botpress API in it: what [`Error::runtime`] made, or what a call answered.
    #[must_use]
    pub fn api(&self) -> Option<&ApiError> {
        self.0.downcast_ref::<ApiError>().or_else(|| match self.0.downcast_ref::<botpress_client::Error>() {
            Some(botpress_client::Error::Api(error)) => Some(error),
            _ => None,
        })
    }

    /// The error in it, when it is an `E`.
    #[must_use]
    pub fn downcast_ref<E: StdError + 'static>(&self) -> Option<&E> {
        self.0.downcast_ref()
    }

    /// The error as the standard library sees it.
    #[must_use]
    pub fn as_std(&self) -> &(dyn StdError + Send + Sync + 'static) {
        &*self.0
    }

    /// Whether what failed may go well when it is tried again later by this process: it is unexpected, or the API says so.
    pub(crate) fn may_pass(&self) -> bool {
        self.api().is_none_or(ApiError::is_retryable) && self.downcast_ref() != Some(&SpawnError::Stopping)
    }

    /// The error and its causes in one line.
    pub(crate) fn chain(&self) -> String {
        let mut line = self.0.to_string();
        let mut cause = self.0.source();
        while let Some(error) = cause {
            let text = error.to_string();
            if !line.ends_with(&text) {
                line.push_str(": ");
                line.push_str(&text);
            }
            cause = error.source();
        }
        line
    }
}

impl<E: StdError + Send + Sync + 'static> From<E> for Error {
    fn from(error: E) -> Self {
        Self(Box::new(error))
    }
}

impl From<Error> for Box<dyn StdError + Send + Sync> {
    fn from(error: Error) -> Self {
        error.0
    }
}

impl From<Error> for Box<dyn StdError> {
    fn from(error: Error) -> Self {
        error.0
    }
}

impl fmt::Display for Error {
    /// What was given to [`Error::runtime`] is the whole text; an error that the API answered also tells its type and id.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0.downcast_ref::<ApiError>() {
            Some(own) if own.id == UNKNOWN_ID => f.write_str(&own.message),
            _ => self.0.fmt(f),
        }
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// What the bot's owner sees of an unexpected error (protocol §1.6).
pub(crate) const UNEXPECTED: &str = "An unexpected error occurred in the integration. Bot owners: Check logs for more \
informations. Integration owners: throw a RuntimeError to return a custom error message instead.";
