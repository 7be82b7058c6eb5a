//! What the API answers when it refuses.

use http::StatusCode;
use serde::Serialize;
use serde::ser::SerializeMap;
use serde_json::Value;
use std::fmt;

/// An error in the form of the Botpress API: `{"id", "code", "type", "message", "metadata"?}`.
///
/// The API answers calls with it, and an integration answers the platform with it.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct ApiError {
    /// What support asks for: `err_20261122064143x6325F2E0`. `UNKNOWN` when the other side gave none.
    pub id: String,
    /// What went wrong, `type` on the wire.
    pub kind: ErrorKind,
    /// The status that belongs to [`kind`](Self::kind). It is taken from the kind, not from the response, as the
    /// official client does.
    pub code: u16,
    /// A text for people.
    pub message: String,
    /// Facts for programs, usually an object.
    pub metadata: Option<Box<Value>>,
}

impl ApiError {
    /// An error without metadata, under the id `UNKNOWN`; see [`with_id`](Self::with_id).
    #[must_use]
    pub fn new(kind: ErrorKind, message: impl Into<String>) -> Self {
        Self { id: UNKNOWN_ID.to_owned(), code: kind.status().as_u16(), kind, message: message.into(), metadata: None }
    }

    /// The same under another id.
    #[must_use]
    pub fn with_id(mut self, id: impl Into<String>) -> Self {
        self.id = id.into();
        self
    }

    /// The same with facts for programs.
    #[must_use]
    pub fn with_metadata(mut self, metadata: impl Into<Value>) -> Self {
        self.metadata = Some(Box::new(metadata.into()));
        self
    }

    /// The HTTP status to answer with.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        StatusCode::from_u16(self.code).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
    }

    /// Whether the same request may succeed when it is sent again later; see [`ErrorKind::is_retryable`].
    #[must_use]
    pub fn is_retryable(&self) -> bool {
        self.kind.is_retryable()
    }

    /// The error in a response that was no success.
    ///
    /// Never fails: what is not in the API's form becomes [`ErrorKind::Unknown`] with the body in its message. `new_id`
    /// is called when the response carries no usable id, see [`new_error_id`].
    #[must_use]
    pub fn from_response(status: StatusCode, body: &[u8], new_id: impl FnOnce() -> String) -> Self {
        let text = String::from_utf8_lossy(body);
        let unknown = |message: String, id: String| Self::new(ErrorKind::Unknown, message).with_id(id);
        if text.trim().is_empty() {
            return unknown(format!("Request failed with status code {}", status.as_u16()), new_id());
        }
        let parsed = match serde_json::from_str(&text) {
            Ok(Value::String(message)) => return unknown(message, new_id()),
            Ok(parsed) => parsed,
            Err(_) => return unknown(text.into_owned(), new_id()),
        };
        let (Some(code), Some(kind), Some(message)) =
            (parsed["code"].as_number(), parsed["type"].as_str(), parsed["message"].as_str())
        else {
            return unknown(format!("An invalid error occurred: {parsed}"), new_id());
        };
        match ErrorKind::from(kind) {
            kind @ ErrorKind::Other(_) => {
                let message = format!("An unclassified API error occurred: {message} (Type: {kind}, Code: {code})");
                Self::new(kind, message).with_id(new_id())
            }
            kind => Self {
                id: parsed["id"].as_str().unwrap_or(UNKNOWN_ID).to_owned(),
                metadata: parsed.get("metadata").filter(|metadata| !metadata.is_null()).cloned().map(Box::new),
                ..Self::new(kind, message)
            },
        }
    }
}

/// What an error without an id carries, as in the official client.
/// The id of an error that was given none.
pub const UNKNOWN_ID: &str = "UNKNOWN";

impl fmt::Display for ApiError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.id == UNKNOWN_ID {
            return write!(f, "{} ({})", self.message, self.kind);
        }
        write!(f, "{} ({}, {})", self.message, self.kind, self.id)
    }
}

impl std::error::Error for ApiError {}

