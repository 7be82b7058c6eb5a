//! What the admin API reads and writes in the store: one module per kind of object.

pub(crate) mod bots;
pub(crate) mod integrations;
pub(crate) mod tokens;
pub(crate) mod workspaces;

use rusqlite::types::Type;
use serde::de::DeserializeOwned;

/// A column that holds JSON.
fn json<T: DeserializeOwned>(row: &rusqlite::Row<'_>, column: usize) -> rusqlite::Result<T> {
    let text = row.get_ref(column)?.as_str()?;
    serde_json::from_str(text)
        .map_err(|error| rusqlite::Error::FromSqlConversionFailure(column, Type::Text, Box::new(error)))
}

/// The secrets of a signature, before the one of now: each with the time until which it is good.
pub(crate) type Retired = Vec<(String, Option<i64>)>;

/// How long a secret stays good after it was replaced, in milliseconds.
const GOOD_AFTER_ROTATION: i64 = 24 * 60 * 60 * 1000;
/// How many secrets of the past are kept: a signature's header has five signatures at most.
const RETIRED_AT_MOST: usize = 4;

/// The secrets of the past after the one of now was replaced.
fn retire(mut retired: Retired, current: Option<String>, now: i64) -> Retired {
    retired.retain(|(_, until)| until.is_some_and(|until| now < until));
    retired.extend(current.map(|secret| (secret, Some(now + GOOD_AFTER_ROTATION))));
    let surplus = retired.len().saturating_sub(RETIRED_AT_MOST);
    retired.drain(..surplus);
    retired
}
