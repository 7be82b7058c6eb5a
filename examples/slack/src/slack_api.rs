//! The methods of Slack's Web API that the integration calls. Each is a form sent by POST and answered with
//! `{"ok": true, …}` or `{"ok": false, "error": "code"}`.

use std::{sync::Arc, time::Duration};

use botpress_sdk::{
    Host,
    client::{Http, RequestError},
    http::{HeaderMap, StatusCode, header::RETRY_AFTER},
    prelude::*,
};
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::{Value, json};

/// How long a call may take, without the waits that Slack asks for.
const TIMEOUT: Duration = Duration::from_secs(10);
/// How long a call waits, all in all, when Slack says that there were too many.
const PATIENCE: Duration = Duration::from_secs(20);

/// Slack's Web API with the bot's token.
pub(crate) struct SlackApi<'a> {
    host: &'a Arc<dyn Host>,
    url: &'a str,
    token: &'a Secret,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Identity {
    #[serde(default)]
    pub(crate) team: String,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Posted {
    pub(crate) channel: String,
    pub(crate) ts: String,
    #[serde(default)]
    pub(crate) message: PostedMessage,
}

#[derive(Debug, Default, Deserialize)]
pub(crate) struct PostedMessage {
    pub(crate) user: Option<String>,
}

#[derive(Debug, Deserialize)]
struct ProfileAnswer {
    profile: Profile,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Profile {
    real_name: Option<String>,
    display_name: Option<String>,
    pub(crate) image_192: Option<String>,
}

impl Profile {
    /// The name to show; Slack leaves names that were not given empty.
    pub(crate) fn name(&self) -> Option<&str> {
        [&self.real_name, &self.display_name].into_iter().flatten().map(String::as_str).find(|name| !name.is_empty())
    }
}

/// What can be said with `chat.postMessage`.
#[derive(Debug)]
pub(crate) struct Post(Vec<(&'static str, String)>);

impl Post {
    /// Text in Slack's markup.
    pub(crate) fn text(channel: &str, text: String) -> Self {
        Self(vec![("channel", channel.to_owned()), ("text", text)])
    }

    /// A picture; its title is also what is read out and shown in notifications.
    pub(crate) fn image(channel: &str, url: &str, title: Option<&str>) -> Self {
        let mut block = json!({ "type": "image", "image_url": url, "alt_text": title.unwrap_or("image") });
        if let Some(title) = title {
            block["title"] = json!({ "type": "plain_text", "text": title });
        }
        Self::text(channel, title.unwrap_or(url).to_owned()).with("blocks", Some(&json!([block]).to_string()))
    }

    pub(crate) fn in_thread(self, thread_ts: Option<&str>) -> Self {
        self.with("thread_ts", thread_ts)
    }

    pub(crate) fn named(self, username: Option<&str>) -> Self {
        self.with("username", username)
    }

    pub(crate) fn pictured(self, icon_url: Option<&str>) -> Self {
        self.with("icon_url", icon_url)
    }

    fn with(mut self, name: &'static str, value: Option<&str>) -> Self {
        self.0.extend(value.filter(|value| !value.is_empty()).map(|value| (name, value.to_owned())));
        self
    }
}

impl<'a> SlackApi<'a> {
    pub(crate) fn new(host: &'a Arc<dyn Host>, url: &'a str, token: &'a Secret) -> Self {
        Self { host, url: url.trim_end_matches('/'), token }
    }

    /// Whose token it is.
    pub(crate) async fn auth_test(&self) -> Result<Identity> {
        self.call("auth.test", &[]).await.map_err(SlackError::shown)
    }

    /// Posts a message.
    pub(crate) async fn post_message(&self, post: &Post) -> Result<Posted> {
        let fields: Vec<_> = post.0.iter().map(|(name, value)| (*name, value.as_str())).collect();
        self.call("chat.postMessage", &fields).await.map_err(SlackError::shown)
    }

    /// Reacts to a message; it is no error when the reaction is there already.
    pub(crate) async fn add_reaction(&self, channel: &str, ts: &str, name: &str) -> Result<()> {
        let added =
            self.call::<Value>("reactions.add", &[("channel", channel), ("timestamp", ts), ("name", name)]).await;
        match added {
            Err(SlackError::Refused { code, .. }) if code == "already_reacted" => Ok(()),
            added => added.map(drop).map_err(SlackError::shown),
        }
    }

    /// The profile of a user.
    pub(crate) async fn profile(&self, user: &str) -> Result<Profile> {
        let answer = self.call::<ProfileAnswer>("users.profile.get", &[("user", user)]).await;
        answer.map(|answer| answer.profile).map_err(SlackError::shown)
    }

    /// Calls a method. Only what Slack itself did not let through is sent again: a post that may have been executed never is.
    async fn call<T: DeserializeOwned>(&self, method: &'static str, fields: &[(&str, &str)]) -> Result<T, SlackError> {
        let failed = |source| SlackError::Unreachable { method, source };
        let mut waited = Duration::ZERO;
        loop {
            let request = Http::new(self.host.clone()).post(format!("{}/{method}", self.url));
            let request = request.bearer(self.token.expose()).form(fields.iter().copied()).timeout(TIMEOUT);
            let response = request.await.map_err(failed)?;
            if response.status == StatusCode::TOO_MANY_REQUESTS {
                let wait = retry_after(&response.headers);
                waited += wait;
                if waited > PATIENCE {
                    return Err(SlackError::Busy { method, wait });
                }
                self.host.sleep(wait).await;
                continue;
            }
            let answer: Value = response.error_for_status().map_err(failed)?.json().await.map_err(failed)?;
            if answer["ok"] != true {
                return Err(SlackError::refused(method, &answer));
            }
            return serde_json::from_value(answer).map_err(|source| SlackError::Unexpected { method, source });
        }
    }
}

fn retry_after(headers: &HeaderMap) -> Duration {
    let seconds = headers.get(RETRY_AFTER).and_then(|value| value.to_str().ok()?.parse().ok());
    Duration::from_secs(seconds.unwrap_or(1).max(1))
}

/// Why a call failed, in sentences for the bot's owner.
#[derive(Debug, thiserror::Error)]
enum SlackError {
    #[error("Slack refused {method}: {code}{advice}")]
    Refused { method: &'static str, code: String, advice: String },
    #[error("Slack allows no more calls of {method} for now: try again in {} s", wait.as_secs())]
    Busy { method: &'static str, wait: Duration },
    #[error("Slack did not answer {method}: {source}")]
    Unreachable { method: &'static str, source: RequestError },
    #[error("Slack's answer to {method} is not what it should be: {source}")]
    Unexpected { method: &'static str, source: serde_json::Error },
}

impl SlackError {
    /// As an error that the bot's owner sees, and that is not retried: the platform would send messages twice.
    #[allow(clippy::needless_pass_by_value, reason = "it serves `map_err`")]
    fn shown(self) -> Error {
        Error::runtime(self.to_string())
    }

    fn refused(method: &'static str, answer: &Value) -> Self {
        let code = answer["error"].as_str().unwrap_or("no reason given").to_owned();
        let advice = match code.as_str() {
            "invalid_auth" | "not_authed" | "token_revoked" | "token_expired" | "account_inactive" => {
                " (set the secret BOT_TOKEN to the bot token of the Slack app, from its page OAuth & Permissions)"
                    .to_owned()
            }
            "missing_scope" => {
                let scope = answer["needed"].as_str().unwrap_or("the missing one");
                format!(" (add the scope {scope} to the Slack app and install it again)")
            }
            "not_in_channel" => " (invite the bot to the channel)".to_owned(),
            _ => String::new(),
        };
        Self::Refused { method, code, advice }
    }
}
