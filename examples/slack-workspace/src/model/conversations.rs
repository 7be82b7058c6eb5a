//! Channels and direct messages, and who is in them.

use serde_json::{Value, json};

use super::{Channel, ChannelKind, Message, Model, Post, Refusal, Room, Subtype, render::Audience};
use crate::Happening;

impl Model {
    pub(crate) fn add_channel(&mut self, mut channel: Channel) {
        channel.created = channel.created.max(1);
        self.rooms.push(Room {
            channel,
            messages: Vec::new(),
            ephemerals: Vec::new(),
            read: std::collections::HashMap::new(),
        });
    }

    pub(crate) fn channels(&self) -> impl Iterator<Item = &Channel> {
        self.rooms.iter().map(|room| &room.channel)
    }

    pub(crate) fn channel(&self, id: &str) -> Result<&Channel, Refusal> {
        Ok(&self.room(id)?.channel)
    }

    /// The channel with this id as `member` may know it: private ones are hidden from others.
    pub(crate) fn visible_channel(&self, id: &str, member: &str) -> Result<&Channel, Refusal> {
        let channel = self.channel(id)?;
        if channel.is_private() && !channel.has(member) { Err(Refusal::ChannelNotFound) } else { Ok(channel) }
    }

    /// The channel with this id or name (`#general`), as an app may address a message; a user's id stands for the direct
    /// message with them.
    pub(crate) fn addressed_channel(&mut self, to: &str, app: &str) -> Result<String, Refusal> {
        if to.starts_with(['U', 'W']) && self.user(to).is_some() {
            return self.open_direct_message(to, app).map_err(|_| Refusal::ChannelNotFound);
        }
        let name = to.strip_prefix('#').unwrap_or(to);
        let found = self.channels().find(|channel| channel.id == to || channel.name() == Some(name));
        found.map(|channel| channel.id.clone()).ok_or(Refusal::ChannelNotFound)
    }

    /// The direct message of a person with an app.
    pub(crate) fn open_direct_message(&mut self, user: &str, app: &str) -> Result<String, Refusal> {
        let user = self.user(user).filter(|user| !user.is_deleted).ok_or(Refusal::UserNotFound)?.id.clone();
        let known = self.channels().find(|channel| {
            channel.app.as_deref() == Some(app) && channel.kind == ChannelKind::Direct { user: user.clone() }
        });
        if let Some(known) = known {
            return Ok(known.id.clone());
        }
        let app = self.app(app)?.clone();
        // The first app's direct messages are easy to read, since most workspaces have one.
        let first = self.apps.first().is_some_and(|first| first.id == app.id);
        let tail = if first { String::new() } else { app.id.clone() };
        let id = format!("D{}{tail}", user.trim_start_matches('U'));
        let mut channel = Channel::direct(id.clone(), user, &app.id, &app.bot_user);
        channel.created = self.now().as_secs();
        self.add_channel(channel);
        Ok(id)
    }

    /// The direct message of several people with an app.
    pub(crate) fn open_group(&mut self, users: &[&str], app: &str) -> Result<String, Refusal> {
        let bot = self.app(app)?.bot_user.clone();
        let mut members = vec![bot];
        for user in users {
            members.push(self.user(user).ok_or(Refusal::UserNotFound)?.id.clone());
        }
        members.sort();
        members.dedup();
        let is_it = |channel: &&Channel| {
            matches!(channel.kind, ChannelKind::Group { .. }) && channel.members.as_ref() == Some(&members)
        };
        if let Some(known) = self.channels().find(is_it) {
            return Ok(known.id.clone());
        }
        let id = self.next_id("G");
        let handles: Vec<_> = members.iter().filter_map(|id| self.user(id)).map(super::User::handle).collect();
        let mut channel = Channel::group(id.clone(), format!("mpdm-{}-1", handles.join("--"))).members(members);
        channel.created = self.now().as_secs();
        self.add_channel(channel);
        Ok(id)
    }

    /// Everybody in a channel, apps included.
    pub(crate) fn members(&self, channel: &str) -> Result<Vec<String>, Refusal> {
        let channel = self.channel(channel)?;
        let everybody = || self.users.iter().filter(|user| !user.is_deleted).map(|user| user.id.clone()).collect();
        Ok(channel.members.clone().unwrap_or_else(everybody))
    }

    pub(crate) fn create_channel(&mut self, user: &str, mut channel: Channel) -> Result<(), Refusal> {
        self.user(user).ok_or(Refusal::UserNotFound)?;
        channel.creator = user.to_owned();
        channel.created = self.now().as_secs();
        let id = channel.id.clone();
        let event = json!({
            "type": "channel_created",
            "channel": {
                "id": id, "name": channel.name(), "created": channel.created, "creator": user, "is_channel": true,
            },
        });
        let public = !channel.is_private();
        self.add_channel(channel);
        if public {
            self.announce(event, "channel_created", &Audience::Everybody);
        }
        Ok(())
    }

