//! Signatures of requests, `X-BP-Signature`, by which a self-hosted integration knows that it is Botpress that calls.
//!
//! The header is `<unix ms>,<signature>[,<signature>…]` with one to five signatures, each the unpadded base64url of an
//! HMAC-SHA256 over `<unix ms>.<body>`. The key is the base64url-decoded signing secret, which the API gives when an
//! integration is created or its secret rotated. After a rotation the platform may sign with several secrets for a day,
//! and an integration may accept several.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit, Mac};
use http::Method;
use sha2::Sha256;
use std::fmt;
use std::str::FromStr;
use subtle::{Choice, ConstantTimeEq};

/// The header's name, in lower case.
pub const HEADER: &str = "x-bp-signature";

/// How far the time in the header may be from now, in milliseconds, either way.
pub const TOLERANCE_MS: u64 = 300_000;

const MAX_SIGNATURES: usize = 5;

/// A key for signatures. Never printed.
#[derive(Clone)]
pub struct SigningSecret(Hmac<Sha256>);

impl FromStr for SigningSecret {
    type Err = SigningSecretError;

    /// From the form that the API gives, base64url; padding is accepted.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let bytes = URL_SAFE_NO_PAD.decode(text.trim().trim_end_matches('=')).map_err(|_| SigningSecretError(()))?;
        if bytes.is_empty() {
            return Err(SigningSecretError(()));
        }
        Hmac::new_from_slice(&bytes).map(Self).map_err(|_| SigningSecretError(()))
    }
}

impl fmt::Debug for SigningSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SigningSecret(..)")
    }
}

/// A text that is no signing secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the signing secret is not base64url text; copy it as the API gave it when it was made")]
pub struct SigningSecretError(());

/// Why a request does not count as signed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SignatureError {
    /// Only `POST` requests are signed.
    #[error("only POST requests are signed")]
    Method,
    /// There is no body to sign.
    #[error("the request has no body")]
    EmptyBody,
    /// The header is absent.
    #[error("the header X-BP-Signature is missing")]
    Missing,
    /// The header does not have its form.
    #[error("the header X-BP-Signature is not a time in milliseconds and one to five signatures")]
    Malformed,
    /// The time in the header is too far from now: an old request sent again, or a clock that is wrong.
    #[error("the signature is not of this time")]
    Expired,
    /// No signature was made with one of the secrets.
    #[error("no signature matches")]
    Mismatch,
}

/// Whether one of the secrets has signed the request.
///
/// The body is the raw one, as it came. Takes the same time wherever a signature differs.
///
/// # Errors
///
/// [`SignatureError`] says why not. Answer 401 without the reason.
pub fn verify(
    secrets: &[SigningSecret],
    method: &Method,
    header: Option<&str>,
    body: &[u8],
    now_ms: u64,
) -> Result<(), SignatureError> {
    if method != Method::POST {
        return Err(SignatureError::Method);
    }
    if body.is_empty() {
        return Err(SignatureError::EmptyBody);
    }
    let (time, signatures) = split(header.ok_or(SignatureError::Missing)?).ok_or(SignatureError::Malformed)?;
    if now_ms.abs_diff(time) > TOLERANCE_MS {
        return Err(SignatureError::Expired);
    }
    let mut matches = Choice::from(0);
    for secret in secrets {
        let expected = mac(secret, time, body);
        for signature in &signatures {
            matches |= expected.as_slice().ct_eq(signature);
        }
    }
    if matches.into() { Ok(()) } else { Err(SignatureError::Mismatch) }
}

/// The value of the header for a body that is sent at a time.
#[must_use]
pub fn sign(secret: &SigningSecret, timestamp_ms: u64, body: &[u8]) -> String {
    format!("{timestamp_ms},{}", URL_SAFE_NO_PAD.encode(mac(secret, timestamp_ms, body)))
}

fn split(header: &str) -> Option<(u64, Vec<[u8; 32]>)> {
    let (time, signatures) = header.trim().split_once(',')?;
    if time.is_empty() || !time.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let signatures: Vec<[u8; 32]> = signatures
        .split(',')
        .map(|signature| URL_SAFE_NO_PAD.decode(signature).ok()?.try_into().ok())
        .collect::<Option<_>>()?;
    (signatures.len() <= MAX_SIGNATURES).then_some((time.parse().ok()?, signatures))
}

