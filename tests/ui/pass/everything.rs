//! Every option of every derive at once, and nothing in scope that an expansion could lean on.
#![deny(warnings)]
#![allow(dead_code)]

use botpress_sdk::prelude::*;
use serde::{Deserialize, Serialize};
use std::marker::PhantomData;

/// Everything.
///
/// More about it.
#[derive(Integration)]
#[integration(
    name = "acme/everything", version = "0.1.0", title = "Everything", icon = "icon.svg", readme = "hub.md",
    configuration = Config, secrets = AppSecrets, user = UserTags,
    channels(Dm, Thread as "replies"),
    actions(AddReaction, List<Issue> as "issueList", List<Project>, Start),
    events(ReactionAdded as "reacted", Ended), states(Workspace, Profile, Cursor), entities(Issue, Project as "work"),
    interfaces(
        Pausable<Issue>(
            Pause(title = "Pause", description = "For now.", billable = true, cacheable = false, attributes("a" = "b"))
                as "pauseIssue",
            Paused(title = "Paused") as "issuePaused",
            Stopped as Ended,
        ),
        Pausable<Project>(Pause as Start, Line as Dm, Paused as "workPaused", Stopped as "workStopped"),
        self::Bare,
    ),
    updates(Dm), extra(message_updated, conversation_updated, "message_status_changed"), catch_all,
    creation(user(id), conversation(Thread, ts)),
    identifier(extract = "extract.vrl", fallback = "fallback.vrl"),
    attributes("category" = "Other", "repo" = "acme"),
    schema(discriminated_unions = "any_of"),
)]
struct Everything;

#[derive(Configuration)]
enum Config {
    /// Signed in.
    #[configuration(default, title = "Sign in", identifier(required, link_template = "link.vrl"))]
    OAuth,
    #[configuration(name = "own", title = "Own token", description = "For those who have one.", identifier(required))]
    Manual(ManualConfig),
    Nothing,
}

#[derive(Schema, Deserialize)]
struct ManualConfig {
    token: String,
}

#[derive(Secrets)]
struct AppSecrets {
    /// Found in the console.
    client_secret: Secret,
    #[secret(name = "DSN", description = "Where errors go.")]
    sentry_dsn: Option<Secret>,
}

#[derive(Tags)]
#[serde(rename_all = "camelCase")]
struct UserTags {
    /// The user's id.
    #[tag(title = "Id")]
    id: String,
    #[serde(rename = "mail")]
    email: Option<String>,
    #[tag(name = "age", description = "In years.")]
    age_in_years: Option<u64>,
}

#[derive(Tags)]
struct Ts {
    ts: String,
    r#type: Option<String>,
}

#[derive(Tags)]
struct NoTags {}

#[derive(Schema, Serialize, Deserialize)]
struct Text {
    text: String,
}

#[derive(Messages)]
enum Outbound {
    Text(Text),
    #[message(name = "markdown")]
    Marked(Text),
}

/// One person.
#[derive(Channel)]
#[channel(title = "Direct message", messages = Outbound, conversation = Ts, message = Ts)]
struct Dm;

#[derive(Channel)]
#[channel(name = "thread", description = "Answers.", messages = Outbound, conversation = Ts)]
struct Thread;

/// Adds a reaction.
#[derive(Action, Schema, Deserialize)]
#[action(title = "Add", output = Reacted, billable, cacheable, hidden_in_studio, attributes("group" = "chat"))]
struct AddReaction {
    name: String,
}

#[derive(Schema, Serialize)]
struct Reacted {
    done: bool,
}

#[derive(Action, Schema, Deserialize)]
#[action(output = Page<E>)]
struct List<E> {
    after: Option<E>,
}

#[derive(Schema, Serialize)]
struct Page<E> {
    items: Vec<E>,
}

trait Thing: Schema + Serialize + for<'de> Deserialize<'de> + Send + 'static {}

impl Thing for Issue {}
impl Thing for Project {}

#[derive(Action, Schema, Deserialize)]
#[action(name = "startTyping")]
struct Start;

#[derive(Event, Schema, Serialize)]
#[event(title = "Reaction added", description = "Somebody reacted.", attributes("group" = "chat"))]
struct ReactionAdded {
    name: String,
}

#[derive(State, Schema, Serialize, Deserialize)]
#[state(integration, name = "space")]
struct Workspace {
    token: Secret,
}

#[derive(State, Schema, Serialize, Deserialize)]
#[state(user)]
struct Profile {
    name: String,
}

#[derive(State, Schema, Serialize, Deserialize)]
#[state(conversation)]
struct Cursor {
    at: u32,
}

#[derive(Entity, Schema, Serialize, Deserialize)]
#[entity(title = "Issue", description = "A thing to be done.")]
struct Issue {
    id: String,
}

#[derive(Entity, Schema, Serialize, Deserialize)]
#[entity(name = "undertaking")]
struct Project {
    id: String,
}

/// Things that can be paused.
#[derive(Interface)]
#[interface(
    name = "pausable", version = "1.0.0", title = "Pausable", entities(Thing_ as E),
    actions(Pause<E>), events(Paused<E>, Stopped<E>), channels(Line<E>),
)]
struct Pausable<E>(PhantomData<E>);

