//! An integration that implements an interface of another crate twice: once as it is, once with members of its own.
#![allow(clippy::unwrap_used, reason = "helpers of tests fail as tests do")]

use botpress_sdk::{
    Declares,
    definition::{
        ActionDefinition, ChannelDefinition, EventDefinition, Implementation, IntegrationDefinition, Override,
    },
    interface::ImplementedBy,
    prelude::*,
    schema::schema_of,
    testing::Harness,
};
use interfaces_test::{Pausable, Pause, PauseOutput, Paused, Remote, Words};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

#[derive(Integration)]
#[integration(
    name = "house", version = "0.1.0",
    channels(TvRemote), actions(PauseTv), events(TvPaused), entities(Radio, Tv),
    interfaces(
        Pausable<Radio>(Pause(title = "Pause the radio") as "pauseRadio", Paused as "radioPaused"),
        Pausable<Tv>(Pause as PauseTv, Paused as TvPaused, Remote as TvRemote),
    ),
)]
struct House;

#[derive(Debug, Serialize, Deserialize, Schema, Entity)]
struct Radio {
    id: String,
    station: String,
}

#[derive(Debug, Serialize, Deserialize, Schema, Entity)]
struct Tv {
    id: String,
}

/// Pause the television.
#[derive(Deserialize, Schema, Action)]
#[action(output = PauseTvOutput)]
struct PauseTv {
    player: Tv,
    /// For how many minutes.
    minutes: Option<u32>,
}

#[derive(Serialize, Schema)]
struct PauseTvOutput {
    player: Tv,
    minutes: u32,
}

#[derive(Debug, Serialize, Deserialize, Schema, Event)]
struct TvPaused {
    player: Tv,
    minutes: u32,
}

#[derive(Channel)]
#[channel(name = "tv", messages = Words, conversation = Screen)]
struct TvRemote;

#[derive(Tags)]
struct Screen {
    screen: String,
}

impl Handle<Pause<Radio>> for House {
    async fn handle(&self, cx: &Context<Self>, input: Pause<Radio>) -> Result<PauseOutput<Radio>> {
        let Radio { id, station } = input.player;
        cx.emit(Paused { player: Radio { id: id.clone(), station: station.clone() } }).await?;
        Ok(PauseOutput { player: Radio { id, station } })
    }
}

impl Handle<PauseTv> for House {
    async fn handle(&self, cx: &Context<Self>, input: PauseTv) -> Result<PauseTvOutput> {
        let minutes = input.minutes.unwrap_or(5);
        cx.emit(TvPaused { player: Tv { id: input.player.id.clone() }, minutes }).await?;
        Ok(PauseTvOutput { player: input.player, minutes })
    }
}

impl Deliver<Remote<Radio>> for House {
    async fn deliver(&self, cx: &Context<Self>, out: Outgoing<Remote<Radio>>) -> Result<()> {
        let Words::Text(text) = out.message;
        cx.logger().info(format!("radio: {}", text.text));
        Ok(())
    }
}

impl Deliver<TvRemote> for House {
    async fn deliver(&self, cx: &Context<Self>, out: Outgoing<TvRemote>) -> Result<()> {
        let Words::Text(text) = out.message;
        cx.logger().info(format!("{}: {}", out.tags.screen, text.text));
        Ok(())
    }
}

impl Lifecycle for House {}

#[tokio::test]
async fn an_action_of_an_interface_is_called_by_its_name_in_the_integration() {
    let house = Harness::new(House);
    let input = json!({ "player": { "id": "r1", "station": "news" } });
    let answer = house.action("pauseRadio", &input).await;
    assert_eq!(answer.output(), input);
    assert_eq!(house.recorder().emitted::<House, Paused<Radio>>()[0].player.station, "news");
    assert_eq!(house.recorder().sent()[0].json()["type"], "radioPaused");

    assert_eq!(house.action("pause", &input).await.error_message(), "Action pause not found");
    let wrong = house.action("pauseRadio", json!({ "player": { "id": "r1" } })).await;
    assert_eq!(wrong.error_message(), "input.player: missing field `station`");
}

#[tokio::test]
async fn an_action_of_its_own_answers_in_place_of_the_interfaces() {
    let house = Harness::new(House);
    let input = json!({ "player": { "id": "t1" } });
    let answer = house.action("pauseTv", &input).await;
    assert_eq!(answer.output(), json!({ "player": { "id": "t1" }, "minutes": 5 }));
    assert_eq!(house.recorder().emitted::<House, TvPaused>()[0].minutes, 5);
}

