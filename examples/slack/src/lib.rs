//! Slack for Botpress: people's messages and reactions reach the bot, and what the bot says reaches people.
//!
//! What the integration declares:
//!
//! - [`Config`], and the [secrets](config::AppSecrets) of the Slack app
//! - [`channels`]: channels, direct messages and threads, with their tags and what can be said in them
//! - [`people`]: the tags of users
//! - [`actions`], [`events`], [`states`]
//!
//! What it does:
//!
//! - `incoming`: requests of Slack, checked and answered, and what they mean
//! - `outgoing`: what the bot says, on its way to Slack
//! - [`blocks`], [`markdown`]: what messages and text look like in Slack
//! - `oauth`, `lifecycle`: how a workspace is connected, and left
//! - `installation`: the connected workspace and its tokens
//! - `api`: Slack's Web API
//! - [`socket_mode`]: real Slack on a machine that Slack cannot call

pub mod actions;
mod api;
pub mod blocks;
pub mod channels;
pub mod config;
pub mod events;
mod incoming;
mod installation;
mod lifecycle;
pub mod markdown;
mod oauth;
mod outgoing;
pub mod people;
mod scopes;
pub mod socket_mode;
pub mod states;

use std::sync::{Arc, atomic::AtomicBool};

use actions::*;
use api::{Limits, WebApi};
use botpress_sdk::{
    interfaces::{ProactiveConversation, TypingIndicator, proactive_conversation::GetOrCreateConversation},
    oauth::{Wizard, callback},
    once,
    prelude::*,
    scope,
};
use channels::{Dm, GroupChannel, Thread};
use config::AppSecrets;
pub use config::Config;
use events::*;
use people::UserTags;
use socket_mode::SocketMode;
use states::{AppCredentials, Credentials, OAuthCredentialsV2, Sync};

/// Automate interactions with your team.
#[derive(Debug, Integration)]
#[integration(
    name = "slack",
    version = "0.1.0",
    title = "Slack",
    icon = "icon.svg",
    readme = "hub.md",
    attributes("category" = "Communication & Channels", "guideSlug" = "slack", "repo" = "botpress"),
    configuration = Config,
    secrets = AppSecrets,
    identifier(extract = "scripts/extract.vrl", fallback = "scripts/fallback.vrl"),
    user = UserTags,
    channels(GroupChannel, Dm, Thread),
    states(
        Sync,
        Credentials,
        OAuthCredentialsV2,
        AppCredentials,
        botpress_sdk::oauth::Lease,
        once::Done<scope::User>,
        once::Lease<scope::User>,
    ),
    actions(
        AddReaction,
        FindTarget,
        RetrieveMessage,
        SyncMembers,
        UpdateChannelTopic,
        GetChannelsInfo,
        GetUserProfile,
    ),
    events(
        ReactionAdded,
        ReactionRemoved,
        MemberJoinedWorkspace,
        MemberJoinedChannel,
        MemberLeftChannel,
        WorkflowWebhook,
        MessageChanged,
        MessageDeleted,
        SlashCommandUsed,
        ShortcutUsed,
        AppHomeOpened,
    ),
    entities(Conversation),
    interfaces(
        TypingIndicator,
        ProactiveConversation<Conversation>(GetOrCreateConversation as "getOrCreateChannelConversation"),
    ),
    updates(GroupChannel, Dm, Thread),
    extra(message_updated),
    schema(discriminated_unions = "any_of"),
)]
pub struct Slack {
    secrets: AppSecrets,
    /// The token for the workspace of bots, when it is not for their owners to connect one.
    bot_token: Option<Secret>,
    api_url: Arc<str>,
    limits: Arc<Limits>,
    socket: SocketMode,
    /// Whether the signing secret of a bot's own app is being looked up.
    looking_up: AtomicBool,
}

impl Slack {
    /// The integration with the secrets of `env`. `SLACK_API_URL` replaces the address of Slack's Web API, and `SLACK_BOT_TOKEN`
    /// connects the workspace that it is for, without a round trip of OAuth, which Slack begins and ends at public addresses only.
    ///
    /// # Errors
    ///
    /// When a secret is missing.
    pub fn new(env: &Env) -> Result<Self> {
        Ok(Self {
            secrets: AppSecrets::from_env(env)?,
            bot_token: env.get("SLACK_BOT_TOKEN").filter(|token| !token.is_empty()).map(Secret::from),
            api_url: api_url(env),
            limits: Arc::default(),
            socket: SocketMode::default(),
            looking_up: AtomicBool::new(false),
        })
    }

    /// Has what comes through `socket` handed to this integration's webhook.
    #[must_use]
    pub fn heard_through(self, socket: &SocketMode) -> Self {
        Self { socket: socket.clone(), ..self }
    }

    /// Slack's Web API, without a token.
    fn web(&self, cx: &Context<Self>) -> WebApi {
        WebApi::new(cx.host().clone(), self.api_url.clone(), self.limits.clone())
    }
}

/// The address of Slack's Web API, without a slash at the end.
fn api_url(env: &Env) -> Arc<str> {
    env.get_or("SLACK_API_URL", "https://slack.com/api").trim_end_matches('/').into()
}

impl Lifecycle for Slack {
    async fn register(&self, cx: &Context<Self>, webhook_url: &str) -> Result<()> {
        self.socket.lead_to(webhook_url);
        self.check(cx).await
    }

    async fn unregister(&self, cx: &Context<Self>, _webhook_url: &str) -> Result<()> {
        self.leave(cx).await
    }

    async fn webhook(&self, cx: &Context<Self>, request: WebhookRequest) -> Result<WebhookResponse> {
        Routes::of(&request)
            .any("/oauth/wizard/{step}", |_| Wizard::serve(cx, &request, |wizard| self.set_up(cx, wizard)))
            .get("/oauth", |_| callback(cx, &request, async |code| self.connect(cx, &code).await))
            .any("/{*path}", |_| self.receive(cx, &request))
            .await
    }
}

botpress_sdk::export!(Slack::new);
