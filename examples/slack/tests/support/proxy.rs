//! What lies between two programs: it chooses between several of one kind.

#![allow(clippy::unwrap_used, reason = "a helper of a test may fail like the test itself")]

use std::{
    net::Ipv4Addr,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};

use axum::{
    Router,
    body::Body,
    extract::{Request, State},
    response::{IntoResponse as _, Response},
};
use botpress_sdk::http::{StatusCode, Uri, request::Parts, uri::PathAndQuery};
use bytes::Bytes;
use hyper_util::{
    client::legacy::{Client, connect::HttpConnector},
    rt::TokioExecutor,
};
use tokio::{
    net::TcpListener,
    task::{JoinHandle, JoinSet},
};

/// A way to one of several servers.
pub(crate) struct Proxy {
    url: String,
    task: JoinHandle<()>,
}

struct Way {
    client: Client<HttpConnector, Body>,
    /// Where it leads, without a slash at the end.
    targets: Vec<String>,
    /// Whether webhooks go to all of them.
    doubles: bool,
    requests: AtomicUsize,
}

impl Proxy {
    /// A way to these servers, each of which has its turn. One that does not answer is passed over.
    pub(crate) async fn to(targets: impl IntoIterator<Item = String>) -> Self {
        Self::start(targets, false).await
    }

    /// A way to these servers, on which each webhook is doubled: it arrives at all of them at the same time, and is taken when all
    /// have taken it.
    pub(crate) async fn to_each(targets: impl IntoIterator<Item = String>) -> Self {
        Self::start(targets, true).await
    }

    async fn start(targets: impl IntoIterator<Item = String>, doubles: bool) -> Self {
        let way = Arc::new(Way {
            client: Client::builder(TokioExecutor::new()).build_http(),
            targets: targets.into_iter().collect(),
            doubles,
            requests: AtomicUsize::new(0),
        });
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let router = Router::new().fallback(pass).with_state(way);
        let task = tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        Self { url, task }
    }

    /// Where it begins.
    pub(crate) fn url(&self) -> &str {
        &self.url
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn pass(State(way): State<Arc<Way>>, request: Request) -> Response {
    let number = way.requests.fetch_add(1, Ordering::Relaxed);
    let (head, body) = request.into_parts();
    let body = axum::body::to_bytes(body, usize::MAX).await.unwrap();
    let targets = &way.targets;
    if way.doubles && head.headers.get("x-bp-operation").is_some_and(|operation| operation == "webhook_received") {
        let mut answers = JoinSet::new();
        for target in targets.clone() {
            let (way, head, body) = (way.clone(), head.clone(), body.clone());
            answers.spawn(async move { way.send(&target, &head, &body).await });
        }
        let worst = answers.join_all().await.into_iter().max_by_key(|answer| answer.as_ref().map(Response::status));
        return worst.flatten().unwrap_or_else(|| StatusCode::SERVICE_UNAVAILABLE.into_response());
    }
    for turn in 0..targets.len() {
        if let Some(answer) = way.send(&targets[(number + turn) % targets.len()], &head, &body).await {
            return answer;
        }
    }
    StatusCode::SERVICE_UNAVAILABLE.into_response()
}

impl Way {
    /// The answer of one of the servers; none when there is nobody.
    async fn send(&self, target: &str, head: &Parts, body: &Bytes) -> Option<Response> {
        let path = head.uri.path_and_query().map_or("/", PathAndQuery::as_str);
        let mut again = Request::builder().method(&head.method).uri(format!("{target}{path}").parse::<Uri>().unwrap());
        again.headers_mut().unwrap().extend(head.headers.clone());
        match self.client.request(again.body(Body::from(body.clone())).unwrap()).await {
            Ok(response) => Some(response.map(Body::new)),
            Err(error) if error.is_connect() => None,
            // It broke off in between, and may have been executed.
            Err(_) => Some(StatusCode::BAD_GATEWAY.into_response()),
        }
    }
}
