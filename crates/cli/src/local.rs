//! `cargo botpress local`: local Botpress by itself.

use std::{
    convert::Infallible,
    env,
    net::IpAddr,
    path::{Path, PathBuf},
    str::FromStr,
    sync::Arc,
};

use botpress_api::{Patch, definition::bot::UpdateBotBody, endpoint::admin::update_bot};
use botpress_local::{Data, LocalBotpress, ScriptedBot};
use clap::Args;
use serde_json::json;

use crate::{
    failure::Failure,
    journal::Journal,
    running::{Announcement, Running, said},
    signals::Signals,
    ui::{Tone, Ui},
};

/// Where local Botpress listens and keeps its data.
#[derive(Debug, Clone, Args)]
pub(crate) struct Server {
    /// The port; 0 takes one that is free.
    #[arg(long, value_name = "NUMBER", default_value_t = 8073)]
    port: u16,
    /// Where to listen. On anything but the loopback interface others can reach it, and the page asks for a token.
    #[arg(long, value_name = "IP", default_value = "127.0.0.1")]
    address: IpAddr,
    /// Keeps the data in this file; without it, it is gone at the end.
    #[arg(long, value_name = "FILE")]
    data: Option<PathBuf>,
    /// The bot: a script in YAML or JSON that it follows, or the URL where one is served by the official bot protocol. Unless
    /// given it says what it is told.
    #[arg(long, value_name = "FILE|URL")]
    bot: Option<BotChoice>,
}

/// Which bot answers.
#[derive(Debug, Clone)]
enum BotChoice {
    Script(PathBuf),
    Served(String),
}

impl FromStr for BotChoice {
    type Err = Infallible;

    fn from_str(text: &str) -> Result<Self, Infallible> {
        let is_url = text.starts_with("http://") || text.starts_with("https://");
        Ok(if is_url { Self::Served(text.to_owned()) } else { Self::Script(text.into()) })
    }
}

/// Runs local Botpress until Ctrl-C.
///
/// Its page, to talk to the bot and to watch, is at the address that it prints.
///
/// With `--json` it prints one line when it is ready, so that a script in any language can drive it: `apiUrl`, `webhookUrl`,
/// `pageUrl`, `workspaceId`, `botId` and `token`, a personal access token of the workspace.
#[derive(Debug, Args)]
pub(crate) struct Local {
    #[command(flatten)]
    server: Server,
}

impl Server {
    /// Where the data is kept for the next start.
    pub(crate) fn data(&self) -> Option<&Path> {
        self.data.as_deref()
    }

    /// Starts it.
    pub(crate) async fn start(&self) -> Result<LocalBotpress, Failure> {
        let data = self.data.as_ref().map_or(Data::Memory, |path| Data::File(path.clone()));
        let mut builder = LocalBotpress::builder().address(self.address).port(self.port).data(data).signing(true);
        if let Some(BotChoice::Script(file)) = &self.bot {
            let bot = ScriptedBot::read(file)
                .map_err(|error| Failure::Failed(format!("--bot {}: {error}", file.display())))?;
            builder = builder.bot(bot);
        }
        let local = builder.start().await.map_err(|error| {
            Failure::Failed(match error {
                botpress_local::StartError::Bind { .. } => format!(
                    "{error}; does another local Botpress run? Stop it, or choose another port: --port 0 takes a free one"
                ),
                _ => error.to_string(),
            })
        })?;
        let served = match &self.bot {
            // As the data says.
            None => return Ok(local),
            Some(BotChoice::Script(_)) => Patch::Remove,
            Some(BotChoice::Served(url)) => Patch::Set(url.clone()),
        };
        let mut body = UpdateBotBody::new();
        body.url = served;
        let running = Running::of(&local);
        running.as_bot().send(update_bot::Request::new(local.bot_id(), body)).await.map_err(said)?;
        Ok(local)
    }
}

pub(crate) async fn run(local: Local, ui: &Ui) -> Result<(), Failure> {
    let botpress = Arc::new(local.server.start().await?);
    // Until here there is nothing to clean up, and Ctrl-C ends it at once.
    let mut signals = Signals::new().map_err(Failure::io("listen to signals"))?;
    let directory = env::current_dir().map_err(Failure::io("find out the current directory"))?;
    let announcement = Announcement::new(&directory, Running::of(&botpress))?;
    let journal = Journal::start(&botpress, announcement.directory(), if ui.is_json() { None } else { Some(*ui) })?;
    ui.result(&json!(announcement.running()), String::new);
    if !ui.is_json() {
        let Running { api_url, workspace_id, token, .. } = announcement.running();
        welcome(ui, announcement.running());
        ui.note(
            Tone::Quiet,
            format_args!(
                "  official  bp login --api-url {api_url} --workspace-id {workspace_id} --token {token}\n  Ctrl-C ends it.\n"
            ),
        );
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
    ui.note(Tone::Plain, format_args!("  page      {}", running.page_url));
    ui.note(Tone::Quiet, format_args!("  webhooks  {}/<webhook id>", running.webhook_url));
}
