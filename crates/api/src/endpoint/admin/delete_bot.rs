//! Deletes a bot.

use crate::id::BotId;

endpoint! {
    "deleteBot" DELETE "/v1/admin/bots/{id}", idempotent: true;
    path {
        /// The bot.
        id: BotId,
    }
    response {}
}
