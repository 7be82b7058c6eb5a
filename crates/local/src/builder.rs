//! Starting local Botpress.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use botpress_api::id::{BotId, UserId, WorkspaceId};
use botpress_api::signature::SigningSecret;
use tokio::net::TcpListener;

use crate::LocalBotpress;
use crate::admin::tables::tokens;
use crate::bot::{Bot, EchoBot};
use crate::console::Page;
use crate::failure::Failure;
use crate::platform::clock::{Clock, SystemClock};
use crate::platform::hub::{Hub, Parts, TokenKind};
use crate::platform::random;
use crate::server;
use crate::store::installs::{self, BotRow};
use crate::store::{Data, SchemaError, Store, files, states};

/// How long an integration may take to answer, as on the platform.
const OPERATION_TIMEOUT: Duration = Duration::from_secs(60);
/// The wait before the first repetition of a delivery that failed.
const RETRY_AFTER: Duration = Duration::from_millis(500);

/// What a local Botpress is to be like; made by [`LocalBotpress::builder`].
#[must_use]
pub struct Builder {
    data: Data,
    address: IpAddr,
    port: u16,
    bot: Arc<dyn Bot>,
    clock: Arc<dyn Clock>,
    token: Option<String>,
    personal_token: Option<String>,
    signing: Signing,
    operation_timeout: Duration,
    retry_after: Duration,
}

enum Signing {
    Off,
    Generated,
    With(String),
}

impl Builder {
    pub(crate) fn new() -> Self {
        Self {
            data: Data::Memory,
            address: Ipv4Addr::LOCALHOST.into(),
            port: 0,
            bot: Arc::new(EchoBot::new()),
            clock: Arc::new(SystemClock),
            token: None,
            personal_token: None,
            signing: Signing::Off,
            operation_timeout: OPERATION_TIMEOUT,
            retry_after: RETRY_AFTER,
        }
    }

    /// Where the data lives: in memory by default.
    pub fn data(mut self, data: Data) -> Self {
        self.data = data;
        self
    }

    /// Where to listen; the loopback interface, 127.0.0.1, by default. On any other address others can reach it, and the
    /// [page](LocalBotpress::page_url) asks for the token that its URL has.
    pub fn address(mut self, address: impl Into<IpAddr>) -> Self {
        self.address = address.into();
        self
    }

    /// The port; 0, the default, takes a free one.
    pub fn port(mut self, port: u16) -> Self {
        self.port = port;
        self
    }

    /// The bot behind the integrations; an [`EchoBot`] by default.
    pub fn bot(mut self, bot: impl Bot) -> Self {
        self.bot = Arc::new(bot);
        self
    }

    /// The key that integrations call the API with; a new random one at each start by default, which ends the one before.
    pub fn token(mut self, token: impl Into<String>) -> Self {
        self.token = Some(token.into());
        self
    }

    /// The personal access token of the workspace; a new random one at each start by default, which ends the one before.
    pub fn personal_access_token(mut self, token: impl Into<String>) -> Self {
        self.personal_token = Some(token.into());
        self
    }

    /// Whether requests to integrations are signed, with a secret that [`LocalBotpress::signing_secret`] tells; not by
    /// default.
    pub fn signing(mut self, signing: bool) -> Self {
        self.signing = if signing { Signing::Generated } else { Signing::Off };
        self
    }

    /// Signs requests to integrations with this secret, base64url.
    pub fn signing_secret(mut self, secret: impl Into<String>) -> Self {
        self.signing = Signing::With(secret.into());
        self
    }

    /// Where the time comes from; the machine's clock by default.
    pub fn clock(mut self, clock: impl Clock) -> Self {
        self.clock = Arc::new(clock);
        self
    }

    /// How long an integration may take to answer; 60 seconds by default.
    pub fn operation_timeout(mut self, timeout: Duration) -> Self {
        self.operation_timeout = timeout;
        self
    }

    /// The wait before a message that was not delivered is tried again; doubled for each of the three repetitions. Half
    /// a second by default.
    pub fn retry_after(mut self, wait: Duration) -> Self {
        self.retry_after = wait;
        self
    }