#[derive(Entity, Schema)]
#[entity(name = "thing")]
struct Thing_ {
    id: String,
}

#[derive(Action, Schema, Deserialize)]
struct Pause<E> {
    #[serde(skip)]
    entity: PhantomData<E>,
}

#[derive(Event, Schema, Serialize)]
struct Paused<E> {
    #[serde(skip)]
    entity: PhantomData<E>,
}

#[derive(Event, Schema, Serialize)]
struct Stopped<E> {
    #[serde(skip)]
    entity: PhantomData<E>,
}

#[derive(Event, Schema, Serialize)]
struct Ended {
    at: String,
}

struct Line<E>(PhantomData<E>);

impl<E: Send + 'static> botpress_sdk::Member for Line<E> {
    const NAME: &'static str = "line";
}

impl<E: Send + 'static> botpress_sdk::Channel for Line<E> {
    type Messages = Outbound;
    type MessageTags = ();
    type ConversationTags = ();

    fn definition() -> botpress_sdk::definition::ChannelDefinition {
        Dm::definition()
    }
}

#[derive(Interface)]
#[interface(name = "bare", version = "0.0.1", description = "Nothing much.", events(Noticed))]
struct Bare;

#[derive(Event, Schema, Serialize)]
struct Noticed {}

impl Handle<Pause<Issue>> for Everything {
    async fn handle(&self, cx: &Context<Self>, _: Pause<Issue>) -> Result<()> {
        cx.emit(Paused::<Issue> { entity: PhantomData }).await?;
        cx.emit(Noticed {}).await?;
        Ok(())
    }
}

impl Deliver<Line<Issue>> for Everything {
    async fn deliver(&self, _: &Context<Self>, _: Outgoing<Line<Issue>>) -> Result<()> {
        Ok(())
    }
}

impl Lifecycle for Everything {}

impl Deliver<Dm> for Everything {
    async fn deliver(&self, _: &Context<Self>, out: Outgoing<Dm>) -> Result<Ts> {
        match out.message {
            Outbound::Text(text) | Outbound::Marked(text) => Ok(Ts { ts: text.text, r#type: None }),
        }
    }
}

impl Deliver<Thread> for Everything {
    async fn deliver(&self, _: &Context<Self>, _: Outgoing<Thread>) -> Result<()> {
        Ok(())
    }
}

impl Update<Dm> for Everything {}

impl CreateUser for Everything {
    async fn create_user(&self, _: &Context<Self>, _: UserTags) -> Result<WebhookResponse> {
        Ok(WebhookResponse::ok())
    }
}

impl CreateConversation<Thread> for Everything {
    async fn create_conversation(&self, _: &Context<Self>, _: Ts) -> Result<WebhookResponse> {
        Ok(WebhookResponse::ok())
    }
}

impl CatchAll for Everything {
    async fn catch_all(&self, _: &Context<Self>, _: &WebhookRequest) -> Result<Option<WebhookResponse>> {
        Ok(None)
    }
}

impl Handle<AddReaction> for Everything {
    async fn handle(&self, _: &Context<Self>, _: AddReaction) -> Result<Reacted> {
        Ok(Reacted { done: true })
    }
}

impl<E: Thing> Handle<List<E>> for Everything
where
    Self: Declares<List<E>>,
{
    async fn handle(&self, _: &Context<Self>, _: List<E>) -> Result<Page<E>> {
        Ok(Page { items: Vec::new() })
    }
}

impl Handle<Start> for Everything {
    async fn handle(&self, _: &Context<Self>, _: Start) -> Result<()> {
        Ok(())
    }
}

fn main() {
    let definition = Everything::definition().expect("the definition is right");
    assert_eq!(definition.name, "acme/everything");
    assert_eq!(definition.title.as_deref(), Some("Everything"));
    assert_eq!(definition.description.as_deref(), Some("Everything."));
    assert_eq!(definition.channels.keys().collect::<Vec<_>>(), ["dm", "replies", "line"]);
    let actions = ["addReaction", "issueList", "list", "startTyping", "pauseIssue"];
    assert_eq!(definition.actions.keys().collect::<Vec<_>>(), actions);
    let events = ["reacted", "ended", "issuePaused", "workPaused", "workStopped", "noticed"];
    assert_eq!(definition.events.keys().collect::<Vec<_>>(), events);
    assert_eq!(definition.interfaces.keys().collect::<Vec<_>>(), ["pausable<issue>", "pausable<work>", "bare"]);
    assert_eq!(definition.interfaces["pausable<work>"].actions["pause"].name, "startTyping");
    assert_eq!(definition.states.keys().collect::<Vec<_>>(), ["space", "profile", "cursor"]);
    assert_eq!(definition.entities.keys().collect::<Vec<_>>(), ["issue", "work"]);
    assert_eq!(definition.user.tags.keys().collect::<Vec<_>>(), ["id", "mail", "age"]);
    assert_eq!(definition.configurations.keys().collect::<Vec<_>>(), ["own", "nothing"]);
    assert_eq!(definition.secrets.keys().collect::<Vec<_>>(), ["CLIENT_SECRET", "DSN"]);
    assert_eq!(UserTags::AGE_IN_YEARS.name(), "age");
    assert_eq!(Ts::TYPE.name(), "type");
}
