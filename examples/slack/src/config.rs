//! What a bot's owner fills in, and what whoever deploys the integration gives it.

use botpress_sdk::prelude::*;
use serde::{Deserialize, Serialize};

/// How the bot shows itself in the workspace, and what it hears there.
#[derive(Debug, Clone, Default, Deserialize, Schema, Configuration)]
#[configuration(identifier(link_template = "scripts/link.vrl"))]
#[serde(rename_all = "camelCase")]
pub struct Config {
    /// The address of the picture that is shown beside the bot's messages.
    #[botpress(title = "Bot avatar URL")]
    pub bot_avatar_url: Option<String>,
    /// The name that is shown above the bot's messages.
    #[botpress(title = "Bot name")]
    pub bot_name: Option<String>,
    /// Whether the bot puts 👀 on a message while it works on the answer.
    #[botpress(title = "Typing Indicator Emoji")]
    #[serde(default)]
    pub typing_indicator_emoji: bool,
    /// Where the bot answers, and whether it has to be mentioned.
    #[botpress(title = "Reply Behaviour")]
    pub reply_behaviour: Option<ReplyBehaviour>,
    /// Whether the bot hears direct messages.
    #[botpress(title = "Direct Messages")]
    #[serde(default = "yes")]
    pub direct_messages: bool,
    /// Whether the bot hears what other apps and workflows write. It never hears itself.
    #[botpress(title = "Messages by Other Bots")]
    #[serde(default)]
    pub other_bots: bool,
}

/// Where the bot answers, and whether it has to be mentioned.
#[derive(Debug, Clone, Default, Deserialize, Serialize, Schema)]
#[serde(rename_all = "camelCase")]
pub struct ReplyBehaviour {
    /// Whether the bot answers a message in its channel, in a thread below it, or in both.
    #[botpress(title = "Reply Location")]
    #[serde(default)]
    pub location: ReplyLocation,
    /// Whether the bot only hears messages that mention it. Direct messages and threads in which it takes part need no mention.
    #[botpress(title = "Require Bot Mention for Replies")]
    #[serde(default)]
    pub only_on_bot_mention: bool,
}

/// Where the bot answers a message that was not written in a thread.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, Serialize, Schema)]
#[serde(rename_all = "camelCase")]
pub enum ReplyLocation {
    /// Where it was written.
    #[default]
    Channel,
    /// In a thread below it.
    Thread,
    /// In both.
    ChannelAndThread,
}

/// The Slack app that is used unless a bot's owner brings their own; its page *Basic Information* shows all three.
#[derive(Debug, Secrets)]
pub struct AppSecrets {
    /// The client ID of the Slack app.
    pub(crate) client_id: Secret,
    /// The client secret of the Slack app.
    pub(crate) client_secret: Secret,
    /// The signing secret, by which requests of Slack are told from forged ones.
    pub(crate) signing_secret: Secret,
}

impl Config {
    /// Where to answer what was not written in a thread.
    pub(crate) fn reply_location(&self) -> ReplyLocation {
        self.reply_behaviour.as_ref().map(|replies| replies.location).unwrap_or_default()
    }

    /// Whether the bot has to be mentioned.
    pub(crate) fn only_on_mention(&self) -> bool {
        self.reply_behaviour.as_ref().is_some_and(|replies| replies.only_on_bot_mention)
    }

    /// The name to post under, when one was given.
    pub(crate) fn name(&self) -> Option<&str> {
        self.bot_name.as_deref().map(str::trim).filter(|name| !name.is_empty())
    }

    /// The picture to post with, when what was given is an address. The Studio sends an empty text for none.
    pub(crate) fn avatar(&self) -> Option<&str> {
        let url = self.bot_avatar_url.as_deref().map(str::trim)?;
        ["https://", "http://"].iter().any(|scheme| url.len() > scheme.len() && url.starts_with(scheme)).then_some(url)
    }
}

fn yes() -> bool {
    true
}
