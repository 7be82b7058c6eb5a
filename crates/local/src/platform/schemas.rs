//! Payloads against the schemas that integrations declare.
//!
//! Schemas are compiled once, when an integration is installed or the data is opened. Without the feature `schemas`
//! everything conforms.

use serde_json::Value;

use crate::failure::Failure;

/// A compiled schema.
#[derive(Default)]
pub(crate) struct Schema {
    /// `None` lets everything through.
    #[cfg(feature = "schemas")]
    validator: Option<jsonschema::Validator>,
}

impl std::fmt::Debug for Schema {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Schema")
    }
}

#[cfg(not(feature = "schemas"))]
impl Schema {
    pub(crate) fn read(_: &Value) -> Result<Self, String> {
        Ok(Self {})
    }

    #[allow(clippy::unused_self, reason = "with the feature it is used")]
    pub(crate) fn check(&self, _: &str, _: &Value) -> Result<(), Failure> {
        Ok(())
    }
}

#[cfg(feature = "schemas")]
impl Schema {
    /// Compiles a schema of a definition; `null` stands for one that lets everything through.
    pub(crate) fn read(schema: &Value) -> Result<Self, String> {
        if schema.is_null() {
            return Ok(Self::default());
        }
        let mut schema = schema.clone();
        // One draft for all, whatever a schema calls itself: definitions are draft 7, with lists of `items`.
        if let Some(members) = schema.as_object_mut() {
            members.shift_remove("$schema");
        }
        open_references(&mut schema);
        let options = jsonschema::options()
            .with_draft(jsonschema::Draft::Draft7)
            .should_ignore_unknown_formats(true)
            // What `new URL()` takes is a URL for the TypeScript side, unlike RFC 3986.
            .with_format("uri", is_url);
        match options.build(&schema) {
            Ok(validator) => Ok(Self { validator: Some(validator) }),
            Err(error) => Err(error.to_string()),
        }
    }

    /// Refuses a value that breaks the schema. The message names where, and never the value: it may be a secret.
    pub(crate) fn check(&self, at: &str, value: &Value) -> Result<(), Failure> {
        let Some(validator) = &self.validator else { return Ok(()) };
        let mut errors = validator.iter_errors(value);
        let Some(first) = errors.next() else { return Ok(()) };
        let others = errors.count();
        let mut at = path(at, value, first.instance_path().as_str());
        let mut message = match first.kind() {
            jsonschema::error::ValidationErrorKind::Required { property } => {
                at = format!("{at}.{}", property.as_str().unwrap_or_default());
                "is missing".to_owned()
            }
            _ => first.masked().to_string(),
        };
        if others > 0 {
            message.push_str(&format!(" (and {others} more)"));
        }
        Err(Failure::Invalid { at, message })
    }
}

/// A reference that is not to a part of the same schema names an entity that only the platform knows: anything may be
/// there.
#[cfg(feature = "schemas")]
fn open_references(schema: &mut Value) {
    match schema {
        Value::Object(members) => {
            if members.get("$ref").and_then(Value::as_str).is_some_and(|target| !target.starts_with('#')) {
                members.clear();
            }
            members.values_mut().for_each(open_references);
        }
        Value::Array(items) => items.iter_mut().for_each(open_references),
        _ => {}
    }
}

#[cfg(feature = "schemas")]
fn is_url(text: &str) -> bool {
    text.split_once(':').is_some_and(|(scheme, rest)| {
        !rest.is_empty()
            && scheme.starts_with(|first: char| first.is_ascii_alphabetic())
            && scheme.chars().all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c))
    })
}

/// A JSON pointer as the API writes paths: `/items/0/url` as `body.payload.items[0].url`.
#[cfg(feature = "schemas")]
fn path(at: &str, mut value: &Value, pointer: &str) -> String {
    let mut path = at.to_owned();
    for part in pointer.split('/').skip(1) {
        let part = part.replace("~1", "/").replace("~0", "~");
        match value {
            Value::Array(items) => {
                path.push_str(&format!("[{part}]"));
                value = part.parse::<usize>().ok().and_then(|index| items.get(index)).unwrap_or(&Value::Null);
            }
            _ => {
                path.push_str(&format!(".{part}"));
                value = value.get(&part).unwrap_or(&Value::Null);
            }
        }
    }
    path
}

#[cfg(feature = "schemas")]
#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn refusal(schema: Value, value: Value) -> String {
        Schema::read(&schema).unwrap().check("body.payload", &value).unwrap_err().to_string()
    }

    #[test]
    fn a_refusal_names_the_path_and_keeps_the_value_to_itself() {
        let text = json!({ "type": "string", "maxLength": 3 });
        let schema = json!({ "type": "object", "properties": {
            "items": { "type": "array", "items": { "type": "object", "properties": { "a/b": text }, "required": ["a/b"] } },
        }, "additionalProperties": false });
        let said = refusal(schema.clone(), json!({ "items": [{ "a/b": "x" }, { "a/b": "hunter2" }] }));
        assert!(said.starts_with("body.payload.items[1].a/b: ") && !said.contains("hunter2"), "{said}");
        assert_eq!(refusal(schema.clone(), json!({ "items": [{}] })), "body.payload.items[0].a/b: is missing");
        assert!(refusal(schema, json!({ "other": 1 })).contains("other"));
    }

    #[test]
    fn lists_of_items_are_tuples_and_references_to_entities_take_anything() {
        let schema = json!({ "$schema": "https://json-schema.org/draft/2020-12/schema", "type": "object", "properties": {
            "pair": { "type": "array", "items": [{ "type": "string" }, { "type": "number" }] },
            "issue": { "$ref": "entity" }, "self": { "$ref": "#" },
        } });
        let schema_of = Schema::read(&schema).unwrap();
        let fits = json!({ "pair": ["a", 1], "issue": [1, {}], "self": { "pair": [] } });
        assert!(schema_of.check("body", &fits).is_ok());
        assert!(refusal(schema.clone(), json!({ "pair": [1, "a"] })).contains("pair[0]"));
        assert!(refusal(schema, json!({ "self": { "pair": 1 } })).contains("self.pair"));
    }

    #[test]
    fn formats_are_checked_and_unknown_ones_are_not() {
        let of = |format: &str| json!({ "type": "string", "format": format });
        for (format, text) in [("uri", "no"), ("email", "no"), ("date-time", "yesterday")] {
            refusal(of(format), json!(text));
        }
        for (format, text) in [("uri", "https://example.com/é?a=[1]"), ("emoji", "x")] {
            assert!(Schema::read(&of(format)).unwrap().check("body", &json!(text)).is_ok(), "{format}");
        }
    }

    #[test]
    fn a_schema_that_is_none_is_told() {
        assert!(Schema::read(&json!({ "type": "strin" })).is_err());
    }
}
