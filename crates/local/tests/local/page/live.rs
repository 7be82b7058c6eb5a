//! What whoever looks at the page is told as it happens.

use std::time::Duration;

use botpress_local::{LocalBotpress, Notice, NoticeKind};
use http::Method;
use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::TcpStream;

use super::Page;
use crate::support::{Api, World};

/// A stream of server-sent events.
pub(super) struct Stream(BufReader<TcpStream>);

impl Stream {
    pub(super) async fn open(page: &Page) -> Self {
        let address = page.api.base.strip_prefix("http://").unwrap();
        let mut socket = TcpStream::connect(address).await.unwrap();
        let cookie = &page.api.headers.iter().find(|(name, _)| *name == "cookie").unwrap().1;
        let request = format!("GET /console/api/live HTTP/1.1\r\nhost: {address}\r\ncookie: {cookie}\r\n\r\n");
        socket.write_all(request.as_bytes()).await.unwrap();
        Self(BufReader::new(socket))
    }

    /// The data of the next event of this name; `None` at the end.
    pub(super) async fn next(&mut self, name: &str) -> Option<Value> {
        let mut line = String::new();
        let mut event = String::new();
        loop {
            line.clear();
            let read = tokio::time::timeout(Duration::from_secs(20), self.0.read_line(&mut line));
            if read.await.unwrap().ok()? == 0 {
                return None;
            }
            if let Some(of) = line.strip_prefix("event: ") {
                event = of.trim().to_owned();
            } else if let Some(data) = line.strip_prefix("data: ")
                && event == name
            {
                return serde_json::from_str(data).ok();
            }
        }
    }
}

#[tokio::test]
async fn steps_are_told_when_they_begin_and_when_they_end() {
    let world = World::start().await;
    let page = Page::open(&world.local).await;
    let mut stream = Stream::open(&page).await;
    assert_eq!(stream.next("notice").await.unwrap()["notice"], Value::Null);
    Api::plain(&world.installed.webhook_url).send(Method::POST, "/x", "y").await;
    let mut titles = vec![];
    let mut revision = 0;
    while !titles.contains(&"webhook_received 200".to_owned()) {
        let told = stream.next("steps").await.unwrap();
        assert!(told["revision"].as_u64().unwrap() > revision);
        revision = told["revision"].as_u64().unwrap();
        titles.extend(
            told["steps"]
                .as_array()
                .unwrap()
                .iter()
                .map(|step| format!("{} {}", step["title"].as_str().unwrap(), step["status"])),
        );
    }
    assert!(titles.iter().any(|title| title.starts_with("POST /x")), "{titles:?}");
    assert!(!serde_json::to_string(&titles).unwrap().contains("output"), "bodies are asked for");
}

#[tokio::test]
async fn a_notice_is_told_to_those_who_look_and_to_those_who_come() {
    let local = LocalBotpress::builder().start().await.unwrap();
    let page = Page::open(&local).await;
    let mut stream = Stream::open(&page).await;
    assert_eq!(stream.next("notice").await.unwrap()["notice"], Value::Null);
    local.show_notice(Notice::new(NoticeKind::Problem, "It does not build.").text("\u{1b}[31merror\u{1b}[0m: no"));
    let notice = json!({ "kind": "problem", "title": "It does not build.", "text": "error: no" });
    assert_eq!(stream.next("notice").await.unwrap()["notice"], notice);
    assert_eq!(Stream::open(&page).await.next("notice").await.unwrap()["notice"], notice);
    local.clear_notice();
    assert_eq!(stream.next("notice").await.unwrap()["notice"], Value::Null);
}

#[tokio::test]
async fn a_stop_does_not_wait_for_those_who_listen() {
    let local = LocalBotpress::builder().start().await.unwrap();
    let page = Page::open(&local).await;
    let mut stream = Stream::open(&page).await;
    stream.next("notice").await.unwrap();
    tokio::time::timeout(Duration::from_secs(4), local.stop()).await.unwrap();
    assert_eq!(stream.next("notice").await, None);
}
