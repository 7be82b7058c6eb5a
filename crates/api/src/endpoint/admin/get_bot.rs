//! Answers a bot.

use crate::id::BotId;
use crate::types::Bot;

endpoint! {
    "getBot" GET "/v1/admin/bots/{id}", idempotent: true;
    path {
        /// The bot.
        id: BotId,
    }
    query_optional {
        /// Whether the definitions of plugins are shown as the bot's.
        should_merge_plugins: bool,
    }
    response {
        /// The bot.
        bot: Bot,
    }
}
