//! An action of the integration's own in place of an interface's: it answers more.

use botpress_sdk::interfaces::{
    ProactiveConversation, TypingIndicator,
    proactive_conversation::GetOrCreateConversation,
    typing_indicator::{StartTypingIndicator, StopTypingIndicator},
};
use botpress_sdk::prelude::*;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

use crate::assert_rebuilt;

#[derive(Integration)]
#[integration(
    name = "whatsapp", version = "0.1.0",
    actions(StartConversation), entities(ProactiveConversationEntity as "proactiveConversation"),
    interfaces(
        TypingIndicator,
        ProactiveConversation<ProactiveConversationEntity>(GetOrCreateConversation as StartConversation),
    ),
    schema(discriminated_unions = "any_of"),
)]
struct WhatsApp;

#[derive(Action, Schema, Deserialize)]
#[action(title = "Start Conversation", output = Started)]
#[allow(dead_code, reason = "it is there for its schema")]
struct StartConversation {
    conversation: ProactiveConversationEntity,
}

#[derive(Schema, Serialize)]
#[serde(rename_all = "camelCase")]
struct Started {
    conversation_id: String,
    message_id: Option<String>,
}

#[derive(Entity, Schema, Deserialize)]
#[serde(rename_all = "camelCase")]
#[allow(dead_code, reason = "it is there for its schema")]
struct ProactiveConversationEntity {
    #[botpress(min_length = 1)]
    user_phone: String,
    #[botpress(min_length = 1)]
    template_name: String,
    template_language: Option<String>,
    template_variables_json: Option<String>,
    template_header_params: Option<HeaderParams>,
    template_body_params: Option<BodyParams>,
    template_button_params: Option<Vec<ButtonParams>>,
    bot_phone_number_id: Option<String>,
}

#[derive(Schema, Deserialize)]
#[serde(tag = "type", rename_all = "lowercase", rename_all_fields = "camelCase")]
#[allow(dead_code, reason = "it is there for its schema")]
enum HeaderParams {
    Text { value: String, parameter_name: Option<String> },
    Image { url: String },
    Video { url: String },
    Document { url: String, filename: Option<String> },
}

#[derive(Schema, Deserialize)]
#[serde(tag = "type", content = "values", rename_all = "lowercase")]
#[allow(dead_code, reason = "it is there for its schema")]
enum BodyParams {
    Positional(Vec<String>),
    Named(BTreeMap<String, String>),
}

#[derive(Schema, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
#[allow(dead_code, reason = "it is there for its schema")]
enum ButtonParams {
    Url { value: String },
    QuickReply { payload: String },
    CopyCode { code: String },
    Skip,
}

impl Handle<StartTypingIndicator> for WhatsApp {
    async fn handle(&self, _: &Context<Self>, _: StartTypingIndicator) -> Result<()> {
        Ok(())
    }
}

impl Handle<StopTypingIndicator> for WhatsApp {
    async fn handle(&self, _: &Context<Self>, _: StopTypingIndicator) -> Result<()> {
        Ok(())
    }
}

impl Handle<StartConversation> for WhatsApp {
    async fn handle(&self, _: &Context<Self>, _: StartConversation) -> Result<Started> {
        Err(Error::runtime("nobody calls this"))
    }
}

impl Lifecycle for WhatsApp {}

#[test]
fn whatsapp_declares_what_the_official_one_declares_through_interfaces() {
    assert_rebuilt::<WhatsApp>("whatsapp");
}
