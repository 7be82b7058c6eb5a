//! A stand-in for the Botpress API: plays replies in order and notes what was sent.

use std::{
    collections::BTreeMap,
    io::{BufRead, BufReader, Write},
    net::{TcpListener, TcpStream},
    sync::{Arc, Mutex},
    thread,
};

use serde_json::Value;

use super::{number, pairs};

/// What a call is answered with.
#[derive(Debug, Clone)]
pub(crate) enum Reply {
    Response {
        status: u16,
        headers: Vec<(String, String)>,
        body: Value,
    },
    /// The connection is closed without an answer.
    Destroyed,
}

impl Reply {
    /// From `{"status", "headers", "body"}`, or the text "connection destroyed".
    pub(crate) fn from_json(reply: &Value) -> Self {
        if reply == "connection destroyed" {
            return Self::Destroyed;
        }
        Self::Response {
            status: number(&reply["status"]),
            headers: pairs(&reply["headers"]),
            body: reply["body"].clone(),
        }
    }
}

/// A call that came in.
#[derive(Debug, Clone)]
pub(crate) struct Sent {
    pub(crate) method: String,
    pub(crate) url: String,
    pub(crate) headers: BTreeMap<String, String>,
    /// Null when there was none.
    pub(crate) body: Value,
}

pub(crate) struct StandIn {
    url: String,
    script: Arc<Mutex<Script>>,
}

struct Script {
    /// The last one first.
    replies: Vec<Reply>,
    sent: Vec<Sent>,
}

impl StandIn {
    pub(crate) fn start(replies: &[Reply]) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let replies = replies.iter().rev().cloned().collect();
        let script = Arc::new(Mutex::new(Script { replies, sent: Vec::new() }));
        let shared = script.clone();
        // It ends with the test's process.
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let script = shared.clone();
                thread::spawn(move || while answer(&stream, &script).is_some() {});
            }
        });
        Self { url, script }
    }

    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    pub(crate) fn sent(&self) -> Vec<Sent> {
        self.script.lock().unwrap().sent.clone()
    }
}

/// Answers one call; `None` when the connection is over.
fn answer(mut stream: &TcpStream, script: &Mutex<Script>) -> Option<()> {
    let sent = read(&mut BufReader::new(stream))?;
    let reply = {
        let mut script = script.lock().unwrap();
        script.sent.push(sent);
        script.replies.pop()
    };
    let unexpected = Reply::Response { status: 500, headers: Vec::new(), body: "the test expects no such call".into() };
    let Reply::Response { status, headers, body } = reply.unwrap_or(unexpected) else { return None };
    let headers: String = headers.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
    let body = body.to_string();
    let head = format!("HTTP/1.1 {status} -\r\ncontent-length: {}\r\n{headers}\r\n", body.len());
    stream.write_all((head + &body).as_bytes()).ok()
}

fn read(reader: &mut impl BufRead) -> Option<Sent> {
    let request = line(reader)?;
    let mut request = request.split(' ').map(str::to_owned);
    let (method, url) = (request.next()?, request.next()?);
    let mut headers = BTreeMap::new();
    while let Some((name, value)) = line(reader)?.split_once(':') {
        headers.insert(name.to_ascii_lowercase(), value.trim().to_owned());
    }
    let length = headers.get("content-length").map_or(Some(0), |length| length.parse().ok())?;
    let mut body = vec![0; length];
    reader.read_exact(&mut body).ok()?;
    let body = if body.is_empty() { Value::Null } else { serde_json::from_slice(&body).ok()? };
    Some(Sent { method, url, headers, body })
}

fn line(reader: &mut impl BufRead) -> Option<String> {
    let mut line = String::new();
    reader.read_line(&mut line).ok()?;
    line.strip_suffix("\r\n").map(str::to_owned)
}
