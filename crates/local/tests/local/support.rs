//! A small integration on a real socket, and a plain client, for the tests.

use std::collections::VecDeque;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::response::Response;
use base64::Engine as _;
use botpress_local::{Data, Happening, Installation, Installed, LocalBotpress};
use bytes::Bytes;
use http::{HeaderMap, Method, StatusCode};
use http_body_util::{BodyExt as _, Full};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use serde_json::{Value, json};

/// What the integration under test declares.
pub(crate) fn definition() -> Value {
    let schema = json!({ "type": "object", "properties": {}, "additionalProperties": true });
    json!({
        "name": "acme/chat", "version": "1.2.3",
        "user": { "tags": { "id": {}, "team": {} } },
        "channels": {
            "dm": {
                "messages": { "text": { "schema": schema }, "image": { "schema": schema } },
                "message": { "tags": { "ts": {}, "kind": {} } },
                "conversation": { "tags": { "id": {}, "thread": {} } },
            },
            "group": { "messages": { "text": { "schema": schema } }, "message": {}, "conversation": { "tags": { "id": {} } } },
        },
        "states": {
            "credentials": { "type": "integration", "schema": schema },
            "profile": { "type": "user", "schema": schema },
            "notes": { "type": "conversation", "schema": schema },
        },
        "events": { "reactionAdded": { "schema": schema } },
        "actions": { "addReaction": { "input": { "schema": schema }, "output": { "schema": schema } } },
        "configuration": { "schema": schema },
        "configurations": { "manual": { "schema": schema } },
    })
}

/// A call that the integration received.
#[derive(Debug, Clone)]
pub(crate) struct Received {
    pub(crate) operation: String,
    pub(crate) headers: HeaderMap,
    pub(crate) raw: Bytes,
    pub(crate) body: Value,
}

impl Received {
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }
    pub(crate) fn configuration(&self) -> Value {
        let json = base64::engine::general_purpose::STANDARD.decode(self.header("x-bp-configuration")).unwrap();
        serde_json::from_slice(&json).unwrap()
    }
}

/// An integration whose answers the test decides: 200 `{}` when it does not.
#[derive(Clone)]
pub(crate) struct Integration {
    pub(crate) url: String,
    state: Arc<Mutex<Script>>,
}

#[derive(Default)]
struct Script {
    received: Vec<Received>,
    answers: VecDeque<(String, Response)>,
}

impl Integration {
    pub(crate) async fn start() -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let state = Arc::new(Mutex::new(Script::default()));
        let router = Router::new().fallback(receive).with_state(Arc::clone(&state));
        tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        Self { url, state }
    }

    /// The answer to the next call of this operation.
    pub(crate) fn answer(&self, operation: &str, status: u16, body: impl Into<Body>) {
        let response = Response::builder().status(status).body(body.into()).unwrap();
        self.answer_with(operation, response);
    }

    pub(crate) fn answer_with(&self, operation: &str, response: Response) {
        self.state.lock().unwrap().answers.push_back((operation.to_owned(), response));
    }

    pub(crate) fn received(&self, operation: &str) -> Vec<Received> {
        let script = self.state.lock().unwrap();
        script.received.iter().filter(|call| call.operation == operation).cloned().collect()
    }
}

async fn receive(State(state): State<Arc<Mutex<Script>>>, request: Request) -> Response {
    let (head, body) = request.into_parts();
    let raw = to_bytes(body, usize::MAX).await.unwrap();
    let operation = head.headers["x-bp-operation"].to_str().unwrap().to_owned();
    let mut script = state.lock().unwrap();
    let body = serde_json::from_slice(&raw).unwrap();
    script.received.push(Received { operation: operation.clone(), headers: head.headers, raw, body });
    let scripted = script.answers.iter().position(|(wanted, _)| *wanted == operation);
    scripted.and_then(|index| script.answers.remove(index)).map_or_else(|| Response::new(Body::from("{}")), |it| it.1)
}

/// A local Botpress with the integration installed as `chat`, and a client that acts as it.
pub(crate) struct World {
    pub(crate) local: LocalBotpress,
    pub(crate) integration: Integration,
    pub(crate) installed: Installed,
    pub(crate) api: Api,
}

impl World {
    pub(crate) async fn start() -> Self {
        Self::with(LocalBotpress::builder().start().await.unwrap()).await
    }

    pub(crate) async fn with(local: LocalBotpress) -> Self {
        Self::of(local, definition()).await
    }

    pub(crate) async fn of(local: LocalBotpress, definition: Value) -> Self {
        let integration = Integration::start().await;
        let installed = local.install(Installation::new("chat", &integration.url, definition)).await.unwrap();
        let api = Api::integration(&local, &installed);
        Self { local, integration, installed, api }
    }

    /// A conversation of this id and a user of the same.
    pub(crate) async fn conversation(&self, id: &str) -> (String, String) {
        let body = json!({ "channel": "dm", "tags": { "id": id } });
        let conversation = self.api.post("/v1/chat/conversations", body).await.ok();
        let user = self.api.post("/v1/chat/users", json!({ "tags": { "id": id } })).await.ok();
        (text(&conversation["conversation"]["id"]), text(&user["user"]["id"]))
    }

