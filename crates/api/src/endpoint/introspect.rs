//! Tells to what the token gives access.

use crate::id::{BotId, UserId, WorkspaceId};

endpoint! {
    "introspect" POST "/v1/admin/introspect", idempotent: true;
    body {
        /// The bot to act in.
        bot_id: BotId,
    }
    response {
        /// The workspace of the bot.
        workspace_id: WorkspaceId,
        /// The bot.
        bot_id: BotId,
        /// The user that stands for the caller.
        user_id: UserId,
    }
}
