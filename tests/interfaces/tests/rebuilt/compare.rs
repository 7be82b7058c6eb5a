//! Bodies side by side, without what is ours to choose.

use std::path::PathBuf;

use botpress_sdk::{Integration, definition::Resolved};
use serde_json::{Map, Value};

/// Makes sure that all that `I` declares, and its interface statements, are in the recorded body of that name.
pub(crate) fn assert_in_golden<I: Integration>(name: &str) {
    let Some(golden) = golden(name) else {
        println!("skipped: no recordings of definitions");
        return;
    };
    let definition = I::definition().unwrap();
    let ours = serde_json::to_value(definition.to_body(&Resolved::new()).unwrap()).unwrap();
    for (kind, members) in ours.as_object().unwrap() {
        if !["actions", "events", "channels", "entities", "interfaces"].contains(&kind.as_str()) {
            continue;
        }
        for (name, member) in members.as_object().unwrap() {
            let mut theirs = golden[kind][name].clone();
            // The official tools leave behind what a member was renamed to, and look the interface up.
            let noise = if kind == "interfaces" { "id" } else { "name" };
            if let Some(theirs) = theirs.as_object_mut() {
                theirs.remove(noise);
            }
            let (ours, theirs) = (plain(member), plain(&theirs));
            assert_eq!(
                serde_json::to_string_pretty(&ours).unwrap(),
                serde_json::to_string_pretty(&theirs).unwrap(),
                "{kind}.{name}"
            );
        }
    }
    let statements =
        |body: &Value| -> Vec<String> { body["interfaces"].as_object().unwrap().keys().cloned().collect() };
    assert_eq!(statements(&ours), statements(&golden));
}

fn golden(name: &str) -> Option<Value> {
    let beside = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/golden");
    let root = std::env::var_os("BOTPRESS_GOLDEN").map_or_else(|| PathBuf::from(beside), PathBuf::from);
    let text = std::fs::read_to_string(root.join(format!("definitions/{name}.json"))).ok()?;
    Some(serde_json::from_str(&text).unwrap())
}

/// A member without texts, its keys in one order.
fn plain(value: &Value) -> Value {
    match value {
        Value::Object(map) => {
            let mut entries: Vec<(String, Value)> = map
                .iter()
                .filter(|(key, value)| !is_text(key, value))
                .map(|(key, value)| (key.clone(), plain(value)))
                .collect();
            entries.retain(|(key, value)| key != "x-zui" || value.as_object().is_some_and(|hints| !hints.is_empty()));
            entries.sort_by(|(a, _), (b, _)| a.cmp(b));
            Value::Object(entries.into_iter().collect::<Map<_, _>>())
        }
        Value::Array(items) => Value::Array(items.iter().map(plain).collect()),
        other => other.clone(),
    }
}

fn is_text(key: &str, value: &Value) -> bool {
    matches!(key, "description" | "title") && value.is_string()
}
