//! Every call of the context, from an integration that local Botpress calls, back to local Botpress, over real sockets.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on should say where")]

use std::{
    net::Ipv4Addr,
    sync::Arc,
    time::{Duration, SystemTime},
};

use botpress_local::{Happening, Installation, LocalBotpress, SilentBot};
use botpress_sdk::{
    NativeHost, Server,
    api::{
        endpoint::{call_action, configure_integration::RegisterSchedule, initialize_incoming_message},
        types::{EventStatus, Origin},
    },
    client::{Client, ClientOptions},
    definition::Resolved,
    prelude::*,
};
use serde::{Deserialize, Serialize};
use serde_json::json;

/// Makes calls.
#[derive(Integration)]
#[integration(
    name = "caller", version = "0.1.0", user = UserTags, channels(Room as "room"), actions(Call), events(Happened),
    states(Account, Profile, Notes), identifier(extract = "extract.vrl"),
)]
struct Caller;

#[derive(Tags)]
struct UserTags {
    id: String,
    team: Option<String>,
}

#[derive(Channel)]
#[channel(messages = Said, conversation = RoomTags, message = MessageTags)]
struct Room;

#[derive(Messages)]
enum Said {
    Text(messages::Text),
}

#[derive(Tags)]
struct RoomTags {
    id: String,
    floor: Option<u64>,
}

#[derive(Tags)]
struct MessageTags {
    ts: String,
    edited: Option<bool>,
}

#[derive(Event, Schema, Serialize)]
struct Happened {
    what: String,
}

#[derive(State, Schema, Serialize, Deserialize, Debug, PartialEq)]
#[state(integration)]
struct Account {
    token: Secret,
    cursor: Option<u64>,
}

#[derive(State, Schema, Serialize, Deserialize, Debug, PartialEq)]
#[state(user)]
struct Profile {
    score: u64,
}

#[derive(State, Schema, Serialize, Deserialize, Debug, PartialEq)]
#[state(conversation)]
struct Notes {
    text: String,
}

/// Calls what belongs together.
#[derive(Action, Schema, Deserialize)]
struct Call {
    part: Part,
}

#[derive(Schema, Serialize, Deserialize)]
enum Part {
    Users,
    Conversations,
    Messages,
    Participants,
    Events,
    States,
    Files,
    Instance,
    Untyped,
}

impl Handle<Call> for Caller {
    async fn handle(&self, cx: &Context<Self>, call: Call) -> Result<()> {
        match call.part {
            Part::Users => users(cx).await,
            Part::Conversations => conversations(cx).await,
            Part::Messages => messages_of_a_room(cx).await,
            Part::Participants => participants(cx).await,
            Part::Events => events(cx).await,
            Part::States => states(cx).await,
            Part::Files => files(cx).await,
            Part::Instance => instance(cx).await,
            Part::Untyped => untyped(cx).await,
        }
    }
}

impl Deliver<Room> for Caller {
    async fn deliver(&self, _: &Context<Self>, _: Outgoing<Room>) -> Result<MessageTags> {
        Ok(MessageTags { ts: "9".to_owned(), edited: None })
    }
}

impl Lifecycle for Caller {}

type Cx = Context<Caller>;

fn user(id: &str) -> UserTags {
    UserTags { id: id.to_owned(), team: None }
}

fn room(id: &str) -> RoomTags {
    RoomTags { id: id.to_owned(), floor: None }
}

fn text(text: &str) -> Said {
    Said::Text(messages::Text::new(text))
}

fn ts(ts: &str) -> MessageTags {
    MessageTags { ts: ts.to_owned(), edited: None }
}

