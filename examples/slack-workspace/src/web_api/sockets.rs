use serde_json::json;

use super::{
    call::Call,
    method::{Answer, Method, Tier, TokenKind},
};

pub(super) const METHODS: &[Method] =
    &[Method::new("apps.connections.open", Tier::Three, open).token(TokenKind::App).scope("connections:write")];

fn open(call: &mut Call<'_>) -> Answer {
    Ok(json!({ "url": call.model.new_ticket(&call.caller.app)? }))
}
