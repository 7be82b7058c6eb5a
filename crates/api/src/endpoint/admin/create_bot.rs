//! Creates a bot.

use crate::definition::bot::CreateBotBody;
use crate::types::Bot;

endpoint! {
    "createBot" POST "/v1/admin/bots", idempotent: false;
    body_whole {
        /// Its definition.
        body: CreateBotBody,
    }
    response {
        /// The bot, with its signing secret.
        bot: Bot,
    }
}
