//! An integration whose work the test decides, in any number of processes.

use std::{
    future::Future,
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use botpress_local::{Clock as _, Installation, Installed, LocalBotpress, ManualClock, SilentBot};
use botpress_sdk::{
    BoxFuture, Host, NativeHost, Runtime, SpawnError,
    api::operation as wire,
    client::{Body, HttpError, LogLevel, LogLine, LogRecord},
    definition::Resolved,
    oauth::{Grant, Lease, TokenState, Tokens},
    once,
    prelude::*,
    scope,
};
use http::{Method, Request, Response, StatusCode};
use serde::{Deserialize, Serialize};
use serde_json::json;
use tokio::sync::{oneshot, watch};

/// Tries what there is for work after the answer.
#[derive(Integration)]
#[integration(
    name = "probe",
    version = "0.1.0",
    title = "Probe",
    user = UserTags,
    events(Heard),
    states(Settings, Account, Lease, once::Done, once::Lease, once::Done<scope::User>, once::Lease<scope::User>),
)]
pub(crate) struct Probe {
    work: Work,
    patience: Duration,
}

type Work = Box<dyn Fn(Context<Probe>, String) -> BoxFuture<'static, Result<()>> + Send + Sync>;

/// The tags of a user.
#[derive(Tags)]
pub(crate) struct UserTags {
    /// The id.
    #[tag(title = "Id")]
    pub(crate) id: String,
}

/// Something was heard.
#[derive(Debug, Event, Schema, Serialize)]
#[event(title = "Heard")]
pub(crate) struct Heard {
    /// What.
    pub(crate) what: String,
}

/// Something to remember.
#[derive(Debug, PartialEq, State, Schema, Serialize, Deserialize)]
#[state(integration)]
pub(crate) struct Settings {
    /// A text.
    pub(crate) text: String,
}

/// An account at a provider.
#[derive(Debug, Clone, State, Schema, Serialize, Deserialize)]
#[state(integration)]
pub(crate) struct Account {
    #[serde(flatten)]
    pub(crate) tokens: Tokens,
    /// Its team.
    pub(crate) team: String,
}

impl TokenState for Account {
    fn tokens(&self) -> Tokens {
        self.tokens.clone()
    }

    fn renew(&mut self, tokens: Tokens, _: &Grant) {
        self.tokens = tokens;
    }
}

#[derive(Deserialize)]
struct Delivered {
    id: String,
    lane: Option<String>,
    #[serde(default)]
    only_when_done: bool,
}

impl Lifecycle for Probe {
    async fn webhook(&self, cx: &Context<Self>, request: WebhookRequest) -> Result<WebhookResponse> {
        let Delivered { id, lane, only_when_done } = request.json()?;
        let mut delivery = cx.delivery(&id).patience(self.patience);
        if let Some(lane) = lane {
            delivery = delivery.in_order(lane);
        }
        if only_when_done {
            delivery = delivery.only_when_done();
        }
        Ok(delivery.work(id, |probe, cx, id| (probe.work)(cx, id)).await)
    }
}

/// Local Botpress, and the clock that it and all processes go by.
pub(crate) struct World {
    pub(crate) local: LocalBotpress,
    pub(crate) clock: ManualClock,
    installed: Installed,
}

impl World {
    pub(crate) async fn start() -> Self {
        let clock = ManualClock::at(1_767_225_600_000);
        let local = LocalBotpress::builder().bot(SilentBot).clock(clock.clone()).start().await.unwrap();
        let definition = Probe::definition().unwrap().to_body(&Resolved::new()).unwrap();
        // Nobody listens there: the processes of the test are called directly.
        let installation = Installation::new("probe", "http://127.0.0.1:9", definition);
        let installed = local.install(installation).await.unwrap();
        Self { local, clock, installed }
    }

