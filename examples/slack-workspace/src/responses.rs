//! Where apps answer what people did (`response_url`).

use std::sync::Arc;

use axum::{
    Router,
    body::Bytes,
    extract::{Path, State},
    response::{IntoResponse, Response},
    routing::post,
};
use http::StatusCode;
use serde_json::{Value, json};

use crate::{core::Core, model::UrlRefusal};

pub(crate) fn router() -> Router<Arc<Core>> {
    Router::new()
        .route("/actions/{team}/{secret}", post(respond))
        .route("/commands/{team}/{secret}", post(respond))
        .route("/app/{team}/{secret}", post(respond))
}

async fn respond(
    State(core): State<Arc<Core>>,
    Path((_team, secret)): Path<(String, String)>,
    body: Bytes,
) -> Response {
    let answer: Value = serde_json::from_slice(&body).unwrap_or_default();
    match core.change(|model| model.respond(&secret, &answer)) {
        Ok(()) => axum::Json(json!({ "ok": true })).into_response(),
        Err(refusal) => {
            let status = match refusal {
                UrlRefusal::Expired | UrlRefusal::Used => StatusCode::NOT_FOUND,
                UrlRefusal::Payload | UrlRefusal::Refused(_) => StatusCode::BAD_REQUEST,
            };
            let body = json!({ "ok": false, "error": refusal.to_string() });
            (status, axum::Json(body)).into_response()
        }
    }
}
