//! The local Botpress that runs here: `local` and `dev` write where it is, the commands that talk to it read that.

use std::{
    env, fs,
    io::{self, Write as _},
    path::{Path, PathBuf},
    sync::Arc,
};

use botpress_client::{Client, ClientOptions, Host, RetryPolicy};
use botpress_local::{Installed, LocalBotpress};
use botpress_server::NativeHost;
use clap::Args;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{failure::Failure, journal};

/// Where it is written, below the directory that `local` or `dev` was started in.
const FILE: &str = "local.json";

/// What one needs to know to talk to a local Botpress.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Running {
    pub(crate) api_url: String,
    pub(crate) webhook_url: String,
    pub(crate) workspace_id: String,
    /// The key that integrations call the API with.
    pub(crate) token: String,
    pub(crate) bot_id: String,
    /// The key that the bot calls the API with.
    pub(crate) bot_token: String,
    #[serde(default)]
    pub(crate) integrations: Vec<RunningIntegration>,
}

/// An integration that is installed there.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct RunningIntegration {
    pub(crate) alias: String,
    pub(crate) integration_id: String,
    pub(crate) webhook_url: String,
    pub(crate) channels: Vec<String>,
}

impl Running {
    pub(crate) fn of(local: &LocalBotpress) -> Self {
        Self {
            api_url: local.api_url().to_owned(),
            webhook_url: local.webhook_url().to_owned(),
            workspace_id: local.workspace_id().to_owned(),
            token: local.token().to_owned(),
            bot_id: local.bot_id().to_owned(),
            bot_token: local.bot_token().to_owned(),
            integrations: Vec::new(),
        }
    }

    /// The integration of this alias, or the only one.
    pub(crate) fn integration(&self, alias: Option<&str>) -> Result<&RunningIntegration, Failure> {
        let aliases = || {
            let aliases: Vec<_> = self.integrations.iter().map(|found| format!("`{}`", found.alias)).collect();
            if aliases.is_empty() {
                "none is installed".to_owned()
            } else {
                format!("installed: {}", aliases.join(", "))
            }
        };
        match (alias, &self.integrations[..]) {
            (Some(alias), all) => all.iter().find(|found| found.alias == alias).ok_or_else(|| {
                Failure::Usage(format!("no integration is installed as `{alias}` in the bot ({})", aliases()))
            }),
            (None, [only]) => Ok(only),
            (None, []) => Err(Failure::Failed(
                "no integration is installed in the bot; `cargo botpress dev` in its directory installs one".to_owned(),
            )),
            (None, _) => {
                Err(Failure::Usage(format!("say which integration is meant, with --integration ({})", aliases())))
            }
        }
    }

    /// A client that calls the API as the bot.
    pub(crate) fn as_bot(&self) -> Client {
        client(self.options(&self.bot_token))
    }

    /// A client that calls the API as an integration.
    pub(crate) fn as_integration(&self, integration: &RunningIntegration) -> Client {
        let options = self.options(&self.token);
        client(options.integration_id(&integration.integration_id).integration_alias(&integration.alias))
    }

    fn options(&self, token: &str) -> ClientOptions {
        // Whoever waits at a terminal wants to know at once.
        ClientOptions::new().base_url(&self.api_url).bot_id(&self.bot_id).token(token).retry(RetryPolicy::new(0))
    }
}

impl RunningIntegration {
    pub(crate) fn of(installed: &Installed, definition: &Value) -> Self {
        let channels = definition["channels"].as_object();
        Self {
            alias: installed.alias.clone(),
            integration_id: installed.integration_id.clone(),
            webhook_url: installed.webhook_url.clone(),
            channels: channels.map(|channels| channels.keys().cloned().collect()).unwrap_or_default(),
        }
    }
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
}

impl Where {
    /// What runs there.
    pub(crate) fn find(&self) -> Result<Running, Failure> {
        let file = self.file()?;
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

    fn file(&self) -> Result<PathBuf, Failure> {
        self.look_for(FILE)
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

    /// Notes what is installed.
    pub(crate) fn set_integrations(&mut self, integrations: Vec<RunningIntegration>) -> Result<(), Failure> {
        self.running.integrations = integrations;
        self.write()
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
