//! Events and payloads on their way to the apps: signature, three repetitions of events, answers.

mod parcel;
mod request;
mod verification;

use std::{sync::Arc, time::Duration};

use bytes::Bytes;
use tokio::{sync::mpsc, task::JoinSet, time};

pub use self::verification::EventsUrlError;
pub(crate) use self::{
    parcel::{Answering, Content, Parcel},
    verification::verify_url,
};
use crate::{DeliveryFailure, Happening, core::Core, sockets};

/// An attempt to deliver an event, or what a person did.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Delivery {
    /// Slack's id of the event, equal for all attempts.
    pub event_id: String,
    /// The type of the event or payload, or the command: `message`, `block_actions`, `/weather`.
    pub event_type: String,
    /// 0 for the first attempt, then what `x-slack-retry-num` says.
    pub attempt: usize,
    /// How it ended.
    pub outcome: Outcome,
}

/// How an attempt to deliver an event ended.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Outcome {
    /// The app answered, well or not.
    Answered {
        /// The status.
        status: u16,
        /// Whether the app asked for no repetition (`x-slack-no-retry: 1`).
        no_retry: bool,
    },
    /// The app acknowledged it through its websocket.
    Acknowledged,
    /// The app did not answer in time.
    TimedOut,
    /// There was no connection, or it broke.
    Unreachable,
}

impl Outcome {
    /// Whether the app took the event: a status of 200 to 299, or an acknowledgement.
    #[must_use]
    pub const fn is_taken(&self) -> bool {
        matches!(self, Self::Answered { status: 200..=299, .. } | Self::Acknowledged)
    }

    /// Slack's word for why there is another attempt; `None` when there is none.
    const fn retry_reason(&self) -> Option<&'static str> {
        match self {
            Self::Answered { status: 200..=299, .. } | Self::Answered { no_retry: true, .. } | Self::Acknowledged => {
                None
            }
            Self::Answered { .. } => Some("http_error"),
            Self::TimedOut => Some("http_timeout"),
            Self::Unreachable => Some("connection_failed"),
        }
    }
}

/// Why a parcel is sent again.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Retry {
    pub(crate) number: usize,
    pub(crate) reason: &'static str,
}

/// What is to be done outside of the model.
#[derive(Debug)]
pub(crate) enum Errand {
    Deliver(Arc<Parcel>),
    Verify { app: String, url: String },
}

/// Runs errands until the workspace closes; a slow one does not hold up the next.
pub(crate) async fn dispatch(core: Arc<Core>, mut errands: mpsc::UnboundedReceiver<Errand>) {
    let mut running = JoinSet::new();
    while let Some(errand) = errands.recv().await {
        match errand {
            Errand::Deliver(parcel) => running.spawn(deliver(core.clone(), parcel)),
            Errand::Verify { app, url } => running.spawn(verify(core.clone(), app, url)),
        };
        while running.try_join_next().is_some() {}
    }
}

async fn deliver(core: Arc<Core>, parcel: Arc<Parcel>) {
    let mut retry = None;
    let waits = [Duration::ZERO].into_iter().chain(core.settings.retry_delays);
    for (attempt, wait) in waits.enumerate() {
        if !wait.is_zero() {
            time::sleep(wait).await;
        }
        let (delivery, answer) = deliver_once(&core, &parcel, attempt, retry).await;
        // What people do is not repeated: they see that it failed.
        if !parcel.is_event() {
            core.change(|model| model.settle(&parcel.answering, answer.as_deref()));
            return;
        }
        let Some(reason) = delivery.outcome.retry_reason() else { return };
        retry = Some(Retry { number: attempt + 1, reason });
    }
}

pub(crate) async fn deliver_once(
    core: &Core,
    parcel: &Parcel,
    attempt: usize,
    retry: Option<Retry>,
) -> (Delivery, Option<Bytes>) {
    let failure = core.delivery_faults.next(&parcel.kind);
    let failure = failure.or_else(|| parcel.is_event().then(|| core.chaos.delivery()).flatten());
    let (outcome, answer) = attempt_with(core, parcel, retry, failure).await;
    let delivery = Delivery { event_id: parcel.id.clone(), event_type: parcel.kind.clone(), attempt, outcome };
    core.journal.record(if parcel.is_event() {
        Happening::EventDelivered(delivery.clone())
    } else {
        Happening::PayloadDelivered(delivery.clone())
    });
    (delivery, answer)
}

async fn attempt_with(
    core: &Core,
    parcel: &Parcel,
    retry: Option<Retry>,
    failure: Option<DeliveryFailure>,
) -> (Outcome, Option<Bytes>) {
    let through_socket = core.model().app(&parcel.app).is_ok_and(|app| app.socket_mode);
    let send = |retry: Option<Retry>| async move {
        if through_socket {
            sockets::send(core, parcel, retry.as_ref()).await
        } else {
            request::send(core, parcel, retry.as_ref()).await
        }
    };
    match failure {
        None => send(retry).await,
        Some(DeliveryFailure::Lost) => (Outcome::Unreachable, None),
        Some(DeliveryFailure::AnswerLost) => {
            // What the app said is lost.
            let _lost = send(retry).await;
            (Outcome::Unreachable, None)
        }
        Some(DeliveryFailure::Duplicated) => {
            let again = Retry { number: retry.map_or(0, |retry| retry.number) + 1, reason: "http_timeout" };
            tokio::join!(send(retry), send(Some(again))).0
        }
        Some(DeliveryFailure::Delayed(by)) => {
            time::sleep(by).await;
            send(retry).await
        }
    }
}

/// Asks the address from a manifest whether it is the app's; events go there from then on.
async fn verify(core: Arc<Core>, app: String, url: String) {
    let verified = verify_url(&core, &app, &url).await;
    let error = verified.as_ref().err().map(ToString::to_string);
    if let Ok(uri) = verified {
        core.change(|model| {
            if let Ok(app) = model.app_mut(&app) {
                app.events = crate::model::Addresses::new(vec![uri]);
            }
        });
    }
    core.journal.record(Happening::AddressVerified { app, url, error });
}
