//! Answers an interface of the hub by its name.

use crate::types::Interface;

endpoint! {
    "getPublicInterface" GET "/v1/admin/hub/interfaces/{name}/{version}", idempotent: true;
    path {
        /// The interface's name.
        name: String,
        /// The version: exact, `latest`, or a range like `<1.2.3`, of which the highest is meant.
        version: String,
    }
    response {
        /// The interface.
        interface: Interface,
    }
}
