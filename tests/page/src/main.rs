//! The stage of the browser test: `page` starts local Botpress with a bot, and itself once more as an integration in a process of
//! its own, whose log it hands on. It prints where the page is and what can be called, and obeys what it reads: `problem` and
//! `clear` show and clear a notice, the end of the input ends it.

mod bot;
mod desk;

use std::{error::Error, process::ExitCode, process::Stdio};

use botpress_local::{Installation, LocalBotpress, LogEntry, LogLevel, Notice, NoticeKind};
use botpress_sdk::{Integration as _, definition::Resolved};
use serde_json::json;
use tokio::{
    io::{AsyncBufReadExt as _, AsyncRead, BufReader},
    process::{Child, Command},
    sync::mpsc,
};

use crate::{bot::Porter, desk::Desk};

/// The installation, and what the page calls it.
const ALIAS: &str = "desk";

fn main() -> ExitCode {
    match std::env::args().nth(1).as_deref() {
        Some("serve") => return botpress_sdk::run(Desk::new),
        Some("empty") => {}
        Some(other) => return failed(format!("`page` takes `serve` or `empty`, not `{other}`")),
        None => {}
    }
    let empty = std::env::args().nth(1).is_some();
    let played = tokio::runtime::Runtime::new().map_err(Into::into).and_then(|runtime| runtime.block_on(play(empty)));
    played.map_or_else(failed, |()| ExitCode::SUCCESS)
}

#[allow(clippy::print_stderr, reason = "whoever runs the test reads it")]
fn failed(why: impl std::fmt::Display) -> ExitCode {
    eprintln!("{why}");
    ExitCode::FAILURE
}

#[allow(clippy::print_stdout, reason = "the test reads it")]
async fn play(empty: bool) -> Result<(), Box<dyn Error>> {
    let local = LocalBotpress::builder().bot(Porter).signing(true).start().await?;
    let (logged, mut log) = mpsc::unbounded_channel();
    let mut integration = None;
    let mut facts = json!({ "pageUrl": local.page_url() });
    if !empty {
        let (url, child) = serve(&local, &logged, &mut log).await?;
        integration = Some(child);
        let files = Resolved::new()
            .file("icon.svg", include_bytes!("../icon.svg").as_slice())
            .file("hub.md", include_bytes!("../hub.md").as_slice());
        let configuration = json!({ "greeting": "Welcome", "apiKey": "building-secret", "language": "en" });
        let definition = Desk::definition()?.to_body(&files)?;
        let installed = local.install(Installation::new(ALIAS, url, definition).configuration(configuration)).await?;
        facts["webhookUrl"] = installed.webhook_url.into();
    }
    println!("{facts}");
    obey(&local, log).await?;
    if let Some(mut integration) = integration {
        integration.kill().await?;
    }
    local.stop().await;
    Ok(())
}

/// Runs the integration, and waits until it listens.
async fn serve(
    local: &LocalBotpress,
    logged: &mpsc::UnboundedSender<String>,
    log: &mut mpsc::UnboundedReceiver<String>,
) -> Result<(String, Child), Box<dyn Error>> {
    let mut child = Command::new(std::env::current_exe()?)
        .arg("serve")
        .env("PORT", "0")
        .env("BP_API_URL", local.api_url())
        .env("BP_WEBHOOK_URL", local.webhook_url())
        .env("BP_TOKEN", local.token())
        .env("BP_SIGNING_SECRETS", local.signing_secret().unwrap_or_default())
        .env("BP_LOG_FORMAT", "json")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .kill_on_drop(true)
        .spawn()?;
    tokio::spawn(read(child.stdout.take().ok_or("no output")?, logged.clone()));
    tokio::spawn(read(child.stderr.take().ok_or("no errors")?, logged.clone()));
    while let Some(line) = log.recv().await {
        if let Some(port) = line.strip_prefix("Listening on port ") {
            return Ok((format!("http://127.0.0.1:{}", port.trim()), child));
        }
    }
    Err("the integration ended instead of serving".into())
}

async fn read(stream: impl AsyncRead + Unpin, logged: mpsc::UnboundedSender<String>) {
    let mut lines = BufReader::new(stream).lines();
    while let Ok(Some(line)) = lines.next_line().await {
        // Nobody reads it any more at the end.
        let _ = logged.send(line);
    }
}

/// Hands on what the integration logs, and does what the test says.
async fn obey(local: &LocalBotpress, mut log: mpsc::UnboundedReceiver<String>) -> Result<(), Box<dyn Error>> {
    let mut orders = BufReader::new(tokio::io::stdin()).lines();
    loop {
        tokio::select! {
            Some(line) = log.recv() => local.log(ALIAS, LogEntry::read(&line, LogLevel::Info)),
            order = orders.next_line() => match order?.as_deref() {
                Some("problem") => local.show_notice(
                    Notice::new(NoticeKind::Problem, "The integration does not build; the one before keeps serving.")
                        .text("\u{1b}[31merror[E0425]\u{1b}[0m: cannot find value `name` in this scope\n --> src/lib.rs:42:17"),
                ),
                Some("progress") => local.show_notice(Notice::new(NoticeKind::Progress, "Building front-desk")),
                Some("clear") => local.clear_notice(),
                Some(other) => return Err(format!("`{other}` is no order").into()),
                None => return Ok(()),
            },
        }
    }
}
