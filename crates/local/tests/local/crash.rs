//! What was acknowledged is there, and is there once, however the process ends.

use std::collections::HashMap;
use std::hash::{BuildHasher as _, RandomState};
use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};

use botpress_local::{Data, LocalBotpress, SilentBot};
use http::{Method, StatusCode};
use serde_json::{Value, json};

use crate::support::{Api, Folder, World, text};

/// Where the data of a process that is going to be killed is.
const DATA: &str = "BOTPRESS_LOCAL_TEST_DATA";
const KILLS: usize = 6;
const WORKERS: usize = 8;

#[tokio::test(flavor = "multi_thread")]
async fn after_kill_9_at_any_moment_every_acknowledged_write_is_there_once() {
    let folder = Folder::new("crash");
    let Data::File(path) = folder.data() else { unreachable!() };
    // What each worker has been told is written, and where it goes on: at what it was not told about.
    let mut places = vec![0; WORKERS];
    let acknowledged = Arc::new(Mutex::new(HashMap::new()));
    for _ in 0..KILLS {
        let server = Server::start(&path);
        let api = server.api();
        let conversation = conversation(&api).await;
        let kill_after = 20 + usize::try_from(RandomState::new().hash_one(0) % 300).unwrap();
        let limit = acknowledged.lock().unwrap().len() + kill_after;
        let server = Arc::new(Mutex::new(server));
        let workers = places.into_iter().enumerate().map(|(worker, place)| {
            let (api, conversation) = (api.clone(), conversation.clone());
            let (acknowledged, server) = (Arc::clone(&acknowledged), Arc::clone(&server));
            tokio::spawn(async move {
                let mut place = place;
                while let Some(message) = write(&api, &conversation, &format!("{worker}-{place}")).await {
                    place += 1;
                    let mut acknowledged = acknowledged.lock().unwrap();
                    acknowledged.insert(message, format!("{worker}-{}", place - 1));
                    if acknowledged.len() == limit {
                        server.lock().unwrap().0.kill().unwrap();
                    }
                }
                place
            })
        });
        let mut reached = vec![];
        for worker in workers.collect::<Vec<_>>() {
            reached.push(worker.await.unwrap());
        }
        places = reached;
    }

    // Opened once more, so that what the last one left half done is dealt with.
    drop(Server::start(&path));
    let data = rusqlite::Connection::open(&path).unwrap();
    let one = |sql: &str| data.query_row(sql, [], |row| row.get::<_, String>(0)).unwrap();
    assert_eq!(one("PRAGMA integrity_check"), "ok");
    let mut statement =
        data.prepare("SELECT m.id, t.value FROM messages m JOIN message_tags t ON t.object = m.seq").unwrap();
    let rows = statement.query_map([], |row| Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?))).unwrap();
    let written: HashMap<String, String> = rows.map(Result::unwrap).collect();
    let acknowledged = acknowledged.lock().unwrap();
    for (message, tag) in acknowledged.iter() {
        assert_eq!(written.get(message), Some(tag), "acknowledged, and not there");
    }
    assert!(acknowledged.len() >= KILLS * 20 && written.len() - acknowledged.len() <= WORKERS);
    for (what, sql) in [
        ("messages of one tag", "SELECT (count(*) - count(DISTINCT value)) || '' FROM message_tags"),
        ("users of one tag", "SELECT (count(*) - count(DISTINCT value)) || '' FROM user_tags"),
        ("events of one message", "SELECT (count(*) - (SELECT count(*) FROM messages)) || '' FROM events"),
        ("counted messages", "SELECT (sum(message_count) - (SELECT count(*) FROM messages)) || '' FROM conversations"),
    ] {
        assert_eq!(one(sql), "0", "{what} too many");
    }
}

/// One user, one message, one state; the message's id when all were acknowledged.
async fn write(api: &Api, conversation: &str, tag: &str) -> Option<String> {
    let user = send(api, "/v1/chat/users/get-or-create", json!({ "tags": { "id": tag } })).await?;
    let user = text(&user["user"]["id"]);
    let message = json!({ "conversationId": conversation, "userId": user, "type": "text", "payload": { "text": tag },
                          "tags": { "ts": tag } });
    let message = send(api, "/v1/chat/messages/get-or-create", message).await?;
    send(api, &format!("/v1/chat/states/user/{user}/profile"), json!({ "payload": { "at": tag } })).await?;
    Some(text(&message["message"]["id"]))
}

/// `None` when the server is gone.
async fn send(api: &Api, path: &str, body: Value) -> Option<Value> {
    let mut request = http::Request::builder().method(Method::POST).uri(format!("{}{path}", api.base));
    for (name, value) in &api.headers {
        request = request.header(*name, value);
    }
    let response = api.client.request(request.body(body.to_string().into()).unwrap()).await.ok()?;
    let (head, body) = response.into_parts();
    let body = http_body_util::BodyExt::collect(body).await.ok()?.to_bytes();
    assert!(head.status == StatusCode::OK, "{}: {body:?}", head.status);
    serde_json::from_slice(&body).ok()
}

async fn conversation(api: &Api) -> String {
    let body = json!({ "channel": "dm", "tags": { "id": "all" } });
    text(&api.post("/v1/chat/conversations/get-or-create", body).await.ok()["conversation"]["id"])
}

/// A local Botpress in a process of its own: this program again, running the test below.
struct Server(Child, Value);

impl Server {
    fn start(path: &std::path::Path) -> Self {
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["crash::serves_until_it_is_killed", "--exact", "--ignored", "--nocapture"])
            .env(DATA, path)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let ready =
            lines.map_while(Result::ok).find_map(|line| serde_json::from_str(line.get(line.find('{')?..)?).ok());
        let server = Self(child, ready.unwrap_or_default());
        assert!(server.1.is_object(), "it did not start");
        server
    }

    fn api(&self) -> Api {
        let header = |key: &str| text(&self.1[key]);
        let headers = vec![
            ("authorization", "Bearer key".to_owned()),
            ("x-bot-id", header("botId")),
            ("x-integration-id", header("integrationId")),
        ];
        Api { headers, ..Api::plain(&header("apiUrl")) }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "the other side of the test above, which starts it"]
#[allow(clippy::print_stdout, reason = "how it tells where it listens")]
async fn serves_until_it_is_killed() {
    let Some(path) = std::env::var_os(DATA) else { return };
    let local =
        LocalBotpress::builder().bot(SilentBot).data(Data::File(path.into())).token("key").start().await.unwrap();
    let world = World::with(local).await;
    let (api, bot) = (world.local.api_url(), world.local.bot_id());
    println!("{}", json!({ "apiUrl": api, "botId": bot, "integrationId": world.installed.integration_id }));
    std::future::pending().await
}
