//! Who calls: a token, and the headers that say as whom.

use botpress_api::operation::header as bp;
use http::{HeaderMap, header};
use sha2::{Digest as _, Sha256};
use subtle::ConstantTimeEq as _;

use crate::failure::Failure;
use crate::platform::{Actor, Platform, TokenKind};

/// The actor of a request.
pub(super) fn actor(platform: &Platform, headers: &HeaderMap) -> Result<Actor, Failure> {
    let kind = token(platform, headers)?;
    let bot = text(headers, bp::BOT_ID).ok_or_else(|| Failure::invalid("headers.x-bot-id", "is missing"))?;
    if bot != platform.bot.id {
        return Err(Failure::Forbidden(format!("the token gives no access to the bot `{bot}`")));
    }
    match (kind, text(headers, bp::INTEGRATION_ID)) {
        (TokenKind::Bot, None) => Ok(Actor::Bot),
        (TokenKind::Bot, Some(_)) => Err(Failure::Forbidden(
            "this is a bot's key: it cannot act as an integration (x-integration-id)".to_owned(),
        )),
        (TokenKind::Integration, None) => {
            Err(Failure::Forbidden("this is an integration's key: x-integration-id is missing".to_owned()))
        }
        (TokenKind::Integration, Some(id)) => {
            let alias = text(headers, bp::INTEGRATION_ALIAS);
            let found =
                platform.instances.find(|row| row.integration_id == id && alias.is_none_or(|alias| row.alias == alias));
            found.map(Actor::Integration).ok_or_else(|| {
                let alias = alias.map(|alias| format!(" as `{alias}`")).unwrap_or_default();
                Failure::Forbidden(format!("the integration `{id}` is not installed in the bot{alias}"))
            })
        }
    }
}

/// Compared with every token there is, in constant time, by hash: how long it takes tells nothing about any of them.
fn token(platform: &Platform, headers: &HeaderMap) -> Result<TokenKind, Failure> {
    let given = text(headers, header::AUTHORIZATION.as_str())
        .and_then(|value| value.split_once(' '))
        .filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"))
        .map(|(_, token)| token.trim())
        .ok_or_else(|| Failure::Unauthorized("a token is missing: send `Authorization: Bearer <token>`".to_owned()))?;
    let given = hash(given);
    let mut found = None;
    for token in &platform.tokens {
        if bool::from(token.hash.ct_eq(&given)) {
            found = Some(token.kind);
        }
    }
    found.ok_or_else(|| Failure::Unauthorized("the token is not known here".to_owned()))
}

/// What is kept of a token. It is random and long, so that a plain hash is enough.
pub(crate) fn hash(token: &str) -> [u8; 32] {
    Sha256::digest(token.as_bytes()).into()
}

/// A header that is there and not empty.
fn text<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name)?.to_str().ok().filter(|value| !value.is_empty())
}