    /// Lets `user` in, on their own or because `inviter` asked.
    pub(crate) fn join(&mut self, user: &str, channel: &str, inviter: Option<&str>) -> Result<(), Refusal> {
        self.user(user).ok_or(Refusal::UserNotFound)?;
        if self.channel(channel)?.is_archived {
            return Err(Refusal::IsArchived);
        }
        if self.channel(channel)?.has(user) {
            return Err(Refusal::AlreadyInChannel);
        }
        if let Some(members) = &mut self.room_mut(channel)?.channel.members {
            members.push(user.to_owned());
        }
        self.note(Post::new(user, channel, format!("<@{user}> has joined the channel")), Subtype::ChannelJoin)?;
        self.membership_changed("member_joined_channel", user, channel, inviter)
    }

    pub(crate) fn leave(&mut self, user: &str, channel: &str) -> Result<(), Refusal> {
        let members = self.members(channel)?;
        if !members.iter().any(|member| member == user) {
            return Err(Refusal::NotInChannel);
        }
        self.note(Post::new(user, channel, format!("<@{user}> has left the channel")), Subtype::ChannelLeave)?;
        // The app hears that it was taken out, although it is not there any more.
        self.membership_changed("member_left_channel", user, channel, None)?;
        let left = members.into_iter().filter(|member| member != user).collect();
        self.room_mut(channel)?.channel.members = Some(left);
        Ok(())
    }

    pub(crate) fn set_topic(&mut self, user: &str, channel: &str, topic: &str) -> Result<(), Refusal> {
        let room = self.room_mut(channel)?;
        if room.channel.is_archived {
            return Err(Refusal::IsArchived);
        }
        if matches!(room.channel.kind, ChannelKind::Direct { .. }) {
            return Err(Refusal::ChannelTypeNotSupported);
        }
        topic.clone_into(&mut room.channel.topic);
        let text = format!("<@{user}> set the channel topic: {topic}");
        self.note(Post::new(user, channel, text), Subtype::ChannelTopic)?;
        Ok(())
    }

    pub(crate) fn rename_channel(&mut self, user: &str, channel: &str, new: &str) -> Result<(), Refusal> {
        let room = self.room_mut(channel)?;
        let (ChannelKind::Public { name } | ChannelKind::Private { name }) = &mut room.channel.kind else {
            return Err(Refusal::ChannelTypeNotSupported);
        };
        let old = std::mem::replace(name, new.to_owned());
        let created = room.channel.created;
        let text = format!("<@{user}> has renamed the channel from \"{old}\" to \"{new}\"");
        self.note(Post::new(user, channel, text), Subtype::ChannelName)?;
        let event = json!({ "type": "channel_rename", "channel": { "id": channel, "name": new, "created": created } });
        self.announce(event, "channel_rename", &Audience::Channel(channel.to_owned()));
        Ok(())
    }

    pub(crate) fn archive(&mut self, user: &str, channel: &str, archived: bool) -> Result<(), Refusal> {
        self.room_mut(channel)?.channel.is_archived = archived;
        let kind = if archived { "channel_archive" } else { "channel_unarchive" };
        let event = json!({ "type": kind, "channel": channel, "user": user });
        self.announce(event, kind, &Audience::Channel(channel.to_owned()));
        Ok(())
    }

    /// Notes how far `user` has read.
    pub(crate) fn mark(&mut self, user: &str, channel: &str, ts: &str) -> Result<(), Refusal> {
        self.room_mut(channel)?.read.insert(user.to_owned(), ts.to_owned());
        self.tell(Happening::ChannelRead { user: user.to_owned(), channel: channel.to_owned(), ts: ts.to_owned() });
        Ok(())
    }

    pub(crate) fn channel_json(&self, channel: &Channel, member: &str) -> Value {
        let people = self.users.iter().filter(|user| !user.is_deleted).count();
        channel.to_json(member, &self.team.id, people)
    }

    /// Adds a message that Slack itself writes.
    fn note(&mut self, post: Post, subtype: Subtype) -> Result<Message, Refusal> {
        if matches!(self.channel(&post.channel)?.kind, ChannelKind::Direct { .. } | ChannelKind::Group { .. }) {
            let ts = self.next_ts();
            return Ok(post.special(subtype).into_message(ts));
        }
        self.add_message(post.special(subtype))
    }

    fn membership_changed(
        &mut self,
        kind: &str,
        user: &str,
        channel: &str,
        inviter: Option<&str>,
    ) -> Result<(), Refusal> {
        let letter = if self.channel(channel)?.is_private() { "G" } else { "C" };
        let mut event = json!({
            "type": kind, "user": user, "channel": channel, "channel_type": letter, "team": self.team.id,
        });
        if let Some(inviter) = inviter {
            event["inviter"] = inviter.into();
        }
        self.announce(event, kind, &Audience::Channel(channel.to_owned()));
        let (user, channel) = (user.to_owned(), channel.to_owned());
        self.tell(if kind == "member_joined_channel" {
            Happening::MemberJoined { user, channel }
        } else {
            Happening::MemberLeft { user, channel }
        });
        Ok(())
    }
}
