//! Requests of Slack: checked, answered in time, worked through once.

use std::time::Duration;

use botpress_sdk::{prelude::*, signature};
use serde_json::json;

use crate::{
    Slack,
    slack_event::{Callback, Envelope},
};

/// Slack waits three seconds for an answer and then sends the event again.
const PATIENCE: Duration = Duration::from_millis(900);

impl Slack {
    pub(crate) async fn answer(&self, cx: &Context<Self>, request: &WebhookRequest) -> Result<WebhookResponse> {
        let envelope = request.json();
        // Comes before the signature: the address is verified while the app is being set up, maybe before its secret is known
        // here. To echo what was sent gives nothing away.
        if let Ok(Envelope::UrlVerification { challenge }) = &envelope {
            return WebhookResponse::json(&json!({ "challenge": challenge }));
        }
        if let Err(refused) = signature::SLACK.verify(request, &self.secrets.signing_secret, cx.host().now()) {
            cx.logger().warn(format!("refused a webhook: {refused}"));
            return Ok(refused.response().with_header("x-slack-no-retry", "1"));
        }
        match envelope {
            Ok(Envelope::EventCallback(callback)) => return Ok(take(cx, callback).await),
            Ok(_) => cx.logger().debug("a webhook of a kind that is not handled"),
            Err(error) => cx.logger().debug(format!("a webhook that is not understood: {error}")),
        }
        Ok(WebhookResponse::ok())
    }
}

/// Takes an event on: once, and after those of its channel that came before.
async fn take(cx: &Context<Slack>, callback: Callback) -> WebhookResponse {
    let mut delivery = cx.delivery(&callback.event_id).patience(PATIENCE);
    if let Some(channel) = callback.event.channel() {
        delivery = delivery.in_order(channel);
    }
    delivery.work(|slack, cx| async move { slack.hear(&cx, callback).await }).await
}
