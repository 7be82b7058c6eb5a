//! `cargo botpress local`: local Botpress by itself.

use std::{env, path::PathBuf};

use botpress_local::{Data, LocalBotpress};
use clap::Args;
use serde_json::{Value, json};

use crate::{
    failure::Failure,
    journal::Journal,
    running::{Announcement, Running},
    signals::Signals,
    ui::{Tone, Ui},
};

/// Where local Botpress listens and keeps its data.
#[derive(Debug, Clone, Args)]
pub(crate) struct Server {
    /// The port on the loopback interface; 0 takes one that is free.
    #[arg(long, value_name = "NUMBER", default_value_t = 8073)]
    port: u16,
    /// Keeps the data in this file; without it, it is gone at the end.
    #[arg(long, value_name = "FILE")]
    data: Option<PathBuf>,
}

/// Runs local Botpress until Ctrl-C.
///
/// With `--json` it prints one line when it is ready, with `apiUrl`, `webhookUrl`, `workspaceId`, `token` and more, so that a
/// script in any language can drive it.
#[derive(Debug, Args)]
pub(crate) struct Local {
    #[command(flatten)]
    server: Server,
}

impl Server {
    /// Whether the data is there at the next start.
    pub(crate) fn keeps_data(&self) -> bool {
        self.data.is_some()
    }

    /// Starts it.
    pub(crate) async fn start(&self) -> Result<LocalBotpress, Failure> {
        let data = self.data.as_ref().map_or(Data::Memory, |path| Data::File(path.clone()));
        let started = LocalBotpress::builder().port(self.port).data(data).signing(true).start().await;
        started.map_err(|error| {
            Failure::Failed(match error {
                botpress_local::StartError::Bind { .. } => format!(
                    "{error}; does another local Botpress run? Stop it, or choose another port: --port 0 takes a free one"
                ),
                _ => error.to_string(),
            })
        })
    }
}

pub(crate) async fn run(local: Local, ui: &Ui) -> Result<(), Failure> {
    let mut signals = Signals::new().map_err(Failure::io("listen to signals"))?;
    let botpress = local.server.start().await?;
    let directory = env::current_dir().map_err(Failure::io("find out the current directory"))?;
    let announcement = Announcement::new(&directory, Running::of(&botpress))?;
    let journal = Journal::start(&botpress, announcement.directory(), if ui.is_json() { None } else { Some(*ui) })?;
    ui.result(&ready(announcement.running()), String::new);
    if !ui.is_json() {
        welcome(ui, announcement.running());
        ui.note(Tone::Quiet, "  Ctrl-C ends it.\n");
    }
    signals.next().await;
    drop(announcement);
    tokio::select! {
        () = botpress.stop() => {}
        () = signals.next() => {}
    }
    journal.finish().await;
    Ok(())
}

/// What a script needs to drive it.
pub(crate) fn ready(running: &Running) -> Value {
    json!({
        "apiUrl": running.api_url,
        "webhookUrl": running.webhook_url,
        "workspaceId": running.workspace_id,
        "botId": running.bot_id,
        "token": running.token,
        "botToken": running.bot_token,
    })
}

pub(crate) fn welcome(ui: &Ui, running: &Running) {
    ui.note(Tone::Good, format_args!("Local Botpress runs at {}", running.api_url));
    ui.note(Tone::Quiet, format_args!("  webhooks  {}/<webhook id>", running.webhook_url));
}
