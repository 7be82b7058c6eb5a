//! What the platform asks of an integration: the names, headers and bodies of its operations.
//!
//! Each operation is an HTTP `POST` to the integration's URL, with any path. Local Botpress writes these bodies, an
//! integration reads them.

use crate::types::{Conversation, Message, Object, Tags, User};
use base64::Engine;
use base64::engine::general_purpose::{GeneralPurpose, STANDARD};
use base64::engine::{DecodePaddingMode, GeneralPurposeConfig};
use indexmap::IndexMap;
use serde::{Deserialize, Serialize, Serializer};
use serde_json::Value;

/// The headers of an operation, in lower case.
pub mod header {
    /// The bot's id.
    pub const BOT_ID: &str = "x-bot-id";
    /// The id of the user that stands for the bot.
    pub const BOT_USER_ID: &str = "x-bot-user-id";
    /// The id of the integration's version.
    pub const INTEGRATION_ID: &str = "x-integration-id";
    /// The integration's alias in the bot.
    pub const INTEGRATION_ALIAS: &str = "x-integration-alias";
    /// The id under which webhooks reach this installation.
    pub const WEBHOOK_ID: &str = "x-webhook-id";
    /// The operation, an [`OperationName`](super::OperationName).
    pub const OPERATION: &str = "x-bp-operation";
    /// What the operation is about; only bots get it.
    pub const TYPE: &str = "x-bp-type";
    /// The installation's configuration, see [`encode_configuration`](super::encode_configuration).
    pub const CONFIGURATION: &str = "x-bp-configuration";
    /// Which of the declared configurations it is; absent for the default one.
    pub const CONFIGURATION_TYPE: &str = "x-bp-configuration-type";
    /// The W3C trace context, passed on with every API call.
    pub const TRACEPARENT: &str = "traceparent";
    /// The W3C trace state, passed on with every API call.
    pub const TRACESTATE: &str = "tracestate";
    /// On API calls: several installations of one integration in a bot are understood.
    pub const MULTIPLE_INTEGRATIONS: &str = "x-multiple-integrations";
    /// On API calls: the workspace.
    pub const WORKSPACE_ID: &str = "x-workspace-id";
    /// On answers to webhooks: claims an identifier for this installation, during OAuth.
    pub const INTEGRATION_IDENTIFIER: &str = "x-bp-integration-identifier";
    /// On answers to webhooks: do not show the page that says that the window can be closed.
    pub const DISABLE_INTERSTITIAL: &str = "x-bp-disable-interstitial";
}

open_enum! {
    /// The operations.
    pub enum OperationName {
        /// A request came in at the webhook.
        WebhookReceived = "webhook_received",
        /// The bot sends a message.
        MessageCreated = "message_created",
        /// The bot changed a message.
        MessageUpdated = "message_updated",
        /// A conversation was changed.
        ConversationUpdated = "conversation_updated",
        /// The bot calls an action.
        ActionTriggered = "action_triggered",
        /// The integration was installed, or its configuration saved.
        Register = "register",
        /// The integration is removed or disabled.
        Unregister = "unregister",
        /// Are you there?
        Ping = "ping",
        /// The bot wants a user. Deprecated by the platform.
        CreateUser = "create_user",
        /// The bot wants a conversation. Deprecated by the platform.
        CreateConversation = "create_conversation",
    }
}

/// The body of `register` and of `unregister`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Registration {
    /// Where webhooks of this installation arrive: `https://webhook.botpress.cloud/<webhookId>`.
    pub webhook_url: String,
}

impl Registration {
    /// With the URL of the installation's webhook.
    #[must_use]
    pub fn new(webhook_url: impl Into<String>) -> Self {
        Self { webhook_url: webhook_url.into() }
    }
}

/// The body of `webhook_received`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct WebhookReceived {
    /// The request that came in.
    pub req: HttpRequest,
}

impl WebhookReceived {
    /// With the request that came in.
    #[must_use]
    pub fn new(req: HttpRequest) -> Self {
        Self { req }
    }
}

/// A request as the platform passes it on: its body is text. `Debug` shows neither body nor headers, which may hold
/// secrets.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct HttpRequest {
    /// The body; absent when there was none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body: Option<String>,
    /// The path below the webhook's URL, `/` at least.
    pub path: String,
    /// The query, without `?`.
    #[serde(default)]
    pub query: String,
    /// The method, in upper case.
    pub method: String,
    /// The headers, names in lower case.
    #[serde(default)]
    pub headers: IndexMap<String, String>,
}

