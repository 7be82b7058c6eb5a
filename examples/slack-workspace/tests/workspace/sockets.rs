use std::time::Duration;

use futures_util::{SinkExt as _, StreamExt as _};
use serde_json::{Value, json};
use slack_workspace::{Happening, Outcome, SocketEnd, Workspace};
use tokio::net::TcpStream;
use tokio_tungstenite::{WebSocketStream, client_async, tungstenite::Message};

use crate::support::{ADA, Api, App, GENERAL, people, soon, workspace, workspace_with_app};

/// A websocket of the app, after the greeting.
struct Socket(WebSocketStream<TcpStream>);

impl Socket {
    async fn open(workspace: &Workspace) -> Self {
        let api = Api::with(workspace, &workspace.app().app_token);
        let url = api.form("apps.connections.open", &[]).await["url"].as_str().unwrap().to_owned();
        let mut socket = Self::at(&url).await.unwrap();
        assert_eq!(socket.next().await["type"], "hello");
        socket
    }

    async fn at(url: &str) -> Result<Self, String> {
        let address = url.split('/').nth(2).unwrap();
        let stream = TcpStream::connect(address).await.unwrap();
        client_async(url, stream).await.map(|(stream, _)| Self(stream)).map_err(|error| error.to_string())
    }

    /// The next frame; null when there is none any more.
    async fn next(&mut self) -> Value {
        loop {
            match soon(self.0.next()).await {
                Some(Ok(Message::Text(frame))) => return serde_json::from_str(&frame).unwrap(),
                Some(Ok(Message::Close(_)) | Err(_)) | None => return Value::Null,
                Some(Ok(_)) => {}
            }
        }
    }

    async fn acknowledge(&mut self, envelope: &Value, payload: Option<Value>) {
        let mut ack = json!({ "envelope_id": envelope["envelope_id"] });
        if let Some(payload) = payload {
            ack["payload"] = payload;
        }
        self.0.send(Message::text(ack.to_string())).await.unwrap();
    }
}

#[tokio::test]
async fn events_come_in_envelopes_and_are_acknowledged() {
    let workspace = workspace().await;
    let mut socket = Socket::open(&workspace).await;
    assert_eq!(workspace.open_sockets(), 1);
    let mut happenings = workspace.happenings();
    workspace.say(ADA, GENERAL, "hello").unwrap();
    let envelope = socket.next().await;
    assert_eq!((&envelope["type"], &envelope["accepts_response_payload"]), (&json!("events_api"), &json!(false)));
    assert_eq!((&envelope["retry_attempt"], &envelope["retry_reason"]), (&json!(0), &json!("")));
    assert_eq!(envelope["payload"]["event"]["text"], "hello");
    assert!(envelope["payload"]["event_id"].is_string());
    socket.acknowledge(&envelope, None).await;
    assert_eq!(soon(happenings.delivery("message")).await.outcome, Outcome::Acknowledged);
}

#[tokio::test]
async fn clicks_and_commands_are_answered_with_the_acknowledgement() {
    let workspace = workspace().await;
    let mut socket = Socket::open(&workspace).await;
    let mut happenings = workspace.happenings();
    workspace.command(ADA, GENERAL, "/weather", "tomorrow").unwrap();
    let envelope = socket.next().await;
    assert_eq!((&envelope["type"], &envelope["accepts_response_payload"]), (&json!("slash_commands"), &json!(true)));
    assert_eq!(envelope["payload"]["text"], "tomorrow");
    socket.acknowledge(&envelope, Some(json!({ "text": "Sunny", "response_type": "in_channel" }))).await;
    assert_eq!(soon(happenings.message(|_| true)).await.text, "Sunny");
    let sunny = socket.next().await;
    socket.acknowledge(&sunny, None).await;

    workspace.shortcut(ADA, "new_ticket").unwrap();
    let envelope = socket.next().await;
    assert_eq!((&envelope["type"], &envelope["payload"]["callback_id"]), (&json!("interactive"), &json!("new_ticket")));
}

#[tokio::test]
async fn what_is_not_acknowledged_comes_again() {
    let workspace = people().answer_within(Duration::from_millis(50)).start().await.unwrap();
    let mut socket = Socket::open(&workspace).await;
    workspace.say(ADA, GENERAL, "hello").unwrap();
    let first = socket.next().await;
    let second = socket.next().await;
    assert_eq!((&second["retry_attempt"], &second["retry_reason"]), (&json!(1), &json!("timeout")));
    assert_eq!(first["payload"], second["payload"]);
    assert_ne!(first["envelope_id"], second["envelope_id"]);
}