    /// A process that does `work` for each delivery, with its id.
    pub(crate) fn process<F>(&self, work: impl Fn(Context<Probe>, String) -> F + Send + Sync + 'static) -> Process
    where
        F: Future<Output = Result<()>> + Send + 'static,
    {
        self.process_with(NativeHost::new(), work)
    }

    pub(crate) fn process_with<F>(
        &self,
        host: NativeHost,
        work: impl Fn(Context<Probe>, String) -> F + Send + Sync + 'static,
    ) -> Process
    where
        F: Future<Output = Result<()>> + Send + 'static,
    {
        let env = [("BP_API_URL", self.local.api_url()), ("BP_TOKEN", self.local.token())];
        let host = Arc::new(TestHost::new(host.with_env(env), self.clock.clone()));
        let probe = Probe { work: Box::new(move |cx, id| Box::pin(work(cx, id))), patience: PATIENCE };
        let headers = [
            (wire::header::BOT_ID, self.local.bot_id().to_owned()),
            (wire::header::BOT_USER_ID, self.local.bot_user_id().to_owned()),
            (wire::header::INTEGRATION_ID, self.installed.integration_id.clone()),
            (wire::header::INTEGRATION_ALIAS, self.installed.alias.clone()),
            (wire::header::WEBHOOK_ID, self.installed.webhook_id.clone()),
            (wire::header::OPERATION, "webhook_received".to_owned()),
            (wire::header::CONFIGURATION, wire::encode_configuration(&Default::default())),
        ];
        Process { runtime: Runtime::new(probe, host.clone()), host, headers: headers.into() }
    }

    /// Lets time pass for these processes, and whatever happens in it happen.
    pub(crate) async fn pass(&self, time: Duration, processes: &[&Process]) {
        let step = Duration::from_millis(50);
        for _ in 0..time.as_millis().div_ceil(step.as_millis()) {
            for process in processes {
                process.host.quiet().await;
            }
            self.clock.advance(step);
        }
    }

    /// What was heard, in order.
    pub(crate) async fn heard(&self) -> Vec<String> {
        let events = self.local.events().await.unwrap().into_iter().rev();
        events.map(|event| event.payload["what"].as_str().unwrap().to_owned()).collect()
    }
}

/// How long the answer to a delivery waits for the work.
pub(crate) const PATIENCE: Duration = Duration::from_millis(900);

/// A process of the integration; clones are the same.
#[derive(Clone)]
pub(crate) struct Process {
    runtime: Runtime,
    pub(crate) host: Arc<TestHost>,
    headers: Vec<(&'static str, String)>,
}

impl Process {
    /// A delivery on its way: the answer's status.
    pub(crate) fn deliver(&self, id: &str) -> impl Future<Output = StatusCode> + Send + use<> {
        self.send(json!({ "id": id }))
    }

    /// A delivery that comes after those before it.
    pub(crate) fn deliver_in_order(&self, id: &str, lane: &str) -> impl Future<Output = StatusCode> + Send + use<> {
        self.send(json!({ "id": id, "lane": lane }))
    }

    /// A delivery that only counts when its work is done.
    pub(crate) fn deliver_for_good(&self, id: &str) -> impl Future<Output = StatusCode> + Send + use<> {
        self.send(json!({ "id": id, "only_when_done": true }))
    }

    fn send(&self, delivered: serde_json::Value) -> impl Future<Output = StatusCode> + Send + use<> {
        let relayed = json!({ "req": {
            "method": "POST", "path": "/", "query": "", "headers": {}, "body": delivered.to_string(),
        } });
        let mut request = Request::post("/");
        for (name, value) in &self.headers {
            request = request.header(*name, value);
        }
        let request = request.body(relayed.to_string().into()).unwrap();
        let runtime = self.runtime.clone();
        async move { runtime.handle(request).await.status() }
    }

    /// `kill -9`: what it was doing is never finished.
    pub(crate) async fn kill(self) {
        self.host.inner.drain(Duration::ZERO).await;
    }
}

/// A native host that goes by the test's clock, counts requests, and breaks connections.
pub(crate) struct TestHost {
    pub(crate) inner: NativeHost,
    clock: ManualClock,
    started: u64,
    broken: watch::Sender<Option<(Method, &'static str)>>,
    requests: AtomicUsize,
    in_flight: watch::Sender<usize>,
    sleeping: watch::Sender<Vec<Duration>>,
    errors: watch::Sender<Vec<String>>,
}

impl TestHost {
    fn new(inner: NativeHost, clock: ManualClock) -> Self {
        Self {
            inner,
            started: clock.unix_ms(),
            clock,
            broken: watch::Sender::new(None),
            requests: AtomicUsize::new(0),
            in_flight: watch::Sender::new(0),
            sleeping: watch::Sender::new(Vec::new()),
            errors: watch::Sender::new(Vec::new()),
        }
    }

    /// From now on, requests with this method and end of the path get no answer.
    pub(crate) fn break_off(&self, method: Method, path_end: &'static str) {
        self.broken.send_replace(Some((method, path_end)));
    }

    /// From now on, all requests are answered again.
    pub(crate) fn restore(&self) {
        self.broken.send_replace(None);
    }

    /// How many requests were sent since this was asked last.
    pub(crate) fn take_requests(&self) -> usize {
        self.requests.swap(0, Ordering::Relaxed)
    }

    /// Waits until nothing but time can go on.
    async fn quiet(&self) {
        let mut in_flight = self.in_flight.subscribe();
        let mut idle = 0;
        while idle < 20 {
            in_flight.wait_for(|count| *count == 0).await.unwrap();
            tokio::task::yield_now().await;
            idle = if *in_flight.borrow_and_update() == 0 { idle + 1 } else { 0 };
        }
    }

