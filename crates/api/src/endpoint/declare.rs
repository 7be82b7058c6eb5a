/// Declares one operation: the types `Request` and `Response` of the module it stands in, and what connects them.
///
/// The members of the request are listed by where they travel: `path`, `query` and `body` are required and become the
/// arguments of `Request::new`, in this order; `query_optional` and `body_optional` are `Option`s with a setter each,
/// `body_patch` are [`Patch`](crate::Patch)es with a setter each. `name = "wire"` gives a name that is not the field's
/// in lowerCamelCase. `body_whole` is a body that is one value, declared elsewhere. The response is a list of members,
/// `as Type` for an object declared elsewhere, or `list members: Item` for an operation that answers page by page;
/// `list members: Item, token beside` where the token of the next page stands beside the members instead of in `meta`.
macro_rules! endpoint {
    (
        $operation:literal $method:ident $path:literal $(=> $status:ident)?, idempotent: $idempotent:literal;
        $(path { $( $(#[$pm:meta])* $p:ident : $pt:ty ),* $(,)? })?
        $(query { $( $(#[$qm:meta])* $q:ident $(= $qw:literal)? : $qt:ty ),* $(,)? })?
        $(query_optional { $( $(#[$qom:meta])* $qo:ident $(= $qow:literal)? : $qot:ty ),* $(,)? })?
        $(body { $( $(#[$bm:meta])* $b:ident $(= $bw:literal)? : $bt:ty ),* $(,)? })?
        $(body_optional { $( $(#[$bom:meta])* $bo:ident $(= $bow:literal)? : $bot:ty ),* $(,)? })?
        $(body_patch { $( $(#[$bpm:meta])* $bp:ident $(= $bpw:literal)? : $bpt:ty ),* $(,)? })?
        $(body_whole { $(#[$bwm:meta])* $whole:ident : $wholet:ty $(,)? })?
        response $($response:tt)*
    ) => {
        #[doc = concat!("The request of `", $operation, "`: `", stringify!($method), " ", $path, "`.")]
        ///
        /// As JSON it is the body alone. `Debug` leaves the body out, since it may hold secrets.
        #[derive(Clone, PartialEq, serde::Serialize)]
        #[serde(rename_all = "camelCase")]
        #[non_exhaustive]
        pub struct Request {
            $($( $(#[$pm])* #[serde(skip)] pub $p: $pt, )*)?
            $($( $(#[$qm])* #[serde(skip)] pub $q: $qt, )*)?
            $($( $(#[$qom])* #[serde(skip)] pub $qo: Option<$qot>, )*)?
            $($( $(#[$bm])* $(#[serde(rename = $bw)])? pub $b: $bt, )*)?
            $($(
                $(#[$bom])*
                #[serde($(rename = $bow,)? skip_serializing_if = "Option::is_none")]
                pub $bo: Option<$bot>,
            )*)?
            $($(
                $(#[$bpm])*
                #[serde($(rename = $bpw,)? skip_serializing_if = "crate::Patch::is_keep")]
                pub $bp: crate::Patch<$bpt>,
            )*)?
            $( $(#[$bwm])* #[serde(flatten)] pub $whole: $wholet, )?
        }

        impl Request {
            /// With what is required.
            #[must_use]
            #[allow(clippy::new_without_default, reason = "a request is made on purpose, even one without arguments")]
            pub fn new(
                $($( $p: impl Into<$pt>, )*)?
                $($( $q: impl Into<$qt>, )*)?
                $($( $b: impl Into<$bt>, )*)?
                $( $whole: impl Into<$wholet>, )?
            ) -> Self {
                Self {
                    $($( $p: $p.into(), )*)?
                    $($( $q: $q.into(), )*)?
                    $($( $qo: None, )*)?
                    $($( $b: $b.into(), )*)?
                    $($( $bo: None, )*)?
                    $($( $bp: crate::Patch::Keep, )*)?
                    $( $whole: $whole.into(), )?
                }
            }

            $($(
                $(#[$qom])*
                #[must_use]
                pub fn $qo(mut self, value: impl Into<$qot>) -> Self {
                    self.$qo = Some(value.into());
                    self
                }
            )*)?

            $($(
                $(#[$bom])*
                #[must_use]
                pub fn $bo(mut self, value: impl Into<$bot>) -> Self {
                    self.$bo = Some(value.into());
                    self
                }
            )*)?

            $($(
                $(#[$bpm])*
                #[must_use]
                pub fn $bp(mut self, value: impl Into<crate::Patch<$bpt>>) -> Self {
                    self.$bp = value.into();
                    self
                }
            )*)?
        }

        impl std::fmt::Debug for Request {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.debug_struct($operation)
                    $($( .field(stringify!($p), &self.$p) )*)?
                    $($( .field(stringify!($q), &self.$q) )*)?
                    $($( .field(stringify!($qo), &self.$qo) )*)?
                    .finish_non_exhaustive()
            }
        }

        impl crate::Endpoint for Request {
            const OPERATION: &'static str = $operation;
            const METHOD: http::Method = http::Method::$method;
            const PATH: &'static str = $path;
            $( const STATUS: http::StatusCode = http::StatusCode::$status; )?
            const IDEMPOTENT: bool = $idempotent;
            type Response = Response;

            fn encode(&self) -> Result<crate::EncodedRequest, serde_json::Error> {
                #[allow(unused_mut, reason = "not every operation has a query")]
                let mut target = crate::query::QueryWriter::new($path, &[
                    $($( crate::query::Text::to_text(&self.$p), )*)?
                ]);
                $($( crate::query::QueryValue::write(&self.$q, wire!($q $($qw)?), &mut target); )*)?
                $($(
                    if let Some(value) = &self.$qo {
                        crate::query::QueryValue::write(value, wire!($qo $($qow)?), &mut target);
                    }
                )*)?
                let body = if Self::METHOD == http::Method::GET { None } else { Some(serde_json::to_vec(self)?) };
                Ok(crate::EncodedRequest::new(target.finish(), body))
            }

            #[allow(unused_variables, unused_mut, reason = "not every operation has parameters and a query")]
            fn decode(path: &[&str], query: &str, body: &[u8]) -> Result<Self, crate::DecodeError> {
                #[derive(serde::Deserialize)]
                #[serde(rename_all = "camelCase")]
                struct Body {
                    $($( $(#[serde(rename = $bw)])? $b: $bt, )*)?
                    $($( #[serde($(rename = $bow,)? default)] $bo: Option<$bot>, )*)?
                    $($( #[serde($(rename = $bpw,)? default)] $bp: crate::Patch<$bpt>, )*)?
                }

                let mut parameters = path.iter().copied();
                $($( let $p = crate::endpoint::declare::path_parameter(stringify!($p), parameters.next())?; )*)?
                let query = crate::query::Query::parse(query)?;
                $($( let $q = crate::endpoint::declare::required(&query, wire!($q $($qw)?))?; )*)?
                $($( let $qo = crate::query::QueryValue::read(wire!($qo $($qow)?), &query)?; )*)?
                // Read by itself and not flattened into `Body`, so that an error keeps its path.
                $( let ($whole, body): ($wholet, &[u8]) = (crate::endpoint::declare::body(body)?, b"{}"); )?
                let Body { $($( $b, )*)? $($( $bo, )*)? $($( $bp, )*)? } = crate::endpoint::declare::body(body)?;
                Ok(Self {
                    $($( $p, )*)?
                    $($( $q, )*)?
                    $($( $qo, )*)?
                    $($( $b, )*)?
                    $($( $bo, )*)?
                    $($( $bp, )*)?
                    $( $whole, )?
                })
            }
        }

        endpoint!(@response $operation, $($response)*);
    };

    (@response $operation:literal, list $items:ident : $item:ty) => {
        endpoint!(@response $operation, {
            /// The page.
            #[serde(default)]
            $items: Vec<$item>,
            /// Where the next page is.
            #[serde(default)]
            meta: crate::types::ListMeta,
        });

        impl crate::Paginated for Request {
            type Item = $item;

            fn set_next_token(&mut self, token: String) {
                self.next_token = Some(token);
            }

            fn into_page(response: Response) -> (Vec<$item>, Option<String>) {
                (response.$items, response.meta.next_token)
            }
        }
    };

    (@response $operation:literal, list $items:ident : $item:ty, token beside) => {
        endpoint!(@response $operation, {
            /// The page.
            #[serde(default)]
            $items: Vec<$item>,
            /// Asks for the next page; absent on the last. Opaque.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            next_token: Option<String>,
        });

        impl crate::Paginated for Request {
            type Item = $item;

            fn set_next_token(&mut self, token: String) {
                self.next_token = Some(token);
            }

            fn into_page(response: Response) -> (Vec<$item>, Option<String>) {
                (response.$items, response.next_token)
            }
        }
    };

    (@response $operation:literal, as $response:ty) => {
        #[doc = concat!("What `", $operation, "` answers.")]
        pub type Response = $response;
    };

    (@response $operation:literal, { $( $(#[$rm:meta])* $r:ident : $rt:ty ),* $(,)? }) => {
        #[doc = concat!("What `", $operation, "` answers.")]
        #[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
        #[serde(rename_all = "camelCase")]
        #[non_exhaustive]
        pub struct Response {
            $( $(#[$rm])* pub $r: $rt, )*
        }

        impl Response {
            /// With all its members.
            #[must_use]
            #[allow(clippy::new_without_default, reason = "an answer is made on purpose, even an empty one")]
            pub fn new($( $r: impl Into<$rt> ),*) -> Self {
                Self { $( $r: $r.into(), )* }
            }
        }
    };
}

/// The name of a member on the wire.
macro_rules! wire {
    ($field:ident $($given:literal)?) => {
        &crate::endpoint::declare::wire(stringify!($field), concat!($($given)?))
    };
}

use super::DecodeError;
use crate::query::{Query, QueryValue, Text};
use serde::de::DeserializeOwned;
use std::borrow::Cow;

/// The name on the wire: the one given, or else the field's in lowerCamelCase.
pub(super) fn wire(field: &'static str, given: &'static str) -> Cow<'static, str> {
    if !given.is_empty() {
        return Cow::Borrowed(given);
    }
    if !field.contains('_') {
        return Cow::Borrowed(field);
    }
    let mut words = field.split('_');
    let mut name = words.next().unwrap_or_default().to_owned();
    for word in words {
        let mut letters = word.chars();
        name.extend(letters.next().map(|first| first.to_ascii_uppercase()));
        name.push_str(letters.as_str());
    }
    Cow::Owned(name)
}

pub(super) fn path_parameter<T: Text>(name: &str, value: Option<&str>) -> Result<T, DecodeError> {
    let wrong = |message: String| DecodeError::new(format!("path.{name}"), message);
    T::from_text(value.ok_or_else(|| wrong("is missing".to_owned()))?).map_err(wrong)
}

pub(super) fn required<T: QueryValue>(query: &Query, name: &str) -> Result<T, DecodeError> {
    T::read(name, query)?.ok_or_else(|| DecodeError::new(format!("query.{name}"), "is missing"))
}

/// Reads a body; an empty one counts as `{}`.
pub(super) fn body<T: DeserializeOwned>(body: &[u8]) -> Result<T, DecodeError> {
    let body = if body.is_empty() { b"{}" } else { body };
    let mut json = serde_json::Deserializer::from_slice(body);
    let decoded = serde_path_to_error::deserialize(&mut json).map_err(|error| {
        let path = error.path().to_string();
        // A text that ends too soon is wrong at a place that has no name: `?`.
        let at = match path.trim_end_matches(['?', '.']) {
            "" => "body".to_owned(),
            path => format!("body.{path}"),
        };
        DecodeError::new(at, error.into_inner().to_string())
    })?;
    json.end().map_err(|error| DecodeError::new("body", error.to_string()))?;
    Ok(decoded)
}
