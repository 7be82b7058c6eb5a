//! An integration written without the derives, and every operation sent to it in process.
#![cfg(feature = "testing")]

use std::time::Duration;

use botpress_core::{
    Action, BoxFuture, Channel, Configuration, Context, Declares, Deliver, Error, Event, Handle, Integration,
    Lifecycle, LogLevel, Member, Messages, Outgoing, PayloadError, Result, TagKey, Tags, WebhookRequest,
    WebhookResponse,
    api::{
        Patch, TagPatch, Tags as TagMap,
        endpoint::{create_event, get_or_create_user, update_message},
        error::{ApiError, ErrorKind},
    },
    definition::{
        ActionDefinition, ChannelDefinition, DefinitionErrors, EventDefinition, IntegrationDefinition, TagDefinition,
    },
    dispatch,
    operation::{Operation, Reply},
    tags::TagsPatch,
    testing::Harness,
};
use http::StatusCode;
use indexmap::IndexMap;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

struct Demo;

#[derive(Deserialize)]
struct Config {
    greeting: String,
}

impl Configuration for Config {
    fn definition() -> Option<botpress_core::definition::ConfigurationDefinition> {
        None
    }

    fn decode(_: Option<&str>, value: Value) -> Result<Self, PayloadError> {
        botpress_core::__private::decode("configuration", value)
    }
}

#[derive(Deserialize)]
struct Greet {
    names: Vec<String>,
}

impl Member for Greet {
    const NAME: &'static str = "greet";
}

impl Action for Greet {
    type Output = Value;

    fn definition() -> ActionDefinition {
        ActionDefinition::new(json!({}), json!({}))
    }
}

#[derive(Serialize)]
struct Greeted {
    name: String,
}

impl Member for Greeted {
    const NAME: &'static str = "greeted";
}

impl Event for Greeted {
    fn definition() -> EventDefinition {
        EventDefinition::new(json!({}))
    }
}

struct Id(String);

impl Id {
    const ID: TagKey<Self> = TagKey::new("id");
}

#[derive(Default)]
struct IdPatch(Patch<String>);

impl TagsPatch for IdPatch {
    fn to_map(&self) -> TagPatch {
        let mut patch = TagPatch::new();
        botpress_core::__private::patch_tag(&mut patch, "id", &self.0);
        patch
    }
}

impl Tags for Id {
    type Patch = IdPatch;

    fn definitions() -> IndexMap<String, TagDefinition> {
        IndexMap::new()
    }

    fn to_map(&self) -> TagMap {
        TagMap::from([("id".to_owned(), self.0.clone())])
    }

    fn from_map(tags: &TagMap) -> Result<Self, PayloadError> {
        tags.get("id").cloned().map(Self).ok_or_else(|| PayloadError::new("id", "the tag is missing"))
    }
}

struct Line;

impl Member for Line {
    const NAME: &'static str = "line";
}

impl Channel for Line {
    type Messages = Text;
    type MessageTags = Id;
    type ConversationTags = Id;

    fn definition() -> ChannelDefinition {
        ChannelDefinition::new()
    }
}

struct Text(String);

impl Messages for Text {
    fn schemas() -> IndexMap<String, Value> {
        IndexMap::new()
    }

    fn decode(kind: &str, payload: Value) -> Option<Result<Self, PayloadError>> {
        #[derive(Deserialize)]
        struct Payload {
            text: String,
        }
        (kind == "text")
            .then(|| botpress_core::__private::decode("payload", payload).map(|payload: Payload| Self(payload.text)))
    }

    fn encode(&self) -> Result<(&'static str, Value), serde_json::Error> {
        Ok(("text", json!({ "text": self.0 })))
    }
}

impl Integration for Demo {
    const NAME: &'static str = "acme/demo";
    type Configuration = Config;
    type UserTags = Id;

    fn definition() -> Result<IntegrationDefinition, DefinitionErrors> {
        IntegrationDefinition::builder("demo", "0.1.0").try_build()
    }

    fn dispatch<'a>(&'a self, cx: &'a Context<Self>, operation: Operation) -> BoxFuture<'a, Result<Reply>> {
        match operation {
            Operation::Action(call) if call.kind == "greet" => dispatch::action::<Self, Greet>(self, cx, call),
            Operation::Action(call) => dispatch::unknown_action(&call.kind),
            Operation::MessageCreated(created) if created.conversation.channel == "line" => {
                dispatch::deliver::<Self, Line>(self, cx, created)
            }
            Operation::MessageCreated(created) => dispatch::unknown_channel(&created.conversation.channel),
            Operation::Register(registration) => dispatch::register(self, cx, registration),
            Operation::Webhook(request) => dispatch::webhook(self, cx, request),
            _ => dispatch::done(),
        }
    }
}

