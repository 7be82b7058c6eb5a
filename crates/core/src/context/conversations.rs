//! Conversations and who takes part in them.

use botpress_api::{
    endpoint::{
        add_participant, create_conversation, delete_conversation, get_conversation, get_or_create_conversation,
        get_participant, list_conversations, list_messages, list_participants, remove_participant, update_conversation,
    },
    id::{ConversationId, UserId},
    types::{Conversation, User},
};
use botpress_client::{Client, Error};

use super::{
    Context, GetOrCreated, Listing,
    objects::{awaited, tag_names, tag_patch},
};
use crate::{
    Channel, Declares, Integration,
    tags::{TagKey, Tags, TagsPatch},
};

impl<I: Integration> Context<I> {
    /// The conversation with this id.
    pub fn conversation(&self, id: impl Into<ConversationId>) -> ConversationRef<'_, I> {
        ConversationRef { cx: self, id: id.into() }
    }

    /// The conversation of the channel `C` with these tags, created when there is none; await it. Say by which tags it is
    /// recognised:
    ///
    /// ```
    /// # use botpress_core::{Channel, Context, Declares, Result, TagKey};
    /// # async fn example<I: Declares<Dm>, Dm: Channel>(
    /// #     cx: &Context<I>, tags: Dm::ConversationTags, id: TagKey<Dm::ConversationTags>,
    /// # ) -> Result<()> {
    /// let conversation = cx.conversation_with::<Dm>(tags).discriminate_by([id]).await?; // `id` is `ConversationTags::ID`
    /// # Ok(()) }
    /// ```
    pub fn conversation_with<C: Channel>(&self, tags: C::ConversationTags) -> GetOrCreateConversation<'_, C>
    where
        I: Declares<C>,
    {
        let request = get_or_create_conversation::Request::new(<I as Declares<C>>::NAME, tag_patch(&tags));
        GetOrCreateConversation { client: self.client(), request, channel: std::marker::PhantomData }
    }

    /// Creates a conversation of the channel `C`, even when there is one with these tags.
    ///
    /// # Errors
    ///
    /// When the call fails.
    pub async fn create_conversation<C: Channel>(&self, tags: C::ConversationTags) -> Result<Conversation, Error>
    where
        I: Declares<C>,
    {
        let request = create_conversation::Request::new(<I as Declares<C>>::NAME, tags.to_map());
        Ok(self.client().send(request).await?.conversation)
    }

    /// The conversations of the channel `C` in the bot.
    pub fn conversations<C: Channel>(&self) -> Listing<'_, list_conversations::Request, C::ConversationTags>
    where
        I: Declares<C>,
    {
        Listing::new(self.client(), list_conversations::Request::new().channel(<I as Declares<C>>::NAME))
    }
}

impl<T: Tags> Listing<'_, list_conversations::Request, T> {
    /// Only those with all of these tags.
    pub fn tags(mut self, tags: T) -> Self {
        self.request = self.request.tags(tags.to_map());
        self
    }

    /// Only those in which all of these users take part.
    pub fn participants(mut self, ids: impl IntoIterator<Item = UserId>) -> Self {
        self.request = self.request.participant_ids(ids.into_iter().collect::<Vec<_>>());
        self
    }
}

/// A conversation about to be found or created; await it.
#[derive(Debug)]
#[must_use = "nothing is asked until this is awaited"]
pub struct GetOrCreateConversation<'a, C> {
    client: &'a Client,
    request: get_or_create_conversation::Request,
    channel: std::marker::PhantomData<fn() -> C>,
}

impl<C: Channel> GetOrCreateConversation<'_, C> {
    /// The tags that decide whether there is one; the others are only written. All given tags decide unless set.
    pub fn discriminate_by(mut self, tags: impl IntoIterator<Item = TagKey<C::ConversationTags>>) -> Self {
        self.request = self.request.discriminate_by_tags(tag_names(tags));
        self
    }

    async fn send(self) -> Result<GetOrCreated<Conversation>, Error> {
        let answer = self.client.send(self.request).await?;
        Ok(GetOrCreated::new(answer.conversation, answer.meta.created))
    }
}

awaited!(<C: Channel> GetOrCreateConversation => GetOrCreated<Conversation>);

/// One conversation.
#[derive(Debug)]
pub struct ConversationRef<'a, I: Integration> {
    cx: &'a Context<I>,
    id: ConversationId,
}

impl<'a, I: Integration> ConversationRef<'a, I> {
    /// The id.
    #[must_use]
    pub fn id(&self) -> &ConversationId {
        &self.id
    }

    /// The conversation as the platform has it.
    ///
    /// # Errors
    ///
    /// When the call fails; `ResourceNotFound` when there is no such conversation.
    pub async fn get(&self) -> Result<Conversation, Error> {
        Ok(self.client().send(get_conversation::Request::new(&self.id)).await?.conversation)
    }

    /// Changes the tags of a conversation of the channel `C`.
    ///
    /// # Errors
    ///
    /// When the call fails.
    pub async fn update_tags<C: Channel>(
        &self,
        tags: <C::ConversationTags as Tags>::Patch,
    ) -> Result<Conversation, Error>
    where
        I: Declares<C>,
    {
        let request = update_conversation::Request::new(&self.id).tags(tags.to_map());
        Ok(self.client().send(request).await?.conversation)
    }

    /// Deletes the conversation and its messages.
    ///
    /// # Errors
    ///
    /// When the call fails.
    pub async fn delete(&self) -> Result<(), Error> {
        self.client().send(delete_conversation::Request::new(&self.id)).await.map(drop)
    }

    /// Its messages, newest first; filter by the tags of a channel with `messages::<C>()`.
    pub fn messages<C: Channel>(&self) -> Listing<'a, list_messages::Request, C::MessageTags>
    where
        I: Declares<C>,
    {
        Listing::new(self.client(), list_messages::Request::new().conversation_id(&self.id))
    }

    /// Who takes part in it.
    pub fn participants(&self) -> Listing<'a, list_participants::Request, ()> {
        Listing::new(self.client(), list_participants::Request::new(&self.id))
    }

    /// The user, when they take part in it.
    ///
    /// # Errors
    ///
    /// When the call fails for another reason than that they do not.
    pub async fn participant(&self, user: impl Into<UserId>) -> Result<Option<User>, Error> {
        match self.client().send(get_participant::Request::new(&self.id, user)).await {
            Ok(answer) => Ok(Some(answer.participant)),
            Err(error) if error.is_not_found() => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Lets a user take part in it.
    ///
    /// # Errors
    ///
    /// When the call fails.
    pub async fn add_participant(&self, user: impl Into<UserId>) -> Result<User, Error> {
        Ok(self.client().send(add_participant::Request::new(&self.id, user)).await?.participant)
    }

    /// Ends a user's part in it.
    ///
    /// # Errors
    ///
    /// When the call fails.
    pub async fn remove_participant(&self, user: impl Into<UserId>) -> Result<(), Error> {
        self.client().send(remove_participant::Request::new(&self.id, user)).await.map(drop)
    }

    pub(super) fn cx(&self) -> &'a Context<I> {
        self.cx
    }

    fn client(&self) -> &'a Client {
        self.cx.client()
    }
}
