//! Makes a personal access token.

use crate::id::PersonalAccessTokenId;
use crate::types::NewToken;

endpoint! {
    "createPersonalAccessToken" POST "/v1/admin/account/pats", idempotent: false;
    body {
        /// What it is for.
        note: String,
    }
    response {
        /// The token, with its value: the only time that it is shown.
        pat: NewToken<PersonalAccessTokenId>,
    }
}
