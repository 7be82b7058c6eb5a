//! What becomes of messages after they were written.

use botpress_sdk::{api::types, prelude::*};

use super::{hearing::Hearing, payload::Message};
use crate::{
    channels::GroupChannel,
    events::{MessageChanged, MessageDeleted, MessagePlace},
};

impl Hearing<'_> {
    /// A message that the bot has heard says something else now.
    pub(super) async fn change(&self, app: &str, change: Message) -> Result<()> {
        let (channel, Some(now)) = (change.channel, change.message) else { return Ok(()) };
        // A message with a thread below it is not deleted, but takes this form.
        if now.subtype.as_deref() == Some("tombstone") {
            return self.deleted(&channel, &now.ts).await;
        }
        if now.is_by(app, &self.at.bot_user) || is_same(&now, change.previous_message.as_deref()) {
            return Ok(());
        }
        let known = self.known(&channel, &now.ts).await?;
        if known.is_empty() {
            return Ok(());
        }
        let Some(content) = self.content_of(&now).await? else { return Ok(()) };
        for message in known {
            let (kind, _) = content.encode()?;
            // A message keeps its type: what was text cannot become a picture.
            if message.kind == kind {
                self.cx.message(&message.id).update::<GroupChannel>(content.clone()).await?;
            }
            let event = MessageChanged { text: content.text(), message: place(&channel, &now.ts, &message) };
            let event = self.cx.emit(event).conversation(&message.conversation_id).message(&message.id);
            self.tell_as(&format!("{} {}", self.id, message.id), &message.user_id, event).await?;
        }
        Ok(())
    }

    /// A message that the bot has heard is gone.
    pub(super) async fn deletion(&self, deletion: Message) -> Result<()> {
        let Some(ts) = deletion.deleted_ts else { return Ok(()) };
        self.deleted(&deletion.channel, &ts).await
    }

    async fn deleted(&self, channel: &str, ts: &str) -> Result<()> {
        for message in self.known(channel, ts).await? {
            let event = MessageDeleted { message: place(channel, ts, &message) };
            let event = self.cx.emit(event).conversation(&message.conversation_id).message(&message.id);
            self.tell_as(&format!("{} {}", self.id, message.id), &message.user_id, event).await?;
        }
        Ok(())
    }
}

fn place(channel: &str, ts: &str, message: &types::Message) -> MessagePlace {
    MessagePlace {
        message_id: message.id.to_string(),
        conversation_id: message.conversation_id.to_string(),
        user_id: message.user_id.to_string(),
        slack_channel_id: channel.to_owned(),
        ts: ts.to_owned(),
    }
}

/// Whether nobody has changed it: Slack also tells of links that it has looked at, and of replies that came.
fn is_same(now: &Message, before: Option<&Message>) -> bool {
    let ids = |message: &Message| message.files.iter().map(|file| file.id.clone()).collect::<Vec<_>>();
    before.is_some_and(|before| before.text == now.text && ids(before) == ids(now))
        || before.is_none() && now.edited.is_none()
}