fn mac(secret: &SigningSecret, timestamp_ms: u64, body: &[u8]) -> [u8; 32] {
    let mut mac = secret.0.clone();
    mac.update(timestamp_ms.to_string().as_bytes());
    mac.update(b".");
    mac.update(body);
    mac.finalize().into_bytes().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    const TIME: u64 = 1_700_000_000_000;
    const BODY: &[u8] = br#"{"type":"hello","input":{}}"#;
    const SIGNED: &str = "1700000000000,JkNaUpoVg8VrNJqPARpyNwxU8FZCPV4zDoAKeZ9cr6Q";

    fn secret(byte: u8) -> SigningSecret {
        URL_SAFE_NO_PAD.encode([byte; 32]).parse().unwrap()
    }

    fn check(header: Option<&str>, now: u64) -> Result<(), SignatureError> {
        verify(&[secret(1), secret(7)], &Method::POST, header, BODY, now)
    }

    #[test]
    fn the_published_vector_is_made_and_accepted() {
        let secret: SigningSecret = "BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc".parse().unwrap();
        assert_eq!(sign(&secret, TIME, BODY), SIGNED);
        assert_eq!(check(Some(SIGNED), TIME), Ok(()));
    }

    #[test]
    fn one_of_several_signatures_and_one_of_several_secrets_suffice() {
        let other = sign(&secret(9), TIME, BODY);
        let header = format!("{other},{}", SIGNED.split_once(',').unwrap().1);
        assert_eq!(check(Some(&header), TIME), Ok(()));
        assert_eq!(check(Some(&other), TIME), Err(SignatureError::Mismatch));
        assert_eq!(verify(&[], &Method::POST, Some(SIGNED), BODY, TIME), Err(SignatureError::Mismatch));
    }

    #[test]
    fn another_body_or_time_is_refused() {
        let secrets = [secret(7)];
        assert_eq!(verify(&secrets, &Method::POST, Some(SIGNED), b"{}", TIME), Err(SignatureError::Mismatch));
        let moved = SIGNED.replacen("1700000000000", "1700000000001", 1);
        assert_eq!(check(Some(&moved), TIME), Err(SignatureError::Mismatch));
    }

    #[test]
    fn requests_are_accepted_for_five_minutes_either_way() {
        assert_eq!(check(Some(SIGNED), TIME + TOLERANCE_MS), Ok(()));
        assert_eq!(check(Some(SIGNED), TIME - TOLERANCE_MS), Ok(()));
        assert_eq!(check(Some(SIGNED), TIME + TOLERANCE_MS + 1), Err(SignatureError::Expired));
        assert_eq!(check(Some(SIGNED), TIME - TOLERANCE_MS - 1), Err(SignatureError::Expired));
    }

    #[test]
    fn what_has_not_the_form_of_a_signed_request_is_refused() {
        assert_eq!(check(None, TIME), Err(SignatureError::Missing));
        let (time, signature) = SIGNED.split_once(',').unwrap();
        let six = [signature; 6].join(",");
        let headers = [
            "",
            time,
            &format!("{time},"),
            &format!("+{time},{signature}"),
            &format!("{time},{signature}="),
            &format!("{time},{six}"),
        ];
        for header in headers {
            assert_eq!(check(Some(header), TIME), Err(SignatureError::Malformed), "{header}");
        }
        assert_eq!(verify(&[secret(7)], &Method::GET, Some(SIGNED), BODY, TIME), Err(SignatureError::Method));
        assert_eq!(verify(&[secret(7)], &Method::POST, Some(SIGNED), b"", TIME), Err(SignatureError::EmptyBody));
    }

    #[test]
    fn a_secret_is_never_shown() {
        let text = "not/a+secret";
        let error = text.parse::<SigningSecret>().unwrap_err();
        assert!(!error.to_string().contains(text));
        assert_eq!(format!("{:?}", secret(7)), "SigningSecret(..)");
        assert!("".parse::<SigningSecret>().is_err());
    }
}
