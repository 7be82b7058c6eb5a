//! Slack for Botpress: people's messages and reactions reach the bot, and what the bot says reaches people.
//!
//! - [`channels`]: direct messages, channels and threads, and the delivery of the bot's messages to them
//! - `webhook`: requests of Slack, checked and answered at once; `incoming`: what they mean, worked through afterwards
//! - [`reactions`]: the action and the events around emoji reactions
//! - `slack_api`: the few methods of Slack's Web API that all of this needs

pub mod blocks;
pub mod channels;
mod incoming;
pub mod markdown;
mod mrkdwn;
pub mod reactions;
mod slack_api;
mod slack_event;
mod users;
mod webhook;

use botpress_sdk::prelude::*;
use channels::{Dm, GroupChannel, Thread};
use reactions::{AddReaction, ReactionAdded, ReactionRemoved};
use serde::Deserialize;
use slack_api::SlackApi;
pub use users::UserTags;

/// Automate interactions with your team.
#[derive(Debug, Integration)]
#[integration(
    name = "slack",
    version = "0.1.0",
    title = "Slack",
    icon = "icon.svg",
    readme = "hub.md",
    configuration = Config,
    secrets = AppSecrets,
    user = UserTags,
    channels(GroupChannel, Dm, Thread),
    actions(AddReaction),
    events(ReactionAdded, ReactionRemoved),
)]
pub struct Slack {
    secrets: AppSecrets,
    api_url: String,
}

/// How the bot shows itself in the workspace.
#[derive(Debug, Default, Deserialize, Schema, Configuration)]
#[serde(rename_all = "camelCase")]
pub struct Config {
    /// The name displayed as the sender of the bot's messages.
    #[botpress(title = "Bot name")]
    pub bot_name: Option<String>,
    /// The address of the picture displayed as the sender of the bot's messages.
    #[botpress(title = "Bot avatar URL")]
    pub bot_avatar_url: Option<String>,
}

/// What the Slack app's pages show, under *OAuth & Permissions* and *Basic Information*.
#[derive(Debug, Secrets)]
pub struct AppSecrets {
    /// The bot user's OAuth token (`xoxb-…`), with which the integration calls Slack.
    bot_token: Secret,
    /// The signing secret, by which the integration recognises Slack's requests.
    signing_secret: Secret,
}

impl Slack {
    /// The integration with the secrets of `env`. `SLACK_API_URL` replaces the address of Slack's Web API.
    ///
    /// # Errors
    ///
    /// When a secret is missing.
    pub fn new(env: &Env) -> Result<Self> {
        let secrets = AppSecrets::from_env(env)?;
        let api_url = env.get_or("SLACK_API_URL", "https://slack.com/api");
        Ok(Self { secrets, api_url })
    }

    fn api<'a>(&'a self, cx: &'a Context<Self>) -> SlackApi<'a> {
        SlackApi::new(cx.host(), &self.api_url, &self.secrets.bot_token)
    }
}

impl Lifecycle for Slack {
    async fn register(&self, cx: &Context<Self>, _webhook_url: &str) -> Result<()> {
        let identity = self.api(cx).auth_test().await?;
        cx.logger().for_bot().info(format!("Connected to the Slack workspace {}", identity.team));
        Ok(())
    }

    async fn webhook(&self, cx: &Context<Self>, request: WebhookRequest) -> Result<WebhookResponse> {
        self.answer(cx, &request).await
    }
}

botpress_sdk::export!(Slack::new);
