//! JSON in, with the path of what does not fit.

use std::fmt;

use serde::{Deserialize, de::DeserializeOwned};
use serde_json::Value;

use crate::member::PayloadError;

/// Reads `value` as a `T`; `root` is its name in errors: `input`, `payload`, `configuration`.
///
/// Not `DeserializeOwned`: with this bound the compiler says to derive `Deserialize` where it is missing.
pub fn decode<T: for<'de> Deserialize<'de>>(root: &str, value: Value) -> Result<T, PayloadError> {
    // What fits, nearly everything, need not be followed by its path.
    T::deserialize(&value)
        .or_else(|_| serde_path_to_error::deserialize(value).map_err(|error| payload_error(root, &error)))
}

/// The JSON in `text` as a `T`; `root` is its name in errors: `body`.
pub(crate) fn decode_json<T: DeserializeOwned>(root: &str, text: &str) -> Result<T, PayloadError> {
    // What fits, nearly everything, need not be followed by its path.
    if let Ok(value) = serde_json::from_str(text) {
        return Ok(value);
    }
    let mut json = serde_json::Deserializer::from_str(text);
    let value = serde_path_to_error::deserialize(&mut json).map_err(|error| payload_error(root, &error))?;
    json.end().map_err(|error| PayloadError::new(root, error.to_string()))?;
    Ok(value)
}

/// `root.path: message`.
pub(crate) fn payload_error<E: fmt::Display>(root: &str, error: &serde_path_to_error::Error<E>) -> PayloadError {
    let path = error.path().to_string();
    // A text that ends too soon is wrong at a place that has no name: `?`.
    let path = match path.trim_end_matches(['?', '.']) {
        "" => root.to_owned(),
        path if path.starts_with('[') => format!("{root}{path}"),
        path => format!("{root}.{path}"),
    };
    PayloadError::new(path, error.inner().to_string())
}
