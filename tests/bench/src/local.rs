//! Local Botpress under load: `cargo run --release -p bench local`.
//!
//! The data is a file, so that every answer to a write waits for the disk. The server has the first core, as above.

use std::{
    error::Error,
    fs, io,
    path::{Path, PathBuf},
    process::ExitCode,
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};

use botpress_local::{Data, Installation, LocalBotpress, SilentBot};
use serde_json::{Value, json};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    task::JoinSet,
};

use crate::{
    load::is_whole,
    median,
    process::{self, Server},
};

const CONNECTIONS: usize = 16;
const ROUND: Duration = Duration::from_secs(3);
/// How many messages a list is read from.
const SIZES: [u32; 2] = [10_000, 1_000_000];
const STARTS: usize = 11;
const FILE_MB: usize = 100;
/// The crowd: all of them want all of the objects.
const CLIENTS: usize = 64;
const OBJECTS: usize = 1000;

/// Where the data of the server is.
const DATA: &str = "BENCH_DATA";

/// The server's side.
pub(crate) fn serve() -> ExitCode {
    let Ok(runtime) = tokio::runtime::Runtime::new() else { return ExitCode::FAILURE };
    match runtime.block_on(start()) {
        Ok(local) => {
            // To the test's side: who to be, and where.
            println!("{}", local.1);
            runtime.block_on(std::future::pending())
        }
        Err(error) => {
            println!("{error}");
            ExitCode::FAILURE
        }
    }
}

async fn start() -> Result<(LocalBotpress, String), Box<dyn Error>> {
    let data = std::env::var_os(DATA).map_or(Data::Memory, |path| Data::File(path.into()));
    let local = LocalBotpress::builder().data(data).bot(SilentBot).token("key").start().await?;
    let text = json!({ "type": "object", "properties": { "text": { "type": "string" } }, "required": ["text"] });
    let definition = json!({
        "name": "bench", "version": "0.1.0", "user": { "tags": { "id": {} } },
        "channels": { "dm": {
            "messages": { "text": { "schema": text } }, "message": { "tags": { "ts": {} } },
            "conversation": { "tags": { "id": {} } },
        } },
    });
    // Nobody listens there: the registration fails, and the installation stays.
    let installed = local.install(Installation::new("bench", "http://127.0.0.1:1", definition)).await?;
    let port = local.api_url().rsplit(':').next().unwrap_or_default();
    let ready = format!("{} {} {port}", local.bot_id(), installed.integration_id);
    Ok((local, ready))
}

/// Measures, and prints what it finds.
pub(crate) fn measure() -> Result<(), Box<dyn Error>> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let starts = (0..STARTS).map(|_| process::time_to_first_answer("local")).collect::<Result<Vec<_>, _>>()?;
    println!("start to answer, in memory: {:.1} ms", median(starts.into_iter()));

    let folder = Folder(std::env::temp_dir().join(format!("botpress-bench-{}", std::process::id())));
    let _ = fs::remove_dir_all(&folder.0);
    fs::create_dir_all(&folder.0)?;
    let path = folder.0.join("data.sqlite");
    let mut api = Api::start(&path)?;
    println!("resident, idle: {:.1} MB\n", api.server.resident()?);
    let user = text(&runtime.block_on(api.call("/v1/chat/users", &json!({ "tags": { "id": "0" } })))?["user"]["id"]);
    let conversation = json!({ "channel": "dm", "tags": { "id": "0" } });
    let conversation = runtime.block_on(api.call("/v1/chat/conversations", &conversation))?;
    let conversation = text(&conversation["conversation"]["id"]);

    println!("operation                     messages    per second   p50 ms   p99 ms   µs CPU");
    for (size, before) in SIZES.into_iter().zip([0, SIZES[0]]) {
        drop(api);
        fill(&path, before..size)?;
        api = Api::start(&path)?;
        // Those that were filled in: the same kind of messages, however many there are.
        let list = format!("/v1/chat/messages?conversationId={conversation}&beforeDate=1970-01-02T00:00:00.000Z");
        let page = runtime.block_on(api.exchange(&api.get(&list)))?;
        let token = text(&page["meta"]["nextToken"]);
        let second = format!("{list}&nextToken={token}");
        let message = |number: u64| {
            json!({ "conversationId": conversation, "userId": user, "type": "text", "tags": { "ts": number.to_string() },
                    "payload": { "text": "a text of a usual length, neither short nor long" } })
        };
        let same = |number: u64| json!({ "tags": { "id": (number % 1000).to_string() } });
        let fresh = |number: u64| json!({ "tags": { "id": format!("{size}-{number}") } });
        let found = "/v1/chat/users/get-or-create";
        type Make<'a> = Box<dyn Fn(u64) -> String + 'a>;
        let workloads: [(&str, Make<'_>); 5] = [
            ("listMessages, first page", Box::new(|_| api.get(&list))),
            ("listMessages, second page", Box::new(|_| api.get(&second))),
            ("getOrCreateUser, there", Box::new(|number| api.post(found, &same(number)))),
            ("getOrCreateUser, new", Box::new(|number| api.post(found, &fresh(number)))),
            ("createMessage", Box::new(|number| api.post("/v1/chat/messages", &message(number)))),
        ];
        for (name, make) in workloads {
            let figures = runtime.block_on(load(&api.server, make))?;
            println!(
                "{name:<28} {size:>9} {:>13.0} {:>8.2} {:>8.2} {:>8.0}",
                figures.per_second, figures.p50_ms, figures.p99_ms, figures.cpu_us
            );
        }
        println!("resident: {:.1} MB\n", api.server.resident()?);
    }

    let before = api.server.resident()?;
    let seconds = runtime.block_on(upload(&api))?;
    println!(
        "a file of {FILE_MB} MB: up and down in {seconds:.1} s; resident {before:.1} MB before, {:.1} MB after",
        api.server.resident()?
    );

    let started = Instant::now();
    let (users, conversations) = runtime.block_on(crowd(&api))?;
    println!(
        "{CLIENTS} clients that each get-or-create the same {OBJECTS} users and conversations: {users} users, \
         {conversations} conversations, {:.1} s ({:.0} per second)",
        started.elapsed().as_secs_f64(),
        (CLIENTS * OBJECTS * 2) as f64 / started.elapsed().as_secs_f64(),
    );
    Ok(())
}

