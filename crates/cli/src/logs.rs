//! `cargo botpress logs`: what the integration logged, and what local Botpress did.

use std::{path::Path, time::Duration};

use botpress_api::{endpoint::admin::get_bot_logs, types::LogEntry};
use clap::Args;
use serde_json::json;
use tokio::time::interval;

use crate::{
    failure::Failure,
    journal::{self, Source},
    running::{Running, Where, said},
    ui::{Tone, Ui},
};

/// Prints what the integration logged and what local Botpress did, since it was started.
///
/// After it has ended, what it did last is still there. Of a local Botpress elsewhere (`--api-url`) it is the log of the bot.
#[derive(Debug, Args)]
pub(crate) struct Logs {
    /// Goes on with what happens from now on, until it ends.
    #[arg(short, long)]
    follow: bool,
    /// Only what comes from there.
    #[arg(long, value_enum, conflicts_with = "api_url")]
    source: Option<Source>,
    #[command(flatten)]
    place: Where,
}

/// How often it is looked whether there is something new.
const LOOK: Duration = Duration::from_millis(150);

pub(crate) async fn run(logs: Logs, ui: &Ui) -> Result<(), Failure> {
    if logs.place.is_elsewhere() {
        let running = logs.place.find().await?;
        return of_bot(&logs, &running, ui).await;
    }
    let file = logs.place.log()?;
    of_file(&logs, &file, ui).await
}

async fn of_file(logs: &Logs, file: &Path, ui: &Ui) -> Result<(), Failure> {
    let mut from = 0;
    let mut look = interval(LOOK);
    loop {
        look.tick().await;
        // Asked before it is read: what was written last is read all the same.
        let is_written = logs.place.announced().is_ok();
        let (entries, next) = journal::read(file, from).map_err(Failure::io(format!("read {}", file.display())))?;
        from = next;
        for entry in entries {
            if logs.source.is_none_or(|source| source == entry.source) {
                ui.result(&json!(entry), || format!("{}\n", entry.line(ui)));
            }
        }
        if !(logs.follow && is_written) {
            return Ok(());
        }
    }
}

async fn of_bot(logs: &Logs, running: &Running, ui: &Ui) -> Result<(), Failure> {
    let client = running.as_bot();
    let mut start = "1970-01-01T00:00:00.000Z".to_owned();
    // How many lines of that time were shown.
    let mut shown = 0;
    let mut look = interval(LOOK);
    loop {
        look.tick().await;
        let mut lines = Vec::new();
        let mut token = None;
        loop {
            let mut request = get_bot_logs::Request::new(running.bot_id.as_str(), start.as_str());
            request.next_token = token;
            let page = client.send(request).await.map_err(said)?;
            lines.extend(page.logs);
            token = page.next_token;
            if token.is_none() {
                break;
            }
        }
        // The newest come first.
        lines.reverse();
        for line in lines.iter().skip(shown) {
            ui.result(&json!(line), || format!("{}\n", ui.toned(tone(line), &line.message)));
        }
        if let Some(last) = lines.last() {
            start.clone_from(&last.timestamp);
            shown = lines.iter().filter(|line| line.timestamp == start).count();
        }
        if !logs.follow {
            return Ok(());
        }
    }
}

fn tone(line: &LogEntry) -> Tone {
    match line.level.as_str() {
        "error" => Tone::Bad,
        "warn" => Tone::Warning,
        "debug" => Tone::Quiet,
        _ => Tone::Plain,
    }
}
