use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde_json::json;

use super::{
    ApiError,
    call::Call,
    method::{Answer, Method, Tier, TokenKind},
};
use crate::{Refusal, model::Holder};

pub(super) const METHODS: &[Method] = &[
    Method::new("oauth.v2.access", Tier::Special, access).token(TokenKind::Client).form(),
    Method::new("oauth.v2.exchange", Tier::Three, exchange).token(TokenKind::Client).form(),
    Method::new("tooling.tokens.rotate", Tier::Special, rotate).token(TokenKind::Client).form(),
    Method::new("apps.uninstall", Tier::One, uninstall).form(),
];

fn access(call: &mut Call<'_>) -> Answer {
    let app = client(call)?;
    match call.arguments.optional("grant_type").unwrap_or("authorization_code") {
        "authorization_code" => {
            let redirect_uri = call.arguments.optional("redirect_uri");
            Ok(call.model.redeem(&app, call.arguments.text("code")?, redirect_uri)?)
        }
        "refresh_token" => {
            if !call.model.app(&app)?.rotates_tokens {
                return Err(Refusal::TokenRotationNotEnabled.into());
            }
            let (pair, _) = call.model.refresh(call.arguments.text("refresh_token")?, Some(&app))?;
            Ok(call.model.grant_json(&app, &pair, None)?)
        }
        _ => Err(Refusal::InvalidGrantType.into()),
    }
}

fn exchange(call: &mut Call<'_>) -> Answer {
    let app = client(call)?;
    if call.token.is_empty() {
        return Err(Refusal::NotAuthed.into());
    }
    let token = call.token.clone();
    let pair = call.model.exchange(&token, &app)?;
    Ok(call.model.grant_json(&app, &pair, None)?)
}

/// A new token for the methods that administer apps.
fn rotate(call: &mut Call<'_>) -> Answer {
    let (pair, holder) = call.model.refresh(call.arguments.text("refresh_token")?, None)?;
    let Holder::Person(user) = holder else { return Err(Refusal::InvalidRefreshToken.into()) };
    let now = call.model.now().as_secs();
    Ok(json!({
        "token": pair.access,
        "refresh_token": pair.refresh,
        "team_id": call.model.team.id,
        "user_id": user,
        "iat": now,
        "exp": now + pair.expires_in.unwrap_or_default().as_secs(),
    }))
}

fn uninstall(call: &mut Call<'_>) -> Answer {
    let app = client(call)?;
    if app != call.caller.app {
        return Err(Refusal::AppNotFound.into());
    }
    call.model.uninstall(&app)?;
    Ok(json!({}))
}

/// The app that proves itself, with arguments or the `Authorization` header.
fn client(call: &Call<'_>) -> Result<String, ApiError> {
    let basic = call.basic.as_deref().and_then(|encoded| {
        let decoded = String::from_utf8(STANDARD.decode(encoded).ok()?).ok()?;
        decoded.split_once(':').map(|(id, secret)| (id.to_owned(), secret.to_owned()))
    });
    let (id, secret) = match basic {
        Some(given) => given,
        None => (call.arguments.text("client_id")?.to_owned(), call.arguments.text("client_secret")?.to_owned()),
    };
    Ok(call.model.app_of_client(&id, &secret)?.id.clone())
}
