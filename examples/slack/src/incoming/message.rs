//! What people write, as messages of the bot's conversations.

use botpress_sdk::{
    api::{id::ConversationId, types::User},
    messages::MarkdownBlocItem as Item,
    prelude::*,
};

use super::{
    hearing::{Hearing, bots_thread},
    payload::Message,
};
use crate::{
    Slack,
    channels::{Dm, GroupChannel, MessageTags, Messages, SlackChannel, Thread, is_direct},
    config::ReplyLocation,
    markdown::{Heard, Incoming, MentionedUser, Names},
};

impl Hearing<'_> {
    /// Something was written, changed or deleted. `app` is the app itself.
    pub(super) async fn message(&self, app: &str, message: Message) -> Result<()> {
        match message.subtype.as_deref() {
            None | Some("me_message" | "thread_broadcast" | "file_share" | "bot_message") => {
                if self.is_heard(app, &message).await? { self.hand_over(message).await } else { Ok(()) }
            }
            Some("message_changed") => self.change(app, message).await,
            Some("message_deleted") => self.deletion(message).await,
            // What Slack itself says about channels: who came, what they are called now.
            _ => Ok(()),
        }
    }

    /// Whether the bot is to hear a message.
    async fn is_heard(&self, app: &str, message: &Message) -> Result<bool> {
        let config = self.cx.configuration();
        if message.is_by(app, &self.at.bot_user) || message.is_by_a_bot() && !config.other_bots {
            return Ok(false);
        }
        if is_direct(&message.channel) {
            return Ok(config.direct_messages);
        }
        Ok(!config.only_on_mention() || message.mentions(&self.at.bot_user) || self.takes_part(message).await?)
    }

    /// Whether the message is in a thread that the bot began, or has answered in.
    async fn takes_part(&self, message: &Message) -> Result<bool> {
        let Some(thread) = message.thread() else { return Ok(false) };
        if message.parent_user_id.as_deref() == Some(&*self.at.bot_user) {
            return Ok(true);
        }
        let threads = self.cx.conversations::<Thread>().tags(bots_thread(&message.channel, thread));
        Ok(!threads.limit(1).collect().await?.is_empty())
    }

    /// Gives the bot a message, in the conversation in which it is to be answered.
    async fn hand_over(&self, message: Message) -> Result<()> {
        let Some(author) = message.user.as_deref().or(message.bot_id.as_deref()) else { return Ok(()) };
        let user = self.author(author, &message).await?;
        let Some(content) = self.content_of(&message).await? else { return Ok(()) };
        let forked = message.thread().is_none() && self.cx.configuration().reply_location() != ReplyLocation::Channel;
        let tags = MessageTags {
            user_id: Some(author.to_owned()),
            mentions_bot: message.mentions(&self.at.bot_user).then_some(true),
            forked_to_thread: Some(forked),
            ..MessageTags::located(&message.channel, &message.ts)
        };
        let thread = message.thread().or_else(|| forked.then_some(&*message.ts));
        self.say(Said { user, content, tags }, &message.channel, thread).await
    }

    /// Hands over what was said, in a thread or outside of one.
    pub(super) async fn say(&self, said: Said, channel: &str, thread: Option<&str>) -> Result<()> {
        match thread {
            Some(thread) => said.in_conversation::<Thread>(self.cx, self.thread(channel, thread).await?).await,
            None if is_direct(channel) => said.in_conversation::<Dm>(self.cx, self.conversation(channel).await?).await,
            None => said.in_conversation::<GroupChannel>(self.cx, self.conversation(channel).await?).await,
        }
    }

    /// Who wrote a message. Apps have no profile: their name is in what they write.
    async fn author(&self, id: &str, message: &Message) -> Result<User> {
        if message.user.is_some() {
            return self.user(id).await;
        }
        let profile = message.bot_profile.as_ref().map(|profile| &profile.name);
        let name = message.username.as_ref().or(profile).filter(|name| !name.is_empty());
        self.slack.named_user(self.cx, id, name.map(String::as_str)).await
    }

    /// What a message says: its text, its files, or both; none when there is neither.
    pub(super) async fn content_of(&self, message: &Message) -> Result<Option<Messages>> {
        let text = self.text_of(message).await?;
        let mut items = Vec::new();
        for file in &message.files {
            items.extend(self.copy_of(file).await);
        }
        if items.is_empty() {
            return Ok((!text.text.is_empty()).then(|| Messages::Text(text.into())));
        }
        if !text.text.is_empty() {
            items.insert(0, Item::Text(messages::Text::new(text.text)));
        }
        Ok(match items.len() {
            1 => items.pop().and_then(Messages::of),
            _ => Some(Messages::Bloc(messages::MarkdownBloc::new(items))),
        })
    }

    /// The text of a message in Markdown, with the names of those whom it mentions.
    async fn text_of(&self, message: &Message) -> Result<Heard> {
        let written = Incoming::parse(&message.text, message.blocks.as_array().map_or(&[], Vec::as_slice));
        let mut names = Names::default();
        for id in written.users() {
            let user = self.user(id).await?;
            if let Some(name) = user.name {
                names = names.user(id, MentionedUser { id: user.id.into_string(), name });
            }
        }
        for id in written.channels() {
            match self.at.api.channel(id).await {
                Ok(channel) => names = names.channel(id, channel.name),
                Err(error) => self.cx.logger().debug(format!("the channel {id} stays without a name: {error}")),
            }
        }
        Ok(written.to_markdown(&names))
    }
}

/// What was said, before it is known where.
#[derive(Debug)]
pub(super) struct Said {
    pub(super) user: User,
    pub(super) content: Messages,
    pub(super) tags: MessageTags,
}

impl Said {
    /// Hands it over. Slack repeats events, maybe to another process than this: a message that is there already is not created
    /// again.
    async fn in_conversation<C: SlackChannel>(self, cx: &Context<Slack>, conversation: ConversationId) -> Result<()>
    where
        Slack: Declares<C>,
    {
        cx.message_with::<C>(conversation, self.user.id, self.content, self.tags)
            .discriminate_by([MessageTags::TS, MessageTags::CHANNEL_ID, MessageTags::FORKED_TO_THREAD])
            .await?;
        Ok(())
    }
}
