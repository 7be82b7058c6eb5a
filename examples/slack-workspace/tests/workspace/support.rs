//! A workspace, an app that hears it, and a client of its Web API.

use std::{
    collections::VecDeque,
    future::Future,
    sync::{Arc, Mutex},
    time::Duration,
};

use axum::{
    Router,
    body::Bytes,
    extract::State,
    response::{IntoResponse, Response},
    routing::post,
};
use http::{HeaderMap, Method, Request, StatusCode};
use http_body_util::{BodyExt as _, Full};
use hyper_util::{client::legacy::Client, rt::TokioExecutor};
use serde_json::{Value, json};
use slack_workspace::{Builder, Workspace};
use tokio::{net::TcpListener, sync::watch};

pub(crate) const ADA: &str = "U1ADA";
pub(crate) const GRACE: &str = "U2GRACE";
pub(crate) const BOT: &str = "U0BOT";
pub(crate) const GENERAL: &str = "C1GENERAL";

pub(crate) fn people() -> Builder {
    let builder = Workspace::builder().user(ADA, "Ada Lovelace").user(GRACE, "Grace Hopper");
    builder.channel(GENERAL, "general").retry_delays([Duration::ZERO; 3])
}

pub(crate) async fn workspace() -> Workspace {
    people().start().await.unwrap()
}

/// A workspace and an app that hears everything.
pub(crate) async fn workspace_with_app() -> (Workspace, App) {
    let workspace = workspace().await;
    let app = App::hearing(&workspace).await;
    (workspace, app)
}

/// What does not happen within ten seconds does not happen.
pub(crate) async fn soon<T>(what: impl Future<Output = T>) -> T {
    tokio::time::timeout(Duration::from_secs(10), what).await.expect("it did not happen within 10 s")
}

/// A response as it came.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

impl Answer {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap()
    }

    pub(crate) fn text(&self) -> String {
        String::from_utf8(self.body.to_vec()).unwrap()
    }
}

/// One request; an error when the connection broke.
pub(crate) async fn request(
    method: Method,
    url: &str,
    headers: &[(&str, &str)],
    body: impl Into<Bytes>,
) -> Result<Answer, String> {
    let client = Client::builder(TokioExecutor::new()).build_http::<Full<Bytes>>();
    let mut request = Request::builder().method(method).uri(url);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let request = request.body(Full::new(body.into())).unwrap();
    let (head, body) = client.request(request).await.map_err(|error| error.to_string())?.into_parts();
    let body = body.collect().await.map_err(|error| error.to_string())?.to_bytes();
    Ok(Answer { status: head.status, headers: head.headers, body })
}

/// Calls the Web API with a token.
#[derive(Debug, Clone)]
pub(crate) struct Api {
    url: String,
    token: String,
}

impl Api {
    pub(crate) fn of(workspace: &Workspace) -> Self {
        Self::with(workspace, workspace.bot_token())
    }

    pub(crate) fn with(workspace: &Workspace, token: &str) -> Self {
        Self { url: workspace.api_url(), token: token.to_owned() }
    }

    /// Calls a method with JSON, or with a form when the arguments are not an object.
    pub(crate) async fn call(&self, method: &str, arguments: Value) -> Value {
        self.answer(method, arguments).await.unwrap().json()
    }

    pub(crate) async fn answer(&self, method: &str, arguments: Value) -> Result<Answer, String> {
        self.send(method, "application/json; charset=utf-8", arguments.to_string()).await
    }

    pub(crate) async fn form(&self, method: &str, fields: &[(&str, &str)]) -> Value {
        self.send(method, "application/x-www-form-urlencoded", encoded(fields)).await.unwrap().json()
    }

    pub(crate) async fn send(&self, method: &str, content_type: &str, body: String) -> Result<Answer, String> {
        let authorization = format!("Bearer {}", self.token);
        let mut headers = vec![("content-type", content_type)];
        if !self.token.is_empty() {
            headers.push(("authorization", &authorization));
        }
        request(Method::POST, &format!("{}/{method}", self.url), &headers, body).await
    }

