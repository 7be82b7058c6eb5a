//! `cargo botpress local`: local Botpress by itself.

use std::{env, path::PathBuf, sync::Arc};

use botpress_local::{Data, LocalBotpress};
use clap::Args;
use serde_json::json;

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
/// With `--json` it prints one line when it is ready, so that a script in any language can drive it: `apiUrl`, `webhookUrl`,
/// `workspaceId`, `botId` and `token`, a personal access token of the workspace.
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
    let botpress = Arc::new(local.server.start().await?);
    let directory = env::current_dir().map_err(Failure::io("find out the current directory"))?;
    let announcement = Announcement::new(&directory, Running::of(&botpress))?;
    let journal = Journal::start(&botpress, announcement.directory(), if ui.is_json() { None } else { Some(*ui) })?;
    ui.result(&json!(announcement.running()), String::new);
    if !ui.is_json() {
        welcome(ui, announcement.running());
        ui.note(Tone::Quiet, "  Ctrl-C ends it.\n");
    }
    signals.next().await;
    drop(announcement);
    tokio::select! {
        () = stop(botpress) => {}
        () = signals.next() => {}
    }
    journal.finish().await;
    Ok(())
}

/// Stops it, as soon as nobody else holds it: a line of a log may just be handed in.
pub(crate) async fn stop(mut botpress: Arc<LocalBotpress>) {
    loop {
        match Arc::try_unwrap(botpress) {
            Ok(botpress) => return botpress.stop().await,
            Err(shared) => botpress = shared,
        }
        tokio::task::yield_now().await;
    }
}

pub(crate) fn welcome(ui: &Ui, running: &Running) {
    ui.note(Tone::Good, format_args!("Local Botpress runs at {}", running.api_url));
    ui.note(Tone::Quiet, format_args!("  webhooks  {}/<webhook id>", running.webhook_url));
}
