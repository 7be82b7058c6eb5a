//! What becomes of an interface in a definition, and what is wrong with one.
#![allow(clippy::unwrap_used, reason = "helpers of tests fail as tests do")]

use botpress_core::definition::{
    ActionDefinition, ChannelDefinition, EntityDefinition, EventDefinition, Implementation, IntegrationDefinition,
    IntegrationDefinitionBuilder, InterfaceDefinition, Override, TagDefinition,
};
use serde_json::{Value, json};

/// An object with these fields, of which those without a `?` are required.
fn object(fields: &[(&str, Value)]) -> Value {
    let plain = |name: &str| name.trim_end_matches('?').to_owned();
    let properties: serde_json::Map<_, _> = fields.iter().map(|(name, schema)| (plain(name), schema.clone())).collect();
    let required: Vec<_> =
        fields.iter().filter(|(name, _)| !name.ends_with('?')).map(|(name, _)| plain(name)).collect();
    let mut object = json!({ "type": "object", "properties": properties });
    if !required.is_empty() {
        object["required"] = json!(required);
    }
    object["additionalProperties"] = json!(false);
    object
}

fn string() -> Value {
    json!({ "type": "string" })
}

fn number() -> Value {
    json!({ "type": "number" })
}

fn map_of(values: &Value) -> Value {
    json!({ "type": "object", "additionalProperties": values })
}

/// An interface with one of everything.
fn pausable() -> InterfaceDefinition {
    InterfaceDefinition::new("pausable", "1.0.0")
        .entity("player", EntityDefinition::new(object(&[("id", string())])))
        .action(
            "pause",
            ActionDefinition::new(object(&[("id", string())]), object(&[("at", number()), ("note?", string())]))
                .title("Pause")
                .attribute("bpActionHiddenInStudio", "true"),
        )
        .event("paused", EventDefinition::new(object(&[("id", string())])).description("It is quiet"))
        .channel("remote", ChannelDefinition::new().title("Remote").message("text", object(&[("text", string())])))
}

fn radio() -> IntegrationDefinitionBuilder {
    IntegrationDefinition::builder("house", "0.1.0").entity("radio", EntityDefinition::new(object(&[("id", string())])))
}

fn implementation() -> Implementation {
    Implementation::of(pausable()).entity("player", "radio")
}

fn problems(builder: IntegrationDefinitionBuilder) -> Vec<String> {
    let errors = builder.try_build().unwrap_err();
    errors.problems().iter().map(ToString::to_string).collect()
}

#[test]
fn members_are_taken_over_as_they_are_behind_those_of_the_integration() {
    let own = ActionDefinition::new(object(&[]), object(&[]));
    let definition = radio().implement(implementation()).action("tune", own).try_build().unwrap();
    assert!(definition.actions.keys().eq(["tune", "pause"]));
    assert_eq!(definition.actions["pause"], pausable().actions["pause"]);
    assert_eq!(definition.events["paused"], pausable().events["paused"]);
    assert_eq!(definition.channels["remote"], pausable().channels["remote"]);
    assert_eq!(
        serde_json::to_value(&definition.interfaces).unwrap(),
        json!({ "pausable<radio>": {
            "name": "pausable", "version": "1.0.0",
            "entities": { "player": { "name": "radio" } },
            "actions": { "pause": { "name": "pause" } },
            "events": { "paused": { "name": "paused" } },
            "channels": { "remote": { "name": "remote" } },
        } })
    );
}

#[test]
fn what_is_said_otherwise_wins_and_what_is_not_stays() {
    let taken = Override::named("beQuiet").title("Be quiet").billable(true).cacheable(false).attribute("a", "b");
    let implementation = implementation()
        .action("pause", taken)
        .event("paused", Override::named("quiet").title("Quiet"))
        .channel("remote", Override::new().description("Words"));
    let definition = radio().implement(implementation).try_build().unwrap();
    let action = &definition.actions["beQuiet"];
    assert_eq!(
        (action.title.as_deref(), action.billable, action.cacheable),
        (Some("Be quiet"), Some(true), Some(false))
    );
    assert_eq!(serde_json::to_value(&action.attributes).unwrap(), json!({ "a": "b" }), "attributes are replaced");
    assert_eq!(action.input, pausable().actions["pause"].input);
    let event = &definition.events["quiet"];
    assert_eq!((event.title.as_deref(), event.description.as_deref()), (Some("Quiet"), Some("It is quiet")));
    let channel = &definition.channels["remote"];
    assert_eq!((channel.title.as_deref(), channel.description.as_deref()), (Some("Remote"), Some("Words")));
}