async fn users(cx: &Cx) -> Result<()> {
    let ada = cx.create_user(user("ada")).name("Ada").picture_url("https://example.com/ada.png").await?;
    let with_team = UserTags { id: "ada".to_owned(), team: Some("engines".to_owned()) };
    let found = cx.user_with(with_team).discriminate_by([UserTags::ID]).name("Ada L.").await?;
    assert_eq!((&found.id, found.created), (&ada.id, false));
    let other = cx.user_with(user("bob")).picture_url("https://example.com/bob.png").await?;
    assert!(other.created);

    let changed = cx.user(&ada.id).update().name(None).picture_url(None);
    let changed = changed.tags(UserTagsPatch { team: Patch::Remove, ..UserTagsPatch::default() }).await?;
    assert_eq!((changed.name, changed.picture_url), (None, None));
    assert_eq!(json!(cx.user(&ada.id).get().await?.tags), json!({ "id": "ada" }));

    let listed = cx.users().tags(user("bob")).collect().await?;
    assert_eq!(listed.iter().map(|user| &user.id).collect::<Vec<_>>(), [&other.id]);
    assert_eq!(cx.users().limit(1).collect().await?.len(), 1);
    cx.user(&ada.id).delete().await?;
    assert!(cx.user(&ada.id).get().await.unwrap_err().is_not_found());
    Ok(())
}

async fn conversations(cx: &Cx) -> Result<()> {
    let first = cx.create_conversation::<Room>(room("1")).await?;
    assert_eq!((first.channel.as_str(), first.tags["id"].as_str()), ("room", "1"));
    let upstairs = RoomTags { id: "1".to_owned(), floor: Some(2) };
    let found = cx.conversation_with::<Room>(upstairs).discriminate_by([RoomTags::ID]).await?;
    assert_eq!((&found.id, found.created, found.tags["floor"].as_str()), (&first.id, false, "2"));
    assert!(cx.conversation_with::<Room>(room("2")).await?.created);

    let patch = RoomTagsPatch { floor: Patch::Set("3".to_owned()), ..RoomTagsPatch::default() };
    assert_eq!(cx.conversation(&first.id).update_tags::<Room>(patch).await?.tags["floor"], "3");
    let listed = cx.conversations::<Room>().tags(RoomTags { id: "1".to_owned(), floor: Some(3) }).collect().await?;
    assert_eq!(listed.iter().map(|listed| &listed.id).collect::<Vec<_>>(), [&first.id]);
    cx.conversation(&first.id).delete().await?;
    assert!(cx.conversation(&first.id).get().await.unwrap_err().is_not_found());
    Ok(())
}

async fn messages_of_a_room(cx: &Cx) -> Result<()> {
    let (ada, lobby) = (cx.create_user(user("ada")).await?, cx.create_conversation::<Room>(room("lobby")).await?);
    let said = cx.create_message::<Room>(&lobby.id, &ada.id, text("Hello"), ts("1")).synthetic().await?;
    assert_eq!((said.origin, said.payload), (Some(Origin::Synthetic), json!({ "text": "Hello" })));
    let repeated = cx.message_with::<Room>(&lobby.id, &ada.id, text("Hello again"), ts("1"));
    let repeated = repeated.discriminate_by([MessageTags::TS]).await?;
    assert_eq!((&repeated.id, repeated.created), (&said.id, false));

    let edited = cx.message(&said.id).update::<Room>(text("Hallo")).await?;
    assert_eq!(edited.payload, json!({ "text": "Hallo" }));
    let patch = MessageTagsPatch { edited: Patch::Set("true".to_owned()), ..MessageTagsPatch::default() };
    assert_eq!(cx.message(&said.id).update_tags::<Room>(patch).await?.tags["edited"], "true");
    assert_eq!(cx.message(&said.id).get().await?.tags["ts"], "1");

    cx.create_message::<Room>(&lobby.id, &ada.id, text("Bye"), ts("2")).await?;
    let of_the_room = cx.conversation(&lobby.id).messages::<Room>().collect().await?;
    let order: Vec<_> = of_the_room.iter().map(|message| message.tags["ts"].as_str()).collect();
    assert_eq!(order, ["2", "1"], "newest first");
    assert_eq!(cx.messages::<Room>().tags(ts("2")).collect().await?.len(), 1);
    cx.message(&said.id).delete().await?;
    assert!(cx.message(&said.id).get().await.unwrap_err().is_not_found());
    Ok(())
}

