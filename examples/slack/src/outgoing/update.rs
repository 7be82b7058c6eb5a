//! What the bot changes after it has said it.

use botpress_sdk::prelude::*;

use super::Sending;
use crate::{
    Slack,
    blocks::{Part, Render as _},
    channels::{MessageTags, SlackChannel},
};

impl<C: SlackChannel> Update<C> for Slack
where
    Self: Declares<C>,
{
    /// The message in Slack says what that in Botpress says now.
    async fn message_updated(&self, cx: &Context<Self>, update: MessageUpdate<C>) -> Result<()> {
        let Ok(MessageTags { ts, channel_id, .. }) = MessageTags::from_map(&update.current.tags) else {
            return Err(Error::runtime("the message is not in Slack, and cannot be changed there"));
        };
        // What the integration writes to it, its tags, changes nothing.
        if update.current.payload == update.previous.payload {
            return Ok(());
        }
        let at = self.installation(cx).await?;
        let place = C::place(&update.tags);
        let sending = Sending { slack: self, cx, at: &at, place, message: &update.current };
        let parts = sending.with_slacks_ids(update.message).await.render(&update.current.id);
        let [Part::Post(post)] = &parts[..] else {
            return Err(Error::runtime("Slack can only change a message of one part, and no files"));
        };
        let blocks = post.blocks_json()?;
        Ok(at.api.update_message(&channel_id, &ts, post.text.as_str(), blocks.as_deref()).await?)
    }
}
