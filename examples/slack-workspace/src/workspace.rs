use std::sync::Arc;

use serde_json::Value;
use tokio::task::JoinSet;

use crate::{
    App, Builder, Channel, Delivery, EventsUrlError, File, Happenings, Message, ThreadState, User, View,
    core::Core,
    delivery::{self, Retry},
    model::Addresses,
};

/// The app that every workspace has.
pub(crate) const APP_ID: &str = "A0APP";

/// A running workspace. Clones are handles of the same one; it closes with the last of them.
#[derive(Debug, Clone)]
pub struct Workspace {
    pub(crate) core: Arc<Core>,
    /// Dropping the set ends the server and the deliveries.
    _tasks: Arc<JoinSet<()>>,
}

/// Where it is, and what an app needs to know.
impl Workspace {
    /// A workspace with the app's bot user and nobody else.
    pub fn builder() -> Builder {
        Builder::new()
    }

    pub(crate) fn new(core: Arc<Core>, tasks: JoinSet<()>) -> Self {
        Self { core, _tasks: Arc::new(tasks) }
    }

    /// Where everything is, without a slash at the end: what stands for `https://slack.com`. A browser finds there a page on
    /// which one can be in the workspace; `/oauth/v2/authorize` below it is where people allow apps.
    #[must_use]
    pub fn url(&self) -> String {
        self.core.model().base_url.clone()
    }

    /// Where the Web API is, without a slash at the end: what stands for `https://slack.com/api`.
    #[must_use]
    pub fn api_url(&self) -> String {
        format!("{}/api", self.url())
    }

    /// The token that the Web API accepts from the app that every workspace has.
    #[must_use]
    pub fn bot_token(&self) -> &str {
        &self.core.settings.bot_token.0
    }

    /// The secret that the requests to this app are signed with.
    #[must_use]
    pub fn signing_secret(&self) -> &str {
        &self.core.settings.signing_secret.0
    }

    /// The app that every workspace has.
    #[must_use]
    pub fn app(&self) -> App {
        // It is never removed.
        self.apps().swap_remove(0)
    }

    /// All apps: the one that every workspace has, then those that were made from manifests.
    #[must_use]
    pub fn apps(&self) -> Vec<App> {
        self.core.model().apps().to_vec()
    }

    /// The app's bot user.
    #[must_use]
    pub fn bot(&self) -> User {
        let id = self.app().bot_user;
        self.user(&id).unwrap_or_else(|| User::new(id, "Bot"))
    }

    /// Asks `url` to prove that it belongs to the app, as Slack does when the address is saved, and sends all later events
    /// there; what people do with the app's messages as well, unless
    /// [`set_interactivity_url`](Self::set_interactivity_url) says otherwise.
    ///
    /// # Errors
    ///
    /// When `url` does not answer 200 with the challenge.
    pub async fn set_events_url(&self, url: &str) -> Result<(), EventsUrlError> {
        self.set_events_urls([url]).await
    }

    /// As [`set_events_url`](Self::set_events_url), with several addresses that take turns, as behind a load balancer.
    ///
    /// # Errors
    ///
    /// When one of them does not answer 200 with the challenge.
    pub async fn set_events_urls(&self, urls: impl IntoIterator<Item = &str>) -> Result<(), EventsUrlError> {
        let mut verified = Vec::new();
        for url in urls {
            verified.push(delivery::verify_url(&self.core, APP_ID, url).await?);
        }
        self.core.change(|model| {
            if let Ok(app) = model.app_mut(APP_ID) {
                app.events = Addresses::new(verified);
            }
        });
        Ok(())
    }

    /// Sends what people do with the app's messages, and slash commands, to another address than events.
    ///
    /// # Errors
    ///
    /// [`EventsUrlError::Address`].
    pub fn set_interactivity_url(&self, url: &str) -> Result<(), EventsUrlError> {
        let url = url.parse().map_err(|_| EventsUrlError::Address(url.to_owned()))?;
        self.core.change(|model| {
            if let Ok(app) = model.app_mut(APP_ID) {
                app.payloads = Addresses::new(vec![url]);
            }
        });
        Ok(())
    }

    /// Sends an event again as it was, the way Slack does when it did not see the answer, and waits for what comes back.
    /// `None` when there is no such event.
    pub async fn deliver_again(&self, event_id: &str) -> Option<Delivery> {
        let event = self.core.event(event_id)?;
        let retry = Retry { number: 1, reason: "http_timeout" };
        Some(delivery::deliver_once(&self.core, &event, 1, Some(retry)).await.0)
    }
}

/// What is to be seen.
impl Workspace {
    /// What happens from now on.
    #[must_use]
    pub fn happenings(&self) -> Happenings {
        Happenings::from_now(self.core.journal.clone())
    }

    /// What happened since the workspace was opened, and what happens from now on.
    #[must_use]
    pub fn all_happenings(&self) -> Happenings {
        Happenings::from_start(self.core.journal.clone())
    }

    /// The arguments of all calls of a method so far, failed ones included, without tokens and secrets.
    #[must_use]
    pub fn calls(&self, method: &str) -> Vec<Value> {
        self.core.journal.calls(method)
    }

    /// The messages of a channel, oldest first, threads included.
    #[must_use]
    pub fn messages(&self, channel: &str) -> Vec<Message> {
        self.core.model().messages(channel).to_vec()
    }

    /// The message as it is now.
    #[must_use]
    pub fn message(&self, channel: &str, ts: &str) -> Option<Message> {
        self.core.model().message(channel, ts).ok().cloned()
    }

    /// What only `user` sees in a channel, oldest first.
    #[must_use]
    pub fn ephemerals(&self, channel: &str, user: &str) -> Vec<Message> {
        self.core.model().ephemerals(channel, user)
    }

    /// The channel or direct message with this id.
    #[must_use]
    pub fn channel(&self, id: &str) -> Option<Channel> {
        self.core.model().channel(id).ok().cloned()
    }

    /// All channels and direct messages.
    #[must_use]
    pub fn channels(&self) -> Vec<Channel> {
        self.core.model().channels().cloned().collect()
    }

    /// The person with this id.
    #[must_use]
    pub fn user(&self, id: &str) -> Option<User> {
        self.core.model().user(id).cloned()
    }

    /// Everybody, closed accounts and the bot users of apps included.
    #[must_use]
    pub fn users(&self) -> Vec<User> {
        self.core.model().users().to_vec()
    }

    /// The file with this id.
    #[must_use]
    pub fn file(&self, id: &str) -> Option<File> {
        self.core.model().file(id).ok().cloned()
    }

    /// What an app shows of itself in a thread: what it is doing, what one might ask.
    #[must_use]
    pub fn thread_state(&self, channel: &str, thread_ts: &str) -> ThreadState {
        self.core.model().thread_state(channel, thread_ts)
    }

    /// The modal that a person sees.
    #[must_use]
    pub fn modal(&self, user: &str) -> Option<View> {
        self.core.model().modals(user).pop()
    }

    /// The app's page for a person (App Home).
    #[must_use]
    pub fn home(&self, user: &str) -> Option<View> {
        self.core.model().home(user, APP_ID).cloned()
    }
}
