use serde_json::json;

use super::{
    call::Call,
    method::{Answer, Method, Tier},
};
use crate::FunctionOutcome;

pub(super) const METHODS: &[Method] = &[
    Method::new("functions.completeSuccess", Tier::Three, succeed),
    Method::new("functions.completeError", Tier::Three, fail),
];

fn succeed(call: &mut Call<'_>) -> Answer {
    let outputs = call.arguments.structure("outputs")?.unwrap_or_else(|| json!({}));
    complete(call, FunctionOutcome::Succeeded(outputs))
}

fn fail(call: &mut Call<'_>) -> Answer {
    let error = call.arguments.text("error")?.to_owned();
    complete(call, FunctionOutcome::Failed(error))
}

fn complete(call: &mut Call<'_>, outcome: FunctionOutcome) -> Answer {
    let id = call.arguments.text("function_execution_id")?;
    call.model.complete_function(&call.caller.app, id, outcome)?;
    Ok(json!({}))
}
