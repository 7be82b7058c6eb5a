//! From an operation to the handler it is for.
//!
//! What an implementation of [`Integration::dispatch`] is made of, the derive's or one by hand: a match over
//! the operation that calls these. They are thin, so that little is compiled per type.

use std::future::ready;

use serde_json::{Map, Value};

use crate::{
    BoxFuture, Context, Error, Result, WebhookRequest, WebhookResponse,
    decode::decode,
    integration::{
        CatchAll, ConversationUpdate, CreateConversation, CreateUser, Deliver, Handle, Integration, Lifecycle,
        MessageUpdate, Outgoing, Update, write_back,
    },
    interface::{TakenAction, TakenChannel, TakenMember},
    member::{Action, Channel, Messages, PayloadError},
    operation::{
        self, ActionTriggered, ConversationUpdated, MessageCreated, MessageUpdated, OperationRequest, Registration,
        Reply,
    },
    schema::encode,
    tags::Tags,
};

type Answer<'a> = BoxFuture<'a, Result<Reply>>;

/// Runs the handler of the action `A`.
pub fn action<'a, I: Handle<A>, A: Action>(
    integration: &'a I,
    cx: &'a Context<I>,
    call: ActionTriggered,
) -> Answer<'a> {
    Box::pin(async move {
        let input = if call.input.is_null() { Value::Object(Map::new()) } else { call.input };
        let input = decode("input", input).map_err(invalid)?;
        let output = integration.handle(cx, input).await?;
        Ok(Reply::Output(encode(&output)?))
    })
}

/// Runs the delivery of the channel `C` and writes the tags it answers back to the message.
pub fn deliver<'a, I: Deliver<C>, C: Channel>(
    integration: &'a I,
    cx: &'a Context<I>,
    created: Box<MessageCreated>,
) -> Answer<'a> {
    Box::pin(async move {
        let MessageCreated { kind, payload, conversation, message: source, user, .. } = *created;
        let message = decode_message::<C>(&kind, payload, &conversation.channel)?;
        let tags = conversation_tags::<C>("conversation", &conversation.tags)?;
        let id = source.id.clone();
        let call = cx.call().clone();
        let tags = integration.deliver(cx, Outgoing { message, tags, source, conversation, user, call }).await?;
        if let Err(error) = write_back(cx.call(), id.clone(), tags.to_map()).await {
            // The message is out: failing now would make the platform deliver it a second time.
            cx.logger()
                .for_bot()
                .error(format!("the message {id} was sent, but its tags were not written back: {error}"));
        }
        Ok(Reply::Done)
    })
}

/// Runs [`Update::message_updated`] of the channel `C`.
pub fn message_updated<'a, I: Update<C>, C: Channel>(
    integration: &'a I,
    cx: &'a Context<I>,
    updated: Box<MessageUpdated>,
) -> Answer<'a> {
    Box::pin(async move {
        let MessageUpdated {
            kind,
            payload,
            conversation,
            user,
            current_message: current,
            previous_message: previous,
            ..
        } = *updated;
        // What has no handler is no failure (protocol §1.4).
        let Some(message) = C::Messages::decode(&kind, payload) else { return Ok(Reply::Done) };
        let message = message.map_err(invalid)?;
        let tags = conversation_tags::<C>("conversation", &conversation.tags)?;
        let update = MessageUpdate { message, tags, current, previous, conversation, user };
        integration.message_updated(cx, update).await?;
        Ok(Reply::Done)
    })
}

/// Runs [`Update::conversation_updated`] of the channel `C`.
pub fn conversation_updated<'a, I: Update<C>, C: Channel>(
    integration: &'a I,
    cx: &'a Context<I>,
    updated: Box<ConversationUpdated>,
) -> Answer<'a> {
    Box::pin(async move {
        let ConversationUpdated { current_conversation: current, previous_conversation: previous, .. } = *updated;
        let tags = conversation_tags::<C>("currentConversation", &current.tags)?;
        integration.conversation_updated(cx, ConversationUpdate { tags, current, previous }).await?;
        Ok(Reply::Done)
    })
}

/// Runs [`CreateUser`].
pub fn create_user<'a, I: CreateUser>(
    integration: &'a I,
    cx: &'a Context<I>,
    creation: Result<operation::CreateUser>,
) -> Answer<'a> {
    Box::pin(async move {
        let creation = creation?;
        let tags = I::UserTags::from_map(&creation.tags).map_err(|error| invalid_at("tags", &error))?;
        Ok(Reply::Response(integration.create_user(cx, tags).await?))
    })
}

