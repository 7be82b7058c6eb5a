//! Rows of the store as the API writes them.

use botpress_api::types::{
    AccessPolicy, Conversation, Direction, Event, EventStatus, File, FileOwner, FileStatus, Message, State, StateKind,
    User, Workflow, WorkflowStatus,
};
use serde_json::json;

use super::tags::own_name;
use crate::failure::Failure;
use crate::platform::clock::iso;
use crate::platform::{Actor, Platform};
use crate::store::Transaction;
use crate::store::conversations::{self, ConversationRow};
use crate::store::events::{EventRow, MESSAGE_CREATED};
use crate::store::files::FileRow;
use crate::store::messages::{self, MessageRow};
use crate::store::states::StateRow;
use crate::store::users::{self, UserRow};
use crate::store::workflows::WorkflowRow;

pub(crate) fn user(row: UserRow) -> User {
    let mut user = User::new(row.id, iso(row.created_at));
    user.updated_at = iso(row.updated_at);
    user.tags = row.tags;
    user.name = row.name;
    user.picture_url = row.picture_url;
    user.properties = row.properties;
    user.attributes = row.attributes;
    user
}

pub(crate) fn conversation(row: ConversationRow) -> Conversation {
    let mut conversation = Conversation::new(row.id, iso(row.created_at), row.alias, row.channel);
    conversation.updated_at = iso(row.updated_at);
    conversation.tags = row.tags;
    conversation.message_count = row.message_count;
    conversation.properties = row.properties;
    conversation
}

pub(crate) fn message(row: MessageRow) -> Message {
    let direction = if row.incoming { Direction::Incoming } else { Direction::Outgoing };
    let mut message =
        Message::new(row.id, iso(row.created_at), direction, row.conversation_id, row.user_id, row.kind, row.payload);
    message.updated_at = iso(row.updated_at);
    message.tags = row.tags;
    message.origin = row.origin.map(Into::into);
    message
}

/// An integration sees its own events without prefix. The event of an incoming message shows what it is about as it is now.
pub(crate) fn event(tx: &Transaction<'_>, platform: &Platform, actor: &Actor, row: EventRow) -> Result<Event, Failure> {
    let mut payload = row.payload;
    if row.kind == MESSAGE_CREATED {
        let scope = platform.scope(actor);
        let shown = |value: Result<serde_json::Value, Failure>| match value {
            Err(Failure::NotFound { .. }) => Ok(serde_json::Value::Null),
            other => other,
        };
        let id = |id: &Option<String>| id.clone().unwrap_or_default();
        payload = json!({
            "message": shown(messages::get(tx, &scope, &id(&row.message_id)).map(|row| json!(message(row))))?,
            "user": shown(users::get(tx, &scope, &id(&row.user_id)).map(|row| json!(user(row))))?,
            "conversation":
                shown(conversations::get(tx, &scope, &id(&row.conversation_id)).map(|row| json!(conversation(row))))?,
        });
    }
    let kind = match actor {
        Actor::Integration(instance) => own_name(instance, &row.kind).to_owned(),
        Actor::Bot => row.kind,
    };
    let mut event = Event::new(row.id, iso(row.created_at), kind, payload);
    event.conversation_id = row.conversation_id.map(Into::into);
    event.user_id = row.user_id.map(Into::into);
    event.message_id = row.message_id.map(Into::into);
    event.status = EventStatus::from(row.status);
    event.failure_reason = row.failure_reason;
    Ok(event)
}

pub(crate) fn state(platform: &Platform, row: StateRow) -> State {
    let kind = StateKind::from(row.key.kind);
    let mut state =
        State::new(row.id, iso(row.created_at), platform.bot.id.as_str(), kind.clone(), row.key.name, row.payload);
    match kind {
        StateKind::Conversation => state.conversation_id = Some(row.key.subject.into()),
        StateKind::User => state.user_id = Some(row.key.subject.into()),
        _ => {}
    }
    state.updated_at = iso(row.updated_at);
    state.expiry = row.expiry.and_then(|expiry| u64::try_from(expiry).ok());
    state.expires_at = row.expires_at.map(iso);
    state
}

pub(crate) fn workflow(row: WorkflowRow) -> Workflow {
    let mut workflow = Workflow::new(row.id, iso(row.created_at), row.name, WorkflowStatus::from(row.status));
    workflow.updated_at = iso(row.updated_at);
    workflow.input = row.input;
    workflow.output = row.output;
    workflow.parent_workflow_id = row.parent_id.map(Into::into);
    workflow.conversation_id = row.conversation_id.map(Into::into);
    workflow.user_id = row.user_id.map(Into::into);
    workflow.failure_reason = row.failure_reason;
    workflow.timeout_at = Some(iso(row.timeout_at));
    workflow.completed_at = row.completed_at.map(iso);
    workflow.tags = row.tags;
    workflow
}

/// With a URL that is signed anew each time, unless its content is public.
pub(crate) fn file(platform: &Platform, row: &FileRow) -> Result<File, Failure> {
    let owner = match &row.integration {
        Some((name, alias)) => FileOwner::integration(name.as_str(), alias.as_str()),
        None => FileOwner::bot(platform.bot.id.as_str()),
    };
    let bot = platform.bot.id.as_str();
    let mut file =
        File::new(row.id.as_str(), iso(row.created_at), bot, owner, row.key.as_str(), row.content_type.as_str());
    file.url = platform.download_url(row)?;
    file.size = row.size.and_then(|size| u64::try_from(size).ok());
    file.tags = row.tags.clone();
    file.metadata = row.metadata.clone();
    file.updated_at = iso(row.updated_at);
    file.access_policies = [(row.public, AccessPolicy::PublicContent), (row.shared, AccessPolicy::Integrations)]
        .into_iter()
        .filter_map(|(set, policy)| set.then_some(policy))
        .collect();
    file.index = row.indexed;
    file.status = FileStatus::from(row.status.clone());
    file.failed_status_reason = row.failed_reason.clone();
    file.expires_at = row.expires_at.map(iso);
    Ok(file)
}
