//! What of a message is out already.
//!
//! Botpress asks again when it sees no answer, though the message may be out: this process was killed in between, or Slack's
//! answer was lost. So a message is marked before anything of it is sent, and when a marked one comes again, Slack is asked what
//! there is of it.

use std::{
    collections::{HashMap, VecDeque},
    time::{Duration, SystemTime},
};

use botpress_sdk::{
    api::{
        parse_iso8601,
        types::{Message, Tags},
    },
    prelude::*,
};
use serde_json::{Value, json};

use crate::{
    Slack,
    api::{SlackApi, SlackError},
    channels::{GroupChannel, MessageTags, MessageTagsPatch, Place},
};

/// How long after it was written a message usually comes here for the first time. One that took longer may have been here, with
/// a mark that the request does not show.
const USUAL: Duration = Duration::from_secs(1);
/// How far the clocks of Slack and of Botpress may be apart.
const SKEW: Duration = Duration::from_secs(60);
/// What the metadata of posts is called, by which they are found again.
const METADATA: &str = "botpress_message";

/// What of a message is out.
#[derive(Debug)]
pub(super) enum Sent {
    /// All of it, with these tags.
    All(MessageTags),
    /// These parts.
    Parts(Parts),
}

/// The timestamps of what was sent.
#[derive(Debug, Default)]
pub(super) struct Parts {
    posts: HashMap<usize, String>,
    /// The files by their titles, the oldest first. Slack keeps no metadata for them.
    files: VecDeque<(String, String)>,
    /// A message with nothing in it: a stream that was begun, and nothing more.
    pub(super) blank: Option<String>,
}

impl Parts {
    /// The post that is part number `part`.
    pub(super) fn post(&self, part: usize) -> Option<String> {
        self.posts.get(&part).cloned()
    }

    /// The posts by their parts.
    pub(super) fn into_posts(self) -> HashMap<usize, String> {
        self.posts
    }

    /// The next file with this title.
    pub(super) fn file(&mut self, title: &str) -> Option<String> {
        let at = self.files.iter().position(|(known, _)| known == title)?;
        self.files.remove(at).map(|(_, ts)| ts)
    }
}

/// What a post is found again by.
pub(super) fn metadata(message: &Message, part: usize) -> Value {
    json!({ "event_type": METADATA, "event_payload": { "message": message.id, "part": part } })
}

/// Finds out what of a message is out, and marks it when nothing is.
pub(super) async fn before(
    cx: &Context<Slack>,
    api: &SlackApi,
    bot_user: &str,
    place: Place<'_>,
    message: &Message,
) -> Result<Sent> {
    let now = cx.host().now();
    let written = parse_iso8601(&message.created_at).unwrap_or(now);
    let mut tags = message.tags.clone();
    if !is_marked(&tags) && now.duration_since(written).is_ok_and(|age| age > USUAL) {
        tags = cx.message(&message.id).get().await?.tags;
    }
    if !is_marked(&tags) {
        let mark = MessageTagsPatch { channel_id: Patch::Set(place.channel.to_owned()), ..Default::default() };
        cx.message(&message.id).update_tags::<GroupChannel>(mark).await?;
        return Ok(Sent::Parts(Parts::default()));
    }
    if let Ok(tags) = MessageTags::from_map(&tags) {
        // How much is streamed is written where it is: what is known of it here may be old.
        return Ok(Sent::All(MessageTags { streamed: None, ..tags }));
    }
    Ok(Sent::Parts(parts(api, bot_user, place, message).await?))
}

/// Whether a message with these tags is on its way to Slack, or was.
pub(super) fn is_marked(tags: &Tags) -> bool {
    tags.contains_key(MessageTags::CHANNEL_ID.name())
}

/// The parts of a message that are found in its place.
pub(super) async fn parts(
    api: &SlackApi,
    bot_user: &str,
    place: Place<'_>,
    message: &Message,
) -> Result<Parts, SlackError> {
    let written = parse_iso8601(&message.created_at).unwrap_or(SystemTime::UNIX_EPOCH);
    let since = written.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default().saturating_sub(SKEW);
    let oldest = format!("{}.000000", since.as_secs());
    let mut found = api.messages(place.channel, place.thread, &oldest).await?;
    // The message that a thread is below comes along, however old it is.
    found.retain(|post| post.ts >= oldest);
    found.sort_by(|one, other| one.ts.cmp(&other.ts));
    let mut parts = Parts::default();
    for post in found {
        let payload = &post.metadata["event_payload"];
        if post.metadata["event_type"] == METADATA {
            if payload["message"] == *message.id.as_str() {
                parts
                    .posts
                    .extend(payload["part"].as_u64().and_then(|part| Some((usize::try_from(part).ok()?, post.ts))));
            }
        } else if post.user.as_deref() == Some(bot_user) {
            match post.files.first() {
                Some(file) => {
                    let title = file["title"].as_str();
                    parts.files.extend(title.map(|title| (title.to_owned(), post.ts.clone())));
                }
                None if post.text.is_empty() => parts.blank = Some(post.ts),
                None => {}
            }
        }
    }
    Ok(parts)
}
