//! The SDK's own encoder: `None` fields are left out, secrets are written.

use serde::ser::{self, Error as _, Serialize, Serializer};
use serde_json::{Error, Map, Value};

use super::secret::expose_secrets;

/// A value as JSON, as its schema says.
///
/// A field that is `None` is left out (a [`Nullable`](super::Nullable) is `null`), `()` and unit structs are an empty
/// object where they are the whole, and a [`Secret`](super::Secret) is written out: the result is for the platform, never
/// for a log.
///
/// # Errors
///
/// When the value refuses to be serialised, or has map keys that are no strings, numbers or booleans.
pub fn encode<T: Serialize + ?Sized>(value: &T) -> Result<Value, Error> {
    Ok(match expose_secrets(|| value.serialize(Encoder))? {
        Encoded::Absent => Value::Null,
        Encoded::Value(Value::Null) if size_of_val(value) == 0 => Value::Object(Map::new()),
        Encoded::Value(value) => value,
    })
}

/// What a value came to.
enum Encoded {
    /// `None`: nothing in a struct, `null` elsewhere.
    Absent,
    Value(Value),
}

impl Encoded {
    fn or_null(self) -> Value {
        match self {
            Self::Absent => Value::Null,
            Self::Value(value) => value,
        }
    }
}

struct Encoder;

/// Scalars are written as `serde_json` writes them.
macro_rules! scalars {
    ($($method:ident: $type:ty),*) => {$(
        fn $method(self, value: $type) -> Result<Encoded, Error> {
            serde_json::value::Serializer.$method(value).map(Encoded::Value)
        }
    )*};
}

impl Serializer for Encoder {
    type Ok = Encoded;
    type Error = Error;
    type SerializeSeq = List;
    type SerializeTuple = List;
    type SerializeTupleStruct = List;
    type SerializeTupleVariant = List;
    type SerializeMap = Object;
    type SerializeStruct = Object;
    type SerializeStructVariant = Object;

    scalars! {
        serialize_bool: bool, serialize_char: char, serialize_str: &str, serialize_bytes: &[u8],
        serialize_i8: i8, serialize_i16: i16, serialize_i32: i32, serialize_i64: i64, serialize_i128: i128,
        serialize_u8: u8, serialize_u16: u16, serialize_u32: u32, serialize_u64: u64, serialize_u128: u128,
        serialize_f32: f32, serialize_f64: f64
    }

    fn serialize_none(self) -> Result<Encoded, Error> {
        Ok(Encoded::Absent)
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<Encoded, Error> {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Result<Encoded, Error> {
        Ok(Encoded::Value(Value::Null))
    }

    fn serialize_unit_struct(self, _: &'static str) -> Result<Encoded, Error> {
        self.serialize_unit()
    }

    fn serialize_unit_variant(self, _: &'static str, _: u32, variant: &'static str) -> Result<Encoded, Error> {
        self.serialize_str(variant)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(self, _: &'static str, value: &T) -> Result<Encoded, Error> {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        value: &T,
    ) -> Result<Encoded, Error> {
        Ok(wrapped(Some(variant), value.serialize(self)?.or_null()))
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<List, Error> {
        Ok(List::new(None))
    }

    fn serialize_tuple(self, _: usize) -> Result<List, Error> {
        Ok(List::new(None))
    }

    fn serialize_tuple_struct(self, _: &'static str, _: usize) -> Result<List, Error> {
        Ok(List::new(None))
    }

    fn serialize_tuple_variant(self, _: &'static str, _: u32, variant: &'static str, _: usize) -> Result<List, Error> {
        Ok(List::new(Some(variant)))
    }

    /// A map says how long it is. A struct with flattened fields, which serde writes as a map too, does not.
    fn serialize_map(self, length: Option<usize>) -> Result<Object, Error> {
        Ok(Object::new(None, length.is_none()))
    }

    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Object, Error> {
        Ok(Object::new(None, true))
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        _: usize,
    ) -> Result<Object, Error> {
        Ok(Object::new(Some(variant), true))
    }
}

/// The value of an externally tagged variant stands under the variant's name.
fn wrapped(variant: Option<&'static str>, value: Value) -> Encoded {
    Encoded::Value(match variant {
        Some(variant) => Value::Object(Map::from_iter([(variant.to_owned(), value)])),
        None => value,
    })
}

struct List {
    variant: Option<&'static str>,
    items: Vec<Value>,
}

impl List {
    fn new(variant: Option<&'static str>) -> Self {
        Self { variant, items: Vec::new() }
    }

    fn push<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Error> {
        self.items.push(value.serialize(Encoder)?.or_null());
        Ok(())
    }

    fn finish(self) -> Encoded {
        wrapped(self.variant, Value::Array(self.items))
    }
}

macro_rules! lists {
    ($($trait:ident $method:ident),*) => {$(
        impl ser::$trait for List {
            type Ok = Encoded;
            type Error = Error;

            fn $method<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Error> {
                self.push(value)
            }

            fn end(self) -> Result<Encoded, Error> {
                Ok(self.finish())
            }
        }
    )*};
}

lists!(
    SerializeSeq serialize_element,
    SerializeTuple serialize_element,
    SerializeTupleStruct serialize_field,
    SerializeTupleVariant serialize_field
);

struct Object {
    variant: Option<&'static str>,
    is_struct: bool,
    key: Option<String>,
    members: Map<String, Value>,
}

impl Object {
    fn new(variant: Option<&'static str>, is_struct: bool) -> Self {
        Self { variant, is_struct, key: None, members: Map::new() }
    }

    fn insert<T: Serialize + ?Sized>(&mut self, key: String, value: &T) -> Result<(), Error> {
        match value.serialize(Encoder)? {
            Encoded::Absent if self.is_struct => {}
            encoded => {
                self.members.insert(key, encoded.or_null());
            }
        }
        Ok(())
    }

    fn finish(self) -> Encoded {
        wrapped(self.variant, Value::Object(self.members))
    }
}

impl ser::SerializeMap for Object {
    type Ok = Encoded;
    type Error = Error;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), Error> {
        self.key = Some(match key.serialize(Encoder)? {
            Encoded::Value(Value::String(key)) => key,
            Encoded::Value(key @ (Value::Number(_) | Value::Bool(_))) => key.to_string(),
            _ => return Err(Error::custom("a key of a map has to be a string, a number or a boolean")),
        });
        Ok(())
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Error> {
        let key = self.key.take().ok_or_else(|| Error::custom("a map gave a value without a key"))?;
        self.insert(key, value)
    }

    fn end(self) -> Result<Encoded, Error> {
        Ok(self.finish())
    }
}

macro_rules! structs {
    ($($trait:ident),*) => {$(
        impl ser::$trait for Object {
            type Ok = Encoded;
            type Error = Error;

            fn serialize_field<T: Serialize + ?Sized>(&mut self, key: &'static str, value: &T) -> Result<(), Error> {
                self.insert(key.to_owned(), value)
            }

            fn end(self) -> Result<Encoded, Error> {
                Ok(self.finish())
            }
        }
    )*};
}

structs!(SerializeStruct, SerializeStructVariant);
