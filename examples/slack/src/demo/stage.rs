//! Slack, the integration and Botpress, all in this process and on the loopback interface.

use std::{error::Error, net::Ipv4Addr, sync::Arc};

use botpress_local::{Bot, Installation, Installed, LocalBotpress, Registration};
use botpress_sdk::{Env, Integration as _, NativeHost, Server, definition::Resolved};
use slack::Slack;
use slack_workspace::Workspace;
use tokio::{sync::oneshot, task::JoinHandle};

/// A workspace whose app is the integration, and the bot behind it.
pub(crate) struct Stage {
    pub(crate) workspace: Workspace,
    pub(crate) botpress: LocalBotpress,
    pub(crate) integration_url: String,
    pub(crate) installed: Installed,
    stop: oneshot::Sender<()>,
    server: JoinHandle<()>,
}

impl Stage {
    /// Starts all three and introduces them to each other, as their owners would.
    pub(crate) async fn set(workspace: Workspace, bot: impl Bot) -> Result<Self, Box<dyn Error>> {
        let botpress = LocalBotpress::builder().bot(bot).signing(true).start().await?;

        // The integration's own environment; nothing of it is visible to the rest of the process.
        let host = NativeHost::new().with_env([
            ("BP_API_URL", botpress.api_url()),
            ("BP_TOKEN", botpress.token()),
            ("BP_SIGNING_SECRETS", botpress.signing_secret().unwrap_or_default()),
            ("SECRET_BOT_TOKEN", workspace.bot_token()),
            ("SECRET_SIGNING_SECRET", workspace.signing_secret()),
            ("SLACK_API_URL", &workspace.api_url()),
            ("LOG_LEVEL", "error"),
        ]);
        let host = Arc::new(host);
        let slack = Slack::new(&Env::from_host(host.clone()))?;
        let server = Server::on_host(slack, host).address(Ipv4Addr::LOCALHOST).port(0).bind().await?;
        let integration_url = format!("http://{}", server.local_addr());
        let (stop, stopped) = oneshot::channel::<()>();
        let server = tokio::spawn(async move {
            server
                .serve_until(async {
                    // Dropping the sender stops it as well.
                    let _stopped = stopped.await;
                })
                .await;
        });

        let files = Resolved::new()
            .file("icon.svg", include_bytes!("../../icon.svg").as_slice())
            .file("hub.md", include_bytes!("../../hub.md").as_slice());
        let definition = Slack::definition()?.to_body(&files)?;
        let installed = botpress.install(Installation::new("slack", &*integration_url, definition)).await?;
        if let Registration::Failed { reason } = &installed.registration {
            return Err(format!("the integration refused its configuration: {reason}").into());
        }
        workspace.set_events_url(&installed.webhook_url).await?;
        Ok(Self { workspace, botpress, integration_url, installed, stop, server })
    }

    /// Lets everybody finish, and stops.
    pub(crate) async fn strike(self) {
        self.botpress.stop().await;
        drop(self.stop);
        // It ends when what it does is done; that it panicked would have been printed.
        let _ended = self.server.await;
    }
}
