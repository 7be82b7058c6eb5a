//! Where two JSON documents differ.

use std::fmt;

use serde::Serialize;
use serde_json::Value;

/// One place in which they differ.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct Difference {
    /// Where: `actions.greet.input.schema.required[0]`.
    path: String,
    /// What was there; nothing when the place is new.
    #[serde(skip_serializing_if = "Option::is_none")]
    before: Option<Value>,
    /// What is there; nothing when the place is gone.
    #[serde(skip_serializing_if = "Option::is_none")]
    after: Option<Value>,
}

/// What is different in `after`, by path. The order of an object's members does not count.
pub(crate) fn between(before: &Value, after: &Value) -> Vec<Difference> {
    let mut differences = Vec::new();
    compare("", Some(before), Some(after), &mut differences);
    differences
}

fn compare(path: &str, before: Option<&Value>, after: Option<&Value>, found: &mut Vec<Difference>) {
    match (before, after) {
        (Some(Value::Object(old)), Some(Value::Object(new))) => {
            let added = new.keys().filter(|name| !old.contains_key(*name));
            for name in old.keys().chain(added) {
                let path = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
                compare(&path, old.get(name), new.get(name), found);
            }
        }
        (Some(Value::Array(old)), Some(Value::Array(new))) => {
            for index in 0..old.len().max(new.len()) {
                compare(&format!("{path}[{index}]"), old.get(index), new.get(index), found);
            }
        }
        _ if before == after => {}
        _ => found.push(Difference { path: path.to_owned(), before: before.cloned(), after: after.cloned() }),
    }
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let path = if self.path.is_empty() { "everything" } else { &self.path };
        match (&self.before, &self.after) {
            (Some(before), Some(after)) => write!(f, "~ {path}: {} -> {}", Short(before), Short(after)),
            (Some(before), None) => write!(f, "- {path}: {}", Short(before)),
            (None, Some(after)) => write!(f, "+ {path}: {}", Short(after)),
            (None, None) => write!(f, "  {path}"),
        }
    }
}

/// The beginning of a value.
struct Short<'a>(&'a Value);

impl fmt::Display for Short<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const LONGEST: usize = 80;
        let text = self.0.to_string();
        match text.char_indices().nth(LONGEST) {
            Some((end, _)) => write!(f, "{} ..", &text[..end]),
            None => f.write_str(&text),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn each_difference_is_told_by_its_path_and_the_order_of_members_is_none() {
        let before = json!({ "name": "a", "gone": 1, "list": [1, { "x": true }, 3], "same": { "b": 1, "c": 2 } });
        let after = json!({ "same": { "c": 2, "b": 1 }, "name": "b", "list": [1, { "x": false }], "new": {} });
        let told: Vec<_> = between(&before, &after).iter().map(ToString::to_string).collect();
        assert_eq!(
            told,
            [r#"~ name: "a" -> "b""#, "- gone: 1", "~ list[1].x: true -> false", "- list[2]: 3", "+ new: {}"]
        );
        assert!(between(&before, &before).is_empty());
    }

    #[test]
    fn long_values_are_shown_by_their_beginning() {
        let text = between(&json!("ä".repeat(100)), &json!(1))[0].to_string();
        assert_eq!(text, format!("~ everything: \"{} .. -> 1", "ä".repeat(79)));
    }
}
