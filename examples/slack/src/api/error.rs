//! Why a call of the Web API failed, in sentences that say what to do.

use std::{fmt, time::Duration};

use botpress_sdk::{
    api::error::{ApiError, ErrorKind},
    client::{HttpError, HttpFailure, RequestError},
    prelude::*,
};
use serde_json::{Map, Value};

/// Why a call failed. None of its sentences holds a token.
///
/// No [`std::error::Error`], so that it says itself how it becomes the error of a handler.
#[derive(Debug)]
pub(crate) enum SlackError {
    /// Slack said no.
    Refused {
        method: &'static str,
        code: String,
        /// The scopes that are missing.
        needed: Option<String>,
        /// The scopes that there are.
        provided: Option<String>,
        /// What Slack says besides.
        details: Vec<String>,
    },
    /// Slack wants to be left alone for longer than the call may take. It was not executed.
    Busy { method: &'static str, wait: Duration },
    /// No answer, or not one of the Web API.
    Unreachable { method: &'static str, source: RequestError },
    /// An answer of another shape.
    Unexpected { method: &'static str, source: serde_json::Error },
}

impl fmt::Display for SlackError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Refused { method, code, needed, provided, details } => {
                write!(f, "Slack refused {method}: {code}")?;
                let advice = advice(code, needed.as_deref(), provided.as_deref());
                let remarks: Vec<_> = advice.into_iter().chain(details.iter().cloned()).collect();
                if remarks.is_empty() { Ok(()) } else { write!(f, " ({})", remarks.join("; ")) }
            }
            Self::Busy { method, wait } => {
                write!(f, "Slack allows no more calls of {method} for now: try again in {} s", wait.as_secs().max(1))
            }
            Self::Unreachable { method, source } => write!(f, "Slack did not answer {method}: {source}"),
            Self::Unexpected { method, source } => {
                write!(f, "Slack's answer to {method} is not what it should be: {source}")
            }
        }
    }
}

impl SlackError {
    pub(super) fn refused(method: &'static str, answer: &Map<String, Value>) -> Self {
        let text = |name: &str| answer.get(name).and_then(Value::as_str).filter(|text| !text.is_empty());
        let scopes = |name| text(name).map(|scopes| scopes.replace(',', ", "));
        let code = text("error").unwrap_or("no reason given").to_owned();
        let messages = answer.get("response_metadata").and_then(|metadata| metadata["messages"].as_array());
        let messages = messages.into_iter().flatten().filter_map(Value::as_str).map(str::to_owned);
        let errors = answer.get("errors").and_then(Value::as_array).into_iter().flatten();
        let errors = errors.map(|error| match (error["pointer"].as_str(), error["message"].as_str()) {
            (Some(place), Some(message)) => format!("{place}: {message}"),
            (None, Some(message)) => message.to_owned(),
            _ => error.as_str().unwrap_or_default().to_owned(),
        });
        let details = messages.chain(errors).filter(|detail| !detail.is_empty()).collect();
        Self::Refused { method, code, needed: scopes("needed"), provided: scopes("provided"), details }
    }

    /// Slack's code, when it said no.
    pub(crate) fn code(&self) -> Option<&str> {
        match self {
            Self::Refused { code, .. } => Some(code),
            _ => None,
        }
    }

    /// The error, unless it is this code: then things are as they were wanted.
    pub(super) fn unless(self, code: &str) -> Result<(), Self> {
        if self.code() == Some(code) { Ok(()) } else { Err(self) }
    }

    /// Whether Slack has done nothing, and would do nothing the next time.
    pub(crate) fn is_refusal(&self) -> bool {
        self.code().is_some() && !self.is_passing()
    }

    /// Whether it may go well when it is tried again later.
    pub(crate) fn is_passing(&self) -> bool {
        match self {
            Self::Busy { .. } => true,
            Self::Unreachable { source, .. } => super::is_passing(source),
            Self::Refused { code, .. } => PASSING.contains(&code.as_str()),
            Self::Unexpected { .. } => false,
        }
    }

    /// Whether the token is not, or no longer, good.
    pub(crate) fn is_about_the_token(&self) -> bool {
        self.code().is_some_and(|code| BAD_TOKEN.contains(&code))
    }

    /// Whether Slack has not seen it.
    pub(super) fn never_left(&self) -> bool {
        matches!(self, Self::Unreachable { source, .. } if matches!(source.kind, HttpFailure::Http(HttpError::Connect(_))))
    }
}

/// What passes by may be tried again by the platform; anything else stays as it is until somebody acts.
impl From<SlackError> for Error {
    fn from(error: SlackError) -> Self {
        let kind = match &error {
            SlackError::Busy { .. } => ErrorKind::RateLimited,
            error if error.is_passing() => ErrorKind::Internal,
            _ => ErrorKind::Runtime,
        };
        ApiError::new(kind, error.to_string()).into()
    }
}

