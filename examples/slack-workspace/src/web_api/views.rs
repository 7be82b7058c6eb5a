use serde_json::{Value, json};

use super::{
    ApiError,
    call::Call,
    method::{Answer, Method, Tier},
};
use crate::{Refusal, View, blocks};

pub(super) const METHODS: &[Method] = &[
    Method::new("views.open", Tier::Four, |call| open(call, false)),
    Method::new("views.push", Tier::Four, |call| open(call, true)),
    Method::new("views.update", Tier::Four, update),
    Method::new("views.publish", Tier::Four, publish),
    Method::new("blocks.validate", Tier::Four, validate),
];

fn open(call: &mut Call<'_>, push: bool) -> Answer {
    let view = view(call)?;
    let trigger = call.arguments.text("trigger_id")?;
    let shown = call.model.open_view(&call.caller.app, trigger, view, push)?;
    Ok(answer_with(call, &shown))
}

fn update(call: &mut Call<'_>) -> Answer {
    let view = view(call)?;
    let id = call.arguments.optional("view_id").or_else(|| call.arguments.optional("external_id"));
    let id = id.ok_or_else(|| ApiError::missing_argument("view_id"))?;
    let shown = call.model.update_view(&call.caller.app, id, view, call.arguments.optional("hash"))?;
    Ok(answer_with(call, &shown))
}

fn publish(call: &mut Call<'_>) -> Answer {
    let view = view(call)?;
    let user = call.arguments.text("user_id")?;
    let shown = call.model.publish_home(&call.caller.app, user, view, call.arguments.optional("hash"))?;
    Ok(answer_with(call, &shown))
}

/// Checks blocks, a message or a view without posting anything.
fn validate(call: &mut Call<'_>) -> Answer {
    let given = ["blocks", "message", "view"].map(|name| call.arguments.structure(name));
    let [Ok(given_blocks), Ok(message), Ok(view)] = given else { return Err(Refusal::InvalidArguments.into()) };
    let checked = match (given_blocks, message, view) {
        (Some(given), None, None) => check_blocks(&given),
        (None, Some(message), None) => check_blocks(&message["blocks"]),
        (None, None, Some(view)) => blocks::check_view(&view),
        _ => {
            let message = "must provide exactly one of `blocks`, `view`, or `message`";
            let details = json!({ "response_metadata": { "messages": [message] } });
            return Err(ApiError::from(Refusal::InvalidArguments).with(details));
        }
    };
    let Err(faults) = checked else { return Ok(json!({})) };
    let errors: Vec<_> = faults
        .iter()
        .map(|fault| {
            let pointer = fault.pointer.trim_start_matches("/blocks");
            json!({ "code": "failed_constraint", "message": fault.message, "pointer": pointer })
        })
        .collect();
    Err(ApiError::from(Refusal::InvalidBlocks).with(json!({ "errors": errors })))
}

fn check_blocks(given: &Value) -> Result<(), Vec<blocks::Fault>> {
    let given = given.as_array().map(Vec::as_slice).unwrap_or_default();
    match blocks::check_message(given) {
        Err(blocks::BlocksError::Invalid(faults)) => Err(faults),
        _ => Ok(()),
    }
}

fn view(call: &Call<'_>) -> Result<Value, ApiError> {
    let view = call.arguments.structure("view")?.ok_or_else(|| ApiError::missing_argument("view"))?;
    blocks::check_view(&view)?;
    Ok(view)
}

fn answer_with(call: &Call<'_>, view: &View) -> Value {
    json!({ "view": call.model.view_json(view) })
}
