//! Requests of Slack: checked, answered at once, worked through afterwards.
//!
//! Slack waits three seconds for an answer and then sends the event again, so nothing slow happens before it.

use botpress_sdk::{http::StatusCode, prelude::*};
use serde_json::json;

use crate::{
    Slack, signature,
    slack_event::{Callback, Envelope},
};

impl Slack {
    pub(crate) fn answer(&self, cx: &Context<Self>, request: &WebhookRequest) -> Result<WebhookResponse> {
        let envelope = request.json();
        // Comes before the signature: the address is verified while the app is being set up, maybe before its secret is known
        // here. To echo what was sent gives nothing away.
        if let Ok(Envelope::UrlVerification { challenge }) = &envelope {
            return WebhookResponse::json(&json!({ "challenge": challenge }));
        }
        if let Err(reason) = signature::verify(&self.secrets.signing_secret, request, cx.host().now()) {
            cx.logger().warn(format!("refused a webhook: {reason}"));
            return Ok(refusal(StatusCode::UNAUTHORIZED));
        }
        match envelope {
            Ok(Envelope::EventCallback(callback)) => self.take(cx, callback)?,
            Ok(_) => cx.logger().debug("a webhook of a kind that is not handled"),
            Err(error) => cx.logger().debug(format!("a webhook that is not understood: {error}")),
        }
        Ok(WebhookResponse::ok())
    }

    /// Takes an event on, unless it is a repetition. When there is too much to do already, Slack gets an error and repeats it.
    fn take(&self, cx: &Context<Self>, callback: Callback) -> Result<()> {
        // One Slack app may serve several bots; each of them hears the event.
        let key = format!("{} {}", cx.webhook_id(), callback.event_id);
        if !self.recent.remember(&key) {
            return Ok(());
        }
        cx.spawn(|slack, cx| async move { slack.hear(&cx, callback).await })
            .inspect_err(|_| self.recent.forget(&key))?;
        Ok(())
    }
}

/// A refusal that Slack does not answer with the same request again.
fn refusal(status: StatusCode) -> WebhookResponse {
    WebhookResponse::new(status).with_header("x-slack-no-retry", "1")
}
