//! Deletes a bot's API key.

use crate::id::BotApiKeyId;

endpoint! {
    "deleteBotApiKey" DELETE "/v1/admin/bots/baks/{id}", idempotent: true;
    path {
        /// The key.
        id: BotApiKeyId,
    }
    response {}
}
