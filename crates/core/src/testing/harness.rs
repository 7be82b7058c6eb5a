//! A whole integration in process: each of the ten operations, through headers, dispatch and errors.

use std::{fmt, future::IntoFuture, sync::Arc};

use botpress_api::{
    operation as wire,
    types::{Conversation, Direction, Message, Object, Tags as TagMap, User},
};
use botpress_client::BoxFuture;
use bytes::Bytes;
use http::{Request, StatusCode};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Value, json};

use super::{ALIAS, BOT_ID, BOT_USER_ID, INTEGRATION_ID, Recorder, WEBHOOK_ID};
use crate::{Env, Integration, Result, Runtime, WebhookRequest};

/// A whole integration in process.
///
/// ```
/// # use botpress_core::{Integration, testing::Harness};
/// # use serde_json::json;
/// # async fn example(slack: impl Integration) {
/// let harness = Harness::new(slack).configuration(json!({ "greeting": "Hello" }));
///
/// let answer = harness.action("greet", json!({ "name": "Ada" })).await;
/// assert_eq!(answer.output(), json!({ "text": "Hello Ada" }));
/// # }
/// ```
pub struct Harness {
    runtime: Runtime,
    recorder: Recorder,
    configuration: Object,
    configuration_type: Option<String>,
}

impl Harness {
    /// `integration` on a recorder of its own.
    pub fn new<I: Integration>(integration: I) -> Self {
        Self::on(Recorder::new(), integration)
    }

    /// `integration` on `recorder`, which may hold an environment and answers already.
    pub fn on<I: Integration>(recorder: Recorder, integration: I) -> Self {
        let runtime = Runtime::new(integration, Arc::new(recorder.clone()));
        Self { runtime, recorder, configuration: Object::new(), configuration_type: None }
    }

    /// What `build` makes of the recorder's environment, on that recorder.
    ///
    /// # Errors
    ///
    /// What `build` fails with.
    pub fn build<I: Integration>(recorder: Recorder, build: impl FnOnce(&Env) -> Result<I>) -> Result<Self> {
        let env = Env::from_host(Arc::new(recorder.clone()));
        Ok(Self::on(recorder, build(&env)?))
    }

    /// Sets the configuration, an object; `{}` unless set.
    #[must_use]
    pub fn configuration(mut self, configuration: impl Serialize) -> Self {
        self.configuration = match serde_json::to_value(configuration) {
            Ok(Value::Object(configuration)) => configuration,
            _ => Object::new(),
        };
        self
    }

    /// Sets the configuration's type; the default one unless set.
    #[must_use]
    pub fn configuration_type(mut self, name: impl Into<String>) -> Self {
        self.configuration_type = Some(name.into());
        self
    }

    /// The recorder.
    #[must_use]
    pub fn recorder(&self) -> &Recorder {
        &self.recorder
    }

    /// `ping`.
    pub fn ping(&self) -> TestCall<'_> {
        self.call("ping", json!({}))
    }

    /// `register`, with the webhook's URL in the test's bot.
    pub fn register(&self) -> TestCall<'_> {
        self.call("register", json!({ "webhookUrl": WEBHOOK_URL }))
    }

    /// `unregister`, with the webhook's URL in the test's bot.
    pub fn unregister(&self) -> TestCall<'_> {
        self.call("unregister", json!({ "webhookUrl": WEBHOOK_URL }))
    }

    /// `webhook_received`.
    pub fn webhook(&self, request: WebhookRequest) -> TestCall<'_> {
        let WebhookRequest { method, path, query, headers, body } = request;
        let mut relayed = json!({ "method": method, "path": path, "query": query, "headers": headers });
        if let Some(body) = body {
            relayed["body"] = body.into();
        }
        self.call("webhook_received", json!({ "req": relayed }))
    }

    /// `action_triggered`.
    pub fn action(&self, name: &str, input: impl Serialize) -> TestCall<'_> {
        self.call("action_triggered", json!({ "type": name, "input": input_value(input) }))
    }

    /// `message_created`: the bot writes a message of type `kind` in a conversation of `channel` with these tags.
    pub fn message(
        &self,
        channel: &str,
        conversation_tags: impl IntoIterator<Item = (&'static str, &'static str)>,
        kind: &str,
        payload: impl Serialize,
    ) -> TestCall<'_> {
        let payload = input_value(payload);
        let (conversation, message, user) = objects(channel, conversation_tags, kind, &payload);
        let body = json!({
            "type": kind, "payload": payload, "conversation": conversation, "message": message, "user": user,
        });
        self.call("message_created", body)
    }

    /// `message_updated`: the bot gives a message of type `kind` this payload.
    pub fn message_updated(
        &self,
        channel: &str,
        conversation_tags: impl IntoIterator<Item = (&'static str, &'static str)>,
        kind: &str,
        payload: impl Serialize,
    ) -> TestCall<'_> {
        let payload = input_value(payload);
        let (conversation, message, user) = objects(channel, conversation_tags, kind, &payload);
        let body = json!({
            "type": kind, "payload": payload, "conversation": conversation, "user": user,
            "currentMessage": message, "previousMessage": message,
        });
        self.call("message_updated", body)
    }

    /// `conversation_updated`: a conversation of `channel` now has these tags.
    pub fn conversation_updated(
        &self,
        channel: &str,
        conversation_tags: impl IntoIterator<Item = (&'static str, &'static str)>,
    ) -> TestCall<'_> {
        let (current, ..) = objects(channel, conversation_tags, "text", &json!({}));
        let (previous, ..) = objects(channel, [], "text", &json!({}));
        let body = json!({ "currentConversation": current, "previousConversation": previous });
        self.call("conversation_updated", body)
    }

    /// `create_user`.
    pub fn create_user(&self, tags: impl Serialize) -> TestCall<'_> {
        self.call("create_user", json!({ "tags": input_value(tags) }))
    }

    /// `create_conversation`.
    pub fn create_conversation(&self, channel: &str, tags: impl Serialize) -> TestCall<'_> {
        self.call("create_conversation", json!({ "channel": channel, "tags": input_value(tags) }))
    }

    /// Any operation, with any body.
    pub fn call(&self, operation: &str, body: Value) -> TestCall<'_> {
        TestCall { harness: self, operation: operation.to_owned(), body: body.to_string(), headers: Vec::new() }
    }
}

