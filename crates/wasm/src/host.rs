//! The host of a module: what an integration needs from outside, over the imports.

use std::{
    collections::HashMap,
    sync::Arc,
    time::{Duration, Instant, SystemTime},
};

use ::http::{Request, Response};
use botpress_client::{Body, BoxFuture, Host, HttpError, LogRecord, SpawnError};
use serde_json::json;

use crate::{executor::Spawner, frame, http, imports::Imports, operations::Operations};

/// How long a streamed body may be that is collected before it is sent. A module that runs out of memory traps, and takes all
/// calls in flight with it.
const MAX_COLLECTED: usize = 64 * 1024 * 1024;

/// The host of a module. Clocks and randomness are those of WASI.
pub(crate) struct ModuleHost {
    imports: Arc<dyn Imports>,
    operations: Arc<Operations>,
    spawner: Arc<Spawner>,
    env: HashMap<String, String>,
    started: Instant,
}

impl ModuleHost {
    pub(crate) fn new(
        imports: Arc<dyn Imports>,
        operations: Arc<Operations>,
        spawner: Arc<Spawner>,
        env: HashMap<String, String>,
    ) -> Self {
        Self { imports, operations, spawner, env, started: Instant::now() }
    }
}

impl Host for ModuleHost {
    fn http(&self, request: Request<Body>) -> BoxFuture<'_, Result<Response<Body>, HttpError>> {
        Box::pin(async move {
            let (head, body) = request.into_parts();
            let body = body.into_bytes(MAX_COLLECTED).await;
            let body = body.map_err(|error| HttpError::InvalidRequest(error.to_string()))?;
            let answer = self.operations.start(&http::write_request(&head, &body)).await;
            http::read_response(answer).map(|response| response.map(Body::from))
        })
    }

    fn env(&self, name: &str) -> Option<String> {
        self.env.get(name).cloned()
    }

    fn log(&self, record: &LogRecord) {
        write_log(&*self.imports, record);
    }

    fn now(&self) -> SystemTime {
        SystemTime::now()
    }

    fn monotonic(&self) -> Duration {
        self.started.elapsed()
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'_, ()> {
        Box::pin(async move {
            // Never shorter than asked for.
            let ms = duration.as_nanos().div_ceil(1_000_000);
            let ms = u64::try_from(ms).unwrap_or(u64::MAX);
            self.operations.start(&frame::encode(&json!({ "op": "sleep", "ms": ms }), b"")).await;
        })
    }

    /// # Panics
    ///
    /// When WASI has no randomness to give: going on without would make secrets guessable.
    fn random(&self, bytes: &mut [u8]) {
        if let Err(error) = getrandom::getrandom(bytes) {
            panic!("the host gives no randomness: {error}");
        }
    }

    fn spawn(&self, task: BoxFuture<'static, ()>) -> Result<(), SpawnError> {
        self.spawner.spawn(task)
    }
}

pub(crate) fn write_log(imports: &dyn Imports, record: &LogRecord) {
    let record = serde_json::to_value(record).unwrap_or_default();
    imports.log(&frame::encode(&record, b""));
}
