//! `cargo botpress dev`: the integration in a Botpress of its own, built and swapped after each save.

mod process;
mod settings;
mod watch;

use std::{
    collections::BTreeMap,
    env, fs,
    path::{self, Path, PathBuf},
    sync::Arc,
    time::{Instant, SystemTime},
};

use botpress_local::{Installation, Installed, LocalBotpress, Notice, NoticeKind};
use clap::Args;
use serde_json::{Value, json};
use tokio::task::JoinSet;

use self::{
    process::Process,
    settings::Settings,
    watch::{Ignored, Watch},
};
use crate::{
    browser,
    cargo::{BuildError, Choice, Package},
    definition,
    failure::Failure,
    journal::Journal,
    local::{self, Server, welcome},
    running::{Announcement, Running},
    signals::Signals,
    ui::{Tone, Ui},
};

/// Runs the integration in a local Botpress, and again after each save.
///
/// It is built, served and installed into a bot. When a file is saved it is built again; the new one takes over when it is
/// healthy, and the old one finishes what it does. While it does not build, the old one keeps serving. It registers again only
/// when its definition or its configuration changed; with options behind `--`, each time.
#[derive(Debug, Args)]
#[command(after_long_help = SETTINGS)]
pub(crate) struct Dev {
    #[command(flatten)]
    server: Server,
    #[command(flatten)]
    choice: Choice,
    /// Sets a value of the configuration, over that of `botpress.toml`: JSON where it can be, else a text. May be repeated.
    #[arg(long = "config", value_name = "KEY=VALUE")]
    configuration: Vec<String>,
    /// Does not open the page in the browser. Nor does it with `--json`, or when standard output is no terminal.
    #[arg(long)]
    no_open: bool,
    /// Options for the integration's `serve`, those that its own `main` has added.
    #[arg(last = true, value_name = "OPTION")]
    options: Vec<String>,
}

const SETTINGS: &str = r#"The configuration is read from `botpress.toml` beside the manifest:

    alias = "support"             # its name in the bot; the integration's own unless set
    configuration-type = "manual" # which of the declared configurations it is

    [configuration]
    greeting = "Hello"

    [env]                         # environment variables for the integration
    LOG_LEVEL = "debug"

    [secrets]                     # for those that may be known: API_KEY is read as SECRET_API_KEY

Real secrets belong into `.env`, one a line: `SECRET_API_KEY=...`. The environment of this command wins over both files."#;

pub(crate) async fn run(dev: Dev, ui: &Ui) -> Result<(), Failure> {
    let package = dev.choice.find().await?;
    let directory = package.directory.clone();
    Settings::read(&directory, &dev.configuration)?;
    let data =
        dev.server.data().map(path::absolute).transpose().map_err(Failure::io("find out the current directory"))?;
    let ignored = Ignored { target: package.target.clone(), data, printed: watch::printed() };
    let mut watch = Watch::new(package.sources.clone(), ignored)?;
    let local = Arc::new(dev.server.start().await?);
    // Until here there is nothing to clean up, and Ctrl-C ends it at once.
    let mut signals = Signals::new().map_err(Failure::io("listen to signals"))?;
    // Where the other commands look, from here and from the package's directory.
    let current = env::current_dir().map_err(Failure::io("find out the current directory"))?;
    let place = if directory.starts_with(&current) { &current } else { &directory };
    let announcement = Announcement::new(place, Running::of(&local))?;
    let journal = Journal::start(&local, announcement.directory(), Some(*ui))?;
    if ui.is_json() {
        ui.event("ready", json!(announcement.running()), Tone::Plain, "");
    } else {
        welcome(ui, announcement.running());
    }
    if !dev.no_open {
        browser::open(local.page_url(), ui);
    }
    let mut stage = Stage {
        ui: *ui,
        package,
        overrides: dev.configuration,
        options: dev.options,
        keeps_data: dev.server.data().is_some(),
        local: Arc::clone(&local),
        _announcement: announcement,
        journal: journal.clone(),
        current: None,
        retiring: JoinSet::new(),
    };
    let outcome = tokio::select! {
        outcome = stage.play(&mut watch) => outcome,
        () = signals.next() => Ok(()),
    };
    ui.event("stopping", json!({}), Tone::Quiet, "\nStopping; Ctrl-C again ends it at once.");
    let end = async {
        stage.end().await;
        local::stop(local).await;
        journal.finish().await;
    };
    tokio::select! {
        () = end => {}
        () = signals.next() => {}
    }
    outcome
}