    /// Opens the data and begins to serve. What an earlier run has left unfinished is taken up.
    ///
    /// # Errors
    ///
    /// When the data cannot be opened, the port is taken, or the signing secret is none.
    pub async fn start(self) -> Result<LocalBotpress, StartError> {
        let signing_secret = match self.signing {
            Signing::Off => None,
            Signing::Generated => Some(random::secret()?),
            Signing::With(secret) => {
                secret.parse::<SigningSecret>().map_err(|error| StartError::SigningSecret(error.to_string()))?;
                Some(secret)
            }
        };
        let address = SocketAddr::from((self.address, self.port));
        let listener = TcpListener::bind(address).await.map_err(|source| StartError::Bind { address, source })?;
        let address = listener.local_addr().map_err(|source| StartError::Bind { address, source })?;
        let store = Store::open(self.data).await?;
        let key = |prefix: &str, token: Option<String>| {
            token.map_or_else(|| Ok(format!("bp_{prefix}_{}", random::secret()?)), Ok::<_, Failure>)
        };
        let keys = Keys {
            integrations: key("iak", self.token)?,
            bot: key("bak", None)?,
            personal: key("pat", self.personal_token)?,
        };
        // "Every interface" is no address to call; integrations run on this machine.
        let reachable = match address.ip() {
            IpAddr::V4(ip) if ip.is_unspecified() => SocketAddr::from((Ipv4Addr::LOCALHOST, address.port())),
            IpAddr::V6(ip) if ip.is_unspecified() => SocketAddr::from((Ipv6Addr::LOCALHOST, address.port())),
            _ => address,
        };
        let api_url = format!("http://{reachable}");
        let hub = Arc::new(Hub::new(Parts {
            store,
            clock: self.clock,
            operation_timeout: self.operation_timeout,
            url_key: random::bytes()?,
            seed: u64::from_be_bytes(random::bytes()?),
            webhook_url: format!("{api_url}{}", server::WEBHOOK_PATH),
            page: Page::new(&api_url, address.ip().is_loopback())?,
            api_url,
            signing_secret,
            retry_after: self.retry_after,
        }));
        let main = hub.open_all(&prepare(&hub, &keys).await?, self.bot).await?;
        for bot in hub.bots() {
            bot.wake_all().await?;
        }
        hub.keep_time();
        let router = server::router(Arc::clone(&hub));
        let stopped = hub.tasks.stopped();
        let server = tokio::spawn(async move {
            // An accept loop that fails has nothing to tell anyone; clients see the closed port.
            let _ = axum::serve(listener, router).with_graceful_shutdown(stopped).await;
        });
        Ok(LocalBotpress::new(hub, main, server, keys))
    }
}

/// The tokens that the library hands out.
pub(crate) struct Keys {
    pub(crate) integrations: String,
    pub(crate) bot: String,
    pub(crate) personal: String,
}

/// Whose data it is, and which tokens are good: made at the first start.
async fn prepare(hub: &Hub, keys: &Keys) -> Result<BotRow, Failure> {
    let (time, now) = (hub.clock.unix_ms(), hub.now());
    let workspace = WorkspaceId::generate(time, random::bytes()?).into_string();
    let bot = BotId::generate(time, random::bytes()?).into_string();
    let user = UserId::generate(time, random::bytes()?).into_string();
    let keys = [
        ("integrations", TokenKind::Integration, &keys.integrations),
        ("bot", TokenKind::Bot, &keys.bot),
        ("personal", TokenKind::Personal, &keys.personal),
    ]
    .map(|(name, kind, token)| (name, kind, server::hash(token)));
    let (bot, tokens) = hub
        .run(move |tx| {
            let bot = installs::bot(tx, &workspace, &bot, &user, "Bot", now)?;
            for (name, kind, hash) in keys {
                let new = tokens::NewToken {
                    id: None,
                    name: name.to_owned(),
                    note: String::new(),
                    kind,
                    hash,
                    workspace: bot.workspace,
                    bot: (kind == TokenKind::Bot).then_some(bot.seq),
                    integration: None,
                };
                tokens::put(tx, &new, now)?;
            }
            states::purge(tx, now)?;
            files::clean(tx)?;
            Ok((bot, tokens::all(tx)?))
        })
        .await?;
    hub.tokens.replace(tokens);
    Ok(bot)
}

/// The token stays out.
impl std::fmt::Debug for Builder {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Builder").field("data", &self.data).field("port", &self.port).finish_non_exhaustive()
    }
}

/// Why local Botpress did not start.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StartError {
    /// The port cannot be had.
    #[error("cannot listen on {address}: {source}")]
    Bind {
        /// Where.
        address: SocketAddr,
        /// Why.
        source: std::io::Error,
    },
    /// The data cannot be opened.
    #[error("cannot open the data: {0}")]
    Data(String),
    /// The signing secret is none.
    #[error("{0}")]
    SigningSecret(String),
    /// Something else failed inside.
    #[error("cannot start: {0}")]
    Local(String),
}

impl From<SchemaError> for StartError {
    fn from(error: SchemaError) -> Self {
        Self::Data(error.to_string())
    }
}

impl From<Failure> for StartError {
    fn from(failure: Failure) -> Self {
        Self::Local(failure.to_string())
    }
}
