//! The same answers from axum and serde alone.

use std::{collections::HashMap, process::ExitCode};

use axum::{
    Router,
    body::Bytes,
    http::{HeaderMap, HeaderValue, StatusCode},
};
use serde::{Deserialize, Serialize, de::DeserializeOwned};

#[derive(Deserialize)]
struct Action {
    r#type: String,
    input: Text,
}

#[derive(Deserialize, Serialize)]
struct Text {
    text: String,
}

#[derive(Serialize)]
struct Answer {
    output: Text,
    meta: Meta,
}

#[derive(Serialize)]
struct Meta {
    cost: f64,
}

#[derive(Deserialize)]
#[expect(dead_code, reason = "parsed and not read")]
struct Webhook {
    req: Request,
}

#[derive(Deserialize)]
#[expect(dead_code, reason = "parsed and not read")]
struct Request {
    method: String,
    path: String,
    query: String,
    headers: HashMap<String, String>,
    body: Option<String>,
}

#[derive(Deserialize)]
#[expect(dead_code, reason = "parsed and not read")]
struct Message {
    r#type: String,
    payload: Text,
    conversation: Object,
    message: Object,
    user: Object,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
#[expect(dead_code, reason = "parsed and not read")]
struct Object {
    id: String,
    created_at: String,
    updated_at: String,
    tags: HashMap<String, String>,
}

async fn answer(headers: HeaderMap, body: Bytes) -> Result<String, StatusCode> {
    match headers.get("x-bp-operation").map(HeaderValue::as_bytes) {
        Some(b"action_triggered") => {
            let action: Action = parse(&body)?;
            std::hint::black_box(action.r#type);
            let answer = Answer { output: action.input, meta: Meta { cost: 0.0 } };
            serde_json::to_string(&answer).map_err(|_| StatusCode::INTERNAL_SERVER_ERROR)
        }
        Some(b"webhook_received") => {
            std::hint::black_box(parse::<Webhook>(&body)?);
            Ok("{}".to_owned())
        }
        Some(b"message_created") => {
            std::hint::black_box(parse::<Message>(&body)?);
            Ok("{}".to_owned())
        }
        _ => Ok("{}".to_owned()),
    }
}

fn parse<T: DeserializeOwned>(body: &[u8]) -> Result<T, StatusCode> {
    serde_json::from_slice(body).map_err(|_| StatusCode::BAD_REQUEST)
}

pub(crate) fn run() -> ExitCode {
    let Ok(runtime) = tokio::runtime::Builder::new_multi_thread().enable_all().build() else {
        return ExitCode::FAILURE;
    };
    let port = std::env::var("PORT").unwrap_or_default();
    let served = runtime.block_on(async {
        let listener = tokio::net::TcpListener::bind(format!("127.0.0.1:{port}")).await?;
        let port = listener.local_addr()?.port();
        println!("Listening on port {port}");
        axum::serve(listener, Router::new().fallback(answer)).await
    });
    if served.is_ok() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