impl Declares<Greet> for Demo {
    const NAME: &'static str = Greet::NAME;
}
impl Declares<Greeted> for Demo {
    const NAME: &'static str = Greeted::NAME;
}
impl Declares<Line> for Demo {
    const NAME: &'static str = Line::NAME;
}

impl Handle<Greet> for Demo {
    async fn handle(&self, cx: &Context<Self>, input: Greet) -> Result<Value> {
        cx.set_cost(0.5);
        let names = input.names.join(" and ");
        match names.as_str() {
            "panic" => panic!("greeting failed"),
            "nobody" => return Err(Error::runtime("say whom to greet")),
            "unexpected" => return Err(Error::from(std::io::Error::other("invalid digit"))),
            _ => {}
        }
        cx.emit(Greeted { name: names.clone() }).conversation("conv_7").after(Duration::from_secs(2)).await?;
        Ok(json!({ "text": format!("{} {names}", cx.configuration().greeting) }))
    }
}

impl Deliver<Line> for Demo {
    async fn deliver(&self, _: &Context<Self>, out: Outgoing<Line>) -> Result<Id> {
        Ok(Id(format!("{}:{}", out.tags.0, out.message.0)))
    }
}

impl Lifecycle for Demo {
    async fn webhook(&self, cx: &Context<Self>, request: WebhookRequest) -> Result<WebhookResponse> {
        let name = request.query_param("name").unwrap_or_default();
        cx.spawn(|_, cx| async move {
            let user = cx.user_with(Id("U1".into())).discriminate_by([Id::ID]).name(name).await?;
            cx.logger().info(format!("{} {}", user.id, user.created));
            Ok(())
        })?;
        Ok(WebhookResponse::new(StatusCode::ACCEPTED).with_header("x-demo", "yes"))
    }
}

fn harness() -> Harness {
    Harness::new(Demo).configuration(json!({ "greeting": "Hello" }))
}

#[tokio::test]
async fn an_action_answers_its_output_and_cost_and_emits_its_event() {
    let harness = harness();
    let answer =
        harness.action("greet", json!({ "names": ["Ada", "Grace"] })).header("traceparent", "00-abc-d-01").await;

    assert_eq!(answer.json(), json!({ "output": { "text": "Hello Ada and Grace" }, "meta": { "cost": 0.5 } }));
    let events = harness.recorder().calls::<create_event::Request>();
    assert_eq!(events[0].payload, json!({ "name": "Ada and Grace" }));
    assert_eq!(events[0].conversation_id.as_ref().unwrap(), "conv_7");
    assert_eq!(events[0].schedule.as_ref().unwrap().delay, Some(2000));
    let sent = &harness.recorder().sent()[0].headers;
    assert_eq!(sent["traceparent"], "00-abc-d-01");
    assert_eq!(sent["x-integration-alias"], "test");
}

#[tokio::test]
async fn input_that_does_not_fit_is_refused_with_its_path() {
    let answer = harness().action("greet", json!({ "names": ["Ada", 7] })).await;

    assert_eq!(answer.status, StatusCode::BAD_REQUEST);
    assert_eq!(answer.json()["type"], "InvalidPayload");
    assert_eq!(answer.error_message(), "input.names[1]: invalid type, expected a string");
}

#[tokio::test]
async fn a_configuration_that_does_not_fit_is_refused_without_its_value_but_ping_answers() {
    let harness = Harness::new(Demo).configuration(json!({ "greeting": 12345 }));

    assert_eq!(harness.ping().await.json(), json!({}));
    let answer = harness.action("greet", json!({ "names": [] })).await;
    assert_eq!(answer.error_message(), "configuration.greeting: invalid type, expected a string");
}

#[tokio::test]
async fn errors_say_what_the_platform_should_do() {
    let harness = harness();
    let greet = |name: &str| harness.action("greet", json!({ "names": [name] }));

    let told = greet("nobody").await;
    assert_eq!((told.status, told.error_message().as_str()), (StatusCode::BAD_REQUEST, "say whom to greet"));
    let hidden = greet("unexpected").await;
    assert_eq!(hidden.status, StatusCode::INTERNAL_SERVER_ERROR);
    assert!(hidden.error_message().starts_with("An unexpected error occurred"), "{}", hidden.body);
    assert_eq!(hidden.json()["code"], 400);
    assert!(hidden.json()["id"].as_str().unwrap().starts_with("err_20260101000000x"), "{}", hidden.body);
    let log = harness.recorder().log_lines(LogLevel::Error);
    assert!(log.iter().any(|line| line.contains("invalid digit")), "{log:?}");
}

