//! Queries as the platform writes them: dotted keys for maps, repeated keys for lists, nothing for what is absent.

use crate::endpoint::DecodeError;
use crate::types::{FileTagFilters, Tags};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use serde_json::Value;
use std::borrow::Cow;

/// What is kept as it is in a key or a value: RFC 3986's unreserved characters.
const QUERY: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~');
/// What is kept as it is in a path parameter: the same as JavaScript's `encodeURIComponent`.
const PATH: &AsciiSet = &QUERY.remove(b'!').remove(b'*').remove(b'\'').remove(b'(').remove(b')');

/// A single value of a path or a query.
pub(crate) trait Text: Sized {
    /// The value as it is written, before percent-encoding.
    fn to_text(&self) -> Cow<'_, str>;
    /// The value from its text, or what the text should have been.
    ///
    /// # Errors
    ///
    /// A text that says what was expected.
    fn from_text(text: &str) -> Result<Self, String>;
}

impl Text for String {
    fn to_text(&self) -> Cow<'_, str> {
        self.into()
    }
    fn from_text(text: &str) -> Result<Self, String> {
        Ok(text.to_owned())
    }
}

macro_rules! parsed_texts {
    ($($type:ty: $expected:literal),+) => {$(
        impl Text for $type {
            fn to_text(&self) -> Cow<'_, str> {
                self.to_string().into()
            }
            fn from_text(text: &str) -> Result<Self, String> {
                text.parse().map_err(|_| format!(concat!("expected ", $expected, ", found {:?}"), text))
            }
        }
    )+};
}
parsed_texts!(u32: "a whole number", u64: "a whole number", bool: "true or false");

/// A member of a query: one or several `key=value` pairs.
pub(crate) trait QueryValue: Sized {
    /// Appends its pairs.
    fn write(&self, key: &str, query: &mut QueryWriter);
    /// Takes it from a query that came in; `None` when it is not there.
    ///
    /// # Errors
    ///
    /// [`DecodeError`] when it is there but has another form.
    fn read(key: &str, query: &Query) -> Result<Option<Self>, DecodeError>;
}

impl<T: Text> QueryValue for T {
    fn write(&self, key: &str, query: &mut QueryWriter) {
        query.pair(key, &self.to_text());
    }
    fn read(key: &str, query: &Query) -> Result<Option<Self>, DecodeError> {
        query.values(key).last().map(|value| parse(key, value)).transpose()
    }
}

impl<T: Text> QueryValue for Vec<T> {
    fn write(&self, key: &str, query: &mut QueryWriter) {
        for value in self {
            query.pair(key, &value.to_text());
        }
    }
    fn read(key: &str, query: &Query) -> Result<Option<Self>, DecodeError> {
        let values = query.values(key).map(|value| parse(key, value)).collect::<Result<Self, _>>()?;
        Ok((!values.is_empty()).then_some(values))
    }
}

impl QueryValue for Tags {
    fn write(&self, key: &str, query: &mut QueryWriter) {
        for (tag, value) in self {
            query.pair(&format!("{key}.{tag}"), value);
        }
    }
    fn read(key: &str, query: &Query) -> Result<Option<Self>, DecodeError> {
        if let Some(json) = query.json(key) {
            return serde_json::from_str(json).map(Some).map_err(|error| at(key, error));
        }
        let tags: Self = query.members(key).map(|(path, value)| (path.join("."), value.to_owned())).collect();
        Ok((!tags.is_empty()).then_some(tags))
    }
}

impl QueryValue for FileTagFilters {
    fn write(&self, key: &str, query: &mut QueryWriter) {
        for (tag, filter) in self {
            let key = format!("{key}.{tag}");
            filter.any_of.write(&key, query);
            filter.within.write(&format!("{key}.in"), query);
            filter.none_of.write(&format!("{key}.not"), query);
            if let Some(exists) = filter.exists {
                exists.write(&format!("{key}.exists"), query);
            }
        }
    }
    fn read(key: &str, query: &Query) -> Result<Option<Self>, DecodeError> {
        let mut filters = Self::new();
        if let Some(json) = query.json(key) {
            let tags: crate::types::Object = serde_json::from_str(json).map_err(|error| at(key, error))?;
            for (tag, value) in tags {
                let Value::Object(operators) = value else {
                    add(&mut filters, &tag, "", &value)?;
                    continue;
                };
                for (operator, value) in operators {
                    add(&mut filters, &tag, &operator, &value)?;
                }
            }
            return Ok(Some(filters));
        }
        for (path, value) in query.members(key) {
            let path: Vec<&str> = path.iter().map(String::as_str).filter(|part| !is_index(part)).collect();
            let value = Value::from(value);
            match path.split_last() {
                Some((operator @ (&"in" | &"not" | &"exists"), tag)) if !tag.is_empty() => {
                    add(&mut filters, &tag.join("."), operator, &value)?;
                }
                _ => add(&mut filters, &path.join("."), "", &value)?,
            }
        }
        Ok((!filters.is_empty()).then_some(filters))
    }
}

/// Adds one condition on a tag; `value` is a text or a list of texts.
fn add(filters: &mut FileTagFilters, tag: &str, operator: &str, value: &Value) -> Result<(), DecodeError> {
    let wrong =
        |expected: &str| DecodeError::new(format!("query.tags.{tag}"), format!("expected {expected}, found {value}"));
    let filter = filters.entry(tag.to_owned()).or_default();
    if operator == "exists" {
        let exists = value.as_bool().or_else(|| value.as_str()?.parse().ok());
        filter.exists = Some(exists.ok_or_else(|| wrong("true or false"))?);
        return Ok(());
    }
    let values = match operator {
        "" => &mut filter.any_of,
        "in" => &mut filter.within,
        "not" => &mut filter.none_of,
        _ => return Err(wrong("one of the operators `in`, `not`, `exists`")),
    };
    let found = value.as_array().map_or(std::slice::from_ref(value), Vec::as_slice);
    for text in found {
        values.push(text.as_str().ok_or_else(|| wrong("a text or a list of texts"))?.to_owned());
    }
    Ok(())
}

