//! What the integration declares.

use botpress_sdk::{messages, prelude::*};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// What a bot's owner fills in.
#[derive(Debug, Configuration, Serialize)]
#[serde(untagged)]
pub enum Config {
    /// Without signing in.
    #[configuration(default)]
    Plain(Plain),
    /// Signed in.
    #[configuration(name = "oauth")]
    OAuth(OAuth),
}

#[derive(Debug, Schema, Serialize, Deserialize)]
pub struct Plain {
    #[serde(skip_serializing_if = "Option::is_none")]
    token: Option<String>,
    /// What registering does, to see how a failure is told.
    #[serde(skip_serializing_if = "Option::is_none")]
    mode: Option<String>,
}

#[derive(Debug, Schema, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct OAuth {
    client_id: String,
}

impl Config {
    pub(crate) fn mode(&self) -> Option<&str> {
        match self {
            Self::Plain(plain) => plain.mode.as_deref(),
            Self::OAuth(_) => None,
        }
    }
}

/// The tags of users and of conversations. What is created can be told through `behave` how to fail.
#[derive(Debug, Tags)]
pub struct Id {
    pub(crate) id: Option<String>,
    pub(crate) behave: Option<String>,
}

#[derive(Debug, Tags)]
pub struct MessageId {
    pub(crate) id: Option<String>,
}

#[derive(Debug, Channel)]
#[channel(name = "channel", messages = Messages, conversation = Id, message = MessageId)]
pub struct Main;

#[derive(Debug, Messages)]
pub enum Messages {
    Text(messages::Text),
    ThrowsPlain(Empty),
    ThrowsRuntime(Empty),
    Acks(Empty),
}

#[derive(Debug, Channel)]
#[channel(messages = Text, conversation = Id, message = MessageId)]
pub struct Modern;

#[derive(Debug, Messages)]
pub enum Text {
    Text(messages::Text),
}

#[derive(Debug, Schema, Serialize, Deserialize)]
pub struct Empty {}

#[derive(Debug, Event, Schema, Serialize)]
pub struct SomethingHappened {
    pub(crate) what: String,
}

#[derive(Debug, State, Schema, Serialize, Deserialize)]
#[state(conversation)]
pub struct Conv {
    pub(crate) n: i64,
}

/// Answers its input.
#[derive(Debug, Action, Schema, Serialize, Deserialize)]
#[action(output = Echo)]
pub struct Echo {
    #[serde(flatten)]
    anything: Map<String, Value>,
}

/// Does what it is told.
#[derive(Debug, Action, Schema, Deserialize)]
#[action(output = Value)]
pub struct Behave {
    pub(crate) r#do: String,
    pub(crate) cost: Option<f64>,
}

/// Calls the Botpress API.
#[derive(Debug, Action, Schema, Deserialize)]
#[action(output = Value)]
pub struct CallApi {
    /// The operation, `getUser` for example; without it, the state `conv` is read, or set when there is none.
    pub(crate) op: Option<String>,
    /// What the operation takes, path and query included.
    #[serde(default)]
    pub(crate) args: Map<String, Value>,
    /// The conversation whose state it is.
    pub(crate) id: Option<String>,
}
