use super::Object;
use crate::definition::{ActionBody, ChannelBody, EntityBody, EventBody};
use crate::id::InterfaceId;
use indexmap::IndexMap;

object! {
    /// One version of an interface: what integrations that implement it have in common.
    ///
    /// Its schemas refer to its entities by `{"$ref": "<entity>"}`.
    pub struct Interface {
        required {
            /// The id of the version.
            id: InterfaceId,
        }
        given {
            /// When it was created.
            created_at: String,
            /// When it was last changed.
            updated_at: String,
            /// Its name.
            name: String,
            /// The version, as in semantic versioning.
            version: String,
        }
        default {
            /// The title.
            title: String,
            /// The description.
            description: String,
            /// A URL of the icon.
            icon_url: String,
            /// A URL of the page in the hub.
            readme_url: String,
            /// Whether everybody may implement it.
            public: bool,
            /// The entities, by name.
            entities: IndexMap<String, EntityBody>,
            /// The events, by name.
            events: IndexMap<String, EventBody>,
            /// The actions, by name.
            actions: IndexMap<String, ActionBody>,
            /// The channels, by name.
            channels: IndexMap<String, ChannelBody>,
        }
        optional {
            /// Free attributes.
            attributes: IndexMap<String, String>,
            /// The script that names what integrations have for it. Not used by current SDKs.
            name_template: Object,
        }
    }
}

object! {
    /// One version of an interface, as lists show it.
    pub struct InterfaceSummary {
        required {
            /// The id of the version.
            id: InterfaceId,
        }
        given {
            /// When it was created.
            created_at: String,
            /// When it was last changed.
            updated_at: String,
            /// Its name.
            name: String,
            /// The version, as in semantic versioning.
            version: String,
        }
        default {
            /// The title.
            title: String,
            /// The description.
            description: String,
            /// A URL of the icon.
            icon_url: String,
            /// A URL of the page in the hub.
            readme_url: String,
            /// Whether everybody may implement it.
            public: bool,
        }
    }
}

impl From<&Interface> for InterfaceSummary {
    fn from(interface: &Interface) -> Self {
        Self {
            id: interface.id.clone(),
            created_at: interface.created_at.clone(),
            updated_at: interface.updated_at.clone(),
            name: interface.name.clone(),
            version: interface.version.clone(),
            title: interface.title.clone(),
            description: interface.description.clone(),
            icon_url: interface.icon_url.clone(),
            readme_url: interface.readme_url.clone(),
            public: interface.public,
        }
    }
}
