//! What the bot says, on its way to Slack.

mod sent;
mod update;
mod upload;

use botpress_sdk::{api::types, prelude::*};

use self::sent::{Parts, Sent};
use crate::{
    Slack, api,
    blocks::{Part, Post, Render as _, Upload},
    channels::{MessageTags, Messages, Place, SlackChannel, Thread},
    config::ReplyLocation,
    installation::Installation,
    people::UserTags,
    scopes,
};

impl<C: SlackChannel> Deliver<C> for Slack
where
    Self: Declares<C>,
{
    async fn deliver(&self, cx: &Context<Self>, out: Outgoing<C>) -> Result<MessageTags> {
        let at = self.installation(cx).await?;
        let place = C::place(&out.tags);
        Sending { slack: self, cx, at: &at, place, message: &out.source }.send(out.message).await
    }
}

/// A message of the bot on its way.
#[derive(Debug, Clone, Copy)]
struct Sending<'a> {
    slack: &'a Slack,
    cx: &'a Context<Slack>,
    at: &'a Installation,
    place: Place<'a>,
    message: &'a types::Message,
}

impl Sending<'_> {
    /// Sends what is not out yet. The tags are those of the last part, below which people look for an answer.
    async fn send(&self, content: Messages) -> Result<MessageTags> {
        let parts = self.with_slacks_ids(content).await.render(&self.message.id);
        if parts.is_empty() {
            return Err(Error::runtime("there is nothing to see in the message, and Slack takes no empty ones"));
        }
        let mut sent = match sent::before(self.cx, &self.at.api, &self.at.bot_user, self.place, self.message).await? {
            Sent::All(tags) => return Ok(tags),
            Sent::Parts(sent) => sent,
        };
        let broadcast = self.is_broadcast().await?;
        let mut last = None;
        for (number, part) in parts.iter().enumerate() {
            last = match part {
                Part::Post(post) => Some(self.post(number, post, broadcast, &sent).await?),
                Part::Upload(upload) => self.upload(upload, &mut sent).await?,
            };
        }
        Ok(MessageTags {
            ts: last.unwrap_or_default(),
            user_id: Some(self.at.bot_user.clone()),
            channel_id: self.place.channel.to_owned(),
            ..MessageTags::default()
        })
    }

    async fn post(&self, number: usize, post: &Post, broadcast: bool, sent: &Parts) -> Result<String> {
        if let Some(ts) = sent.post(number) {
            return Ok(ts);
        }
        let config = self.cx.configuration();
        // Without the scope, Slack refuses the whole post.
        let customized = self.at.may(scopes::CUSTOMIZE);
        let (blocks, metadata) = (post.blocks_json()?, sent::metadata(self.message, number));
        let post = api::Post {
            channel: self.place.channel,
            thread_ts: self.place.thread,
            text: Some(post.text.as_str()).filter(|_| !post.text.is_blank()),
            blocks: blocks.as_deref(),
            broadcast,
            username: config.name().filter(|_| customized),
            icon_url: config.avatar().filter(|_| customized),
            metadata: Some(&metadata),
        };
        Ok(self.at.api.post_message(&post).await?.ts)
    }

    /// Answers the timestamp of the file's message; none when Slack took longer to share it than anybody waits.
    async fn upload(&self, upload: &Upload, sent: &mut Parts) -> Result<Option<String>> {
        let content = self.slack.fetch(self.cx, &upload.url).await?;
        let title = upload.title.as_deref().unwrap_or(&content.name);
        if let Some(ts) = sent.file(title) {
            return Ok(Some(ts));
        }
        let Place { channel, thread } = self.place;
        let file = api::Upload {
            name: &content.name,
            title,
            channel,
            thread_ts: thread,
            size: content.size,
            content: content.body,
        };
        let ts = self.at.api.upload(file).await?;
        if ts.is_none() {
            self.cx.logger().for_bot().warn("Slack has not shared the file yet: the bot cannot refer to its message");
        }
        Ok(ts)
    }

    /// The message with Slack's ids of those whom it mentions, where it has those of Botpress.
    async fn with_slacks_ids(&self, mut content: Messages) -> Messages {
        let Messages::Text(text) = &mut content else { return content };
        for mention in text.mentions.iter_mut().flatten() {
            // Without such a user, the name stays as it is written.
            if mention.user.id.starts_with("user_")
                && let Ok(user) = self.cx.user(&*mention.user.id).get().await
                && let Some(id) = user.tags.get(UserTags::ID.name())
            {
                mention.user.id.clone_from(id);
            }
        }
        content
    }

    /// Whether an answer in a thread is shown in the channel as well: that to a message which was not written in a thread.
    async fn is_broadcast(&self) -> Result<bool> {
        if self.place.thread.is_none() || self.cx.configuration().reply_location() != ReplyLocation::ChannelAndThread {
            return Ok(false);
        }
        let conversation = self.cx.conversation(&self.message.conversation_id);
        let latest = conversation.messages::<Thread>().limit(LATEST).collect().await?;
        let asked = latest.iter().find(|message| message.direction == types::Direction::Incoming);
        let tags = asked.and_then(|message| MessageTags::from_map(&message.tags).ok());
        Ok(tags.is_some_and(|tags| tags.forked_to_thread == Some(true)))
    }
}

/// How many messages back to look for the one that is answered.
const LATEST: usize = 20;
