//! What another system delivers to the webhook: answered in time, worked through once.

use std::{future::Future, sync::Arc, time::Duration};

use botpress_client::within;
use http::StatusCode;

use super::{Context, background::IN_ORDER};
use crate::{BoxFuture, Integration, MaybeSend, Result, WebhookResponse, memory::Seen};

/// Senders wait for 3 seconds (Slack) or longer; the way to them and back is theirs as well.
const PATIENCE: Duration = Duration::from_secs(2);
/// The waits before what failed is tried again. Senders take longer to repeat it, or do not repeat it at all.
const WAITS: [Duration; 3] = [Duration::from_secs(1), Duration::from_secs(2), Duration::from_secs(4)];
/// What has taken this long is not tried again: others wait behind it.
const LONGEST: Duration = Duration::from_secs(20);

impl<I: Integration> Context<I> {
    /// Something that another system delivers and, when it gets no answer, delivers again: an event with an id. It is worked
    /// through in the background, and answered in time:
    ///
    /// ```
    /// # use botpress_core::{Context, Integration, Result, WebhookResponse};
    /// # #[derive(Clone)]
    /// # struct Event { id: String, channel: String }
    /// # trait Hears: Integration {
    /// #     fn hear(&self, cx: &Context<Self>, event: Event) -> impl Future<Output = Result<()>> + Send;
    /// # }
    /// # async fn example<I: Hears>(cx: &Context<I>, event: Event) -> Result<WebhookResponse> {
    /// let delivery = cx.delivery(&event.id).in_order(&event.channel);
    /// Ok(delivery.work(event, |slack, cx, event| async move { slack.hear(&cx, event).await }).await)
    /// # }
    /// ```
    ///
    /// | | the answer |
    /// |---|---|
    /// | the work ends well, within the [patience](Delivery::patience) | 200 |
    /// | it fails within that time | 500, and the delivery is forgotten: its repetition is worked through |
    /// | it fails with what may pass | as if it took longer: it is tried again after 1, 2 and 4 s, unless it has taken 20 s |
    /// | it takes longer | 200, and it goes on; should it fail in the end, the log says so. 503 [when only what is done counts](Delivery::only_when_done) |
    /// | it takes longer because another process is at it, see [`once`](Context::once) | 503, and it goes on waiting |
    /// | a repetition of what is under way | as the first: it waits for the same work |
    /// | a repetition of what was done | 200, at once |
    /// | there is no room for more background work, or the host is stopping | 503 |
    ///
    /// So what was answered with 200 is done, unless it took longer than the patience and the process was killed before it was
    /// done. What was not is delivered again by the sender. What may pass is all that is unexpected, and what the Botpress API or
    /// another service refuses for now; [`Error::runtime`](crate::Error::runtime) is not tried again.
    ///
    /// Repetitions are recognised by this process among the last 10,000 deliveries. Those that reach another one, or the same
    /// after a restart, are worked through again: create messages with [`message_with`](Context::message_with) and tags that
    /// tell, which Botpress recognises, and do what cannot be repeated within [`once`](Context::once).
    pub fn delivery(&self, id: impl Into<String>) -> Delivery<'_, I> {
        Delivery { cx: self, id: id.into(), lane: None, patience: PATIENCE, only_when_done: false }
    }
}

/// Something that another system delivers; see [`Context::delivery`].
#[derive(Debug)]
#[must_use = "nothing happens until it is told what to do"]
pub struct Delivery<'a, I: Integration> {
    cx: &'a Context<I>,
    id: String,
    lane: Option<String>,
    patience: Duration,
    only_when_done: bool,
}

impl<I: Integration> Delivery<'_, I> {
    /// The work begins when that of all earlier deliveries with the same `key` has ended, as with
    /// [`spawn_in_order`](Context::spawn_in_order).
    pub fn in_order(mut self, key: impl Into<String>) -> Self {
        self.lane = Some(key.into());
        self
    }

    /// How long the answer waits for the work; 2 s unless set. Stay below what the sender allows.
    ///
    /// On the WebAssembly host the answer waits for the work in any case.
    pub fn patience(mut self, patience: Duration) -> Self {
        self.patience = patience;
        self
    }

    /// Answers 503 when the work takes longer than the patience: it goes on, and the sender delivers again and finds it done. So
    /// whatever was answered with 200 is done, even if the process is killed at once. For senders that deliver several times, and
    /// with time in between.
    pub fn only_when_done(mut self) -> Self {
        self.only_when_done = true;
        self
    }

    /// Does `task` with what was delivered, unless it was done before, and answers the sender. Each attempt has a copy of its own.
    pub async fn work<D, F, T>(self, delivered: D, task: F) -> WebhookResponse
    where
        D: Clone + MaybeSend + 'static,
        F: Fn(Arc<I>, Context<I>, D) -> T + MaybeSend + 'static,
        T: Future<Output = Result<()>> + MaybeSend + 'static,
    {
        let Self { cx, id, lane, patience, only_when_done } = self;
        let call = cx.call();
        let flight = match call.memory().recent.begin(&call.own_key("delivery", &id), call.elsewhere()) {
            Seen::Done => return WebhookResponse::ok(),
            Seen::Doing(flight) => flight,
            Seen::New(doing) => {
                let flight = doing.flight().clone();
                let place = lane.map(|key| call.memory().lanes.enter(call.own_key(IN_ORDER, &key)));
                let work = cx.attempts(delivered, task);
                let work = match place {
                    Some(place) => cx.in_turn(place, work),
                    None => work,
                };
                let spawned = cx.host().spawn(Box::pin(async move {
                    if work.await {
                        doing.done();
                    }
                }));
                if spawned.is_err() {
                    return spawned.into();
                }
                flight
            }
        };
        match within(&**cx.host(), patience, flight.ended()).await {
            Some(true) => WebhookResponse::ok(),
            Some(false) => WebhookResponse::new(StatusCode::INTERNAL_SERVER_ERROR),
            None if only_when_done || flight.is_elsewhere() => WebhookResponse::new(StatusCode::SERVICE_UNAVAILABLE),
            None => WebhookResponse::ok(),
        }
    }
}

impl<I: Integration> Context<I> {
    /// What `task` does, tried again while it fails with what may pass, with its failures in the log; resolves to whether it went
    /// well.
    fn attempts<D, F, T>(&self, delivered: D, task: F) -> BoxFuture<'static, bool>
    where
        D: Clone + MaybeSend + 'static,
        F: Fn(Arc<I>, Self, D) -> T + MaybeSend + 'static,
        T: Future<Output = Result<()>> + MaybeSend + 'static,
    {
        let cx = self.clone();
        Box::pin(async move {
            let (mut waits, begin) = (WAITS.into_iter(), cx.host().monotonic());
            loop {
                let copy = delivered.clone();
                let attempt = cx.attempt(|integration, cx| task(integration, cx, copy));
                let Err(failed) = attempt.await else { return true };
                let may_pass = failed.may_pass && cx.host().monotonic().saturating_sub(begin) < LONGEST;
                match waits.next().filter(|_| may_pass) {
                    Some(wait) => {
                        cx.logger().warn(format!("{failed}; it is tried again in {} s", wait.as_secs()));
                        cx.host().sleep(wait).await;
                    }
                    None => {
                        cx.logger().error(failed.to_string());
                        return false;
                    }
                }
            }
        })
    }
}