#[test]
fn a_member_of_ones_own_keeps_what_it_has_and_gets_what_it_lacks() {
    let input = object(&[("minutes?", number()), ("id", json!({ "type": "string", "minLength": 1 }))]);
    let output = object(&[("at", json!({ "type": "integer" })), ("by", string())]);
    let own = ActionDefinition::new(input, output).title("Pause the radio");
    let tag = || TagDefinition::new().title("Frequency");
    let channel = ChannelDefinition::new()
        .message("text", object(&[("text", string())]))
        .message("audio", object(&[("url", string())]))
        .conversation_tag("frequency", tag());
    let implementation = implementation()
        .action("pause", Override::own("pauseRadio"))
        .event("paused", Override::own("radioPaused"))
        .channel("remote", Override::own("radio"));
    let definition = radio()
        .action("pauseRadio", own)
        .event("radioPaused", EventDefinition::new(object(&[("station", string()), ("id", string())])))
        .channel("radio", channel)
        .implement(implementation)
        .try_build()
        .unwrap();

    let action = &definition.actions["pauseRadio"];
    assert_eq!(action.title.as_deref(), Some("Pause the radio"));
    assert_eq!(action.attributes["bpActionHiddenInStudio"], "true");
    let text = |value: &Value| value.to_string();
    assert_eq!(text(&action.input.schema), text(&object(&[("minutes?", number()), ("id", string())])));
    let merged = object(&[("at", number()), ("by", string()), ("note?", string())]);
    assert_eq!(text(&action.output.schema), text(&merged), "of two fields, the interface's");
    assert_eq!(definition.events["radioPaused"].schema, object(&[("station", string()), ("id", string())]));
    let channel = &definition.channels["radio"];
    assert_eq!((channel.title.as_deref(), channel.messages.len()), (Some("Remote"), 2));
    assert_eq!(channel.conversation.tags["frequency"], tag());
    assert!(definition.actions.len() == 1 && definition.events.len() == 1 && definition.channels.len() == 1);
    assert_eq!(definition.interfaces["pausable<radio>"].channels["remote"].name, "radio");
}

#[test]
fn maps_are_put_together_by_their_values() {
    let interface =
        InterfaceDefinition::new("tagged", "1.0.0").event("tagged", EventDefinition::new(map_of(&string())));
    let long = json!({ "type": "string", "maxLength": 9 });
    let definition = IntegrationDefinition::builder("house", "0.1.0")
        .event("radioTagged", EventDefinition::new(map_of(&long)))
        .implement(Implementation::of(interface).event("tagged", Override::own("radioTagged")))
        .try_build()
        .unwrap();
    assert_eq!(definition.events["radioTagged"].schema, map_of(&json!({ "allOf": [long, string()] })));
}

#[test]
fn what_own_members_lack_is_said_field_by_field() {
    let own = |input: Value, output: Value| ActionDefinition::new(input, output);
    let with = |action: ActionDefinition| {
        let implementation = implementation().action("pause", Override::own("pauseRadio"));
        problems(radio().action("pauseRadio", action).implement(implementation))
    };
    let (input, output) = (object(&[("id", string())]), object(&[("at", number())]));
    assert_eq!(
        with(own(object(&[("id", number()), ("minutes", number())]), output.clone())),
        [
            "actions.pauseRadio.input.schema: stands for `pause` of `interfaces.pausable<radio>`, but asks for `minutes`, which the interface does not: make it an `Option`",
            "actions.pauseRadio.input.schema: stands for `pause` of `interfaces.pausable<radio>`, but has `id` as number, and the interface as string",
        ]
    );
    assert_eq!(
        with(own(input.clone(), object(&[]))),
        [
            "actions.pauseRadio.output.schema: stands for `pause` of `interfaces.pausable<radio>`, but has no `at`, which the interface has: add the field"
        ]
    );
    assert_eq!(
        with(own(input.clone(), object(&[("at?", number())]))),
        [
            "actions.pauseRadio.output.schema: stands for `pause` of `interfaces.pausable<radio>`, but may lack `at`, which the interface always has: let it be no `Option`"
        ]
    );
    assert_eq!(
        with(own(input, map_of(&number()))),
        [
            "actions.pauseRadio.output.schema: stands for `pause` of `interfaces.pausable<radio>`, but has another shape than the interface's"
        ]
    );
    let channel = ChannelDefinition::new().message("audio", object(&[("url", string())]));
    assert_eq!(
        problems(
            radio().channel("radio", channel).implement(implementation().channel("remote", Override::own("radio")))
        ),
        ["channels.radio: stands for `remote` of `interfaces.pausable<radio>`, but carries no message `text`"]
    );
}

