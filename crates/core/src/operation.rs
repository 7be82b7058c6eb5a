//! The ten operations that Botpress sends, typed.

use botpress_api::{
    operation::{self as wire, WebhookReceived},
    types::Tags,
};
use std::fmt;

pub use botpress_api::operation::{
    ActionTriggered, ConversationUpdated, CreateConversation, CreateUser, MessageCreated, MessageUpdated, Registration,
};
use bytes::Bytes;
use http::request::Parts;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::{Error, Result, WebhookRequest, WebhookResponse, decode::decode_json};

/// One operation, parsed but not yet typed by the integration.
#[derive(Debug)]
#[non_exhaustive]
pub enum Operation {
    /// Is anybody there?
    Ping,
    /// A bot's owner saved the configuration.
    Register(Registration),
    /// The integration is removed from a bot.
    Unregister(Registration),
    /// A request to the webhook's URL.
    Webhook(WebhookRequest),
    /// A bot calls an action.
    Action(ActionTriggered),
    /// The bot wrote a message.
    MessageCreated(Box<MessageCreated>),
    /// The bot changed a message.
    MessageUpdated(Box<MessageUpdated>),
    /// The bot changed a conversation.
    ConversationUpdated(Box<ConversationUpdated>),
    /// A bot wants a user (deprecated). A body that is wrong matters only to an integration that has a handler.
    CreateUser(Result<CreateUser>),
    /// A bot wants a conversation (deprecated). A body that is wrong matters only to an integration that has a handler.
    CreateConversation(Result<CreateConversation>),
}

/// The request of an operation, before it is parsed: what [`Integration::intercept`](crate::Integration::intercept) looks at.
pub struct OperationRequest {
    head: Parts,
    body: Bytes,
}

impl OperationRequest {
    /// The request, when its body is text, as the protocol wants it.
    pub(crate) fn new(head: Parts, body: Bytes) -> Result<Self> {
        match std::str::from_utf8(&body) {
            Ok(_) => Ok(Self { head, body }),
            Err(error) => {
                Err(Error::invalid_payload(format!("the body is not UTF-8 from byte {} on", error.valid_up_to())))
            }
        }
    }

    /// The body; empty when there was none.
    #[must_use]
    pub fn body(&self) -> &str {
        // Checked when it was made; a second look is cheaper than a copy.
        std::str::from_utf8(&self.body).unwrap_or_default()
    }

    /// The request as a handler sees requests. Of headers with one name, the last counts.
    #[must_use]
    pub fn to_webhook_request(&self) -> WebhookRequest {
        let headers = self.head.headers.iter();
        let text = |value: &http::HeaderValue| String::from_utf8_lossy(value.as_bytes()).into_owned();
        WebhookRequest {
            method: self.head.method.as_str().to_owned(),
            path: self.head.uri.path().to_owned(),
            query: self.head.uri.query().unwrap_or_default().to_owned(),
            headers: headers.map(|(name, value)| (name.as_str().to_owned(), text(value))).collect(),
            body: Some(self.body()).filter(|body| !body.is_empty()).map(str::to_owned),
        }
    }
}

impl fmt::Debug for OperationRequest {
    /// Headers and body may hold secrets: not printed.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OperationRequest")
            .field("method", &self.head.method)
            .field("uri", &self.head.uri)
            .finish_non_exhaustive()
    }
}

/// What an operation answers.
#[derive(Debug)]
#[non_exhaustive]
pub enum Reply {
    /// 200 and `{}`.
    Done,
    /// 200, the action's output and its cost.
    Output(Value),
    /// A response of the author's, as it is.
    Response(WebhookResponse),
}

impl Operation {
    /// Takes the integration's own prefix, `name:` or `alias:`, off the tags: inside an integration they have none.
    pub(crate) fn without_tag_prefix(mut self, prefixes: [&str; 2]) -> Self {
        let own = |tags: &mut Tags| {
            if tags.keys().any(|key| key.contains(':')) {
                *tags = std::mem::take(tags)
                    .into_iter()
                    .map(|(key, value)| (without_prefix(key, prefixes), value))
                    .collect();
            }
        };
        match &mut self {
            Self::MessageCreated(created) => {
                own(&mut created.conversation.tags);
                own(&mut created.message.tags);
                own(&mut created.user.tags);
            }
            Self::MessageUpdated(updated) => {
                own(&mut updated.conversation.tags);
                own(&mut updated.user.tags);
                own(&mut updated.current_message.tags);
                own(&mut updated.previous_message.tags);
            }
            Self::ConversationUpdated(updated) => {
                own(&mut updated.current_conversation.tags);
                own(&mut updated.previous_conversation.tags);
            }
            Self::CreateUser(Ok(creation)) => own(&mut creation.tags),
            Self::CreateConversation(Ok(creation)) => own(&mut creation.tags),
            Self::Ping | Self::Register(_) | Self::Unregister(_) | Self::Webhook(_) | Self::Action(_) => {}
            Self::CreateUser(Err(_)) | Self::CreateConversation(Err(_)) => {}
        }
        self
    }

    /// The operation `name` with its body.
    pub(crate) fn parse(name: &str, body: &str) -> Result<Self> {
        use wire::OperationName as Name;

        Ok(match Name::from(name) {
            Name::Ping => Self::Ping,
            Name::Register => Self::Register(read(body)?),
            Name::Unregister => Self::Unregister(read(body)?),
            Name::WebhookReceived => Self::Webhook(read::<WebhookReceived>(body)?.req.into()),
            Name::ActionTriggered => match read::<ActionTriggered>(body)? {
                call if call.kind.is_empty() => return Err(Error::invalid_payload("Missing action type")),
                call => Self::Action(call),
            },
            Name::MessageCreated => Self::MessageCreated(read(body)?),
            Name::MessageUpdated => Self::MessageUpdated(read(body)?),
            Name::ConversationUpdated => Self::ConversationUpdated(read(body)?),
            Name::CreateUser => Self::CreateUser(read(body)),
            Name::CreateConversation => Self::CreateConversation(read(body)),
            _ => return Err(Error::invalid_payload(format!("Unknown operation {name}"))),
        })
    }
}

fn without_prefix(key: String, prefixes: [&str; 2]) -> String {
    match key.split_once(':') {
        Some((prefix, tag)) if prefixes.contains(&prefix) => tag.to_owned(),
        _ => key,
    }
}

fn read<T: DeserializeOwned>(body: &str) -> Result<T> {
    if body.is_empty() {
        return Err(Error::invalid_payload("Missing body"));
    }
    decode_json("body", body).map_err(|error| Error::invalid_payload(error.to_string()))
}