/// Everything that runs.
struct Stage {
    ui: Ui,
    package: Package,
    overrides: Vec<String>,
    options: Vec<String>,
    keeps_data: bool,
    local: Arc<LocalBotpress>,
    /// It is withdrawn when all of this ends.
    _announcement: Announcement,
    journal: Journal,
    current: Option<Current>,
    /// Processes that finish what they do.
    retiring: JoinSet<()>,
}

/// The integration that is served.
struct Current {
    process: Process,
    binary: Binary,
    settings: Settings,
    definition: Value,
    installed: Installed,
}

/// One build of the binary, told from another.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Binary {
    path: PathBuf,
    modified: Option<SystemTime>,
    length: u64,
}

impl Stage {
    /// Runs what is there, and what is saved from then on. What goes wrong with the code is shown, and the next save is awaited.
    async fn play(&mut self, watch: &mut Watch) -> Result<(), Failure> {
        self.update().await;
        loop {
            tokio::select! {
                changed = watch.changed() => {
                    let paths = changed?;
                    if let Some(text) = self.is_about_the_package(&paths) {
                        self.ui.event("restart-needed", json!({ "path": text }), Tone::Warning, format_args!(
                            "{text} has changed: if dependencies by path were added, start `dev` again to have them watched."
                        ));
                    }
                    self.update().await;
                }
                () = ended(&mut self.current) => {
                    self.current = None;
                    let line = "The integration has ended by itself; save a file to start it again.";
                    self.local.show_notice(Notice::new(NoticeKind::Problem, line));
                    self.ui.event("ended", json!({}), Tone::Bad, line);
                }
            }
        }
    }

    /// Builds, and serves the new build if there is one.
    async fn update(&mut self) {
        let started = Instant::now();
        let meanwhile =
            if self.current.is_some() { "the one before keeps serving" } else { "save a file to try again" };
        self.local.show_notice(Notice::new(NoticeKind::Progress, format!("Building {}", self.package.name)));
        let problem = |title: String, text: &str| Notice::new(NoticeKind::Problem, title).text(text);
        match self.try_update(started).await {
            Ok(()) => self.local.clear_notice(),
            Err(BuildError::Code(errors)) => {
                let line = format!("The integration does not build; {meanwhile}.");
                self.local.show_notice(problem(line.clone(), &errors));
                self.ui.event("build-failed", json!({ "errors": errors }), Tone::Bad, line);
            }
            Err(BuildError::Cargo(failure)) => {
                let text = failure.to_string();
                self.local.show_notice(problem(format!("The integration does not run; {meanwhile}."), &text));
                let line = format!("{text}\n({meanwhile})");
                self.ui.event("failed", json!({ "message": text }), Tone::Bad, line);
            }
        }
    }

    async fn try_update(&mut self, started: Instant) -> Result<(), BuildError> {
        let settings = Settings::read(&self.package.directory, &self.overrides)?;
        let executable = self.package.build(&self.ui).await?;
        let binary = Binary::at(&executable)?;
        // Files that the definition names, scripts and the readme, may change without the binary.
        let definition = definition::of(&self.package, &executable, true).await?;
        if self.current.as_ref().is_some_and(|current| {
            current.binary == binary && current.settings == settings && current.definition == definition
        }) {
            self.ui.event("unchanged", json!({}), Tone::Quiet, "Nothing that matters has changed.");
            return Ok(());
        }
        let alias = settings.alias.clone().unwrap_or_else(|| alias_of(&definition));
        let env = self.env(&settings);
        self.journal.belongs_to(&alias);
        let process = Process::start(&self.package, &executable, &self.options, &env, &self.journal).await?;
        let stays = self.current.as_ref().filter(|current| {
            // What the options start may have to learn where webhooks arrive, and registering tells.
            self.options.is_empty()
                && current.installed.is_registered()
                && current.installed.alias == alias
                && current.definition == definition
                && current.settings.configuration == settings.configuration
                && current.settings.configuration_type == settings.configuration_type
        });
        let (installed, anew) = match stays {
            Some(current) => {
                self.local.move_to(&alias, &process.url).await.map_err(refused)?;
                (current.installed.clone(), false)
            }
            None => (self.install(alias, &process.url, &definition, &settings).await?, true),
        };
        let next = Current { process, binary, settings, definition, installed };
        self.tell(&next, anew, started);
        if let Some(old) = self.current.replace(next) {
            self.retire(old.process);
        }
        Ok(())
    }

