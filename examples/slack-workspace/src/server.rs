//! The workspace's one port.

use std::{sync::Arc, time::Duration};

use axum::{Router, body::Body, response::Response};
use hyper::{body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::rt::TokioIo;
use tokio::{
    net::{TcpListener, TcpStream},
    sync::watch,
    task::JoinSet,
    time,
};
use tower_service::Service as _;

use crate::{core::Core, files, oauth_page, page, responses, sockets, web_api};

/// Marks a response that is not sent: the connection is closed instead.
#[derive(Debug, Clone, Copy, thiserror::Error)]
#[error("the connection is closed on purpose")]
pub(crate) struct HangUp;

/// Serves until the workspace closes, and with it `_open`; a single connection's failure does not end it.
pub(crate) async fn serve(core: Arc<Core>, listener: TcpListener, _open: watch::Sender<()>) {
    let router = Router::new()
        .merge(web_api::router())
        .merge(files::router())
        .merge(oauth_page::router())
        .merge(responses::router())
        .merge(sockets::router())
        .merge(page::router())
        .with_state(core);
    let mut connections = JoinSet::new();
    loop {
        match listener.accept().await {
            Ok((stream, _)) => drop(connections.spawn(connection(stream, router.clone()))),
            // There are no more sockets for now.
            Err(_) => time::sleep(Duration::from_millis(50)).await,
        }
        while connections.try_join_next().is_some() {}
    }
}

async fn connection(stream: TcpStream, router: Router) {
    // Without it answers wait for nothing; a socket that refuses is served all the same.
    let _set = stream.set_nodelay(true);
    let service = service_fn(move |request: http::Request<Incoming>| {
        let mut router = router.clone();
        async move { hang_up_or(router.call(request).await.unwrap_or_else(|never| match never {})) }
    });
    // It ends with the connection, and that of one client is nobody else's matter.
    let _ended = http1::Builder::new().serve_connection(TokioIo::new(stream), service).with_upgrades().await;
}

fn hang_up_or(response: Response) -> Result<http::Response<Body>, HangUp> {
    if response.extensions().get::<HangUp>().is_some() { Err(HangUp) } else { Ok(response) }
}
