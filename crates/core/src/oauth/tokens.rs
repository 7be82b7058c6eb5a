//! Tokens, and the states that hold them.

use std::{
    borrow::Cow,
    time::{Duration, SystemTime},
};

use serde::{Deserialize, Serialize};

use super::Grant;
use crate::{
    __private::schemars,
    Secret,
    member::{State, scope},
};

/// The tokens of a connected account, and how long they last. In a state they are `accessToken`, `expiresAt` and
/// `refreshToken`; flatten them into one that holds more.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Tokens {
    /// The token to call the provider with.
    pub access_token: Secret,
    /// Until when it is valid; `None` when it does not expire.
    #[serde(default, with = "iso8601")]
    pub expires_at: Option<SystemTime>,
    /// The token to renew it with.
    #[serde(default)]
    pub refresh_token: Option<Secret>,
}

impl Tokens {
    /// A token that does not expire.
    pub fn new(access_token: impl Into<Secret>) -> Self {
        Self { access_token: access_token.into(), expires_at: None, refresh_token: None }
    }

    /// Sets until when it is valid.
    #[must_use]
    pub fn expires_at(mut self, time: SystemTime) -> Self {
        self.expires_at = Some(time);
        self
    }

    /// Sets the token to renew it with.
    #[must_use]
    pub fn refresh_token(mut self, token: impl Into<Secret>) -> Self {
        self.refresh_token = Some(token.into());
        self
    }

    /// Whether the access token is valid for longer than `ahead` from `now`.
    pub(super) fn outlast(&self, now: SystemTime, ahead: Duration) -> bool {
        self.expires_at.is_none_or(|end| now.checked_add(ahead).is_none_or(|until| until < end))
    }
}

/// A state of the integration that holds the tokens of a connected account.
///
/// ```
/// # mod botpress_sdk { pub use botpress_core::*; }
/// # use botpress_core::{Declares, Member, State, definition::{StateDefinition, StateScope}, scope};
/// use botpress_sdk::oauth::{Grant, TokenState, Tokens};
/// use serde::{Deserialize, Serialize};
///
/// // #[derive(State, Schema)] #[state(integration)]
/// #[derive(Serialize, Deserialize)]
/// struct Account {
///     #[serde(flatten)]
///     tokens: Tokens,
///     team: String,
/// }
/// # impl Member for Account { const NAME: &'static str = "account"; }
/// # impl State for Account {
/// #     type Scope = scope::Integration;
/// #     fn definition() -> StateDefinition { StateDefinition::new(StateScope::Integration, serde_json::json!({})) }
/// # }
///
/// impl TokenState for Account {
///     fn tokens(&self) -> Tokens {
///         self.tokens.clone()
///     }
///
///     fn renew(&mut self, tokens: Tokens, _: &Grant) {
///         self.tokens = tokens;
///     }
/// }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` holds no tokens",
    label = "not a state with tokens",
    note = "write `impl TokenState for {Self} {{ fn tokens(&self) -> Tokens {{ .. }} fn renew(&mut self, tokens: Tokens, grant: &Grant) {{ .. }} }}`"
)]
pub trait TokenState: State<Scope = scope::Integration> {
    /// The tokens in it.
    fn tokens(&self) -> Tokens;

    /// Takes over renewed tokens, with the refresh token to keep, be it a new one or the old; `grant` is all that the provider
    /// answered. It cannot fail, since the old refresh token may be spent.
    fn renew(&mut self, tokens: Tokens, grant: &Grant);
}

impl schemars::JsonSchema for Tokens {
    fn schema_name() -> Cow<'static, str> {
        "Tokens".into()
    }

    fn schema_id() -> Cow<'static, str> {
        "botpress::oauth::Tokens".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({
            "type": "object",
            "properties": {
                "accessToken": {
                    "type": "string",
                    "description": "The token to call the provider with.",
                    "x-zui": { "secret": true, "title": "Access token" }
                },
                "expiresAt": {
                    "type": "string",
                    "format": "date-time",
                    "description": "Until when the access token is valid.",
                    "x-zui": { "title": "Expires at" }
                },
                "refreshToken": {
                    "type": "string",
                    "description": "The token to renew the access token with.",
                    "x-zui": { "secret": true, "title": "Refresh token" }
                }
            },
            "required": ["accessToken"]
        })
    }
}

/// Times as states have them.
mod iso8601 {
    use std::time::SystemTime;

    use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};

    pub(super) fn serialize<S: Serializer>(time: &Option<SystemTime>, serializer: S) -> Result<S::Ok, S::Error> {
        time.map(botpress_api::iso8601).serialize(serializer)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<SystemTime>, D::Error> {
        let text = Option::<String>::deserialize(deserializer)?;
        text.map(|text| botpress_api::parse_iso8601(&text).ok_or_else(|| D::Error::custom("not a time in ISO 8601")))
            .transpose()
    }
}
