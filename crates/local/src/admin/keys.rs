//! Tokens: personal ones, keys of integrations, keys of bots. The value is shown once, and kept as a hash.

use botpress_api::endpoint::admin::{
    create_bot_api_key, create_integration_api_key, delete_bot_api_key, delete_integration_api_key,
    delete_personal_access_token, list_bot_api_keys, list_integration_api_keys, list_personal_access_tokens,
};
use botpress_api::id::{BotApiKeyId, IntegrationApiKeyId, PersonalAccessTokenId};
use botpress_api::types::{NewToken, Token};

use super::AdminCall;
use super::tables::{bots, integrations, tokens};
use crate::failure::Failure;
use crate::platform::clock::iso;
use crate::platform::hub::TokenKind;
use crate::platform::random;
use crate::server::hash;

/// What a note may have in characters.
const LONGEST_NOTE: usize = 200;

/// What a token is for.
#[derive(Debug, Clone, Copy)]
pub(super) enum Subject {
    Workspace,
    Integration(i64),
    Bot(i64),
}

/// A token that was just made.
pub(super) struct Made {
    pub(super) id: String,
    pub(super) value: String,
    pub(super) note: String,
    pub(super) created_at: String,
}

/// Makes a token.
pub(super) async fn make(call: &AdminCall, subject: Subject, note: String) -> Result<Made, Failure> {
    crate::operations::check_length("body.note", &note, LONGEST_NOTE)?;
    let (time, random) = call.hub.id_seed()?;
    let (kind, id, bot, integration) = match subject {
        Subject::Workspace => {
            (TokenKind::Personal, PersonalAccessTokenId::generate(time, random).into_string(), None, None)
        }
        Subject::Integration(seq) => {
            (TokenKind::Integration, IntegrationApiKeyId::generate(time, random).into_string(), None, Some(seq))
        }
        Subject::Bot(seq) => (TokenKind::Bot, BotApiKeyId::generate(time, random).into_string(), Some(seq), None),
    };
    let value = format!("bp_{}_{}", kind.as_str(), random::secret()?);
    let now = call.hub.now();
    let new = tokens::NewToken {
        name: id.clone(),
        id: Some(id.clone()),
        note: note.clone(),
        kind,
        hash: hash(&value),
        workspace: call.workspace.seq,
        bot,
        integration,
    };
    change(call, move |tx| tokens::put(tx, &new, now)).await?;
    Ok(Made { id, value, note, created_at: iso(now) })
}

