//! The schema of the message type `text`: everything that the official integration accepts, and what Slack accepts beyond that.
//!
//! The official one is read where its recording stands (`BOTPRESS_GOLDEN`, or beside the checkout). The reduced copy of its facts in
//! `fixtures/text_schema.json` is always compared.

#![allow(clippy::unwrap_used, reason = "a helper of a test may fail like the test itself")]

use std::{collections::BTreeSet, path::PathBuf};

use botpress_sdk::schema::{SchemaOptions, UnionStyle, encode, schema_of};
use serde_json::{Map, Value, from_value, json};
use slack::blocks::{Accessory, Block, Section, Text};

/// Blocks that the official integration refuses.
const BLOCKS: [&str; 4] = ["markdown", "rich_text", "table", "video"];
/// Elements that it accepts under wrong names only.
const ELEMENTS: [&str; 4] =
    ["multi_channels_select", "multi_conversations_select", "multi_external_select", "multi_users_select"];
/// Fields that it refuses.
const FIELDS: [&str; 5] = ["block_id", "confirm", "emoji", "streaming", "verbatim"];

#[test]
fn the_schema_is_the_reduced_copy_and_what_is_wanted_beyond_it() {
    let facts: Value = serde_json::from_str(include_str!("fixtures/text_schema.json")).unwrap();
    // Per object: its place, and its fields, the required ones with a `!`.
    let ours = ours();
    let mut objects = Map::new();
    fields(&ours, "text", &mut objects);
    for (place, official) in facts.as_object().unwrap() {
        let official: BTreeSet<&str> = official.as_str().unwrap().split_whitespace().collect();
        let mine: BTreeSet<&str> = objects[place].as_str().unwrap().split_whitespace().collect();
        assert!(official.is_subset(&mine), "{place}: {official:?} became {mine:?}");
        let added: Vec<&&str> = mine.difference(&official).collect();
        assert!(added.iter().all(|field| FIELDS.contains(field)), "{place}: {added:?} was added");
    }
    let added = |place: &str| !facts.as_object().unwrap().keys().any(|known| known == place);
    let is_wanted =
        |place: &str| place.split(['.', '/']).any(|step| [&BLOCKS[..], &ELEMENTS, &FIELDS].concat().contains(&step));
    let unwanted: Vec<&String> = objects.keys().filter(|place| added(place) && !is_wanted(place)).collect();
    assert!(unwanted.is_empty(), "{unwanted:?}");
}

#[test]
fn the_schema_is_the_official_one_and_what_is_wanted_beyond_it() {
    let beside = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/golden");
    let root = std::env::var_os("BOTPRESS_GOLDEN").map_or_else(|| PathBuf::from(beside), PathBuf::from);
    let Ok(recording) = std::fs::read_to_string(root.join("definitions/slack.json")) else {
        return println!("skipped: no recording at {}", root.display());
    };
    let recording: Value = serde_json::from_str(&recording).unwrap();
    for channel in ["channel", "dm", "thread"] {
        let official = tidy(recording["channels"][channel]["messages"]["text"]["schema"].clone());
        let mut added = BTreeSet::new();
        compare(&official, &tidy(ours()), "text", &mut added);
        let wanted = [&BLOCKS[..], &ELEMENTS, &FIELDS].concat().into_iter().map(str::to_owned).collect();
        assert_eq!(added, wanted, "what is there beyond the official schema");
    }
}

/// A bot that used the names of the official integration goes on working, and Slack understands it now.
#[test]
fn wrong_names_of_lists_are_read_and_slacks_are_written() {
    for (wrong, right) in [
        ("external_multi_select", "multi_external_select"),
        ("users_multi_select", "multi_users_select"),
        ("conversations_multi_select", "multi_conversations_select"),
        ("channels_multi_select", "multi_channels_select"),
    ] {
        for name in [wrong, right] {
            let list = json!({
                "type": name, "placeholder": { "type": "plain_text", "text": "Whom?" }, "action_id": "choose",
            });
            let section = json!({
                "type": "section", "text": { "type": "mrkdwn", "text": "Invite" }, "accessory": list,
            });
            let label = json!({ "type": "plain_text", "text": "Invite" });
            let input = json!({ "type": "input", "label": label, "element": list });
            let blocks: Vec<Block> = from_value(json!([section, input])).unwrap();
            let written = encode(&blocks).unwrap();
            assert_eq!(
                (&written[0]["accessory"]["type"], &written[1]["element"]["type"]),
                (&json!(right), &json!(right))
            );
        }
    }
}