/// Messages of the one conversation, older than any other, straight into the file.
fn fill(path: &Path, numbers: std::ops::Range<u32>) -> rusqlite::Result<()> {
    let data = rusqlite::Connection::open(path)?;
    data.execute(
        "WITH RECURSIVE n(i) AS (SELECT ?1 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < ?2) \
         INSERT INTO messages (id, bot, owner, conversation, user_id, type, payload, direction, created_at, updated_at) \
         SELECT 'msg_fill' || i, c.bot, c.owner, c.seq, u.id, 'text', '{\"text\":\"a text of a usual length\"}', \
         'incoming', i, i FROM n, (SELECT * FROM conversations ORDER BY seq LIMIT 1) c, \
         (SELECT * FROM users WHERE owner > 0 ORDER BY seq LIMIT 1) u",
        [numbers.start, numbers.end],
    )?;
    data.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))
}

struct Folder(PathBuf);

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// A server, and who calls it.
struct Api {
    server: Server,
    head: String,
}

impl Api {
    fn start(path: &Path) -> io::Result<Self> {
        let server = Server::start_with("local", &[(DATA, path.as_os_str())])?;
        let mut ids = server.ready.split(' ');
        let (bot, integration) = (ids.next().unwrap_or_default(), ids.next().unwrap_or_default());
        let head = format!(
            "host: localhost\r\nauthorization: Bearer key\r\nx-bot-id: {bot}\r\nx-integration-id: {integration}"
        );
        Ok(Self { server, head })
    }

    fn get(&self, path: &str) -> String {
        format!("GET {path} HTTP/1.1\r\n{}\r\n\r\n", self.head)
    }

    fn post(&self, path: &str, body: &Value) -> String {
        let body = body.to_string();
        format!(
            "POST {path} HTTP/1.1\r\n{}\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
            self.head,
            body.len()
        )
    }

    async fn call(&self, path: &str, body: &Value) -> io::Result<Value> {
        self.exchange(&self.post(path, body)).await
    }

    async fn exchange(&self, request: &str) -> io::Result<Value> {
        let mut connection = Connection::open(self.server.port).await?;
        connection.exchange(request).await
    }
}

struct Connection {
    stream: TcpStream,
    buffer: Vec<u8>,
}

impl Connection {
    async fn open(port: u16) -> io::Result<Self> {
        let stream = TcpStream::connect(("127.0.0.1", port)).await?;
        stream.set_nodelay(true)?;
        Ok(Self { stream, buffer: vec![0; 256 * 1024] })
    }

    /// The bytes of the answer, head included.
    async fn send(&mut self, request: &str) -> io::Result<&[u8]> {
        self.stream.write_all(request.as_bytes()).await?;
        let mut read = 0;
        while !is_whole(&self.buffer[..read]) {
            match self.stream.read(&mut self.buffer[read..]).await? {
                0 => return Err(io::ErrorKind::UnexpectedEof.into()),
                length => read += length,
            }
        }
        if !self.buffer.starts_with(b"HTTP/1.1 20") {
            return Err(io::Error::other(String::from_utf8_lossy(&self.buffer[..read]).into_owned()));
        }
        Ok(&self.buffer[..read])
    }

    async fn exchange(&mut self, request: &str) -> io::Result<Value> {
        let answer = self.send(request).await?;
        let body = answer.windows(4).position(|window| window == b"\r\n\r\n").map_or(0, |end| end + 4);
        Ok(serde_json::from_slice(&answer[body..])?)
    }
}

struct Figures {
    per_second: f64,
    p50_ms: f64,
    p99_ms: f64,
    /// The server's processor time per request, which other programs of the machine hardly change.
    cpu_us: f64,
}

