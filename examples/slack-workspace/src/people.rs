//! What people do: write, react, share files, come and go.

use crate::{Channel, Message, Refusal, Subtype, Upload, User, Workspace, model::Post, workspace::APP_ID};

/// What people write.
impl Workspace {
    /// The conversation of a person with the app (`D…`), opened when it is not yet.
    ///
    /// # Errors
    ///
    /// [`Refusal::UserNotFound`].
    pub fn direct_message(&self, user: &str) -> Result<String, Refusal> {
        self.direct_message_with(user, APP_ID)
    }

    /// The conversation of a person with an app that was made from a manifest.
    ///
    /// # Errors
    ///
    /// [`Refusal::UserNotFound`], [`Refusal::AppNotFound`].
    pub fn direct_message_with(&self, user: &str, app: &str) -> Result<String, Refusal> {
        self.core.change(|model| model.open_direct_message(user, app))
    }

    /// A person writes to a channel or a direct message.
    ///
    /// `text` is what is typed: `&`, `<` and `>` are escaped as Slack does it, but for mentions (`<@U…>`, `<#C…>`, `<!here>`)
    /// and links.
    ///
    /// # Errors
    ///
    /// [`Refusal::UserNotFound`], [`Refusal::ChannelNotFound`], [`Refusal::NotInChannel`], [`Refusal::IsArchived`],
    /// [`Refusal::MessagesTabDisabled`], [`Refusal::NoText`].
    pub fn say(&self, user: &str, channel: &str, text: &str) -> Result<Message, Refusal> {
        self.post(Post::typed(user, channel, text))
    }

    /// A person replies in the thread of `message`.
    ///
    /// # Errors
    ///
    /// As for [`say`](Self::say).
    pub fn reply_in_thread(&self, user: &str, message: &Message, text: &str) -> Result<Message, Refusal> {
        self.post(Post::typed(user, &message.channel, text).in_thread(message.thread()))
    }

    /// A person replies in the thread of `message`, and ticks "Also send to channel".
    ///
    /// # Errors
    ///
    /// As for [`say`](Self::say).
    pub fn reply_and_broadcast(&self, user: &str, message: &Message, text: &str) -> Result<Message, Refusal> {
        let post = Post::typed(user, &message.channel, text).in_thread(message.thread());
        self.post(post.special(Subtype::ThreadBroadcast))
    }

    /// A person says what they do: `/me waves`.
    ///
    /// # Errors
    ///
    /// As for [`say`](Self::say).
    pub fn say_doing(&self, user: &str, channel: &str, text: &str) -> Result<Message, Refusal> {
        self.post(Post::typed(user, channel, text).special(Subtype::MeMessage))
    }

    /// Another app (`B…`) writes under a name of its own, as workflows and older apps do.
    ///
    /// # Errors
    ///
    /// [`Refusal::ChannelNotFound`].
    pub fn say_as_bot(&self, bot_id: &str, name: &str, channel: &str, text: &str) -> Result<Message, Refusal> {
        let mut post = Post::new(bot_id, channel, text.to_owned()).special(Subtype::BotMessage);
        post.bot_id = Some(bot_id.to_owned());
        post.username = Some(name.to_owned());
        self.core.change(|model| model.post_as_other_bot(post))
    }

    /// A person shares files, with a text or without.
    ///
    /// # Errors
    ///
    /// As for [`say`](Self::say).
    pub fn share(
        &self,
        user: &str,
        channel: &str,
        files: impl IntoIterator<Item = Upload>,
        text: &str,
    ) -> Result<Message, Refusal> {
        self.core.change(|model| model.upload(Post::typed(user, channel, text), files))
    }

    /// A person shares files in the thread of `message`.
    ///
    /// # Errors
    ///
    /// As for [`say`](Self::say).
    pub fn share_in_thread(
        &self,
        user: &str,
        message: &Message,
        files: impl IntoIterator<Item = Upload>,
        text: &str,
    ) -> Result<Message, Refusal> {
        let post = Post::typed(user, &message.channel, text).in_thread(message.thread());
        self.core.change(|model| model.upload(post, files))
    }

    /// A person edits what they wrote.
    ///
    /// # Errors
    ///
    /// [`Refusal::MessageNotFound`], and [`Refusal::CannotUpdateMessage`] for what somebody else wrote.
    pub fn edit(&self, user: &str, message: &Message, text: &str) -> Result<Message, Refusal> {
        self.core.change(|model| model.edit(user, &message.channel, &message.ts, text))
    }

    /// A person deletes what they wrote.
    ///
    /// # Errors
    ///
    /// [`Refusal::MessageNotFound`], and [`Refusal::CannotDeleteMessage`] for what somebody else wrote.
    pub fn delete(&self, user: &str, message: &Message) -> Result<(), Refusal> {
        self.core.change(|model| {
            if model.message(&message.channel, &message.ts)?.user != user {
                return Err(Refusal::CannotDeleteMessage);
            }
            model.delete_message(user, &message.channel, &message.ts)
        })
    }

