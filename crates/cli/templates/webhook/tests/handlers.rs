//! The integration in process; nothing is sent anywhere.

use botpress_sdk::{
    Integration, WebhookRequest, api::endpoint::get_or_create_message, http::Method, testing::Harness,
};
use my_integration::MyIntegration;
use serde_json::json;

#[tokio::test]
async fn a_message_that_arrives_by_webhook_is_handed_to_the_bot() {
    let integration = Harness::new(MyIntegration);
    let message = json!({ "id": "m-1", "room": "lobby", "user": "ada", "text": "Good morning" });
    let request = WebhookRequest::new("POST", "/").with_body(message.to_string());
    assert_eq!(integration.webhook(request).await.status, 200);

    let messages = integration.recorder().calls::<get_or_create_message::Request>();
    assert_eq!(messages.len(), 1);
    assert_eq!(messages[0].payload, Some(json!({ "text": "Good morning" })));
}

#[tokio::test]
async fn what_the_bot_says_is_posted_to_the_reply_url() {
    let url = "https://example.com/messages";
    let integration = Harness::new(MyIntegration).configuration(json!({ "replyUrl": url }));
    integration.recorder().answer_json(Method::POST, url, json!({}));

    let answer = integration.message("room", [("id", "lobby")], "text", json!({ "text": "Hello" })).await;
    assert_eq!(answer.status, 200);
    let posted = integration.recorder().requests();
    assert_eq!(posted[0].json(), json!({ "id": "msg_1", "room": "lobby", "text": "Hello" }));
}

#[test]
fn its_definition_is_one_that_botpress_takes() {
    MyIntegration::definition().unwrap();
}