/// A few connections, each with one request at a time; `make` gets a number that no other request has.
async fn load(server: &Server, make: impl Fn(u64) -> String) -> io::Result<Figures> {
    let mut connections = Vec::new();
    for _ in 0..CONNECTIONS {
        connections.push(Connection::open(server.port).await?);
    }
    let (number, millis) = (Mutex::new(0_u64), Mutex::new(Vec::new()));
    let (cpu, started) = (server.cpu()?, Instant::now());
    let work = connections.iter_mut().map(|connection| {
        let (number, millis, make) = (&number, &millis, &make);
        async move {
            while started.elapsed() < ROUND {
                let request = make(lock(number, |number| {
                    *number += 1;
                    *number
                }));
                let sent = Instant::now();
                connection.send(&request).await?;
                lock(millis, |millis| millis.push(sent.elapsed().as_secs_f64() * 1000.0));
            }
            io::Result::Ok(())
        }
    });
    futures_util::future::try_join_all(work).await?;
    let (elapsed, cpu) = (started.elapsed().as_secs_f64(), server.cpu()?.saturating_sub(cpu));
    let mut millis = millis.into_inner().unwrap_or_default();
    millis.sort_by(f64::total_cmp);
    let at = |part: usize| millis.get(millis.len() * part / 100).copied().unwrap_or_default();
    let cpu_us = cpu.as_secs_f64() * 1e6 / millis.len().max(1) as f64;
    Ok(Figures { per_second: millis.len() as f64 / elapsed, p50_ms: at(50), p99_ms: at(99), cpu_us })
}

fn lock<T, R>(mutex: &Mutex<T>, work: impl FnOnce(&mut T) -> R) -> R {
    work(&mut mutex.lock().unwrap_or_else(std::sync::PoisonError::into_inner))
}

/// Seconds that a large file takes on its way in and out.
async fn upload(api: &Api) -> io::Result<f64> {
    let size = FILE_MB * 1024 * 1024;
    let body = json!({ "key": "large", "size": size, "accessPolicies": ["public_content"] }).to_string();
    let request = format!(
        "PUT /v1/files HTTP/1.1\r\n{}\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
        api.head,
        body.len()
    );
    let file = api.exchange(&request).await?["file"].clone();
    let target = |url: &Value| {
        let url = text(url);
        let path = url.match_indices('/').nth(2).map_or(0, |(at, _)| at);
        url[path..].to_owned()
    };
    let started = Instant::now();
    let mut connection = Connection::open(api.server.port).await?;
    let put =
        format!("PUT {} HTTP/1.1\r\nhost: localhost\r\ncontent-length: {size}\r\n\r\n", target(&file["uploadUrl"]));
    connection.stream.write_all(put.as_bytes()).await?;
    let piece = vec![b'x'; 1024 * 1024];
    for _ in 0..FILE_MB {
        connection.stream.write_all(&piece).await?;
    }
    connection.send("").await?;
    let mut stream = Connection::open(api.server.port).await?.stream;
    let get = format!("GET {} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n", target(&file["url"]));
    stream.write_all(get.as_bytes()).await?;
    let (mut buffer, mut read) = (vec![0; 256 * 1024], 0);
    loop {
        match stream.read(&mut buffer).await? {
            0 if read > size => return Ok(started.elapsed().as_secs_f64()),
            0 => return Err(io::ErrorKind::UnexpectedEof.into()),
            length => read += length,
        }
    }
}

/// How many users and conversations there are when everybody has asked for all.
async fn crowd(api: &Api) -> Result<(usize, usize), Box<dyn Error>> {
    let requests: Arc<Vec<(String, String)>> = Arc::new(
        (0..OBJECTS)
            .map(|number| {
                let tags = json!({ "id": format!("crowd-{number}") });
                let user = api.post("/v1/chat/users/get-or-create", &json!({ "tags": tags }));
                let body = json!({ "channel": "dm", "tags": tags });
                (user, api.post("/v1/chat/conversations/get-or-create", &body))
            })
            .collect(),
    );
    let mut clients = JoinSet::new();
    for _ in 0..CLIENTS {
        let (requests, mut connection) = (Arc::clone(&requests), Connection::open(api.server.port).await?);
        clients.spawn(async move {
            let (mut users, mut conversations) = (Vec::new(), Vec::new());
            for (user, conversation) in requests.iter() {
                users.push(text(&connection.exchange(user).await?["user"]["id"]));
                conversations.push(text(&connection.exchange(conversation).await?["conversation"]["id"]));
            }
            io::Result::Ok((users, conversations))
        });
    }
    let (mut users, mut conversations) = (std::collections::HashSet::new(), std::collections::HashSet::new());
    while let Some(client) = clients.join_next().await {
        let (own_users, own_conversations) = client??;
        users.extend(own_users);
        conversations.extend(own_conversations);
    }
    Ok((users.len(), conversations.len()))
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}