async fn participants(cx: &Cx) -> Result<()> {
    let (ada, lobby) = (cx.create_user(user("ada")).await?, cx.create_conversation::<Room>(room("lobby")).await?);
    let lobby = cx.conversation(&lobby.id);
    assert!(lobby.participant(&ada.id).await?.is_none());
    assert_eq!(lobby.add_participant(&ada.id).await?.id, ada.id);
    assert_eq!(lobby.participant(&ada.id).await?.unwrap().id, ada.id);
    assert_eq!(lobby.participants().collect().await?.len(), 1);
    assert_eq!(cx.users().conversation(lobby.id()).collect().await?.len(), 1);
    assert_eq!(cx.conversations::<Room>().participants([ada.id.clone()]).collect().await?.len(), 1);
    lobby.remove_participant(&ada.id).await?;
    assert!(lobby.participants().collect().await?.is_empty());
    Ok(())
}

async fn events(cx: &Cx) -> Result<()> {
    let (ada, lobby) = (cx.create_user(user("ada")).await?, cx.create_conversation::<Room>(room("lobby")).await?);
    let said = cx.create_message::<Room>(&lobby.id, &ada.id, text("Hello"), ts("1")).await?;
    let happened = |what: &str| Happened { what: what.to_owned() };
    let now = cx.emit(happened("now")).conversation(&lobby.id).user(&ada.id).message(&said.id).await?;
    assert_eq!((now.kind.as_str(), &now.payload), ("happened", &json!({ "what": "now" })));
    assert_eq!((now.conversation_id, now.user_id, now.message_id), (Some(lobby.id), Some(ada.id), Some(said.id)));
    let tomorrow = SystemTime::now() + Duration::from_secs(24 * 60 * 60);
    assert_eq!(cx.emit(happened("tomorrow")).at(tomorrow).await?.status, EventStatus::Scheduled);
    assert_eq!(cx.emit(happened("later")).after(Duration::from_secs(3600)).await?.status, EventStatus::Scheduled);
    Ok(())
}

async fn states(cx: &Cx) -> Result<()> {
    let account = |token: &str, cursor| Account { token: token.into(), cursor };
    assert_eq!(cx.state::<Account>().get().await?, None);
    assert_eq!(cx.state::<Account>().get_or_set(&account("t-1", Some(1))).await?, account("t-1", Some(1)));
    assert_eq!(cx.state::<Account>().get_or_set(&account("t-2", None)).await?, account("t-1", Some(1)), "it is kept");
    cx.state::<Account>().patch(&json!({ "cursor": 2 })).expires_after(Duration::from_secs(60)).await?;
    assert_eq!(cx.state::<Account>().get().await?, Some(account("t-1", Some(2))));
    cx.state::<Account>().set(&account("t-3", None)).await?;
    assert_eq!(cx.state::<Account>().get().await?, Some(account("t-3", None)), "it is replaced");
    cx.state::<Account>().clear().await?;
    assert_eq!(cx.state::<Account>().get().await?, None);

    let (ada, lobby) = (cx.create_user(user("ada")).await?, cx.create_conversation::<Room>(room("lobby")).await?);
    let expiring =
        cx.user(&ada.id).state::<Profile>().set(&Profile { score: 7 }).expires_after(Duration::from_secs(60));
    assert_eq!(expiring.await?.expiry, Some(60_000));
    assert_eq!(cx.user(&ada.id).state::<Profile>().get().await?, Some(Profile { score: 7 }));
    let notes = Notes { text: "quiet".to_owned() };
    cx.conversation(&lobby.id).state::<Notes>().set(&notes).await?;
    assert_eq!(cx.conversation(&lobby.id).state::<Notes>().get().await?, Some(notes));
    Ok(())
}

async fn files(cx: &Cx) -> Result<()> {
    let tags = [("kind".to_owned(), "log".to_owned())].into_iter().collect();
    let file = cx.upload_file("notes.txt", "one\ntwo").tags(tags).public().indexed().await?;
    assert_eq!((file.content_type.as_str(), file.size), ("text/plain", Some(7)));
    assert_eq!(cx.http().get(&file.url).send().await?.error_for_status()?.text().await?, "one\ntwo");
    let replaced = cx.upload_file("notes.txt", vec![0, 159]).content_type("application/octet-stream").await?;
    assert_eq!((&replaced.id, replaced.size), (&file.id, Some(2)));
    assert_eq!(cx.file("notes.txt").await?.id, file.id, "by its key");
    assert_eq!(cx.files().collect().await?.len(), 1);
    cx.delete_file(&file.id).await?;
    assert!(cx.file(&file.id).await.unwrap_err().is_not_found());
    Ok(())
}

