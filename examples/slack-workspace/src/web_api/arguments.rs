use http::{HeaderMap, header};
use serde_json::{Map, Value};

use super::{ApiError, method::Method};
use crate::Refusal;

/// A call's arguments, from the query, a form or JSON.
#[derive(Debug)]
pub(super) struct Arguments(Map<String, Value>);

/// What the record of calls leaves out.
const SECRET: &[&str] = &["token", "client_secret", "refresh_token", "code"];

impl Arguments {
    pub(super) fn read(method: Option<&Method>, query: Option<&str>, headers: &HeaderMap, body: &[u8]) -> Self {
        let content_type = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
        let mut arguments = pairs(query.unwrap_or_default().as_bytes());
        if !content_type.starts_with("application/json") {
            arguments.extend(pairs(body));
        } else if method.is_some_and(|method| method.json) {
            // Methods that read take forms only, and Slack says nothing about JSON it does not look at.
            arguments.extend(serde_json::from_slice::<Map<_, _>>(body).unwrap_or_default());
        }
        Self(arguments)
    }

    pub(super) fn redacted(&self) -> Value {
        let shown = self.0.iter().filter(|(name, _)| !SECRET.contains(&name.as_str()));
        shown.map(|(name, value)| (name.clone(), value.clone())).collect::<Map<_, _>>().into()
    }

    /// A text that is there and not empty.
    pub(super) fn optional(&self, name: &str) -> Option<&str> {
        self.0.get(name)?.as_str().filter(|value| !value.is_empty())
    }

    pub(super) fn text(&self, name: &str) -> Result<&str, ApiError> {
        self.optional(name).ok_or_else(|| ApiError::missing_argument(name))
    }

    /// Whether it was given, be it empty.
    pub(super) fn has(&self, name: &str) -> bool {
        self.0.get(name).is_some_and(|value| !value.is_null())
    }

    pub(super) fn flag(&self, name: &str) -> Option<bool> {
        match self.0.get(name)? {
            Value::Bool(flag) => Some(*flag),
            Value::String(text) => Some(matches!(text.as_str(), "true" | "1")),
            _ => None,
        }
    }

    pub(super) fn number(&self, name: &str) -> Option<usize> {
        match self.0.get(name)? {
            Value::Number(number) => number.as_u64()?.try_into().ok(),
            Value::String(text) => text.parse().ok(),
            _ => None,
        }
    }

    /// A structure, in JSON or as JSON in a text.
    pub(super) fn structure(&self, name: &str) -> Result<Option<Value>, Refusal> {
        match self.0.get(name) {
            None | Some(Value::Null) => Ok(None),
            Some(Value::String(text)) if text.is_empty() => Ok(None),
            Some(Value::String(text)) => serde_json::from_str(text).map(Some).map_err(|_| Refusal::InvalidArguments),
            Some(value) => Ok(Some(value.clone())),
        }
    }

    /// The blocks, when there are any; an empty list is one.
    pub(super) fn blocks(&self) -> Result<Option<Vec<Value>>, ApiError> {
        match self.structure("blocks") {
            Err(_) => Err(Refusal::InvalidBlocksFormat.into()),
            Ok(None) => Ok(None),
            Ok(Some(Value::Array(blocks))) => {
                crate::blocks::check_message(&blocks)?;
                Ok(Some(blocks))
            }
            Ok(Some(_)) => Err(Refusal::InvalidBlocksFormat.into()),
        }
    }
}

fn pairs(encoded: &[u8]) -> Map<String, Value> {
    form_urlencoded::parse(encoded).into_owned().map(|(name, value)| (name, value.into())).collect()
}
