//! That the bot works on an answer: a line below a thread, and elsewhere a reaction.

use std::{
    sync::atomic::{AtomicUsize, Ordering},
    time::Duration,
};

use botpress_sdk::{
    api::id::{ConversationId, MessageId},
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
/// How long an indicator is shown at most when a time was given: Slack itself takes the line below a thread away then.
const LONGEST: Duration = Duration::from_secs(120);
/// How many indicators of this process may wait for their end, so that they leave room for other work. Others end with the answer.
const MOST_WAITING: usize = 100;

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
        if let Some(timeout) = input.timeout {
            hide_after(cx, timeout.min(LONGEST), input.conversation_id, input.message_id);
        }
        Ok(())
    }
}

impl Handle<StopTypingIndicator> for Slack {
    async fn handle(&self, cx: &Context<Self>, input: StopTypingIndicator) -> Result<()> {
        self.hide(cx, &input.conversation_id, &input.message_id).await
    }
}

impl Slack {
    async fn hide(&self, cx: &Context<Self>, conversation: &ConversationId, message: &MessageId) -> Result<()> {
        let message = self.message_tags(cx, message).await?;
        let api = self.api(cx).await?;
        if let Some(thread) = thread(cx, conversation, &message).await?
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

fn hide_after(cx: &Context<Slack>, timeout: Duration, conversation: ConversationId, message: MessageId) {
    // Compiled to WebAssembly, the action would only be answered then.
    let Some(waiting) = Waiting::begin().filter(|_| !cfg!(target_arch = "wasm32")) else { return };
    let spawned = cx.spawn(|slack, cx| async move {
        cx.host().sleep(timeout).await;
        drop(waiting);
        slack.hide(&cx, &conversation, &message).await
    });
    if let Err(error) = spawned {
        cx.logger().debug(format!("the indicator will not end by itself: {error}"));
    }
}

/// An indicator that waits for its end.
struct Waiting;

static WAITING: AtomicUsize = AtomicUsize::new(0);

impl Waiting {
    fn begin() -> Option<Self> {
        let more = |waiting| (waiting < MOST_WAITING).then_some(waiting + 1);
        WAITING.fetch_update(Ordering::Relaxed, Ordering::Relaxed, more).ok().map(|_| Self)
    }
}

impl Drop for Waiting {
    fn drop(&mut self) {
        WAITING.fetch_sub(1, Ordering::Relaxed);
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