async fn instance(cx: &Cx) -> Result<()> {
    cx.configure_integration().identifier("T1".to_owned()).register_every(RegisterSchedule::Daily).await?;
    cx.configure_integration().identifier(None).await?;
    cx.track("calls", 2).await?;
    cx.track("calls", 3).await?;
    Ok(())
}

async fn untyped(cx: &Cx) -> Result<()> {
    let (ada, lobby) = (cx.create_user(user("ada")).await?, cx.create_conversation::<Room>(room("lobby")).await?);
    let mut request = initialize_incoming_message::Request::new();
    request.user_id = Some(ada.id.clone());
    request.conversation_id = Some(lobby.id.clone());
    let initialized = cx.client().send(request).await?;
    assert_eq!((initialized.user.id, initialized.conversation.id), (ada.id, lobby.id));
    Ok(())
}

/// The integration, installed in a local Botpress whose bot says nothing.
struct World {
    local: LocalBotpress,
    bot: Client,
}

impl World {
    async fn start() -> Self {
        let local = LocalBotpress::builder().bot(SilentBot).signing(true).start().await.unwrap();
        let host = Arc::new(NativeHost::new().with_env([
            ("BP_API_URL", local.api_url()),
            ("BP_TOKEN", local.token()),
            ("BP_SIGNING_SECRETS", local.signing_secret().unwrap()),
        ]));
        let server = Server::on_host(Caller, host.clone()).address(Ipv4Addr::LOCALHOST).port(0).bind().await.unwrap();
        let url = format!("http://{}", server.local_addr());
        tokio::spawn(server.serve_until(std::future::pending()));
        let definition = Caller::definition().unwrap();
        let body = definition.to_body(&Resolved::new().file("extract.vrl", "null")).unwrap();
        let installed = local.install(Installation::new("caller", url, body)).await.unwrap();
        assert!(installed.is_registered(), "{:?}", installed.registration);
        let options = ClientOptions::new().base_url(local.api_url()).token(local.bot_token()).bot_id(local.bot_id());
        Self { bot: Client::new(host, options), local }
    }

    /// Has the integration make its calls; what it finds wrong is printed before it is told here.
    async fn call(&self, part: Part) {
        let request = call_action::Request::new("caller:call", json!({ "part": part }));
        self.bot.send(request).await.unwrap();
    }
}

macro_rules! each {
    ($($name:ident: $part:ident),* $(,)?) => {$(
        #[tokio::test]
        async fn $name() {
            World::start().await.call(Part::$part).await;
        }
    )*};
}

each! {
    users_are_created_found_changed_listed_and_deleted: Users,
    conversations_of_a_channel_are_created_found_changed_listed_and_deleted: Conversations,
    messages_of_a_channel_are_handed_over_once_changed_listed_and_deleted: Messages,
    participants_come_and_go: Participants,
    states_of_all_three_scopes_are_kept: States,
    files_are_uploaded_read_replaced_and_deleted: Files,
    what_has_no_method_goes_through_the_client: Untyped,
}

#[tokio::test]
async fn events_reach_the_bot_with_what_they_belong_to() {
    let world = World::start().await;
    world.call(Part::Events).await;
    let is_now = |happening: &Happening| matches!(happening, Happening::EventCreated(event) if event.payload == json!({ "what": "now" }));
    let Happening::EventCreated(event) = world.local.wait_for(is_now).await.unwrap() else { unreachable!() };
    assert_eq!(event.kind, "caller:happened");
    let scheduled =
        world.local.events().await.unwrap().into_iter().filter(|event| event.status == EventStatus::Scheduled);
    assert_eq!(scheduled.count(), 2);
}

#[tokio::test]
async fn an_instance_is_configured_and_counted() {
    let world = World::start().await;
    world.call(Part::Instance).await;
    assert_eq!(world.local.analytics().await.unwrap(), [("calls".to_owned(), 5)]);
}
