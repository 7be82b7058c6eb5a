use super::{LifecycleStatus, Object, SecretText, Tags, VerificationStatus};
use crate::definition::bot::{BotStateBody, MediaBody, ScheduleBody};
use crate::definition::{ActionBody, ConfigurationValues, EventBody, TagBody, Visibility};
use crate::id::{BotId, IntegrationId, WebhookId};
use indexmap::IndexMap;
use serde_json::Value;

object! {
    /// A bot, with its definition and what is installed in it.
    pub struct Bot {
        required {
            /// Its id.
            id: BotId,
        }
        given {
            /// When it was created.
            created_at: String,
            /// When it was last changed.
            updated_at: String,
            /// Its name.
            name: String,
        }
        default {
            /// The key of [signatures](crate::signature); empty except when it was created or rotated just now.
            signing_secret: SecretText,
            /// What is installed in it, by alias; by id for clients that do not send `x-multiple-integrations: true`.
            integrations: IndexMap<String, BotIntegration>,
            /// The plugins in it, by alias.
            plugins: IndexMap<String, Object>,
            /// What its users have.
            user: TagDefinitions,
            /// What its conversations have.
            conversation: TagDefinitions,
            /// What its messages have.
            message: TagDefinitions,
            /// The states, by name.
            states: IndexMap<String, BotStateBody>,
            /// Its configuration.
            configuration: BotConfiguration,
            /// Its own events, by name.
            events: IndexMap<String, EventBody>,
            /// The events that come by themselves, by name.
            recurring_events: IndexMap<String, RecurringEvent>,
            /// What it wants to hear of.
            subscriptions: EventSubscriptions,
            /// Its own actions, by name.
            actions: IndexMap<String, ActionBody>,
            /// Free attributes.
            tags: Tags,
            /// Whether it is under development.
            dev: bool,
            /// The names of the secrets that have a value.
            secrets: Vec<String>,
            /// Whether it is kept ready.
            always_alive: bool,
            /// How far it is.
            status: BotStatus,
            /// Pictures and the like.
            medias: Vec<MediaBody>,
            /// What it was made with, `type` on the wire.
            kind = "type": BotKind,
        }
        optional {
            /// The description.
            description: String,
            /// When its code was last changed.
            deployed_at: String,
            /// Who created it.
            created_by: String,
            /// How long an operation may take, in seconds.
            max_execution_time: u32,
        }
    }
}

object! {
    /// A bot, as lists show it.
    pub struct BotSummary {
        required {
            /// Its id.
            id: BotId,
        }
        given {
            /// When it was created.
            created_at: String,
            /// When it was last changed.
            updated_at: String,
            /// Its name.
            name: String,
        }
        default {
            /// Free attributes.
            tags: Tags,
            /// What it was made with, `type` on the wire.
            kind = "type": BotKind,
        }
        optional {
            /// When its code was last changed.
            deployed_at: String,
        }
    }
}

impl From<&Bot> for BotSummary {
    fn from(bot: &Bot) -> Self {
        Self {
            id: bot.id.clone(),
            created_at: bot.created_at.clone(),
            updated_at: bot.updated_at.clone(),
            name: bot.name.clone(),
            tags: bot.tags.clone(),
            kind: bot.kind.clone(),
            deployed_at: bot.deployed_at.clone(),
        }
    }
}

object! {
    /// An installation of an integration in a bot.
    pub struct BotIntegration {
        required {
            /// The id of the integration's version.
            id: IntegrationId,
            /// What webhooks to this installation are addressed by.
            webhook_id: WebhookId,
        }
        given {
            /// Where webhooks to this installation go.
            webhook_url: String,
            /// The integration's name.
            name: String,
            /// The integration's version.
            version: String,
            /// When it was installed.
            created_at: String,
            /// When it was last changed.
            updated_at: String,
        }
        default {
            /// Whether it works.
            enabled: bool,
            /// How it is configured.
            configuration: ConfigurationValues,
            /// How far its registration is.
            status: RegistrationStatus,
            /// The channels that are off.
            disabled_channels: Vec<String>,
            /// The integration's title.
            title: String,
            /// The integration's description.
            description: String,
            /// A URL of the integration's icon.
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
            /// What webhooks to the integration as a whole are told apart by.
            identifier: String,
        }
        nullable {
            /// The name of the configuration; `None` is the default one.
            configuration_type: String,
            /// Why the registration failed.
            status_reason: String,
        }
    }
}

open_enum! {
    /// How far the registration of an installation is.
    pub enum RegistrationStatus {
        /// `register` is to be called.
        RegistrationPending = "registration_pending",
        /// `register` has succeeded.
        Registered = "registered",
        /// `register` has failed; the installation's `statusReason` says why.
        RegistrationFailed = "registration_failed",
        /// `unregister` is to be called.
        UnregistrationPending = "unregistration_pending",
        /// `unregister` has succeeded.
        Unregistered = "unregistered",
        /// `unregister` has failed; the installation's `statusReason` says why.
        UnregistrationFailed = "unregistration_failed",
    }
}

object! {
    /// The tags that something has.
    #[derive(Default)]
    pub struct TagDefinitions {
        given {
            /// The tags, by name.
            tags: IndexMap<String, TagBody>,
        }
    }
}

object! {
    /// How a bot is configured.
    #[derive(Default)]
    pub struct BotConfiguration {
        given {
            /// The values.
            data: ConfigurationValues,
            /// Their JSON Schema.
            schema: Value,
        }
    }
}

object! {
    /// An event that comes by itself.
    pub struct RecurringEvent {
        required {
            /// When it comes.
            schedule: ScheduleBody,
        }
        given {
            /// The event's name, `type` on the wire.
            kind = "type": String,
            /// Its content.
            payload: Value,
        }
        default {
            /// How often it has failed in a row.
            failed_attempts: u64,
        }
        nullable {
            /// Why it failed the last time.
            last_failure_reason: String,
        }
    }
}

object! {
    /// What a bot wants to hear of.
    #[derive(Default)]
    pub struct EventSubscriptions {
        nullable {
            /// The events, by names like `slack:reactionAdded`; `None` means all.
            events: IndexMap<String, Object>,
        }
    }
}

open_enum! {
    /// How far a bot is.
    pub enum BotStatus {
        /// It works.
        Active = "active",
        /// Its code is being changed.
        Deploying = "deploying",
        /// It is being removed.
        Deleting = "deleting",
    }
}

open_enum! {
    /// What a bot was made with.
    pub enum BotKind {
        /// The Studio.
        Studio = "studio",
        /// The Agent Development Kit.
        Adk = "adk",
        /// The Desk.
        Desk = "desk",
    }
}