#[test]
fn blocks_are_written_as_they_are_read() {
    let plain = |text: &str| json!({ "type": "plain_text", "text": text, "emoji": true });
    let written = json!([
        { "type": "header", "text": plain("Title"), "block_id": "head" },
        { "type": "divider" },
        { "type": "file", "source": "remote", "external_id": "F1" },
        {
            "type": "section",
            "text": { "type": "mrkdwn", "text": "*Sure?*", "verbatim": true },
            "accessory": {
                "type": "button", "action_id": "go", "text": plain("Go"), "value": "go", "style": "danger",
                "confirm": { "title": plain("Go"), "text": plain("Really?"), "confirm": plain("Yes"), "deny": plain("No") },
            },
        },
        { "type": "markdown", "text": "**bold**" },
        { "type": "rich_text", "elements": [{ "type": "rich_text_section", "elements": [] }] },
        { "type": "table", "rows": [[{ "type": "raw_text", "text": "a" }]] },
    ]);
    let blocks: Vec<Block> = from_value(written.clone()).unwrap();
    assert!(matches!(&blocks[3], Block::Section(Section { accessory: Some(Accessory::Button(_)), .. })));
    assert_eq!(encode(&blocks).unwrap(), written);
}

fn ours() -> Value {
    let mut schema = schema_of::<Text>();
    SchemaOptions::new().discriminated_unions(UnionStyle::AnyOf).apply(&mut schema);
    schema
}

/// The alternatives of a union by their `type`.
fn alternatives(schema: &Value) -> Option<Vec<(&str, &Value)>> {
    let alternatives = schema["anyOf"].as_array()?;
    Some(
        alternatives
            .iter()
            .map(|alternative| (alternative["properties"]["type"]["const"].as_str().unwrap(), alternative))
            .collect(),
    )
}

/// The fields of all objects by their places.
fn fields(schema: &Value, place: &str, objects: &mut Map<String, Value>) {
    if let Some(alternatives) = alternatives(schema) {
        return alternatives.iter().for_each(|(name, schema)| fields(schema, &format!("{place}/{name}"), objects));
    }
    if let Some(properties) = schema["properties"].as_object() {
        let required = schema["required"].as_array().cloned().unwrap_or_default();
        let names = properties
            .keys()
            .map(|name| if required.contains(&json!(name)) { format!("{name}!") } else { name.clone() });
        objects.insert(place.to_owned(), names.collect::<Vec<_>>().join(" ").into());
        properties.iter().for_each(|(name, schema)| fields(schema, &format!("{place}.{name}"), objects));
    }
    if schema["items"].is_object() {
        fields(&schema["items"], place, objects);
    }
}

/// A schema without texts and without regard for order.
fn tidy(schema: Value) -> Value {
    match schema {
        Value::Object(members) => members
            .into_iter()
            .filter(|(key, value)| key != "description" || !value.is_string())
            .map(|(key, value)| (key, tidy(value)))
            .collect(),
        Value::Array(items) if items.iter().all(Value::is_string) => {
            let mut items = items;
            items.sort_by(|one, other| one.as_str().cmp(&other.as_str()));
            Value::Array(items)
        }
        Value::Array(items) => items.into_iter().map(tidy).collect(),
        value => value,
    }
}

/// Fails where anything official is missing or different; collects the names of what was added.
fn compare(official: &Value, ours: &Value, place: &str, added: &mut BTreeSet<String>) {
    if let (Some(official), Some(ours)) = (alternatives(official), alternatives(ours)) {
        let official: Map<String, Value> =
            official.into_iter().map(|(name, schema)| (name.to_owned(), schema.clone())).collect();
        let ours: Map<String, Value> =
            ours.into_iter().map(|(name, schema)| (name.to_owned(), schema.clone())).collect();
        return compare(&official.into(), &ours.into(), place, added);
    }
    match (official, ours) {
        (Value::Object(official), Value::Object(ours)) => {
            for (key, value) in official {
                let mine = ours.get(key).unwrap_or_else(|| panic!("{place}.{key} is missing"));
                compare(value, mine, &format!("{place}.{key}"), added);
            }
            added.extend(ours.keys().filter(|key| !official.contains_key(*key)).cloned());
        }
        (official, ours) => assert_eq!(official, ours, "{place}"),
    }
}
