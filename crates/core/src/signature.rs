//! Signatures of those who call a webhook: that it is them, and that it is now.
//!
//! [`SLACK`], [`GITHUB`] and [`META`] are ready; [`SignatureScheme`] describes the others.
//!
//! ```
//! # use botpress_core::{Context, Integration, Result, Secret, WebhookRequest, WebhookResponse, signature};
//! # fn webhook<I: Integration>(cx: &Context<I>, request: &WebhookRequest, secret: &Secret) -> Result<WebhookResponse> {
//! if let Err(refused) = signature::SLACK.verify(request, secret, cx.host().now()) {
//!     cx.logger().warn(format!("refused a webhook: {refused}"));
//!     return Ok(refused.response().with_header("x-slack-no-retry", "1"));
//! }
//! # Ok(WebhookResponse::ok()) }
//! ```

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use base64::{
    Engine,
    alphabet::STANDARD,
    engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig},
};
use hmac::{Hmac, KeyInit, Mac};
use http::StatusCode;
use sha2::Sha256;

use crate::{Secret, WebhookRequest, WebhookResponse, hex};

/// How Slack signs (docs.slack.dev, "Verifying requests from Slack"). Add `x-slack-no-retry: 1` to a refusal, or it comes again.
pub const SLACK: SignatureScheme = SignatureScheme::hmac_sha256("x-slack-signature").prefix("v0=").timestamped(
    "x-slack-request-timestamp",
    "v0:",
    ":",
);

/// How GitHub signs (docs.github.com, "Validating webhook deliveries").
pub const GITHUB: SignatureScheme = SignatureScheme::hmac_sha256("x-hub-signature-256").prefix("sha256=");

/// How Meta signs for WhatsApp, Messenger and Instagram, with the app's secret (developers.facebook.com, "Webhooks").
pub const META: SignatureScheme = GITHUB;

/// How a sender signs: with HMAC-SHA256, over the body or over a timestamp and the body.
///
/// ```
/// use std::time::SystemTime;
///
/// use botpress_core::{Secret, WebhookRequest, signature::SignatureScheme};
///
/// /// Signs `<seconds>.<body>`, and sends `sha256=<base64>`.
/// const ACME: SignatureScheme = SignatureScheme::hmac_sha256("x-acme-signature")
///     .prefix("sha256=")
///     .base64()
///     .timestamped("x-acme-timestamp", "", ".");
///
/// let (secret, now) = (Secret::new("s3cret"), SystemTime::now());
/// let request = ACME.sign(WebhookRequest::new("POST", "/").with_body("{}"), &secret, now);
/// assert!(ACME.verify(&request, &secret, now).is_ok());
/// assert!(ACME.verify(&request, &Secret::new("guessed"), now).is_err());
/// ```
///
/// A sender that signs no timestamp can be replayed by whoever has once seen a request: recognise repetitions, with
/// [`Context::delivery`](crate::Context::delivery) for example.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SignatureScheme {
    header: &'static str,
    prefix: &'static str,
    encoding: Encoding,
    timestamp: Option<Timestamp>,
    tolerance: Duration,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Encoding {
    Hex,
    Base64,
}

/// The header with the seconds since 1970, and what is signed around them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Timestamp {
    header: &'static str,
    before: &'static str,
    between: &'static str,
}

impl SignatureScheme {
    /// The body is signed, and `header` has the signature in hexadecimal.
    #[must_use]
    pub const fn hmac_sha256(header: &'static str) -> Self {
        Self { header, prefix: "", encoding: Encoding::Hex, timestamp: None, tolerance: Duration::from_secs(5 * 60) }
    }

    /// What stands before the signature in its header: `sha256=`.
    #[must_use]
    pub const fn prefix(mut self, prefix: &'static str) -> Self {
        self.prefix = prefix;
        self
    }

    /// The signature is written in base64, with or without padding, and not in hexadecimal.
    #[must_use]
    pub const fn base64(mut self) -> Self {
        self.encoding = Encoding::Base64;
        self
    }

    /// `header` has the time of the request in seconds since 1970, and what is signed is `before`, the header's text, `between`
    /// and the body.
    #[must_use]
    pub const fn timestamped(mut self, header: &'static str, before: &'static str, between: &'static str) -> Self {
        self.timestamp = Some(Timestamp { header, before, between });
        self
    }

    /// How far the sender's clock and this one may be apart, either way; 5 minutes unless set. It only counts with a
    /// [timestamp](Self::timestamped).
    #[must_use]
    pub const fn tolerance(mut self, tolerance: Duration) -> Self {
        self.tolerance = tolerance;
        self
    }

