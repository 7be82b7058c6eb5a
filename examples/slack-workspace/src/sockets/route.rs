//! Where apps open their websockets.

use std::{collections::HashMap, sync::Arc};

use axum::{
    Router,
    body::Body,
    extract::{Query, Request, State},
    response::{IntoResponse, Response},
    routing::get,
};
use http::{HeaderValue, StatusCode, header};
use hyper_util::rt::TokioIo;
use tokio_tungstenite::{
    WebSocketStream,
    tungstenite::{handshake::derive_accept_key, protocol::Role},
};

use super::connection;
use crate::core::Core;

pub(crate) fn router() -> Router<Arc<Core>> {
    Router::new().route("/link/", get(open))
}

async fn open(
    State(core): State<Arc<Core>>,
    Query(query): Query<HashMap<String, String>>,
    mut request: Request,
) -> Response {
    let ticket = query.get("ticket").map(String::as_str).unwrap_or_default();
    let Ok(app) = core.change(|model| model.spend_ticket(ticket)) else {
        return (StatusCode::UNAUTHORIZED, "the ticket is used, too old, or not one").into_response();
    };
    let Some(key) = request.headers().get(header::SEC_WEBSOCKET_KEY) else {
        return (StatusCode::UPGRADE_REQUIRED, "this is a websocket").into_response();
    };
    let accept = derive_accept_key(key.as_bytes());
    let upgrade = hyper::upgrade::on(&mut request);
    tokio::spawn(async move {
        // It fails when the app goes away before the answer arrives.
        if let Ok(upgraded) = upgrade.await {
            let stream = WebSocketStream::from_raw_socket(TokioIo::new(upgraded), Role::Server, None).await;
            connection::run(core, app, stream).await;
        }
    });
    let mut response = Response::new(Body::empty());
    *response.status_mut() = StatusCode::SWITCHING_PROTOCOLS;
    let headers = response.headers_mut();
    headers.insert(header::CONNECTION, HeaderValue::from_static("upgrade"));
    headers.insert(header::UPGRADE, HeaderValue::from_static("websocket"));
    // The key is encoded in base64, which makes a header.
    if let Ok(accept) = HeaderValue::try_from(accept) {
        headers.insert(header::SEC_WEBSOCKET_ACCEPT, accept);
    }
    response
}
