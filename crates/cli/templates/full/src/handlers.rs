//! What the bot asks for: messages to deliver, actions.

use botpress_sdk::prelude::*;

use crate::{CloseTicket, Closed, MessageTags, Messages, MyIntegration, Ticket};

impl Deliver<Ticket> for MyIntegration {
    async fn deliver(&self, cx: &Context<Self>, out: Outgoing<Ticket>) -> Result<MessageTags> {
        let text = match out.message {
            Messages::Text(text) => text.text,
            Messages::Image(image) => image.image_url,
        };
        let comment = self.help_desk(cx).comment(&out.tags.id, &text).await?;
        // The tags are written to the message, so that it can be found by the comment's id.
        Ok(MessageTags { id: comment.id })
    }
}

impl Handle<CloseTicket> for MyIntegration {
    async fn handle(&self, cx: &Context<Self>, input: CloseTicket) -> Result<Closed> {
        let was_open = self.help_desk(cx).close(&input.ticket_id).await?;
        Ok(Closed { was_open })
    }
}
