//! What the bot says, on its way to Slack.

mod sent;
mod stream;
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
        let content = self.with_slacks_ids(content).await;
        let parts = content.render(&self.message.id);
        if parts.is_empty() {
            return Err(nothing_to_see());
        }
        let sent = match sent::before(self.cx, &self.at.api, &self.at.bot_user, self.place, self.message).await? {
            Sent::All(tags) => return Ok(tags),
            Sent::Parts(sent) => sent,
        };
        let asked = self.asked(content.unfinished().is_some()).await?.unwrap_or_default();
        let broadcast = asked.forked_to_thread == Some(true) && self.is_broadcast();
        let streamed = match (content.unfinished(), &asked.user_id) {
            (Some(text), Some(reader)) if !broadcast => self.stream(text, reader, &parts, &sent).await?,
            _ => None,
        };
        let last = match streamed {
            Some(ts) => Some(ts),
            None => self.send_parts(&parts, sent, broadcast).await?,
        };
        Ok(MessageTags {
            user_id: Some(self.at.bot_user.clone()),
            ..MessageTags::located(self.place.channel, last.unwrap_or_default())
        })
    }

    /// Sends the parts that are not out yet, and answers the timestamp of the last one.
    async fn send_parts(&self, parts: &[Part], mut sent: Parts, broadcast: bool) -> Result<Option<String>> {
        let mut last = None;
        for (number, part) in parts.iter().enumerate() {
            last = match part {
                Part::Post(post) => match sent.post(number) {
                    Some(ts) => Some(ts),
                    None => Some(self.put(number, post, None, broadcast).await?),
                },
                Part::Upload(upload) => self.upload(upload, &mut sent).await?,
            };
        }
        Ok(last)
    }

    /// Posts a part, or changes what is `there` into it. Answers its timestamp.
    async fn put(&self, number: usize, post: &Post, there: Option<String>, broadcast: bool) -> Result<String> {
        let text = Some(post.text.as_str()).filter(|_| !post.text.is_blank());
        let (blocks, metadata) = (post.blocks_json()?, sent::metadata(self.message, number));
        let (blocks, metadata) = (blocks.as_deref(), Some(&metadata));
        let post = api::Post { text, blocks, metadata, broadcast, ..self.envelope() };
        Ok(match there {
            Some(ts) => self.at.api.update_message(&ts, &post).await.map(|()| ts)?,
            None => self.at.api.post_message(&post).await?.ts,
        })
    }

    /// A post without content: where it goes, and how the bot shows itself.
    fn envelope(&self) -> api::Post<'_> {
        let config = self.cx.configuration();
        // Without the scope, Slack refuses the whole post.
        let customized = self.at.may(scopes::CUSTOMIZE);
        api::Post {
            channel: self.place.channel,
            thread_ts: self.place.thread,
            username: config.name().filter(|_| customized),
            icon_url: config.avatar().filter(|_| customized),
            ..api::Post::default()
        }
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

    /// Whether answers in threads are shown in the channel as well.
    fn is_broadcast(&self) -> bool {
        self.cx.configuration().reply_location() == ReplyLocation::ChannelAndThread
    }

    /// The tags of the message in a thread that is answered, when that matters.
    async fn asked(&self, matters: bool) -> Result<Option<MessageTags>> {
        if self.place.thread.is_none() || !(matters || self.is_broadcast()) {
            return Ok(None);
        }
        let conversation = self.cx.conversation(&self.message.conversation_id);
        let latest = conversation.messages::<Thread>().limit(LATEST).collect().await?;
        let asked = latest.iter().find(|message| message.direction == types::Direction::Incoming);
        Ok(asked.and_then(|message| MessageTags::from_map(&message.tags).ok()))
    }
}

/// How many messages back to look for the one that is answered.
const LATEST: usize = 20;

fn nothing_to_see() -> Error {
    Error::runtime("there is nothing to see in the message, and Slack takes no empty ones")
}
