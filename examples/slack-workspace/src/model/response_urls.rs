//! The addresses at which an app answers what a person did (`response_url`).

use std::time::Duration;

use serde_json::Value;

use super::{Model, Post, Refusal};

/// How often an address can be used, and how long.
const USES: u32 = 5;
const LIFE: Duration = Duration::from_secs(30 * 60);

/// An address at which an app answers what a person did.
#[derive(Debug, Clone)]
pub(crate) struct ResponseUrl {
    pub(crate) app: String,
    pub(crate) user: String,
    pub(crate) channel: String,
    /// The message that was clicked, and whether only the person sees it.
    pub(crate) original: Option<(String, bool)>,
    pub(crate) thread_ts: Option<String>,
    uses: u32,
    until: Duration,
}

/// Why an answer was not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum UrlRefusal {
    #[error("expired_url")]
    Expired,
    #[error("used_url")]
    Used,
    #[error("invalid_payload")]
    Payload,
    #[error("{0}")]
    Refused(#[from] Refusal),
}

impl Model {
    pub(super) fn new_response_url(
        &mut self,
        kind: &str,
        app: &str,
        user: &str,
        channel: &str,
        original: Option<(String, bool)>,
        thread_ts: Option<String>,
    ) -> String {
        let secret = self.next_id("r");
        let until = self.now() + LIFE;
        self.response_urls.insert(
            secret.clone(),
            ResponseUrl {
                app: app.to_owned(),
                user: user.to_owned(),
                channel: channel.to_owned(),
                original,
                thread_ts,
                uses: 0,
                until,
            },
        );
        format!("{}/{kind}/{}/{secret}", self.base_url, self.team.id)
    }

    /// Takes an answer: a new message for everybody or for the person, or a change of the message that was clicked.
    pub(crate) fn respond(&mut self, secret: &str, answer: &Value) -> Result<(), UrlRefusal> {
        let now = self.now();
        let url = self.response_urls.get_mut(secret).ok_or(UrlRefusal::Expired)?;
        if url.until <= now {
            return Err(UrlRefusal::Expired);
        }
        if url.uses >= USES {
            return Err(UrlRefusal::Used);
        }
        url.uses += 1;
        let url = url.clone();
        if !answer.is_object() {
            return Err(UrlRefusal::Payload);
        }
        self.answer_person(&url, answer).map_err(UrlRefusal::from)
    }

    /// What an app answers to a click or a command, at once or later.
    pub(crate) fn answer_person(&mut self, url: &ResponseUrl, answer: &Value) -> Result<(), Refusal> {
        let (bot_user, bot_id) = self.app(&url.app).map(|app| (app.bot_user.clone(), app.bot_id.clone()))?;
        let text = answer["text"].as_str().unwrap_or_default().to_owned();
        let blocks = answer["blocks"].as_array().cloned().unwrap_or_default();
        crate::blocks::check_message(&blocks).map_err(|_| Refusal::InvalidBlocks)?;
        if answer["delete_original"] == true {
            return self.delete_original(url, &bot_user);
        }
        if text.is_empty() && blocks.is_empty() {
            return Err(Refusal::NoText);
        }
        // An answer that says nothing else replaces what was clicked.
        let replaces = answer["replace_original"].as_bool().unwrap_or_else(|| answer["response_type"].is_null());
        if let Some((ts, only_for_them)) = url.original.as_ref().filter(|_| replaces) {
            let change = |message: &mut super::Message| {
                message.text = text;
                message.blocks = blocks;
            };
            if *only_for_them {
                self.change_ephemeral(&url.channel, ts, change);
            } else {
                self.change_message(&bot_user, &url.channel, ts, true, change)?;
            }
            return Ok(());
        }
        let mut post = Post::new(&bot_user, &url.channel, text);
        post.bot_id = Some(bot_id);
        post.blocks = blocks;
        post.thread_ts = answer["thread_ts"].as_str().map(str::to_owned).or_else(|| url.thread_ts.clone());
        if answer["response_type"] == "in_channel" {
            self.name_blocks(&mut post.blocks);
            self.add_message(post)?;
        } else {
            self.post_only_for(&url.user, post)?;
        }
        Ok(())
    }

    fn delete_original(&mut self, url: &ResponseUrl, bot: &str) -> Result<(), Refusal> {
        match &url.original {
            Some((ts, true)) => {
                self.change_ephemeral(&url.channel, ts, |message| {
                    message.text.clear();
                    message.blocks.clear();
                });
                Ok(())
            }
            Some((ts, false)) => self.delete_message(bot, &url.channel, ts),
            None => Err(Refusal::MessageNotFound),
        }
    }
}
