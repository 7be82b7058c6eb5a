//! What derived types do when they are called, beyond what the derives' own examples show.

use botpress_sdk::{prelude::*, testing::Harness};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

#[derive(Integration)]
#[integration(
    name = "demo", version = "0.1.0", user = Id, channels(Dm, Thread as "replies"),
    actions(Count, List<Issue> as "issueList", List<Project> as "projectList", Forget),
    updates(Thread), extra(message_updated), creation(conversation(Thread, id)),
)]
struct Demo;

#[derive(Tags, Debug, PartialEq)]
struct Id {
    id: String,
    age: Option<u64>,
}

#[derive(Messages)]
enum Outbound {
    Text(messages::Text),
}

#[derive(Channel)]
#[channel(messages = Outbound)]
struct Dm;

#[derive(Channel)]
#[channel(messages = Outbound, conversation = Id)]
struct Thread;

#[derive(Action, Schema, Deserialize)]
#[action(output = Counted)]
struct Count {
    words: Vec<String>,
}

#[derive(Schema, Serialize)]
struct Counted {
    count: usize,
}

/// As an interface would have it: one action for each kind of thing.
#[derive(Action, Schema, Deserialize)]
#[action(output = Page<T>)]
struct List<T> {
    first: Option<T>,
}

#[derive(Schema, Serialize)]
struct Page<T> {
    items: Vec<T>,
}

#[derive(Schema, Serialize, Deserialize)]
struct Issue {
    id: String,
}

#[derive(Schema, Serialize, Deserialize)]
struct Project {
    name: String,
}

#[derive(Action, Schema, Deserialize)]
struct Forget {}

impl Lifecycle for Demo {}

impl Handle<Count> for Demo {
    async fn handle(&self, _: &Context<Self>, input: Count) -> Result<Counted> {
        Ok(Counted { count: input.words.len() })
    }
}

impl<T> Handle<List<T>> for Demo
where
    Self: Declares<List<T>>,
    T: Schema + Serialize + for<'de> Deserialize<'de> + Send + 'static,
{
    async fn handle(&self, _: &Context<Self>, input: List<T>) -> Result<Page<T>> {
        Ok(Page { items: input.first.into_iter().collect() })
    }
}

impl Handle<Forget> for Demo {
    async fn handle(&self, _: &Context<Self>, _: Forget) -> Result<()> {
        Ok(())
    }
}

impl Deliver<Dm> for Demo {
    async fn deliver(&self, _: &Context<Self>, _: Outgoing<Dm>) -> Result<()> {
        Err(Error::runtime("delivered to dm"))
    }
}

impl Deliver<Thread> for Demo {
    async fn deliver(&self, _: &Context<Self>, out: Outgoing<Thread>) -> Result<()> {
        Err(Error::runtime(format!("delivered to replies of {}", out.tags.id)))
    }
}

impl Update<Thread> for Demo {
    async fn message_updated(&self, _: &Context<Self>, _: MessageUpdate<Thread>) -> Result<()> {
        Err(Error::runtime("updated in replies"))
    }
}

impl CreateConversation<Thread> for Demo {
    async fn create_conversation(&self, _: &Context<Self>, tags: Id) -> Result<WebhookResponse> {
        Err(Error::runtime(format!("created {}", tags.id)))
    }
}

async fn output(action: &str, input: Value) -> Value {
    Harness::new(Demo).action(action, input).await.output()
}

async fn refusal(operation: &str, body: Value) -> String {
    Harness::new(Demo).call(operation, body).await.error_message()
}

#[tokio::test]
async fn an_action_is_found_by_the_name_it_is_declared_under() {
    assert_eq!(output("count", json!({ "words": ["a", "b"] })).await, json!({ "count": 2 }));
    assert_eq!(output("issueList", json!({ "first": { "id": "1" } })).await, json!({ "items": [{ "id": "1" }] }));
    assert_eq!(output("projectList", json!({ "first": { "name": "x" } })).await, json!({ "items": [{ "name": "x" }] }));
    let unknown = Harness::new(Demo).action("list", json!({})).await;
    assert_eq!(unknown.error_message(), "Action list not found");
}