#[test]
fn entities_have_what_the_interface_asks_of_them() {
    let builder = |schema: Value| {
        IntegrationDefinition::builder("house", "0.1.0")
            .entity("radio", EntityDefinition::new(schema))
            .implement(implementation())
    };
    builder(object(&[("id", string()), ("station", string())])).try_build().unwrap();
    assert_eq!(
        problems(builder(object(&[("station", string())]))),
        [
            "interfaces.pausable<radio>.entities.player: the entity `radio` has no `id`, which the interface has: add the field"
        ]
    );
    assert_eq!(
        problems(builder(object(&[("id", number())]))),
        [
            "interfaces.pausable<radio>.entities.player: the entity `radio` has `id` as number, and the interface as string"
        ]
    );
    assert_eq!(
        problems(IntegrationDefinition::builder("house", "0.1.0").implement(implementation())),
        ["interfaces.pausable<radio>.entities.player: the definition has no `radio` among its entities: declare it"]
    );
    assert_eq!(
        problems(radio().implement(Implementation::of(pausable()).entity("playr", "radio"))),
        [
            "interfaces.pausable.entities.player: is none of the integration's entities: say which one it is",
            "interfaces.pausable.entities.playr: the interface has no such entity; it has `player`",
        ]
    );
}

#[test]
fn names_that_are_not_there_or_there_twice_are_reported_with_their_place() {
    assert_eq!(
        problems(radio().implement(implementation().action("stop", Override::named("halt")))),
        ["interfaces.pausable<radio>.actions.stop: the interface has no such action; it has `pause`"]
    );
    assert_eq!(
        problems(radio().implement(implementation().event("paused", Override::own("radioPaused")))),
        ["interfaces.pausable<radio>.events.paused: the definition has no `radioPaused` among its events: declare it"]
    );
    let own = ActionDefinition::new(object(&[("id", string())]), object(&[]));
    assert_eq!(
        problems(radio().action("pause", own).implement(implementation())),
        ["actions.pause: is declared twice: `interfaces.pausable<radio>` brings `pause` under this name as well. \
             Give one of them another name, or let your own stand for the interface's"]
    );
    let other = implementation().action("pause", Override::named("halt"));
    let other = other.event("paused", Override::named("halted")).channel("remote", Override::named("words"));
    assert_eq!(
        problems(radio().implement(implementation()).implement(other)),
        ["interfaces.pausable<radio>: is implemented twice for the same entities: leave one out"]
    );
    assert_eq!(
        problems(radio().implement(implementation().event("paused", Override::new().billable(true)))),
        [
            "interfaces.pausable<radio>.events.paused: only actions are billable or cacheable, and this is an interface's event"
        ]
    );
    let twice = InterfaceDefinition::new("twice", "1.0.0")
        .event("paused", EventDefinition::new(object(&[])))
        .event("paused", EventDefinition::new(object(&[])));
    assert_eq!(
        problems(IntegrationDefinition::builder("house", "0.1.0").implement(Implementation::of(twice))),
        ["interfaces.twice.events.paused: the interface declares it twice"]
    );
    assert_eq!(
        problems(radio().implement(implementation().action("pause", Override::named("be-quiet")))),
        ["actions.be-quiet: `be-quiet` is not in camelCase: write `beQuiet`"]
    );
}
