//! Changes a bot, and what is installed in it.

use crate::definition::bot::UpdateBotBody;
use crate::id::BotId;
use crate::types::Bot;

endpoint! {
    "updateBot" PUT "/v1/admin/bots/{id}", idempotent: true;
    path {
        /// The bot.
        id: BotId,
    }
    body_whole {
        /// What changes.
        body: UpdateBotBody,
    }
    response {
        /// The bot; what was installed has been registered, or says why not.
        bot: Bot,
    }
}
