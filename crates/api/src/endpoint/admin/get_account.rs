//! Answers the account that the token belongs to.

use crate::types::Account;

endpoint! {
    "getAccount" GET "/v1/admin/account/me", idempotent: true;
    response {
        /// The account.
        account: Account,
    }
}
