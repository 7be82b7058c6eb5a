use std::{io, sync::Arc, time::Duration};

use tokio::{
    net::TcpListener,
    sync::{mpsc, watch},
    task::JoinSet,
};

use crate::{
    App, Channel, Clock, FileSharing, SpentRefresh, SystemClock, User, Workspace,
    core::{Core, Secret, Settings},
    delivery,
    model::{ALL_SCOPES, Habits, Holder, Model, Team},
    server,
    workspace::APP_ID,
};

/// Describes a workspace before it starts.
#[derive(Debug)]
#[must_use]
pub struct Builder {
    team: Team,
    clock: Arc<dyn Clock>,
    settings: Settings,
    habits: Habits,
    tier_limits: bool,
    posts_per_second: Option<u32>,
    app: App,
    bot: User,
    token_scopes: Vec<String>,
    people: Vec<User>,
    channels: Vec<Channel>,
    port: u16,
}

impl Builder {
    pub(crate) fn new() -> Self {
        let mut app = App::new(APP_ID, "Bot", "U0BOT", "B0BOT");
        app.signing_secret = "simulated-signing-secret".to_owned();
        Self {
            team: Team { id: "T0WORKSPACE".to_owned(), name: "Workspace".to_owned(), domain: "workspace".to_owned() },
            clock: Arc::new(SystemClock),
            settings: Settings {
                // Slack's page on the Events API: at once, after a minute, after five.
                retry_delays: [Duration::ZERO, Duration::from_secs(60), Duration::from_secs(300)],
                answer_within: Duration::from_secs(3),
                bot_token: Secret("xoxb-simulated-bot-token".to_owned()),
                signing_secret: Secret(app.signing_secret.clone()),
            },
            habits: Habits::default(),
            tier_limits: false,
            posts_per_second: None,
            bot: User::new("U0BOT", "Bot").bot(),
            token_scopes: ALL_SCOPES.iter().map(|&scope| scope.to_owned()).collect(),
            people: Vec::new(),
            channels: Vec::new(),
            port: 0,
            app,
        }
    }

    /// Adds a person: Slack's id (`U…`) and the name that others see.
    pub fn user(self, id: &str, name: &str) -> Self {
        self.person(User::new(id, name))
    }

    /// Adds a person of whom more is known.
    pub fn person(mut self, user: User) -> Self {
        self.people.push(user);
        self
    }

    /// Adds a public channel (`C…`) in which everybody is, the app included.
    pub fn channel(self, id: &str, name: &str) -> Self {
        self.conversation(Channel::public(id, name))
    }

    /// Adds a channel of any kind, in which those are whom it names.
    pub fn conversation(mut self, channel: Channel) -> Self {
        self.channels.push(channel);
        self
    }

    /// The workspace's id and name; `T0WORKSPACE`, "Workspace", unless set.
    pub fn team(mut self, id: &str, name: &str) -> Self {
        let domain = name.to_lowercase().replace(' ', "-");
        self.team = Team { id: id.to_owned(), name: name.to_owned(), domain };
        self
    }

    /// Where the time comes from; the machine's clock unless set.
    pub fn clock(mut self, clock: impl Clock) -> Self {
        self.clock = Arc::new(clock);
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
        let mut model = Model::new(self.team, self.clock);
        model.habits = self.habits;
        model.limits.by_tier = self.tier_limits;
        model.limits.posts_per_second = self.posts_per_second;
        model.base_url = format!("http://{}", listener.local_addr()?);
        if self.app.is_installed {
            model.add_token(&self.settings.bot_token.0, APP_ID, Holder::Bot, self.token_scopes);
        }
        model.add_token(&self.app.app_token, APP_ID, Holder::App, vec!["connections:write".to_owned()]);
        model.add_user(self.bot);
        model.add_app(self.app);
        self.people.into_iter().for_each(|user| model.add_user(user));
        self.channels.into_iter().for_each(|channel| model.add_channel(channel));

        let (sender, errands) = mpsc::unbounded_channel();
        let (open, closing) = watch::channel(());
        let core = Arc::new(Core::new(self.settings, model, sender, closing));
        let mut tasks = JoinSet::new();
        tasks.spawn(delivery::dispatch(core.clone(), errands));
        tasks.spawn(server::serve(core.clone(), listener, open));
        Ok(Workspace::new(core, tasks))
    }
}

