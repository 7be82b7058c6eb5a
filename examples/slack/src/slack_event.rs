//! What Slack sends to the webhook, as far as it is understood here. Nothing more than that is required of it.

use serde::Deserialize;

/// The body of a request.
#[derive(Debug, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub(crate) enum Envelope {
    /// Slack asks whether the webhook's address belongs to the app.
    UrlVerification { challenge: String },
    /// Something happened in the workspace.
    EventCallback(Callback),
    /// Anything else, a warning about the rate of events for example.
    #[serde(other)]
    Other,
}

/// An event, and for whom it is.
#[derive(Debug, Deserialize)]
pub(crate) struct Callback {
    /// The same in every repetition of the event.
    pub(crate) event_id: String,
    #[serde(default)]
    authorizations: Vec<Authorization>,
    pub(crate) event: Event,
}

#[derive(Debug, Deserialize)]
struct Authorization {
    user_id: Option<String>,
}

impl Callback {
    /// The app's bot user.
    pub(crate) fn bot_user(&self) -> Option<&str> {
        self.authorizations.first()?.user_id.as_deref()
    }
}

#[derive(Debug, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub(crate) enum Event {
    Message(Message),
    ReactionAdded(Reaction),
    ReactionRemoved(Reaction),
    #[serde(other)]
    Other,
}

impl Event {
    /// Where it happened.
    pub(crate) fn channel(&self) -> Option<&str> {
        match self {
            Self::Message(message) => Some(&message.channel),
            Self::ReactionAdded(reaction) | Self::ReactionRemoved(reaction) => reaction.item.channel.as_deref(),
            Self::Other => None,
        }
    }
}

#[derive(Debug, Deserialize)]
pub(crate) struct Message {
    pub(crate) channel: String,
    pub(crate) ts: String,
    /// The first message of the thread it is in.
    pub(crate) thread_ts: Option<String>,
    /// `None` for a plain message; else what makes it special, `message_changed` for example.
    subtype: Option<String>,
    pub(crate) user: Option<String>,
    /// The app that wrote it.
    bot_id: Option<String>,
    #[serde(default)]
    pub(crate) text: String,
}

impl Message {
    /// Whether a person wrote it: not an app, this one included, nor Slack itself about joins, edits and the like.
    pub(crate) fn is_from_person(&self) -> bool {
        let written = matches!(self.subtype.as_deref(), None | Some("me_message" | "thread_broadcast" | "file_share"));
        written && self.bot_id.is_none()
    }
}

#[derive(Debug, Deserialize)]
pub(crate) struct Reaction {
    /// Who reacted.
    pub(crate) user: String,
    /// The emoji's name.
    pub(crate) reaction: String,
    pub(crate) item: ReactionItem,
}

/// What was reacted to; a message has both.
#[derive(Debug, Deserialize)]
pub(crate) struct ReactionItem {
    pub(crate) channel: Option<String>,
    pub(crate) ts: Option<String>,
}
