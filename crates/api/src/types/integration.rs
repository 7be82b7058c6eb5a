use super::{Object, SecretText};
use crate::definition::{
    ActionBody, ChannelBody, ConfigurationBody, EntityBody, EventBody, IdentifierBody, InterfaceBody, StateBody,
    TaggedBody, Visibility,
};
use crate::id::{IntegrationId, WorkspaceId};
use indexmap::IndexMap;

object! {
    /// One version of an integration, with its definition.
    pub struct Integration {
        required {
            /// The id of the version.
            id: IntegrationId,
        }
        given {
            /// When it was created.
            created_at: String,
            /// When it was last changed.
            updated_at: String,
            /// `<workspace handle>/<name>`, or `<name>` for Botpress' own.
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
            /// Where it is served; empty when it was uploaded.
            url: String,
            /// The key of [signatures](crate::signature); empty except when it was created or rotated just now.
            signing_secret: SecretText,
            /// Whether it is under development.
            dev: bool,
            /// Whether everybody may install it. Deprecated in favour of `visibility`.
            public: bool,
            /// Who may install it.
            visibility: Visibility,
            /// Whether Botpress has looked at it.
            verification_status: VerificationStatus,
            /// Whether it should still be installed.
            lifecycle_status: LifecycleStatus,
            /// The default configuration.
            configuration: ConfigurationBody,
            /// The other configurations, by name.
            configurations: IndexMap<String, ConfigurationBody>,
            /// The scripts that tell webhooks to the integration as a whole apart.
            identifier: IdentifierBody,
            /// The channels, by name.
            channels: IndexMap<String, ChannelBody>,
            /// The states, by name.
            states: IndexMap<String, StateBody>,
            /// The events, by name.
            events: IndexMap<String, EventBody>,
            /// The actions, by name.
            actions: IndexMap<String, ActionBody>,
            /// The entities, by name.
            entities: IndexMap<String, EntityBody>,
            /// The interfaces that it implements, by a key like `listable<issue>`.
            interfaces: IndexMap<String, InterfaceBody>,
            /// What its users have.
            user: TaggedBody,
            /// The names of the secrets that have a value.
            secrets: Vec<String>,
        }
        optional {
            /// Free attributes.
            attributes: IndexMap<String, String>,
            /// The scripts for sandboxes.
            sandbox: Object,
            /// How long an operation may take, in seconds.
            max_execution_time: u32,
            /// Whose it is; only from the hub.
            owner_workspace: OwnerWorkspace,
            /// How much it is used; only from the hub.
            meta: Popularity,
        }
    }
}

object! {
    /// One version of an integration, as lists show it.
    pub struct IntegrationSummary {
        required {
            /// The id of the version.
            id: IntegrationId,
        }
        given {
            /// When it was created.
            created_at: String,
            /// When it was last changed.
            updated_at: String,
            /// `<workspace handle>/<name>`, or `<name>` for Botpress' own.
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
            /// Whether everybody may install it. Deprecated in favour of `visibility`.
            public: bool,
            /// Who may install it.
            visibility: Visibility,
            /// Whether Botpress has looked at it.
            verification_status: VerificationStatus,
            /// Whether it should still be installed.
            lifecycle_status: LifecycleStatus,
        }
        optional {
            /// Free attributes.
            attributes: IndexMap<String, String>,
            /// What of it fits the search.
            matched_on: Object,
            /// Whose it is.
            owner_workspace: OwnerWorkspace,
            /// How much it is used; only from the hub.
            meta: Popularity,
        }
    }
}

impl From<&Integration> for IntegrationSummary {
    fn from(integration: &Integration) -> Self {
        Self {
            id: integration.id.clone(),
            created_at: integration.created_at.clone(),
            updated_at: integration.updated_at.clone(),
            name: integration.name.clone(),
            version: integration.version.clone(),
            title: integration.title.clone(),
            description: integration.description.clone(),
            icon_url: integration.icon_url.clone(),
            public: integration.public,
            visibility: integration.visibility.clone(),
            verification_status: integration.verification_status.clone(),
            lifecycle_status: integration.lifecycle_status.clone(),
            attributes: integration.attributes.clone(),
            matched_on: None,
            owner_workspace: integration.owner_workspace.clone(),
            meta: integration.meta.clone(),
        }
    }
}

object! {
    /// Whose an integration in the hub is.
    pub struct OwnerWorkspace {
        required {
            /// The workspace.
            id: WorkspaceId,
        }
        given {
            /// Its name.
            name: String,
        }
        nullable {
            /// Its handle.
            handle: String,
        }
    }
}

object! {
    /// How much an integration is used.
    pub struct Popularity {
        given {
            /// How often it is installed.
            installs: u64,
            /// How often its page was looked at.
            views: u64,
        }
    }
}

open_enum! {
    /// Whether Botpress has looked at an integration.
    pub enum VerificationStatus {
        /// Nobody has asked.
        Unapproved = "unapproved",
        /// Somebody has asked.
        Pending = "pending",
        /// It may be found in the hub.
        Approved = "approved",
        /// It may not.
        Rejected = "rejected",
    }
}

open_enum! {
    /// Whether something of the hub should still be installed.
    pub enum LifecycleStatus {
        /// It can be installed.
        Published = "published",
        /// It still works, but should not be installed any more.
        Deprecated = "deprecated",
    }
}

open_enum! {
    /// By what to sort integrations.
    pub enum IntegrationSort {
        /// How much they are used.
        Popularity = "popularity",
        /// Their names.
        Name = "name",
        /// Their creation.
        CreatedAt = "createdAt",
        /// Their last change.
        UpdatedAt = "updatedAt",
        /// How often they are installed.
        InstallCount = "installCount",
    }
}
