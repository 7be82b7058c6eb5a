//! Reactions to messages.

use serde_json::{Value, json};

use super::{Message, Model, Reaction, Refusal, render::Audience};
use crate::Happening;

impl Model {
    pub(crate) fn react(&mut self, user: &str, channel: &str, ts: &str, emoji: &str) -> Result<(), Refusal> {
        self.user(user).ok_or(Refusal::UserNotFound)?;
        // A tone of skin is part of the name: `wave::skin-tone-2`.
        let is_name = |part: &str| !part.is_empty() && !part.contains(|c: char| c.is_whitespace() || c == ':');
        if !emoji.split("::").all(is_name) {
            return Err(Refusal::InvalidName);
        }
        let message = self.message_mut(channel, ts)?;
        match message.reactions.iter_mut().find(|reaction| reaction.name == emoji) {
            Some(reaction) if reaction.users.iter().any(|other| other == user) => return Err(Refusal::AlreadyReacted),
            Some(reaction) => reaction.users.push(user.to_owned()),
            None => message.reactions.push(Reaction { name: emoji.to_owned(), users: vec![user.to_owned()] }),
        }
        let message = message.clone();
        let (user, emoji) = (user.to_owned(), emoji.to_owned());
        self.tell(Happening::ReactionAdded { user: user.clone(), emoji: emoji.clone(), message: message.clone() });
        self.announce_reaction("reaction_added", &user, &emoji, &message);
        Ok(())
    }

    pub(crate) fn unreact(&mut self, user: &str, channel: &str, ts: &str, emoji: &str) -> Result<(), Refusal> {
        self.user(user).ok_or(Refusal::UserNotFound)?;
        let message = self.message_mut(channel, ts)?;
        let reaction = message.reactions.iter_mut().find(|reaction| reaction.name == emoji);
        let reaction = reaction.ok_or(Refusal::NoReaction)?;
        let before = reaction.users.len();
        reaction.users.retain(|other| other != user);
        if reaction.users.len() == before {
            return Err(Refusal::NoReaction);
        }
        message.reactions.retain(|reaction| !reaction.users.is_empty());
        let message = message.clone();
        let (user, emoji) = (user.to_owned(), emoji.to_owned());
        self.tell(Happening::ReactionRemoved { user: user.clone(), emoji: emoji.clone(), message: message.clone() });
        self.announce_reaction("reaction_removed", &user, &emoji, &message);
        Ok(())
    }

    /// A person reacts to a file, which has no channel of its own.
    pub(crate) fn react_to_file(&mut self, user: &str, file: &str, emoji: &str) -> Result<(), Refusal> {
        self.user(user).ok_or(Refusal::UserNotFound)?;
        let owner = self.file(file)?.user.clone();
        let item = json!({ "type": "file", "file": file });
        let event = json!({
            "type": "reaction_added", "user": user, "reaction": emoji, "item": item, "item_user": owner,
        });
        self.announce(event, "reaction_added", &Audience::Everybody);
        Ok(())
    }

    fn announce_reaction(&mut self, kind: &str, user: &str, emoji: &str, message: &Message) {
        let mut event = json!({
            "type": kind,
            "user": user,
            "reaction": emoji,
            "item": { "type": "message", "channel": message.channel, "ts": message.ts },
        });
        event["item_user"] = Value::from(message.user.as_str());
        self.announce(event, kind, &Audience::Channel(message.channel.clone()));
    }
}
