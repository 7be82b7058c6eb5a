//! What people click and choose, and the shortcuts and slash commands that they use.

use botpress_sdk::prelude::*;
use serde_json::{Value, json};

use super::{
    hearing::Hearing,
    message::Said,
    payload::{Command, Interaction},
};
use crate::{
    blocks::{
        Text,
        click::{Chosen, Click},
    },
    channels::{MessageTags, Messages},
    events::{ShortcutKind, ShortcutUsed, SlashCommandUsed},
};

impl Hearing<'_> {
    /// Somebody did something with a message or the app. What is not for the bot was answered, and that is all.
    pub(super) async fn interaction(&self, done: &Interaction) -> Result<()> {
        match &*done.kind {
            "block_actions" => self.clicks(&done.payload).await,
            "shortcut" => self.shortcut(done, ShortcutKind::Global).await,
            "message_action" => self.shortcut(done, ShortcutKind::Message).await,
            _ => Ok(()),
        }
    }

    /// Each click is a message of its own, told from others by its time.
    async fn clicks(&self, payload: &Value) -> Result<()> {
        let Some(click) = Click::parse(payload) else { return Ok(()) };
        // In a modal, nothing is for the bot.
        let Some(channel) = &click.channel else { return Ok(()) };
        for chosen in click.chosen() {
            // A value that is too long for Slack stands in the bot's message.
            let stored = match chosen.stored_in() {
                Some(message) => self.cx.message(message).get().await.ok().map(|message| message.payload),
                None => None,
            };
            let said = Said {
                user: self.user(&click.user).await?,
                content: Messages::Text(Text::new(chosen.text(stored.as_ref()))),
                tags: MessageTags {
                    user_id: Some(click.user.clone()),
                    forked_to_thread: Some(false),
                    clicked: click.message_ts.clone(),
                    ..MessageTags::located(channel, &chosen.action.action_ts)
                },
            };
            let thread = click.thread_ts.as_deref().filter(|thread| click.message_ts.as_deref() != Some(thread));
            self.say(said, channel, thread).await?;
            self.show(&click, &chosen).await;
        }
        Ok(())
    }

    /// Shows in the message what was chosen, where that settles it.
    async fn show(&self, click: &Click, chosen: &Chosen<'_>) {
        let (Some(url), Some(answered)) = (&click.response_url, click.answered(chosen)) else { return };
        let message = json!({ "replace_original": true, "text": answered.text, "blocks": answered.blocks });
        if let Err(error) = self.at.api.respond(url, &message).await {
            self.cx.logger().warn(format!("the message does not show what was chosen: {error}"));
        }
    }

    async fn shortcut(&self, used: &Interaction, kind: ShortcutKind) -> Result<()> {
        let user = self.user(&used.user.id).await?;
        let channel = used.place();
        let message = match (channel, &used.message) {
            (Some(channel), Some(message)) => self.known(channel, &message.ts).await?.pop(),
            _ => None,
        };
        let thread = used.message.as_ref().and_then(|message| message.thread());
        let conversation = match (&message, channel, thread) {
            (Some(message), ..) => Some(message.conversation_id.clone()),
            (None, Some(channel), Some(thread)) => Some(self.thread(channel, thread).await?),
            (None, Some(channel), None) => Some(self.conversation(channel).await?),
            (None, None, _) => None,
        };
        let event = ShortcutUsed {
            kind,
            callback_id: used.callback_id.clone(),
            user_id: user.id.to_string(),
            conversation_id: conversation.as_ref().map(ToString::to_string),
            message_id: message.as_ref().map(|message| message.id.to_string()),
            text: used.message.as_ref().map(|message| message.text.clone()),
            slack_user_id: used.user.id.clone(),
            slack_channel_id: channel.map(str::to_owned),
            ts: used.message.as_ref().map(|message| message.ts.clone()),
        };
        let mut event = self.cx.emit(event);
        if let Some(conversation) = conversation {
            event = event.conversation(conversation);
        }
        if let Some(message) = message {
            event = event.message(message.id);
        }
        self.tell(&user.id, event).await
    }

    /// Somebody used a slash command.
    pub(super) async fn command(&self, used: Command) -> Result<()> {
        let user = self.user(&used.user_id).await?;
        let conversation = self.conversation(&used.channel_id).await?;
        let event = SlashCommandUsed {
            command: used.command,
            text: used.text,
            user_id: user.id.to_string(),
            conversation_id: conversation.to_string(),
            slack_user_id: used.user_id,
            slack_channel_id: used.channel_id,
        };
        self.tell(&user.id, self.cx.emit(event).conversation(conversation)).await
    }
}
