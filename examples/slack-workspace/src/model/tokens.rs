//! Tokens: whose they are, what they allow, how long they live, and how they are refreshed.

use std::{fmt, time::Duration};

use super::{Model, Refusal};

/// What becomes of who spends a refresh token a second time. Slack has been seen to do each of these.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum SpentRefresh {
    /// `invalid_refresh_token`.
    #[default]
    Refused,
    /// An answer like any other, whose tokens are dead.
    SecondDead,
    /// An answer like any other, and the tokens of the first are dead from then on.
    FirstDead,
}

/// Whose token it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Holder {
    /// The bot user of an app.
    Bot,
    /// An app as a whole (`xapp-`).
    App,
    /// A person who administers apps (`xoxe.xoxp-`).
    Person(String),
    /// A run of a function (`xwfp-`).
    Function,
}

/// Who calls, by the token of the call.
#[derive(Debug, Clone)]
pub(crate) struct Caller {
    pub(crate) app: String,
    pub(crate) holder: Holder,
    pub(crate) scopes: Vec<String>,
}

impl Caller {
    pub(crate) fn has(&self, scope: &str) -> bool {
        self.scopes.iter().any(|granted| granted == scope)
    }
}

/// An access token, and what renews it.
#[derive(Debug, Clone)]
pub(crate) struct Pair {
    pub(crate) access: String,
    pub(crate) refresh: Option<String>,
    pub(crate) expires_in: Option<Duration>,
    pub(crate) scopes: Vec<String>,
}

#[derive(Default)]
pub(crate) struct Tokens {
    access: Vec<Access>,
    refresh: Vec<Refresh>,
}

struct Access {
    value: String,
    app: String,
    holder: Holder,
    scopes: Vec<String>,
    expires: Option<Duration>,
    life: Life,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Life {
    Live,
    Revoked,
    /// A long-lived token that was exchanged for one that expires.
    Exchanged,
    /// It never worked.
    Dead,
}

struct Refresh {
    value: String,
    app: String,
    holder: Holder,
    scopes: Vec<String>,
    life: RefreshLife,
}

#[derive(Clone, PartialEq, Eq)]
enum RefreshLife {
    Fresh,
    /// Spent for this pair.
    Spent {
        access: String,
        refresh: String,
    },
    Dead,
}

/// Secrets are not printed.
impl fmt::Debug for Tokens {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Tokens").field("access", &self.access.len()).field("refresh", &self.refresh.len()).finish()
    }
}

impl Model {
    /// Makes a token known that does not expire.
    pub(crate) fn add_token(&mut self, value: &str, app: &str, holder: Holder, scopes: Vec<String>) {
        self.tokens.access.push(Access {
            value: value.to_owned(),
            app: app.to_owned(),
            holder,
            scopes,
            expires: None,
            life: Life::Live,
        });
    }

    /// Who calls with this token.
    pub(crate) fn caller(&self, token: &str) -> Result<Caller, Refusal> {
        let access = self.tokens.access.iter().find(|access| access.value == token).ok_or(Refusal::InvalidAuth)?;
        match access.life {
            Life::Dead => return Err(Refusal::InvalidAuth),
            Life::Revoked | Life::Exchanged => return Err(Refusal::TokenRevoked),
            Life::Live => {}
        }
        if access.expires.is_some_and(|expires| expires <= self.now()) {
            return Err(Refusal::TokenExpired);
        }
        let (app, holder, scopes) = (access.app.clone(), access.holder.clone(), access.scopes.clone());
        Ok(Caller { app, holder, scopes })
    }

    /// A new token, with one to refresh it where tokens expire.
    pub(crate) fn issue(&mut self, app: &str, holder: &Holder, scopes: &[String], expiring: bool) -> Pair {
        let prefix = match (holder, expiring) {
            (Holder::Bot, false) => "xoxb-",
            (Holder::Bot, true) => "xoxe.xoxb-1-",
            (Holder::App, _) => "xapp-1-",
            (Holder::Person(_), _) => "xoxe.xoxp-1-",
            (Holder::Function, _) => "xwfp-",
        };
        let access = self.next_id(prefix);
        self.add_token(&access, app, holder.clone(), scopes.to_vec());
        let mut pair = Pair { access, refresh: None, expires_in: None, scopes: scopes.to_vec() };
        if expiring {
            let lifetime = self.habits.token_lifetime;
            let expires = self.now() + lifetime;
            if let Some(access) = self.tokens.access.last_mut() {
                access.expires = Some(expires);
            }
            let refresh = self.next_id("xoxe-1-");
            self.tokens.refresh.push(Refresh {
                value: refresh.clone(),
                app: app.to_owned(),
                holder: holder.clone(),
                scopes: scopes.to_vec(),
                life: RefreshLife::Fresh,
            });
            pair.expires_in = Some(lifetime);
            pair.refresh = Some(refresh);
            self.keep_two(app, holder);
        }
        pair
    }

