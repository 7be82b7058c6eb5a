//! `cargo botpress logs`: what the integration logged, and what local Botpress did.

use std::time::Duration;

use clap::Args;
use serde_json::json;
use tokio::time::interval;

use crate::{
    failure::Failure,
    journal::{self, Source},
    running::Where,
    ui::Ui,
};

/// Prints what the integration logged and what local Botpress did, since it was started.
///
/// After it has ended, what it did last is still there.
#[derive(Debug, Args)]
pub(crate) struct Logs {
    /// Goes on with what happens from now on, until it ends.
    #[arg(short, long)]
    follow: bool,
    /// Only what comes from there.
    #[arg(long, value_enum)]
    source: Option<Source>,
    #[command(flatten)]
    place: Where,
}

/// How often it is looked whether there is something new.
const LOOK: Duration = Duration::from_millis(150);

pub(crate) async fn run(logs: Logs, ui: &Ui) -> Result<(), Failure> {
    let file = logs.place.log()?;
    let mut from = 0;
    let mut look = interval(LOOK);
    loop {
        look.tick().await;
        // Asked before it is read: what was written last is read all the same.
        let is_written = logs.place.find().is_ok();
        let (entries, next) = journal::read(&file, from).map_err(Failure::io(format!("read {}", file.display())))?;
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
