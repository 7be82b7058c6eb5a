//! The app's own page.

use botpress_sdk::prelude::*;

use super::{hearing::Hearing, payload::Opened};
use crate::events::AppHomeOpened;

impl Hearing<'_> {
    /// Somebody opened the app's page, or the direct message with the bot.
    pub(super) async fn home(&self, opened: Opened) -> Result<()> {
        let user = self.user(&opened.user).await?;
        let conversation = self.conversation(&opened.channel).await?;
        let event = AppHomeOpened {
            tab: opened.tab,
            user_id: user.id.to_string(),
            conversation_id: conversation.to_string(),
            slack_user_id: opened.user,
        };
        self.tell(&user.id, self.cx.emit(event).conversation(conversation)).await
    }
}
