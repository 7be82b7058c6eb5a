/// An enum of texts that the platform may extend: an unknown text is kept in `Other`, never refused.
macro_rules! open_enum {
    (
        $(#[$meta:meta])*
        pub enum $name:ident { $( $(#[$variant_meta:meta])* $variant:ident = $text:literal ),+ $(,)? }
    ) => {
        $(#[$meta])*
        #[derive(Debug, Clone, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum $name {
            $( $(#[$variant_meta])* $variant, )+
            /// A text that this version does not know, as it came; empty when the platform sent none.
            Other(String),
        }

        impl $name {
            /// The text on the wire.
            #[must_use]
            pub fn as_str(&self) -> &str {
                match self {
                    $( Self::$variant => $text, )+
                    Self::Other(text) => text,
                }
            }

            fn known(text: &str) -> Option<Self> {
                match text {
                    $( $text => Some(Self::$variant), )+
                    _ => None,
                }
            }
        }

        /// The state of "the platform did not say": `Other` with an empty text.
        impl Default for $name {
            fn default() -> Self {
                Self::Other(String::new())
            }
        }

        impl From<&str> for $name {
            fn from(text: &str) -> Self {
                Self::known(text).unwrap_or_else(|| Self::Other(text.to_owned()))
            }
        }

        impl From<String> for $name {
            fn from(text: String) -> Self {
                Self::known(&text).unwrap_or(Self::Other(text))
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                String::deserialize(deserializer).map(Self::from)
            }
        }

        impl crate::query::Text for $name {
            fn to_text(&self) -> std::borrow::Cow<'_, str> {
                self.as_str().into()
            }
            fn from_text(text: &str) -> Result<Self, String> {
                Ok(Self::from(text))
            }
        }
    };
}

/// Declares a body: required members, which become the arguments of `new`, optional ones, those where absent and `null`
/// differ, and what is unknown.
macro_rules! body {
    (
        $(#[$meta:meta])*
        pub struct $name:ident $(<$( $generic:ident = $default:ty ),+>)? {
            $(required { $( $(#[$rm:meta])* $r:ident $(= $rw:literal)? : $rt:ty, )* })?
            $(optional { $( $(#[$om:meta])* $o:ident : $ot:ty, )* })?
            $(patch { $( $(#[$pm:meta])* $p:ident : $pt:ty, )* })?
        }
    ) => {
        $(#[$meta])*
        #[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
        #[serde(rename_all = "camelCase")]
        #[non_exhaustive]
        pub struct $name $(<$( $generic = $default ),+>)? {
            $($( $(#[$rm])* $(#[serde(rename = $rw)])? pub $r: $rt, )*)?
            $($( $(#[$om])* #[serde(skip_serializing_if = "Option::is_none")] pub $o: Option<$ot>, )*)?
            $($( $(#[$pm])* #[serde(default, skip_serializing_if = "crate::Patch::is_keep")] pub $p: crate::Patch<$pt>, )*)?
            /// The keys that this version does not know.
            #[serde(flatten)]
            pub extra: crate::Object,
        }

        impl $(<$($generic),+>)? $name $(<$($generic),+>)? {
            /// With what is required.
            #[must_use]
            #[allow(clippy::new_without_default, reason = "`new` and `Default` would be two ways to say the same")]
            pub fn new($($( $r: impl Into<$rt> ),*)?) -> Self {
                Self {
                    $($( $r: $r.into(), )*)?
                    $($( $o: None, )*)?
                    $($( $p: crate::Patch::Keep, )*)?
                    extra: crate::Object::new(),
                }
            }
        }
    };
}

/// Declares an object that the API answers: `required` members must be there and are arguments of `new`, `given` ones
/// are arguments of `new` and empty when absent, `default` ones are empty at first and when absent, `optional` ones are
/// left out and `nullable` ones written as `null` when there is no value. What is unknown is ignored.
macro_rules! object {
    (
        $(#[$meta:meta])*
        pub struct $name:ident $(<$generic:ident>)? {
            $(required { $( $(#[$rm:meta])* $r:ident : $rt:ty, )* })?
            $(given { $( $(#[$gm:meta])* $g:ident $(= $gw:literal)? : $gt:ty, )* })?
            $(default { $( $(#[$dm:meta])* $d:ident $(= $dw:literal)? : $dt:ty, )* })?
            $(optional { $( $(#[$om:meta])* $o:ident $(= $ow:literal)? : $ot:ty, )* })?
            $(nullable { $( $(#[$nm:meta])* $n:ident : $nt:ty, )* })?
        }
    ) => {
        $(#[$meta])*
        #[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
        #[serde(rename_all = "camelCase")]
        #[non_exhaustive]
        pub struct $name $(<$generic>)? {
            $($( $(#[$rm])* pub $r: $rt, )*)?
            $($( $(#[$gm])* #[serde($(rename = $gw,)? default)] pub $g: $gt, )*)?
            $($( $(#[$dm])* #[serde($(rename = $dw,)? default)] pub $d: $dt, )*)?
            $($(
                $(#[$om])*
                #[serde($(rename = $ow,)? default, skip_serializing_if = "Option::is_none")]
                pub $o: Option<$ot>,
            )*)?
            $($( $(#[$nm])* #[serde(default)] pub $n: Option<$nt>, )*)?
        }

        impl $(<$generic>)? $name $(<$generic>)? {
            /// With what it always has; the rest is empty.
            #[must_use]
            #[allow(clippy::new_without_default, reason = "an answer is made on purpose, even an empty one")]
            pub fn new($($( $r: impl Into<$rt>, )*)? $($( $g: impl Into<$gt>, )*)?) -> Self {
                Self {
                    $($( $r: $r.into(), )*)?
                    $($( $g: $g.into(), )*)?
                    $($( $d: Default::default(), )*)?
                    $($( $o: None, )*)?
                    $($( $n: None, )*)?
                }
            }
        }
    };
}
