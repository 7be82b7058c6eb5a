//! The integration in process; the recorder answers for Botpress and for the help desk.

use botpress_sdk::{
    Integration, WebhookRequest,
    api::endpoint::get_or_create_message,
    http::Method,
    testing::{Harness, Recorder},
};
use my_integration::{MyIntegration, TicketClosed};
use serde_json::{Value, json};

const API_URL: &str = "https://desk.example.com";

fn integration() -> Harness {
    let recorder = Recorder::new();
    recorder.set_env("SECRET_API_KEY", "a key");
    Harness::build(recorder, MyIntegration::new).unwrap().configuration(json!({ "apiUrl": API_URL }))
}

fn notice(body: &Value) -> WebhookRequest {
    WebhookRequest::new("POST", "/").with_header("x-api-key", "a key").with_body(body.to_string())
}

fn comment() -> Value {
    json!({ "type": "comment", "id": "c-1", "ticket": "t-1", "author": { "id": "ada" }, "text": "It is broken" })
}

#[tokio::test]
async fn a_comment_is_handed_to_the_bot() {
    let integration = integration();
    assert_eq!(integration.webhook(notice(&comment())).await.status, 200);
    let messages = integration.recorder().calls::<get_or_create_message::Request>();
    assert_eq!(messages.len(), 1);
    assert_eq!(messages[0].payload, Some(json!({ "text": "It is broken" })));
}

#[tokio::test]
async fn a_webhook_without_the_key_is_refused() {
    let integration = integration();
    let forged = WebhookRequest::new("POST", "/").with_body(comment().to_string());
    assert_eq!(integration.webhook(forged).await.status, 401);
    assert!(integration.recorder().sent().is_empty());
}

#[tokio::test]
async fn a_closed_ticket_is_an_event() {
    let integration = integration();
    let answer = integration.webhook(notice(&json!({ "type": "closed", "ticket": "t-1" }))).await;
    assert_eq!(answer.status, 200);
    let events = integration.recorder().emitted::<MyIntegration, TicketClosed>();
    assert_eq!(events[0].ticket_id, "t-1");
}

#[tokio::test]
async fn what_the_bot_says_is_added_to_the_ticket() {
    let integration = integration();
    let url = format!("{API_URL}/tickets/t-1/comments");
    integration.recorder().answer_json(Method::POST, url, json!({ "id": "c-2" }));
    let answer = integration.message("ticket", [("id", "t-1")], "text", json!({ "text": "Try again" })).await;
    assert_eq!(answer.status, 200);
    assert_eq!(integration.recorder().requests()[0].json(), json!({ "text": "Try again" }));
}

#[tokio::test]
async fn a_ticket_can_be_closed() {
    let integration = integration();
    let url = format!("{API_URL}/tickets/t-1/close");
    integration.recorder().answer_json(Method::POST, url, json!({ "was_open": true }));
    let answer = integration.action("closeTicket", json!({ "ticketId": "t-1" })).await;
    assert_eq!(answer.output(), json!({ "wasOpen": true }));
}

#[tokio::test]
async fn a_configuration_is_accepted_when_the_help_desk_knows_the_key() {
    let integration = integration();
    integration.recorder().answer_json(Method::GET, format!("{API_URL}/account"), json!({ "name": "Acme" }));
    assert_eq!(integration.register().await.status, 200);
}

#[test]
fn its_definition_is_one_that_botpress_takes() {
    MyIntegration::definition().unwrap();
}
