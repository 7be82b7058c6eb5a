//! Answers an interface of the workspace by its name.

use crate::types::Interface;

endpoint! {
    "getInterfaceByName" GET "/v1/admin/interfaces/{name}/{version}", idempotent: true;
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
