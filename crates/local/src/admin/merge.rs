//! What an update does to a stored definition: what is absent stays, what is given replaces, `null` removes.
//!
//! Entries of maps (actions, channels, tags and so on) are updated by name; within an entry schemas are replaced as a whole.

use botpress_api::Object;
use serde_json::Value;

/// Applies the body of an update to a definition.
pub(super) fn definition(stored: &mut Object, update: Object) {
    for (key, change) in update {
        match (key.as_str(), change) {
            (_, Value::Null) => {
                stored.shift_remove(&key);
            }
            ("attributes" | "extraOperations" | "tags" | "identifier", Value::Object(change)) => {
                entries(inner(stored, &key), change, replace);
            }
            (
                "actions" | "events" | "states" | "entities" | "interfaces" | "recurringEvents",
                Value::Object(change),
            ) => entries(inner(stored, &key), change, member),
            ("configurations", Value::Object(change)) => entries(inner(stored, &key), change, named_configuration),
            ("channels", Value::Object(change)) => entries(inner(stored, &key), change, channel),
            ("user" | "conversation" | "message", Value::Object(change)) => tagged(inner(stored, &key), change),
            ("configuration", Value::Object(change)) => member(inner(stored, &key), change),
            ("subscriptions", Value::Object(change)) => subscriptions(inner(stored, &key), change),
            (_, change) => {
                stored.insert(key, change);
            }
        }
    }
}

/// Applies changes to the entries of a map.
fn entries(stored: &mut Object, changes: Object, change: fn(&mut Object, Object)) {
    for (name, value) in changes {
        match value {
            Value::Null => {
                stored.shift_remove(&name);
            }
            Value::Object(value) => change(inner(stored, &name), value),
            value => {
                stored.insert(name, value);
            }
        }
    }
}

fn replace(stored: &mut Object, change: Object) {
    *stored = change;
}

/// An action, an event, a configuration and the like.
fn member(stored: &mut Object, change: Object) {
    for (key, value) in change {
        match (key.as_str(), value) {
            (_, Value::Null) => {
                stored.shift_remove(&key);
            }
            ("attributes" | "identifier", Value::Object(value)) => entries(inner(stored, &key), value, replace),
            (_, value) => {
                stored.insert(key, value);
            }
        }
    }
}

/// The official CLI sends `identifier: {}`, without a `null`, when a named configuration has lost its script.
fn named_configuration(stored: &mut Object, mut change: Object) {
    if let Some(Value::Object(mut identifier)) = change.shift_remove("identifier") {
        identifier.retain(|_, value| !value.is_null());
        stored.insert("identifier".to_owned(), Value::Object(identifier));
    }
    member(stored, change);
}

fn channel(stored: &mut Object, change: Object) {
    for (key, value) in change {
        match (key.as_str(), value) {
            (_, Value::Null) => {
                stored.shift_remove(&key);
            }
            ("messages", Value::Object(value)) => entries(inner(stored, &key), value, replace),
            ("message" | "conversation", Value::Object(value)) => tagged(inner(stored, &key), value),
            (_, value) => {
                stored.insert(key, value);
            }
        }
    }
}

fn tagged(stored: &mut Object, change: Object) {
    for (key, value) in change {
        match (key.as_str(), value) {
            (_, Value::Null) => {
                stored.shift_remove(&key);
            }
            ("tags", Value::Object(value)) => entries(inner(stored, &key), value, replace),
            (_, value) => {
                stored.insert(key, value);
            }
        }
    }
}

/// `null` for `events` is a value here: everything is subscribed.
fn subscriptions(stored: &mut Object, change: Object) {
    for (key, value) in change {
        match value {
            Value::Object(value) if key == "events" => entries(inner(stored, &key), value, replace),
            value => {
                stored.insert(key, value);
            }
        }
    }
}

/// The object at a key, made when there is none.
fn inner<'a>(stored: &'a mut Object, key: &str) -> &'a mut Object {
    let value = stored.entry(key).or_insert_with(|| Value::Object(Object::new()));
    if !value.is_object() {
        *value = Value::Object(Object::new());
    }
    match value {
        Value::Object(object) => object,
        _ => unreachable!("an object was just put there"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn null_removes_absent_stays_and_schemas_are_replaced_whole() {
        let old = json!({ "type": "object", "properties": { "a": {}, "b": {} } });
        let new = json!({ "type": "object", "properties": { "a": {} } });
        let mut stored = json!({
            "title": "T", "attributes": { "category": "x", "kept": "y" },
            "identifier": { "extractScript": "s", "fallbackHandlerScript": "f" },
            "configuration": { "schema": old, "identifier": { "required": true, "linkTemplateScript": "l" } },
            "actions": { "createIssue": { "title": "A", "input": { "schema": old }, "attributes": { "old": "1", "new": "2" } }, "dropped": {} },
            "channels": {
                "dm": { "messages": { "text": { "schema": old }, "image": {} }, "conversation": { "tags": { "id": {}, "old": {} } }, "message": { "tags": { "ts": {} } } },
                "group": {},
            },
            "user": { "tags": { "id": {}, "email": {} } },
            "configurations": { "oauth": { "schema": old, "identifier": { "linkTemplateScript": "l" } }, "manual": {} },
        });
        let update = json!({
            "attributes": { "category": null },
            "identifier": { "extractScript": null },
            "configuration": { "schema": new, "identifier": { "required": false, "linkTemplateScript": null } },
            "actions": { "createIssue": { "input": { "schema": new }, "attributes": { "old": null } }, "dropped": null },
            "channels": {
                "dm": { "messages": { "text": { "schema": new }, "image": null }, "conversation": { "tags": { "id": {}, "old": null } }, "message": { "tags": { "ts": null } } },
                "group": null,
            },
            "user": { "tags": { "id": {}, "email": null } },
            "configurations": { "oauth": { "schema": new, "identifier": {} }, "manual": null },
        });
        let (Value::Object(object), Value::Object(update)) = (&mut stored, update) else { unreachable!() };
        definition(object, update);
        assert_eq!(
            stored,
            json!({
                "title": "T", "attributes": { "kept": "y" },
                "identifier": { "fallbackHandlerScript": "f" },
                "configuration": { "schema": new, "identifier": { "required": false } },
                "actions": { "createIssue": { "title": "A", "input": { "schema": new }, "attributes": { "new": "2" } } },
                "channels": { "dm": { "messages": { "text": { "schema": new } }, "conversation": { "tags": { "id": {} } }, "message": { "tags": {} } } },
                "user": { "tags": { "id": {} } },
                "configurations": { "oauth": { "schema": new, "identifier": {} } },
            })
        );
    }
}
