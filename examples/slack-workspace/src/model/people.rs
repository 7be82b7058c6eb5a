//! Who is in the workspace.

use serde_json::json;

use super::{Model, Refusal, User, render::Audience};

impl Model {
    pub(crate) fn add_user(&mut self, user: User) {
        self.users.push(user);
    }

    pub(crate) fn user(&self, id: &str) -> Option<&User> {
        self.users.iter().find(|user| user.id == id)
    }

    pub(crate) fn user_mut(&mut self, id: &str) -> Option<&mut User> {
        self.users.iter_mut().find(|user| user.id == id)
    }

    /// Everybody, closed accounts and the bot users of apps included.
    pub(crate) fn users(&self) -> &[User] {
        &self.users
    }

    /// Somebody new comes into the workspace.
    pub(crate) fn welcome(&mut self, mut user: User) {
        user.updated = self.now().as_secs();
        let event = json!({ "type": "team_join", "user": user.to_json(&self.team.id, true) });
        self.users.push(user);
        self.announce(event, "team_join", &Audience::Everybody);
    }

    /// A profile changes.
    pub(crate) fn change_user(&mut self, id: &str, change: impl FnOnce(&mut User)) -> Result<(), Refusal> {
        let now = self.now().as_secs();
        let user = self.user_mut(id).ok_or(Refusal::UserNotFound)?;
        change(user);
        user.updated = now;
        let user = user.clone().to_json(&self.team.id, true);
        let event = json!({ "type": "user_change", "user": user, "cache_ts": now });
        self.announce(event, "user_change", &Audience::Everybody);
        Ok(())
    }
}
