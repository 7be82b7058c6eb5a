use std::{
    collections::{HashMap, VecDeque},
    net::SocketAddr,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use http::Uri;
use serde_json::Value;
use tokio::{sync::mpsc, task::JoinSet};

use crate::{
    Builder, Delivery, EventsUrlError, Failure, Happening, Happenings, Refusal,
    delivery::{self, Event},
    happening::Journal,
    model::{Change, Channel, Message, Model, Post, User},
};

/// A running workspace. Clones are handles of the same one; it closes with the last of them.
#[derive(Debug, Clone)]
pub struct Workspace {
    core: Arc<Core>,
    /// Dropping the set ends the server and the deliveries.
    _tasks: Arc<JoinSet<()>>,
}

#[derive(Debug)]
pub(crate) struct Core {
    pub(crate) settings: Settings,
    pub(crate) journal: Arc<Journal>,
    address: SocketAddr,
    model: Mutex<Model>,
    failures: Mutex<HashMap<String, VecDeque<Failure>>>,
    events_url: Mutex<Option<Uri>>,
    events: Mutex<Vec<Event>>,
    outbox: mpsc::UnboundedSender<Event>,
}

pub(crate) struct Settings {
    pub(crate) signing_secret: String,
    pub(crate) bot_token: String,
    pub(crate) retry_delays: [Duration; 3],
    pub(crate) answer_within: Duration,
}

impl Workspace {
    /// A workspace with the app's bot user and nobody else.
    pub fn builder() -> Builder {
        Builder::new()
    }

    pub(crate) fn new(core: Arc<Core>, tasks: JoinSet<()>) -> Self {
        Self { core, _tasks: Arc::new(tasks) }
    }

    /// Where the Web API is, without a slash at the end: what stands for `https://slack.com/api`.
    #[must_use]
    pub fn api_url(&self) -> String {
        format!("http://{}/api", self.core.address)
    }

    /// The token that the Web API accepts.
    #[must_use]
    pub fn bot_token(&self) -> &str {
        &self.core.settings.bot_token
    }

    /// The secret that events are signed with.
    #[must_use]
    pub fn signing_secret(&self) -> &str {
        &self.core.settings.signing_secret
    }

    /// The app's bot user.
    #[must_use]
    pub fn bot(&self) -> User {
        self.core.model().bot().clone()
    }

    /// Asks `url` to prove that it belongs to the app, as Slack does when the address is saved, and sends all later events
    /// there.
    ///
    /// # Errors
    ///
    /// When `url` does not answer 200 with the challenge.
    pub async fn set_events_url(&self, url: &str) -> Result<(), EventsUrlError> {
        let url = delivery::verify_url(&self.core.settings, url).await?;
        *lock(&self.core.events_url) = Some(url);
        Ok(())
    }

    /// Sends an event again as it was, the way Slack does when it did not see the answer, and waits for what comes back.
    /// `None` when there is no such event or no address to send it to.
    pub async fn deliver_again(&self, event_id: &str) -> Option<Delivery> {
        let event = lock(&self.core.events).iter().find(|event| event.id == event_id)?.clone();
        Some(delivery::deliver_once(&self.core, &self.core.events_url()?, &event, 1, Some("http_timeout")).await)
    }

    /// Makes the next call of `method` fail. Several failures of one method happen one after the other.
    pub fn fail_next(&self, method: &str, failure: Failure) {
        lock(&self.core.failures).entry(method.to_owned()).or_default().push_back(failure);
    }

    /// What happens from now on.
    #[must_use]
    pub fn happenings(&self) -> Happenings {
        Happenings::from_now(self.core.journal.clone())
    }

    /// The messages of a channel, oldest first, threads included.
    #[must_use]
    pub fn messages(&self, channel: &str) -> Vec<Message> {
        self.core.model().messages(channel)
    }

    /// The channel or direct message with this id.
    #[must_use]
    pub fn channel(&self, id: &str) -> Option<Channel> {
        self.core.model().channel(id).ok().cloned()
    }

    /// The person with this id.
    #[must_use]
    pub fn user(&self, id: &str) -> Option<User> {
        self.core.model().user(id).cloned()
    }
}

/// What people do.
impl Workspace {
    /// The conversation of a person with the app (`D…`), opened when it is not yet.
    ///
    /// # Errors
    ///
    /// [`Refusal::UserNotFound`].
    pub fn direct_message(&self, user: &str) -> Result<String, Refusal> {
        self.core.model().open_direct_message(user)
    }

    /// A person writes to a channel or a direct message.
    ///
    /// `text` is what is typed: `&`, `<` and `>` are escaped as Slack does it, but for mentions (`<@U…>`, `<#C…>`, `<!here>`).
    ///
    /// # Errors
    ///
    /// [`Refusal::UserNotFound`], [`Refusal::ChannelNotFound`], [`Refusal::NoText`].
    pub fn say(&self, user: &str, channel: &str, text: &str) -> Result<Message, Refusal> {
        self.core.post(Post::typed(user, channel, text))
    }

    /// A person replies in the thread of `message`.
    ///
    /// # Errors
    ///
    /// As for [`say`](Self::say).
    pub fn reply_in_thread(&self, user: &str, message: &Message, text: &str) -> Result<Message, Refusal> {
        self.core.post(Post::typed(user, &message.channel, text).in_thread(message.thread()))
    }

    /// A person adds a reaction, named without colons.
    ///
    /// # Errors
    ///
    /// [`Refusal::UserNotFound`], [`Refusal::MessageNotFound`], [`Refusal::AlreadyReacted`].
    pub fn react(&self, user: &str, message: &Message, emoji: &str) -> Result<(), Refusal> {
        self.core.react(user, &message.channel, &message.ts, emoji)
    }

    /// A person takes a reaction back.
    ///
    /// # Errors
    ///
    /// [`Refusal::UserNotFound`], [`Refusal::MessageNotFound`], [`Refusal::NoReaction`].
    pub fn unreact(&self, user: &str, message: &Message, emoji: &str) -> Result<(), Refusal> {
        self.core.unreact(user, &message.channel, &message.ts, emoji)
    }
}

impl Core {
    pub(crate) fn new(
        settings: Settings,
        model: Model,
        address: SocketAddr,
        outbox: mpsc::UnboundedSender<Event>,
    ) -> Self {
        Self {
            settings,
            address,
            outbox,
            journal: Arc::default(),
            model: Mutex::new(model),
            failures: Mutex::default(),
            events_url: Mutex::default(),
            events: Mutex::default(),
        }
    }

    pub(crate) fn model(&self) -> MutexGuard<'_, Model> {
        lock(&self.model)
    }

    pub(crate) fn events_url(&self) -> Option<Uri> {
        lock(&self.events_url).clone()
    }

    pub(crate) fn next_failure(&self, method: &str) -> Option<Failure> {
        lock(&self.failures).get_mut(method)?.pop_front()
    }

    pub(crate) fn post(&self, post: Post) -> Result<Message, Refusal> {
        let change = self.model().post(post)?;
        let message = change.message.clone();
        self.publish(Happening::MessagePosted(message.clone()), change);
        Ok(message)
    }

    pub(crate) fn react(&self, user: &str, channel: &str, ts: &str, emoji: &str) -> Result<(), Refusal> {
        let change = self.model().react(user, channel, ts, emoji)?;
        let (user, emoji) = (user.to_owned(), emoji.to_owned());
        self.publish(Happening::ReactionAdded { user, emoji, message: change.message.clone() }, change);
        Ok(())
    }

    pub(crate) fn unreact(&self, user: &str, channel: &str, ts: &str, emoji: &str) -> Result<(), Refusal> {
        let change = self.model().unreact(user, channel, ts, emoji)?;
        let (user, emoji) = (user.to_owned(), emoji.to_owned());
        self.publish(Happening::ReactionRemoved { user, emoji, message: change.message.clone() }, change);
        Ok(())
    }

    /// Tells the watchers of the workspace first, then the app.
    fn publish(&self, happening: Happening, change: Change) {
        self.journal.record(happening);
        self.send(&change.event);
    }

    fn send(&self, event: &Value) {
        if self.events_url().is_none() {
            return;
        }
        let event = Event::new(&self.model().envelope(event));
        lock(&self.events).push(event.clone());
        // Fails only when the workspace is closing, and then nobody waits for the event.
        let _closing = self.outbox.send(event);
    }
}

/// Secrets are not printed.
impl std::fmt::Debug for Settings {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Settings").field("retry_delays", &self.retry_delays).finish_non_exhaustive()
    }
}

/// A panic while the lock was held is reported where it happened; the data is whole at every step.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