/// Runs [`CreateConversation`] of the channel `C`.
pub fn create_conversation<'a, I: CreateConversation<C>, C: Channel>(
    integration: &'a I,
    cx: &'a Context<I>,
    creation: operation::CreateConversation,
) -> Answer<'a> {
    Box::pin(async move {
        let tags = C::ConversationTags::from_map(&creation.tags).map_err(|error| invalid_at("tags", &error))?;
        Ok(Reply::Response(integration.create_conversation(cx, tags).await?))
    })
}

/// Runs [`Lifecycle::register`].
pub fn register<'a, I: Lifecycle>(integration: &'a I, cx: &'a Context<I>, registration: Registration) -> Answer<'a> {
    Box::pin(async move {
        integration.register(cx, &registration.webhook_url).await?;
        Ok(Reply::Done)
    })
}

/// Runs [`Lifecycle::unregister`].
pub fn unregister<'a, I: Lifecycle>(integration: &'a I, cx: &'a Context<I>, registration: Registration) -> Answer<'a> {
    Box::pin(async move {
        integration.unregister(cx, &registration.webhook_url).await?;
        Ok(Reply::Done)
    })
}

/// Runs [`Lifecycle::webhook`].
pub fn webhook<'a, I: Lifecycle>(integration: &'a I, cx: &'a Context<I>, request: WebhookRequest) -> Answer<'a> {
    Box::pin(async move { Ok(Reply::Response(integration.webhook(cx, request).await?)) })
}

/// Runs [`CatchAll`].
pub fn catch_all<'a, I: CatchAll>(
    integration: &'a I,
    cx: &'a Context<I>,
    request: &'a OperationRequest,
) -> BoxFuture<'a, Result<Option<WebhookResponse>>> {
    Box::pin(async move { integration.catch_all(cx, &request.to_webhook_request()).await })
}

/// Runs the action of an interface that has this name, or refuses it.
pub fn taken_action<'a, I: Integration>(
    integration: &'a I,
    cx: &'a Context<I>,
    call: ActionTriggered,
    interfaces: &[&[TakenAction<I>]],
) -> Answer<'a> {
    match find(interfaces, &call.kind) {
        Some(action) => (action.handler)(integration, cx, call),
        None => unknown_action(&call.kind),
    }
}

/// Runs the delivery of the channel of an interface that has this name, or refuses it.
pub fn taken_channel<'a, I: Integration>(
    integration: &'a I,
    cx: &'a Context<I>,
    created: Box<MessageCreated>,
    interfaces: &[&[TakenChannel<I>]],
) -> Answer<'a> {
    match find(interfaces, &created.conversation.channel) {
        Some(channel) => (channel.handler)(integration, cx, created),
        None => unknown_channel(&created.conversation.channel),
    }
}

/// Answers what needs no handler, if an interface has a channel of this name.
pub fn in_taken_channel<'a, I: Integration>(name: &str, interfaces: &[&[TakenChannel<I>]]) -> Answer<'a> {
    if find(interfaces, name).is_some() { done() } else { unknown_channel(name) }
}

fn find<'a, T>(interfaces: &[&'a [TakenMember<T>]], name: &str) -> Option<&'a TakenMember<T>> {
    interfaces.iter().copied().flatten().find(|member| member.name == Some(name))
}

/// Answers what needs no handler.
pub fn done<'a>() -> Answer<'a> {
    Box::pin(ready(Ok(Reply::Done)))
}

/// Refuses an action that is not declared.
pub fn unknown_action<'a>(name: &str) -> Answer<'a> {
    refuse(format!("Action {name} not found"))
}

/// Refuses a channel that is not declared.
pub fn unknown_channel<'a>(name: &str) -> Answer<'a> {
    refuse(format!("Channel {name} not found"))
}

/// Refuses a body that is wrong.
pub fn unreadable<'a>(error: Error) -> Answer<'a> {
    Box::pin(ready(Err(error)))
}

fn refuse<'a>(message: String) -> Answer<'a> {
    unreadable(Error::invalid_payload(message))
}

fn decode_message<C: Channel>(kind: &str, payload: Value, channel: &str) -> Result<C::Messages> {
    match C::Messages::decode(kind, payload) {
        Some(message) => message.map_err(invalid),
        None => Err(Error::invalid_payload(format!("Message of type {kind} not found in channel {channel}"))),
    }
}

fn conversation_tags<C: Channel>(at: &str, tags: &botpress_api::types::Tags) -> Result<C::ConversationTags> {
    C::ConversationTags::from_map(tags).map_err(|error| invalid_at(&format!("{at}.tags"), &error))
}

fn invalid(error: PayloadError) -> Error {
    Error::invalid_payload(error.to_string())
}

fn invalid_at(root: &str, error: &PayloadError) -> Error {
    Error::invalid_payload(format!("{root}.{error}"))
}
