//! Messages, and what follows from them.

use botpress_api::ErrorKind;
use botpress_api::endpoint::{
    create_message, delete_message, get_message, get_or_create_message, import_messages, initialize_incoming_message,
    list_messages, update_message,
};
use botpress_api::id::{EventId, MessageId};
use botpress_api::types::{CreatedMeta, Message, TagPatch};
use serde_json::{Map, Value, json};

use super::{
    Call, LONGEST_NAME, Work, body_date, check_declared, check_length, conversations as conversation_operations, date,
    due, listed, paging, users as user_operations, wire,
};
use crate::failure::Failure;
use crate::platform::Actor;
use crate::platform::delivery::Lane;
use crate::platform::journal::Happening;
use crate::store::BOT;
use crate::store::conversations;
use crate::store::messages::{self, Effect, MessageFilter, MessageRow, NewMessage, Place};
use crate::store::tags::Tagged;
use crate::store::users;

pub(crate) async fn create(call: Call, request: create_message::Request) -> Result<create_message::Response, Failure> {
    let effect = due(&call, request.schedule.as_ref())?.map_or(Effect::AtOnce, Effect::At);
    let ids = Ids::new(&call)?;
    let wanted = Wanted {
        conversation_id: request.conversation_id.into_string(),
        user_id: request.user_id.into_string(),
        kind: request.kind,
        payload: Some(request.payload),
        tags: request.tags.into_iter().map(|(key, value)| (key, Some(value))).collect(),
        origin: request.origin.map(|origin| origin.to_string()),
        effect,
        discriminate_by_tags: None,
    };
    let row = call.run(move |work| {
        let (new, _) = wanted.checked(work, ids)?;
        messages::create(work.tx, &work.scope, &new)
    });
    Ok(create_message::Response::new(announce(&call, row.await?, effect)))
}

pub(crate) async fn get_or_create(
    call: Call,
    request: get_or_create_message::Request,
) -> Result<get_or_create_message::Response, Failure> {
    let effect = due(&call, request.schedule.as_ref())?.map_or(Effect::AtOnce, Effect::At);
    let ids = Ids::new(&call)?;
    let wanted = Wanted {
        conversation_id: request.conversation_id.into_string(),
        user_id: request.user_id.into_string(),
        kind: request.kind,
        payload: request.payload,
        tags: request.tags,
        origin: request.origin.map(|origin| origin.to_string()),
        effect,
        discriminate_by_tags: request.discriminate_by_tags,
    };
    let (row, created) = call.run(move |work| wanted.find_or_make(work, ids)).await?;
    let message = if created { announce(&call, row, effect) } else { wire::message(row) };
    Ok(get_or_create_message::Response::new(message, CreatedMeta::new(created)))
}

/// Users, conversation and message in one transaction: a failure leaves nothing behind.
pub(crate) async fn initialize(
    call: Call,
    request: initialize_incoming_message::Request,
) -> Result<initialize_incoming_message::Response, Failure> {
    call.instance()?;
    let initialize_incoming_message::Request { user_id, user, conversation_id, conversation, message, .. } = request;
    let owner = match &conversation {
        Some(conversation) => conversation_operations::checked_owner(&call, None, &conversation.channel)?,
        None => None,
    };
    let (user_seed, conversation_seed) = (user_operations::new_id(&call)?, conversation_operations::new_id(&call)?);
    let ids = Ids::new(&call)?;
    let made = call.run(move |work| {
        let user = match (user_id, user) {
            (Some(id), None) => users::get(work.tx, &work.scope, id.as_str())
                .map_err(|_| Failure::reference("body.userId", "user", id.into_string()))?,
            (None, Some(user)) => {
                let wanted = user_operations::Wanted {
                    tags: user.tags,
                    name: user.name,
                    picture_url: user.picture_url,
                    properties: user.properties,
                    attributes: None,
                    discriminate_by_tags: user.discriminate_by_tags,
                };
                wanted.find_or_make(work, &user_seed).map_err(|failure| within(failure, "user"))?.0
            }
            _ => return Err(Failure::invalid("body", "needs either `userId` or `user`")),
        };
        let conversation = match (conversation_id, conversation) {
            (Some(id), None) => conversations::get(work.tx, &work.scope, id.as_str())
                .map_err(|_| Failure::reference("body.conversationId", "conversation", id.into_string()))?,
            (None, Some(conversation)) => {
                let wanted = conversation_operations::Wanted {
                    owner,
                    channel: conversation.channel,
                    tags: conversation.tags,
                    properties: conversation.properties,
                    discriminate_by_tags: conversation.discriminate_by_tags,
                };
                wanted.find_or_make(work, &conversation_seed).map_err(|failure| within(failure, "conversation"))?.0
            }
            _ => return Err(Failure::invalid("body", "needs either `conversationId` or `conversation`")),
        };
        let message = message.map(|message| {
            let wanted = Wanted {
                conversation_id: conversation.id.clone(),
                user_id: user.id.clone(),
                kind: message.kind,
                payload: Some(message.payload),
                tags: message.tags,
                origin: message.origin.map(|origin| origin.to_string()),
                effect: Effect::AtOnce,
                discriminate_by_tags: message.discriminate_by_tags,
            };
            wanted.find_or_make(work, ids).map_err(|failure| within(failure, "message"))
        });
        let message = message.transpose()?;
        // The message counts in its conversation.
        let conversation = conversations::get(work.tx, &work.scope, &conversation.id)?;
        Ok((user, conversation, message))
    });
    let (user, conversation, message) = made.await?;
    let message =
        message.map(|(row, created)| if created { announce(&call, row, Effect::AtOnce) } else { wire::message(row) });
    Ok(initialize_incoming_message::Response::new(wire::user(user), wire::conversation(conversation), message))
}

