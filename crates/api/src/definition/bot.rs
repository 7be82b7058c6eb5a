//! The bodies that create and update a bot.

use super::TaggedUpdate;
use super::{ActionBody, ActionUpdate, ConfigurationValues, EventBody, EventUpdate, SecretValues, TaggedBody};
use crate::Object;
use crate::id::{IntegrationId, PluginId};
use crate::types::{BotKind, StateKind};
use indexmap::IndexMap;
use serde_json::Value;

body! {
    /// The body of `createBot`. The platform makes up a name when there is none.
    pub struct CreateBotBody {
        optional {
            /// Its name.
            name: String,
            /// The description.
            description: String,
            /// The states, by name.
            states: IndexMap<String, BotStateBody>,
            /// Its own events, by name.
            events: IndexMap<String, EventBody>,
            /// The events that come by themselves, by name.
            recurring_events: IndexMap<String, RecurringEventBody>,
            /// What it wants to hear of.
            subscriptions: SubscriptionsBody,
            /// Its own actions, by name.
            actions: IndexMap<String, ActionBody>,
            /// Its configuration.
            configuration: BotConfigurationBody,
            /// What its users have.
            user: TaggedBody,
            /// What its conversations have.
            conversation: TaggedBody,
            /// What its messages have.
            message: TaggedBody,
            /// Free attributes.
            tags: IndexMap<String, String>,
            /// The bundle, JavaScript.
            code: String,
            /// Where it is served, when it is not uploaded.
            url: String,
            /// Pictures and the like.
            medias: Vec<MediaBody>,
            /// The secrets' values, by name.
            secrets: SecretValues,
            /// Whether it is under development.
            dev: bool,
            /// What it was made with, `type` on the wire.
            #[serde(rename = "type")]
            kind: BotKind,
            /// How long an operation may take, in seconds.
            max_execution_time: u32,
        }
    }
}

body! {
    /// The body of `updateBot`. What is absent stays, `null` in a map removes.
    pub struct UpdateBotBody {
        optional {
            /// Its name.
            name: String,
            /// The description.
            description: String,
            /// What is installed in it, by alias; what is not named stays.
            integrations: IndexMap<String, Option<BotIntegrationBody>>,
            /// The plugins in it, by alias.
            plugins: IndexMap<String, Option<BotPluginBody>>,
            /// The states, by name.
            states: IndexMap<String, Option<BotStateBody>>,
            /// Its own events, by name.
            events: IndexMap<String, Option<EventUpdate>>,
            /// The events that come by themselves, by name.
            recurring_events: IndexMap<String, Option<RecurringEventBody>>,
            /// What it wants to hear of.
            subscriptions: SubscriptionsUpdate,
            /// Its own actions, by name.
            actions: IndexMap<String, Option<ActionUpdate>>,
            /// Its configuration.
            configuration: BotConfigurationBody,
            /// What its users have.
            user: TaggedUpdate,
            /// What its conversations have.
            conversation: TaggedUpdate,
            /// What its messages have.
            message: TaggedUpdate,
            /// Free attributes.
            tags: IndexMap<String, Option<String>>,
            /// The bundle, JavaScript.
            code: String,
            /// Pictures and the like.
            medias: Vec<MediaBody>,
            /// The secrets' values, by name; `null` removes.
            secrets: SecretValues,
            /// How the platform shows the bot who calls.
            authentication: BotAuthentication,
            /// Whether it may not be used.
            blocked: bool,
            /// Whether it is kept ready.
            always_alive: bool,
            /// How long an operation may take, in seconds.
            max_execution_time: u32,
            /// The runtime's layers.
            layers: Vec<String>,
            /// Whether the definitions of plugins become the bot's.
            should_merge_plugins: bool,
        }
        patch {
            /// Where it is served.
            url: String,
        }
    }
}

body! {
    /// An installation of an integration, in an update of its bot.
    pub struct BotIntegrationBody {
        optional {
            /// The integration's version. With it the key is an alias; without it the key is the id.
            integration_id: IntegrationId,
            /// Whether it works; a new installation that does not say does not.
            enabled: bool,
            /// How it is configured.
            configuration: ConfigurationValues,
            /// The channels that are off.
            disabled_channels: Vec<String>,
        }
        patch {
            /// The name of the configuration; `null` is the default one.
            configuration_type: String,
        }
    }
}

body! {
    /// A plugin, in an update of its bot.
    pub struct BotPluginBody {
        required {
            /// The plugin's version.
            id: PluginId,
        }
        optional {
            /// Whether it works.
            enabled: bool,
            /// How it is configured.
            configuration: ConfigurationValues,
        }
    }
}

body! {
    /// A state of a bot.
    pub struct BotStateBody {
        required {
            /// What it is kept for.
            kind = "type": StateKind,
            /// Its JSON Schema.
            schema: Value,
        }
        optional {
            /// Milliseconds without a change after which it is forgotten.
            expiry: u64,
        }
    }
}

body! {
    /// An event that comes by itself.
    pub struct RecurringEventBody {
        required {
            /// When it comes.
            schedule: ScheduleBody,
            /// The event's name.
            kind = "type": String,
            /// Its content.
            payload: Value,
        }
    }
}

body! {
    /// When a recurring event comes.
    pub struct ScheduleBody {
        required {
            /// A cron expression.
            cron: String,
        }
    }
}

body! {
    /// What a bot wants to hear of.
    pub struct SubscriptionsBody<S = Object> {
        patch {
            /// The events, by names like `slack:reactionAdded`; `null` means all.
            events: IndexMap<String, S>,
        }
    }
}

/// What a bot wants to hear of, in an update.
pub type SubscriptionsUpdate = SubscriptionsBody<Option<Object>>;

body! {
    /// How a bot is configured.
    pub struct BotConfigurationBody {
        optional {
            /// The values.
            data: ConfigurationValues,
            /// Their JSON Schema.
            schema: Value,
        }
    }
}

body! {
    /// A picture or the like.
    pub struct MediaBody {
        required {
            /// Where it is.
            url: String,
            /// What it is called.
            name: String,
        }
    }
}

open_enum! {
    /// How the platform shows a bot who calls.
    pub enum BotAuthentication {
        /// By an identity of the cloud it runs in.
        Iam = "iam",
        /// By a [signature](crate::signature).
        HmacSha256 = "hmac-sha256",
    }
}