#[tokio::test]
async fn an_action_without_output_answers_an_empty_object() {
    assert_eq!(output("forget", json!({})).await, json!({}));
}

#[tokio::test]
async fn input_of_the_wrong_shape_is_refused_with_its_path() {
    let answer = Harness::new(Demo).action("count", json!({ "words": ["a", 2] })).await;
    assert!(answer.error_message().starts_with("input.words[1]: "), "{}", answer.error_message());
}

#[tokio::test]
async fn a_message_goes_to_its_channel_and_to_no_other() {
    let text = || json!({ "text": "Hello" });
    let harness = Harness::new(Demo);
    let dm = harness.message("dm", [], "text", text()).await;
    assert_eq!(dm.error_message(), "delivered to dm");
    let replies = harness.message("replies", [("id", "9")], "text", text()).await;
    assert_eq!(replies.error_message(), "delivered to replies of 9");
    let unknown = harness.message("thread", [], "text", text()).await;
    assert_eq!(unknown.error_message(), "Channel thread not found");
    let unknown = harness.message("dm", [], "audio", text()).await;
    assert_eq!(unknown.error_message(), "Message of type audio not found in channel dm");
}

#[tokio::test]
async fn an_update_goes_to_the_channels_that_are_listed_for_it() {
    let text = || json!({ "text": "Hello" });
    let harness = Harness::new(Demo);
    let replies = harness.message_updated("replies", [("id", "9")], "text", text()).await;
    assert_eq!(replies.error_message(), "updated in replies");
    assert_eq!(harness.message_updated("dm", [], "text", text()).await.status, 200);
    assert_eq!(harness.conversation_updated("dm", []).await.status, 200);
    let unknown = harness.message_updated("nowhere", [], "text", text()).await;
    assert_eq!(unknown.error_message(), "Channel nowhere not found");
    let unknown = harness.conversation_updated("nowhere", []).await;
    assert_eq!(unknown.error_message(), "Channel nowhere not found");
}

#[tokio::test]
async fn what_nobody_asked_for_is_answered_without_a_handler() {
    let harness = Harness::new(Demo);
    assert_eq!(harness.create_user(json!({ "id": "1" })).await.status, 200);
    assert_eq!(harness.create_conversation("dm", json!({})).await.status, 200);
    assert_eq!(harness.ping().await.status, 200);
}

#[tokio::test]
async fn a_conversation_is_created_in_a_channel_that_allows_it() {
    let body = |channel: &str| json!({ "channel": channel, "tags": { "id": "7" } });
    assert_eq!(refusal("create_conversation", body("replies")).await, "created 7");
    assert_eq!(refusal("create_conversation", body("nowhere")).await, "Channel nowhere not found");
}

#[test]
fn the_definition_has_the_names_of_the_declaration() {
    let definition = Demo::definition().unwrap();
    assert_eq!(definition.channels.keys().collect::<Vec<_>>(), ["dm", "replies"]);
    assert_eq!(definition.actions.keys().collect::<Vec<_>>(), ["count", "issueList", "projectList", "forget"]);
    let creation = definition.channels["replies"].conversation.creation.as_ref().unwrap();
    assert_eq!((creation.enabled, creation.required_tags.as_slice()), (true, ["id".to_owned()].as_slice()));
    assert!(definition.extra_operations["message_updated"].enabled);
}

#[test]
fn tags_are_read_back_as_they_were_written_and_problems_name_the_tag() {
    let tags = Id { id: "1".to_owned(), age: Some(3) };
    let mut map = tags.to_map();
    assert_eq!(Id::from_map(&map).unwrap(), tags);
    map.insert("age".to_owned(), "old".to_owned());
    assert_eq!(Id::from_map(&map).unwrap_err().to_string(), "age: the tag is not an integer that is not negative");
    assert_eq!(Id::from_map(&Default::default()).unwrap_err().to_string(), "id: the tag is missing");
}
