//! Emoji reactions.

use std::collections::BTreeMap;

use botpress_sdk::prelude::*;

use super::{hearing::Hearing, payload};
use crate::{
    Slack,
    channels::{Thread, ThreadTags},
    events::{Reaction, ReactionAdded, ReactionRemoved, Targets},
};

impl Hearing<'_> {
    /// Somebody reacted to a message, or took it back.
    pub(super) async fn reaction(&self, reaction: payload::Reaction, added: bool) -> Result<()> {
        let payload::Reaction { user, reaction, item } = reaction;
        // Files and what was in them can be reacted to as well.
        let (Some(channel), Some(ts)) = (item.channel, item.ts) else { return Ok(()) };
        if user == self.at.bot_user {
            return Ok(());
        }
        let message = self.known(&channel, &ts).await?.pop();
        let (conversation, thread) = match &message {
            Some(message) => {
                let conversation = self.cx.conversation(&message.conversation_id).get().await?;
                let is_thread = conversation.channel == <Slack as Declares<Thread>>::NAME;
                let tags = is_thread.then(|| ThreadTags::from_map(&conversation.tags)).transpose()?;
                (conversation.id, tags.map(|tags| tags.thread))
            }
            None => (self.conversation(&channel).await?, None),
        };
        let reactor = self.user(&user).await?;
        let details = Reaction {
            reaction,
            user_id: Some(reactor.id.to_string()),
            conversation_id: Some(conversation.to_string()),
            targets: Targets {
                dm: tags(&[("id", &user)]),
                channel: tags(&[("id", &channel)]),
                thread: tags(&[("id", &channel), ("thread", thread.as_deref().unwrap_or(&ts))]),
            },
        };
        let event = if added {
            self.cx.emit(ReactionAdded { reaction: details })
        } else {
            self.cx.emit(ReactionRemoved { reaction: details })
        };
        let mut event = event.conversation(conversation);
        if let Some(message) = message {
            event = event.message(message.id);
        }
        self.tell(&reactor.id, event).await
    }
}

fn tags(tags: &[(&str, &str)]) -> Option<BTreeMap<String, String>> {
    Some(tags.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect())
}
