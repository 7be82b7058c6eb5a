//! What lies between two programs: it chooses between several of one kind, and things go wrong on it.

#![allow(clippy::unwrap_used, reason = "a helper of a test may fail like the test itself")]
#![allow(dead_code, reason = "not every test has things go wrong")]

use std::{
    net::Ipv4Addr,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use axum::{
    Router,
    body::{Body, Bytes},
    extract::{Request, State},
    response::{IntoResponse as _, Response},
};
use botpress_sdk::http::{StatusCode, Uri, header::RETRY_AFTER, request::Parts, uri::PathAndQuery};
use futures_util::future::join_all;
use hyper_util::{
    client::legacy::{Client, connect::HttpConnector},
    rt::TokioExecutor,
};
use tokio::{net::TcpListener, task::JoinHandle};

/// A way to one of several servers.
pub(crate) struct Proxy {
    url: String,
    task: JoinHandle<()>,
}

/// What goes wrong with a request on its way.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Trouble {
    /// It arrives, but later.
    Late(Duration),
    /// It does not arrive: 503.
    Lost,
    /// It is one too many, and does not arrive: 429.
    Limited,
    /// It arrives, and its answer is lost: 502.
    AnswerLost,
    /// It arrives at all servers at the same time, and is taken when all have taken it.
    Doubled,
}

/// Decides what goes wrong with which request.
type Weather = Box<dyn Fn(&Parts, &Bytes) -> Option<Trouble> + Send + Sync>;

struct Way {
    client: Client<HttpConnector, Body>,
    /// Where it leads, without a slash at the end.
    targets: Vec<String>,
    requests: AtomicUsize,
    weather: Weather,
}

impl Proxy {
    /// A way to these servers, each of which has its turn. One that does not answer is passed over.
    pub(crate) async fn to(targets: impl IntoIterator<Item = String>) -> Self {
        Self::with_weather(targets, |_, _| None).await
    }

    /// A way to these servers, on which each webhook is doubled.
    pub(crate) async fn to_each(targets: impl IntoIterator<Item = String>) -> Self {
        let is_webhook = |head: &Parts| head.headers.get("x-bp-operation").is_some_and(|it| it == "webhook_received");
        Self::with_weather(targets, move |head, _| is_webhook(head).then_some(Trouble::Doubled)).await
    }

    /// As [`to`](Self::to), and what `weather` says goes wrong.
    pub(crate) async fn with_weather(
        targets: impl IntoIterator<Item = String>,
        weather: impl Fn(&Parts, &Bytes) -> Option<Trouble> + Send + Sync + 'static,
    ) -> Self {
        let way = Arc::new(Way {
            client: Client::builder(TokioExecutor::new()).build_http(),
            targets: targets.into_iter().collect(),
            requests: AtomicUsize::new(0),
            weather: Box::new(weather),
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
    let (head, body) = request.into_parts();
    let body = axum::body::to_bytes(body, usize::MAX).await.unwrap();
    match (way.weather)(&head, &body) {
        None => way.send_to_one(&head, &body).await,
        Some(Trouble::Late(by)) => {
            tokio::time::sleep(by).await;
            way.send_to_one(&head, &body).await
        }
        Some(Trouble::Lost) => StatusCode::SERVICE_UNAVAILABLE.into_response(),
        Some(Trouble::Limited) => (StatusCode::TOO_MANY_REQUESTS, [(RETRY_AFTER, "1")]).into_response(),
        Some(Trouble::AnswerLost) => {
            way.send_to_one(&head, &body).await;
            StatusCode::BAD_GATEWAY.into_response()
        }
        Some(Trouble::Doubled) => way.send_to_all(&head, &body).await,
    }
}

impl Way {
    /// Sends it to the one whose turn it is, or the next one that is there.
    async fn send_to_one(&self, head: &Parts, body: &Bytes) -> Response {
        let (number, targets) = (self.requests.fetch_add(1, Ordering::Relaxed), &self.targets);
        for turn in 0..targets.len() {
            if let Some(answer) = self.send(&targets[(number + turn) % targets.len()], head, body).await {
                return answer;
            }
        }
        StatusCode::SERVICE_UNAVAILABLE.into_response()
    }

    /// Sends it to all, and answers the worst of their answers.
    async fn send_to_all(&self, head: &Parts, body: &Bytes) -> Response {
        let answers = join_all(self.targets.iter().map(|target| self.send(target, head, body))).await;
        let worst = answers.into_iter().max_by_key(|answer| answer.as_ref().map(Response::status));
        worst.flatten().unwrap_or_else(|| StatusCode::SERVICE_UNAVAILABLE.into_response())
    }

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
