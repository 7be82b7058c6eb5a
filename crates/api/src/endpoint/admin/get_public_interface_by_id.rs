//! Answers an interface of the hub.

use crate::id::InterfaceId;
use crate::types::Interface;

endpoint! {
    "getPublicInterfaceById" GET "/v1/admin/hub/interfaces/{id}", idempotent: true;
    path {
        /// The interface's version.
        id: InterfaceId,
    }
    response {
        /// The interface.
        interface: Interface,
    }
}
