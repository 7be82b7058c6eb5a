//! One WebSocket.

use std::{fmt::Display, sync::Arc, time::Duration};

use botpress_sdk::{
    NativeHost,
    client::within,
    http::{Request, header},
    prelude::*,
};
use futures_util::{SinkExt as _, StreamExt as _};
use serde_json::json;
use tokio::{
    io::{AsyncRead, AsyncWrite},
    select,
    sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel},
    time::timeout,
};
use tokio_tungstenite::{
    WebSocketStream,
    tungstenite::{
        Message,
        handshake::{client::generate_key, derive_accept_key},
        protocol::Role,
    },
};

use super::{client::Client, envelope::Frame};

/// How long it may take until Slack says hello.
const GREETING: Duration = Duration::from_secs(10);
/// How long nothing comes until Slack is asked whether it is still there.
const QUIET: Duration = Duration::from_secs(5);
/// How long Slack may take to answer that.
const ANSWER: Duration = Duration::from_secs(3);
/// How long a connection works on when Slack has announced its end. It gives about 10 s of notice.
const NOTICE: Duration = Duration::from_secs(30);

/// An open connection. Closed when dropped; what was taken from it is still handed on then.
pub(super) struct Connection<S> {
    client: Arc<Client>,
    socket: WebSocketStream<S>,
    /// The ids of envelopes that the webhook has taken.
    taken: UnboundedReceiver<String>,
    take: UnboundedSender<String>,
}

/// Why there is no connection, or not any more.
#[derive(Debug)]
pub(super) enum Failure {
    /// Somebody has to do something about it.
    Final(Error),
    /// It passes by.
    Passing(String),
}

impl Failure {
    pub(super) fn passing(why: impl Display) -> Self {
        Self::Passing(why.to_string())
    }
}

/// Opens a connection, and waits until Slack is ready.
pub(super) async fn open(
    client: Arc<Client>,
) -> Result<Connection<impl AsyncRead + AsyncWrite + Send + Unpin + use<>>, Failure> {
    let url = client.address().await?;
    let opened = async {
        let socket = websocket(&client.host, &url).await?;
        let (take, taken) = unbounded_channel();
        let mut connection = Connection { client: client.clone(), socket, taken, take };
        connection.greeted().await?;
        Ok(connection)
    };
    let opened = within(&*client.host, GREETING, opened).await;
    opened.unwrap_or_else(|| Err(Failure::passing(format!("Slack has said nothing for {GREETING:?}"))))
}

async fn websocket(
    host: &NativeHost,
    url: &str,
) -> Result<WebSocketStream<impl AsyncRead + AsyncWrite + Send + Unpin + use<>>, Failure> {
    let key = generate_key();
    // `wss://` becomes `https://`, and `ws://` becomes `http://`.
    let request = Request::get(url.replacen("ws", "http", 1))
        .header(header::CONNECTION, "upgrade")
        .header(header::UPGRADE, "websocket")
        .header(header::SEC_WEBSOCKET_VERSION, "13")
        .header(header::SEC_WEBSOCKET_KEY, &key)
        .body(())
        .map_err(Failure::passing)?;
    let response = host.upgrade(request).await.map_err(Failure::passing)?;
    let accept = response.headers().get(header::SEC_WEBSOCKET_ACCEPT);
    if accept.is_none_or(|accept| accept.as_bytes() != derive_accept_key(key.as_bytes()).as_bytes()) {
        return Err(Failure::passing("who has answered does not speak WebSocket"));
    }
    Ok(WebSocketStream::from_raw_socket(response.into_body(), Role::Client, None).await)
}

impl<S: AsyncRead + AsyncWrite + Unpin> Connection<S> {
    /// Hands on what comes, until Slack says that another connection should take its place.
    pub(super) async fn work(&mut self) -> Result<(), Failure> {
        let mut asked = false;
        loop {
            select! {
                received = timeout(if asked { ANSWER } else { QUIET }, self.socket.next()) => match received {
                    Ok(received) => {
                        asked = false;
                        match frame(received)? {
                            Some(Frame::Disconnect { reason }) => return ending(&reason),
                            Some(frame) => self.hand_over(frame),
                            None => {}
                        }
                    }
                    Err(_) if asked => return Err(Failure::passing("nothing comes through any more")),
                    Err(_) => {
                        asked = true;
                        self.socket.send(Message::Ping(Vec::new().into())).await.map_err(Failure::passing)?;
                    }
                },
                Some(envelope) = self.taken.recv() => {
                    let acknowledgement = json!({ "envelope_id": envelope }).to_string();
                    self.socket.send(Message::text(acknowledgement)).await.map_err(Failure::passing)?;
                }
            }
        }
    }

    /// Works on, beside the connection that takes its place, until Slack closes it.
    pub(super) async fn retire(mut self) {
        let rest = async { while self.work().await.is_ok() {} };
        let _late = timeout(NOTICE, rest).await;
    }

    async fn greeted(&mut self) -> Result<(), Failure> {
        loop {
            match frame(self.socket.next().await)? {
                Some(Frame::Hello) => return Ok(()),
                Some(Frame::Disconnect { reason }) => {
                    ending(&reason)?;
                    return Err(Failure::Passing(reason));
                }
                Some(frame) => self.hand_over(frame),
                None => {}
            }
        }
    }

    /// Hands it on beside whatever else comes, and has it acknowledged once the webhook has taken it.
    fn hand_over(&self, frame: Frame) {
        let (request, id) = match frame {
            Frame::EventsApi(envelope) => (envelope.event(), envelope.envelope_id),
            Frame::Interactive(envelope) => (envelope.interaction(), envelope.envelope_id),
            Frame::SlashCommands(envelope) => (envelope.command(), envelope.envelope_id),
            Frame::Hello | Frame::Disconnect { .. } | Frame::Other => return,
        };
        let (client, take) = (self.client.clone(), self.take.clone());
        tokio::spawn(async move {
            if client.hand_over(request).await {
                // Without a connection, Slack sends it again, and it is known by its id.
                let _closed = take.send(id);
            }
        });
    }
}

/// What came, when it is something to know of.
fn frame(received: Option<Result<Message, impl Display>>) -> Result<Option<Frame>, Failure> {
    match received {
        Some(Ok(Message::Text(text))) => match serde_json::from_str(&text) {
            Ok(frame) => Ok(Some(frame)),
            Err(error) => {
                tracing::warn!("Slack has sent something through the connection that is not understood: {error}");
                Ok(None)
            }
        },
        Some(Ok(Message::Close(_))) | None => Err(Failure::passing("Slack has closed it")),
        Some(Ok(_)) => Ok(None),
        Some(Err(error)) => Err(Failure::passing(error)),
    }
}

/// Whether another connection may take the place of one that ends for this reason.
fn ending(reason: &str) -> Result<(), Failure> {
    match reason {
        "warning" | "refresh_requested" => Ok(()),
        "link_disabled" => Err(Failure::Final(Error::runtime(
            "Socket Mode was turned off for the Slack app: turn it on again on the app's page, under Socket Mode",
        ))),
        other => Err(Failure::passing(format!("Slack has ended it ({other})"))),
    }
}