impl Serialize for ApiError {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("id", &self.id)?;
        map.serialize_entry("code", &self.code)?;
        // A type that is not in the list would not be understood; the official client replaces it as well.
        map.serialize_entry("type", if let ErrorKind::Other(_) = self.kind { "Unknown" } else { self.kind.as_str() })?;
        map.serialize_entry("message", &self.message)?;
        if let Some(metadata) = &self.metadata {
            map.serialize_entry("metadata", metadata)?;
        }
        map.end()
    }
}

open_enum! {
    /// The types of API errors.
    ///
    /// A type that is not listed is kept in [`Other`](Self::Other); towards others it counts as `Unknown`.
    pub enum ErrorKind {
        /// Something unforeseen; also what is not an API error at all.
        Unknown = "Unknown",
        /// The platform failed.
        Internal = "Internal",
        /// No valid token.
        Unauthorized = "Unauthorized",
        /// The token does not allow it.
        Forbidden = "Forbidden",
        /// The body is too large.
        PayloadTooLarge = "PayloadTooLarge",
        /// The body does not have the form that the operation asks for.
        InvalidPayload = "InvalidPayload",
        /// The content type is not supported.
        UnsupportedMediaType = "UnsupportedMediaType",
        /// There is no such operation.
        MethodNotFound = "MethodNotFound",
        /// What the path names does not exist.
        ResourceNotFound = "ResourceNotFound",
        /// A JSON schema is not valid.
        InvalidJsonSchema = "InvalidJsonSchema",
        /// Data does not match its declared schema.
        InvalidDataFormat = "InvalidDataFormat",
        /// A name does not follow the rule for names.
        InvalidIdentifier = "InvalidIdentifier",
        /// The change would break a relation to something else.
        RelationConflict = "RelationConflict",
        /// Something that is referred to cannot be changed or removed.
        ReferenceConstraint = "ReferenceConstraint",
        /// Something else is changing the resource just now.
        ResourceLockedConflict = "ResourceLockedConflict",
        /// The resource existed and is gone.
        ResourceGone = "ResourceGone",
        /// What an id in the body names does not exist.
        ReferenceNotFound = "ReferenceNotFound",
        /// The query does not have the form that the operation asks for.
        InvalidQuery = "InvalidQuery",
        /// A bot or an integration reported an error of its own, with a message for the bot's owner.
        Runtime = "Runtime",
        /// There is one already.
        AlreadyExists = "AlreadyExists",
        /// Too many requests.
        RateLimited = "RateLimited",
        /// Somebody has to pay first.
        PaymentRequired = "PaymentRequired",
        /// A quota, which can be raised, is used up.
        QuotaExceeded = "QuotaExceeded",
        /// A limit, which cannot be raised, is reached.
        LimitExceeded = "LimitExceeded",
        /// The change would break users of a published version.
        BreakingChanges = "BreakingChanges",
        /// The operation took too long.
        OperationTimeout = "OperationTimeout",
    }
}

impl ErrorKind {
    /// The HTTP status that belongs to the type; 500 for unknown ones.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        match self {
            Self::Unknown | Self::Internal | Self::Other(_) => StatusCode::INTERNAL_SERVER_ERROR,
            Self::Unauthorized => StatusCode::UNAUTHORIZED,
            Self::PaymentRequired => StatusCode::PAYMENT_REQUIRED,
            Self::Forbidden | Self::QuotaExceeded => StatusCode::FORBIDDEN,
            Self::ResourceNotFound => StatusCode::NOT_FOUND,
            Self::MethodNotFound => StatusCode::METHOD_NOT_ALLOWED,
            Self::RelationConflict | Self::ReferenceConstraint | Self::ResourceLockedConflict | Self::AlreadyExists => {
                StatusCode::CONFLICT
            }
            Self::ResourceGone => StatusCode::GONE,
            Self::PayloadTooLarge | Self::LimitExceeded => StatusCode::PAYLOAD_TOO_LARGE,
            Self::UnsupportedMediaType => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::RateLimited => StatusCode::TOO_MANY_REQUESTS,
            Self::OperationTimeout => StatusCode::GATEWAY_TIMEOUT,
            Self::InvalidPayload
            | Self::InvalidJsonSchema
            | Self::InvalidDataFormat
            | Self::InvalidIdentifier
            | Self::ReferenceNotFound
            | Self::InvalidQuery
            | Self::Runtime
            | Self::BreakingChanges => StatusCode::BAD_REQUEST,
        }
    }

    /// Whether the cause may pass by itself: failures of the platform (5xx), rate limits and locks.
    ///
    /// Says nothing about whether the request may already have been executed.
    #[must_use]
    pub fn is_retryable(&self) -> bool {
        self.status().is_server_error() || matches!(self, Self::RateLimited | Self::ResourceLockedConflict)
    }
}

