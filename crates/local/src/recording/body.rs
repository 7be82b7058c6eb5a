//! What is kept of requests and answers.

use bytes::Bytes;
use http::HeaderMap;
use serde_json::Value;

use super::veil::MASK;

/// What is kept of one body in bytes; the rest is cut off.
const LARGEST: usize = 256 * 1024;

/// A body, or its beginning.
#[derive(Debug, Clone)]
pub(crate) struct Body {
    bytes: Bytes,
    length: usize,
}

impl Body {
    pub(crate) fn bytes(&self) -> &Bytes {
        &self.bytes
    }

    /// How many bytes it had.
    pub(crate) fn length(&self) -> usize {
        self.length
    }

    /// Whether this is only its beginning.
    pub(crate) fn is_cut(&self) -> bool {
        self.bytes.len() < self.length
    }
}

impl From<Bytes> for Body {
    fn from(bytes: Bytes) -> Self {
        let length = bytes.len();
        // A slice would keep all of it.
        let bytes = if length > LARGEST { Bytes::copy_from_slice(&bytes[..LARGEST]) } else { bytes };
        Self { bytes, length }
    }
}

impl From<Vec<u8>> for Body {
    fn from(bytes: Vec<u8>) -> Self {
        Bytes::from(bytes).into()
    }
}

/// Headers without what lets somebody in.
pub(crate) fn headers(headers: &HeaderMap) -> Vec<(String, String)> {
    let shown = |(name, value): (&http::HeaderName, &http::HeaderValue)| {
        let kept = if is_secret(name.as_str()) { MASK.into() } else { String::from_utf8_lossy(value.as_bytes()) };
        (name.as_str().to_owned(), kept.into_owned())
    };
    headers.iter().map(shown).collect()
}

/// The body of `webhook_received` without what lets somebody in: it has the headers of the webhook.
pub(crate) fn webhook(body: &Bytes) -> Bytes {
    let Ok(mut value) = serde_json::from_slice::<Value>(body) else { return Bytes::new() };
    let headers = value.pointer_mut("/req/headers").and_then(Value::as_object_mut);
    for (name, value) in headers.into_iter().flatten() {
        if is_secret(&name.to_ascii_lowercase()) {
            *value = MASK.into();
        }
    }
    value.to_string().into()
}

/// The names of the values that were not recorded.
pub(crate) fn unrecorded(headers: &[(String, String)]) -> Vec<&str> {
    headers.iter().filter(|(_, value)| value == MASK).map(|(name, _)| name.as_str()).collect()
}

/// Whether a header's name says that its value is a secret. Signatures are none: they are good for one body.
fn is_secret(name: &str) -> bool {
    ["authorization", "cookie", "token", "secret", "password", "api-key", "apikey", "x-bp-configuration"]
        .iter()
        .any(|part| name.contains(part))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_large_body_is_cut_and_says_how_large_it_was() {
        let body = Body::from(vec![b'a'; LARGEST + 1]);
        assert_eq!((body.bytes().len(), body.length(), body.is_cut()), (LARGEST, LARGEST + 1, true));
        assert!(!Body::from(vec![b'a'; LARGEST]).is_cut());
    }
}
