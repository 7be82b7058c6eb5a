//! JSON into types, with errors that say where and never quote a value.

use serde::de::DeserializeOwned;

/// What is wrong in a JSON document, and where.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{path}: {message}")]
#[non_exhaustive]
pub struct JsonError {
    /// The path to it: `user.tags.id`; `.` is the document itself.
    pub path: String,
    /// What is wrong. Values are left out, for they may be secret.
    pub message: String,
}

impl JsonError {
    /// What is wrong at `path`. Values that serde quotes in `message` are dropped.
    pub fn new(path: impl Into<String>, message: impl AsRef<str>) -> Self {
        Self { path: path.into(), message: without_values(message.as_ref()) }
    }
}

/// `bytes` as a `T`. Nothing at all counts as `{}`.
pub(crate) fn from_json<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, JsonError> {
    let bytes = if bytes.is_empty() { b"{}" } else { bytes };
    let mut json = serde_json::Deserializer::from_slice(bytes);
    let value = serde_path_to_error::deserialize(&mut json).map_err(|error| {
        let path = error.path().to_string();
        JsonError::new(path, error.into_inner().to_string())
    })?;
    json.end().map_err(|error| JsonError::new(".", error.to_string()))?;
    Ok(value)
}

/// serde quotes what it found: `invalid type: string "xoxb-1", expected u64`. What it expected is enough.
fn without_values(message: &str) -> String {
    for kind in ["invalid type", "invalid value", "unknown variant"] {
        if let Some(rest) = message.strip_prefix(kind) {
            return match rest.rfind(", expected ") {
                Some(at) => format!("{kind}{}", &rest[at..]),
                None => kind.to_owned(),
            };
        }
    }
    message.to_owned()
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::*;

    #[derive(Debug, Deserialize)]
    struct Outer {
        #[expect(dead_code, reason = "only its type matters")]
        inner: Vec<u32>,
    }

    #[test]
    fn an_error_has_the_path_and_not_the_value() {
        let error = from_json::<Outer>(br#"{"inner": [1, "xoxb-1, expected"]}"#).unwrap_err();
        assert_eq!(error.path, "inner[1]");
        assert!(error.message.starts_with("invalid type, expected u32"), "{error}");
        assert!(!error.to_string().contains("xoxb"), "{error}");
    }

    #[test]
    fn nothing_counts_as_an_empty_object() {
        assert!(from_json::<serde_json::Map<_, _>>(b"").unwrap().is_empty());
        assert!(from_json::<serde_json::Value>(b"{} x").is_err());
    }
}
