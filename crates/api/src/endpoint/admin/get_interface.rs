//! Answers an interface of the workspace.

use crate::id::InterfaceId;
use crate::types::Interface;

endpoint! {
    "getInterface" GET "/v1/admin/interfaces/{id}", idempotent: true;
    path {
        /// The interface's version.
        id: InterfaceId,
    }
    response {
        /// The interface.
        interface: Interface,
    }
}