/// Changes tokens in the store, and then in memory: what is not good any more is refused from here on.
async fn change<F>(call: &AdminCall, work: F) -> Result<(), Failure>
where
    F: FnOnce(&crate::store::Transaction<'_>) -> Result<(), Failure> + Send + 'static,
{
    let all = call.hub.run(move |tx| {
        work(tx)?;
        tokens::all(tx)
    });
    call.hub.tokens.replace(all.await?);
    Ok(())
}

/// Takes over the tokens of the store: an integration or a bot is gone, and with it its keys.
pub(super) async fn reload(call: &AdminCall) -> Result<(), Failure> {
    change(call, |_| Ok(())).await
}

/// The tokens of the workspace that were made by the API; those that the library hands out have no id.
pub(super) async fn list_of_workspace(
    call: AdminCall,
    _: list_personal_access_tokens::Request,
) -> Result<list_personal_access_tokens::Response, Failure> {
    let workspace = call.workspace.seq;
    let tokens = call.hub.run(move |tx| tokens::of_workspace(tx, workspace)).await?;
    let shown: Vec<Token<PersonalAccessTokenId>> = tokens.into_iter().map(listed).collect();
    Ok(list_personal_access_tokens::Response::new(shown))
}

pub(super) async fn delete_of_workspace(
    call: AdminCall,
    request: delete_personal_access_token::Request,
) -> Result<delete_personal_access_token::Response, Failure> {
    let (workspace, id) = (call.workspace.seq, request.id.into_string());
    change(&call, move |tx| tokens::delete(tx, workspace, TokenKind::Personal, &id)).await?;
    Ok(delete_personal_access_token::Response::new())
}

pub(super) async fn create_of_integration(
    call: AdminCall,
    request: create_integration_api_key::Request,
) -> Result<create_integration_api_key::Response, Failure> {
    let seq = own_integration(&call, request.integration_id.as_str(), "body.integrationId").await?;
    let made = make(&call, Subject::Integration(seq), request.note.unwrap_or_default()).await?;
    Ok(NewToken::new(made.id, made.value, made.created_at, made.note))
}

pub(super) async fn list_of_integration(
    call: AdminCall,
    request: list_integration_api_keys::Request,
) -> Result<list_integration_api_keys::Response, Failure> {
    let seq = own_integration(&call, request.integration_id.as_str(), "query.integrationId").await?;
    let keys = call.hub.run(move |tx| tokens::of_integration(tx, seq)).await?;
    let shown: Vec<Token<IntegrationApiKeyId>> = keys.into_iter().map(listed).collect();
    Ok(list_integration_api_keys::Response::new(shown))
}

pub(super) async fn delete_of_integration(
    call: AdminCall,
    request: delete_integration_api_key::Request,
) -> Result<delete_integration_api_key::Response, Failure> {
    let (workspace, id) = (call.workspace.seq, request.id.into_string());
    change(&call, move |tx| tokens::delete(tx, workspace, TokenKind::Integration, &id)).await?;
    Ok(delete_integration_api_key::Response::new())
}

pub(super) async fn create_of_bot(
    call: AdminCall,
    request: create_bot_api_key::Request,
) -> Result<create_bot_api_key::Response, Failure> {
    let seq = own_bot(&call, request.bot_id.as_str(), "body.botId").await?;
    let made = make(&call, Subject::Bot(seq), request.note.unwrap_or_default()).await?;
    Ok(NewToken::new(made.id, made.value, made.created_at, made.note))
}

pub(super) async fn list_of_bot(
    call: AdminCall,
    request: list_bot_api_keys::Request,
) -> Result<list_bot_api_keys::Response, Failure> {
    let seq = own_bot(&call, request.bot_id.as_str(), "query.botId").await?;
    let keys = call.hub.run(move |tx| tokens::of_bot(tx, seq)).await?;
    let shown: Vec<Token<BotApiKeyId>> = keys.into_iter().map(listed).collect();
    Ok(list_bot_api_keys::Response::new(shown))
}

pub(super) async fn delete_of_bot(
    call: AdminCall,
    request: delete_bot_api_key::Request,
) -> Result<delete_bot_api_key::Response, Failure> {
    let (workspace, id) = (call.workspace.seq, request.id.into_string());
    change(&call, move |tx| tokens::delete(tx, workspace, TokenKind::Bot, &id)).await?;
    Ok(delete_bot_api_key::Response::new())
}

async fn own_integration(call: &AdminCall, id: &str, at: &'static str) -> Result<i64, Failure> {
    let (workspace, id) = (call.workspace.seq, id.to_owned());
    call.hub
        .run(move |tx| match integrations::get(tx, &id)?.filter(|row| row.workspace == workspace) {
            Some(row) => Ok(row.seq),
            None => Err(Failure::reference(at, "integration", id)),
        })
        .await
}

async fn own_bot(call: &AdminCall, id: &str, at: &'static str) -> Result<i64, Failure> {
    let (workspace, id) = (call.workspace.seq, id.to_owned());
    call.hub
        .run(move |tx| match bots::get(tx, workspace, &id) {
            Ok(row) => Ok(row.seq),
            Err(Failure::NotFound { .. }) => Err(Failure::reference(at, "bot", id)),
            Err(other) => Err(other),
        })
        .await
}

fn listed<I: From<String>>(row: tokens::Listed) -> Token<I> {
    Token::new(row.id, iso(row.created_at), row.note)
}