    /// Checks that whoever has `secret` sent `request`, and not long before or after `now`, which is `cx.host().now()`. Takes the
    /// same time wherever a signature is wrong.
    ///
    /// # Errors
    ///
    /// Why it is not believed. The reason is for the log, [`SignatureError::response`] for the sender.
    pub fn verify(&self, request: &WebhookRequest, secret: &Secret, now: SystemTime) -> Result<(), SignatureError> {
        if secret.expose().is_empty() {
            return Err(SignatureError::NoSecret);
        }
        let header = |name| request.header(name).ok_or(SignatureError::Missing { header: name });
        let signature = header(self.header)?;
        let time = self.timestamp.map(|timestamp| header(timestamp.header)).transpose()?.unwrap_or_default();
        if self.timestamp.is_some() && !is_close(time, now, self.tolerance) {
            return Err(SignatureError::OffTime { tolerance: self.tolerance });
        }
        let signature = signature.strip_prefix(self.prefix).and_then(|text| self.encoding.decode(text));
        let signature = signature.ok_or(SignatureError::Malformed { header: self.header })?;
        self.mac(secret, time, request.body()).verify_slice(&signature).map_err(|_| SignatureError::Forged)
    }

    /// Signs `request` as the sender does, for tests and for simulated senders.
    #[must_use]
    pub fn sign(&self, mut request: WebhookRequest, secret: &Secret, now: SystemTime) -> WebhookRequest {
        let time = now.duration_since(UNIX_EPOCH).unwrap_or_default().as_secs().to_string();
        let signature = self.mac(secret, &time, request.body()).finalize().into_bytes();
        let signature = format!("{}{}", self.prefix, self.encoding.encode(&signature));
        if let Some(timestamp) = self.timestamp {
            request = request.with_header(timestamp.header, time);
        }
        request.with_header(self.header, signature)
    }

    fn mac(&self, secret: &Secret, time: &str, body: &str) -> Hmac<Sha256> {
        // Takes keys of any length: the error cannot occur, and what stands in for it verifies nothing.
        let key = secret.expose().as_bytes();
        let mut mac = Hmac::<Sha256>::new_from_slice(key).unwrap_or_else(|_| Hmac::new(&Default::default()));
        if let Some(Timestamp { before, between, .. }) = self.timestamp {
            for part in [before, time, between] {
                mac.update(part.as_bytes());
            }
        }
        mac.update(body.as_bytes());
        mac
    }
}

impl Encoding {
    fn encode(self, bytes: &[u8]) -> String {
        match self {
            Self::Hex => hex::encode(bytes),
            Self::Base64 => BASE64.encode(bytes),
        }
    }

    fn decode(self, text: &str) -> Option<Vec<u8>> {
        match self {
            Self::Hex => hex::decode(text),
            Self::Base64 => BASE64.decode(text).ok(),
        }
    }
}

const BASE64: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

fn is_close(timestamp: &str, now: SystemTime, tolerance: Duration) -> bool {
    let Ok(seconds) = timestamp.parse() else { return false };
    let now = now.duration_since(UNIX_EPOCH).unwrap_or_default();
    now.abs_diff(Duration::from_secs(seconds)) <= tolerance
}

/// Why a request is not believed to be from whom it says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SignatureError {
    /// There is no secret to check with, and so nobody is believed.
    #[error("there is no secret to check signatures with: the one that is configured is empty")]
    NoSecret,
    /// The request is not signed.
    #[error("it is not signed: the header {header} is missing")]
    Missing {
        /// The header that is not there.
        header: &'static str,
    },
    /// The header does not have the form of a signature.
    #[error("the header {header} does not have the form of a signature")]
    Malformed {
        /// The header.
        header: &'static str,
    },
    /// The request is of another time: an old one that is sent again, or a clock is wrong.
    #[error("its timestamp is more than {} s off: it is an old request, or a clock is wrong", tolerance.as_secs())]
    OffTime {
        /// How far off it may be.
        tolerance: Duration,
    },
    /// The signature was made with another secret, or for another body.
    #[error("its signature is wrong: is the secret the one that the sender signs with?")]
    Forged,
}

