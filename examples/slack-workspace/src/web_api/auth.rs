use serde_json::json;

use super::{
    ApiError,
    call::Call,
    method::{Answer, Method, Tier},
};

pub(super) const METHODS: &[Method] = &[
    Method::new("auth.test", Tier::Special, test),
    Method::new("auth.revoke", Tier::Three, revoke),
    Method::new("team.info", Tier::Three, team).scope("team:read").form(),
];

fn test(call: &mut Call<'_>) -> Answer {
    let model = &call.model;
    let name = model.user(&call.bot).map(super::super::model::User::handle).unwrap_or_default();
    Ok(json!({
        "url": format!("https://{}.slack.com/", model.team.domain),
        "team": model.team.name,
        "user": name,
        "team_id": model.team.id,
        "user_id": call.bot,
        "bot_id": call.bot_id,
        "app_id": call.caller.app,
        "is_enterprise_install": false,
    }))
}

/// The last token of a bot takes the app with it.
fn revoke(call: &mut Call<'_>) -> Answer {
    if call.arguments.flag("test") == Some(true) {
        return Ok(json!({ "revoked": false }));
    }
    call.model.uninstall(&call.caller.app).map_err(ApiError::from)?;
    Ok(json!({ "revoked": true }))
}

fn team(call: &mut Call<'_>) -> Answer {
    let team = &call.model.team;
    Ok(json!({ "team": {
        "id": team.id, "name": team.name, "domain": team.domain, "email_domain": "", "icon": { "image_default": true },
    } }))
}
