use std::{io, sync::Arc, time::Duration};

use tokio::{net::TcpListener, sync::mpsc, task::JoinSet};

use crate::{
    Workspace, delivery,
    model::{Model, User},
    web_api,
    workspace::{Core, Settings},
};

/// Describes a workspace before it starts.
#[derive(Debug)]
#[must_use]
pub struct Builder {
    settings: Settings,
    model: Model,
    port: u16,
}

impl Builder {
    pub(crate) fn new() -> Self {
        let settings = Settings {
            signing_secret: "simulated-signing-secret".to_owned(),
            bot_token: "xoxb-simulated-bot-token".to_owned(),
            // Slack's page on the Events API: at once, after a minute, after five.
            retry_delays: [Duration::ZERO, Duration::from_secs(60), Duration::from_secs(300)],
            answer_within: Duration::from_secs(3),
        };
        Self { settings, model: Model::new(User::new("U0BOT", "Bot").bot()), port: 0 }
    }

    /// Adds a person: Slack's id (`U…`) and the name that others see.
    pub fn user(self, id: &str, name: &str) -> Self {
        self.person(User::new(id, name))
    }

    /// Adds a person with a picture.
    pub fn person(mut self, user: User) -> Self {
        self.model.add_user(user);
        self
    }

    /// Adds a public channel (`C…`) in which everybody is, the app included.
    pub fn channel(mut self, id: &str, name: &str) -> Self {
        self.model.add_channel(id, name);
        self
    }

    /// The app's bot user; `U0BOT`, "Bot", unless set.
    pub fn bot(mut self, id: &str, name: &str) -> Self {
        self.model.set_bot(User::new(id, name).bot());
        self
    }

    /// The secret that events are signed with.
    pub fn signing_secret(mut self, secret: &str) -> Self {
        self.settings.signing_secret = secret.to_owned();
        self
    }

    /// The token that the Web API accepts.
    pub fn bot_token(mut self, token: &str) -> Self {
        self.settings.bot_token = token.to_owned();
        self
    }

    /// How long to wait before each of the three repetitions of an event that was not taken. Slack's: at once, a minute, five
    /// minutes.
    pub fn retry_delays(mut self, delays: [Duration; 3]) -> Self {
        self.settings.retry_delays = delays;
        self
    }

    /// How long an app may take to answer an event. Slack's: 3 s.
    pub fn answer_within(mut self, limit: Duration) -> Self {
        self.settings.answer_within = limit;
        self
    }

    /// The port to listen on; a free one unless set.
    pub fn port(mut self, port: u16) -> Self {
        self.port = port;
        self
    }

    /// Opens the workspace. It closes when the last handle is dropped.
    ///
    /// # Errors
    ///
    /// When the port cannot be opened.
    pub async fn start(self) -> io::Result<Workspace> {
        let listener = TcpListener::bind(("127.0.0.1", self.port)).await?;
        let (outbox, events) = mpsc::unbounded_channel();
        let core = Arc::new(Core::new(self.settings, self.model, listener.local_addr()?, outbox));
        let mut tasks = JoinSet::new();
        tasks.spawn(delivery::dispatch(core.clone(), events));
        let router = web_api::router(core.clone());
        tasks.spawn(async move {
            // It ends with the workspace; a single connection's failure does not end it.
            let _ended = axum::serve(listener, router).await;
        });
        Ok(Workspace::new(core, tasks))
    }
}
