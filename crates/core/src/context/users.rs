//! Users.

use botpress_api::{
    Patch,
    endpoint::{create_user, delete_user, get_or_create_user, get_user, list_users, update_user},
    id::{ConversationId, UserId},
    types::User,
};
use botpress_client::{Client, Error};

use super::{
    Context, GetOrCreated, Listing,
    objects::{awaited, tag_names, tag_patch},
};
use crate::{
    Integration,
    tags::{TagKey, Tags, TagsPatch},
};

impl<I: Integration> Context<I> {
    /// The user with this id.
    pub fn user(&self, id: impl Into<UserId>) -> UserRef<'_, I> {
        UserRef { cx: self, id: id.into() }
    }

    /// The user with these tags, created when there is none; await it. Say by which tags it is recognised:
    ///
    /// ```
    /// # use botpress_core::{Context, Integration, Result, TagKey};
    /// # async fn example<I: Integration>(cx: &Context<I>, tags: I::UserTags, id: TagKey<I::UserTags>) -> Result<()> {
    /// let user = cx.user_with(tags).discriminate_by([id]).name("Ada").await?; // `id` is `UserTags::ID`
    /// # Ok(()) }
    /// ```
    pub fn user_with(&self, tags: I::UserTags) -> GetOrCreateUser<'_, I> {
        GetOrCreateUser { cx: self, request: get_or_create_user::Request::new(tag_patch(&tags)) }
    }

    /// Creates a user, even when there is one with these tags; await it.
    pub fn create_user(&self, tags: I::UserTags) -> CreateUserCall<'_> {
        CreateUserCall { client: self.client(), request: create_user::Request::new(tags.to_map()) }
    }

    /// The users of the integration in the bot.
    pub fn users(&self) -> Listing<'_, list_users::Request, I::UserTags> {
        Listing::new(self.client(), list_users::Request::new())
    }
}

impl<T: Tags> Listing<'_, list_users::Request, T> {
    /// Only those with all of these tags.
    pub fn tags(mut self, tags: T) -> Self {
        self.request = self.request.tags(tags.to_map());
        self
    }

    /// Only those who took part in a conversation.
    pub fn conversation(mut self, id: impl Into<ConversationId>) -> Self {
        self.request = self.request.conversation_id(id);
        self
    }
}

/// One user.
#[derive(Debug)]
pub struct UserRef<'a, I: Integration> {
    cx: &'a Context<I>,
    id: UserId,
}

impl<'a, I: Integration> UserRef<'a, I> {
    /// The id.
    #[must_use]
    pub fn id(&self) -> &UserId {
        &self.id
    }

    /// The user as the platform has it.
    ///
    /// # Errors
    ///
    /// When the call fails; `ResourceNotFound` when there is no such user.
    pub async fn get(&self) -> Result<User, Error> {
        Ok(self.client().send(get_user::Request::new(&self.id)).await?.user)
    }

    /// Changes the user; await it after saying what.
    pub fn update(&self) -> UpdateUser<'a, I> {
        UpdateUser { cx: self.cx, request: update_user::Request::new(&self.id) }
    }

    /// Deletes the user.
    ///
    /// # Errors
    ///
    /// When the call fails.
    pub async fn delete(&self) -> Result<(), Error> {
        self.client().send(delete_user::Request::new(&self.id)).await.map(drop)
    }

    pub(super) fn cx(&self) -> &'a Context<I> {
        self.cx
    }

    fn client(&self) -> &'a Client {
        self.cx.client()
    }
}

/// A user about to be found or created; await it.
#[derive(Debug)]
#[must_use = "nothing is asked until this is awaited"]
pub struct GetOrCreateUser<'a, I: Integration> {
    cx: &'a Context<I>,
    request: get_or_create_user::Request,
}

impl<I: Integration> GetOrCreateUser<'_, I> {
    /// The tags that decide whether there is one; the others are only written. All given tags decide unless set.
    pub fn discriminate_by(mut self, tags: impl IntoIterator<Item = TagKey<I::UserTags>>) -> Self {
        self.request = self.request.discriminate_by_tags(tag_names(tags));
        self
    }

    /// The name to show.
    pub fn name(mut self, name: impl Into<String>) -> Self {
        self.request = self.request.name(name);
        self
    }

    /// The URL of a picture.
    pub fn picture_url(mut self, url: impl Into<String>) -> Self {
        self.request = self.request.picture_url(url);
        self
    }

    async fn send(self) -> Result<GetOrCreated<User>, Error> {
        let answer = self.cx.client().send(self.request).await?;
        Ok(GetOrCreated::new(answer.user, answer.meta.created))
    }
}

awaited!(<I: Integration> GetOrCreateUser => GetOrCreated<User>);

/// A user about to be created; await it.
#[derive(Debug)]
#[must_use = "nothing is created until this is awaited"]
pub struct CreateUserCall<'a> {
    client: &'a Client,
    request: create_user::Request,
}

impl CreateUserCall<'_> {
    /// The name to show.
    pub fn name(mut self, name: impl Into<String>) -> Self {
        self.request = self.request.name(name);
        self
    }

    /// The URL of a picture.
    pub fn picture_url(mut self, url: impl Into<String>) -> Self {
        self.request = self.request.picture_url(url);
        self
    }

    async fn send(self) -> Result<User, Error> {
        Ok(self.client.send(self.request).await?.user)
    }
}

awaited!(CreateUserCall => User);

/// A user about to be changed; await it.
#[derive(Debug)]
#[must_use = "nothing is changed until this is awaited"]
pub struct UpdateUser<'a, I: Integration> {
    cx: &'a Context<I>,
    request: update_user::Request,
}

impl<I: Integration> UpdateUser<'_, I> {
    /// Sets the name; `None` removes it.
    pub fn name(mut self, name: impl Into<Patch<String>>) -> Self {
        self.request = self.request.name(name);
        self
    }

    /// Sets the URL of the picture; `None` removes it.
    pub fn picture_url(mut self, url: impl Into<Patch<String>>) -> Self {
        self.request = self.request.picture_url(url);
        self
    }

    /// Changes tags.
    pub fn tags(mut self, tags: <I::UserTags as Tags>::Patch) -> Self {
        self.request = self.request.tags(tags.to_map());
        self
    }

    async fn send(self) -> Result<User, Error> {
        Ok(self.cx.client().send(self.request).await?.user)
    }
}

awaited!(<I: Integration> UpdateUser => User);
