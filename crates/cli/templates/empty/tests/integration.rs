//! The integration in process; nothing is sent anywhere.

use botpress_sdk::{Integration, LogLevel, WebhookRequest, testing::Harness};
use my_integration::MyIntegration;

#[tokio::test]
async fn a_webhook_is_answered_and_logged() {
    let integration = Harness::new(MyIntegration);
    let answer = integration.webhook(WebhookRequest::new("POST", "/hello")).await;
    assert_eq!(answer.status, 200);
    assert_eq!(integration.recorder().log_lines(LogLevel::Info), ["POST /hello"]);
}

#[test]
fn its_definition_is_one_that_botpress_takes() {
    MyIntegration::definition().unwrap();
}
