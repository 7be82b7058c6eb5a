//! Slack's signature of its requests (docs.slack.dev, "Verifying requests from Slack").

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use botpress_sdk::prelude::*;
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;

/// How far Slack's clock and ours may be apart: an older request may be a replay, a younger one is forged or we are late.
const TOLERANCE: Duration = Duration::from_secs(5 * 60);

/// Why a request is not taken for one of Slack.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Rejected {
    #[error("it is not signed")]
    Unsigned,
    #[error("its timestamp is more than five minutes off")]
    OffTime,
    #[error("its signature is wrong: is SIGNING_SECRET that of the Slack app?")]
    Forged,
}

/// Checks that Slack sent `request`, and not long ago. Takes the same time wherever the signature is wrong.
pub(crate) fn verify(secret: &Secret, request: &WebhookRequest, now: SystemTime) -> Result<(), Rejected> {
    let timestamp = request.header("x-slack-request-timestamp").ok_or(Rejected::Unsigned)?;
    let signature = request.header("x-slack-signature").ok_or(Rejected::Unsigned)?;
    if !is_close(timestamp, now) {
        return Err(Rejected::OffTime);
    }
    let signature = signature.strip_prefix("v0=").and_then(decode_hex).ok_or(Rejected::Forged)?;
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.expose().as_bytes()).map_err(|_| Rejected::Forged)?;
    for part in ["v0:", timestamp, ":", request.body()] {
        mac.update(part.as_bytes());
    }
    mac.verify_slice(&signature).map_err(|_| Rejected::Forged)
}

fn is_close(timestamp: &str, now: SystemTime) -> bool {
    let Ok(seconds) = timestamp.parse() else { return false };
    let now = now.duration_since(UNIX_EPOCH).unwrap_or_default();
    now.abs_diff(Duration::from_secs(seconds)) <= TOLERANCE
}

fn decode_hex(text: &str) -> Option<Vec<u8>> {
    let digits: Option<Vec<u8>> = text.chars().map(|digit| Some(digit.to_digit(16)? as u8)).collect();
    let digits = digits.filter(|digits| digits.len().is_multiple_of(2))?;
    Some(digits.chunks_exact(2).map(|pair| pair[0] << 4 | pair[1]).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    const TIMESTAMP: u64 = 1_531_420_618;

    /// Slack's own example, and one published with slack-morphism.
    const VECTORS: [(&str, &str, &str); 2] = [
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
        for (secret, body, signature) in VECTORS {
            assert_eq!(check(secret, body, signature, 0), Ok(()));
        }
    }

    #[test]
    fn requests_are_accepted_within_five_minutes_either_way() {
        let [(secret, body, signature), _] = VECTORS;
        for seconds in [-300, 300] {
            assert_eq!(check(secret, body, signature, seconds), Ok(()));
        }
        for seconds in [-301, 301] {
            assert_eq!(check(secret, body, signature, seconds), Err(Rejected::OffTime));
        }
    }

    #[test]
    fn whatever_is_altered_is_refused() {
        let [(secret, body, signature), _] = VECTORS;
        assert_eq!(check("other", body, signature, 0), Err(Rejected::Forged));
        assert_eq!(check(secret, &format!("{body} "), signature, 0), Err(Rejected::Forged));
        assert_eq!(check(secret, body, signature.trim_end_matches('3'), 0), Err(Rejected::Forged));
        assert_eq!(check(secret, body, "v0=", 0), Err(Rejected::Forged));
        assert_eq!(check(secret, body, signature.trim_start_matches("v0="), 0), Err(Rejected::Forged));
        let unsigned = WebhookRequest::new("POST", "/").with_body(body);
        assert_eq!(verify(&Secret::new(secret), &unsigned, UNIX_EPOCH), Err(Rejected::Unsigned));
    }

    fn check(secret: &str, body: &str, signature: &str, seconds_later: i64) -> Result<(), Rejected> {
        let request = WebhookRequest::new("POST", "/")
            .with_header("x-slack-request-timestamp", TIMESTAMP.to_string())
            .with_header("x-slack-signature", signature)
            .with_body(body);
        let now = UNIX_EPOCH + Duration::from_secs(TIMESTAMP.saturating_add_signed(seconds_later));
        verify(&Secret::new(secret), &request, now)
    }
}
