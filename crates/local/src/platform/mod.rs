//! What Botpress does around its API: installations, webhooks, deliveries, the bot.

pub(crate) mod call;
pub(crate) mod clock;
pub(crate) mod declared;
pub(crate) mod delivery;
pub(crate) mod files;
pub(crate) mod hub;
pub(crate) mod install;
pub(crate) mod journal;
pub(crate) mod logs;
pub(crate) mod notices;
pub(crate) mod random;
pub(crate) mod router;
pub(crate) mod schedule;
pub(crate) mod schemas;
pub(crate) mod script;
pub(crate) mod served;
pub(crate) mod tasks;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::time::Duration;

use botpress_api::signature::SigningSecret;
use botpress_api::types::StateKind;
use tokio::sync::{Notify, watch};

use self::call::Caller;
use self::clock::Clock;
use self::declared::Declared;
use self::delivery::Lanes;
use self::journal::Journal;
use self::logs::{LogLine, Logs};
use self::script::Scripts;
use self::served::ServedBot;
use self::tasks::Tasks;
use crate::bot::Bot;
use crate::failure::Failure;
use crate::log_entry::LogEntry;
use crate::recording::{About, Cause, End, Recording, Veils, What};
use crate::store::installs::{BotRow, InstanceRow};
use crate::store::{BOT, Scope, Store, Transaction};

/// What Botpress does around its API for one bot: its parts, shared by the server and the background work.
///
/// There is one for each bot of the [hub](hub::Hub); who has one sees that bot and nothing else.
pub(crate) struct Platform {
    pub(crate) store: Arc<Store>,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) bot: BotRow,
    pub(crate) behaviour: Arc<dyn Bot>,
    /// Where the bot is served; `None` when `behaviour` is the bot.
    pub(crate) served: RwLock<Option<Arc<ServedBot>>>,
    pub(crate) instances: Instances,
    pub(crate) caller: Caller,
    pub(crate) scripts: Scripts,
    pub(crate) journal: Arc<Journal>,
    pub(crate) logs: Arc<Logs>,
    pub(crate) recording: Arc<Recording>,
    pub(crate) tasks: Arc<Tasks>,
    pub(crate) lanes: Lanes,
    /// Rung when something new is to happen later.
    pub(crate) alarm: Arc<Notify>,
    /// What the URLs of files are signed with.
    pub(crate) url_key: [u8; 32],
    pub(crate) api_url: String,
    /// Where webhooks arrive, without a slash at the end.
    pub(crate) webhook_url: String,
    pub(crate) signing_secret: Option<String>,
    /// The wait before the first repetition of a failed call; it doubles each time.
    pub(crate) retry_after: Duration,
    /// Held while installations are changed: one change of the bot at a time.
    pub(crate) managing: tokio::sync::Mutex<()>,
}

/// Who acts: the bot, or an integration in it.
#[derive(Debug, Clone)]
pub(crate) enum Actor {
    Bot,
    Integration(Arc<Instance>),
}

impl Actor {
    pub(crate) fn owner(&self) -> i64 {
        match self {
            Self::Bot => BOT,
            Self::Integration(instance) => instance.row.seq,
        }
    }

    pub(crate) fn alias(&self) -> Option<&str> {
        match self {
            Self::Bot => None,
            Self::Integration(instance) => Some(&instance.row.alias),
        }
    }
}

/// An installation with its definition read.
pub(crate) struct Instance {
    pub(crate) row: InstanceRow,
    pub(crate) declared: Arc<Declared>,
    /// What requests to it are signed with: the secret of now, and those before until the time given.
    pub(crate) signing_secrets: Vec<(SigningSecret, Option<i64>)>,
    /// Held by whoever may still call its URL.
    _url_in_use: watch::Receiver<()>,
}

/// The configuration may hold secrets and stays out.
impl std::fmt::Debug for Instance {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Instance").field("alias", &self.row.alias).field("url", &self.row.url).finish_non_exhaustive()
    }
}

/// The installations, in memory: every request needs one.
#[derive(Debug, Default)]
pub(crate) struct Instances {
    all: RwLock<HashMap<i64, Arc<Instance>>>,
    /// The URLs of the installations that are here, and of those that somebody still works with.
    urls: Mutex<HashMap<String, watch::Sender<()>>>,
}

impl Instances {
    pub(crate) fn put(&self, row: InstanceRow) -> Arc<Instance> {
        let url_in_use = {
            let mut urls = self.urls.lock().unwrap_or_else(PoisonError::into_inner);
            urls.retain(|_, url| !url.is_closed());
            urls.entry(row.url.clone()).or_insert_with(|| watch::Sender::new(())).subscribe()
        };
        let signing_secrets = row.signing_secrets.iter().filter_map(|(key, until)| Some((key.parse().ok()?, *until)));
        let signing_secrets = signing_secrets.collect();
        // Schemas are compiled anew only for another definition.
        let same = self.find(|other| other.integration_id == row.integration_id && other.definition == row.definition);
        let declared = match same {
            Some(same) => Arc::clone(&same.declared),
            None => Arc::new(Declared::read(&row.definition)),
        };
        let instance = Arc::new(Instance { declared, signing_secrets, row, _url_in_use: url_in_use });
        self.all.write().unwrap_or_else(PoisonError::into_inner).insert(instance.row.seq, Arc::clone(&instance));
        instance
    }

