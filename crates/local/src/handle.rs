//! A running local Botpress.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use botpress_api::types::{Conversation, Event, Message, State, User};
use tokio::task::JoinHandle;

use crate::admin::workspaces;
use crate::builder::{Builder, Keys};
use crate::failure::Failure;
use crate::log_entry::LogEntry;
use crate::notice::Notice;
use crate::operations::wire;
use crate::platform::hub::Hub;
use crate::platform::install::{InstallError, Installation, Installed};
use crate::platform::journal::{Happening, Happenings};
use crate::platform::{Actor, Platform};
use crate::store::conversations::ConversationFilter;
use crate::store::events::EventFilter;
use crate::store::messages::MessageFilter;
use crate::store::paging::{Field, LARGEST_PAGE, Page, Paging};
use crate::store::users::UserFilter;
use crate::store::{Scope, Transaction, conversations, events, installs, messages, states, users};

/// How long [`LocalBotpress::wait_for`] waits.
const PATIENCE: Duration = Duration::from_secs(10);
/// How long [`LocalBotpress::stop`] waits for what is running.
const GRACE: Duration = Duration::from_secs(5);

/// Botpress on this machine: its API, its webhooks and a bot, on a loopback port.
///
/// Many run side by side in one process. Dropping it ends it at once; [`stop`](Self::stop) lets it finish.
///
/// ```
/// # async fn doc() -> Result<(), Box<dyn std::error::Error>> {
/// use botpress_local::{EchoBot, Installation, LocalBotpress};
/// use serde_json::json;
///
/// let local = LocalBotpress::builder().bot(EchoBot::new().prefix("you said: ")).start().await?;
/// println!("BP_API_URL={} BP_TOKEN={}", local.api_url(), local.token());
///
/// let definition = json!({ "name": "hello", "version": "0.1.0" });
/// let installed = local.install(Installation::new("hello", "http://127.0.0.1:8072", definition)).await?;
/// println!("send webhooks to {}", installed.webhook_url);
///
/// local.stop().await;
/// # Ok(())
/// # }
/// ```
pub struct LocalBotpress {
    hub: Arc<Hub>,
    /// The bot of the library's own methods.
    platform: Arc<Platform>,
    server: Option<JoinHandle<()>>,
    keys: Keys,
}

impl LocalBotpress {
    /// What it is to be like.
    pub fn builder() -> Builder {
        Builder::new()
    }

    pub(crate) fn new(hub: Arc<Hub>, platform: Arc<Platform>, server: JoinHandle<()>, keys: Keys) -> Self {
        Self { hub, platform, server: Some(server), keys }
    }

    /// Where the API is: an integration's `BP_API_URL`.
    #[must_use]
    pub fn api_url(&self) -> &str {
        &self.hub.api_url
    }

    /// Where webhooks arrive, below which each installation has its id: an integration's `BP_WEBHOOK_URL`.
    #[must_use]
    pub fn webhook_url(&self) -> &str {
        &self.platform.webhook_url
    }

    /// The key that integrations call the API with: an integration's `BP_TOKEN`.
    #[must_use]
    pub fn token(&self) -> &str {
        &self.keys.integrations
    }

    /// The key that a bot calls the API with.
    #[must_use]
    pub fn bot_token(&self) -> &str {
        &self.keys.bot
    }

    /// A personal access token of the workspace: for the admin API, the official CLI (`bp login --token`), and every bot.
    #[must_use]
    pub fn personal_access_token(&self) -> &str {
        &self.keys.personal
    }

    /// Another workspace, whose bots and integrations nobody else sees. A handle begins the names of its integrations:
    /// `acme/chat`.
    ///
    /// # Errors
    ///
    /// When another workspace has the handle, or it is none: lower-case letters, digits and `-`.
    pub async fn create_workspace(&self, name: &str, handle: Option<&str>) -> Result<NewWorkspace, WorkspaceError> {
        workspaces::create(&self.hub, name, handle).await.map_err(|failure| WorkspaceError(failure.to_string()))
    }

    /// Writes a line into the log of an installed integration, as the admin API and the page show it: for whoever runs the
    /// integration and reads what it prints. An alias that is not installed is not an error.
    pub fn log(&self, alias: &str, entry: LogEntry) {
        self.platform.log_of(alias, entry);
    }

    /// The page, to open in a browser. With a token in it when others than this machine can reach it; who has the token can do
    /// everything.
    #[must_use]
    pub fn page_url(&self) -> &str {
        &self.hub.page.url
    }

    /// Has the page tell this, to everybody who looks at it, until it is [cleared](Self::clear_notice) or another one takes
    /// its place.
    pub fn show_notice(&self, notice: Notice) {
        self.hub.page.notice.send_replace(Some(notice));
    }

    /// Has the page tell nothing any more.
    pub fn clear_notice(&self) {
        self.hub.page.notice.send_replace(None);
    }

