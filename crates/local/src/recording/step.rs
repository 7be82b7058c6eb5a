//! One thing that was done or happened.

use std::time::Duration;

use botpress_api::id::WebhookId;

use super::body::Body;
use crate::failure::Failure;

/// A webhook, an operation, a call of the API, a message and so on, with its cause and how it ended.
#[derive(Debug, Clone)]
pub(crate) struct Step {
    /// Its number; later ones have higher ones.
    pub(crate) number: u64,
    /// The number of the latest change to it, among the changes to all of them.
    pub(crate) revision: u64,
    pub(crate) chain: u128,
    /// The number of the step that caused it, which may not be kept any more.
    pub(crate) cause: Option<u64>,
    /// Whether the cause is likely, and not certain.
    pub(crate) presumed: bool,
    /// Milliseconds since 1970, when it began.
    pub(crate) at: i64,
    /// When it began, since local Botpress did.
    pub(crate) start: Duration,
    /// How long it took; `None` while it is under way.
    pub(crate) took: Option<Duration>,
    pub(crate) bot: Option<String>,
    /// The installation it is about.
    pub(crate) alias: Option<String>,
    pub(crate) what: What,
    pub(crate) about: About,
    /// What went in: a request's body, a message, a payload.
    pub(crate) input: Option<Body>,
    pub(crate) end: End,
}

/// What it was.
#[derive(Debug, Clone)]
pub(crate) enum What {
    /// Somebody did something on the page.
    Page { text: String },
    /// A request from outside.
    Webhook { method: String, path: String, query: String, headers: Vec<(String, String)> },
    /// A call to an integration; to the bot when there is no alias.
    Operation { name: String },
    /// A call of the API.
    Api { operation: &'static str, method: String, target: String },
    /// A message; its JSON is the input.
    Message { kind: String, incoming: bool },
    /// An event; its JSON is the input.
    Event { kind: String },
    /// A state was written; its payload is the input.
    State { kind: String, name: String },
    /// The bot of this process was given a message or an event.
    Bot { kind: String },
    /// A line that an integration has logged.
    Log { level: &'static str, text: String },
    /// Where an installation stands now.
    Status { status: &'static str },
}

impl What {
    /// Its name among the kinds.
    pub(crate) const fn kind(&self) -> &'static str {
        match self {
            Self::Page { .. } => "page",
            Self::Webhook { .. } => "webhook",
            Self::Operation { .. } => "operation",
            Self::Api { .. } => "api",
            Self::Message { .. } => "message",
            Self::Event { .. } => "event",
            Self::State { .. } => "state",
            Self::Bot { .. } => "bot",
            Self::Log { .. } => "log",
            Self::Status { .. } => "status",
        }
    }

    /// What it is in a few words.
    pub(crate) fn title(&self) -> String {
        match self {
            Self::Page { text } | Self::Log { text, .. } => text.clone(),
            Self::Webhook { method, path, query, .. } => {
                let mark = if query.is_empty() { "" } else { "?" };
                format!("{method} {}{mark}{query}", below(path))
            }
            Self::Operation { name } => name.clone(),
            Self::Api { operation, .. } => (*operation).to_owned(),
            Self::Message { kind, .. } | Self::Event { kind } | Self::Bot { kind } => kind.clone(),
            Self::State { name, .. } => name.clone(),
            Self::Status { status } => (*status).to_owned(),
        }
    }
}

/// The path of a webhook without its id, which says nothing to people.
fn below(path: &str) -> &str {
    let Some(rest) = path.strip_prefix('/').filter(|rest| rest.starts_with(WebhookId::PREFIX)) else { return path };
    rest.find('/').map_or("/", |end| &rest[end..])
}

/// The ids of what it is about.
#[derive(Debug, Clone, Default)]
pub(crate) struct About {
    pub(crate) conversation: Option<String>,
    pub(crate) user: Option<String>,
    /// The message or event that the step itself is, by which it is found.
    pub(crate) id: Option<String>,
}

impl About {
    pub(crate) fn conversation(id: Option<&str>) -> Self {
        Self { conversation: id.map(str::to_owned), ..Self::default() }
    }
}

/// How it ended.
#[derive(Debug, Clone, Default)]
pub(crate) struct End {
    /// The HTTP status, of what has one.
    pub(crate) status: Option<u16>,
    /// `delivered`, `processed` and the like.
    pub(crate) outcome: Option<&'static str>,
    /// Why it failed, if it did.
    pub(crate) failure: Option<String>,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) output: Option<Body>,
}

impl End {
    pub(crate) fn with(outcome: &'static str) -> Self {
        Self { outcome: Some(outcome), ..Self::default() }
    }

    /// It was refused, or failed.
    pub(crate) fn refused(failure: &Failure) -> Self {
        Self { status: Some(failure.status().as_u16()), failure: Some(failure.to_string()), ..Self::default() }
    }
}

impl Step {
    /// What it takes of the recording in bytes, roughly.
    pub(super) fn weight(&self) -> usize {
        /// The step itself, its ids and names.
        const ITSELF: usize = 700;
        let body = |body: &Option<Body>| body.as_ref().map_or(0, |body| body.bytes().len());
        let texts = match &self.what {
            What::Webhook { headers, .. } => headers.iter().map(|(name, value)| name.len() + value.len()).sum(),
            What::Page { text } | What::Log { text, .. } => text.len(),
            _ => 0,
        };
        ITSELF + texts + body(&self.input) + body(&self.end.output) + self.end.failure.as_ref().map_or(0, String::len)
    }

    pub(crate) fn is_running(&self) -> bool {
        self.took.is_none()
    }

    pub(crate) fn has_failed(&self) -> bool {
        match &self.what {
            What::Log { level, .. } => *level == "error",
            // To look for something that is not there is no failure.
            What::Api { method, .. } if method == "GET" && self.end.status == Some(404) => false,
            _ => self.end.failure.is_some(),
        }
    }
}