#[tokio::test]
async fn a_websocket_is_refreshed_and_what_came_in_between_comes_again() {
    let delays = [Duration::from_millis(500), Duration::from_secs(4), Duration::from_secs(4)];
    let workspace = people().retry_delays(delays).start().await.unwrap();
    let mut socket = Socket::open(&workspace).await;
    let mut happenings = workspace.happenings();
    workspace.end_sockets(SocketEnd::Warned);
    assert_eq!(socket.next().await["reason"], "warning");
    workspace.end_sockets(SocketEnd::Refreshed);
    let goodbye = socket.next().await;
    assert_eq!((&goodbye["type"], &goodbye["reason"]), (&json!("disconnect"), &json!("refresh_requested")));
    assert_eq!(socket.next().await, Value::Null);
    drop(socket);
    let closed = |happening| matches!(happening, Happening::SocketClosed { .. }).then_some(());
    soon(happenings.find(closed)).await;

    workspace.say(ADA, GENERAL, "between").unwrap();
    assert_eq!(soon(happenings.delivery("message")).await.outcome, Outcome::Unreachable);
    let mut socket = Socket::open(&workspace).await;
    let envelope = socket.next().await;
    assert_eq!(envelope["payload"]["event"]["text"], "between");
    assert!(envelope["retry_attempt"].as_u64().unwrap() > 0);
    assert_eq!(envelope["retry_reason"], "connection_failed");
}

#[tokio::test]
async fn several_websockets_take_turns() {
    let workspace = workspace().await;
    let (mut one, mut other) = (Socket::open(&workspace).await, Socket::open(&workspace).await);
    let mut happenings = workspace.happenings();
    let mut turns = [0, 0];
    for number in 0..4 {
        workspace.say(ADA, GENERAL, &number.to_string()).unwrap();
        tokio::select! {
            envelope = one.next() => { one.acknowledge(&envelope, None).await; turns[0] += 1; }
            envelope = other.next() => { other.acknowledge(&envelope, None).await; turns[1] += 1; }
        }
        soon(happenings.delivery("message")).await;
    }
    assert_eq!(turns, [2, 2]);
}

#[tokio::test]
async fn a_websocket_may_break_or_fall_silent() {
    let workspace = people().answer_within(Duration::from_millis(50)).start().await.unwrap();
    let mut dropped = Socket::open(&workspace).await;
    let mut happenings = workspace.happenings();
    workspace.end_sockets(SocketEnd::Dropped);
    assert_eq!(dropped.next().await, Value::Null);
    let closed = |happening| matches!(happening, Happening::SocketClosed { .. }).then_some(());
    soon(happenings.find(closed)).await;

    let _silent = Socket::open(&workspace).await;
    workspace.end_sockets(SocketEnd::Silenced);
    workspace.say(ADA, GENERAL, "anybody?").unwrap();
    assert_eq!(soon(happenings.delivery("message")).await.outcome, Outcome::TimedOut);
    assert_eq!(workspace.open_sockets(), 1, "nobody was told");
}

#[tokio::test]
async fn a_ticket_opens_one_websocket_and_needs_the_apps_token() {
    let (workspace, app) = workspace_with_app().await;
    let bots = Api::of(&workspace).form("apps.connections.open", &[]).await;
    assert_eq!(bots["error"], "not_allowed_token_type");
    let api = Api::with(&workspace, &workspace.app().app_token);
    let url = api.form("apps.connections.open", &[]).await["url"].as_str().unwrap().to_owned();
    assert!(url.starts_with("ws://127.0.0.1:"));
    let _first = Socket::at(&url).await.unwrap();
    assert!(Socket::at(&url).await.is_err_and(|error| error.contains("401")));

    workspace.say(ADA, GENERAL, "not by HTTP any more").unwrap();
    let mut happenings = workspace.all_happenings();
    let called = happenings.find(|happening| matches!(happening, Happening::SocketOpened { .. }).then_some(()));
    soon(called).await;
    assert!(app.received().is_empty());
    let _heard: App = app;
}

#[tokio::test]
async fn websockets_end_with_the_workspace() {
    let workspace = workspace().await;
    let mut socket = Socket::open(&workspace).await;
    drop(workspace);
    assert_eq!(socket.next().await, Value::Null);
}