impl SignatureError {
    /// 401 without the reason, which only helps whoever forges. Some senders want a header that says not to try again.
    #[must_use]
    pub fn response(&self) -> WebhookResponse {
        WebhookResponse::text("The signature of this request is missing or wrong.\n")
            .with_status(StatusCode::UNAUTHORIZED)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TIMESTAMP: u64 = 1_531_420_618;

    /// Slack's own example, and one published with slack-morphism.
    const SLACK_VECTORS: [(&str, &str, &str); 2] = [
        (
            "8f742231b10e8888abcd99yyyzzz85a5",
            "token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V&channel_name=\
             foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text=&response_url=https%3A%2F%2F\
             hooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN&trigger_id=398738663015.\
             47445629121.803a0bc887a14d10d2c447fce8b6703c",
            "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503",
        ),
        (
            "fa2c05deeef5a4077494e89f54394de0",
            "test-body",
            "v0=baa91ef62d346e56607bbdd278a8acd570b91226854f15a382f43d33be42f666",
        ),
    ];

    #[test]
    fn slacks_own_examples_are_accepted() {
        for (secret, body, signature) in SLACK_VECTORS {
            assert_eq!(slack(secret, body, signature, 0), Ok(()));
        }
    }

    #[test]
    fn githubs_own_example_is_accepted() {
        let signature = "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17";
        let request = WebhookRequest::new("POST", "/").with_body("Hello, World!");
        let request = request.with_header("X-Hub-Signature-256", signature);
        assert_eq!(GITHUB.verify(&request, &Secret::new("It's a Secret to Everybody"), UNIX_EPOCH), Ok(()));
        assert_eq!(META.verify(&request, &Secret::new("another"), UNIX_EPOCH), Err(SignatureError::Forged));
    }

    #[test]
    fn requests_are_accepted_within_five_minutes_either_way() {
        let [(secret, body, signature), _] = SLACK_VECTORS;
        for seconds in [-300, 300] {
            assert_eq!(slack(secret, body, signature, seconds), Ok(()));
        }
        let off = SignatureError::OffTime { tolerance: Duration::from_secs(300) };
        for seconds in [-301, 301] {
            assert_eq!(slack(secret, body, signature, seconds), Err(off));
        }
    }

    #[test]
    fn whatever_is_altered_is_refused() {
        let [(secret, body, signature), _] = SLACK_VECTORS;
        let malformed = SignatureError::Malformed { header: "x-slack-signature" };
        assert_eq!(slack("other", body, signature, 0), Err(SignatureError::Forged));
        assert_eq!(slack(secret, &format!("{body} "), signature, 0), Err(SignatureError::Forged));
        assert_eq!(slack(secret, body, &signature[..signature.len() - 2], 0), Err(SignatureError::Forged));
        assert_eq!(slack(secret, body, "v0=", 0), Err(SignatureError::Forged));
        assert_eq!(slack(secret, body, signature.trim_end_matches('3'), 0), Err(malformed));
        assert_eq!(slack(secret, body, signature.trim_start_matches("v0="), 0), Err(malformed));
        assert_eq!(slack(secret, body, "v0=naïve", 0), Err(malformed));
        let unsigned = WebhookRequest::new("POST", "/").with_body(body);
        let missing = SignatureError::Missing { header: "x-slack-signature" };
        assert_eq!(SLACK.verify(&unsigned, &Secret::new(secret), UNIX_EPOCH), Err(missing));
    }

    #[test]
    fn an_empty_secret_lets_nobody_in() {
        let (secret, now) = (Secret::new(""), UNIX_EPOCH);
        let request = GITHUB.sign(WebhookRequest::new("POST", "/"), &secret, now);
        assert_eq!(GITHUB.verify(&request, &secret, now), Err(SignatureError::NoSecret));
    }

    #[test]
    fn base64_is_read_with_and_without_padding() {
        const SCHEME: SignatureScheme = SignatureScheme::hmac_sha256("x-signature").base64();
        let secret = Secret::new("key");
        let signed = SCHEME.sign(WebhookRequest::new("POST", "/").with_body("{}"), &secret, UNIX_EPOCH);
        let signature = signed.header("x-signature").unwrap().to_owned();
        assert!(signature.ends_with('='), "{signature}");
        assert_eq!(SCHEME.verify(&signed, &secret, UNIX_EPOCH), Ok(()));
        let unpadded = signed.with_header("x-signature", signature.trim_end_matches('='));
        assert_eq!(SCHEME.verify(&unpadded, &secret, UNIX_EPOCH), Ok(()));
    }

    fn slack(secret: &str, body: &str, signature: &str, seconds_later: i64) -> Result<(), SignatureError> {
        let request = WebhookRequest::new("POST", "/")
            .with_header("x-slack-request-timestamp", TIMESTAMP.to_string())
            .with_header("x-slack-signature", signature)
            .with_body(body);
        let now = UNIX_EPOCH + Duration::from_secs(TIMESTAMP.saturating_add_signed(seconds_later));
        SLACK.verify(&request, &Secret::new(secret), now)
    }
}
