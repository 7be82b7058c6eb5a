//! The local Botpress that runs here: `local` and `dev` write where it is, the commands that talk to it read that.

use std::{
    env, fs,
    io::{self, Write as _},
    path::{Path, PathBuf},
    sync::Arc,
};

use botpress_api::{
    endpoint::admin::{get_bot, get_integration, list_bots, list_workspaces},
    id::IntegrationId,
    types::BotIntegration,
};
use botpress_client::{Client, ClientOptions, Host, RetryPolicy};
use botpress_local::LocalBotpress;
use botpress_server::NativeHost;
use clap::Args;
use http::{HeaderName, HeaderValue};
use serde::{Deserialize, Serialize};

use crate::{failure::Failure, journal};

/// Where it is written, below the directory that `local` or `dev` was started in.
const FILE: &str = "local.json";

/// What one needs to know to talk to a local Botpress.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Running {
    pub(crate) api_url: String,
    pub(crate) webhook_url: String,
    /// The page, to open in a browser.
    pub(crate) page_url: String,
    pub(crate) workspace_id: String,
    /// The bot that integrations are installed into.
    pub(crate) bot_id: String,
    /// A personal access token of the workspace.
    pub(crate) token: String,
}

/// An integration that is installed there.
#[derive(Debug, Clone)]
pub(crate) struct RunningIntegration {
    pub(crate) alias: String,
    pub(crate) webhook_url: String,
    id: IntegrationId,
}

impl Running {
    pub(crate) fn of(local: &LocalBotpress) -> Self {
        Self {
            api_url: local.api_url().to_owned(),
            webhook_url: local.webhook_url().to_owned(),
            page_url: local.page_url().to_owned(),
            workspace_id: local.workspace_id().to_owned(),
            bot_id: local.bot_id().to_owned(),
            token: local.personal_access_token().to_owned(),
        }
    }

    /// The one at this address, with the first bot of the token's workspace.
    async fn at(api_url: &str, token: &str) -> Result<Self, Failure> {
        let mut running = Self {
            api_url: api_url.trim_end_matches('/').to_owned(),
            webhook_url: String::new(),
            page_url: String::new(),
            workspace_id: String::new(),
            bot_id: String::new(),
            token: token.to_owned(),
        };
        let nothing = |what| Failure::Failed(format!("the token gives access to no {what} at {api_url}"));
        let workspaces = running.as_bot().send(list_workspaces::Request::new()).await.map_err(said)?.workspaces;
        running.workspace_id = workspaces.into_iter().next().ok_or_else(|| nothing("workspace"))?.id.into_string();
        let bots = running.as_bot().send(list_bots::Request::new()).await.map_err(said)?.bots;
        running.bot_id = bots.into_iter().next().ok_or_else(|| nothing("bot"))?.id.into_string();
        Ok(running)
    }

    /// The installed integration of this alias, or the only one.
    pub(crate) async fn integration(&self, alias: Option<&str>) -> Result<RunningIntegration, Failure> {
        let bot = self.as_bot().send(get_bot::Request::new(self.bot_id.as_str())).await.map_err(said)?.bot;
        let installed = |alias: &String, found: &BotIntegration| RunningIntegration {
            alias: alias.clone(),
            webhook_url: found.webhook_url.clone(),
            id: found.id.clone(),
        };
        let mut all: Vec<_> = bot.integrations.iter().map(|(alias, found)| installed(alias, found)).collect();
        let aliases: Vec<_> = all.iter().map(|found| format!("`{}`", found.alias)).collect();
        let aliases =
            if aliases.is_empty() { "none is".to_owned() } else { format!("installed: {}", aliases.join(", ")) };
        match alias {
            Some(alias) => all.into_iter().find(|found| found.alias == alias).ok_or_else(|| {
                Failure::Usage(format!("no integration is installed as `{alias}` in the bot ({aliases})"))
            }),
            None if all.len() > 1 => {
                Err(Failure::Usage(format!("say which integration is meant, with --integration ({aliases})")))
            }
            None => all.pop().ok_or_else(|| {
                Failure::Failed(
                    "no integration is installed in the bot; `cargo botpress dev` in its directory installs one when it is built"
                        .to_owned(),
                )
            }),
        }
    }

    /// The channels that an integration declares.
    pub(crate) async fn channels(&self, integration: &RunningIntegration) -> Result<Vec<String>, Failure> {
        let request = get_integration::Request::new(integration.id.clone());
        let integration = self.as_bot().send(request).await.map_err(said)?.integration;
        Ok(integration.channels.into_keys().collect())
    }

    /// A client that calls the API as the bot, and as its owner.
    pub(crate) fn as_bot(&self) -> Client {
        client(self.options())
    }

    /// A client that calls the API as an integration.
    pub(crate) fn as_integration(&self, integration: &RunningIntegration) -> Client {
        client(self.options().integration_id(integration.id.as_str()).integration_alias(&integration.alias))
    }

    fn options(&self) -> ClientOptions {
        let mut options = ClientOptions::new().base_url(&self.api_url).token(self.token.as_str());
        if !self.workspace_id.is_empty() {
            options = options.workspace_id(&self.workspace_id);
        }
        if !self.bot_id.is_empty() {
            options = options.bot_id(&self.bot_id);
        }
        options
            // Installations are named by their aliases.
            .header(HeaderName::from_static("x-multiple-integrations"), HeaderValue::from_static("true"))
            // Whoever waits at a terminal wants to know at once.
            .retry(RetryPolicy::new(0))
    }
}