/// Writes the path and query of a request.
#[derive(Debug)]
pub(crate) struct QueryWriter {
    target: String,
    has_query: bool,
}

impl QueryWriter {
    /// Begins with the path: `template` with each `{name}` replaced by the next parameter.
    pub(crate) fn new(template: &str, parameters: &[Cow<'_, str>]) -> Self {
        let mut target = String::with_capacity(template.len() + 32);
        let mut parameters = parameters.iter();
        for (index, segment) in template.split('/').enumerate() {
            if index > 0 {
                target.push('/');
            }
            match parameters.as_slice().first() {
                Some(parameter) if segment.starts_with('{') => {
                    target.extend(utf8_percent_encode(parameter, PATH));
                    parameters.next();
                }
                _ => target.push_str(segment),
            }
        }
        Self { target, has_query: false }
    }

    fn pair(&mut self, key: &str, value: &str) {
        self.target.push(if self.has_query { '&' } else { '?' });
        self.has_query = true;
        self.target.extend(utf8_percent_encode(key, QUERY));
        self.target.push('=');
        self.target.extend(utf8_percent_encode(value, QUERY));
    }

    pub(crate) fn finish(self) -> String {
        self.target
    }
}

/// A query that came in.
#[derive(Debug)]
pub(crate) struct Query {
    /// Key, as the parts between dots and brackets, and value.
    pairs: Vec<(Vec<String>, String)>,
}

impl Query {
    /// Splits and decodes it. Dotted keys and bracketed keys are read alike; a dot that is percent-encoded, or stands
    /// in brackets, belongs to the key's part.
    pub(crate) fn parse(query: &str) -> Result<Self, DecodeError> {
        let mut pairs = Vec::new();
        for pair in query.split('&').filter(|pair| !pair.is_empty()) {
            let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
            let mut parts = Vec::new();
            for (index, outside) in split_brackets(key).into_iter().enumerate() {
                match outside {
                    Part::Inside(part) => parts.push(decode(part)?),
                    Part::Outside(part) => {
                        for dotted in part.split('.').skip(usize::from(index > 0 && part.starts_with('.'))) {
                            parts.push(decode(dotted)?);
                        }
                    }
                }
            }
            pairs.push((parts, decode(value)?));
        }
        Ok(Self { pairs })
    }

    /// The values under `key`, `key[]` and `key[0]`.
    fn values<'a>(&'a self, key: &'a str) -> impl Iterator<Item = &'a str> {
        self.pairs.iter().filter_map(move |(path, value)| match path.as_slice() {
            [name] if name == key => Some(value.as_str()),
            [name, index] if name == key && is_index(index) => Some(value.as_str()),
            _ => None,
        })
    }

    /// What stands below `key`.
    fn members<'a>(&'a self, key: &'a str) -> impl Iterator<Item = (&'a [String], &'a str)> {
        self.pairs.iter().filter_map(move |(path, value)| match path.as_slice() {
            [name, rest @ ..] if name == key && !rest.is_empty() => Some((rest, value.as_str())),
            _ => None,
        })
    }

    /// The value of `key` itself, when it is written as JSON.
    fn json<'a>(&'a self, key: &'a str) -> Option<&'a str> {
        self.values(key).last().filter(|value| value.trim_start().starts_with('{'))
    }
}

enum Part<'a> {
    Inside(&'a str),
    Outside(&'a str),
}

/// `a.b[c][0]` as `a.b` outside, and `c` and `0` inside brackets, which may be percent-encoded.
fn split_brackets(key: &str) -> Vec<Part<'_>> {
    let mut parts = Vec::new();
    let mut rest = key;
    while let Some((open, after_open)) = find(rest, '[', "%5B") {
        let Some((close, after_close)) = find(&rest[after_open..], ']', "%5D") else { break };
        if open > 0 {
            parts.push(Part::Outside(&rest[..open]));
        }
        parts.push(Part::Inside(&rest[after_open..after_open + close]));
        rest = &rest[after_open + after_close..];
    }
    if !rest.is_empty() {
        parts.push(Part::Outside(rest));
    }
    parts
}

/// Where the character stands, plain or percent-encoded, and where the text goes on.
fn find(text: &str, plain: char, encoded: &str) -> Option<(usize, usize)> {
    let plain = text.find(plain).map(|at| (at, at + 1));
    let encoded = text.as_bytes().windows(3).position(|bytes| bytes.eq_ignore_ascii_case(encoded.as_bytes()));
    let encoded = encoded.map(|at| (at, at + 3));
    plain.into_iter().chain(encoded).min()
}

fn is_index(part: &str) -> bool {
    part.bytes().all(|byte| byte.is_ascii_digit())
}

fn decode(text: &str) -> Result<String, DecodeError> {
    let text = text.replace('+', " ");
    let decoded = percent_decode_str(&text).decode_utf8();
    decoded.map(Cow::into_owned).map_err(|_| DecodeError::new("query", "is not UTF-8"))
}

fn parse<T: Text>(key: &str, value: &str) -> Result<T, DecodeError> {
    T::from_text(value).map_err(|message| at(key, message))
}

fn at(key: &str, message: impl std::fmt::Display) -> DecodeError {
    DecodeError::new(format!("query.{key}"), message.to_string())
}
