use serde_json::json;

use super::{
    ApiError,
    call::Call,
    method::{Answer, Method, Tier},
};
use crate::model::{Detail, Model};

pub(super) const METHODS: &[Method] = &[
    Method::new("reactions.add", Tier::Three, |call| change(call, Model::react)).scope("reactions:write"),
    Method::new("reactions.remove", Tier::Two, |call| change(call, Model::unreact)).scope("reactions:write"),
    Method::new("reactions.get", Tier::Three, get).scope("reactions:read").form(),
];

fn change(call: &mut Call<'_>, change: fn(&mut Model, &str, &str, &str, &str) -> Result<(), crate::Refusal>) -> Answer {
    let (channel, ts) = target(call)?;
    let emoji = call.arguments.text("name")?;
    let bot = call.bot.clone();
    change(call.model, &bot, &channel, &ts, emoji)?;
    Ok(json!({}))
}

fn get(call: &mut Call<'_>) -> Answer {
    let (channel, ts) = target(call)?;
    let message = call.model.message(&channel, &ts)?;
    Ok(json!({ "type": "message", "channel": channel, "message": call.model.message_json(message, Detail::Answer) }))
}

fn target(call: &Call<'_>) -> Result<(String, String), ApiError> {
    let channel = call.model.visible_channel(call.arguments.text("channel")?, &call.bot)?.id.clone();
    Ok((channel, call.arguments.text("timestamp")?.to_owned()))
}