    /// Spends a refresh token. `app` is who spends it; people's tokens belong to no app.
    pub(crate) fn refresh(&mut self, token: &str, app: Option<&str>) -> Result<(Pair, Holder), Refusal> {
        let position = self.tokens.refresh.iter().position(|refresh| {
            let is_theirs = app.map_or(matches!(refresh.holder, Holder::Person(_)), |app| refresh.app == app);
            refresh.value == token && is_theirs
        });
        let position = position.ok_or(Refusal::InvalidRefreshToken)?;
        let known = &self.tokens.refresh[position];
        let (app, holder, scopes, life) =
            (known.app.clone(), known.holder.clone(), known.scopes.clone(), known.life.clone());
        let policy = self.habits.spent_refresh;
        match (&life, policy) {
            (RefreshLife::Dead, _) | (RefreshLife::Spent { .. }, SpentRefresh::Refused) => {
                return Err(Refusal::InvalidRefreshToken);
            }
            (RefreshLife::Spent { access, refresh }, SpentRefresh::FirstDead) => self.kill(access, refresh),
            (RefreshLife::Spent { .. }, SpentRefresh::SecondDead) | (RefreshLife::Fresh, _) => {}
        }
        let pair = self.issue(&app, &holder, &scopes, true);
        let refresh = pair.refresh.clone().unwrap_or_default();
        if matches!(life, RefreshLife::Spent { .. }) && policy == SpentRefresh::SecondDead {
            self.kill(&pair.access, &refresh);
        } else {
            self.tokens.refresh[position].life = RefreshLife::Spent { access: pair.access.clone(), refresh };
        }
        Ok((pair, holder))
    }

    /// A person's tokens for administering apps.
    pub(crate) fn configuration_tokens(&mut self, user: &str) -> Result<(String, String), Refusal> {
        self.user(user).ok_or(Refusal::UserNotFound)?;
        let pair = self.issue("", &Holder::Person(user.to_owned()), &[], true);
        Ok((pair.access, pair.refresh.unwrap_or_default()))
    }

    /// Takes a long-lived token for one that expires.
    pub(crate) fn exchange(&mut self, token: &str, app: &str) -> Result<Pair, Refusal> {
        if !self.app(app)?.rotates_tokens {
            return Err(Refusal::TokenRotationNotEnabled);
        }
        let is_it = |access: &&mut Access| access.value == token && access.app == app;
        let access = self.tokens.access.iter_mut().find(is_it).ok_or(Refusal::InvalidAuth)?;
        match access.life {
            Life::Live if access.expires.is_none() => {}
            Life::Revoked => return Err(Refusal::TokenRevoked),
            Life::Live | Life::Exchanged => return Err(Refusal::TokenAlreadyExchanged),
            Life::Dead => return Err(Refusal::InvalidAuth),
        }
        access.life = Life::Exchanged;
        let scopes = access.scopes.clone();
        Ok(self.issue(app, &Holder::Bot, &scopes, true))
    }

    /// Revokes all tokens of an app's bot.
    pub(crate) fn revoke_tokens(&mut self, app: &str) {
        let is_it = |of: &str, holder: &Holder| of == app && *holder == Holder::Bot;
        for access in self.tokens.access.iter_mut().filter(|access| is_it(&access.app, &access.holder)) {
            access.life = Life::Revoked;
        }
        for refresh in self.tokens.refresh.iter_mut().filter(|refresh| is_it(&refresh.app, &refresh.holder)) {
            refresh.life = RefreshLife::Dead;
        }
    }

    /// Lets all tokens that expire expire now; they can still be refreshed.
    pub(crate) fn expire_tokens(&mut self) {
        let now = self.now();
        for access in self.tokens.access.iter_mut().filter(|access| access.expires.is_some()) {
            access.expires = Some(now);
        }
    }

    /// The scopes that an app's bot was granted last.
    pub(crate) fn granted_scopes(&self, app: &str) -> Vec<String> {
        let mut granted = self.tokens.access.iter().rev();
        let granted =
            granted.find(|access| access.app == app && access.holder == Holder::Bot && access.life == Life::Live);
        granted.map(|access| access.scopes.clone()).unwrap_or_default()
    }

    /// Slack keeps two access tokens of a rotating pair alive.
    fn keep_two(&mut self, app: &str, holder: &Holder) {
        let of_them = |access: &&mut Access| {
            access.app == app && access.holder == *holder && access.expires.is_some() && access.life == Life::Live
        };
        for access in self.tokens.access.iter_mut().rev().filter(of_them).skip(2) {
            access.life = Life::Revoked;
        }
    }

    fn kill(&mut self, access: &str, refresh: &str) {
        for known in self.tokens.access.iter_mut().filter(|known| known.value == access) {
            known.life = Life::Dead;
        }
        for known in self.tokens.refresh.iter_mut().filter(|known| known.value == refresh) {
            known.life = RefreshLife::Dead;
        }
    }
}
