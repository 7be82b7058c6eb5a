//! Everything a handler may touch.

mod background;
mod call;
mod conversations;
mod delivery;
mod events;
mod instance;
mod messages;
mod objects;
mod once;
mod one_by_one;
mod states;
mod turn;
mod users;

use std::{fmt, sync::Arc};

use botpress_api::id::{BotId, IntegrationId, UserId, WebhookId};
use botpress_client::{Client, Http};
pub(crate) use call::{Call, Identity};
pub use conversations::{ConversationRef, GetOrCreateConversation};
pub use delivery::Delivery;
pub use events::Emit;
pub use instance::{ConfigureIntegration, RegisterSchedule, UploadFile};
pub use messages::{CreateMessage, GetOrCreateMessage, MessageRef};
pub use objects::{GetOrCreated, Listing};
pub use states::{GetOrSetState, PatchState, SetState, StateRef};
pub(crate) use turn::LeaseState;
#[cfg(feature = "oauth")]
pub(crate) use turn::{Turn, TurnError};
pub use users::{CreateUserCall, GetOrCreateUser, UpdateUser, UserRef};

use crate::{Integration, Logger};

/// Everything a handler may touch: its configuration, the Botpress API typed by the integration, the log, background work.
///
/// Cheap to clone; it belongs to one operation of one instance in one bot.
pub struct Context<I: Integration>(Arc<Inner<I>>);

struct Inner<I: Integration> {
    integration: Arc<I>,
    configuration: I::Configuration,
    call: Arc<Call>,
}

impl<I: Integration> Context<I> {
    pub(crate) fn new(integration: Arc<I>, configuration: I::Configuration, call: Call) -> Self {
        Self(Arc::new(Inner { integration, configuration, call: Arc::new(call) }))
    }

    /// The integration itself.
    #[must_use]
    pub fn integration(&self) -> &I {
        &self.0.integration
    }

    /// What the bot's owner filled in.
    #[must_use]
    pub fn configuration(&self) -> &I::Configuration {
        &self.0.configuration
    }

    /// The name of the configuration's type; `None` for the default one.
    #[must_use]
    pub fn configuration_type(&self) -> Option<&str> {
        self.identity().configuration_type.as_deref()
    }

    /// The bot.
    #[must_use]
    pub fn bot_id(&self) -> &BotId {
        &self.identity().bot_id
    }

    /// The user that stands for the bot. Compare with it, so that the bot never hears itself.
    #[must_use]
    pub fn bot_user_id(&self) -> &UserId {
        &self.identity().bot_user_id
    }

    /// The integration's version, which also owns the states of the integration.
    #[must_use]
    pub fn integration_id(&self) -> &IntegrationId {
        &self.identity().integration_id
    }

    /// The name of the integration's instance in the bot.
    #[must_use]
    pub fn integration_alias(&self) -> &str {
        &self.identity().integration_alias
    }

    /// The id in the webhook's URL: what the `state` of an OAuth redirect must be.
    #[must_use]
    pub fn webhook_id(&self) -> &WebhookId {
        &self.identity().webhook_id
    }

    /// The operation's name: `action_triggered`.
    #[must_use]
    pub fn operation(&self) -> &str {
        &self.identity().operation
    }

    /// The log.
    #[must_use]
    pub fn logger(&self) -> &Logger {
        self.0.call.logger()
    }

    /// The untyped client of the Botpress API, for what the typed methods do not cover.
    #[must_use]
    pub fn client(&self) -> &Client {
        self.0.call.client()
    }

    /// An HTTP client for the integration's own calls.
    #[must_use]
    pub fn http(&self) -> Http {
        Http::new(self.0.call.host().clone())
    }

    /// The host: clock, chance, environment.
    #[must_use]
    pub fn host(&self) -> &Arc<dyn botpress_client::Host> {
        self.0.call.host()
    }

    /// Sets what the running action costs; the last call counts. The unit is the bot owner's, US dollars with the official
    /// integrations.
    pub fn set_cost(&self, cost: f64) {
        self.0.call.set_cost(cost);
    }

    pub(crate) fn call(&self) -> &Arc<Call> {
        &self.0.call
    }

    pub(crate) fn cost(&self) -> f64 {
        self.0.call.cost()
    }

    fn identity(&self) -> &Identity {
        self.0.call.identity()
    }
}

impl<I: Integration> Clone for Context<I> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

impl<I: Integration> fmt::Debug for Context<I> {
    /// The configuration may hold secrets: not printed.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Context")
            .field("operation", &self.operation())
            .field("bot_id", &self.bot_id())
            .field("integration_alias", &self.integration_alias())
            .finish_non_exhaustive()
    }
}

/// Whole milliseconds; what is longer than the platform can count is as long as it can.
fn millis(duration: std::time::Duration) -> u64 {
    duration.as_millis().try_into().unwrap_or(u64::MAX)
}
