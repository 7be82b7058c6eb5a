//! What the client tells `tracing`.
#![allow(clippy::unwrap_used, reason = "tests")]

mod support;

use std::{
    fmt,
    sync::{Arc, Mutex},
};

use botpress_api::endpoint::get_or_create_user;
use botpress_client::Http;
use serde_json::json;
use support::{Reply, TOKEN, client, request};
use tracing::{Event, Metadata, Subscriber, field, instrument::WithSubscriber, span};

/// Keeps every event as `level: field=value ...`.
#[derive(Clone, Default)]
struct Events(Arc<Mutex<Vec<String>>>);

impl Subscriber for Events {
    fn enabled(&self, _: &Metadata<'_>) -> bool {
        true
    }

    fn new_span(&self, _: &span::Attributes<'_>) -> span::Id {
        span::Id::from_u64(1)
    }

    fn record(&self, _: &span::Id, _: &span::Record<'_>) {}

    fn record_follows_from(&self, _: &span::Id, _: &span::Id) {}

    fn event(&self, event: &Event<'_>) {
        let mut line = Line(format!("{}:", event.metadata().level()));
        event.record(&mut line);
        self.0.lock().unwrap().push(line.0);
    }

    fn enter(&self, _: &span::Id) {}

    fn exit(&self, _: &span::Id) {}
}

struct Line(String);

impl field::Visit for Line {
    fn record_debug(&mut self, field: &field::Field, value: &dyn fmt::Debug) {
        self.0.push_str(&format!(" {}={value:?}", field.name()));
    }
}

#[tokio::test(start_paused = true)]
async fn every_attempt_is_an_event_and_none_holds_token_payload_or_answer() {
    let answer = json!({"user": {"id": "user_1", "tags": {"id": "answer-secret"}}, "meta": {"created": true}});
    let error = json!({"id": "e", "code": 500, "type": "Internal", "message": "message-secret"});
    let (client, _) = client([
        Reply::lost(),
        Reply::json(429, &error).header("retry-after", "0"),
        Reply::json(200, &answer),
        Reply::json(400, &error),
    ]);
    let events = Events::default();
    let calls = async {
        let call = || request::<get_or_create_user::Request>(&[], "", r#"{"tags": {"id": "payload-secret"}}"#);
        client.send(call()).await.unwrap();
        client.send(call()).await.unwrap_err();
    };
    calls.with_subscriber(events.clone()).await;

    let path = r#"operation="getOrCreateUser" method="POST" path="/v1/chat/users/get-or-create""#;
    assert_eq!(
        *events.0.lock().unwrap(),
        [
            format!(
                r#"WARN: message=Botpress API call failed, trying again {path} attempt=1 reason="connection lost" duration_ms=0 retry_in_ms=1000"#
            ),
            format!(
                r#"WARN: message=Botpress API call failed, trying again {path} attempt=2 status=429 reason="Internal" duration_ms=0 retry_in_ms=0"#
            ),
            format!(r#"DEBUG: message=Botpress API call succeeded {path} attempt=3 status=200 duration_ms=0"#),
            format!(
                r#"DEBUG: message=Botpress API call failed {path} attempt=1 status=400 reason="Internal" duration_ms=0"#
            ),
        ]
    );
}

#[tokio::test(start_paused = true)]
async fn an_authors_own_call_is_an_event_with_the_host_and_nothing_more() {
    let host = Arc::new(support::ScriptedHost::new([Reply::new(200, "answer-secret"), Reply::lost()]));
    let http = Http::new(host);
    let events = Events::default();
    let calls = async {
        for _ in 0..2 {
            let request = http.post("https://hooks.slack.com/services/path-secret?query=secret");
            let _ = request.bearer(TOKEN).body("payload-secret").await;
        }
    };
    calls.with_subscriber(events.clone()).await;
    assert_eq!(
        *events.0.lock().unwrap(),
        [
            r#"DEBUG: message=http call answered method="POST" host="hooks.slack.com" status=200 duration_ms=0"#,
            r#"DEBUG: message=http call failed method="POST" host="hooks.slack.com" duration_ms=0"#,
        ]
    );
}
