//! Who calls: a token, and the headers that say as whom.

use std::sync::Arc;

use botpress_api::operation::header as bp;
use http::{HeaderMap, header};
use sha2::{Digest as _, Sha256};

use crate::failure::Failure;
use crate::platform::hub::{Hub, Token, TokenKind};
use crate::platform::{Actor, Platform};

/// The bot that a request of the runtime API is about, and who acts in it.
///
/// A bot's key acts as its bot, an integration's key as that integration in every bot that has it installed, a personal
/// access token as either in the bots of its workspace. What a token has no access to looks like what does not exist.
pub(super) fn actor(hub: &Hub, headers: &HeaderMap) -> Result<(Arc<Platform>, Actor), Failure> {
    let token = token(hub, headers)?;
    let id = text(headers, bp::BOT_ID).ok_or_else(|| Failure::invalid("headers.x-bot-id", "is missing"))?;
    let reaches = |platform: &Platform| match (token.kind, &token.integration) {
        (TokenKind::Bot, _) => token.bot == Some(platform.bot.seq),
        (TokenKind::Integration, Some(integration)) => {
            platform.instances.find(|row| row.integration_id == *integration).is_some()
        }
        (TokenKind::Integration, None) | (TokenKind::Personal, _) => token.workspace == platform.bot.workspace,
    };
    let platform = hub
        .bot(id)
        .filter(|platform| reaches(platform))
        .ok_or_else(|| Failure::Forbidden(format!("the token gives no access to the bot `{id}`")))?;
    let actor = match (token.kind, text(headers, bp::INTEGRATION_ID)) {
        (TokenKind::Bot | TokenKind::Personal, None) => Actor::Bot,
        (TokenKind::Bot, Some(_)) => {
            let message = "this is a bot's key: it cannot act as an integration (x-integration-id)";
            return Err(Failure::Forbidden(message.to_owned()));
        }
        (TokenKind::Integration, None) => {
            let message = "this is an integration's key: x-integration-id is missing";
            return Err(Failure::Forbidden(message.to_owned()));
        }
        (TokenKind::Integration | TokenKind::Personal, Some(id)) => {
            integration(&platform, &token, id, text(headers, bp::INTEGRATION_ALIAS))?
        }
    };
    Ok((platform, actor))
}

fn integration(platform: &Platform, token: &Token, id: &str, alias: Option<&str>) -> Result<Actor, Failure> {
    if token.integration.as_deref().is_some_and(|own| own != id) {
        return Err(Failure::Forbidden(format!("the key is not one of the integration `{id}`")));
    }
    let found = platform.instances.find(|row| row.integration_id == id && alias.is_none_or(|alias| row.alias == alias));
    let at = || alias.map(|alias| format!(" as `{alias}`")).unwrap_or_default();
    match found {
        Some(instance) if instance.row.enabled => Ok(Actor::Integration(instance)),
        Some(_) => Err(Failure::Forbidden(format!("the integration `{id}` is disabled in the bot{}", at()))),
        None => Err(Failure::Forbidden(format!("the integration `{id}` is not installed in the bot{}", at()))),
    }
}

/// The token of a request, when it is a good one.
pub(super) fn token(hub: &Hub, headers: &HeaderMap) -> Result<Token, Failure> {
    let given = text(headers, header::AUTHORIZATION.as_str())
        .and_then(|value| value.split_once(' '))
        .filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"))
        .map(|(_, token)| token.trim())
        .ok_or_else(|| Failure::Unauthorized("a token is missing: send `Authorization: Bearer <token>`".to_owned()))?;
    hub.tokens.find(&hash(given)).ok_or_else(|| Failure::Unauthorized("the token is not known here".to_owned()))
}

/// What is kept of a token. It is random and long, so that a plain hash is enough.
pub(crate) fn hash(token: &str) -> [u8; 32] {
    Sha256::digest(token.as_bytes()).into()
}

/// A header that is there and not empty.
pub(super) fn text<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name)?.to_str().ok().filter(|value| !value.is_empty())
}
