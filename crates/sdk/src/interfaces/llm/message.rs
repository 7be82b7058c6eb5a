//! Messages of a conversation with a model.

use botpress_derive::Schema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::{interfaces::constant::constants, schema::Nullable};

/// A message of the conversation.
#[derive(Debug, Clone, PartialEq, Deserialize, Schema)]
#[botpress(crate = crate)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Message {
    /// Who has written it.
    pub role: Role,
    /// What it consists of.
    #[serde(rename = "type", default)]
    pub kind: MessageKind,
    /// The functions that the model wants called.
    pub tool_calls: Option<Vec<ToolCall>>,
    /// Which call this is the result of.
    pub tool_result_call_id: Option<String>,
    /// One text, or several parts.
    pub content: Nullable<Content>,
}

impl Message {
    /// The text, if the message is one text.
    pub fn text(&self) -> Option<&str> {
        match &self.content {
            Nullable::Value(Content::Text(text)) => Some(text),
            Nullable::Value(Content::Parts(_)) | Nullable::Null => None,
        }
    }
}

/// Who has written a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize, Schema)]
#[botpress(crate = crate)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Role {
    /// The user.
    User,
    /// The model.
    Assistant,
}

/// What a message consists of.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize, Schema)]
#[botpress(crate = crate)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum MessageKind {
    /// One text.
    #[default]
    Text,
    /// Calls of functions.
    ToolCalls,
    /// The result of a call.
    ToolResult,
    /// Several parts.
    Multipart,
}

/// The content of a message.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Schema)]
#[botpress(crate = crate)]
#[serde(untagged)]
#[non_exhaustive]
pub enum Content {
    /// One text.
    Text(String),
    /// Several parts.
    Parts(Vec<ContentPart>),
}

/// A part of a message.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Schema)]
#[botpress(crate = crate)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct ContentPart {
    /// What it is.
    #[serde(rename = "type")]
    pub kind: PartKind,
    /// The media type of the content.
    pub mime_type: Option<String>,
    /// The text, for a part of that type.
    pub text: Option<String>,
    /// Where the content is, for parts that are no text.
    pub url: Option<String>,
}

/// What a part of a message is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, Schema)]
#[botpress(crate = crate)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum PartKind {
    /// A text.
    Text,
    /// A picture.
    Image,
}

constants! {
    /// `function`.
    pub(super) struct IsFunction = "function";
    /// `assistant`.
    pub(super) struct IsAssistant = "assistant";
}

/// A call of a function, which the model asks for.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Schema)]
#[botpress(crate = crate)]
#[non_exhaustive]
pub struct ToolCall {
    /// Which call it is.
    pub id: String,
    #[serde(rename = "type")]
    kind: IsFunction,
    /// The function and its arguments.
    pub function: FunctionCall,
}

impl ToolCall {
    /// A call with this id.
    pub fn new(id: impl Into<String>, function: FunctionCall) -> Self {
        Self { id: id.into(), kind: IsFunction, function }
    }
}

/// A function and its arguments.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Schema)]
#[botpress(crate = crate)]
#[non_exhaustive]
pub struct FunctionCall {
    /// What the function is called.
    pub name: String,
    /// The arguments, by name; `null` when the model has given none that can be read.
    pub arguments: Nullable<Map<String, Value>>,
}

impl FunctionCall {
    /// A call of this function.
    pub fn new(name: impl Into<String>, arguments: impl Into<Nullable<Map<String, Value>>>) -> Self {
        Self { name: name.into(), arguments: arguments.into() }
    }
}
