//! The integration itself and the handlers that its author writes.

use std::{future::Future, sync::Arc};

use botpress_api::{
    endpoint::update_message,
    id::MessageId,
    types::{Conversation, Message, TagPatch, Tags as TagMap, User},
};

use crate::{
    BoxFuture, Context, MaybeSend, MaybeSync, Result, WebhookRequest, WebhookResponse,
    configuration::Configuration,
    context::Call,
    definition::{DefinitionErrors, IntegrationDefinition},
    member::{Action, Channel},
    operation::{Operation, OperationRequest, Reply},
    tags::Tags,
};

/// An integration: what `#[derive(Integration)]` writes.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an integration",
    label = "not an integration",
    note = "derive it: `#[derive(Integration)]` and `#[integration(name = \"..\", version = \"..\")]` above `struct {Self}`"
)]
pub trait Integration: Sized + MaybeSync + MaybeSend + 'static {
    /// The name in its definition, `slack` or `acme/slack`.
    const NAME: &'static str;
    /// What a bot's owner fills in; `()` for nothing.
    type Configuration: Configuration;
    /// The tags of its users; `()` for none.
    type UserTags: Tags;

    /// Everything it declares.
    ///
    /// # Errors
    ///
    /// Every rule of the platform that the definition breaks, in one report.
    fn definition() -> Result<IntegrationDefinition, DefinitionErrors>;

    /// Looks at an operation before it is even parsed; `None` when the integration has no [`CatchAll`].
    fn intercept<'a>(
        &'a self,
        cx: &'a Context<Self>,
        request: &'a OperationRequest,
    ) -> Option<BoxFuture<'a, Result<Option<WebhookResponse>>>> {
        let _ = (cx, request);
        None
    }

    /// Answers one operation with the handler it is for.
    fn dispatch<'a>(&'a self, cx: &'a Context<Self>, operation: Operation) -> BoxFuture<'a, Result<Reply>>;
}

/// `Self` declares `M`, under this name. The derive writes one per listed type.
#[diagnostic::on_unimplemented(
    message = "`{M}` is not declared by `{Self}`",
    label = "not listed in `#[integration(..)]` on `{Self}`",
    note = "add `{M}` to `actions(..)`, `channels(..)`, `events(..)`, `states(..)` or `entities(..)` in `#[integration(..)]` on `{Self}`, or the interface that has it to `interfaces(..)`"
)]
pub trait Declares<M>: Integration {
    /// The name on the wire in this integration: the member's own, unless it was declared under another one.
    const NAME: &'static str;
}

/// Answers the action `A`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no handler for the action `{A}`",
    label = "this action has no handler",
    note = "write `impl Handle<{A}> for {Self} {{ async fn handle(&self, cx: &Context<Self>, input: {A}) -> Result<..> {{ .. }} }}`"
)]
pub trait Handle<A: Action>: Declares<A> {
    /// Does what the action says and answers its output.
    ///
    /// # Errors
    ///
    /// [`Error::runtime`](crate::Error::runtime) reaches the bot's owner; any other error may be retried and is not shown.
    fn handle(&self, cx: &Context<Self>, input: A) -> impl Future<Output = Result<A::Output>> + MaybeSend;
}

/// Delivers the bot's messages of the channel `C` to the other system.
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not deliver messages of the channel `{C}`",
    label = "this channel has no delivery",
    note = "write `impl Deliver<{C}> for {Self} {{ async fn deliver(&self, cx: &Context<Self>, out: Outgoing<{C}>) -> Result<..> {{ .. }} }}`"
)]
pub trait Deliver<C: Channel>: Declares<C> {
    /// Sends one message and answers the tags to write back to it, `ts` for example; empty tags write nothing.
    ///
    /// # Errors
    ///
    /// As for [`Handle::handle`]: a retried delivery may send the message twice, so fail with
    /// [`Error::runtime`](crate::Error::runtime) when it may be out already.
    fn deliver(&self, cx: &Context<Self>, out: Outgoing<C>)
    -> impl Future<Output = Result<C::MessageTags>> + MaybeSend;
}

/// A message of the bot on its way out.
#[derive(Debug)]
#[non_exhaustive]
pub struct Outgoing<C: Channel> {
    /// The message.
    pub message: C::Messages,
    /// The tags of its conversation.
    pub tags: C::ConversationTags,
    /// The message as the platform has it: id, tags, dates.
    pub source: Message,
    /// The conversation it belongs to.
    pub conversation: Conversation,
    /// Who wrote it: the bot's user.
    pub user: User,
    pub(crate) call: Arc<Call>,
}

impl<C: Channel> Outgoing<C> {
    /// Writes tags to the message now, for one that is sent in parts; the tags that
    /// [`deliver`](Deliver::deliver) returns are written by the SDK.
    ///
    /// # Errors
    ///
    /// When the call fails. The message is out by then: think before you fail the delivery for it.
    pub async fn ack(&self, tags: C::MessageTags) -> Result<(), botpress_client::Error> {
        write_back(&self.call, self.source.id.clone(), tags.to_map()).await
    }
}

/// Writes the tags of a delivered message back to it; no tags, no call.
pub(crate) async fn write_back(call: &Call, id: MessageId, tags: TagMap) -> Result<(), botpress_client::Error> {
    if tags.is_empty() {
        return Ok(());
    }
    let tags: TagPatch = tags.into_iter().map(|(name, value)| (name, Some(value))).collect();
    call.client().send(update_message::Request::new(id).tags(tags)).await.map(drop)
}

