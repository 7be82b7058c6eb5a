//! What Slack sends: checked, answered in time, and handed to the bot.
//!
//! - `payload`: what it looks like
//! - `message`, `files`, `edits`: what people write
//! - `reactions`, `members`, `workflow`, `home`: what else happens
//! - `interactions`: clicks, shortcuts and slash commands

mod edits;
mod files;
mod hearing;
mod home;
mod interactions;
mod members;
mod message;
mod payload;
mod reactions;
mod workflow;

use std::{sync::atomic::Ordering, time::Duration};

use botpress_sdk::{
    client::within,
    http::StatusCode,
    prelude::*,
    signature::{self, SignatureError},
};
use serde_json::json;

use self::{hearing::Hearing, payload::Event};
pub(crate) use self::{payload::Payload, workflow::CALLBACK as WORKFLOW_CALLBACK};
use crate::{Slack, states::AppCredentials};

/// How long the answer waits for the work. Slack waits three seconds in all, and is told early when it has to come again.
const PATIENCE: Duration = Duration::from_millis(700);
/// How old may be what is known of the app and the workspace: it changes when another is connected.
pub(crate) const FRESH: Duration = Duration::from_secs(60);

impl Slack {
    /// Answers a request of Slack.
    pub(crate) async fn receive(&self, cx: &Context<Self>, request: &WebhookRequest) -> Result<WebhookResponse> {
        let payload = Payload::of(request);
        // Comes before the signature: the address is verified while the app is being set up, maybe before its secret is known
        // here. To echo what was sent gives nothing away.
        if let Ok(Payload::Verification { challenge }) = &payload {
            return WebhookResponse::json(&json!({ "challenge": challenge }));
        }
        match within(&**cx.host(), PATIENCE, self.verify(cx, request)).await {
            Some(Ok(Ok(()))) => {}
            Some(Ok(Err(refused))) => {
                cx.logger().warn(format!("refused a webhook: {refused}"));
                return Ok(refused.response().with_header("x-slack-no-retry", "1"));
            }
            // Whether it is Slack could not be found out: it may come again.
            Some(Err(error)) => return Err(error),
            // Or not yet: by the time that it comes again, it is known.
            None => {
                self.look_up_signing_secret(cx);
                return Ok(WebhookResponse::new(StatusCode::SERVICE_UNAVAILABLE));
            }
        }
        match payload {
            // What a slash command is answered with is shown: nothing.
            Ok(payload) => Ok(self.take(cx, payload).await.with_body("")),
            Err(error) => {
                // It would be no better the next time.
                cx.logger().warn(format!("a webhook of Slack that is not understood: {error}"));
                Ok(WebhookResponse::ok())
            }
        }
    }

    /// Whether Slack sent it: for the app of whoever runs the integration, or for that of the bot's owner.
    async fn verify(&self, cx: &Context<Self>, request: &WebhookRequest) -> Result<Result<(), SignatureError>> {
        let now = cx.host().now();
        let verified = signature::SLACK.verify(request, &self.secrets.signing_secret, now);
        if verified != Err(SignatureError::Forged) {
            return Ok(verified);
        }
        let own = cx.state::<AppCredentials>().get_cached(FRESH).await?.and_then(|app| app.signing_secret);
        Ok(own.map_or(verified, |secret| signature::SLACK.verify(request, &secret, now)))
    }

    /// Has the signing secret at hand as soon as Botpress tells it. Whoever asks may be anybody: one at a time is enough.
    fn look_up_signing_secret(&self, cx: &Context<Self>) {
        if self.looking_up.swap(true, Ordering::Relaxed) {
            return;
        }
        let looking = cx.spawn(|slack, cx| async move {
            let known = cx.state::<AppCredentials>().get_cached(FRESH).await;
            slack.looking_up.store(false, Ordering::Relaxed);
            Ok(known.map(drop)?)
        });
        if looking.is_err() {
            self.looking_up.store(false, Ordering::Relaxed);
        }
    }

    /// Works through what Slack has sent: once, and after what came before from the same channel.
    pub(crate) async fn take(&self, cx: &Context<Self>, payload: Payload) -> WebhookResponse {
        match payload {
            Payload::Event(callback) => {
                let mut delivery = cx.delivery(&callback.event_id).patience(PATIENCE).only_when_done();
                if let Some(channel) = callback.event.channel() {
                    delivery = delivery.in_order(channel);
                }
                delivery.work(callback, |slack, cx, callback| async move { slack.hear(&cx, *callback).await }).await
            }
            // Slack sends these once, and shows whoever clicked that something went wrong when they are not taken. So what takes
            // longer is taken, and done as long as this process lives.
            Payload::Interaction(interaction) => {
                let mut delivery = cx.delivery(interaction.id()).patience(PATIENCE);
                if let Some(channel) = interaction.place() {
                    delivery = delivery.in_order(channel);
                }
                delivery
                    .work(interaction, |slack, cx, done| async move { slack.hear_interaction(&cx, *done).await })
                    .await
            }
            Payload::Command(command) => {
                let delivery = cx.delivery(&command.trigger_id).patience(PATIENCE).in_order(&command.channel_id);
                delivery.work(command, |slack, cx, command| async move { slack.hear_command(&cx, command).await }).await
            }
            Payload::RateLimited => {
                let sentence =
                    "more happens in the workspace than Slack sends: for this minute, the bot misses some of it";
                cx.logger().for_bot().warn(sentence);
                WebhookResponse::ok()
            }
            Payload::Other(what) => {
                cx.logger().debug(format!("a webhook of Slack that is not handled: {what}"));
                WebhookResponse::ok()
            }
            Payload::Verification { .. } => WebhookResponse::ok(),
        }
    }

    async fn hear(&self, cx: &Context<Self>, callback: payload::Callback) -> Result<()> {
        let at = self.installation(cx).await?;
        let hearing = Hearing { slack: self, cx, at: &at, id: &callback.event_id };
        match callback.event {
            Event::Message(message) => hearing.message(&callback.api_app_id, *message).await,
            Event::ReactionAdded(reaction) => hearing.reaction(reaction, true).await,
            Event::ReactionRemoved(reaction) => hearing.reaction(reaction, false).await,
            Event::TeamJoin { user } => hearing.newcomer(*user).await,
            Event::MemberJoinedChannel(member) => hearing.arrival(member).await,
            Event::MemberLeftChannel(member) => hearing.departure(member).await,
            Event::FunctionExecuted(step) => hearing.step(step).await,
            Event::AppHomeOpened(opened) => hearing.home(opened).await,
            Event::AppUninstalled | Event::TokensRevoked => {
                let sentence =
                    "the Slack app was removed from the workspace: connect it again, or remove the integration";
                cx.logger().for_bot().error(sentence);
                Ok(())
            }
            Event::Other => Ok(()),
        }
    }

    async fn hear_interaction(&self, cx: &Context<Self>, interaction: payload::Interaction) -> Result<()> {
        let at = self.installation(cx).await?;
        Hearing { slack: self, cx, at: &at, id: interaction.id() }.interaction(&interaction).await
    }

    async fn hear_command(&self, cx: &Context<Self>, command: payload::Command) -> Result<()> {
        let at = self.installation(cx).await?;
        let id = command.trigger_id.clone();
        Hearing { slack: self, cx, at: &at, id: &id }.command(command).await
    }
}
