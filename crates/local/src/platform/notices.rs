//! Changes that the bot makes to messages and conversations, told to integrations that have asked for it by
//! `extraOperations`: an integration is never told of its own changes, and one that knows no such operation is not asked
//! again.

use std::sync::Arc;

use botpress_api::operation::{ConversationUpdated, MessageUpdated, OperationName};
use botpress_api::types::{Conversation, Message};
use http::StatusCode;
use serde::Serialize;
use serde_json::Value;

use super::served::{ATTEMPTS, Backoff};
use super::{Actor, Instance, Platform};
use crate::failure::Failure;
use crate::operations::wire;
use crate::recording::because_maybe;
use crate::store::{Scope, Transaction, conversations, messages, notices, users};

/// Something before its change, for the integration that is to be told.
pub(crate) struct Before<T> {
    instance: Arc<Instance>,
    scope: Scope,
    was: T,
}

impl Platform {
    /// The message before the bot changes it, if its integration wants to know.
    pub(crate) fn message_before(
        &self,
        tx: &Transaction<'_>,
        actor: &Actor,
        owner: i64,
        id: &str,
    ) -> Result<Option<Before<Message>>, Failure> {
        let Some((instance, scope)) = self.audience(actor, owner, &OperationName::MessageUpdated) else {
            return Ok(None);
        };
        let was = wire::message(messages::get(tx, &scope, id)?);
        Ok(Some(Before { instance, scope, was }))
    }

    /// Keeps for its integration that a message was changed.
    pub(crate) fn message_changed(&self, tx: &Transaction<'_>, before: Before<Message>) -> Result<(), Failure> {
        let Before { instance, scope, was } = before;
        let now = messages::get(tx, &scope, was.id.as_str())?;
        let conversation = wire::conversation(conversations::get(tx, &scope, &now.conversation_id)?);
        let user = wire::user(users::get(tx, &scope, &now.user_id)?);
        let id = now.conversation_id.clone();
        let body = MessageUpdated::new(conversation, user, wire::message(now), was);
        self.note(tx, &instance, &id, &OperationName::MessageUpdated, &body)
    }

    /// The conversation before the bot changes it, if its integration wants to know.
    pub(crate) fn conversation_before(
        &self,
        tx: &Transaction<'_>,
        actor: &Actor,
        owner: i64,
        id: &str,
    ) -> Result<Option<Before<Conversation>>, Failure> {
        let Some((instance, scope)) = self.audience(actor, owner, &OperationName::ConversationUpdated) else {
            return Ok(None);
        };
        let was = wire::conversation(conversations::get(tx, &scope, id)?);
        Ok(Some(Before { instance, scope, was }))
    }

    /// Keeps for its integration that a conversation was changed.
    pub(crate) fn conversation_changed(
        &self,
        tx: &Transaction<'_>,
        before: Before<Conversation>,
    ) -> Result<(), Failure> {
        let Before { instance, scope, was } = before;
        let id = was.id.as_str().to_owned();
        let body = ConversationUpdated::new(wire::conversation(conversations::get(tx, &scope, &id)?), was);
        self.note(tx, &instance, &id, &OperationName::ConversationUpdated, &body)
    }

    fn audience(&self, actor: &Actor, owner: i64, operation: &OperationName) -> Option<(Arc<Instance>, Scope)> {
        let Actor::Bot = actor else { return None };
        let instance = self.instances.get(owner).filter(|instance| instance.row.enabled)?;
        if instance.row.definition["extraOperations"][operation.as_str()]["enabled"] != Value::Bool(true) {
            return None;
        }
        let scope = self.scope(&Actor::Integration(Arc::clone(&instance)));
        Some((instance, scope))
    }

    fn note(
        &self,
        tx: &Transaction<'_>,
        instance: &Instance,
        conversation: &str,
        operation: &OperationName,
        body: &impl Serialize,
    ) -> Result<(), Failure> {
        let body = serde_json::to_string(body).map_err(|error| Failure::Internal(error.to_string()))?;
        notices::put(tx, (self.bot.seq, instance.row.seq), conversation, operation.as_str(), &body)
    }

    /// Tells of the conversation's next change; false when there is none. Repeated after 5xx and when there is no answer.
    pub(crate) async fn tell_next(&self, conversation: String) -> Result<bool, Failure> {
        let cause = self.recording.cause_of_change(&conversation);
        let Some(notice) = self.run(move |tx| notices::next(tx, &conversation)).await? else {
            return Ok(false);
        };
        let body: Value = serde_json::from_str(&notice.body).map_err(|error| Failure::Internal(error.to_string()))?;
        let operation = OperationName::from(notice.operation.as_str());
        let mut backoff = Backoff::new(self.retry_after);
        let failure = loop {
            // Read each time: an integration that is installed again meanwhile may have another URL.
            let Some(instance) = self.instances.get(notice.instance) else { break None };
            let reason = match because_maybe(cause, self.call(&instance, operation.clone(), &body)).await {
                Ok(answer) if answer.status.is_success() => break None,
                // SDKs before 7.2 do not know the operation, which is no failure.
                Ok(answer) if answer.status == StatusCode::BAD_REQUEST && is_unknown(&answer.reason()) => break None,
                Ok(answer) if !answer.status.is_server_error() => break Some((instance, answer.reason())),
                Ok(answer) => answer.reason(),
                Err(error) => error.to_string(),
            };
            if !backoff.pause(&self.tasks).await? {
                break Some((instance, format!("{reason} (after {ATTEMPTS} attempts)")));
            }
        };
        if let Some((instance, reason)) = failure {
            self.log("error", Some(&instance.row.integration_id), format!("{operation} failed: {reason}"));
        }
        self.run(move |tx| notices::done(tx, notice.seq)).await?;
        Ok(true)
    }
}

fn is_unknown(message: &str) -> bool {
    message.starts_with("Unknown operation")
}
