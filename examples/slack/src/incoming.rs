//! What happened in Slack, told to the bot.

use botpress_sdk::{
    api::{
        id::{ConversationId, UserId},
        types::Message as BotpressMessage,
    },
    messages,
    prelude::*,
};

use crate::{
    Slack,
    channels::{ConversationTags, Dm, GroupChannel, MessageTags, Messages, SlackChannel, Thread, ThreadTags},
    mrkdwn,
    reactions::{ReactionAdded, ReactionRemoved},
    slack_event::{Callback, Event, Message},
};

impl Slack {
    pub(crate) async fn hear(&self, cx: &Context<Self>, callback: Callback) -> Result<()> {
        let bot = callback.bot_user().map(str::to_owned);
        let is_bot = |user: &str| bot.as_deref() == Some(user);
        match callback.event {
            Event::Message(message) if message.is_from_person() => match message.user.clone() {
                Some(user) if !is_bot(&user) => self.hear_message(cx, message, &user, bot.as_deref()).await,
                _ => Ok(()),
            },
            Event::ReactionAdded(reaction) if !is_bot(&reaction.user) => {
                self.tell_reaction(cx, reaction, |details| ReactionAdded { details }).await
            }
            Event::ReactionRemoved(reaction) if !is_bot(&reaction.user) => {
                self.tell_reaction(cx, reaction, |details| ReactionRemoved { details }).await
            }
            _ => Ok(()),
        }
    }

    async fn hear_message(&self, cx: &Context<Self>, message: Message, user: &str, bot: Option<&str>) -> Result<()> {
        let Message { channel, ts, thread_ts, text, .. } = message;
        if text.is_empty() {
            return Ok(());
        }
        let mentions_bot = bot.is_some_and(|bot| text.contains(&format!("<@{bot}>")));
        let tags = MessageTags {
            ts,
            user_id: Some(user.to_owned()),
            channel_id: channel.clone(),
            mentions_bot: mentions_bot.then_some(true),
            forked_to_thread: Some(false),
        };
        let said = Said { user: self.user_of(cx, user).await?.id, text: mrkdwn::unescape(&text), tags };
        match thread_ts {
            Some(thread) => said.in_conversation::<Thread>(cx, thread_tags(channel, thread)).await,
            None if is_direct(&channel) => said.in_conversation::<Dm>(cx, conversation_tags(channel)).await,
            None => said.in_conversation::<GroupChannel>(cx, conversation_tags(channel)).await,
        }
    }

    /// The bot's conversation for a channel or a direct message, outside of threads.
    pub(crate) async fn conversation_of(&self, cx: &Context<Self>, channel: &str) -> Result<ConversationId> {
        let tags = conversation_tags(channel.to_owned());
        let conversation = if is_direct(channel) {
            cx.conversation_with::<Dm>(tags).await?
        } else {
            cx.conversation_with::<GroupChannel>(tags).await?
        };
        Ok(conversation.into_inner().id)
    }

    /// The message that the bot knows under Slack's timestamp, whoever wrote it.
    pub(crate) async fn message_of(
        &self,
        cx: &Context<Self>,
        channel: &str,
        ts: &str,
    ) -> Result<Option<BotpressMessage>> {
        let tags = MessageTags::located(channel, ts);
        Ok(cx.messages::<GroupChannel>().tags(tags).limit(1).collect().await?.pop())
    }
}

/// What a person said, before it is known where.
struct Said {
    user: UserId,
    text: String,
    tags: MessageTags,
}

impl Said {
    async fn in_conversation<C: SlackChannel>(
        self,
        cx: &Context<Slack>,
        conversation: C::ConversationTags,
    ) -> Result<()>
    where
        Slack: Declares<C>,
    {
        let conversation = cx.conversation_with::<C>(conversation).await?.into_inner();
        // Slack repeats events, maybe to another process than this: a message that is there already is not created again.
        cx.message_with::<C>(conversation.id, self.user, Messages::Text(messages::Text::new(self.text)), self.tags)
            .discriminate_by([MessageTags::TS, MessageTags::CHANNEL_ID])
            .await?;
        Ok(())
    }
}

fn conversation_tags(id: String) -> ConversationTags {
    ConversationTags { id, title: None }
}

fn thread_tags(id: String, thread: String) -> ThreadTags {
    ThreadTags { id, title: None, thread, is_bot_reply_thread: Some(true) }
}

fn is_direct(channel: &str) -> bool {
    channel.starts_with('D')
}