impl HttpRequest {
    /// A request without query, headers and body.
    #[must_use]
    pub fn new(method: impl Into<String>, path: impl Into<String>) -> Self {
        Self { body: None, path: path.into(), query: String::new(), method: method.into(), headers: IndexMap::new() }
    }
}

impl std::fmt::Debug for HttpRequest {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("HttpRequest").field("method", &self.method).field("path", &self.path).finish_non_exhaustive()
    }
}

/// The body of `action_triggered`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ActionTriggered {
    /// The action's name, `type` on the wire; empty when the caller named none.
    #[serde(default, rename = "type")]
    pub kind: String,
    /// Its input; `null` when the caller gave none.
    #[serde(default)]
    pub input: Value,
}

impl ActionTriggered {
    /// With the action's name and input.
    #[must_use]
    pub fn new(kind: impl Into<String>, input: impl Into<Value>) -> Self {
        Self { kind: kind.into(), input: input.into() }
    }
}

/// What an integration answers to `action_triggered`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ActionAnswer {
    /// What the action returned.
    pub output: Value,
    /// What is to be known about the call.
    #[serde(default)]
    pub meta: ActionMeta,
}

impl ActionAnswer {
    /// With what the action returned and what it cost.
    #[must_use]
    pub fn new(output: impl Into<Value>, cost: f64) -> Self {
        Self { output: output.into(), meta: ActionMeta { cost } }
    }
}

/// What is to be known about the call of an action.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ActionMeta {
    /// What it cost; the platform documents no unit, official integrations use US dollars. 0 by default.
    #[serde(default, serialize_with = "as_javascript_would")]
    pub cost: f64,
}

/// Writes whole numbers without a fraction: `0`, not `0.0`.
fn as_javascript_would<S: Serializer>(number: &f64, serializer: S) -> Result<S::Ok, S::Error> {
    const EXACT: f64 = 9_007_199_254_740_992.0;
    if number.fract() == 0.0 && number.abs() < EXACT {
        #[allow(clippy::cast_possible_truncation, reason = "a whole number in the range where f64 is exact")]
        return serializer.serialize_i64(*number as i64);
    }
    serializer.serialize_f64(*number)
}

/// The body of `message_created`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct MessageCreated {
    /// The message type's name in the channel, `type` on the wire.
    #[serde(rename = "type")]
    pub kind: String,
    /// The message's content.
    pub payload: Value,
    /// The conversation it is for.
    pub conversation: Conversation,
    /// The message.
    pub message: Message,
    /// Its author, the user that stands for the bot.
    pub user: User,
}

impl MessageCreated {
    /// For a message, whose type and content it repeats.
    #[must_use]
    pub fn new(conversation: Conversation, message: Message, user: User) -> Self {
        Self { kind: message.kind.clone(), payload: message.payload.clone(), conversation, message, user }
    }
}

/// The body of `message_updated`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct MessageUpdated {
    /// The message type's name in the channel, `type` on the wire.
    #[serde(rename = "type")]
    pub kind: String,
    /// The message's content now.
    pub payload: Value,
    /// The conversation it is in.
    pub conversation: Conversation,
    /// Its author.
    pub user: User,
    /// The message as it is now.
    pub current_message: Message,
    /// The message as it was.
    pub previous_message: Message,
}

impl MessageUpdated {
    /// For a message, whose type and content it repeats.
    #[must_use]
    pub fn new(conversation: Conversation, user: User, current_message: Message, previous_message: Message) -> Self {
        Self {
            kind: current_message.kind.clone(),
            payload: current_message.payload.clone(),
            conversation,
            user,
            current_message,
            previous_message,
        }
    }
}

/// The body of `conversation_updated`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct ConversationUpdated {
    /// The conversation as it is now.
    pub current_conversation: Conversation,
    /// The conversation as it was.
    pub previous_conversation: Conversation,
}

impl ConversationUpdated {
    /// From what it was to what it is.
    #[must_use]
    pub fn new(current_conversation: Conversation, previous_conversation: Conversation) -> Self {
        Self { current_conversation, previous_conversation }
    }
}

/// The body of `create_user`.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[non_exhaustive]
pub struct CreateUser {
    /// Which user is wanted.
    #[serde(default)]
    pub tags: Tags,
}

impl CreateUser {
    /// With tags that say which user is wanted.
    #[must_use]
    pub fn new(tags: impl Into<Tags>) -> Self {
        Self { tags: tags.into() }
    }
}

/// The body of `create_conversation`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct CreateConversation {
    /// The channel's name.
    pub channel: String,
    /// Which conversation is wanted.
    #[serde(default)]
    pub tags: Tags,
}