impl fmt::Debug for Harness {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Harness").field("recorder", &self.recorder).finish_non_exhaustive()
    }
}

/// One operation on its way in; await it.
#[derive(Debug)]
#[must_use = "an operation happens when it is awaited"]
pub struct TestCall<'a> {
    harness: &'a Harness,
    operation: String,
    body: String,
    headers: Vec<(String, String)>,
}

impl TestCall<'_> {
    /// Adds a header of the operation's request, `traceparent` for example.
    pub fn header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }

    async fn send(self) -> TestResponse {
        let mut request = Request::post("/");
        let configuration = wire::encode_configuration(&self.harness.configuration);
        let headers = [
            (wire::header::BOT_ID, BOT_ID),
            (wire::header::BOT_USER_ID, BOT_USER_ID),
            (wire::header::INTEGRATION_ID, INTEGRATION_ID),
            (wire::header::INTEGRATION_ALIAS, ALIAS),
            (wire::header::WEBHOOK_ID, WEBHOOK_ID),
            (wire::header::OPERATION, &self.operation),
            (wire::header::CONFIGURATION, &configuration),
        ];
        for (name, value) in headers {
            request = request.header(name, value);
        }
        if let Some(name) = &self.harness.configuration_type {
            request = request.header(wire::header::CONFIGURATION_TYPE, name);
        }
        for (name, value) in self.headers {
            request = request.header(name, value);
        }
        let response = match request.body(Bytes::from(self.body)) {
            Ok(request) => self.harness.runtime.handle(request).await,
            Err(error) => {
                let mut response =
                    http::Response::new(Bytes::from(format!("the test's request is not valid: {error}")));
                *response.status_mut() = StatusCode::BAD_REQUEST;
                response
            }
        };
        let (head, body) = response.into_parts();
        let headers = head
            .headers
            .iter()
            .map(|(name, value)| (name.as_str().to_owned(), String::from_utf8_lossy(value.as_bytes()).into_owned()));
        TestResponse {
            status: head.status,
            headers: headers.collect(),
            body: String::from_utf8_lossy(&body).into_owned(),
        }
    }
}

impl<'a> IntoFuture for TestCall<'a> {
    type Output = TestResponse;
    type IntoFuture = BoxFuture<'a, TestResponse>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.send())
    }
}

/// What an operation answered.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct TestResponse {
    /// The status.
    pub status: StatusCode,
    /// The headers.
    pub headers: indexmap::IndexMap<String, String>,
    /// The body.
    pub body: String,
}

impl TestResponse {
    /// The body as JSON; `null` when it is none.
    #[must_use]
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_default()
    }

    /// The output of an action; `null` when there is none.
    #[must_use]
    pub fn output(&self) -> Value {
        self.json()["output"].take()
    }

    /// The output of an action as a `T`; `None` when it is none.
    #[must_use]
    pub fn output_as<T: DeserializeOwned>(&self) -> Option<T> {
        serde_json::from_value(self.output()).ok()
    }

    /// The message of an error; empty when it is none.
    #[must_use]
    pub fn error_message(&self) -> String {
        self.json()["message"].as_str().unwrap_or_default().to_owned()
    }
}

const WEBHOOK_URL: &str = "https://webhook.botpress.test/webhook_1";

fn input_value(value: impl Serialize) -> Value {
    crate::schema::encode(&value).unwrap_or_default()
}

fn objects(
    channel: &str,
    tags: impl IntoIterator<Item = (&'static str, &'static str)>,
    kind: &str,
    payload: &Value,
) -> (Conversation, Message, User) {
    let now = "2026-01-01T00:00:00.000Z";
    let mut conversation = Conversation::new("conv_1", now, "test", channel);
    conversation.tags = tags.into_iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect::<TagMap>();
    let message = Message::new("msg_1", now, Direction::Outgoing, "conv_1", "user_bot", kind, payload.clone());
    (conversation, message, User::new("user_bot", now))
}
