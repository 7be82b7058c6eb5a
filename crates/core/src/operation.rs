//! The ten operations that Botpress sends, typed.

use botpress_api::operation::{self as wire, WebhookReceived};
pub use botpress_api::operation::{
    ActionTriggered, ConversationUpdated, CreateConversation, CreateUser, MessageCreated, MessageUpdated, Registration,
};
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::{Error, Result, WebhookRequest, WebhookResponse, decode};

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
    /// A bot wants a user (deprecated).
    CreateUser(CreateUser),
    /// A bot wants a conversation (deprecated).
    CreateConversation(CreateConversation),
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
            Name::CreateUser => Self::CreateUser(read(body)?),
            Name::CreateConversation => Self::CreateConversation(read(body)?),
            _ => return Err(Error::invalid_payload(format!("Unknown operation {name}"))),
        })
    }
}

fn read<T: DeserializeOwned>(body: &str) -> Result<T> {
    if body.is_empty() {
        return Err(Error::invalid_payload("Missing body"));
    }
    let mut json = serde_json::Deserializer::from_str(body);
    let value = serde_path_to_error::deserialize(&mut json)
        .map_err(|error| Error::invalid_payload(decode::describe("body", &error)))?;
    json.end().map_err(|error| Error::invalid_payload(format!("body: {error}")))?;
    Ok(value)
}
