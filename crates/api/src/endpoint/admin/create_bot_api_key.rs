//! Makes an API key for a bot.

use crate::id::{BotApiKeyId, BotId};
use crate::types::NewToken;

endpoint! {
    "createBotApiKey" POST "/v1/admin/bots/baks", idempotent: false;
    body {
        /// The bot.
        bot_id: BotId,
    }
    body_optional {
        /// What it is for.
        note: String,
    }
    response as NewToken<BotApiKeyId>
}