    /// Slack adds a preview of a link to a message, which changes it without an edit.
    ///
    /// # Errors
    ///
    /// [`Refusal::MessageNotFound`].
    pub fn unfurl(&self, message: &Message, url: &str, title: &str) -> Result<Message, Refusal> {
        let preview = serde_json::json!({ "from_url": url, "title": title, "title_link": url, "id": 1 });
        self.core.change(|model| {
            model.change_message(&message.user, &message.channel, &message.ts, false, |message| {
                message.attachments.push(preview);
            })
        })
    }

    /// A person adds a reaction, named without colons.
    ///
    /// # Errors
    ///
    /// [`Refusal::UserNotFound`], [`Refusal::MessageNotFound`], [`Refusal::AlreadyReacted`].
    pub fn react(&self, user: &str, message: &Message, emoji: &str) -> Result<(), Refusal> {
        self.core.change(|model| model.react(user, &message.channel, &message.ts, emoji))
    }

    /// A person takes a reaction back.
    ///
    /// # Errors
    ///
    /// [`Refusal::UserNotFound`], [`Refusal::MessageNotFound`], [`Refusal::NoReaction`].
    pub fn unreact(&self, user: &str, message: &Message, emoji: &str) -> Result<(), Refusal> {
        self.core.change(|model| model.unreact(user, &message.channel, &message.ts, emoji))
    }

    /// A person reacts to a file instead of a message: such an event names no channel.
    ///
    /// # Errors
    ///
    /// [`Refusal::UserNotFound`], [`Refusal::FileNotFound`].
    pub fn react_to_file(&self, user: &str, file: &str, emoji: &str) -> Result<(), Refusal> {
        self.core.change(|model| model.react_to_file(user, file, emoji))
    }

    fn post(&self, post: Post) -> Result<Message, Refusal> {
        self.core.change(|model| model.post(post))
    }
}

/// Who is where.
impl Workspace {
    /// Somebody new comes into the workspace.
    pub fn welcome(&self, user: User) {
        self.core.change(|model| model.welcome(user));
    }

    /// A profile changes.
    ///
    /// # Errors
    ///
    /// [`Refusal::UserNotFound`].
    pub fn change_user(&self, id: &str, change: impl FnOnce(&mut User)) -> Result<(), Refusal> {
        self.core.change(|model| model.change_user(id, change))
    }

    /// A person makes a channel.
    ///
    /// # Errors
    ///
    /// [`Refusal::UserNotFound`].
    pub fn create_channel(&self, user: &str, channel: Channel) -> Result<(), Refusal> {
        self.core.change(|model| model.create_channel(user, channel))
    }

    /// A person, or an app's bot user, comes into a channel.
    ///
    /// # Errors
    ///
    /// [`Refusal::ChannelNotFound`], [`Refusal::AlreadyInChannel`], [`Refusal::IsArchived`].
    pub fn join(&self, user: &str, channel: &str) -> Result<(), Refusal> {
        self.core.change(|model| model.join(user, channel, None))
    }

    /// A person brings another, or an app's bot user, into a channel.
    ///
    /// # Errors
    ///
    /// As for [`join`](Self::join).
    pub fn invite(&self, inviter: &str, user: &str, channel: &str) -> Result<(), Refusal> {
        self.core.change(|model| model.join(user, channel, Some(inviter)))
    }

    /// A person, or an app's bot user, leaves a channel.
    ///
    /// # Errors
    ///
    /// [`Refusal::ChannelNotFound`], [`Refusal::NotInChannel`].
    pub fn leave(&self, user: &str, channel: &str) -> Result<(), Refusal> {
        self.core.change(|model| model.leave(user, channel))
    }

    /// A person sets a channel's topic.
    ///
    /// # Errors
    ///
    /// [`Refusal::ChannelNotFound`], [`Refusal::IsArchived`].
    pub fn set_topic(&self, user: &str, channel: &str, topic: &str) -> Result<(), Refusal> {
        self.core.change(|model| model.set_topic(user, channel, topic))
    }

    /// A person gives a channel another name.
    ///
    /// # Errors
    ///
    /// [`Refusal::ChannelNotFound`], [`Refusal::ChannelTypeNotSupported`].
    pub fn rename_channel(&self, user: &str, channel: &str, name: &str) -> Result<(), Refusal> {
        self.core.change(|model| model.rename_channel(user, channel, name))
    }

    /// A person archives a channel, or brings it back.
    ///
    /// # Errors
    ///
    /// [`Refusal::ChannelNotFound`].
    pub fn archive(&self, user: &str, channel: &str, archived: bool) -> Result<(), Refusal> {
        self.core.change(|model| model.archive(user, channel, archived))
    }
}
