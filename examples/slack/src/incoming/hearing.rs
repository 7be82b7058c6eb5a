//! What all that is heard has in common: who it is from, where it belongs, and that the bot is told of it once.

use botpress_sdk::{
    api::{
        id::{ConversationId, UserId},
        types::{Message, User},
    },
    context::Emit,
    prelude::*,
};

use crate::{
    Slack,
    channels::{GroupChannel, MessageTags, Thread, ThreadTags, conversation},
    installation::Installation,
};

/// Something that Slack tells, being worked through.
#[derive(Debug, Clone, Copy)]
pub(super) struct Hearing<'a> {
    pub(super) slack: &'a Slack,
    pub(super) cx: &'a Context<Slack>,
    /// Where it happened.
    pub(super) at: &'a Installation,
    /// The same each time that Slack tells it.
    pub(super) id: &'a str,
}

impl Hearing<'_> {
    /// Tells the bot of an event that concerns a user: once, however often and to whichever process Slack tells it.
    pub(super) async fn tell(&self, user: &UserId, event: Emit<'_>) -> Result<()> {
        self.tell_as(self.id, user, event).await
    }

    /// [`tell`](Self::tell), for one of several events that come of the same.
    pub(super) async fn tell_as(&self, id: &str, user: &UserId, event: Emit<'_>) -> Result<()> {
        let emit = async { Ok(event.user(user).await?) };
        self.cx.user(user).once(id, emit).await?;
        Ok(())
    }

    /// The bot's user for somebody in Slack.
    pub(super) async fn user(&self, id: &str) -> Result<User> {
        self.slack.user_of(self.cx, &self.at.api, id).await
    }

    /// The bot's conversation for a channel or a direct message, outside of threads.
    pub(super) async fn conversation(&self, channel: &str) -> Result<ConversationId> {
        conversation(self.cx, channel.to_owned(), None).await
    }

    /// The bot's conversation for a thread.
    pub(super) async fn thread(&self, channel: &str, thread: &str) -> Result<ConversationId> {
        let conversation = self.cx.conversation_with::<Thread>(bots_thread(channel, thread));
        let found = conversation.discriminate_by([ThreadTags::ID, ThreadTags::THREAD]).await?;
        Ok(found.into_inner().id)
    }

    /// The messages that the bot knows under Slack's timestamp, whoever wrote them.
    pub(super) async fn known(&self, channel: &str, ts: &str) -> Result<Vec<Message>> {
        Ok(self.cx.messages::<GroupChannel>().tags(MessageTags::located(channel, ts)).collect().await?)
    }
}

/// The tags of a thread in which the bot takes part.
pub(super) fn bots_thread(channel: &str, thread: &str) -> ThreadTags {
    let (id, thread) = (channel.to_owned(), thread.to_owned());
    ThreadTags { id, title: None, thread, is_bot_reply_thread: Some(true) }
}