    pub(crate) async fn say(&self, conversation: &str, user: &str, said: &str) -> Value {
        let body = json!({
            "conversationId": conversation, "userId": user, "type": "text", "payload": { "text": said }, "tags": {},
        });
        self.api.post("/v1/chat/messages", body).await.ok()["message"].clone()
    }

    /// Waits until the bot is done with so many events.
    pub(crate) async fn settled(&self, events: usize) {
        let mut count = 0;
        let wait = self.local.wait_for(|happening| {
            count += usize::from(matches!(happening, Happening::EventSettled { .. }));
            count == events
        });
        wait.await.unwrap();
    }
}

/// A folder for data, removed at the end.
pub(crate) struct Folder(PathBuf);

impl Folder {
    pub(crate) fn new(name: &str) -> Self {
        let folder = std::env::temp_dir().join(format!("botpress-local-{name}-{}", std::process::id()));
        let _ = std::fs::remove_dir_all(&folder);
        std::fs::create_dir_all(&folder).unwrap();
        Self(folder)
    }
    pub(crate) fn path(&self) -> &std::path::Path {
        &self.0
    }
    pub(crate) fn data(&self) -> Data {
        Data::File(self.0.join("data.sqlite"))
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// A plain client of the API.
#[derive(Clone)]
pub(crate) struct Api {
    pub(crate) client: Client<HttpConnector, Full<Bytes>>,
    pub(crate) base: String,
    pub(crate) headers: Vec<(&'static str, String)>,
}

pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

impl Answer {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|_| panic!("{}: no JSON: {:?}", self.status, self.body))
    }
    #[track_caller]
    pub(crate) fn ok(self) -> Value {
        assert!(self.status.is_success(), "{}: {:?}", self.status, self.body);
        self.json()
    }
    /// Its status, and the type and message of the API error in it.
    #[track_caller]
    pub(crate) fn error(self) -> (u16, String, String) {
        let error = self.json();
        assert_eq!(error["code"], self.status.as_u16(), "{error}");
        assert!(text(&error["id"]).starts_with("err_"), "{error}");
        (self.status.as_u16(), text(&error["type"]), text(&error["message"]))
    }
}

impl Api {
    pub(crate) fn plain(base: &str) -> Self {
        let client = Client::builder(TokioExecutor::new()).build_http();
        Self { client, base: base.to_owned(), headers: vec![] }
    }

    pub(crate) fn integration(local: &LocalBotpress, installed: &Installed) -> Self {
        let headers = vec![
            ("authorization", format!("Bearer {}", local.token())),
            ("x-bot-id", local.bot_id().to_owned()),
            ("x-integration-id", installed.integration_id.clone()),
            ("x-integration-alias", installed.alias.clone()),
        ];
        Self { headers, ..Self::plain(local.api_url()) }
    }

    pub(crate) fn bot(local: &LocalBotpress) -> Self {
        let headers =
            vec![("authorization", format!("Bearer {}", local.bot_token())), ("x-bot-id", local.bot_id().to_owned())];
        Self { headers, ..Self::plain(local.api_url()) }
    }

    /// A person with the token of the workspace.
    pub(crate) fn admin(local: &LocalBotpress) -> Self {
        Self::of_workspace(local, local.workspace_id(), local.personal_access_token())
    }

    pub(crate) fn of_workspace(local: &LocalBotpress, workspace: &str, token: &str) -> Self {
        let headers = vec![
            ("authorization", format!("Bearer {token}")),
            ("x-workspace-id", workspace.to_owned()),
            ("x-multiple-integrations", "true".to_owned()),
        ];
        Self { headers, ..Self::plain(local.api_url()) }
    }

    pub(crate) fn without(mut self, header: &str) -> Self {
        self.headers.retain(|(name, _)| *name != header);
        self
    }

    pub(crate) fn with(self, header: &'static str, value: &str) -> Self {
        let mut changed = self.without(header);
        changed.headers.push((header, value.to_owned()));
        changed
    }

    pub(crate) async fn send(&self, method: Method, path: &str, body: impl Into<Bytes>) -> Answer {
        let mut request = http::Request::builder().method(method).uri(format!("{}{path}", self.base));
        for (name, value) in &self.headers {
            request = request.header(*name, value);
        }
        let response = self.client.request(request.body(Full::new(body.into())).unwrap()).await.unwrap();
        let (head, body) = response.into_parts();
        Answer { status: head.status, headers: head.headers, body: body.collect().await.unwrap().to_bytes() }
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.send(Method::GET, path, "").await
    }
    pub(crate) async fn post(&self, path: &str, body: Value) -> Answer {
        self.send(Method::POST, path, body.to_string()).await
    }
    pub(crate) async fn put(&self, path: &str, body: Value) -> Answer {
        self.send(Method::PUT, path, body.to_string()).await
    }
    pub(crate) async fn patch(&self, path: &str, body: Value) -> Answer {
        self.send(Method::PATCH, path, body.to_string()).await
    }
    pub(crate) async fn delete(&self, path: &str) -> Answer {
        self.send(Method::DELETE, path, "{}").await
    }
}

#[track_caller]
pub(crate) fn text(value: &Value) -> String {
    value.as_str().unwrap_or_else(|| panic!("no text: {value}")).to_owned()
}