/// What the API says went wrong.
pub(crate) fn said(error: botpress_client::Error) -> Failure {
    Failure::Failed(match error.api() {
        Some(api) => api.message.clone(),
        None => format!("{error}; does `cargo botpress dev` still run?"),
    })
}

/// The world of this tool's own requests.
pub(crate) fn host() -> Arc<dyn Host> {
    Arc::new(NativeHost::new())
}

fn client(options: ClientOptions) -> Client {
    Client::new(host(), options)
}

/// Which local Botpress is talked to.
#[derive(Debug, Clone, Args)]
pub(crate) struct Where {
    /// The directory in which `cargo botpress dev` or `local` runs; this one, or the nearest above it, unless given.
    #[arg(long, value_name = "DIR")]
    at: Option<PathBuf>,
    /// The address of a local Botpress that runs elsewhere.
    #[arg(long, value_name = "URL", requires = "token", conflicts_with = "at")]
    api_url: Option<String>,
    /// A personal access token for it.
    #[arg(long, value_name = "TOKEN", requires = "api_url")]
    token: Option<String>,
}

impl Where {
    /// What runs there.
    pub(crate) async fn find(&self) -> Result<Running, Failure> {
        match (&self.api_url, &self.token) {
            (Some(api_url), Some(token)) => Running::at(api_url, token).await,
            _ => self.announced(),
        }
    }

    /// Whether it is one that has to be asked for everything.
    pub(crate) fn is_elsewhere(&self) -> bool {
        self.api_url.is_some()
    }

    /// What was announced in a directory.
    pub(crate) fn announced(&self) -> Result<Running, Failure> {
        let file = self.look_for(FILE)?;
        let text = fs::read(&file).map_err(Failure::io(format!("read {}", file.display())))?;
        serde_json::from_slice(&text).map_err(|error| {
            Failure::Failed(format!(
                "{} is not understood ({error}); remove it and start `cargo botpress dev` again",
                file.display()
            ))
        })
    }

    /// The log that it writes, or that the last one wrote.
    pub(crate) fn log(&self) -> Result<PathBuf, Failure> {
        self.look_for(journal::FILE)
    }

    fn look_for(&self, file: &str) -> Result<PathBuf, Failure> {
        let none = |whereabouts: String| {
            Failure::Failed(format!(
                "no local Botpress runs {whereabouts}; start one with `cargo botpress dev` in an integration's directory, or \
                 `cargo botpress local`"
            ))
        };
        let there = |directory: &Path| Some(place(directory).join(file)).filter(|file| file.is_file());
        match &self.at {
            Some(directory) => there(directory).ok_or_else(|| none(format!("in {}", directory.display()))),
            None => {
                let current = env::current_dir().map_err(Failure::io("find out the current directory"))?;
                current.ancestors().find_map(there).ok_or_else(|| none("here".to_owned()))
            }
        }
    }
}

/// Where `local` and `dev` leave their files: not for version control, and for nobody else's eyes.
fn place(directory: &Path) -> PathBuf {
    directory.join(".botpress")
}

/// The announcement of a local Botpress; gone when dropped.
#[derive(Debug)]
pub(crate) struct Announcement {
    directory: PathBuf,
    running: Running,
}

impl Announcement {
    /// Announces it in `directory`.
    pub(crate) fn new(directory: &Path, running: Running) -> Result<Self, Failure> {
        let directory = place(directory);
        let made = fs::create_dir_all(&directory).and_then(|()| fs::write(directory.join(".gitignore"), "*\n"));
        made.map_err(Failure::io(format!("make {}", directory.display())))?;
        let announcement = Self { directory, running };
        announcement.write()?;
        Ok(announcement)
    }

    pub(crate) fn directory(&self) -> &Path {
        &self.directory
    }

    pub(crate) fn running(&self) -> &Running {
        &self.running
    }

    /// Whole or not at all: somebody may read it meanwhile.
    fn write(&self) -> Result<(), Failure> {
        let (file, new) = (self.directory.join(FILE), self.directory.join("local.json.new"));
        let text = serde_json::to_string_pretty(&self.running)
            .map_err(|error| Failure::Failed(format!("cannot write {}: {error}", file.display())))?;
        let written =
            private(&new).and_then(|mut new| new.write_all(text.as_bytes())).and_then(|()| fs::rename(&new, &file));
        written.map_err(Failure::io(format!("write {}", file.display())))
    }
}

impl Drop for Announcement {
    fn drop(&mut self) {
        let file = self.directory.join(FILE);
        let is_ours = fs::read(&file).is_ok_and(|text| {
            serde_json::from_slice::<Running>(&text).is_ok_and(|there| there.api_url == self.running.api_url)
        });
        if is_ours {
            let _ = fs::remove_file(file);
        }
    }
}

/// A new file that only its owner reads: there are keys in it.
fn private(path: &Path) -> io::Result<fs::File> {
    let mut options = fs::OpenOptions::new();
    options.create(true).write(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}
