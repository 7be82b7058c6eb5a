//! Interfaces of which the texts are other ones.

use botpress_sdk::interfaces::{
    ProactiveConversation, ProactiveUser, TypingIndicator, proactive_conversation::GetOrCreateConversation,
    proactive_user::GetOrCreateUser,
};
use botpress_sdk::prelude::*;
use serde::Deserialize;

use crate::{assert_rebuilt, never_called};

#[derive(Integration)]
#[integration(
    name = "twilio", version = "0.1.0",
    entities(User, Conversation),
    interfaces(
        TypingIndicator,
        ProactiveUser<User>(GetOrCreateUser(title = "Get or create user")),
        ProactiveConversation<Conversation>(
            GetOrCreateConversation(title = "Start proactive conversation", description = "Write to a number")
                as "startConversation",
        ),
    ),
)]
struct Twilio;

#[derive(Entity, Schema, Deserialize)]
#[serde(rename_all = "camelCase")]
#[allow(dead_code, reason = "it is there for its schema")]
struct User {
    user_phone: String,
}

#[derive(Entity, Schema, Deserialize)]
#[serde(rename_all = "camelCase")]
#[allow(dead_code, reason = "it is there for its schema")]
struct Conversation {
    user_phone: String,
    active_phone: String,
}

never_called!(Twilio);

#[test]
fn twilio_declares_what_the_official_one_declares_through_interfaces() {
    assert_rebuilt::<Twilio>("twilio");
    let action = &Twilio::definition().unwrap().actions["startConversation"];
    assert_eq!(action.title.as_deref(), Some("Start proactive conversation"));
    assert_eq!(action.description.as_deref(), Some("Write to a number"));
}