    /// The first error in the log, once there is one.
    pub(crate) async fn first_error(&self) -> String {
        self.errors.subscribe().wait_for(|errors| !errors.is_empty()).await.unwrap()[0].clone()
    }

    /// Waits until something sleeps for this long.
    pub(crate) async fn asleep(&self, duration: Duration) {
        let wanted = |sleeping: &Vec<Duration>| sleeping.contains(&duration);
        self.sleeping.subscribe().wait_for(wanted).await.unwrap();
    }
}

impl Host for TestHost {
    fn http(&self, request: Request<Body>) -> BoxFuture<'_, Result<Response<Body>, HttpError>> {
        self.requests.fetch_add(1, Ordering::Relaxed);
        let is_broken =
            self.broken.borrow().as_ref().is_some_and(|(method, path_end)| {
                request.method() == method && request.uri().path().ends_with(path_end)
            });
        if is_broken {
            return Box::pin(async { Err(HttpError::Connection("the test broke it off".to_owned())) });
        }
        self.in_flight.send_modify(|count| *count += 1);
        let landed = on_drop(|| self.in_flight.send_modify(|count| *count -= 1));
        Box::pin(async move {
            let _landed = landed;
            let (head, body) = self.inner.http(request).await?.into_parts();
            let body = body.into_bytes(usize::MAX).await.map_err(|error| HttpError::Connection(error.to_string()))?;
            Ok(Response::from_parts(head, Body::from(body)))
        })
    }

    fn env(&self, name: &str) -> Option<String> {
        self.inner.env(name)
    }

    fn log(&self, record: &LogRecord) {
        if let LogRecord::Line(LogLine { level: LogLevel::Error, message, .. }) = record {
            self.errors.send_modify(|errors| errors.push(message.clone()));
        }
        self.inner.log(record);
    }

    fn now(&self) -> SystemTime {
        UNIX_EPOCH + Duration::from_millis(self.clock.unix_ms())
    }

    fn monotonic(&self) -> Duration {
        Duration::from_millis(self.clock.unix_ms() - self.started)
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'_, ()> {
        let until = self.clock.unix_ms() + u64::try_from(duration.as_millis()).unwrap();
        self.sleeping.send_modify(|sleeping| sleeping.push(duration));
        let awake = on_drop(move || {
            self.sleeping.send_modify(|sleeping| {
                let index = sleeping.iter().position(|other| *other == duration).unwrap();
                sleeping.swap_remove(index);
            });
        });
        Box::pin(async move {
            let _awake = awake;
            self.clock.reached(until).await;
        })
    }

    fn random(&self, bytes: &mut [u8]) {
        self.inner.random(bytes);
    }

    fn spawn(&self, task: BoxFuture<'static, ()>) -> Result<(), SpawnError> {
        self.inner.spawn(task)
    }
}

/// Calls `end` when the answer is dropped.
fn on_drop<F: FnMut()>(end: F) -> impl Drop {
    struct Guard<F: FnMut()>(F);

    impl<F: FnMut()> Drop for Guard<F> {
        fn drop(&mut self) {
            (self.0)();
        }
    }

    Guard(end)
}

/// Work that waits for the test, each time it is done.
#[derive(Clone)]
pub(crate) struct Gate {
    arrived: Arc<watch::Sender<usize>>,
    waiting: Arc<Mutex<Vec<oneshot::Sender<()>>>>,
}

impl Gate {
    pub(crate) fn new() -> Self {
        Self { arrived: Arc::new(watch::Sender::new(0)), waiting: Arc::default() }
    }

    /// Waits until the test opens the gate.
    pub(crate) async fn pass(&self) {
        let (open, opened) = oneshot::channel();
        self.waiting.lock().unwrap().push(open);
        self.arrived.send_modify(|arrived| *arrived += 1);
        opened.await.unwrap();
    }

    /// Work that passes the gate, and then ends so.
    pub(crate) fn then(
        &self,
        end: impl Fn() -> Result<()> + Copy + Send + Sync + 'static,
    ) -> impl Fn(Context<Probe>, String) -> BoxFuture<'static, Result<()>> + Send + Sync + 'static {
        let gate = self.clone();
        move |_, _| {
            let gate = gate.clone();
            Box::pin(async move {
                gate.pass().await;
                end()
            })
        }
    }

    /// How often work came to the gate.
    pub(crate) fn count(&self) -> usize {
        *self.arrived.borrow()
    }

    /// Waits until work came to the gate for the `count`th time.
    pub(crate) async fn arrived(&self, count: usize) {
        self.arrived.subscribe().wait_for(|arrived| *arrived >= count).await.unwrap();
    }

    /// Lets those through who wait.
    pub(crate) fn open(&self) {
        for open in self.waiting.lock().unwrap().drain(..) {
            let _ = open.send(());
        }
    }
}
