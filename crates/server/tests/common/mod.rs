//! An integration that does what its caller asks, and a connection that shows each byte.
#![allow(dead_code, unreachable_pub, reason = "every test file uses a part of it")]
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a helper of tests fails the test")]

use std::{collections::HashMap, future::pending, net::SocketAddr, sync::Arc};

use botpress_core::{
    BoxFuture, Context, Integration, Result,
    definition::{DefinitionErrors, IntegrationDefinition},
    operation::{Operation, Reply},
};
use serde_json::{Value, json};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    sync::{Notify, Semaphore},
    task::JoinHandle,
};

use botpress_server::{BoundServer, Server};

/// Events that tests and handlers wait for. A permit is an event that happened.
pub struct Events {
    pub started: Semaphore,
    pub go_on: Semaphore,
    pub finished: Semaphore,
}

impl Events {
    pub fn new() -> Arc<Self> {
        Arc::new(Self { started: Semaphore::new(0), go_on: Semaphore::new(0), finished: Semaphore::new(0) })
    }

    /// Says that it started, waits for `go_on`, and says that it finished.
    async fn step(&self) {
        self.started.add_permits(1);
        happened(&self.go_on).await;
        self.finished.add_permits(1);
    }
}

pub async fn happened(event: &Semaphore) {
    event.acquire().await.unwrap().forget();
}

/// Answers actions by their names.
pub struct Probe(pub Arc<Events>);

impl Integration for Probe {
    const NAME: &'static str = "probe";

    type Configuration = ();
    type UserTags = ();

    fn definition() -> Result<IntegrationDefinition, DefinitionErrors> {
        IntegrationDefinition::builder("probe", "0.1.0").title("Probe").try_build()
    }

    fn dispatch<'a>(&'a self, cx: &'a Context<Self>, operation: Operation) -> BoxFuture<'a, Result<Reply>> {
        Box::pin(async move {
            let Operation::Action(call) = operation else { return Ok(Reply::Done) };
            match call.kind.as_str() {
                "echo" => return Ok(Reply::Output(call.input)),
                "panic" => panic!("as asked"),
                "wait" => self.0.step().await,
                "forever" => pending().await,
                "spawn" => cx.spawn(|probe, _| async move {
                    probe.0.step().await;
                    Ok(())
                })?,
                unknown => panic!("no action {unknown}"),
            }
            Ok(Reply::Output(json!({})))
        })
    }
}

/// A server of a [`Probe`] on a free port, in a task of its own.
pub struct Running {
    pub address: SocketAddr,
    pub events: Arc<Events>,
    stop: Arc<Notify>,
    serving: JoinHandle<()>,
}

impl Running {
    /// Starts the server that `change` makes of the usual one.
    pub async fn start(change: impl FnOnce(Server) -> Server) -> Self {
        let events = Events::new();
        let server = Server::new(Probe(events.clone())).address([127, 0, 0, 1]).port(0).signing_secrets([""; 0]);
        Self::serve(change(server).bind().await.unwrap(), events)
    }

    fn serve(bound: BoundServer, events: Arc<Events>) -> Self {
        let (address, stop) = (bound.local_addr(), Arc::new(Notify::new()));
        let stopped = stop.clone();
        let serving = tokio::spawn(async move { bound.serve_until(stopped.notified()).await });
        Self { address, events, stop, serving }
    }

    pub async fn connect(&self) -> Connection {
        Connection { stream: TcpStream::connect(self.address).await.unwrap(), read: Vec::new() }
    }

    /// Asks the server to stop; the answer resolves when it has.
    pub fn stop(self) -> JoinHandle<()> {
        self.stop.notify_one();
        self.serving
    }
}

/// A connection to a server.
pub struct Connection {
    stream: TcpStream,
    read: Vec<u8>,
}

/// A response as it came.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub headers: HashMap<String, String>,
    pub body: String,
}

impl Answer {
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap()
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(String::as_str)
    }
}

/// The head of a request for an action, up to its own headers.
pub const ACTION_HEAD: &str = "POST / HTTP/1.1\r\nhost: localhost\r\nx-bot-id: bot_1\r\nx-bot-user-id: user_bot\r\n\
x-integration-id: intg_1\r\nx-integration-alias: bench\r\nx-webhook-id: webhook_1\r\nx-bp-operation: action_triggered\r\n\
x-bp-configuration: e30=\r\n";

/// The body that asks for an action.
pub fn action_body(name: &str, input: &Value) -> String {
    json!({ "type": name, "input": input }).to_string()
}

impl Connection {
    /// Asks for an action and waits for the answer.
    pub async fn action(&mut self, name: &str, input: Value) -> Answer {
        self.action_with("", action_body(name, &input).as_bytes()).await
    }

    /// Asks for an action with further headers and any body.
    pub async fn action_with(&mut self, headers: &str, body: &[u8]) -> Answer {
        let head = format!("{ACTION_HEAD}{headers}content-length: {}\r\n\r\n", body.len());
        self.send(&[head.as_bytes(), body].concat()).await;
        self.answer().await.expect("an answer")
    }

    pub async fn health(&mut self) -> Answer {
        self.send(b"GET /health HTTP/1.1\r\nhost: localhost\r\n\r\n").await;
        self.answer().await.expect("an answer")
    }

    /// Sends bytes. That the other side does not take them shows in the answer.
    pub async fn send(&mut self, bytes: &[u8]) {
        let _ = self.stream.write_all(bytes).await;
    }

    /// The next answer; `None` when the connection ends instead.
    pub async fn answer(&mut self) -> Option<Answer> {
        let answer = self.head().await?;
        let length = answer.header("content-length").map_or(0, |length| length.parse().unwrap());
        while self.read.len() < length {
            self.more().await?;
        }
        let body = self.read.drain(..length).collect();
        Some(Answer { body: String::from_utf8(body).unwrap(), ..answer })
    }

    /// The head of the next answer.
    pub async fn head(&mut self) -> Option<Answer> {
        let end = loop {
            if let Some(end) = self.read.windows(4).position(|window| window == b"\r\n\r\n") {
                break end;
            }
            self.more().await?;
        };
        let head = String::from_utf8(self.read.drain(..end + 4).collect()).unwrap();
        let mut lines = head.trim_end().split("\r\n");
        let status = lines.next()?.split(' ').nth(1)?.parse().unwrap();
        let headers =
            lines.map(|line| line.split_once(": ").unwrap()).map(|(name, value)| (name.to_owned(), value.to_owned()));
        Some(Answer { status, headers: headers.collect(), body: String::new() })
    }

    /// Whether nothing more comes: the other side has closed.
    pub async fn is_closed(&mut self) -> bool {
        self.read.is_empty() && self.more().await.is_none()
    }

    async fn more(&mut self) -> Option<()> {
        let mut buffer = [0; 4096];
        match self.stream.read(&mut buffer).await {
            Ok(0) | Err(_) => None,
            Ok(length) => {
                self.read.extend_from_slice(&buffer[..length]);
                Some(())
            }
        }
    }
}