/// A new id for an error, `err_<yyyyMMddHHmmss>x<8 hex digits>` in UTC, from the time in seconds since 1970.
#[must_use]
pub fn new_error_id(unix_seconds: i64, random: u32) -> String {
    let time = time::OffsetDateTime::from_unix_timestamp(unix_seconds).unwrap_or(time::OffsetDateTime::UNIX_EPOCH);
    let (date, (hour, minute, second)) = (time.date(), time.to_hms());
    let (year, month, day) = (date.year(), u8::from(date.month()), date.day());
    format!("err_{year:04}{month:02}{day:02}{hour:02}{minute:02}{second:02}x{random:08X}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn decode(status: u16, body: &str) -> ApiError {
        ApiError::from_response(StatusCode::from_u16(status).unwrap(), body.as_bytes(), || "err_new".to_owned())
    }

    #[test]
    fn an_error_of_the_api_keeps_everything_but_its_code_which_follows_its_type() {
        let body = r#"{"id":"err_1","code":404,"type":"RateLimited","message":"slow","metadata":{"a":1}}"#;
        let error = decode(404, body);
        assert_eq!(error.kind, ErrorKind::RateLimited);
        assert_eq!(
            serde_json::to_string(&error).unwrap(),
            r#"{"id":"err_1","code":429,"type":"RateLimited","message":"slow","metadata":{"a":1}}"#
        );
    }

    #[test]
    fn an_unknown_type_is_kept_and_written_as_unknown() {
        let error = decode(418, r#"{"id":"err_1","code":418,"type":"BrandNew","message":"m","metadata":{}}"#);
        assert_eq!(error.kind, ErrorKind::Other("BrandNew".to_owned()));
        assert_eq!(
            serde_json::to_value(&error).unwrap(),
            json!({
                "id": "err_new", "code": 500, "type": "Unknown",
                "message": "An unclassified API error occurred: m (Type: BrandNew, Code: 418)",
            })
        );
    }

    #[test]
    fn what_is_no_api_error_becomes_unknown_with_the_body_in_its_message() {
        for (body, message) in [
            ("", "Request failed with status code 502"),
            ("<html>", "<html>"),
            (r#""plain""#, "plain"),
            (r#"{"error":"x"}"#, r#"An invalid error occurred: {"error":"x"}"#),
            ("[1]", "An invalid error occurred: [1]"),
        ] {
            let error = decode(502, body);
            assert_eq!(
                (error.kind, error.message.as_str(), error.id.as_str()),
                (ErrorKind::Unknown, message, "err_new")
            );
        }
    }

    #[test]
    fn an_error_without_id_is_called_unknown() {
        assert_eq!(decode(404, r#"{"code":404,"type":"ResourceNotFound","message":"m"}"#).id, "UNKNOWN");
    }

    #[test]
    fn error_ids_have_the_time_in_utc_and_eight_digits() {
        assert_eq!(new_error_id(1_795_329_703, 0x6325_F2E0), "err_20261122064143x6325F2E0");
        assert_eq!(new_error_id(0, 1), "err_19700101000000x00000001");
    }
}
