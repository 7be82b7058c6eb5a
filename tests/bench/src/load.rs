//! The load: a few connections that send the same request again and again.

use std::{
    io,
    time::{Duration, Instant},
};

use serde_json::{Value, json};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    task::JoinSet,
};

use crate::process::Server;

const CONNECTIONS: usize = 8;
const ROUND: Duration = Duration::from_millis(700);

/// A kind of request.
#[derive(Clone, Copy)]
pub(crate) enum Workload {
    Ping,
    Action,
    Webhook,
    Message,
}

/// What a round showed.
pub(crate) struct Figures {
    pub(crate) per_second: f64,
    /// The server's processor time per request.
    pub(crate) cpu_us: f64,
}

impl Workload {
    pub(crate) const ALL: [Self; 4] = [Self::Ping, Self::Action, Self::Webhook, Self::Message];

    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Ping => "ping",
            Self::Action => "echo action 1 KB",
            Self::Webhook => "webhook 1 KB",
            Self::Message => "message 1 KB",
        }
    }

    fn operation(self) -> (&'static str, Value) {
        let date = "2026-01-01T00:00:00.000Z";
        let text = "x".repeat(1000);
        match self {
            Self::Ping => ("ping", json!({})),
            Self::Action => ("action_triggered", json!({ "type": "echo", "input": { "text": text } })),
            Self::Webhook => {
                let headers = json!({ "content-type": "application/json", "user-agent": "somebody", "accept": "*/*" });
                let body = json!({ "text": text }).to_string();
                let req =
                    json!({ "method": "POST", "path": "/webhook_1", "query": "", "headers": headers, "body": body });
                ("webhook_received", json!({ "req": req }))
            }
            Self::Message => {
                let object = |id: &str, rest: Value| {
                    let mut object = json!({ "id": id, "createdAt": date, "updatedAt": date, "tags": { "id": "1" } });
                    if let (Value::Object(object), Value::Object(rest)) = (&mut object, rest) {
                        object.extend(rest);
                    }
                    object
                };
                let payload = json!({ "text": "x".repeat(400) });
                let message = json!({
                    "type": "text", "payload": payload, "direction": "outgoing", "userId": "user_1", "conversationId": "conv_1",
                });
                let body = json!({
                    "type": "text",
                    "payload": payload,
                    "conversation": object("conv_1", json!({ "channel": "channel", "integration": "bench" })),
                    "message": object("msg_1", message),
                    "user": object("user_1", json!({})),
                });
                ("message_created", body)
            }
        }
    }

    fn request(self) -> String {
        let (operation, body) = self.operation();
        let body = body.to_string();
        format!(
            "POST / HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\nx-bot-id: bot_1\r\n\
             x-bot-user-id: user_bot\r\nx-integration-id: intg_1\r\nx-integration-alias: bench\r\nx-webhook-id: webhook_1\r\n\
             x-bp-operation: {operation}\r\nx-bp-configuration: eyJ0b2tlbiI6InNlY3JldCJ9\r\n\
             traceparent: 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01\r\ncontent-length: {}\r\n\r\n{body}",
            body.len()
        )
    }
}

/// Loads `server` for a moment.
pub(crate) async fn measure(server: &Server, workload: Workload) -> io::Result<Figures> {
    let request = workload.request();
    let mut connections = Vec::new();
    for _ in 0..CONNECTIONS {
        let stream = TcpStream::connect(("127.0.0.1", server.port)).await?;
        stream.set_nodelay(true)?;
        connections.push(stream);
    }
    let (cpu, started) = (server.cpu()?, Instant::now());
    let mut tasks = JoinSet::new();
    for stream in connections {
        tasks.spawn(again_and_again(stream, request.clone(), started + ROUND));
    }
    let mut answered = 0;
    while let Some(count) = tasks.join_next().await {
        answered += count.map_err(io::Error::other)??;
    }
    let (elapsed, cpu) = (started.elapsed(), server.cpu()? - cpu);
    let answered = f64::from(answered);
    Ok(Figures { per_second: answered / elapsed.as_secs_f64(), cpu_us: cpu.as_secs_f64() * 1e6 / answered })
}

async fn again_and_again(mut stream: TcpStream, request: String, until: Instant) -> io::Result<u32> {
    let (mut buffer, mut answered) = (vec![0; 16 * 1024], 0);
    while Instant::now() < until {
        stream.write_all(request.as_bytes()).await?;
        let mut read = 0;
        // Every answer begins with its status and carries its length.
        while !is_whole(&buffer[..read]) {
            match stream.read(&mut buffer[read..]).await? {
                0 => return Err(io::ErrorKind::UnexpectedEof.into()),
                length => read += length,
            }
        }
        if !buffer.starts_with(b"HTTP/1.1 200") {
            return Err(io::Error::other(String::from_utf8_lossy(&buffer[..read]).into_owned()));
        }
        answered += 1;
    }
    Ok(answered)
}

pub(crate) fn is_whole(answer: &[u8]) -> bool {
    let Some(end) = answer.windows(4).position(|window| window == b"\r\n\r\n") else { return false };
    let head = String::from_utf8_lossy(&answer[..end]);
    let length =
        head.lines().find_map(|line| line.strip_prefix("content-length: ")).and_then(|length| length.parse().ok());
    length.is_some_and(|length: usize| answer.len() >= end + 4 + length)
}