impl CreateConversation {
    /// With the channel and tags that say which conversation is wanted.
    #[must_use]
    pub fn new(channel: impl Into<String>, tags: impl Into<Tags>) -> Self {
        Self { channel: channel.into(), tags: tags.into() }
    }
}

/// The value of the header `x-bp-configuration`: JSON in base64.
#[must_use]
pub fn encode_configuration(configuration: &Object) -> String {
    STANDARD.encode(Value::from(configuration.clone()).to_string())
}

/// The configuration in the header `x-bp-configuration`.
///
/// Accepts what the recorded runtime accepts: both alphabets of base64, with or without padding.
///
/// # Errors
///
/// [`ConfigurationError`], which never shows the configuration: it may hold secrets.
pub fn decode_configuration(header: &str) -> Result<Value, ConfigurationError> {
    let text: String = header
        .chars()
        .filter(|letter| !letter.is_ascii_whitespace())
        .map(|letter| match letter {
            '-' => '+',
            '_' => '/',
            letter => letter,
        })
        .collect();
    let bytes = LENIENT.decode(text).map_err(|_| ConfigurationError::Base64)?;
    serde_json::from_slice(&bytes).map_err(ConfigurationError::Json)
}

const LENIENT: GeneralPurpose = GeneralPurpose::new(
    &base64::alphabet::STANDARD,
    GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::Indifferent)
        .with_decode_allow_trailing_bits(true),
);

/// A header `x-bp-configuration` that holds no configuration.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ConfigurationError {
    /// It is not base64.
    #[error("the configuration header is not base64")]
    Base64,
    /// What it holds is not JSON.
    #[error("the configuration header does not hold JSON: {0}")]
    Json(#[source] serde_json::Error),
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_configuration_is_read_in_every_form_of_base64() {
        let expected = json!({"token": "???>>>"});
        for header in ["eyJ0b2tlbiI6Ij8/Pz4+PiJ9", "eyJ0b2tlbiI6Ij8_Pz4-PiJ9"] {
            assert_eq!(decode_configuration(header).unwrap(), expected);
        }
        assert_eq!(decode_configuration("e30=").unwrap(), json!({}));
        assert_eq!(decode_configuration("e30").unwrap(), json!({}));
        assert_eq!(decode_configuration("bnVsbA==").unwrap(), Value::Null);
        let unicode = Object::from_iter([("token".to_owned(), "é😀".into())]);
        assert_eq!(encode_configuration(&unicode), "eyJ0b2tlbiI6IsOp8J+YgCJ9");
        assert_eq!(decode_configuration("eyJ0b2tlbiI6IsOp8J+YgCJ9").unwrap(), Value::from(unicode));
    }

    #[test]
    fn a_configuration_that_is_none_is_refused_without_showing_it() {
        for header in ["bm90IGpzb24=", "{\"token\":\"hush\"}"] {
            let message = decode_configuration(header).unwrap_err().to_string();
            assert!(!message.contains("hush") && !message.contains("not json"), "{message}");
        }
    }

    #[test]
    fn a_whole_cost_is_written_without_a_fraction() {
        let answer = |cost| serde_json::to_string(&ActionAnswer::new(json!({}), cost)).unwrap();
        assert_eq!(answer(0.0), r#"{"output":{},"meta":{"cost":0}}"#);
        assert_eq!(answer(0.25), r#"{"output":{},"meta":{"cost":0.25}}"#);
    }

    #[test]
    fn the_platforms_bodies_are_read_and_written_alike() {
        let user = json!({"id": "user_1", "createdAt": "2026", "updatedAt": "2026", "tags": {"id": "U1"}});
        let conversation = json!({
            "id": "conv_1", "createdAt": "2026", "updatedAt": "2026", "channel": "dm", "integration": "slack",
            "tags": {}, "messageCount": 0,
        });
        let message = json!({
            "id": "msg_1", "createdAt": "2026", "updatedAt": "2026", "type": "text", "payload": {"text": "hi"},
            "direction": "outgoing", "userId": "user_1", "conversationId": "conv_1", "tags": {},
        });
        let created = json!({"type": "text", "payload": {"text": "hi"}, "conversation": conversation, "message": message, "user": user});
        let read: MessageCreated = serde_json::from_value(created.clone()).unwrap();
        assert_eq!(
            serde_json::to_value(MessageCreated::new(read.conversation, read.message, read.user)).unwrap(),
            created
        );
        let updated = json!({
            "type": "text", "payload": {"text": "hi"}, "conversation": conversation, "user": user,
            "currentMessage": message, "previousMessage": message,
        });
        assert_eq!(
            serde_json::to_value(serde_json::from_value::<MessageUpdated>(updated.clone()).unwrap()).unwrap(),
            updated
        );
    }
}
