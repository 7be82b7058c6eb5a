//! Conversations.

use std::sync::Arc;

use botpress_api::endpoint::{
    create_conversation, delete_conversation, get_conversation, get_or_create_conversation, list_conversations,
    update_conversation,
};
use botpress_api::id::ConversationId;
use botpress_api::types::{CreatedMeta, TagPatch};

use super::{Call, LONGEST_NAME, Work, changed, check_length, date, given, listed, paging, wire};
use crate::failure::Failure;
use crate::platform::delivery::Lane;
use crate::platform::{Actor, Instance};
use crate::store::BOT;
use crate::store::conversations::{self, ConversationFilter, ConversationRow, ConversationWrite};
use crate::store::tags::Tagged;

pub(crate) async fn create(
    call: Call,
    request: create_conversation::Request,
) -> Result<create_conversation::Response, Failure> {
    let create_conversation::Request { channel, tags, properties, integration_name, .. } = request;
    let owner = checked_owner(&call, integration_name.as_deref(), &channel)?;
    let id = new_id(&call)?;
    let conversation = call.run(move |work| {
        let tags = work.tags(Tagged::Conversation, Some(&channel), tags)?;
        let write = ConversationWrite { tags, properties: given(properties) };
        conversations::create(work.tx, &work.scope, seq(owner.as_ref()), &id, &channel, write)
    });
    Ok(create_conversation::Response::new(wire::conversation(conversation.await?)))
}

pub(crate) async fn get_or_create(
    call: Call,
    request: get_or_create_conversation::Request,
) -> Result<get_or_create_conversation::Response, Failure> {
    let get_or_create_conversation::Request {
        channel, tags, properties, discriminate_by_tags, integration_name, ..
    } = request;
    let owner = checked_owner(&call, integration_name.as_deref(), &channel)?;
    let id = new_id(&call)?;
    let wanted = Wanted { owner, channel, tags, properties, discriminate_by_tags };
    let (conversation, created) = call.run(move |work| wanted.find_or_make(work, &id)).await?;
    Ok(get_or_create_conversation::Response::new(wire::conversation(conversation), CreatedMeta::new(created)))
}

/// A conversation to find or to make.
pub(super) struct Wanted {
    pub(super) owner: Option<Arc<Instance>>,
    pub(super) channel: String,
    pub(super) tags: TagPatch,
    pub(super) properties: Option<TagPatch>,
    pub(super) discriminate_by_tags: Option<Vec<String>>,
}

impl Wanted {
    pub(super) fn find_or_make(self, work: &Work<'_>, id: &str) -> Result<(ConversationRow, bool), Failure> {
        let channel = Some(self.channel.as_str());
        let tags = work.tags(Tagged::Conversation, channel, self.tags)?;
        let identity = work.identity(Tagged::Conversation, channel, &tags, self.discriminate_by_tags)?;
        let write = ConversationWrite { tags, properties: changed(self.properties) };
        let owner = seq(self.owner.as_ref());
        conversations::get_or_create(work.tx, &work.scope, owner, id, &self.channel, &identity, write)
    }
}

pub(crate) async fn get(call: Call, request: get_conversation::Request) -> Result<get_conversation::Response, Failure> {
    let conversation = call.run(move |work| conversations::get(work.tx, &work.scope, request.id.as_str())).await?;
    Ok(get_conversation::Response::new(wire::conversation(conversation)))
}

pub(crate) async fn update(
    call: Call,
    request: update_conversation::Request,
) -> Result<update_conversation::Response, Failure> {
    let update_conversation::Request { id, tags, properties, .. } = request;
    let conversation = call.run(move |work| {
        let found = conversations::get(work.tx, &work.scope, id.as_str())?;
        let tags = work.tags(Tagged::Conversation, Some(&found.channel), tags.unwrap_or_default())?;
        let write = ConversationWrite { tags, properties: changed(properties) };
        let platform = &work.call.platform;
        let before = platform.conversation_before(work.tx, &work.call.actor, found.owner, id.as_str())?;
        let row = conversations::update(work.tx, &work.scope, id.as_str(), write)?;
        if let Some(before) = before {
            platform.conversation_changed(work.tx, before)?;
        }
        Ok(row)
    });
    let conversation = wire::conversation(conversation.await?);
    if let Actor::Bot = call.actor {
        call.platform.recording.changed_conversation(conversation.id.as_str());
        call.platform.wake(Lane::Delivery(conversation.id.as_str().to_owned()));
    }
    Ok(update_conversation::Response::new(conversation))
}

pub(crate) async fn delete(
    call: Call,
    request: delete_conversation::Request,
) -> Result<delete_conversation::Response, Failure> {
    call.run(move |work| conversations::delete(work.tx, &work.scope, request.id.as_str())).await?;
    Ok(delete_conversation::Response::new())
}

pub(crate) async fn list(
    call: Call,
    request: list_conversations::Request,
) -> Result<list_conversations::Response, Failure> {
    let paging = paging(request.next_token, request.page_size, request.sort_field, request.sort_direction)?;
    let count = |count: Option<u64>| count.map(|count| i64::try_from(count).unwrap_or(i64::MAX));
    let mut filter = ConversationFilter {
        tags: vec![],
        participants: request.participant_ids.unwrap_or_default().into_iter().map(String::from).collect(),
        integration: request.integration_name,
        channel: request.channel,
        after: date("query.afterDate", request.after_date)?,
        before: date("query.beforeDate", request.before_date)?,
        min_messages: count(request.min_message_count),
        max_messages: count(request.max_message_count),
    };
    let tags = request.tags;
    let page = call.run(move |work| {
        filter.tags = work.filter(Tagged::Conversation, tags)?;
        conversations::list(work.tx, &work.scope, filter, &paging)
    });
    let (conversations, meta) = listed(page.await?, wire::conversation);
    Ok(list_conversations::Response::new(conversations, meta))
}

/// The integration that will own the conversation, when it declares the channel.
pub(super) fn checked_owner(
    call: &Call,
    integration_name: Option<&str>,
    channel: &str,
) -> Result<Option<Arc<Instance>>, Failure> {
    check_length("body.channel", channel, LONGEST_NAME)?;
    let owner = call.owner(integration_name)?;
    if let Some(owner) = &owner {
        owner.declared.channel("body.channel", channel)?;
    }
    Ok(owner)
}

pub(super) fn new_id(call: &Call) -> Result<String, Failure> {
    let (time, random) = call.platform.id_seed()?;
    Ok(ConversationId::generate(time, random).into_string())
}

fn seq(owner: Option<&Arc<Instance>>) -> i64 {
    owner.map_or(BOT, |owner| owner.row.seq)
}
