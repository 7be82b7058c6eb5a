//! Forms and queries (`application/x-www-form-urlencoded`) into types.

use std::fmt;

use indexmap::IndexMap;
use serde::{
    de::{
        DeserializeOwned, Deserializer, Error as _, IntoDeserializer, Visitor,
        value::{Error, MapDeserializer, SeqDeserializer, StringDeserializer},
    },
    forward_to_deserialize_any,
};

use crate::{decode::payload_error, member::PayloadError};

/// Reads `text` as a `T`; `root` is its name in errors: `body`, `query`.
///
/// Every value is text, so it is parsed as what `T` asks for. A field that was left empty is `None` for an `Option`; a field
/// that is there several times is a list.
pub(super) fn decode<T: DeserializeOwned>(root: &str, text: &str) -> Result<T, PayloadError> {
    decode_fields(root, form_urlencoded::parse(text.as_bytes()).into_owned())
}

/// Reads the fields of a form as a `T`, as [`decode`] does.
pub(crate) fn decode_fields<T: DeserializeOwned>(
    root: &str,
    fields: impl IntoIterator<Item = (String, String)>,
) -> Result<T, PayloadError> {
    let mut form: IndexMap<String, Vec<String>> = IndexMap::new();
    for (name, value) in fields {
        form.entry(name).or_default().push(value);
    }
    serde_path_to_error::deserialize(Form(form)).map_err(|error| payload_error(root, &error))
}

/// The first value of the field `name`, decoded.
pub(super) fn first(text: &str, name: &str) -> Option<String> {
    form_urlencoded::parse(text.as_bytes()).find(|(key, _)| key == name).map(|(_, value)| value.into_owned())
}

struct Form(IndexMap<String, Vec<String>>);

impl<'de> Deserializer<'de> for Form {
    type Error = Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        let fields = self.0.into_iter().map(|(name, values)| (name, Field(values)));
        visitor.visit_map(MapDeserializer::new(fields))
    }

    fn deserialize_unit<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_unit()
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        if self.0.is_empty() { visitor.visit_none() } else { visitor.visit_some(self) }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_newtype_struct(self)
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit_struct seq tuple
        tuple_struct map struct enum identifier ignored_any
    }
}

/// All values of one field.
struct Field(Vec<String>);

impl Field {
    /// The one value.
    fn single(self) -> Result<String, Error> {
        let mut values = self.0.into_iter();
        match (values.next(), values.next()) {
            (Some(value), None) => Ok(value),
            _ => Err(Error::custom("is there more than once")),
        }
    }

    fn parse<T: std::str::FromStr>(self, expected: impl fmt::Display) -> Result<T, Error> {
        self.single()?.parse().map_err(|_| Error::custom(format_args!("expected {expected}")))
    }
}

impl<'de> IntoDeserializer<'de> for Field {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}

macro_rules! numbers {
    ($($method:ident $visit:ident $expected:literal)*) => {$(
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
            visitor.$visit(self.parse($expected)?)
        }
    )*};
}

impl<'de> Deserializer<'de> for Field {
    type Error = Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_string(self.single()?)
    }

    /// A checkbox that says nothing else sends `on`.
    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self.single()?.as_str() {
            "true" | "on" | "1" => visitor.visit_bool(true),
            "false" | "off" | "0" => visitor.visit_bool(false),
            _ => Err(Error::custom("expected `true` or `false`")),
        }
    }

    numbers! {
        deserialize_i8 visit_i8 "a small whole number"
        deserialize_i16 visit_i16 "a small whole number"
        deserialize_i32 visit_i32 "a whole number"
        deserialize_i64 visit_i64 "a whole number"
        deserialize_i128 visit_i128 "a whole number"
        deserialize_u8 visit_u8 "a small whole number, not negative"
        deserialize_u16 visit_u16 "a small whole number, not negative"
        deserialize_u32 visit_u32 "a whole number, not negative"
        deserialize_u64 visit_u64 "a whole number, not negative"
        deserialize_u128 visit_u128 "a whole number, not negative"
        deserialize_f32 visit_f32 "a number"
        deserialize_f64 visit_f64 "a number"
        deserialize_char visit_char "one character"
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        if self.0.iter().all(String::is_empty) { visitor.visit_none() } else { visitor.visit_some(self) }
    }

    fn deserialize_unit<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_unit()
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_seq(SeqDeserializer::new(self.0.into_iter().map(|value| Self(vec![value]))))
    }

    fn deserialize_tuple<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, Error> {
        self.deserialize_seq(visitor)
    }

    fn deserialize_tuple_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: usize,
        visitor: V,
    ) -> Result<V::Value, Error> {
        self.deserialize_seq(visitor)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        name: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        StringDeserializer::new(self.single()?).deserialize_enum(name, variants, visitor)
    }

    forward_to_deserialize_any! { str string bytes byte_buf unit_struct map struct identifier ignored_any }
}
