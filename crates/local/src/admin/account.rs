//! The account behind the tokens, its tokens, and what any token may ask.

use botpress_api::endpoint::admin::{create_personal_access_token, get_account};
use botpress_api::endpoint::{introspect, run_vrl};
use botpress_api::id::PersonalAccessTokenId;
use botpress_api::types::{Account, NewToken};

use super::AdminCall;
use super::keys::{self, Subject};
use crate::failure::Failure;
use crate::operations::check_length;
use crate::platform::clock::iso;
use crate::platform::hub::TokenKind;
use crate::platform::script::{LONGEST_SCRIPT, ScriptError};

/// The one account of a machine: it owns every workspace.
pub(super) const OWNER: &str = "00000000-0000-4000-8000-000000000001";

pub(super) async fn me(call: AdminCall, _: get_account::Request) -> Result<get_account::Response, Failure> {
    let mut account = Account::new(OWNER, "you@localhost", iso(call.workspace.created_at));
    account.email_verified = true;
    account.display_name = Some("You".to_owned());
    Ok(get_account::Response::new(account))
}

pub(super) async fn create_token(
    call: AdminCall,
    request: create_personal_access_token::Request,
) -> Result<create_personal_access_token::Response, Failure> {
    let made = keys::make(&call, Subject::Workspace, request.note).await?;
    let token: NewToken<PersonalAccessTokenId> = NewToken::new(made.id, made.value, made.created_at, made.note);
    Ok(create_personal_access_token::Response::new(token))
}

/// As whom a token acts in a bot.
pub(super) async fn introspect(call: AdminCall, request: introspect::Request) -> Result<introspect::Response, Failure> {
    let token = &call.token;
    let found = call.hub.bot(request.bot_id.as_str()).filter(|platform| match (token.kind, &token.integration) {
        (TokenKind::Bot, _) => token.bot == Some(platform.bot.seq),
        (TokenKind::Integration, Some(id)) => platform.instances.find(|row| row.integration_id == *id).is_some(),
        _ => token.workspace == platform.bot.workspace,
    });
    let platform = found
        .ok_or_else(|| Failure::Forbidden(format!("the token gives no access to the bot `{}`", request.bot_id)))?;
    let bot = &platform.bot;
    Ok(introspect::Response::new(bot.workspace_id.as_str(), bot.id.as_str(), bot.user_id.as_str()))
}

/// Tries out a script: one that is too long for an integration is too long here.
pub(super) async fn run_vrl(call: AdminCall, request: run_vrl::Request) -> Result<run_vrl::Response, Failure> {
    check_length("body.script", &request.script, LONGEST_SCRIPT)?;
    let made = call.hub.scripts.run(&request.script, request.data).await;
    let made = made.map_err(|error| match &error {
        ScriptError::Timeout(_) => Failure::Timeout(format!("the script {error}")),
        ScriptError::Unavailable => Failure::NotImplemented(format!("the script {error}")),
        ScriptError::Failed(_) => Failure::Runtime(format!("the script {error}")),
        ScriptError::Invalid(_) => Failure::invalid("body.script", error.to_string()),
    })?;
    Ok(run_vrl::Response::new(made.data, made.result))
}