/// Registration and webhooks.
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no lifecycle",
    label = "no lifecycle",
    note = "write `impl Lifecycle for {Self} {{}}`; `register`, `unregister` and `webhook` do nothing until you write them"
)]
pub trait Lifecycle: Integration {
    /// Called when a bot's owner saves the configuration.
    ///
    /// # Errors
    ///
    /// [`Error::runtime`](crate::Error::runtime) refuses the configuration; the message is shown to the bot's owner.
    fn register(&self, cx: &Context<Self>, webhook_url: &str) -> impl Future<Output = Result<()>> + MaybeSend {
        let _ = (cx, webhook_url);
        async { Ok(()) }
    }

    /// Called when the integration is removed from a bot, or disabled.
    ///
    /// # Errors
    ///
    /// As for [`register`](Lifecycle::register).
    fn unregister(&self, cx: &Context<Self>, webhook_url: &str) -> impl Future<Output = Result<()>> + MaybeSend {
        let _ = (cx, webhook_url);
        async { Ok(()) }
    }

    /// Called for every request to the webhook's URL; the response goes back to whoever called it, as it is.
    ///
    /// # Errors
    ///
    /// As for [`Handle::handle`].
    fn webhook(
        &self,
        cx: &Context<Self>,
        request: WebhookRequest,
    ) -> impl Future<Output = Result<WebhookResponse>> + MaybeSend {
        let _ = (cx, request);
        async { Ok(WebhookResponse::ok()) }
    }
}

/// Hears of changes the bot makes to messages and conversations of the channel `C`; required by `updates(C)`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not handle updates of the channel `{C}`",
    label = "listed in `updates(..)`",
    note = "write `impl Update<{C}> for {Self} {{ async fn message_updated(&self, cx: &Context<Self>, update: MessageUpdate<{C}>) -> Result<()> {{ .. }} }}`"
)]
pub trait Update<C: Channel>: Declares<C> {
    /// A message has new content or tags.
    ///
    /// # Errors
    ///
    /// As for [`Handle::handle`].
    fn message_updated(
        &self,
        cx: &Context<Self>,
        update: MessageUpdate<C>,
    ) -> impl Future<Output = Result<()>> + MaybeSend {
        let _ = (cx, update);
        async { Ok(()) }
    }

    /// A conversation has new tags.
    ///
    /// # Errors
    ///
    /// As for [`Handle::handle`].
    fn conversation_updated(
        &self,
        cx: &Context<Self>,
        update: ConversationUpdate<C>,
    ) -> impl Future<Output = Result<()>> + MaybeSend {
        let _ = (cx, update);
        async { Ok(()) }
    }
}

/// A message that was changed.
#[derive(Debug)]
#[non_exhaustive]
pub struct MessageUpdate<C: Channel> {
    /// The message as it is now.
    pub message: C::Messages,
    /// The tags of its conversation.
    pub tags: C::ConversationTags,
    /// The message as the platform has it now.
    pub current: Message,
    /// The message as the platform had it before.
    pub previous: Message,
    /// The conversation it belongs to.
    pub conversation: Conversation,
    /// Who wrote it.
    pub user: User,
}

/// A conversation that was changed.
#[derive(Debug)]
#[non_exhaustive]
pub struct ConversationUpdate<C: Channel> {
    /// Its tags as they are now.
    pub tags: C::ConversationTags,
    /// The conversation as it is now.
    pub current: Conversation,
    /// The conversation as it was before.
    pub previous: Conversation,
}

/// Creates a user on behalf of a bot (deprecated by the platform); required by `creation(user(..))`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not create users",
    label = "`creation(user(..))` needs a handler",
    note = "write `impl CreateUser for {Self} {{ async fn create_user(&self, cx: &Context<Self>, tags: Self::UserTags) -> Result<WebhookResponse> {{ .. }} }}`"
)]
pub trait CreateUser: Integration {
    /// Creates the user and answers `{"user": {"id": ".."}}`.
    ///
    /// # Errors
    ///
    /// As for [`Handle::handle`].
    fn create_user(
        &self,
        cx: &Context<Self>,
        tags: Self::UserTags,
    ) -> impl Future<Output = Result<WebhookResponse>> + MaybeSend;
}

/// Creates a conversation of the channel `C` on behalf of a bot (deprecated by the platform); required by
/// `creation(conversation(C, ..))`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not create conversations of the channel `{C}`",
    label = "`creation(..)` needs a handler",
    note = "write `impl CreateConversation<{C}> for {Self} {{ async fn create_conversation(&self, cx: &Context<Self>, tags: ..) -> Result<WebhookResponse> {{ .. }} }}`"
)]
pub trait CreateConversation<C: Channel>: Declares<C> {
    /// Creates the conversation and answers `{"conversation": {"id": ".."}}`.
    ///
    /// # Errors
    ///
    /// As for [`Handle::handle`].
    fn create_conversation(
        &self,
        cx: &Context<Self>,
        tags: C::ConversationTags,
    ) -> impl Future<Output = Result<WebhookResponse>> + MaybeSend;
}

/// Sees every operation before anything else does; required by `catch_all`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no catch-all handler",
    label = "`catch_all` needs a handler",
    note = "write `impl CatchAll for {Self} {{ async fn catch_all(&self, cx: &Context<Self>, request: &WebhookRequest) -> Result<Option<WebhookResponse>> {{ .. }} }}`"
)]
pub trait CatchAll: Integration {
    /// A response ends the operation; `None` lets it go its usual way.
    ///
    /// # Errors
    ///
    /// As for [`Handle::handle`].
    fn catch_all(
        &self,
        cx: &Context<Self>,
        request: &WebhookRequest,
    ) -> impl Future<Output = Result<Option<WebhookResponse>>> + MaybeSend;
}
