//! What operations leave in the recording beside the calls themselves.

use botpress_api::types::{Direction, Event, Message, State};
use bytes::Bytes;
use serde::Serialize;
use serde_json::json;

use super::Call;
use crate::recording::{About, End, What};

impl Call {
    /// A message was created. If something follows from it, the step goes on until the bot has processed the message, or the
    /// integration has delivered it.
    pub(super) fn record_message(&self, message: &Message, goes_on: bool) {
        let incoming = message.direction == Direction::Incoming;
        let step = self.platform.recording.step(What::Message { kind: message.kind.clone(), incoming });
        let about = About {
            conversation: Some(message.conversation_id.as_str().to_owned()),
            user: Some(message.user_id.as_str().to_owned()),
            id: Some(message.id.as_str().to_owned()),
        };
        let step = step.bot(&self.platform.bot.id).alias(self.actor.alias()).about(about).input(self.masked(message));
        if goes_on {
            step.begin().goes_on();
        } else {
            step.happened(End::default());
        }
    }

    /// An event was created, as the bot sees it. The step goes on until the bot has processed it.
    pub(super) fn record_event(&self, event: &Event) {
        let about = About {
            conversation: event.conversation_id.as_ref().map(|id| id.as_str().to_owned()),
            user: event.user_id.as_ref().map(|id| id.as_str().to_owned()),
            id: Some(event.id.as_str().to_owned()),
        };
        let step = self.platform.recording.step(What::Event { kind: event.kind.clone() });
        step.bot(&self.platform.bot.id)
            .alias(self.actor.alias())
            .about(about)
            .input(self.masked(event))
            .begin()
            .goes_on();
    }

    /// A state was written.
    pub(super) fn record_state(&self, state: &State, outcome: &'static str) {
        let about = About {
            conversation: state.conversation_id.as_ref().map(|id| id.as_str().to_owned()),
            user: state.user_id.as_ref().map(|id| id.as_str().to_owned()),
            id: None,
        };
        let step = self.platform.recording.step(What::State { kind: state.kind.to_string(), name: state.name.clone() });
        let payload = self.masked(&json!({ "payload": state.payload }));
        step.bot(&self.platform.bot.id)
            .alias(self.actor.alias())
            .about(about)
            .input(payload)
            .happened(End::with(outcome));
    }

    fn masked(&self, object: &impl Serialize) -> Bytes {
        let body = serde_json::to_vec(object).unwrap_or_default();
        self.platform.veils(&self.actor).masked(body.into())
    }
}
