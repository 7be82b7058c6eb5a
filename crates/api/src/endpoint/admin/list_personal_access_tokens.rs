//! Lists the personal access tokens of the account, without their values.

use crate::id::PersonalAccessTokenId;
use crate::types::Token;

endpoint! {
    "listPersonalAccessTokens" GET "/v1/admin/account/pats", idempotent: true;
    response {
        /// The tokens.
        #[serde(default)]
        pats: Vec<Token<PersonalAccessTokenId>>,
    }
}
