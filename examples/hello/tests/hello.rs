//! The integration in process.

use botpress_sdk::{Integration, LogLevel, WebhookRequest, api::endpoint::create_event, testing::Harness};
use hello::Hello;
use serde_json::json;

#[test]
fn it_greets_with_the_configured_word() {
    let hello = Harness::new(Hello).configuration(json!({ "greeting": "Ahoy" }));
    let answer = block_on(hello.action("greet", json!({ "name": "Ada" })));
    assert_eq!(answer.output(), json!({ "text": "Ahoy Ada!" }));
}

#[test]
fn it_says_hello_unless_configured() {
    let answer = block_on(Harness::new(Hello).action("greet", json!({ "name": "Ada" })));
    assert_eq!(answer.output(), json!({ "text": "Hello Ada!" }));
}

#[test]
fn nobody_to_greet_is_the_callers_mistake() {
    let answer = block_on(Harness::new(Hello).action("greet", json!({ "name": "" })));
    assert_eq!((answer.status.as_u16(), answer.error_message().as_str()), (400, "say whom to greet"));
}

#[test]
fn what_the_bot_says_is_written_to_the_log() {
    let hello = Harness::new(Hello);
    let answer = block_on(hello.message("console", [], "text", json!({ "text": "Good morning" })));
    assert_eq!(answer.status, 200);
    assert_eq!(hello.recorder().log_lines(LogLevel::Info), ["Good morning"]);
}

#[test]
fn a_knock_at_the_webhook_is_an_event() {
    let hello = Harness::new(Hello);
    let answer = block_on(hello.webhook(WebhookRequest::new("GET", "/").with_query("name=Ada")));
    assert_eq!(answer.status, 200);
    let events = hello.recorder().calls::<create_event::Request>();
    assert_eq!((events[0].kind.as_str(), &events[0].payload), ("knocked", &json!({ "name": "Ada" })));
}

#[test]
fn its_definition_is_one_that_botpress_takes() {
    let definition = Hello::definition().unwrap();
    assert_eq!(definition.actions["greet"].title.as_deref(), Some("Greet"));
}

/// The recorder never waits, so that no runtime is needed.
fn block_on<F: IntoFuture>(call: F) -> F::Output {
    let mut future = std::pin::pin!(call.into_future());
    let mut cx = std::task::Context::from_waker(std::task::Waker::noop());
    loop {
        if let std::task::Poll::Ready(output) = future.as_mut().poll(&mut cx) {
            return output;
        }
    }
}
