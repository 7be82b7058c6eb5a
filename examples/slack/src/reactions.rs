//! Emoji reactions, both ways.

use std::collections::BTreeMap;

use botpress_sdk::prelude::*;
use serde::{Deserialize, Serialize};

use crate::{Slack, channels::MessageTags, slack_event::Reaction};

/// Add an emoji reaction to a message.
#[derive(Debug, Deserialize, Schema, Action)]
#[action(title = "Add reaction")]
#[serde(rename_all = "camelCase")]
pub struct AddReaction {
    /// The emoji's name, for example `thumbsup`.
    #[botpress(title = "Reaction", placeholder = "thumbsup")]
    pub name: String,
    /// The Botpress id of the message to react to.
    #[botpress(title = "Message ID")]
    pub message_id: String,
}

/// Somebody added an emoji reaction to a message.
#[derive(Debug, Serialize, Schema, Event)]
#[event(title = "Reaction added")]
pub struct ReactionAdded {
    #[serde(flatten)]
    pub(crate) details: ReactionDetails,
}

/// Somebody took an emoji reaction back.
#[derive(Debug, Serialize, Schema, Event)]
#[event(title = "Reaction removed")]
pub struct ReactionRemoved {
    #[serde(flatten)]
    pub(crate) details: ReactionDetails,
}

/// What there is to say about a reaction.
#[derive(Debug, Serialize, Schema)]
#[serde(rename_all = "camelCase")]
pub struct ReactionDetails {
    /// The emoji's name.
    #[botpress(title = "Reaction")]
    pub reaction: String,
    /// The Botpress id of the user who reacted.
    #[botpress(title = "User ID")]
    pub user_id: Option<String>,
    /// The Botpress id of the message's conversation.
    #[botpress(title = "Conversation ID")]
    pub conversation_id: Option<String>,
    /// The conversations in which the reaction can be answered.
    pub targets: Targets,
}

/// Conversations in which a reaction can be answered: the tags of each, by channel.
#[derive(Debug, Serialize, Schema)]
pub struct Targets {
    /// The direct message with whoever reacted.
    pub dm: Option<BTreeMap<String, String>>,
    /// The channel of the message.
    pub channel: Option<BTreeMap<String, String>>,
    /// The thread below the message.
    pub thread: Option<BTreeMap<String, String>>,
}

impl Handle<AddReaction> for Slack {
    async fn handle(&self, cx: &Context<Self>, input: AddReaction) -> Result<()> {
        let message = cx.message(input.message_id).get().await?;
        let Ok(tags) = MessageTags::from_map(&message.tags) else {
            return Err(Error::runtime(format!("the message {} is not one of Slack: it has no tag `ts`", message.id)));
        };
        self.api(cx).add_reaction(&tags.channel_id, &tags.ts, input.name.trim_matches(':')).await
    }
}

impl Slack {
    /// Tells the bot of a reaction, with the message, the conversation and the user that it knows them by.
    pub(crate) async fn tell_reaction<E: botpress_sdk::Event>(
        &self,
        cx: &Context<Self>,
        reaction: Reaction,
        event: impl FnOnce(ReactionDetails) -> E,
    ) -> Result<()>
    where
        Self: Declares<E>,
    {
        let Reaction { user, reaction, item } = reaction;
        let (Some(channel), Some(ts)) = (item.channel, item.ts) else { return Ok(()) };

        let message = self.message_of(cx, &channel, &ts).await?;
        let conversation = match &message {
            Some(message) => message.conversation_id.clone(),
            None => self.conversation_of(cx, &channel).await?,
        };
        let reactor = self.user_of(cx, &user).await?;
        let tags = |tags: &[(&str, &str)]| {
            Some(tags.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect())
        };
        let details = ReactionDetails {
            reaction,
            user_id: Some(reactor.id.to_string()),
            conversation_id: Some(conversation.to_string()),
            targets: Targets {
                dm: tags(&[("id", &user)]),
                channel: tags(&[("id", &channel)]),
                thread: tags(&[("id", &channel), ("thread", &ts)]),
            },
        };
        let mut emit = cx.emit(event(details)).conversation(conversation).user(reactor.id);
        if let Some(message) = message {
            emit = emit.message(message.id);
        }
        emit.await?;
        Ok(())
    }
}