    /// Resolves when no installation is at the URL, and nobody works with one that was.
    pub(crate) async fn until_unused(&self, url: &str) {
        let in_use = self.urls.lock().unwrap_or_else(PoisonError::into_inner).get(url).cloned();
        if let Some(in_use) = in_use {
            in_use.closed().await;
        }
    }

    pub(crate) fn remove(&self, seq: i64) {
        self.all.write().unwrap_or_else(PoisonError::into_inner).remove(&seq);
    }

    pub(crate) fn get(&self, seq: i64) -> Option<Arc<Instance>> {
        self.all.read().unwrap_or_else(PoisonError::into_inner).get(&seq).cloned()
    }

    /// The installation for which `wanted` holds.
    pub(crate) fn find(&self, wanted: impl Fn(&InstanceRow) -> bool) -> Option<Arc<Instance>> {
        let instances = self.all.read().unwrap_or_else(PoisonError::into_inner);
        instances.values().filter(|instance| wanted(&instance.row)).min_by_key(|instance| instance.row.seq).cloned()
    }

    /// All installations, in the order in which they were made.
    pub(crate) fn all(&self) -> Vec<Arc<Instance>> {
        let instances = self.all.read().unwrap_or_else(PoisonError::into_inner);
        let mut all: Vec<_> = instances.values().cloned().collect();
        all.sort_by_key(|instance| instance.row.seq);
        all
    }

    /// Where secrets are in what any of them declares.
    fn veils(&self) -> Veils {
        let mut veils = Veils::default();
        for instance in self.all.read().unwrap_or_else(PoisonError::into_inner).values() {
            veils.add(&instance.declared.veils);
        }
        veils
    }

    /// The installation of this alias; bots may also name the integration.
    pub(crate) fn named(&self, name: &str) -> Option<Arc<Instance>> {
        self.find(|row| row.alias == name).or_else(|| self.find(|row| row.name == name))
    }
}

impl Platform {
    /// Milliseconds since 1970.
    pub(crate) fn now(&self) -> i64 {
        i64::try_from(self.clock.unix_ms()).unwrap_or(i64::MAX)
    }

    /// What the actor sees, now.
    pub(crate) fn scope(&self, actor: &Actor) -> Scope {
        Scope { bot: self.bot.seq, owner: actor.owner(), now: self.now() }
    }

    /// Writes a line into the log of the bot, and of the integration when it is about one.
    pub(crate) fn log(&self, level: &'static str, integration_id: Option<&str>, message: String) {
        self.logs.write(LogLine::new(level, &self.bot.id, integration_id, message));
    }

    /// Writes a line that an integration has logged into its log, and into the recording, where it was logged.
    pub(crate) fn log_of(&self, alias: &str, entry: LogEntry) {
        let Some(instance) = self.instances.find(|row| row.alias == alias) else { return };
        let (level, bot) = (entry.level().as_str(), self.bot.id.as_str());
        let mut line = LogLine::new(level, bot, Some(&instance.row.integration_id), entry.text().to_owned());
        line.user_id.clone_from(&entry.user_id);
        line.conversation_id.clone_from(&entry.conversation_id);
        self.logs.write(line);
        let known = entry.trace_id.as_deref().and_then(Cause::trace);
        let cause = match known {
            Some(chain) => Some(self.recording.within(chain, bot, alias)),
            None => self.recording.presumed(bot, Some(alias), || None),
        };
        let step = self.recording.step(What::Log { level, text: entry.text().to_owned() }).cause(cause);
        let about = About { conversation: entry.conversation_id, user: entry.user_id, id: None };
        step.bot(bot).alias(Some(alias)).about(about).happened(End::default());
    }

    /// Where secrets are in what the actor reads and writes; the bot has to do with all integrations.
    pub(crate) fn veils(&self, actor: &Actor) -> Veils {
        match actor {
            Actor::Integration(instance) => instance.declared.veils.clone(),
            Actor::Bot => self.instances.veils(),
        }
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

    /// What a state of this kind is kept for: checks that it exists and belongs to the actor.
    pub(crate) fn state_subject(
        &self,
        tx: &Transaction<'_>,
        scope: &Scope,
        actor: &Actor,
        kind: &StateKind,
        id: &str,
    ) -> Result<(), Failure> {
        let (what, found) = match kind {
            StateKind::Conversation => ("conversation", crate::store::conversations::find(tx, scope, id)?.is_some()),
            StateKind::User => ("user", crate::store::users::find(tx, scope, id)?.is_some()),
            StateKind::Workflow => ("workflow", crate::store::workflows::find(tx, scope, id)?.is_some()),
            StateKind::Bot => ("bot", scope.is_bot() && id == self.bot.id),
            StateKind::Integration => {
                let own = matches!(actor, Actor::Integration(instance) if instance.row.integration_id == id);
                ("integration", own)
            }
            other => {
                return Err(Failure::invalid("path.type", format!("local Botpress keeps no states of type `{other}`")));
            }
        };
        if found { Ok(()) } else { Err(Failure::not_found(what, id)) }
    }
}