#[tokio::test]
async fn a_panic_is_one_requests_500_and_nobody_elses() {
    let harness = harness();

    let answer = harness.action("greet", json!({ "names": ["panic"] })).await;
    assert_eq!(answer.status, StatusCode::INTERNAL_SERVER_ERROR);
    assert!(!answer.body.contains("greeting failed"), "{}", answer.body);
    assert_eq!(harness.action("greet", json!({ "names": ["Ada"] })).await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_failed_call_of_the_api_keeps_its_message_and_may_be_retried() {
    let harness = harness();
    harness.recorder().answer_api::<create_event::Request>(|_| Err(ApiError::new(ErrorKind::Forbidden, "not yours")));

    let answer = harness.action("greet", json!({ "names": ["Ada"] })).await;
    assert_eq!((answer.status, answer.error_message().as_str()), (StatusCode::INTERNAL_SERVER_ERROR, "not yours"));
    assert_eq!(answer.json()["type"], "Runtime");
}

#[tokio::test]
async fn a_delivered_message_gets_its_tags_and_is_not_failed_for_them() {
    let harness = harness();
    let deliver = || harness.message("line", [("id", "C1")], "text", json!({ "text": "hi" }));

    assert_eq!(deliver().await.json(), json!({}));
    let updates = harness.recorder().calls::<update_message::Request>();
    assert_eq!(updates[0].tags.as_ref().unwrap()["id"].as_deref(), Some("C1:hi"));

    harness.recorder().answer_api::<update_message::Request>(|_| Err(ApiError::new(ErrorKind::Internal, "down")));
    assert_eq!(deliver().await.status, StatusCode::OK);
}

#[tokio::test]
async fn what_is_not_declared_is_refused_in_the_platforms_words() {
    let harness = harness();
    let refused = [
        (harness.action("nope", json!({})).await, "Action nope not found"),
        (harness.message("nope", [], "text", json!({})).await, "Channel nope not found"),
        (
            harness.message("line", [("id", "C1")], "nope", json!({})).await,
            "Message of type nope not found in channel line",
        ),
        (harness.message("line", [], "text", json!({ "text": "x" })).await, "conversation.tags.id: the tag is missing"),
        (harness.call("nope", json!({})).await, "Unknown operation nope"),
    ];
    for (answer, message) in refused {
        assert_eq!((answer.status, answer.error_message().as_str()), (StatusCode::BAD_REQUEST, message));
    }
}

#[tokio::test]
async fn tags_are_read_with_the_integrations_own_prefix_and_without() {
    let harness = harness();
    for tag in ["id", "test:id", "acme/demo:id"] {
        let answer = harness.message("line", [(tag, "C1")], "text", json!({ "text": "hi" })).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
    }
    let foreign = harness.message("line", [("other:id", "C1")], "text", json!({ "text": "hi" })).await;
    assert_eq!(foreign.error_message(), "conversation.tags.id: the tag is missing");
}

#[tokio::test]
async fn a_handler_is_tested_in_three_lines() {
    let (cx, recorder) = Context::for_test(Demo, Config { greeting: "Hello".into() });
    let output = cx.integration().handle(&cx, Greet { names: vec!["Ada".into()] }).await.unwrap();
    assert_eq!((output, recorder.calls::<create_event::Request>().len()), (json!({ "text": "Hello Ada" }), 1));
}

#[tokio::test]
async fn a_webhook_is_answered_first_and_worked_on_later() {
    let harness = harness();
    let request = WebhookRequest::new("POST", "/").with_query("name=Ada%20L&x=1");

    let answer = harness.webhook(request).await;
    assert_eq!((answer.status, answer.headers["x-demo"].as_str()), (StatusCode::ACCEPTED, "yes"));
    assert!(harness.recorder().sent().is_empty(), "nothing is asked before the answer");

    assert_eq!(harness.recorder().finish_background().await, 1);
    let users = harness.recorder().calls::<get_or_create_user::Request>();
    assert_eq!(users[0].name.as_deref(), Some("Ada L"));
    assert_eq!(users[0].discriminate_by_tags.as_deref(), Some(&["id".to_owned()][..]));
    assert_eq!(harness.recorder().log_lines(LogLevel::Info), ["user_1 true"]);
}
