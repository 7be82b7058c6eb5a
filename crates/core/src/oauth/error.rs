//! Why there is no token.

use botpress_client::{JsonError, RequestError};
use http::StatusCode;

use crate::Error;

/// Why a provider gave no tokens. No message holds a token, a code or a secret.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum OAuthError {
    /// No account was connected yet.
    #[error("no account is connected: connect one in the configuration of the integration")]
    NotConnected,
    /// The token has expired, and there is none to renew it with.
    #[error(
        "the access has expired and cannot be renewed: connect the account again in the configuration of the integration"
    )]
    Expired,
    /// The provider refused.
    #[error("{provider} refused: {code}{}", description.as_deref().map(|text| format!(" ({text})")).unwrap_or_default())]
    #[non_exhaustive]
    Refused {
        /// The provider's host.
        provider: String,
        /// The provider's code: `invalid_grant`.
        code: String,
        /// What the provider says to it.
        description: Option<String>,
        /// Whether trying again is useless.
        is_final: bool,
    },
    /// The provider answered that it cannot answer.
    #[error("{provider} answered {status}: try again later")]
    #[non_exhaustive]
    Unavailable {
        /// The provider's host.
        provider: String,
        /// Its status.
        status: StatusCode,
    },
    /// The provider did not answer.
    #[error(transparent)]
    Unreachable(#[from] RequestError),
    /// The provider's answer is not what it should be.
    #[error("the answer of {provider} is not as expected at {source}")]
    #[non_exhaustive]
    Unexpected {
        /// The provider's host.
        provider: String,
        /// What is wrong, and where.
        source: JsonError,
    },
    /// Another process renews the tokens, and takes long over it.
    #[error("another process has been renewing the tokens for a minute: try again later")]
    Busy,
    /// The state with the tokens could not be read or written.
    #[error("the state with the tokens: {0}")]
    State(#[source] botpress_client::Error),
}

impl OAuthError {
    /// Whether trying again is useless: somebody has to connect the account again.
    #[must_use]
    pub fn is_final(&self) -> bool {
        matches!(self, Self::NotConnected | Self::Expired | Self::Refused { is_final: true, .. })
    }

    /// As an error of a handler: one that is final tells the bot's owner what to do, any other may be retried.
    pub(super) fn into_error(self) -> Error {
        self.advice().map_or_else(|| self.into(), Error::runtime)
    }

    /// What to tell the bot's owner, when something can be done.
    pub(super) fn advice(&self) -> Option<String> {
        match self {
            Self::NotConnected | Self::Expired => Some(self.to_string()),
            Self::Refused { is_final: true, .. } => {
                Some(format!("{self}: connect the account again in the configuration of the integration"))
            }
            _ => None,
        }
    }
}
