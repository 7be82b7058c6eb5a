//! Recordings, and what two definitions have in common.

use std::{collections::BTreeMap, path::PathBuf};

use serde_json::{Map, Value, json};

/// A folder of recordings: beside the checkout, or where `BOTPRESS_GOLDEN` says. `None`, with a line about it, where there are none.
pub(crate) fn golden(folder: &str) -> Option<PathBuf> {
    let beside = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/golden");
    let root = std::env::var_os("BOTPRESS_GOLDEN").map_or_else(|| PathBuf::from(beside), PathBuf::from);
    let folder = root.join(folder);
    if !folder.is_dir() {
        println!("skipped: no recordings at {}", folder.display());
        return None;
    }
    Some(folder)
}

/// Fails with the place of the first difference.
pub(crate) fn assert_same(what: &str, ours: &Value, theirs: &Value) {
    if let Some(difference) = difference(what, &plain(ours), &plain(theirs)) {
        panic!("{difference}");
    }
}

fn difference(path: &str, ours: &Value, theirs: &Value) -> Option<String> {
    match (ours, theirs) {
        (Value::Object(a), Value::Object(b)) => {
            let keys = a.keys().chain(b.keys().filter(|key| !a.contains_key(*key)));
            keys.into_iter().find_map(|key| {
                let path = format!("{path}.{key}");
                match (a.get(key), b.get(key)) {
                    (Some(a), Some(b)) => difference(&path, a, b),
                    (Some(a), None) => Some(format!("{path} is ours only: {a}")),
                    (None, b) => Some(format!("{path} is theirs only: {}", b.unwrap_or(&Value::Null))),
                }
            })
        }
        (Value::Array(a), Value::Array(b)) if a.len() == b.len() => {
            let pairs = a.iter().zip(b).enumerate();
            pairs.into_iter().find_map(|(index, (a, b))| difference(&format!("{path}[{index}]"), a, b))
        }
        _ if ours == theirs => None,
        _ => Some(format!("{path}: ours is {ours}, theirs {theirs}")),
    }
}

/// A schema, or what holds schemas, without descriptions and in one way of writing: most interfaces are written by the legacy
/// transformer of the official SDK (protocol §2.3), and a schema of theirs loses some of its form when it is read back.
fn plain(value: &Value) -> Value {
    match value {
        Value::Array(items) => Value::Array(items.iter().map(plain).collect()),
        Value::Object(map) => {
            let texts = |key: &str, value: &Value| matches!(key, "description" | "$schema") && value.is_string();
            let members = map.iter().filter(|(key, value)| !texts(key, value));
            let mut plain: BTreeMap<String, Value> = members.map(|(key, value)| (key.clone(), plain(value))).collect();
            if let Some(Value::Object(hints)) = plain.get_mut("x-zui") {
                hints.remove("def");
            }
            plain.retain(|key, value| key != "x-zui" || *value != json!({}));
            // Nullable, in the legacy form.
            if let Some(Value::Array(types)) = plain.get("type")
                && let [of, null] = types.as_slice()
                && null == "null"
            {
                return json!({ "anyOf": [{ "type": of }, { "type": "null" }] });
            }
            if plain.get("additionalProperties") == Some(&json!(true)) {
                plain.insert("additionalProperties".to_owned(), json!({}));
            }
            if plain.get("additionalProperties") == Some(&json!({})) && plain.get("properties") == Some(&json!({})) {
                plain.remove("properties");
            }
            if let Some(Value::Array(values)) = plain.get("enum")
                && let [only] = values.as_slice()
            {
                let only = only.clone();
                plain.remove("enum");
                plain.insert("const".to_owned(), only);
            }
            if let Some(Value::Array(required)) = plain.get_mut("required") {
                required.sort_by_key(Value::to_string);
            }
            Value::Object(plain.into_iter().collect::<Map<_, _>>())
        }
        other => other.clone(),
    }
}