/// Slack's own trouble.
const PASSING: [&str; 6] =
    ["internal_error", "fatal_error", "service_unavailable", "request_timeout", "ratelimited", "rate_limited"];

const BAD_TOKEN: [&str; 6] =
    ["invalid_auth", "not_authed", "token_expired", "token_revoked", "account_inactive", "not_allowed_token_type"];

/// What to do about it.
pub(crate) fn advice(code: &str, needed: Option<&str>, provided: Option<&str>) -> Option<String> {
    if code == "missing_scope" {
        let provided = provided.map(|provided| format!(" (it has {provided})")).unwrap_or_default();
        return Some(format!(
            "add the scope {} to the Slack app{provided}, under OAuth & Permissions, and connect the workspace again",
            needed.unwrap_or("that this needs"),
        ));
    }
    if BAD_TOKEN.contains(&code) {
        return Some("the token is not valid any more: connect the workspace again".to_owned());
    }
    ADVICE.iter().find(|(known, _)| *known == code).map(|(_, advice)| (*advice).to_owned())
}

const ADVICE: [(&str, &str); 30] = [
    ("bad_client_secret", "the client secret is not that of the Slack app: set it up again"),
    ("bad_redirect_uri", "add the redirect URL to the Slack app, under OAuth & Permissions"),
    ("cant_update_message", "the bot can only change its own messages"),
    ("channel_not_found", "there is no such channel, or the bot cannot see it: invite the bot"),
    ("code_already_used", "begin again: a code of Slack is good for once"),
    ("edit_window_closed", "the workspace does not allow changes to messages this old"),
    ("ekm_access_denied", "an administrator of the workspace has suspended posting"),
    ("invalid_app_id", "the Slack app does not exist any more"),
    ("invalid_blocks", "Slack does not take the message's blocks"),
    ("invalid_client_id", "the client ID is not that of a Slack app: set it up again"),
    ("invalid_code", "begin again: the code of Slack has expired"),
    ("invalid_name", "there is no such emoji in the workspace"),
    ("invalid_refresh_token", "connect the workspace again: its refresh token is used up"),
    ("is_archived", "the channel is archived: unarchive it, or use another"),
    ("message_not_found", "there is no such message in that channel"),
    ("messages_tab_disabled", "turn on the messages tab in the Slack app, under App Home"),
    ("msg_blocks_too_long", "the message is longer than Slack takes"),
    ("msg_too_long", "the message is longer than Slack takes"),
    ("no_text", "Slack takes no empty message"),
    ("not_in_channel", "invite the bot to the channel"),
    ("org_login_required", "the workspace is being moved to an organisation: try again later"),
    ("restricted_action", "the workspace's settings do not let the bot do this"),
    ("restricted_action_read_only_channel", "nobody may post in that channel"),
    ("restricted_action_thread_only_channel", "only threads may be answered in that channel"),
    ("team_access_not_granted", "the app is not approved in that workspace: ask an administrator"),
    ("thread_not_found", "there is no such thread in that channel"),
    ("token_rotation_not_enabled", "turn on token rotation in the Slack app, under OAuth & Permissions"),
    ("too_long", "the text is longer than Slack takes"),
    ("user_not_found", "there is no such user in the workspace"),
    ("users_not_found", "there is no such user in the workspace"),
];

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn refused(answer: Value) -> SlackError {
        SlackError::refused("chat.postMessage", answer.as_object().unwrap())
    }

    #[test]
    fn a_missing_scope_is_named_beside_those_that_there_are() {
        let error =
            refused(json!({ "error": "missing_scope", "needed": "chat:write", "provided": "im:read,im:write" }));
        assert_eq!(
            error.to_string(),
            "Slack refused chat.postMessage: missing_scope (add the scope chat:write to the Slack app (it has im:read, \
             im:write), under OAuth & Permissions, and connect the workspace again)"
        );
    }

    #[test]
    fn what_slack_says_besides_is_passed_on() {
        let messages =
            json!({ "messages": ["[ERROR] must be less than 151 characters [json-pointer:/blocks/0/text]"] });
        let error = refused(json!({ "error": "invalid_blocks", "response_metadata": messages }));
        assert!(error.to_string().contains("Slack does not take the message's blocks; [ERROR] must be less than 151"));
        assert_eq!(refused(json!({ "error": "brand_new" })).to_string(), "Slack refused chat.postMessage: brand_new");
    }

    #[test]
    fn advice_stands_once_for_each_code() {
        let sorted = ADVICE.windows(2).all(|pair| pair[0].0 < pair[1].0);
        assert!(sorted, "the codes are in order, each once");
        let error = refused(json!({ "error": "not_in_channel" }));
        assert_eq!(error.to_string(), "Slack refused chat.postMessage: not_in_channel (invite the bot to the channel)");
    }
}