/// The app that the workspace has from the beginning.
impl Builder {
    /// The app's bot user; `U0BOT`, "Bot", unless set.
    pub fn bot(mut self, id: &str, name: &str) -> Self {
        self.bot = User::new(id, name).bot();
        self.app.bot_user = id.to_owned();
        self.app.name = name.to_owned();
        self
    }

    /// The secret that events are signed with.
    pub fn signing_secret(mut self, secret: &str) -> Self {
        self.settings.signing_secret = Secret(secret.to_owned());
        self.app.signing_secret = secret.to_owned();
        self
    }

    /// The token that the Web API accepts.
    pub fn bot_token(mut self, token: &str) -> Self {
        self.settings.bot_token = Secret(token.to_owned());
        self
    }

    /// The scopes of that token; all unless set.
    pub fn scopes(mut self, scopes: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.token_scopes = scopes.into_iter().map(Into::into).collect();
        self
    }

    /// The client id and secret with which the app asks for tokens.
    pub fn client(mut self, id: &str, secret: &str) -> Self {
        self.app.client_id = id.to_owned();
        self.app.client_secret = secret.to_owned();
        self
    }

    /// The app is not installed from the beginning: it has to ask a person, and [`bot_token`](Self::bot_token) is no token.
    pub fn uninstalled(mut self) -> Self {
        self.app.is_installed = false;
        self
    }

    /// The addresses to which people may be sent after they have allowed or refused the app; any unless set.
    pub fn redirect_urls(mut self, urls: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.app.redirect_urls = Some(urls.into_iter().map(Into::into).collect());
        self
    }

    /// The events that the app hears, in the words of its settings page (`message.im`, `reaction_added`); all unless set.
    pub fn subscriptions(mut self, events: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.app.subscriptions = Some(events.into_iter().map(Into::into).collect());
        self
    }

    /// The app hears through websockets (Socket Mode), also before it has opened the first.
    pub fn socket_mode(mut self) -> Self {
        self.app.socket_mode = true;
        self
    }

    /// People cannot write to the app directly: its Messages tab is off.
    pub fn without_messages_tab(mut self) -> Self {
        self.app.takes_messages = false;
        self
    }

    /// Tokens from OAuth expire and are refreshed, with refresh tokens that can be spent once.
    pub fn token_rotation(mut self) -> Self {
        self.app.rotates_tokens = true;
        self
    }

    /// How long tokens live that expire. Slack's: 12 hours.
    pub fn token_lifetime(mut self, lifetime: Duration) -> Self {
        self.habits.token_lifetime = lifetime;
        self
    }

    /// What becomes of who spends a refresh token a second time.
    pub fn spent_refresh_tokens(mut self, outcome: SpentRefresh) -> Self {
        self.habits.spent_refresh = outcome;
        self
    }
}

/// What Slack does in its own time.
impl Builder {
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

    /// Limits calls as Slack's tiers say: 1, 20, 50 or 100 a minute of each method. Without it, calls are not limited.
    pub fn tier_limits(mut self) -> Self {
        self.tier_limits = true;
        self
    }

    /// How many posts a second a channel takes. Slack's: about one. Without it, posts are not limited.
    pub fn posts_per_second(mut self, posts: u32) -> Self {
        self.posts_per_second = Some(posts);
        self
    }

    /// When files that the app uploads are shared; at once unless set.
    pub fn file_sharing(mut self, sharing: FileSharing) -> Self {
        self.habits.file_sharing = sharing;
        self
    }

    /// Where a click in a thread tells which thread it is: in the payload's `container`, in its `message`; in both unless
    /// set. Slack leaves out either.
    pub fn thread_in_payloads(mut self, in_container: bool, in_message: bool) -> Self {
        self.habits.thread_in_container = in_container;
        self.habits.thread_in_message = in_message;
        self
    }
}
