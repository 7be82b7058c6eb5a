use serde_json::{Value, json};

use super::{
    ApiError,
    call::Call,
    method::{Answer, Method, Tier, TokenKind},
};
use crate::{App, Refusal, model::Model};

pub(super) const METHODS: &[Method] = &[
    Method::new("apps.manifest.validate", Tier::Three, validate).token(TokenKind::Configuration),
    Method::new("apps.manifest.create", Tier::One, create).token(TokenKind::Configuration),
    Method::new("apps.manifest.update", Tier::One, update).token(TokenKind::Configuration),
    Method::new("apps.manifest.export", Tier::Three, export).token(TokenKind::Configuration),
    Method::new("apps.manifest.delete", Tier::One, delete).token(TokenKind::Configuration),
];

fn validate(call: &mut Call<'_>) -> Answer {
    manifest(call)?;
    Ok(json!({ "errors": [] }))
}

fn create(call: &mut Call<'_>) -> Answer {
    let manifest = manifest(call)?;
    let app = call.model.create_app(manifest).clone();
    let scopes = app.scopes.as_deref().unwrap_or_default().join(",");
    let mut query = form_urlencoded::Serializer::new(String::new());
    query.append_pair("client_id", &app.client_id).append_pair("scope", &scopes);
    Ok(json!({
        "app_id": app.id,
        "credentials": {
            "client_id": app.client_id,
            "client_secret": app.client_secret,
            "verification_token": app.verification_token,
            "signing_secret": app.signing_secret,
        },
        "oauth_authorize_url": format!("{}/oauth/v2/authorize?{}", call.model.base_url, query.finish()),
    }))
}

fn update(call: &mut Call<'_>) -> Answer {
    let manifest = manifest(call)?;
    let app = own_app(call)?;
    let permissions_updated = app.manifest["oauth_config"]["scopes"] != manifest["oauth_config"]["scopes"];
    call.model.describe_app(&app.id, manifest);
    Ok(json!({ "app_id": app.id, "permissions_updated": permissions_updated }))
}

fn export(call: &mut Call<'_>) -> Answer {
    Ok(json!({ "manifest": own_app(call)?.manifest }))
}

fn delete(call: &mut Call<'_>) -> Answer {
    let app = own_app(call)?;
    if app.is_installed {
        call.model.uninstall(&app.id)?;
    }
    call.model.remove_app(&app.id);
    Ok(json!({}))
}

fn own_app(call: &Call<'_>) -> Result<App, ApiError> {
    let app = call.model.app(call.arguments.text("app_id")?)?;
    if app.manifest.is_null() { Err(Refusal::AppNotFound.into()) } else { Ok(app.clone()) }
}

fn manifest(call: &Call<'_>) -> Result<Value, ApiError> {
    let (manifest, faults) = Model::read_manifest(call.arguments.text("manifest")?)?;
    if faults.is_empty() {
        return Ok(manifest);
    }
    Err(ApiError::from(Refusal::InvalidManifest).with(json!({ "errors": faults })))
}
