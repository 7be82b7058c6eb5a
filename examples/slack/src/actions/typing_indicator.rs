//! That the bot works on an answer: a line below a thread, and elsewhere a reaction.
//!
//! The input's `timeout` is left aside: the line ends with the answer or after two minutes, and a process that waits to take a
//! reaction back could not be stopped meanwhile.

use botpress_sdk::{
    api::id::ConversationId,
    interfaces::typing_indicator::{StartTypingIndicator, StopTypingIndicator},
    prelude::*,
};

use crate::{
    Slack,
    channels::{MessageTags, Thread, ThreadTags},
};

/// The reaction that says that the bot works.
const EMOJI: &str = "eyes";
/// What a thread shows after the bot's name.
const STATUS: &str = "is working on it…";

impl Handle<StartTypingIndicator> for Slack {
    async fn handle(&self, cx: &Context<Self>, input: StartTypingIndicator) -> Result<()> {
        let message = self.message_tags(cx, &input.message_id).await?;
        let api = self.api(cx).await?;
        let shown = match thread(cx, &input.conversation_id, &message).await? {
            Some(thread) => match api.set_status(&message.channel_id, &thread, STATUS).await {
                Ok(()) => true,
                // Not every app may, nor every thread.
                Err(error) => {
                    cx.logger().debug(format!("no status in the thread: {error}"));
                    false
                }
            },
            None => false,
        };
        if !shown && cx.configuration().typing_indicator_emoji {
            api.add_reaction(&message.channel_id, &message.ts, EMOJI).await?;
        }
        if let Err(error) = api.mark_read(&message.channel_id, &message.ts).await {
            cx.logger().debug(format!("the message was not marked as read: {error}"));
        }
        Ok(())
    }
}

impl Handle<StopTypingIndicator> for Slack {
    async fn handle(&self, cx: &Context<Self>, input: StopTypingIndicator) -> Result<()> {
        let message = self.message_tags(cx, &input.message_id).await?;
        let api = self.api(cx).await?;
        if let Some(thread) = thread(cx, &input.conversation_id, &message).await?
            && let Err(error) = api.set_status(&message.channel_id, &thread, "").await
        {
            cx.logger().debug(format!("no status in the thread: {error}"));
        }
        if cx.configuration().typing_indicator_emoji {
            api.remove_reaction(&message.channel_id, &message.ts, EMOJI).await?;
        }
        Ok(())
    }
}

/// The thread that a conversation is, when it is one.
async fn thread(cx: &Context<Slack>, conversation: &ConversationId, message: &MessageTags) -> Result<Option<String>> {
    let conversation = cx.conversation(conversation).get().await?;
    if conversation.channel != <Slack as Declares<Thread>>::NAME {
        return Ok(None);
    }
    let tags = ThreadTags::from_map(&conversation.tags)?;
    Ok((tags.id == message.channel_id).then_some(tags.thread))
}
