//! What a provider grants.

use std::{
    fmt,
    time::{Duration, SystemTime},
};

use serde::de::DeserializeOwned;
use serde_json::Value;

use super::{OAuthError, Tokens};
use crate::{Secret, decode::decode, member::PayloadError};

/// The answer of a provider with tokens (RFC 6749 §5.1).
pub struct Grant {
    /// The token to call the provider with.
    pub access_token: Secret,
    /// The token to renew it with; `None` when the provider gave none.
    pub refresh_token: Option<Secret>,
    /// How long the access token is valid; `None` when it does not expire, or the provider does not say.
    pub expires_in: Option<Duration>,
    /// What was granted, one by one; empty when the provider does not say.
    pub scopes: Vec<String>,
    answer: Value,
    provider: String,
}

impl Grant {
    /// The grant in `answer`, or what is wrong with it.
    pub(super) fn read(provider: &str, answer: Value) -> Result<Self, PayloadError> {
        let text = |name: &str| answer[name].as_str().filter(|text| !text.is_empty()).map(str::to_owned);
        let access_token = text("access_token").ok_or_else(|| PayloadError::new("access_token", "is missing"))?;
        let seconds = match &answer["expires_in"] {
            Value::String(text) => text.parse().ok(),
            number => number.as_u64(),
        };
        let scopes = text("scope").unwrap_or_default();
        let scopes = scopes.split([' ', ',']).filter(|scope| !scope.is_empty()).map(str::to_owned).collect();
        Ok(Self {
            access_token: access_token.into(),
            refresh_token: text("refresh_token").map(Secret::from),
            expires_in: seconds.filter(|seconds| *seconds > 0).map(Duration::from_secs),
            scopes,
            answer,
            provider: provider.to_owned(),
        })
    }

    /// The tokens, when they were granted at `now`.
    #[must_use]
    pub fn tokens(&self, now: SystemTime) -> Tokens {
        let mut tokens = Tokens::new(self.access_token.clone());
        tokens.expires_at = self.expires_in.and_then(|valid| now.checked_add(valid));
        tokens.refresh_token.clone_from(&self.refresh_token);
        tokens
    }

    /// What else the provider says: `grant.answer::<SlackAnswer>()?.team.id`.
    ///
    /// # Errors
    ///
    /// [`OAuthError::Unexpected`] with the path of what does not fit.
    pub fn answer<T: DeserializeOwned>(&self) -> Result<T, OAuthError> {
        decode("answer", self.answer.clone())
            .map_err(|source| OAuthError::Unexpected { provider: self.provider.clone(), source })
    }
}

impl fmt::Debug for Grant {
    /// The whole answer holds the tokens: not printed.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Grant")
            .field("expires_in", &self.expires_in)
            .field("scopes", &self.scopes)
            .finish_non_exhaustive()
    }
}
