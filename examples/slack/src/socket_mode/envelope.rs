//! What Slack sends through a WebSocket.

use botpress_sdk::WebhookRequest;
use form_urlencoded::Serializer;
use serde::Deserialize;
use serde_json::{Map, Value};

/// One message of Slack's.
#[derive(Debug, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub(super) enum Frame {
    /// The connection is ready.
    Hello,
    /// The connection ends, or will soon.
    Disconnect {
        #[serde(default)]
        reason: String,
    },
    EventsApi(Envelope<Value>),
    Interactive(Envelope<Value>),
    SlashCommands(Envelope<Map<String, Value>>),
    #[serde(other)]
    Other,
}

/// Something that happened. Slack waits for its id to come back.
#[derive(Debug, Deserialize)]
pub(super) struct Envelope<P> {
    pub(super) envelope_id: String,
    payload: P,
}

impl Envelope<Value> {
    /// An event, as Slack would have sent it to the webhook.
    pub(super) fn event(&self) -> WebhookRequest {
        request("application/json", self.payload.to_string())
    }

    /// A click, a shortcut or a form, as Slack would have sent it to the webhook.
    pub(super) fn interaction(&self) -> WebhookRequest {
        form([("payload", self.payload.to_string())])
    }
}

impl Envelope<Map<String, Value>> {
    /// A slash command, as Slack would have sent it to the webhook.
    pub(super) fn command(&self) -> WebhookRequest {
        form(self.payload.iter().map(|(name, value)| {
            let value = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
            (name.as_str(), value)
        }))
    }
}

fn form<'a>(fields: impl IntoIterator<Item = (&'a str, String)>) -> WebhookRequest {
    let body = Serializer::new(String::new()).extend_pairs(fields).finish();
    request("application/x-www-form-urlencoded", body)
}

fn request(kind: &str, body: String) -> WebhookRequest {
    WebhookRequest::new("POST", "/").with_header("content-type", kind).with_body(body)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(frame: &str) -> Frame {
        serde_json::from_str(frame).unwrap()
    }

    #[test]
    fn an_interaction_is_the_form_that_the_webhook_takes() {
        let frame = r#"{"type":"interactive","envelope_id":"e1","payload":{"type":"block_actions","text":"a & b"},"accepts_response_payload":true}"#;
        let Frame::Interactive(envelope) = read(frame) else { panic!("it is an interaction") };
        let payload: Value = envelope.interaction().form_json("payload").unwrap();
        assert_eq!((&*envelope.envelope_id, payload["text"].as_str()), ("e1", Some("a & b")));
    }

    #[test]
    fn a_command_is_the_form_that_the_webhook_takes_whatever_its_fields_are() {
        let frame = r#"{"type":"slash_commands","envelope_id":"e2","payload":{"command":"/weather","text":"Oslo & Rome","is_enterprise_install":false}}"#;
        let Frame::SlashCommands(envelope) = read(frame) else { panic!("it is a command") };
        let request = envelope.command();
        assert_eq!(request.body(), "command=%2Fweather&text=Oslo+%26+Rome&is_enterprise_install=false");
    }

    #[test]
    fn what_slack_will_send_one_day_is_passed_over() {
        assert!(matches!(read(r#"{"type":"brand_new","payload":7}"#), Frame::Other));
        assert!(matches!(read(r#"{"type":"disconnect"}"#), Frame::Disconnect { reason } if reason.is_empty()));
    }
}
