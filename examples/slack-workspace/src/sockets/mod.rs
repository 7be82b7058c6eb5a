//! Socket Mode: an app without an address hears through websockets that it opens itself.

mod connection;
mod route;

use std::{
    collections::HashMap,
    sync::{
        Mutex,
        atomic::{AtomicU64, Ordering},
    },
};

use bytes::Bytes;
use serde_json::{Value, json};
use tokio::{
    sync::{mpsc, oneshot},
    time,
};

pub(crate) use self::route::router;
use crate::{
    Outcome,
    core::{Core, lock},
    delivery::{Content, Parcel, Retry},
};

/// How a websocket of an app ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum SocketEnd {
    /// Not yet: the app is warned that it will soon (`warning`).
    Warned,
    /// Slack closes it, and the app may open another (`refresh_requested`), as it does every few hours.
    Refreshed,
    /// Socket Mode was switched off (`link_disabled`), and Slack closes it.
    Disabled,
    /// The connection breaks without a word.
    Dropped,
    /// Nothing comes through any more in either direction, and nobody is told.
    Silenced,
}

/// The open websockets, by app.
#[derive(Debug, Default)]
pub(crate) struct Sockets {
    open: Mutex<HashMap<String, Vec<Socket>>>,
    /// Who waits for which envelope to be acknowledged.
    waiting: Mutex<HashMap<String, oneshot::Sender<Option<Value>>>>,
    numbers: AtomicU64,
}

#[derive(Debug)]
struct Socket {
    number: u64,
    orders: mpsc::UnboundedSender<Order>,
}

/// What a websocket is told to do.
#[derive(Debug)]
enum Order {
    Send(Value),
    End(SocketEnd),
}

impl Sockets {
    /// How many an app has open.
    pub(crate) fn count(&self, app: &str) -> usize {
        lock(&self.open).get(app).map_or(0, Vec::len)
    }

    pub(crate) fn end(&self, app: &str, how: SocketEnd) {
        for socket in lock(&self.open).get(app).into_iter().flatten() {
            // One that has closed in the meantime has ended as well.
            let _closed = socket.orders.send(Order::End(how));
        }
    }

    /// Makes a new websocket known: its number, and what it is told to do.
    fn register(&self, app: &str) -> (u64, mpsc::UnboundedReceiver<Order>) {
        let (orders, receiver) = mpsc::unbounded_channel();
        let number = self.numbers.fetch_add(1, Ordering::Relaxed);
        lock(&self.open).entry(app.to_owned()).or_default().push(Socket { number, orders });
        (number, receiver)
    }

    fn forget(&self, app: &str, number: u64) {
        if let Some(open) = lock(&self.open).get_mut(app) {
            open.retain(|socket| socket.number != number);
        }
    }

    fn acknowledge(&self, ack: &Value) {
        let id = ack["envelope_id"].as_str().unwrap_or_default();
        if let Some(waiting) = lock(&self.waiting).remove(id) {
            // Who waited may have given up.
            let _late = waiting.send(ack.get("payload").cloned());
        }
    }

    /// Hands an envelope to one of an app's websockets; they take turns.
    fn hand(&self, app: &str, turn: u64, envelope: Value) -> bool {
        let open = lock(&self.open);
        let Some(sockets) = open.get(app).filter(|sockets| !sockets.is_empty()) else { return false };
        let index = usize::try_from(turn).unwrap_or_default() % sockets.len();
        sockets[index].orders.send(Order::Send(envelope)).is_ok()
    }
}

/// Sends a parcel through one of the app's websockets, and waits until it is acknowledged.
pub(crate) async fn send(core: &Core, parcel: &Parcel, retry: Option<&Retry>) -> (Outcome, Option<Bytes>) {
    let sockets = &core.sockets;
    let turn = sockets.numbers.fetch_add(1, Ordering::Relaxed);
    let id = format!("{}-{turn}", parcel.id);
    let (acknowledged, wait) = oneshot::channel();
    lock(&sockets.waiting).insert(id.clone(), acknowledged);
    if !sockets.hand(&parcel.app, turn, envelope(parcel, &id, retry)) {
        lock(&sockets.waiting).remove(&id);
        return (Outcome::Unreachable, None);
    }
    let answer = time::timeout(core.settings.answer_within, wait).await;
    lock(&sockets.waiting).remove(&id);
    match answer {
        Ok(Ok(payload)) => {
            let answer = payload.map_or_else(Bytes::new, |payload| payload.to_string().into());
            (Outcome::Acknowledged, Some(answer))
        }
        Ok(Err(_)) | Err(_) => (Outcome::TimedOut, None),
    }
}

fn envelope(parcel: &Parcel, id: &str, retry: Option<&Retry>) -> Value {
    let (kind, payload) = match &parcel.content {
        Content::Event(envelope) => ("events_api", envelope.clone()),
        Content::Payload(payload) => ("interactive", payload.clone()),
        Content::Command(fields) => {
            ("slash_commands", fields.iter().map(|(name, value)| (name.clone(), Value::from(value.as_str()))).collect())
        }
    };
    let mut envelope = json!({
        "envelope_id": id, "payload": payload, "type": kind, "accepts_response_payload": !parcel.is_event(),
    });
    if parcel.is_event() {
        envelope["retry_attempt"] = retry.map_or(0, |retry| retry.number).into();
        let reason = retry.map_or("", |retry| if retry.reason == "http_timeout" { "timeout" } else { retry.reason });
        envelope["retry_reason"] = reason.into();
    }
    envelope
}
