use http::{HeaderMap, header};
use serde_json::{Value, json};

use super::{
    ApiError,
    arguments::Arguments,
    method::{Method, TokenKind},
};
use crate::{
    Channel, Refusal,
    model::{Caller, Holder, Model},
};

/// A call whose token is in order.
pub(super) struct Call<'a> {
    pub(super) model: &'a mut Model,
    pub(super) arguments: &'a Arguments,
    pub(super) caller: Caller,
    /// The token itself; empty for methods that take none.
    pub(super) token: String,
    /// The client id and secret of the `Authorization` header, as they are encoded there.
    pub(super) basic: Option<String>,
    /// The bot user that calls, and the id of its messages.
    pub(super) bot: String,
    pub(super) bot_id: String,
}

impl<'a> Call<'a> {
    pub(super) fn authorise(
        model: &'a mut Model,
        method: &Method,
        headers: &HeaderMap,
        arguments: &'a Arguments,
    ) -> Result<Self, ApiError> {
        let header = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
        let token = header.and_then(|value| value.strip_prefix("Bearer ")).or_else(|| arguments.optional("token"));
        let token = token.unwrap_or_default().to_owned();
        let caller = if method.token == TokenKind::Client {
            Caller { app: String::new(), holder: Holder::App, scopes: Vec::new() }
        } else if token.is_empty() {
            return Err(Refusal::NotAuthed.into());
        } else {
            model.caller(&token)?
        };
        let fits = match method.token {
            TokenKind::Bot => matches!(caller.holder, Holder::Bot | Holder::Function),
            TokenKind::App => caller.holder == Holder::App,
            TokenKind::Configuration => matches!(caller.holder, Holder::Person(_)),
            TokenKind::Client => true,
        };
        if !fits {
            return Err(Refusal::NotAllowedTokenType.into());
        }
        if !method.scope.is_empty() && !caller.has(method.scope) {
            return Err(ApiError::missing_scope(method.scope, &caller.scopes));
        }
        let bot = model.app(&caller.app).map(|app| (app.bot_user.clone(), app.bot_id.clone()));
        let (bot, bot_id) = bot.unwrap_or_default();
        let basic = header.and_then(|value| value.strip_prefix("Basic ")).map(str::to_owned);
        Ok(Self { model, arguments, caller, token, basic, bot, bot_id })
    }

    /// Counts the call where calls are limited.
    pub(super) fn count(&mut self, method: &Method) -> Result<(), ApiError> {
        let now = self.model.now();
        let counted = self.model.limits.count_call(&self.caller.app, method.name, method.tier, now);
        counted.map_err(ApiError::rate_limited)
    }

    /// Requires one of these scopes.
    pub(super) fn require(&self, scopes: &[&str]) -> Result<(), ApiError> {
        if scopes.iter().any(|scope| self.caller.has(scope)) {
            return Ok(());
        }
        Err(ApiError::missing_scope(scopes.first().copied().unwrap_or_default(), &self.caller.scopes))
    }

    /// The channel that an argument names, as far as the bot knows it, when the token may `access` such channels (`read`,
    /// `history`).
    pub(super) fn channel(&self, access: &str) -> Result<Channel, ApiError> {
        let id = self.arguments.text("channel")?;
        let channel = self.model.visible_channel(id, &self.bot)?.clone();
        self.require(&[&format!("{}:{access}", channel.scope_word())])?;
        Ok(channel)
    }

    /// The channel that an argument names, when the token may change such channels.
    pub(super) fn changed_channel(&self, what: &str) -> Result<Channel, ApiError> {
        let id = self.arguments.text("channel")?;
        let channel = self.model.visible_channel(id, &self.bot)?.clone();
        let word = channel.scope_word();
        let manage = if word == "channels" { "channels:manage".to_owned() } else { format!("{word}:write") };
        self.require(&[&manage, &format!("{word}:write.{what}")])?;
        Ok(channel)
    }

    /// One page of a list: its items, and the `response_metadata` that leads to the next.
    pub(super) fn page<T>(&self, items: Vec<T>, usual: usize) -> Result<(Vec<T>, Value), ApiError> {
        let start = match self.arguments.optional("cursor") {
            None => 0,
            Some(cursor) => cursor
                .strip_prefix("item:")
                .and_then(|cursor| cursor.strip_suffix('=')?.parse().ok())
                .filter(|start| *start <= items.len())
                .ok_or(Refusal::InvalidCursor)?,
        };
        let limit = self.arguments.number("limit").filter(|limit| *limit > 0).unwrap_or(usual).min(1000);
        let more = items.len() > start + limit;
        // As Slack's, it has to be encoded in a form.
        let next = if more { format!("item:{}=", start + limit) } else { String::new() };
        let page = items.into_iter().skip(start).take(limit).collect();
        Ok((page, json!({ "next_cursor": next })))
    }
}