    async fn install(
        &self,
        alias: String,
        url: &str,
        definition: &Value,
        settings: &Settings,
    ) -> Result<Installed, Failure> {
        if let Some(old) = self.current.as_ref().filter(|old| old.installed.alias != alias) {
            self.local.uninstall(&old.installed.alias).await.map_err(refused)?;
        }
        let mut installation = Installation::new(alias, url, definition).configuration(&settings.configuration);
        if let Some(name) = &settings.configuration_type {
            installation = installation.configuration_type(name);
        }
        self.local.install(installation).await.map_err(refused)
    }

    fn tell(&self, next: &Current, anew: bool, started: Instant) {
        let took = started.elapsed();
        let Installed { alias, webhook_url, shared_webhook_url, link, .. } = &next.installed;
        let registered = next.installed.is_registered();
        let members = json!({
            "alias": alias,
            "webhookUrl": webhook_url,
            "sharedWebhookUrl": shared_webhook_url,
            "link": link,
            "url": next.process.url,
            "installed": anew,
            "registered": registered,
            "milliseconds": u64::try_from(took.as_millis()).unwrap_or(u64::MAX),
        });
        let what = if anew { "is installed and serves" } else { "serves, newly built" };
        let name = next.definition["name"].as_str().unwrap_or_default();
        let line = format!(
            "{name} {version} {what}, after {seconds:.1} s: {webhook_url}",
            version = next.definition["version"].as_str().unwrap_or_default(),
            seconds = took.as_secs_f64(),
        );
        self.ui.event("serving", members, Tone::Good, line);
        let urls = [("webhooks of all its installations", shared_webhook_url), ("connect it at", link)];
        for (what, url) in urls.into_iter().filter(|_| anew && !self.ui.is_json()) {
            if let Some(url) = url {
                self.ui.note(Tone::Quiet, format_args!("  {what}  {url}"));
            }
        }
        if !registered {
            self.ui.note(
                Tone::Warning,
                format_args!("It refused its configuration (above); change {} or the code.", settings::FILE),
            );
        }
    }

    /// Stops the process when nothing is under way to it any more.
    fn retire(&mut self, process: Process) {
        let (local, ui) = (Arc::clone(&self.local), self.ui);
        self.retiring.spawn(async move {
            local.until_unused(&process.url).await;
            let url = process.url.clone();
            process.stop().await;
            if ui.is_json() {
                ui.event("retired", json!({ "url": url }), Tone::Quiet, "");
            }
        });
        // Those that are done leave nothing behind.
        while self.retiring.try_join_next().is_some() {}
    }

    fn env(&self, settings: &Settings) -> BTreeMap<String, String> {
        let mut env = settings.env.clone();
        for (name, value) in [
            ("BP_API_URL", self.local.api_url()),
            ("BP_WEBHOOK_URL", self.local.webhook_url()),
            ("BP_TOKEN", self.local.token()),
            ("BP_SIGNING_SECRETS", self.local.signing_secret().unwrap_or_default()),
        ] {
            env.insert(name.to_owned(), value.to_owned());
        }
        env
    }

    /// The manifest among the saved files: what it names may lie elsewhere.
    fn is_about_the_package(&self, paths: &[PathBuf]) -> Option<String> {
        let manifest = self.package.directory.join("Cargo.toml");
        paths.contains(&manifest).then(|| manifest.display().to_string())
    }

    /// Ends all processes: the integration takes its leave if the data does not stay.
    async fn end(mut self) {
        self.retiring.shutdown().await;
        if let Some(current) = self.current {
            if !self.keeps_data {
                // Whether it worked is in the journal.
                let _ = self.local.uninstall(&current.installed.alias).await;
            }
            current.process.stop().await;
        }
    }
}

impl Binary {
    fn at(path: &Path) -> Result<Self, Failure> {
        let metadata = fs::metadata(path).map_err(Failure::io(format!("read {}", path.display())))?;
        Ok(Self { path: path.to_path_buf(), modified: metadata.modified().ok(), length: metadata.len() })
    }
}

impl From<Failure> for BuildError {
    fn from(failure: Failure) -> Self {
        Self::Cargo(failure)
    }
}

/// Resolves when the integration has ended by itself.
async fn ended(current: &mut Option<Current>) {
    match current {
        Some(current) => drop(current.process.ended().await),
        None => std::future::pending().await,
    }
}

/// `acme/chat` is `chat` in the bot.
fn alias_of(definition: &Value) -> String {
    let name = definition["name"].as_str().unwrap_or("integration");
    name.rsplit('/').next().unwrap_or(name).to_owned()
}

fn refused(error: botpress_local::InstallError) -> Failure {
    Failure::Failed(format!("local Botpress does not take the integration: {error}"))
}
