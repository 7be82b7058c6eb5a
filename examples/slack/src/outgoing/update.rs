//! What the bot changes after it has said it.

use std::{collections::HashMap, time::Duration};

use botpress_sdk::{
    Messages as _,
    api::{
        error::{ApiError, ErrorKind},
        id::MessageId,
        types::Message,
    },
    prelude::*,
};

use super::{Sending, nothing_to_see, sent, stream::Streamed};
use crate::{
    Slack,
    blocks::{Part, Render as _},
    channels::{GroupChannel, MessageTags, MessageTagsPatch, Messages, SlackChannel},
};

impl<C: SlackChannel> Update<C> for Slack
where
    Self: Declares<C>,
{
    async fn message_updated(&self, cx: &Context<Self>, update: MessageUpdate<C>) -> Result<()> {
        let message = update.current.id.clone();
        cx.one_by_one(message.as_str(), self.change(cx, update)).await
    }
}

impl Slack {
    /// The message in Slack says what that in Botpress says now.
    async fn change<C: SlackChannel>(&self, cx: &Context<Self>, update: MessageUpdate<C>) -> Result<()> {
        let (now, MessageTags { ts, streamed, .. }) = in_slack(cx, &update.current.id).await?;
        let streamed = streamed.as_deref().and_then(Streamed::parse);
        let unfinished = update.message.unfinished().map(str::to_owned);
        // There is more of it by now, which comes with a call of its own.
        let is_outdated = unfinished.is_some() && now.payload != update.current.payload;
        // What the integration writes to it, its tags, changes nothing.
        let is_same = streamed.is_none() && update.current.payload == update.previous.payload;
        if is_outdated || is_same {
            return Ok(());
        }
        let at = self.installation(cx).await?;
        let place = C::place(&update.tags);
        let sending = Sending { slack: self, cx, at: &at, place, message: &update.current };
        if let (Some(streamed), Some(text)) = (&streamed, &unfinished)
            && (sending.go_on(&ts, streamed, text).await? || sending.is_outdated().await?)
        {
            return Ok(());
        }
        let parts = sending.with_slacks_ids(update.message).await.render(&update.current.id);
        if streamed.is_some() {
            return sending.finish(&ts, &parts).await.map(drop);
        }
        let former = Messages::decode(&update.previous.kind, update.previous.payload).and_then(Result::ok);
        let former = former.map(|former| former.render(&update.current.id));
        if former.iter().flatten().chain(&parts).any(|part| matches!(part, Part::Upload(_))) {
            return Err(Error::runtime("files cannot be changed in Slack: send another message"));
        }
        sending.replace(&parts, former.map_or(1, |former| former.len()), &ts).await.map(drop)
    }
}

/// A message as it is in Botpress now, and its tags: they may have been written after the bot has changed it, since a message can be
/// changed while it is being sent.
async fn in_slack(cx: &Context<Slack>, id: &MessageId) -> Result<(Message, MessageTags)> {
    let mut waits = LOOKS.into_iter();
    loop {
        let message = cx.message(id).get().await?;
        if let Ok(tags) = MessageTags::from_map(&message.tags) {
            return Ok((message, tags));
        }
        match waits.next() {
            Some(wait) => cx.host().sleep(Duration::from_millis(wait)).await,
            // Slack may have it wait for longer: Botpress is to ask again.
            None if sent::is_marked(&message.tags) => {
                let sentence = "the message is still on its way to Slack, and can only be changed there";
                return Err(ApiError::new(ErrorKind::Internal, sentence).into());
            }
            None => return Err(Error::runtime("the message is not in Slack, and cannot be changed there")),
        }
    }
}

/// The waits for a message that is being sent, in milliseconds.
const LOOKS: [u64; 4] = [200, 500, 1000, 2000];

impl Sending<'_> {
    /// Puts posts in the place of `former` ones, the last of which is at `ts`: changes those that there are, adds what is missing and
    /// deletes what is too much. Answers where the last one is now.
    pub(super) async fn replace(&self, parts: &[Part], former: usize, ts: &str) -> Result<String> {
        if parts.is_empty() {
            return Err(nothing_to_see());
        }
        let mut out = if parts.len() == 1 && former == 1 {
            HashMap::new()
        } else {
            sent::parts(&self.at.api, &self.at.bot_user, self.place, self.message).await?.into_posts()
        };
        if former == 1 {
            out.entry(0).or_insert_with(|| ts.to_owned());
        }
        let mut last = ts.to_owned();
        for (number, part) in parts.iter().enumerate() {
            let Part::Post(post) = part else { continue };
            last = self.put(number, post, out.remove(&number), false).await?;
        }
        if last != ts {
            let patch = MessageTagsPatch { ts: Patch::Set(last.clone()), ..Default::default() };
            self.cx.message(&self.message.id).update_tags::<GroupChannel>(patch).await?;
        }
        for ts in out.into_values() {
            self.at.api.delete_message(self.place.channel, &ts).await?;
        }
        Ok(last)
    }
}
