//! Where we differ from the recordings on purpose, and what we want instead.

use std::fmt;

use serde_json::{Value, json};

/// A recording that we do not want to be equal to.
pub(crate) struct Wanted {
    /// Its name, without `.json`.
    pub(crate) file: &'static str,
    pub(crate) reason: Reason,
    /// The status that we answer.
    pub(crate) status: u16,
    pub(crate) instead: Instead,
}

/// Why we differ.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Reason {
    JavaScript,
    NotDeclared,
    ParserText,
    BreaksType,
    LacksWhatIsNeeded,
    UndeclaredChannel,
    EmptyIsAbsent,
    Utf8Whole,
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::JavaScript => "the recorded handler does what only JavaScript can do",
            Self::NotDeclared => "declared without a handler does not compile; what is not declared is refused",
            Self::ParserText => "the text of a JSON parser's message is its own; status, type and shape are equal",
            Self::BreaksType => "input that breaks the declared type is refused, with its path",
            Self::LacksWhatIsNeeded => "a body that lacks what its operation needs is refused, with its path",
            Self::UndeclaredChannel => "a conversation of an undeclared channel is not created",
            Self::EmptyIsAbsent => "an empty configuration type counts as absent",
            Self::Utf8Whole => "UTF-8 split over two segments arrives whole",
        })
    }
}

/// The body that we answer.
pub(crate) enum Instead {
    /// This JSON.
    Json(fn() -> Value),
    /// An error of type `InvalidPayload` whose message starts with this.
    InvalidPayload(&'static str),
    /// `{"error": ".."}` whose message starts with this.
    Refusal(&'static str),
}

const fn wanted(file: &'static str, reason: Reason, status: u16, instead: Instead) -> Wanted {
    Wanted { file, reason, status, instead }
}

use Instead::{InvalidPayload, Json, Refusal};
use Reason::*;

#[rustfmt::skip]
pub(crate) const WANTED: &[Wanted] = &[
    wanted("action-echo-no-input", JavaScript, 200, Json(|| output(json!({})))),
    wanted("action-keys", JavaScript, 200, Json(|| did("keys"))),
    wanted("action-multibyte-split-across-chunks", Utf8Whole, 200, Json(|| output(json!({ "text": "😀é" })))),
    wanted("action-proto-dunder", JavaScript, 400, InvalidPayload("Action __proto__ not found")),
    wanted("action-prototype-key", JavaScript, 400, InvalidPayload("Action toString not found")),
    wanted("action-returnDate", JavaScript, 200, Json(|| did("returnDate"))),
    wanted("action-throwDuckApiError", JavaScript, 200, Json(|| did("throwDuckApiError"))),
    wanted("action-throwObject", JavaScript, 200, Json(|| did("throwObject"))),
    wanted("configuration-base64-not-json", ParserText, 500, Refusal("the configuration header does not hold JSON: ")),
    wanted("configuration-null", BreaksType, 400, InvalidPayload("configuration: ")),
    wanted("configuration-type-empty", EmptyIsAbsent, 200, Json(context_without_configuration_type)),
    wanted("create-conversation-unknown-channel", UndeclaredChannel, 400, InvalidPayload("Channel nochannel not found")),
    wanted("json-logs.action-throwString", JavaScript, 200, Json(|| did("throwString"))),
    wanted("message-channel-without-handlers", NotDeclared, 400, InvalidPayload("Channel bare not found")),
    wanted("message-missing-conversation", LacksWhatIsNeeded, 400, InvalidPayload("body: missing field `conversation`")),
    wanted("message-type-prototype-key", JavaScript, 400, InvalidPayload("Message of type toString not found in channel channel")),
    wanted("register-json-array", LacksWhatIsNeeded, 400, InvalidPayload("body: ")),
    wanted("register-json-null", LacksWhatIsNeeded, 400, InvalidPayload("body: ")),
    wanted("register-json-string", LacksWhatIsNeeded, 400, InvalidPayload("body: ")),
    wanted("register-no-webhookurl", LacksWhatIsNeeded, 400, InvalidPayload("body: missing field `webhookUrl`")),
    wanted("unregister-bad-json", ParserText, 400, InvalidPayload("body: ")),
    wanted("webhook-bad-json", ParserText, 400, InvalidPayload("body: ")),
];

fn output(output: Value) -> Value {
    json!({ "output": output, "meta": { "cost": 0 } })
}

/// What `behave` answers when told something that it does not know.
fn did(what: &str) -> Value {
    output(json!({ "did": what }))
}

fn context_without_configuration_type() -> Value {
    output(json!({ "ctx": {
        "botId": "bot_1", "botUserId": "user_bot", "integrationId": "intg_1", "integrationAlias": "bench",
        "webhookId": "webhook_1", "operation": "action_triggered", "configurationType": null,
        "configuration": { "token": "secret" },
    } }))
}
