//! What the bots of one local Botpress share, and which bots there are.

use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, OnceLock, PoisonError, RwLock};
use std::time::Duration;

use subtle::ConstantTimeEq as _;
use tokio::sync::Notify;

use super::call::Caller;
use super::clock::Clock;
use super::delivery::Lanes;
use super::journal::Journal;
use super::logs::{LogLine, Logs};
use super::script::Scripts;
use super::served::ServedBot;
use super::tasks::Tasks;
use super::{Instance, Instances, Platform, random};
use crate::admin::tables;
use crate::bot::{Bot, SilentBot};
use crate::console::Page;
use crate::failure::Failure;
use crate::recording::Recording;
use crate::store::installs::{self, BotRow, UNINSTALLED};
use crate::store::{Store, Transaction};

/// One local Botpress: what its bots share, and the bots by id.
pub(crate) struct Hub {
    pub(crate) store: Arc<Store>,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) caller: Caller,
    pub(crate) scripts: Scripts,
    pub(crate) journal: Arc<Journal>,
    pub(crate) logs: Arc<Logs>,
    pub(crate) recording: Arc<Recording>,
    pub(crate) tasks: Arc<Tasks>,
    /// Where the server listens, without a slash at the end.
    pub(crate) api_url: String,
    /// Where webhooks arrive, without a slash at the end.
    pub(crate) webhook_url: String,
    /// What requests to integrations that the library installs are signed with.
    pub(crate) signing_secret: Option<String>,
    /// Rung when something new is to happen later.
    pub(crate) alarm: Arc<Notify>,
    /// What the URLs of files are signed with.
    pub(crate) url_key: [u8; 32],
    /// The wait before the first repetition of a failed call; it doubles each time.
    pub(crate) retry_after: Duration,
    /// What the page is about beside all this.
    pub(crate) page: Page,
    /// The good tokens, in memory: every request needs them.
    pub(crate) tokens: Tokens,
    bots: RwLock<HashMap<String, Arc<Platform>>>,
    /// The bot that the library's methods are about.
    first: OnceLock<Arc<Platform>>,
}

/// What a hub is made of.
pub(crate) struct Parts {
    pub(crate) store: Store,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) operation_timeout: Duration,
    pub(crate) url_key: [u8; 32],
    /// What the chains of the recording are told from those of others by.
    pub(crate) seed: u64,
    pub(crate) api_url: String,
    pub(crate) webhook_url: String,
    pub(crate) signing_secret: Option<String>,
    pub(crate) retry_after: Duration,
    pub(crate) page: Page,
}

impl Hub {
    pub(crate) fn new(parts: Parts) -> Self {
        Self {
            store: Arc::new(parts.store),
            logs: Arc::new(Logs::new(Arc::clone(&parts.clock))),
            recording: Recording::new(Arc::clone(&parts.clock), parts.seed),
            clock: parts.clock,
            caller: Caller::new(parts.operation_timeout),
            scripts: Scripts::new(parts.operation_timeout),
            journal: Journal::new(),
            tasks: Arc::new(Tasks::new()),
            alarm: Arc::new(Notify::new()),
            url_key: parts.url_key,
            api_url: parts.api_url,
            webhook_url: parts.webhook_url,
            signing_secret: parts.signing_secret,
            retry_after: parts.retry_after,
            page: parts.page,
            tokens: Tokens::default(),
            bots: RwLock::default(),
            first: OnceLock::new(),
        }
    }

    /// Opens every bot of the data: the first one behaves as given, the others are served elsewhere.
    pub(crate) async fn open_all(&self, first: &BotRow, behaviour: Arc<dyn Bot>) -> Result<Arc<Platform>, Failure> {
        let main = self.open(first.clone(), behaviour).await?;
        self.first.get_or_init(|| Arc::clone(&main));
        for row in self.run(tables::bots::all).await? {
            if row.seq != first.seq {
                self.open(row, Arc::new(SilentBot)).await?;
            }
        }
        Ok(main)
    }

    /// Takes a bot of the store into service.
    pub(crate) async fn open(&self, row: BotRow, behaviour: Arc<dyn Bot>) -> Result<Arc<Platform>, Failure> {
        let seq = row.seq;
        let (instances, served) =
            self.run(move |tx| Ok((installs::instances(tx, seq)?, tables::bots::served(tx, seq)?))).await?;
        let platform = Arc::new(Platform {
            store: Arc::clone(&self.store),
            clock: Arc::clone(&self.clock),
            bot: row,
            behaviour,
            served: RwLock::new(served.map(Arc::new)),
            instances: Instances::default(),
            caller: self.caller.clone(),
            scripts: self.scripts.clone(),
            journal: Arc::clone(&self.journal),
            logs: Arc::clone(&self.logs),
            recording: Arc::clone(&self.recording),
            tasks: Arc::clone(&self.tasks),
            lanes: Lanes::default(),
            alarm: Arc::clone(&self.alarm),
            url_key: self.url_key,
            api_url: self.api_url.clone(),
            webhook_url: self.webhook_url.clone(),
            signing_secret: self.signing_secret.clone(),
            retry_after: self.retry_after,
            managing: tokio::sync::Mutex::new(()),
        });
        for row in instances.into_iter().filter(|row| row.status != UNINSTALLED) {
            platform.instances.put(row);
        }
        let mut bots = self.bots.write().unwrap_or_else(PoisonError::into_inner);
        bots.insert(platform.bot.id.clone(), Arc::clone(&platform));
        Ok(platform)
    }

