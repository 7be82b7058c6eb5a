//! A provider: a page to consent on, and tokens.

use std::{
    collections::{HashMap, HashSet},
    sync::{Arc, Mutex, MutexGuard},
};

use axum::{
    Form, Json, Router,
    extract::{Query, State},
    http::HeaderMap,
    response::{IntoResponse, Response},
    routing::{get, post},
};
use botpress_sdk::oauth::OAuthApp;
use http::{StatusCode, header};
use serde_json::{Value, json};

use crate::support::Gate;

/// A running provider; clones are the same.
#[derive(Clone)]
pub(crate) struct Provider {
    pub(crate) url: String,
    state: Arc<Mutex<Given>>,
}

#[derive(Default)]
struct Given {
    codes: HashSet<String>,
    refresh_tokens: HashSet<String>,
    spent: HashSet<String>,
    /// What was asked for at the token endpoint.
    asked: Vec<HashMap<String, String>>,
    authorization: Vec<Option<String>>,
    count: usize,
    expires_in: Option<u64>,
    fault: Option<Fault>,
    gate: Option<Gate>,
    /// The challenge that the last consent was given with.
    challenge: Option<String>,
}

/// What the token endpoint does instead of answering.
#[derive(Clone, Copy)]
pub(crate) enum Fault {
    Status(StatusCode),
    /// A refusal with this code, with 200 as Slack does it.
    Refusal(&'static str),
}

impl Provider {
    pub(crate) async fn start() -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let given = Given { expires_in: Some(12 * 60 * 60), ..Given::default() };
        let provider = Self { url, state: Arc::new(Mutex::new(given)) };
        let router =
            Router::new().route("/authorize", get(authorize)).route("/token", post(token)).with_state(provider.clone());
        tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        provider
    }

    pub(crate) fn app(&self) -> OAuthApp {
        OAuthApp::new("client-1", "s3cret")
            .authorize_url(format!("{}/authorize?prompt=always", self.url))
            .token_url(format!("{}/token", self.url))
            .scopes(["read", "write"])
            .final_errors(["invalid_refresh_token"])
    }

    /// A refresh token that was given out.
    pub(crate) fn refresh_token(&self) -> String {
        let mut given = self.given();
        given.count += 1;
        let token = format!("refresh-{}", given.count);
        given.refresh_tokens.insert(token.clone());
        token
    }

    /// Tokens do not expire, and cannot be renewed.
    pub(crate) fn without_rotation(&self) {
        self.given().expires_in = None;
    }

    pub(crate) fn fail(&self, fault: impl Into<Option<Fault>>) {
        self.given().fault = fault.into();
    }

    /// What was asked waits at this gate for its answer, after it was decided.
    pub(crate) fn hold(&self, gate: &Gate) {
        self.given().gate = Some(gate.clone());
    }

    /// What was asked for at the token endpoint.
    pub(crate) fn asked(&self) -> Vec<HashMap<String, String>> {
        self.given().asked.clone()
    }

    pub(crate) fn authorization(&self) -> Option<String> {
        self.given().authorization.last().cloned().flatten()
    }

    pub(crate) fn challenge(&self) -> Option<String> {
        self.given().challenge.clone()
    }

    /// How many tokens were asked for that were good for once, and not for the first time.
    pub(crate) fn refused(&self) -> usize {
        let given = self.given();
        let renewals = given.asked.iter().filter_map(|asked| asked.get("refresh_token"));
        renewals.filter(|token| !given.refresh_tokens.contains(*token)).count() - given.spent.len()
    }

    fn given(&self) -> MutexGuard<'_, Given> {
        self.state.lock().unwrap()
    }
}

/// Everybody consents.
async fn authorize(State(provider): State<Provider>, Query(query): Query<HashMap<String, String>>) -> Response {
    assert_eq!((&*query["client_id"], &*query["prompt"]), ("client-1", "always"));
    let mut given = provider.given();
    given.count += 1;
    let code = format!("code-{}", given.count);
    given.codes.insert(code.clone());
    given.challenge = query.get("code_challenge").cloned();
    let back = format!("{}?code={code}&state={}", query["redirect_uri"], query["state"]);
    (StatusCode::FOUND, [(header::LOCATION, back)]).into_response()
}

async fn token(
    State(provider): State<Provider>,
    headers: HeaderMap,
    Form(asked): Form<HashMap<String, String>>,
) -> Response {
    let (answer, gate) = {
        let mut given = provider.given();
        given.asked.push(asked.clone());
        given.authorization.push(headers.get("authorization").map(|value| value.to_str().unwrap().to_owned()));
        (given.answer(&asked), given.gate.clone())
    };
    if let Some(gate) = gate {
        gate.pass().await;
    }
    answer
}

impl Given {
    fn answer(&mut self, asked: &HashMap<String, String>) -> Response {
        match self.fault {
            Some(Fault::Status(status)) => return (status, "no JSON at all").into_response(),
            Some(Fault::Refusal(code)) => return Json(json!({ "ok": false, "error": code })).into_response(),
            None => {}
        }
        let is_good = match asked["grant_type"].as_str() {
            "authorization_code" => self.codes.remove(&asked["code"]),
            _ => {
                let token = &asked["refresh_token"];
                self.refresh_tokens.remove(token) && self.spent.insert(token.clone())
            }
        };
        if !is_good {
            let refusal = json!({ "error": "invalid_grant", "error_description": "it was used before" });
            return (StatusCode::BAD_REQUEST, Json(refusal)).into_response();
        }
        self.count += 1;
        let mut answer = json!({
            "access_token": format!("access-{}", self.count), "token_type": "bearer", "scope": "read write",
            "team": { "id": "T1" },
        });
        if let Some(expires_in) = self.expires_in {
            let refresh = format!("refresh-{}", self.count);
            self.refresh_tokens.insert(refresh.clone());
            answer["expires_in"] = Value::from(expires_in);
            answer["refresh_token"] = refresh.into();
        }
        Json(answer).into_response()
    }
}
