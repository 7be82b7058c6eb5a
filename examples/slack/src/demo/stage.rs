//! Slack, the integration and Botpress, all in this process and on the loopback interface.

use std::{error::Error, net::Ipv4Addr, sync::Arc};

use botpress_local::{Bot, Installation, Installed, LocalBotpress, Registration};
use botpress_sdk::{
    Env, Host as _, Integration as _, NativeHost, Server,
    client::Body,
    definition::Resolved,
    http::{Request, StatusCode, header::LOCATION},
};
use serde_json::{Value, json};
use slack::Slack;
use slack_workspace::{Consent, Workspace};
use tokio::{sync::oneshot, task::JoinHandle};

/// A workspace whose app is the integration, and the bot behind it.
pub(crate) struct Stage {
    pub(crate) workspace: Workspace,
    pub(crate) botpress: LocalBotpress,
    pub(crate) integration_url: String,
    pub(crate) installed: Installed,
    pub(crate) host: Arc<NativeHost>,
    process: Process,
}

/// A server of the integration.
pub(crate) struct Process {
    pub(crate) url: String,
    stop: oneshot::Sender<()>,
    server: JoinHandle<()>,
}

impl Process {
    pub(crate) async fn start(host: Arc<NativeHost>) -> Result<Self, Box<dyn Error>> {
        let slack = Slack::new(&Env::from_host(host.clone()))?;
        let server = Server::on_host(slack, host).address(Ipv4Addr::LOCALHOST).port(0).bind().await?;
        let url = format!("http://{}", server.local_addr());
        let (stop, stopped) = oneshot::channel::<()>();
        let server = tokio::spawn(async move {
            server
                .serve_until(async {
                    // Dropping the sender stops it as well.
                    let _stopped = stopped.await;
                })
                .await;
        });
        Ok(Self { url, stop, server })
    }

    /// Lets it finish what it does.
    pub(crate) async fn stop(self) {
        drop(self.stop);
        // That it panicked would have been printed.
        let _ended = self.server.await;
    }
}

impl Stage {
    /// Starts all three and introduces them to each other, as their owners would: `person` of the workspace agrees that the app is
    /// installed.
    pub(crate) async fn set(workspace: Workspace, bot: impl Bot, person: &str) -> Result<Self, Box<dyn Error>> {
        let mut stage = Self::prepare(workspace, LocalBotpress::builder().bot(bot), &[]).await?;
        stage.connect("default", person).await?;
        stage.configure(json!({})).await?;
        stage.workspace.set_events_url(&stage.installed.webhook_url).await?;
        Ok(stage)
    }

    /// Starts all three, and nothing more. `env` goes before what is the integration's environment otherwise.
    pub(crate) async fn prepare(
        workspace: Workspace,
        botpress: botpress_local::Builder,
        env: &[(&str, &str)],
    ) -> Result<Self, Box<dyn Error>> {
        let botpress = botpress.signing(true).start().await?;
        let host = NativeHost::new().with_env(environment(&workspace, &botpress)).with_env(env.iter().copied());
        let host = Arc::new(host);
        let process = Process::start(host.clone()).await?;
        // It would complain that no workspace is connected: so it is asked when there is one, see `configure`.
        let installed = botpress.install(installation(ALIAS, NOWHERE, json!({}))?).await?;
        botpress.move_to(ALIAS, &*process.url).await?;
        Ok(Self { workspace, botpress, integration_url: process.url.clone(), installed, host, process })
    }

    /// Saves the configuration.
    pub(crate) async fn configure(&mut self, configuration: Value) -> Result<(), Box<dyn Error>> {
        self.installed = self.botpress.install(installation(ALIAS, &self.integration_url, configuration)?).await?;
        match &self.installed.registration {
            Registration::Failed { reason } => {
                Err(format!("the integration refused its configuration: {reason}").into())
            }
            _ => Ok(()),
        }
    }

    /// Connects the workspace, as `person` does it in a browser: they choose, and agree on Slack's page.
    pub(crate) async fn connect(&self, choice: &str, person: &str) -> Result<(), Box<dyn Error>> {
        let asked = self.open(&self.wizard(&format!("route-choice?wizchoice={choice}"))).await?;
        let page = self.open(&asked).await?;
        let back = self.workspace.consent(person, &page, Consent::Allow)?;
        let end = self.open(&back).await?;
        if end.contains("success=true") {
            Ok(())
        } else {
            Err(format!("the workspace was not connected: {end}").into())
        }
    }

    /// The address of a page of the wizard.
    pub(crate) fn wizard(&self, page: &str) -> String {
        let glue = if page.contains('?') { '&' } else { '?' };
        format!("{}/oauth/wizard/{page}{glue}state={}", self.botpress.webhook_url(), self.installed.webhook_id)
    }

    /// Opens an address, and answers where it leads.
    pub(crate) async fn open(&self, url: &str) -> Result<String, Box<dyn Error>> {
        let response = self.host.http(Request::get(url).body(Body::Empty)?).await?;
        if response.status() != StatusCode::SEE_OTHER {
            return Err(format!("{url} answered {}", response.status()).into());
        }
        Ok(response.headers()[LOCATION].to_str()?.to_owned())
    }

    /// Lets everybody finish, and stops: the integration first, which still has something to note in Botpress.
    pub(crate) async fn strike(self) {
        self.process.stop().await;
        self.botpress.stop().await;
    }
}

/// The integration's own environment; nothing of it is visible to the rest of the process.
pub(crate) fn environment(workspace: &Workspace, botpress: &LocalBotpress) -> [(&'static str, String); 9] {
    let app = workspace.app();
    [
        ("BP_API_URL", botpress.api_url().to_owned()),
        ("BP_TOKEN", botpress.token().to_owned()),
        ("BP_SIGNING_SECRETS", botpress.signing_secret().unwrap_or_default().to_owned()),
        ("BP_WEBHOOK_URL", botpress.webhook_url().to_owned()),
        ("SECRET_CLIENT_ID", app.client_id),
        ("SECRET_CLIENT_SECRET", app.client_secret),
        ("SECRET_SIGNING_SECRET", workspace.signing_secret().to_owned()),
        ("SLACK_API_URL", workspace.api_url()),
        ("LOG_LEVEL", "error".to_owned()),
    ]
}

/// What the integration is called in the bot.
const ALIAS: &str = "slack";
/// Where nobody answers.
const NOWHERE: &str = "http://127.0.0.1:9";

/// The integration, for a bot to have under the name `alias`.
pub(crate) fn installation(alias: &str, url: &str, configuration: Value) -> Result<Installation, Box<dyn Error>> {
    let files = Resolved::new()
        .file("icon.svg", include_bytes!("../../icon.svg").as_slice())
        .file("hub.md", include_bytes!("../../hub.md").as_slice())
        .file("scripts/extract.vrl", include_bytes!("../../scripts/extract.vrl").as_slice())
        .file("scripts/fallback.vrl", include_bytes!("../../scripts/fallback.vrl").as_slice())
        .file("scripts/link.vrl", include_bytes!("../../scripts/link.vrl").as_slice());
    let definition = Slack::definition()?.to_body(&files)?;
    Ok(Installation::new(alias, url, definition).configuration(configuration))
}
