use serde_json::{Value, json};

use super::call::Call;
use crate::{
    Refusal,
    blocks::{self, BlocksError, Fault},
};

/// A method of the Web API.
pub(crate) struct Method {
    pub(super) name: &'static str,
    pub(super) run: fn(&mut Call<'_>) -> Answer,
    pub(super) token: TokenKind,
    /// The scope that the token needs; empty for none, and for those that depend on the channel.
    pub(super) scope: &'static str,
    pub(super) tier: Tier,
    /// Whether it reads JSON; the others see no arguments in it.
    pub(super) json: bool,
}

pub(super) type Answer = Result<Value, ApiError>;

/// Which tokens a method takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum TokenKind {
    /// A bot's, or a function's.
    Bot,
    /// An app's (`xapp-`).
    App,
    /// A person's who administers apps.
    Configuration,
    /// None: the app proves itself by its client id and secret.
    Client,
}

/// How often a method may be called, by Slack's tiers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tier {
    /// Once a minute.
    One,
    /// 20 times a minute.
    Two,
    /// 50 times a minute.
    Three,
    /// 100 times a minute.
    Four,
    /// As Slack sees fit.
    Special,
}

impl Tier {
    /// How many calls a minute are taken; `None` for what has no figure.
    pub(crate) const fn per_minute(self) -> Option<u32> {
        match self {
            Self::One => Some(1),
            Self::Two => Some(20),
            Self::Three => Some(50),
            Self::Four => Some(100),
            Self::Special => None,
        }
    }
}

impl Method {
    pub(super) const fn new(name: &'static str, tier: Tier, run: fn(&mut Call<'_>) -> Answer) -> Self {
        Self { name, run, token: TokenKind::Bot, scope: "", tier, json: true }
    }

    pub(super) const fn scope(mut self, scope: &'static str) -> Self {
        self.scope = scope;
        self
    }

    pub(super) const fn token(mut self, token: TokenKind) -> Self {
        self.token = token;
        self
    }

    /// Reads forms only, as the methods do that change nothing.
    pub(super) const fn form(mut self) -> Self {
        self.json = false;
        self
    }
}

/// What a method answers when it does not do what it is asked.
#[derive(Debug)]
pub(crate) struct ApiError {
    pub(crate) code: String,
    /// What else is in the answer.
    pub(crate) details: Value,
    /// How many seconds are to pass before the next call.
    pub(crate) retry_after: Option<u64>,
}

impl ApiError {
    pub(crate) fn new(code: &str) -> Self {
        Self { code: code.to_owned(), details: Value::Null, retry_after: None }
    }

    pub(super) fn with(mut self, details: Value) -> Self {
        self.details = details;
        self
    }

    pub(super) fn rate_limited(retry_after: u64) -> Self {
        Self { retry_after: Some(retry_after), ..Self::from(Refusal::RateLimited) }
    }

    pub(super) fn missing_scope(needed: &str, provided: &[String]) -> Self {
        Self::new("missing_scope").with(json!({ "needed": needed, "provided": provided.join(",") }))
    }

    pub(super) fn missing_argument(name: &str) -> Self {
        let message = format!("[ERROR] missing required field: {name}");
        Self::new("invalid_arguments").with(json!({ "response_metadata": { "messages": [message] } }))
    }
}

impl From<Refusal> for ApiError {
    fn from(refusal: Refusal) -> Self {
        Self::new(&refusal.to_string())
    }
}

impl From<BlocksError> for ApiError {
    fn from(error: BlocksError) -> Self {
        match error {
            BlocksError::TooLong => Refusal::MsgBlocksTooLong.into(),
            BlocksError::Invalid(faults) => faults.into(),
        }
    }
}

impl From<Vec<Fault>> for ApiError {
    fn from(faults: Vec<Fault>) -> Self {
        let in_view = faults.iter().any(|fault| fault.pointer.starts_with("/view"));
        let code = if in_view { Refusal::InvalidArguments } else { Refusal::InvalidBlocks };
        Self::from(code).with(blocks::describe(&faults))
    }
}
