//! Ends a personal access token.

use crate::id::PersonalAccessTokenId;

endpoint! {
    "deletePersonalAccessToken" DELETE "/v1/admin/account/pats/{id}", idempotent: true;
    path {
        /// The token.
        id: PersonalAccessTokenId,
    }
    response {}
}
