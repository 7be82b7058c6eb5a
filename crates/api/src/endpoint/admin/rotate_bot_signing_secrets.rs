//! Makes a new signing secret for a bot.

use crate::id::BotId;
use crate::types::SecretText;

endpoint! {
    "rotateBotSigningSecrets" POST "/v1/admin/bots/{id}/signing-secrets/rotate", idempotent: false;
    path {
        /// The bot.
        id: BotId,
    }
    response {
        /// The secret: the only time that it is shown. Older ones keep working for 24 hours.
        new_signing_secret: SecretText,
    }
}