#[tokio::test]
async fn messages_of_an_interfaces_channel_are_delivered_and_its_updates_need_no_handler() {
    let house = Harness::new(House);
    assert_eq!(house.message("remote", [], "text", json!({ "text": "louder" })).await.status, 200);
    assert_eq!(house.message("tv", [("screen", "big")], "text", json!({ "text": "next" })).await.status, 200);
    assert_eq!(house.recorder().log_lines(botpress_sdk::LogLevel::Info), ["radio: louder", "big: next"]);
    for channel in ["remote", "tv"] {
        let updated = house.message_updated(channel, [("screen", "big")], "text", json!({ "text": "quieter" }));
        assert_eq!(updated.await.status, 200, "{channel}");
    }
    let unknown = house.message("hitl", [], "text", json!({ "text": "hey" })).await;
    assert_eq!(unknown.error_message(), "Channel hitl not found");
    let wrong = house.message("remote", [], "image", json!({})).await;
    assert_eq!(wrong.error_message(), "Message of type image not found in channel remote");
}

#[test]
fn the_definition_has_all_members_of_the_interface_and_says_which_they_are() {
    let definition = House::definition().unwrap();
    assert!(definition.actions.keys().eq(["pauseTv", "pauseRadio"]));
    assert!(definition.events.keys().eq(["tvPaused", "radioPaused"]));
    assert!(definition.channels.keys().eq(["tv", "remote"]));
    let statements: Value = serde_json::to_value(&definition.interfaces).unwrap();
    let statement = |entity: &str, action: &str, event: &str, channel: &str| {
        json!({
            "name": "pausable", "version": "1.2.0",
            "entities": { "player": { "name": entity } },
            "actions": { "pause": { "name": action } },
            "events": { "paused": { "name": event } },
            "channels": { "remote": { "name": channel } },
        })
    };
    assert_eq!(statements["pausable<radio>"], statement("radio", "pauseRadio", "radioPaused", "remote"));
    assert_eq!(statements["pausable<tv>"], statement("tv", "pauseTv", "tvPaused", "tv"));
    assert_eq!(definition.actions["pauseRadio"].title.as_deref(), Some("Pause the radio"));
    assert_eq!(definition.channels["remote"].title.as_deref(), Some("Remote control"));
    assert_eq!(definition.channels["tv"].title.as_deref(), Some("Remote control"), "it has none of its own");
    assert_eq!(definition.events["tvPaused"].attributes["bpActionHiddenInStudio"], "true");
    assert_eq!(
        definition.actions["pauseRadio"].output.schema["properties"]["player"]["allOf"][0]["required"],
        json!(["id", "station"]),
        "the integration's own entity"
    );
}

#[test]
fn the_derive_is_sugar_for_the_builder() {
    let by_hand = IntegrationDefinition::builder("house", "0.1.0")
        .implement(
            Implementation::of(Pausable::<Radio>::definition())
                .entity("player", "radio")
                .action("pause", Override::named("pauseRadio").title("Pause the radio"))
                .event("paused", Override::named("radioPaused")),
        )
        .implement(
            Implementation::of(Pausable::<Tv>::definition())
                .entity("player", "tv")
                .action("pause", Override::own("pauseTv"))
                .event("paused", Override::own("tvPaused"))
                .channel("remote", Override::own("tv")),
        )
        .channel(
            "tv",
            ChannelDefinition::new()
                .message("text", schema_of::<messages::Text>())
                .conversation_tags(Screen::definitions()),
        )
        .action(
            "pauseTv",
            ActionDefinition::new(schema_of::<PauseTv>(), schema_of::<PauseTvOutput>())
                .description("Pause the television."),
        )
        .event("tvPaused", EventDefinition::new(schema_of::<TvPaused>()))
        .entity("radio", Radio::definition())
        .entity("tv", Tv::definition());
    assert_eq!(by_hand.try_build().unwrap(), House::definition().unwrap());
}

/// For any integration: code can ask for an interface as it asks for a member.
fn name_in<I>() -> &'static str
where
    I: botpress_sdk::Integration + Declares<Pause<Radio>>,
    Pausable<Radio>: ImplementedBy<I>,
{
    <I as Declares<Pause<Radio>>>::NAME
}

#[test]
fn code_can_be_written_for_whoever_implements_an_interface() {
    assert_eq!(name_in::<House>(), "pauseRadio");
}
