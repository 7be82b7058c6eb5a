use serde_json::{Value, json};

use super::{
    ApiError,
    call::Call,
    method::{Answer, Method, Tier},
};
use crate::{Refusal, User};

pub(super) const METHODS: &[Method] = &[
    Method::new("users.list", Tier::Two, list).scope("users:read").form(),
    Method::new("users.info", Tier::Four, info).scope("users:read").form(),
    Method::new("users.lookupByEmail", Tier::Three, lookup).scope("users:read.email").form(),
    Method::new("users.profile.get", Tier::Four, profile).scope("users.profile:read").form(),
];

fn list(call: &mut Call<'_>) -> Answer {
    // Apps that are not installed are not there.
    let is_there = |user: &&User| call.model.app_of(&user.id).is_none_or(|app| app.is_installed);
    let users: Vec<&User> = call.model.users().iter().filter(is_there).collect();
    let (page, metadata) = call.page(users, 1000)?;
    let members: Vec<Value> = page.into_iter().map(|user| shown(call, user)).collect();
    let now = call.model.now().as_secs();
    Ok(json!({ "members": members, "cache_ts": now, "response_metadata": metadata }))
}

fn info(call: &mut Call<'_>) -> Answer {
    Ok(json!({ "user": shown(call, asked(call)?) }))
}

fn lookup(call: &mut Call<'_>) -> Answer {
    let email = call.arguments.text("email")?;
    let user = call.model.users().iter().find(|user| user.email.as_deref() == Some(email));
    let user = user.ok_or_else(|| ApiError::new("users_not_found"))?;
    Ok(json!({ "user": shown(call, user) }))
}

fn profile(call: &mut Call<'_>) -> Answer {
    let team = &call.model.team.id;
    Ok(json!({ "profile": asked(call)?.profile(team, call.caller.has("users:read.email")) }))
}

fn asked<'a>(call: &'a Call<'_>) -> Result<&'a User, ApiError> {
    let user = call.arguments.text("user")?;
    Ok(call.model.user(user).ok_or(Refusal::UserNotFound)?)
}

fn shown(call: &Call<'_>, user: &User) -> Value {
    user.to_json(&call.model.team.id, call.caller.has("users:read.email"))
}
