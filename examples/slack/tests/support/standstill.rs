//! A world in which time passes when the test says so, and somebody answers when it says so.

#![allow(dead_code, reason = "not every test needs all of it")]
#![allow(clippy::unwrap_used, reason = "a helper of a test may fail like the test itself")]

use std::{
    sync::Arc,
    time::{Duration, SystemTime},
};

use botpress_sdk::{
    BoxFuture, Env, Host, Runtime, SpawnError, WebhookRequest,
    api::operation as wire,
    client::{Body, HttpError, LogRecord},
    http::{Request, Response},
    testing::Recorder,
};
use bytes::Bytes;
use serde_json::{Value, json};
use slack::Slack;
use tokio::sync::watch;

/// The integration on a host on which time stands still, and which somebody does not answer.
pub(crate) struct Standstill {
    host: Arc<StillHost>,
    runtime: Runtime,
}

struct StillHost {
    /// It answers in the end, and holds the clock.
    recorder: Recorder,
    silent: &'static str,
    moved: watch::Sender<()>,
    answers: watch::Sender<bool>,
}

impl Standstill {
    /// In front of somebody who does not answer: requests to the host `silent`.
    pub(crate) fn new(recorder: Recorder, silent: &'static str) -> Self {
        let (moved, answers) = (watch::Sender::new(()), watch::Sender::new(false));
        let host = Arc::new(StillHost { recorder, silent, moved, answers });
        let slack = Slack::new(&Env::from_host(host.clone())).unwrap();
        Self { runtime: Runtime::new(slack, host.clone()), host }
    }

    /// Sends a webhook, and lets time pass until it is answered: the answer, and how long it took.
    pub(crate) async fn webhook(&self, request: &WebhookRequest) -> (Response<Bytes>, Duration) {
        let WebhookRequest { method, path, query, headers, body, .. } = request;
        let relayed = json!({ "method": method, "path": path, "query": query, "headers": headers, "body": body });
        self.call("webhook_received", &json!({ "req": relayed })).await
    }

    /// Calls an operation, and lets time pass until it is answered: the answer, and how long it took.
    pub(crate) async fn call(&self, operation: &str, body: &Value) -> (Response<Bytes>, Duration) {
        const STEP: Duration = Duration::from_millis(50);
        let request = Request::post("/")
            .header(wire::header::BOT_ID, "bot_1")
            .header(wire::header::BOT_USER_ID, "user_bot")
            .header(wire::header::INTEGRATION_ID, "intver_1")
            .header(wire::header::INTEGRATION_ALIAS, "slack")
            .header(wire::header::WEBHOOK_ID, "webhook_1")
            .header(wire::header::OPERATION, operation)
            .header(wire::header::CONFIGURATION, wire::encode_configuration(&Default::default()))
            .body(body.to_string().into())
            .unwrap();
        let (runtime, started) = (self.runtime.clone(), self.host.monotonic());
        let answer = tokio::spawn(async move { runtime.handle(request).await });
        loop {
            quiet().await;
            let passed = self.host.monotonic() - started;
            if answer.is_finished() {
                return (answer.await.unwrap(), passed);
            }
            assert!(passed < Duration::from_secs(60), "there is no answer");
            self.host.recorder.advance(STEP);
            self.host.moved.send_replace(());
        }
    }

    /// From now on, everybody answers; what waits for it goes on.
    pub(crate) async fn answers(&self) {
        self.host.answers.send_replace(true);
        quiet().await;
    }
}

/// Waits until nothing but time can go on: nothing here takes any.
async fn quiet() {
    for _ in 0..1_000 {
        tokio::task::yield_now().await;
    }
}

impl Host for StillHost {
    fn http(&self, request: Request<Body>) -> BoxFuture<'_, Result<Response<Body>, HttpError>> {
        Box::pin(async move {
            if request.uri().host() == Some(self.silent) {
                self.answers.subscribe().wait_for(|answers| *answers).await.unwrap();
            }
            // On its way, everybody else goes on.
            tokio::task::yield_now().await;
            self.recorder.http(request).await
        })
    }

    fn env(&self, name: &str) -> Option<String> {
        self.recorder.env(name)
    }

    fn log(&self, record: &LogRecord) {
        Host::log(&self.recorder, record);
    }

    fn now(&self) -> SystemTime {
        self.recorder.now()
    }

    fn monotonic(&self) -> Duration {
        self.recorder.monotonic()
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'_, ()> {
        let until = self.monotonic() + duration;
        Box::pin(async move {
            self.moved.subscribe().wait_for(|()| self.monotonic() >= until).await.unwrap();
        })
    }

    fn random(&self, bytes: &mut [u8]) {
        self.recorder.random(bytes);
    }

    fn spawn(&self, task: BoxFuture<'static, ()>) -> Result<(), SpawnError> {
        tokio::spawn(task);
        Ok(())
    }
}
