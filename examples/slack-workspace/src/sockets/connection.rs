//! One websocket of an app.

use std::{sync::Arc, time::Duration};

use futures_util::{SinkExt as _, StreamExt as _};
use hyper::upgrade::Upgraded;
use hyper_util::rt::TokioIo;
use serde_json::{Value, json};
use tokio::{
    io::AsyncReadExt as _,
    sync::{mpsc, watch},
    time,
};
use tokio_tungstenite::{WebSocketStream, tungstenite::Message};

use super::{Order, SocketEnd};
use crate::{Happening, core::Core};

/// How often the app is asked whether it is still there.
const PING: Duration = Duration::from_secs(10);

type Stream = WebSocketStream<TokioIo<Upgraded>>;

/// Serves a websocket until either side ends it.
pub(super) async fn run(core: Arc<Core>, app: String, stream: Stream) {
    let (number, orders) = core.sockets.register(&app);
    core.journal.record(Happening::SocketOpened { app: app.clone() });
    converse(&core, &app, stream, orders).await;
    core.sockets.forget(&app, number);
    core.journal.record(Happening::SocketClosed { app });
}

async fn converse(core: &Core, app: &str, mut stream: Stream, mut orders: mpsc::UnboundedReceiver<Order>) {
    let hello = json!({
        "type": "hello",
        "num_connections": core.sockets.count(app),
        "debug_info": debug_info(),
        "connection_info": { "app_id": app },
    });
    if stream.send(text(&hello)).await.is_err() {
        return;
    }
    let mut pings = time::interval(PING);
    let mut closing = core.closing.clone();
    loop {
        let sent = tokio::select! {
            received = stream.next() => match received {
                Some(Ok(Message::Text(ack))) => {
                    core.sockets.acknowledge(&serde_json::from_str(&ack).unwrap_or_default());
                    Ok(())
                }
                Some(Ok(Message::Close(_)) | Err(_)) | None => return,
                Some(Ok(_)) => Ok(()),
            },
            _ = closing.changed() => return,
            _ = pings.tick() => stream.send(Message::Ping("Ping from a simulated workspace".into())).await,
            order = orders.recv() => match order {
                None | Some(Order::End(SocketEnd::Dropped)) => return,
                Some(Order::Send(envelope)) => stream.send(text(&envelope)).await,
                Some(Order::End(SocketEnd::Silenced)) => return silence(stream, orders, closing).await,
                Some(Order::End(SocketEnd::Warned)) => stream.send(text(&disconnect("warning"))).await,
                Some(Order::End(SocketEnd::Refreshed)) => return close(core, stream, "refresh_requested").await,
                Some(Order::End(SocketEnd::Disabled)) => return close(core, stream, "link_disabled").await,
            },
        };
        if sent.is_err() {
            return;
        }
    }
}

/// Keeps the connection until the app gives it up, and lets nothing through.
async fn silence(mut stream: Stream, mut orders: mpsc::UnboundedReceiver<Order>, mut closing: watch::Receiver<()>) {
    let mut ignored = [0; 1024];
    loop {
        tokio::select! {
            _ = closing.changed() => break,
            // Below the websocket, where nothing is answered.
            read = stream.get_mut().read(&mut ignored) => if !matches!(read, Ok(1..)) { break },
            order = orders.recv() => match order {
                None | Some(Order::End(SocketEnd::Dropped)) => break,
                Some(_) => {}
            },
        }
    }
}

/// Says why, and closes.
async fn close(core: &Core, mut stream: Stream, reason: &str) {
    // Whether the app still hears it is its own affair.
    let _gone = stream.send(text(&disconnect(reason))).await;
    let _gone = stream.close(None).await;
    // The app closes its side, or has had time to.
    let closing = async { while let Some(Ok(_)) = stream.next().await {} };
    let _late = time::timeout(core.settings.answer_within, closing).await;
}

fn disconnect(reason: &str) -> Value {
    json!({ "type": "disconnect", "reason": reason, "debug_info": debug_info() })
}

fn debug_info() -> Value {
    json!({ "host": "simulated", "build_number": 1, "approximate_connection_time": 18_060 })
}

fn text(frame: &Value) -> Message {
    Message::text(frame.to_string())
}