    /// Posts to a channel.
    pub(crate) async fn post(&self, channel: &str, text: &str) -> Value {
        let posted = self.call("chat.postMessage", json!({ "channel": channel, "text": text })).await;
        assert_eq!(posted["ok"], true, "{posted}");
        posted
    }
}

pub(crate) fn encoded(fields: &[(&str, &str)]) -> String {
    form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish()
}

/// What an app received.
#[derive(Debug, Clone)]
pub(crate) struct Received {
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

impl Received {
    /// The body's JSON, be it the body or in a form's field `payload`.
    pub(crate) fn json(&self) -> Value {
        match serde_json::from_slice(&self.body) {
            Ok(json) => json,
            Err(_) => serde_json::from_str(&self.field("payload")).unwrap(),
        }
    }

    pub(crate) fn field(&self, wanted: &str) -> String {
        let mut fields = form_urlencoded::parse(&self.body);
        fields.find(|(name, _)| name == wanted).map(|(_, value)| value.into_owned()).unwrap_or_default()
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(|value| value.to_str().unwrap())
    }
}

/// An app that answers with the given responses, then with 200.
#[derive(Debug, Clone)]
pub(crate) struct App {
    answers: Arc<Mutex<VecDeque<Response>>>,
    received: Arc<watch::Sender<Vec<Received>>>,
    pub(crate) url: String,
}

impl App {
    /// An app that hears nothing yet.
    pub(crate) async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/", listener.local_addr().unwrap());
        let app = Self { answers: Arc::default(), received: Arc::default(), url };
        let router = Router::new().route("/", post(Self::hear)).with_state(app.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        app
    }

    pub(crate) async fn hearing(workspace: &Workspace) -> Self {
        let app = Self::start().await;
        workspace.set_events_url(&app.url).await.unwrap();
        app
    }

    /// What it answers next.
    pub(crate) fn answers(&self, answer: impl IntoResponse) {
        self.answers.lock().unwrap().push_back(answer.into_response());
    }

    async fn hear(State(app): State<Self>, headers: HeaderMap, body: Bytes) -> Response {
        if let Some(challenge) =
            serde_json::from_slice::<Value>(&body).ok().and_then(|json| json["challenge"].as_str().map(str::to_owned))
        {
            return challenge.into_response();
        }
        app.received.send_modify(|received| received.push(Received { headers, body }));
        let answer = app.answers.lock().unwrap().pop_front();
        answer.unwrap_or_else(|| StatusCode::OK.into_response())
    }

    pub(crate) fn received(&self) -> Vec<Received> {
        self.received.borrow().clone()
    }

    /// The first thing it received that `is_it`, as soon as it is there.
    pub(crate) async fn find(&self, is_it: impl Fn(&Received) -> bool) -> Received {
        let mut received = self.received.subscribe();
        let found = soon(received.wait_for(|received| received.iter().any(&is_it))).await.unwrap();
        found.iter().find(|one| is_it(one)).unwrap().clone()
    }

    /// The first event of a type.
    pub(crate) async fn event(&self, kind: &str) -> Value {
        self.find(|received| is_event(received, |event| event["type"] == kind)).await.json()["event"].clone()
    }

    /// The first message with a subtype.
    pub(crate) async fn message(&self, subtype: &str) -> Value {
        let is_it = |event: &Value| event["type"] == "message" && event["subtype"] == subtype;
        self.find(|received| is_event(received, is_it)).await.json()["event"].clone()
    }

    /// The first payload of a type.
    pub(crate) async fn payload(&self, kind: &str) -> Value {
        self.find(|received| {
            serde_json::from_str::<Value>(&received.field("payload")).is_ok_and(|payload| payload["type"] == kind)
        })
        .await
        .json()
    }
}

fn is_event(received: &Received, is_it: impl Fn(&Value) -> bool) -> bool {
    serde_json::from_slice::<Value>(&received.body).is_ok_and(|envelope| is_it(&envelope["event"]))
}
