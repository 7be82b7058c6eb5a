//! Lists a bot's API keys, without their values.

use crate::id::{BotApiKeyId, BotId};
use crate::types::Token;

endpoint! {
    "listBotApiKeys" GET "/v1/admin/bots/baks", idempotent: true;
    query {
        /// The bot.
        bot_id: BotId,
    }
    response {
        /// The keys.
        #[serde(default)]
        baks: Vec<Token<BotApiKeyId>>,
    }
}