/// Messages from the past: nobody is told of them. What matches an existing message is not written.
pub(crate) async fn import(
    call: Call,
    request: import_messages::Request,
) -> Result<import_messages::Response, Failure> {
    let count = request.messages.len();
    if count > MOST_IMPORTED {
        let message = format!("has {count} messages, {MOST_IMPORTED} are allowed");
        return Err(Failure::invalid("body.messages", message));
    }
    let mut resolved = Vec::new();
    let mut failed = Vec::new();
    for (index, message) in request.messages.into_iter().enumerate() {
        let shown = json!(message);
        match import_one(&call, message).await {
            Ok(message) => resolved.push(message),
            Err(failure) => {
                let failure = within(failure, &format!("messages[{index}]"));
                if matches!(failure.kind(), ErrorKind::Internal) {
                    return Err(failure);
                }
                let error = json!({ "type": failure.kind().as_str(), "message": failure.to_string() });
                failed.push((failure, json!({ "index": index, "message": shown, "error": error })));
            }
        }
    }
    let Some((first, _)) = failed.first() else { return Ok(import_messages::Response::new(resolved)) };
    let message = format!("{first} ({} of {count} messages were not imported)", failed.len());
    let failed: Vec<_> = failed.into_iter().map(|(_, told)| told).collect();
    let facts = Box::new(json!({ "resolvedMessages": resolved, "failedMessages": failed }));
    Err(Failure::Partial { message, facts })
}

async fn import_one(call: &Call, message: import_messages::ImportedMessage) -> Result<Message, Failure> {
    let written = body_date("body.createdAt", &message.created_at)?;
    let ids = Ids::new(call)?;
    let wanted = Wanted {
        conversation_id: message.conversation_id.into_string(),
        user_id: message.user_id.into_string(),
        kind: message.kind,
        payload: Some(message.payload),
        tags: message.tags.into_iter().map(|(key, value)| (key, Some(value))).collect(),
        origin: None,
        effect: Effect::Past(written),
        discriminate_by_tags: message.discriminate_by_tags,
    };
    let row = call.run(move |work| {
        let listed = wanted.discriminate_by_tags.clone();
        let (new, channel) = wanted.checked(work, ids)?;
        let identity = work.identity(Tagged::Message, Some(&channel), &new.tags, listed)?;
        messages::import(work.tx, &work.scope, &identity, &new)
    });
    Ok(wire::message(row.await?))
}

pub(crate) async fn get(call: Call, request: get_message::Request) -> Result<get_message::Response, Failure> {
    let row = call.run(move |work| messages::get(work.tx, &work.scope, request.id.as_str())).await?;
    Ok(get_message::Response::new(wire::message(row)))
}

pub(crate) async fn update(call: Call, request: update_message::Request) -> Result<update_message::Response, Failure> {
    let update_message::Request { id, tags, payload, .. } = request;
    let row = call.run(move |work| {
        let Place { owner, channel, kind } = messages::place(work.tx, &work.scope, id.as_str())?;
        if let Some(payload) = &payload {
            let owner = work.call.platform.instances.get(owner);
            let schema = owner.as_ref().and_then(|owner| owner.declared.message("", &channel, &kind).ok());
            check_declared("body.payload", payload, schema)?;
        }
        let tags = work.tags(Tagged::Message, Some(&channel), tags.unwrap_or_default())?;
        let platform = &work.call.platform;
        let before = platform.message_before(work.tx, &work.call.actor, owner, id.as_str())?;
        let row = messages::update(work.tx, &work.scope, id.as_str(), &tags, payload)?;
        if let Some(before) = before {
            platform.message_changed(work.tx, before)?;
        }
        Ok(row)
    });
    let message = wire::message(row.await?);
    if let Actor::Bot = call.actor {
        call.platform.recording.changed_conversation(message.conversation_id.as_str());
        call.platform.wake(Lane::Delivery(message.conversation_id.as_str().to_owned()));
    }
    Ok(update_message::Response::new(message))
}

pub(crate) async fn delete(call: Call, request: delete_message::Request) -> Result<delete_message::Response, Failure> {
    call.run(move |work| messages::delete(work.tx, &work.scope, request.id.as_str())).await?;
    Ok(delete_message::Response::new())
}

