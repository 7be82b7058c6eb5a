//! Proof of who began a round trip (RFC 7636).

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use sha2::{Digest, Sha256};

use crate::{Context, Integration, Secret};

/// The secret with which the code of a round trip is exchanged: only who began it can.
///
/// Make one where the round trip begins, keep the [verifier](Self::verifier) in a state, and have it back in the callback.
#[derive(Debug, Clone)]
pub struct Pkce(Secret);

impl Pkce {
    /// A new one.
    pub fn new<I: Integration>(cx: &Context<I>) -> Self {
        let mut random = [0; 32];
        cx.host().random(&mut random);
        Self(Secret::new(URL_SAFE_NO_PAD.encode(random)))
    }

    /// The one that was kept.
    #[must_use]
    pub fn from_verifier(verifier: Secret) -> Self {
        Self(verifier)
    }

    /// What to keep until the code is exchanged.
    #[must_use]
    pub fn verifier(&self) -> &Secret {
        &self.0
    }

    /// What the provider is told at the beginning, by the method `S256`.
    pub(super) fn challenge(&self) -> String {
        URL_SAFE_NO_PAD.encode(Sha256::digest(self.0.expose()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_challenge_is_that_of_the_standards_example() {
        let pkce = Pkce::from_verifier(Secret::new("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"));
        assert_eq!(pkce.challenge(), "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
    }
}
