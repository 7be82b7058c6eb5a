//! The integration in process; nothing is sent anywhere.

use botpress_sdk::{Integration, LogLevel, testing::Harness};
use my_integration::MyIntegration;
use serde_json::json;

#[tokio::test]
async fn it_greets_with_the_configured_word() {
    let integration = Harness::new(MyIntegration).configuration(json!({ "greeting": "Ahoy" }));
    let answer = integration.action("greet", json!({ "name": "Ada" })).await;
    assert_eq!(answer.output(), json!({ "text": "Ahoy Ada!" }));
}

#[tokio::test]
async fn nobody_to_greet_is_the_callers_mistake() {
    let integration = Harness::new(MyIntegration).configuration(json!({ "greeting": "Ahoy" }));
    let answer = integration.action("greet", json!({ "name": "" })).await;
    assert_eq!(answer.error_message(), "say whom to greet");
}

#[tokio::test]
async fn what_the_bot_says_is_written_to_the_log() {
    let integration = Harness::new(MyIntegration).configuration(json!({ "greeting": "Ahoy" }));
    let answer = integration.message("console", [], "text", json!({ "text": "Good morning" })).await;
    assert_eq!(answer.status, 200);
    assert_eq!(integration.recorder().log_lines(LogLevel::Info), ["Good morning"]);
}

#[test]
fn its_definition_is_one_that_botpress_takes() {
    MyIntegration::definition().unwrap();
}