    /// Whether it is the bot that the library's methods are about.
    pub(crate) fn is_first(&self, platform: &Platform) -> bool {
        self.first.get().is_some_and(|first| first.bot.seq == platform.bot.seq)
    }

    /// A bot, for what is the same for all of them: the content of files is found by the file's id and key of the URL.
    pub(crate) fn any(&self) -> Result<Arc<Platform>, Failure> {
        self.first.get().cloned().ok_or(Failure::Stopped)
    }

    /// Takes a bot out of service.
    pub(crate) fn close(&self, bot: &str) {
        self.bots.write().unwrap_or_else(PoisonError::into_inner).remove(bot);
    }

    /// The bot with this id.
    pub(crate) fn bot(&self, id: &str) -> Option<Arc<Platform>> {
        self.bots.read().unwrap_or_else(PoisonError::into_inner).get(id).cloned()
    }

    /// All bots.
    pub(crate) fn bots(&self) -> Vec<Arc<Platform>> {
        self.bots.read().unwrap_or_else(PoisonError::into_inner).values().cloned().collect()
    }

    /// The installation whose webhooks carry this id, and its bot.
    pub(crate) fn webhook(&self, id: &str) -> Option<(Arc<Platform>, Arc<Instance>)> {
        self.bots().into_iter().find_map(|platform| {
            let instance = platform.instances.find(|row| row.webhook_id == id)?;
            Some((platform, instance))
        })
    }

    /// Reads the installations of an integration again, in all bots: its definition, URL or secrets have changed.
    pub(crate) async fn refresh(&self, integration: &str) -> Result<(), Failure> {
        for platform in self.bots() {
            if platform.instances.find(|row| row.integration_id == integration).is_some() {
                platform.reload().await?;
            }
        }
        Ok(())
    }

    /// Milliseconds since 1970.
    pub(crate) fn now(&self) -> i64 {
        i64::try_from(self.clock.unix_ms()).unwrap_or(i64::MAX)
    }

    /// Writes a line into the log of an integration, about all of its installations.
    pub(crate) fn log(&self, level: &'static str, integration_id: &str, message: String) {
        self.logs.write(LogLine::new(level, "", Some(integration_id), message));
    }

    /// The time and random bytes of a new id.
    pub(crate) fn id_seed(&self) -> Result<(u64, [u8; 10]), Failure> {
        Ok((self.clock.unix_ms(), random::bytes()?))
    }

    /// Works on the store in one transaction.
    pub(crate) async fn run<T, F>(&self, work: F) -> Result<T, Failure>
    where
        T: Send + 'static,
        F: FnOnce(&Transaction<'_>) -> Result<T, Failure> + Send + 'static,
    {
        self.store.run(work).await
    }
}

/// Tokens stay out.
impl fmt::Debug for Hub {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Hub").field("api_url", &self.api_url).finish_non_exhaustive()
    }
}

impl Platform {
    /// Takes over what the store says about the installations.
    pub(crate) async fn reload(&self) -> Result<(), Failure> {
        let bot = self.bot.seq;
        for row in self.run(move |tx| installs::instances(tx, bot)).await? {
            if row.status == UNINSTALLED {
                self.instances.remove(row.seq);
            } else {
                self.instances.put(row);
            }
        }
        Ok(())
    }

    /// Where the bot is served, unless it runs in this process.
    pub(crate) fn served(&self) -> Option<Arc<ServedBot>> {
        self.served.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The bot is served elsewhere from now on, or not any more.
    pub(crate) fn serve_from(&self, served: Option<ServedBot>) {
        *self.served.write().unwrap_or_else(PoisonError::into_inner) = served.map(Arc::new);
    }
}

/// A token that is accepted, by its hash, and what it is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Token {
    pub(crate) seq: i64,
    pub(crate) kind: TokenKind,
    pub(crate) hash: [u8; 32],
    pub(crate) workspace: i64,
    /// The bot that a bot's key is for.
    pub(crate) bot: Option<i64>,
    /// The integration that an integration's key is for; `None` for all that the workspace's bots have installed.
    pub(crate) integration: Option<String>,
}

/// What a token may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TokenKind {
    /// A personal access token: the admin API, and every bot of its workspace, also as an integration.
    Personal,
    /// An integration key: acts as an integration.
    Integration,
    /// A bot key: acts as the bot.
    Bot,
}

impl TokenKind {
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Personal => "pat",
            Self::Integration => "iak",
            Self::Bot => "bak",
        }
    }

    pub(crate) fn read(text: &str) -> Option<Self> {
        [Self::Personal, Self::Integration, Self::Bot].into_iter().find(|kind| kind.as_str() == text)
    }
}

/// The tokens that are good.
#[derive(Debug, Default)]
pub(crate) struct Tokens(RwLock<Vec<Token>>);

impl Tokens {
    /// Takes over what the store has.
    pub(crate) fn replace(&self, tokens: Vec<Token>) {
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = tokens;
    }

    /// The token with this hash. Compared with every one there is, in constant time: how long it takes tells nothing
    /// about any of them.
    pub(crate) fn find(&self, hash: &[u8; 32]) -> Option<Token> {
        let tokens = self.0.read().unwrap_or_else(PoisonError::into_inner);
        let mut found = None;
        for token in tokens.iter() {
            if bool::from(token.hash.ct_eq(hash)) {
                found = Some(token);
            }
        }
        found.cloned()
    }
}
