//! The bodies that the official CLI sends, read and written back without loss.
//!
//! The recordings stand beside the checkout, or where `BOTPRESS_GOLDEN` says; without them only the fixture of our own
//! is tested.
#![allow(clippy::unwrap_used, reason = "helpers of tests fail as tests do")]
#![allow(clippy::print_stdout, reason = "how much was tested is part of the result")]

use botpress_api::{CreateIntegrationBody, Patch, UpdateIntegrationBody};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Value, json};
use std::path::PathBuf;

fn golden(folder: &str) -> Option<Vec<PathBuf>> {
    let beside = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/golden");
    let root = std::env::var_os("BOTPRESS_GOLDEN").map_or_else(|| PathBuf::from(beside), PathBuf::from);
    let files = std::fs::read_dir(root.join(folder)).ok()?;
    let files = files.map(|file| file.unwrap().path()).filter(|path| path.extension().is_some_and(|ext| ext == "json"));
    Some(files.collect())
}

/// Members in order, at every level: `Value` compares objects without regard to it.
fn names(value: &Value, member: &str) -> Vec<String> {
    value[member].as_object().map(|map| map.keys().cloned().collect()).unwrap_or_default()
}

fn round_trip<T: DeserializeOwned + Serialize>(body: &Value) -> Value {
    // Through text, as on the wire.
    let read: T = serde_json::from_str(&body.to_string()).unwrap();
    serde_json::from_str(&serde_json::to_string(&read).unwrap()).unwrap()
}

fn every_file_round_trips<T: DeserializeOwned + Serialize>(folder: &str) {
    let Some(files) = golden(folder) else {
        println!("skipped: no recordings of {folder}");
        return;
    };
    for path in &files {
        let body: Value = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
        let written = round_trip::<T>(&body);
        assert_eq!(written, body, "{}", path.display());
        for member in ["actions", "events", "channels", "states", "entities", "interfaces", "configurations", "secrets"]
        {
            assert_eq!(names(&written, member), names(&body, member), "order of {member} in {}", path.display());
        }
    }
    assert!(!files.is_empty(), "{folder} is empty");
    println!("{folder}: {} files read and written back", files.len());
}

#[test]
fn every_recorded_definition_is_written_back_equal() {
    every_file_round_trips::<CreateIntegrationBody>("definitions");
}

#[test]
fn every_recorded_update_is_written_back_equal() {
    every_file_round_trips::<UpdateIntegrationBody>("definitions-update");
}

fn everything() -> Value {
    let schema = json!({"type": "object", "properties": {}, "additionalProperties": false, "x-zui": {"new": 1}});
    json!({
        "name": "acme/all", "version": "1.0.0", "title": "All", "description": "One of everything",
        "icon": "PHN2Zy8+", "readme": "IyBBbGw=", "code": "x", "url": "https://h", "visibility": "unlisted",
        "sdkVersion": "7.2.4", "dev": true, "layers": ["l"], "maxExecutionTime": 60, "secrets": {"B": "1", "A": null},
        "configuration": {"schema": schema, "identifier": {"required": true, "linkTemplateScript": "s", "new": 1}, "new": 1},
        "configurations": {"z": {"title": "Z", "description": "d", "schema": schema, "identifier": {}}, "a": {"schema": schema}},
        "states": {"s": {"type": "integration", "schema": schema, "new": 1}, "t": {"type": "brandNew", "schema": schema}},
        "events": {"e": {"title": "E", "description": "d", "schema": schema, "attributes": {"a": "b"}, "ui": {}, "name": "e"}},
        "actions": {"x": {
            "title": "X", "description": "d", "billable": true, "cacheable": false, "attributes": {}, "new": [1],
            "input": {"schema": schema, "ui": {"q": {"title": "Q"}}}, "output": {"schema": schema},
        }},
        "entities": {"i": {"title": "I", "description": "d", "schema": schema, "new": 1}},
        "channels": {"c": {
            "title": "C", "description": "d", "new": 1, "messages": {"text": {"schema": schema, "new": 1}},
            "message": {"tags": {"ts": {"title": "TS", "description": "d", "new": 1}}},
            "conversation": {"tags": {"id": {}}, "creation": {"enabled": true, "requiredTags": ["id"], "new": 1}, "new": 1},
        }},
        "user": {"tags": {"id": {}}, "creation": {"enabled": false, "requiredTags": []}},
        "interfaces": {"listable<i>": {
            "id": "ifce_1", "name": "listable", "version": "0.0.3", "entities": {"item": {"name": "i", "new": 1}},
            "actions": {"list": {"name": "listI"}}, "events": {}, "channels": {}, "new": 1,
        }},
        "identifier": {"extractScript": "e", "fallbackHandlerScript": "f", "new": 1},
        "attributes": {"category": "Other"}, "extraOperations": {"message_updated": {"enabled": true, "new": 1}}, "new": {"a": null},
    })
}

#[test]
fn a_definition_with_everything_and_unknown_keys_at_every_level_is_written_back_equal() {
    assert_eq!(round_trip::<CreateIntegrationBody>(&everything()), everything());
}

#[test]
fn an_update_keeps_what_is_removed_apart_from_what_is_left() {
    let removals = json!({
        "url": null, "identifier": {"extractScript": null},
        "configuration": {"schema": {}, "identifier": {"required": false, "linkTemplateScript": null}},
        "configurations": {"gone": null}, "states": {"gone": null}, "entities": {"gone": null}, "interfaces": {"gone": null},
        "events": {"gone": null, "e": {"schema": {}, "attributes": {"gone": null}}},
        "actions": {"gone": null, "x": {"input": {"schema": {}}, "output": {"schema": {}}, "attributes": {"gone": null}}},
        "channels": {"gone": null, "c": {
            "messages": {"gone": null, "text": {"schema": {}}}, "message": {"tags": {"gone": null}},
            "conversation": {"tags": {"gone": null, "id": {}}},
        }},
        "user": {"tags": {"gone": null}}, "attributes": {"gone": null}, "secrets": {"GONE": null},
        "extraOperations": {"gone": null},
    });
    assert_eq!(round_trip::<UpdateIntegrationBody>(&removals), removals);

    let read: UpdateIntegrationBody = serde_json::from_value(removals).unwrap();
    assert_eq!(read.url, Patch::Remove);
    assert_eq!(serde_json::from_value::<UpdateIntegrationBody>(json!({})).unwrap().url, Patch::Keep);
}

#[test]
fn values_of_secrets_are_not_shown() {
    let body: CreateIntegrationBody =
        serde_json::from_value(json!({"name": "n", "version": "1.0.0", "secrets": {"TOKEN": "hush"}})).unwrap();
    let shown = format!("{body:?}");
    assert!(shown.contains("TOKEN") && !shown.contains("hush"), "{shown}");
}
