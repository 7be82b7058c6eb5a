//! Messages.

use std::marker::PhantomData;

use botpress_api::{
    Endpoint,
    endpoint::{create_message, delete_message, get_message, get_or_create_message, list_messages, update_message},
    id::{ConversationId, MessageId, UserId},
    types::{Message, Origin},
};
use botpress_client::{Client, Error};

use super::{
    Context, GetOrCreated, Listing,
    objects::{awaited, tag_names, tag_patch},
};
use crate::{
    Channel, Declares, Integration, Messages,
    tags::{TagKey, Tags, TagsPatch},
};

impl<I: Integration> Context<I> {
    /// The message with this id.
    pub fn message(&self, id: impl Into<MessageId>) -> MessageRef<'_, I> {
        MessageRef { cx: self, id: id.into() }
    }

    /// The messages of all conversations in the bot, newest first; filter them by the tags of the channel `C`.
    ///
    /// ```
    /// # use botpress_core::{Channel, Context, Declares, Result};
    /// # async fn example<I: Declares<C>, C: Channel>(cx: &Context<I>, tags: C::MessageTags) -> Result<()> {
    /// let known = cx.messages::<C>().tags(tags).limit(1).collect().await?;
    /// # Ok(()) }
    /// ```
    pub fn messages<C: Channel>(&self) -> Listing<'_, list_messages::Request, C::MessageTags>
    where
        I: Declares<C>,
    {
        Listing::new(self.client(), list_messages::Request::new())
    }

    /// Hands a message of the channel `C` to the bot; await it.
    ///
    /// Since nothing tells one message from another, a call that may have arrived is not sent again: with tags that tell,
    /// prefer [`message_with`](Context::message_with).
    pub fn create_message<C: Channel>(
        &self,
        conversation: impl Into<ConversationId>,
        user: impl Into<UserId>,
        message: C::Messages,
        tags: C::MessageTags,
    ) -> CreateMessage<'_>
    where
        I: Declares<C>,
    {
        let request = encode(create_message::Request::OPERATION, &message).map(|(kind, payload)| {
            create_message::Request::new(payload, user.into(), conversation.into(), kind, tags.to_map())
        });
        CreateMessage { client: self.client(), request }
    }

    /// Hands a message of the channel `C` to the bot unless it has it already; await it. Say by which tags it is recognised:
    ///
    /// ```
    /// # use botpress_core::{Channel, Context, Declares, Result, TagKey};
    /// # async fn example<I: Declares<Dm>, Dm: Channel>(
    /// #     cx: &Context<I>, text: Dm::Messages, tags: Dm::MessageTags, ts: TagKey<Dm::MessageTags>,
    /// # ) -> Result<()> {
    /// let message = cx.message_with::<Dm>("conv_1", "user_1", text, tags).discriminate_by([ts]).await?; // `ts` is `MessageTags::TS`
    /// # Ok(()) }
    /// ```
    pub fn message_with<C: Channel>(
        &self,
        conversation: impl Into<ConversationId>,
        user: impl Into<UserId>,
        message: C::Messages,
        tags: C::MessageTags,
    ) -> GetOrCreateMessage<'_, C>
    where
        I: Declares<C>,
    {
        let request = encode(get_or_create_message::Request::OPERATION, &message).map(|(kind, payload)| {
            get_or_create_message::Request::new(user.into(), conversation.into(), kind, tag_patch(&tags))
                .payload(payload)
        });
        GetOrCreateMessage { client: self.client(), request, channel: PhantomData }
    }
}

impl<T: Tags> Listing<'_, list_messages::Request, T> {
    /// Only those with all of these tags.
    pub fn tags(mut self, tags: T) -> Self {
        self.request = self.request.tags(tags.to_map());
        self
    }
}

fn encode(operation: &'static str, message: &impl Messages) -> Result<(&'static str, serde_json::Value), Error> {
    message.encode().map_err(|source| Error::Encode { operation, source })
}

/// A message about to be created; await it.
#[derive(Debug)]
#[must_use = "nothing is created until this is awaited"]
pub struct CreateMessage<'a> {
    client: &'a Client,
    request: Result<create_message::Request, Error>,
}

impl CreateMessage<'_> {
    /// Says that nobody wrote it.
    pub fn synthetic(mut self) -> Self {
        self.request = self.request.map(|request| request.origin(Origin::Synthetic));
        self
    }

    async fn send(self) -> Result<Message, Error> {
        Ok(self.client.send(self.request?).await?.message)
    }
}

awaited!(CreateMessage => Message);

/// A message about to be found or created; await it.
#[derive(Debug)]
#[must_use = "nothing is asked until this is awaited"]
pub struct GetOrCreateMessage<'a, C> {
    client: &'a Client,
    request: Result<get_or_create_message::Request, Error>,
    channel: PhantomData<fn() -> C>,
}

impl<C: Channel> GetOrCreateMessage<'_, C> {
    /// The tags that decide whether there is one; the others are only written. All given tags decide unless set.
    pub fn discriminate_by(mut self, tags: impl IntoIterator<Item = TagKey<C::MessageTags>>) -> Self {
        let names = tag_names(tags);
        self.request = self.request.map(|request| request.discriminate_by_tags(names));
        self
    }

    async fn send(self) -> Result<GetOrCreated<Message>, Error> {
        let answer = self.client.send(self.request?).await?;
        Ok(GetOrCreated::new(answer.message, answer.meta.created))
    }
}

awaited!(<C: Channel> GetOrCreateMessage => GetOrCreated<Message>);

/// One message.
#[derive(Debug)]
pub struct MessageRef<'a, I: Integration> {
    cx: &'a Context<I>,
    id: MessageId,
}

impl<I: Integration> MessageRef<'_, I> {
    /// The id.
    #[must_use]
    pub fn id(&self) -> &MessageId {
        &self.id
    }

    /// The message as the platform has it.
    ///
    /// # Errors
    ///
    /// When the call fails; `ResourceNotFound` when there is no such message.
    pub async fn get(&self) -> Result<Message, Error> {
        Ok(self.cx.client().send(get_message::Request::new(&self.id)).await?.message)
    }

    /// Gives a message of the channel `C` new content; its type stays.
    ///
    /// # Errors
    ///
    /// When the call fails.
    pub async fn update<C: Channel>(&self, message: C::Messages) -> Result<Message, Error>
    where
        I: Declares<C>,
    {
        let (_, payload) = encode(update_message::Request::OPERATION, &message)?;
        Ok(self.cx.client().send(update_message::Request::new(&self.id).payload(payload)).await?.message)
    }

    /// Changes the tags of a message of the channel `C`.
    ///
    /// # Errors
    ///
    /// When the call fails.
    pub async fn update_tags<C: Channel>(&self, tags: <C::MessageTags as Tags>::Patch) -> Result<Message, Error>
    where
        I: Declares<C>,
    {
        Ok(self.cx.client().send(update_message::Request::new(&self.id).tags(tags.to_map())).await?.message)
    }

    /// Deletes the message.
    ///
    /// # Errors
    ///
    /// When the call fails.
    pub async fn delete(&self) -> Result<(), Error> {
        self.cx.client().send(delete_message::Request::new(&self.id)).await.map(drop)
    }
}
