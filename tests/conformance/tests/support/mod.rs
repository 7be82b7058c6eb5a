//! One request to the conformance package's binary, over a socket, with a stand-in for the Botpress API beside it.
#![allow(dead_code, reason = "each test uses its part")]

pub(crate) mod http;
pub(crate) mod process;
pub(crate) mod stand_in;

use std::{
    fmt::Debug,
    sync::{
        Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
};

use serde_json::Value;

use self::{
    http::{Request, Response},
    stand_in::{Reply, Sent},
};

/// A request, and what the API does about the calls it causes.
#[derive(Debug)]
pub(crate) struct Case {
    pub(crate) env: Vec<(String, String)>,
    pub(crate) request: Request,
    pub(crate) replies: Vec<Reply>,
}

/// All that can be seen of it.
#[derive(Debug)]
pub(crate) struct Outcome {
    pub(crate) response: Response,
    pub(crate) calls: Vec<Sent>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

/// Why a case is not as it should be.
pub(crate) type Problem = String;

impl Case {
    /// Plays the case in a process of its own, so that the environment is its own and every line printed belongs to it.
    pub(crate) fn play(&self) -> Result<Outcome, Problem> {
        let api = stand_in::StandIn::start(&self.replies);
        let process = process::Integration::start(&self.env, api.url());
        let response = self.request.send(process.port())?;
        let (stdout, stderr) = process.end();
        Ok(Outcome { response, calls: api.sent(), stdout, stderr })
    }
}

/// Does `work` for every item, a few at once; what it answers comes in the items' order.
pub(crate) fn each<T: Sync, R: Send>(items: &[T], work: impl Fn(&T) -> R + Sync) -> Vec<R> {
    let next = AtomicUsize::new(0);
    let results = Mutex::new(Vec::new());
    thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| {
                while let index = next.fetch_add(1, Ordering::Relaxed)
                    && let Some(item) = items.get(index)
                {
                    let result = work(item);
                    results.lock().unwrap().push((index, result));
                }
            });
        }
    });
    let mut results = results.into_inner().unwrap();
    results.sort_by_key(|(index, _)| *index);
    results.into_iter().map(|(_, result)| result).collect()
}

pub(crate) fn equal<T: PartialEq + Debug>(what: &str, got: T, expected: T) -> Result<(), Problem> {
    if got == expected { Ok(()) } else { Err(format!("{what}: got {got:?}, expected {expected:?}")) }
}

/// The headers that say something about the integration, not about the HTTP library.
pub(crate) fn own_headers<'a>(headers: impl IntoIterator<Item = (&'a str, &'a str)>) -> Vec<(String, String)> {
    const TRANSPORT: [&str; 5] = ["date", "connection", "keep-alive", "content-length", "transfer-encoding"];
    let headers = headers.into_iter().map(|(name, value)| (name.to_ascii_lowercase(), value.to_owned()));
    let mut headers: Vec<_> = headers.filter(|(name, _)| !TRANSPORT.contains(&name.as_str())).collect();
    headers.sort();
    headers
}

/// The headers of an API call that the client sets, not the HTTP library below it.
pub(crate) fn client_headers<'a>(headers: impl IntoIterator<Item = (&'a str, &'a str)>) -> Vec<(String, String)> {
    const OTHERS: [&str; 6] = ["authorization", "traceparent", "tracestate", "sentry-trace", "baggage", "content-type"];
    let matters = |name: &str| name.starts_with("x-") || OTHERS.contains(&name);
    let headers = headers.into_iter().filter(|(name, _)| matters(name));
    let mut headers: Vec<_> = headers.map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
    headers.sort();
    headers
}

/// A body without the id that was made for its error, once that is seen to have its form: `err_`, 14 digits, `x`, 8
/// hexadecimal digits.
pub(crate) fn without_error_id(mut body: Value) -> Value {
    if let Some(id) = body.get_mut("id")
        && id.as_str().is_some_and(is_error_id)
    {
        *id = "<ERROR_ID>".into();
    }
    body
}

fn is_error_id(id: &str) -> bool {
    let Some((date, random)) = id.strip_prefix("err_").and_then(|rest| rest.split_once('x')) else { return false };
    let is_hex = |c: char| c.is_ascii_digit() || ('A'..='F').contains(&c);
    date.len() == 14 && date.chars().all(|c| c.is_ascii_digit()) && random.len() == 8 && random.chars().all(is_hex)
}

/// Names and values of a JSON object of strings.
pub(crate) fn pairs(object: &Value) -> Vec<(String, String)> {
    let entries = object.as_object().into_iter().flatten();
    entries.map(|(name, value)| (name.clone(), value.as_str().unwrap().to_owned())).collect()
}

/// A number that fits.
pub(crate) fn number<T: TryFrom<u64, Error: Debug>>(value: &Value) -> T {
    value.as_u64().unwrap().try_into().unwrap()
}