pub(crate) async fn list(call: Call, request: list_messages::Request) -> Result<list_messages::Response, Failure> {
    let paging = paging(request.next_token, request.page_size, None, None)?;
    let mut filter = MessageFilter {
        conversation: request.conversation_id.map(String::from),
        tags: vec![],
        after: date("query.afterDate", request.after_date)?,
        before: date("query.beforeDate", request.before_date)?,
    };
    let tags = request.tags;
    let page = call.run(move |work| {
        filter.tags = work.filter(Tagged::Message, tags)?;
        messages::list(work.tx, &work.scope, filter, &paging)
    });
    let (messages, meta) = listed(page.await?, wire::message);
    Ok(list_messages::Response::new(messages, meta))
}

/// How many messages one import may have.
const MOST_IMPORTED: usize = 100;

/// A message to make, or to find.
struct Wanted {
    conversation_id: String,
    user_id: String,
    kind: String,
    payload: Option<Value>,
    tags: TagPatch,
    origin: Option<String>,
    effect: Effect,
    discriminate_by_tags: Option<Vec<String>>,
}

/// The ids of what may be made, drawn before the transaction.
struct Ids {
    message: String,
    event: String,
}

impl Ids {
    fn new(call: &Call) -> Result<Self, Failure> {
        let (time, random) = call.platform.id_seed()?;
        Ok(Self {
            message: MessageId::generate(time, random).into_string(),
            event: EventId::generate(time, random).into_string(),
        })
    }
}

impl Wanted {
    /// The message, when the channel of its conversation declares its type and tags; and the channel.
    fn checked(self, work: &Work<'_>, ids: Ids) -> Result<(NewMessage, String), Failure> {
        check_length("body.type", &self.kind, LONGEST_NAME)?;
        let conversation = conversations::get(work.tx, &work.scope, &self.conversation_id)
            .map_err(|_| Failure::reference("body.conversationId", "conversation", &self.conversation_id))?;
        let owner = work.call.platform.instances.get(conversation.owner);
        let schema = match &owner {
            Some(owner) => Some(owner.declared.message("body.type", &conversation.channel, &self.kind)?),
            None => None,
        };
        if let Some(payload) = &self.payload {
            check_declared("body.payload", payload, schema)?;
        }
        let from_bot = work.user(&self.user_id) == work.call.platform.bot.user_id;
        let incoming = match self.effect {
            // History has both sides: what the bot said went out.
            Effect::Past(_) => !from_bot,
            Effect::AtOnce | Effect::At(_) => !work.scope.is_bot(),
        };
        let new = NewMessage {
            id: ids.message,
            event_id: ids.event,
            user_id: work.user(&self.user_id).to_owned(),
            conversation_id: self.conversation_id,
            kind: self.kind,
            payload: self.payload.unwrap_or_else(|| Value::Object(Map::new())),
            origin: self.origin,
            tags: work.tags(Tagged::Message, Some(&conversation.channel), self.tags)?,
            incoming,
            effect: self.effect,
        };
        Ok((new, conversation.channel))
    }

    fn find_or_make(self, work: &Work<'_>, ids: Ids) -> Result<(MessageRow, bool), Failure> {
        let (payload, listed) = (self.payload.clone(), self.discriminate_by_tags.clone());
        let (new, channel) = self.checked(work, ids)?;
        let identity = work.identity(Tagged::Message, Some(&channel), &new.tags, listed)?;
        let without_payload = payload.is_none();
        let (row, created) = messages::get_or_create(work.tx, &work.scope, &identity, &new, payload)?;
        if created
            && without_payload
            && let Some(owner) = work.call.platform.instances.get(row.owner)
        {
            // What is found may go without; what is made may not, unless an empty payload will do.
            owner.declared.message("body.type", &channel, &row.kind)?.check("body.payload", &row.payload)?;
        }
        Ok((row, created))
    }
}

/// Tells of a new message, and sets going what follows from it.
fn announce(call: &Call, row: MessageRow, effect: Effect) -> Message {
    // What the bot says in a conversation of its own is delivered by nobody.
    let goes_on = row.incoming || row.owner != BOT;
    let message = wire::message(row);
    let conversation = message.conversation_id.as_str().to_owned();
    call.record_message(&message, goes_on);
    match call.actor {
        Actor::Integration(_) => {
            call.platform.journal.write(Happening::MessageIn(message.clone()));
        }
        Actor::Bot => {
            call.platform.journal.write(Happening::MessageOut(message.clone()));
        }
    }
    match (effect, &call.actor) {
        (Effect::AtOnce, Actor::Integration(_)) => call.platform.wake(Lane::Bot(Some(conversation))),
        (Effect::AtOnce, Actor::Bot) => call.platform.wake(Lane::Delivery(conversation)),
        (Effect::At(_), _) => call.platform.alarm.notify_one(),
        (Effect::Past(_), _) => {}
    }
    message
}

/// The same failure, for a part of the body.
fn within(failure: Failure, part: &str) -> Failure {
    let inside = |at: String| at.replacen("body", &format!("body.{part}"), 1);
    match failure {
        Failure::Invalid { at, message } => Failure::Invalid { at: inside(at), message },
        Failure::Reference { at, what, id } => Failure::Reference { at: inside(at), what, id },
        other => other,
    }
}
