//! Fields that have one value.

/// Declares types with one value, which is a string on the wire.
macro_rules! constants {
    ($( $(#[$meta:meta])* $vis:vis struct $name:ident = $value:literal; )*) => {$(
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq)]
        $vis struct $name;

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str($value)
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
                if text == $value {
                    Ok(Self)
                } else {
                    let found = serde::de::Unexpected::Str(&text);
                    Err(serde::de::Error::invalid_value(found, &concat!("`", $value, "`")))
                }
            }
        }

        impl crate::__private::schemars::JsonSchema for $name {
            fn inline_schema() -> bool {
                true
            }

            fn schema_name() -> std::borrow::Cow<'static, str> {
                stringify!($name).into()
            }

            fn json_schema(_: &mut crate::__private::schemars::SchemaGenerator) -> crate::__private::schemars::Schema {
                crate::__private::schemars::json_schema!({ "type": "string", "const": $value })
            }
        }
    )*};
}

pub(super) use constants;