    /// What requests to integrations are signed with, base64url; `None` when they are not.
    #[must_use]
    pub fn signing_secret(&self) -> Option<&str> {
        self.platform.signing_secret.as_deref()
    }

    /// The workspace's id.
    #[must_use]
    pub fn workspace_id(&self) -> &str {
        &self.platform.bot.workspace_id
    }

    /// The bot's id.
    #[must_use]
    pub fn bot_id(&self) -> &str {
        &self.platform.bot.id
    }

    /// The id of the user that stands for the bot in conversations.
    #[must_use]
    pub fn bot_user_id(&self) -> &str {
        &self.platform.bot.user_id
    }

    /// Installs an integration into the bot and has it register. Under an alias that exists already, it is configured
    /// anew and keeps its webhook and its data.
    ///
    /// An integration that refuses its configuration is installed nevertheless: see [`Installed::registration`].
    ///
    /// # Errors
    ///
    /// [`InstallError`] when something about it cannot be right; nothing is changed then.
    pub async fn install(&self, installation: Installation) -> Result<Installed, InstallError> {
        self.platform.install(installation).await
    }

    /// Removes an integration from the bot, after telling it. Its users, conversations and states are kept, and are back
    /// when it is installed under the same alias again.
    ///
    /// # Errors
    ///
    /// [`InstallError::NotInstalled`]. An `unregister` that fails is no error: see [`Happening::Uninstalled`].
    pub async fn uninstall(&self, alias: &str) -> Result<(), InstallError> {
        self.platform.uninstall(alias).await
    }

    /// Has an installed integration served from another URL, from the next call on, without registering it again: it is a new
    /// build of the same definition. All installations of its version move along.
    ///
    /// What is under way at the old URL is not touched; [`until_unused`](Self::until_unused) tells when it is over.
    ///
    /// # Errors
    ///
    /// [`InstallError::NotInstalled`], and [`InstallError::Invalid`] for a URL that cannot be called.
    pub async fn move_to(&self, alias: &str, url: impl Into<String>) -> Result<(), InstallError> {
        let moved = self.platform.instances.find(|row| row.alias == alias);
        self.platform.move_to(alias, url.into()).await?;
        if let Some(moved) = moved {
            self.hub.refresh(&moved.row.integration_id).await?;
        }
        Ok(())
    }

    /// Waits until nothing calls an integration at this URL any more: after it was installed at or [moved](Self::move_to) to
    /// another one, or uninstalled, and what was under way is over. Whoever serves it there can then stop without dropping
    /// anything.
    pub async fn until_unused(&self, url: &str) {
        for platform in self.hub.bots() {
            platform.instances.until_unused(url).await;
        }
    }

    /// What happens from now on.
    #[must_use]
    pub fn subscribe(&self) -> Happenings {
        self.platform.journal.reader(false)
    }

    /// What has happened since the start (the latest ten thousand), and what happens from now on.
    #[must_use]
    pub fn happenings(&self) -> Happenings {
        self.platform.journal.reader(true)
    }

    /// Waits until something for which `wanted` holds has happened: now, or since the start.
    ///
    /// # Errors
    ///
    /// [`WaitError`] when it did not happen within ten seconds, with what happened instead.
    pub async fn wait_for(&self, mut wanted: impl FnMut(&Happening) -> bool) -> Result<Happening, WaitError> {
        let mut happenings = self.happenings();
        let mut seen = Vec::new();
        let search = async {
            while let Some(happening) = happenings.next().await {
                if wanted(&happening) {
                    return Some(happening);
                }
                seen.push(happening);
            }
            None
        };
        match tokio::time::timeout(PATIENCE, search).await {
            Ok(Some(happening)) => Ok(happening),
            _ => Err(WaitError { seen }),
        }
    }

    /// The users, newest first.
    ///
    /// # Errors
    ///
    /// [`ReadError`] when the data cannot be read.
    pub async fn users(&self) -> Result<Vec<User>, ReadError> {
        self.read_all(|tx, scope, paging| {
            let (tags, range) = (vec![], Field::CreatedAt);
            let filter = UserFilter { conversation: None, tags, after: None, before: None, range };
            users::list(tx, scope, filter, paging)
        })
        .await
        .map(|users| users.into_iter().map(wire::user).collect())
    }

    /// The conversations, newest first.
    ///
    /// # Errors
    ///
    /// [`ReadError`] when the data cannot be read.
    pub async fn conversations(&self) -> Result<Vec<Conversation>, ReadError> {
        let all = |tx: &Transaction<'_>, scope: &Scope, paging: &Paging| {
            conversations::list(tx, scope, ConversationFilter::default(), paging)
        };
        self.read_all(all).await.map(|found| found.into_iter().map(wire::conversation).collect())
    }

    /// The messages of a conversation, in the order in which they were written.
    ///
    /// # Errors
    ///
    /// [`ReadError`] when there is no such conversation, or the data cannot be read.
    pub async fn messages(&self, conversation_id: &str) -> Result<Vec<Message>, ReadError> {
        let id = conversation_id.to_owned();
        let all = move |tx: &Transaction<'_>, scope: &Scope, paging: &Paging| {
            let filter = MessageFilter { conversation: Some(id.clone()), ..MessageFilter::default() };
            messages::list(tx, scope, filter, paging)
        };
        self.read_all(all).await.map(|found| found.into_iter().rev().map(wire::message).collect())
    }

    /// The events as the bot sees them, incoming messages included, newest first.
    ///
    /// # Errors
    ///
    /// [`ReadError`] when the data cannot be read.
    pub async fn events(&self) -> Result<Vec<Event>, ReadError> {
        let platform = Arc::clone(&self.platform);
        let all = move |tx: &Transaction<'_>, scope: &Scope, paging: &Paging| {
            let Page { items, next } = events::list(tx, scope, EventFilter::default(), paging)?;
            let shown = items.into_iter().map(|row| wire::event(tx, &platform, &Actor::Bot, row));
            Ok(Page { items: shown.collect::<Result<_, _>>()?, next })
        };
        self.read_all(all).await
    }

    /// The states of all owners, oldest first, without those that have expired.
    ///
    /// # Errors
    ///
    /// [`ReadError`] when the data cannot be read.
    pub async fn states(&self) -> Result<Vec<State>, ReadError> {
        let (bot, now) = (self.platform.bot.seq, self.platform.now());
        let rows = self.platform.run(move |tx| states::all(tx, bot, now)).await?;
        Ok(rows.into_iter().map(|row| wire::state(&self.platform, row)).collect())
    }

    /// The counters that integrations keep by `trackAnalytics`, by name.
    ///
    /// # Errors
    ///
    /// [`ReadError`] when the data cannot be read.
    pub async fn analytics(&self) -> Result<Vec<(String, u64)>, ReadError> {
        let bot = self.platform.bot.seq;
        Ok(self.platform.run(move |tx| installs::analytics(tx, bot)).await?)
    }

    /// Stops: no new requests, what is running has five seconds to finish. Deliveries that have to wait stay in the data
    /// for the next start.
    pub async fn stop(mut self) {
        self.platform.tasks.stop();
        if let Some(mut server) = self.server.take()
            && tokio::time::timeout(GRACE, &mut server).await.is_err()
        {
            server.abort();
        }
        self.platform.tasks.finish(GRACE).await;
        self.platform.store.close().await;
    }

    async fn read_all<T: Send + 'static>(
        &self,
        page: impl Fn(&Transaction<'_>, &Scope, &Paging) -> Result<Page<T>, Failure> + Send + 'static,
    ) -> Result<Vec<T>, ReadError> {
        let scope = self.platform.scope(&Actor::Bot);
        let all = self.platform.run(move |tx| {
            let mut all = Vec::new();
            let mut paging = Paging::newest(None, Some(LARGEST_PAGE));
            loop {
                let page = page(tx, &scope, &paging)?;
                all.extend(page.items);
                match page.next {
                    Some(next) => paging.token = Some(next),
                    None => return Ok(all),
                }
            }
        });
        Ok(all.await?)
    }
}

impl Drop for LocalBotpress {
    fn drop(&mut self) {
        self.platform.tasks.abort();
        if let Some(server) = self.server.take() {
            server.abort();
        }
    }
}

/// Tokens and secrets stay out.
impl fmt::Debug for LocalBotpress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LocalBotpress")
            .field("api_url", &self.hub.api_url)
            .field("bot_id", &self.platform.bot.id)
            .finish_non_exhaustive()
    }
}

/// A workspace that was just made.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct NewWorkspace {
    /// Its id, for the header `x-workspace-id`.
    pub id: String,
    /// A personal access token of it: the only time that it is shown.
    pub token: String,
}

impl NewWorkspace {
    pub(crate) fn new(id: String, token: String) -> Self {
        Self { id, token }
    }
}

/// The token stays out.
impl fmt::Debug for NewWorkspace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("NewWorkspace").field("id", &self.id).finish_non_exhaustive()
    }
}

/// The workspace could not be made.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct WorkspaceError(String);

/// The data could not be read.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct ReadError(String);

impl From<Failure> for ReadError {
    fn from(failure: Failure) -> Self {
        Self(failure.to_string())
    }
}

/// What was waited for did not happen.
#[derive(Debug)]
pub struct WaitError {
    seen: Vec<Happening>,
}

impl std::error::Error for WaitError {}

impl fmt::Display for WaitError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "it did not happen within {PATIENCE:?}; what happened:")?;
        let from = self.seen.len().saturating_sub(20);
        for happening in &self.seen[from..] {
            write!(f, "\n  {happening}")?;
        }
        Ok(())
    }
}
