//! What happens, as it happens: server-sent events.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use axum::extract::{Query, State};
use axum::response::Response;
use futures_util::stream;
use http::{HeaderValue, header};
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::sync::watch;

use super::view;
use crate::notice::Notice;
use crate::platform::hub::Hub;

/// How long changes are collected: a page that is told of each one alone has no time to show any.
const COLLECT: Duration = Duration::from_millis(40);
/// How many steps are told of at once; after more than that the page looks for itself.
const MOST: usize = 300;
/// How often a quiet stream says that it is there.
const BEAT: Duration = Duration::from_secs(20);

#[derive(Deserialize)]
pub(super) struct From {
    /// The revision up to which the page knows the steps.
    after: Option<u64>,
}

struct Listener {
    hub: Arc<Hub>,
    revision: u64,
    changed: watch::Receiver<u64>,
    notice: watch::Receiver<Option<Notice>>,
}

/// A stream of changes: `steps`, `notice`, and comments in between.
pub(super) async fn get(State(hub): State<Arc<Hub>>, Query(from): Query<From>) -> Response {
    let (changed, mut notice) = (hub.recording.watch(), hub.page.notice.subscribe());
    // What there is now is told at once.
    notice.mark_changed();
    let revision = from.after.unwrap_or_else(|| *changed.borrow());
    let listener = Listener { hub, revision, changed, notice };
    let events = stream::unfold(listener, |mut listener| async move {
        let event = listener.next().await?;
        Some((Ok::<_, Infallible>(event), listener))
    });
    let mut response = Response::new(Body::from_stream(events));
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("text/event-stream"));
    response
}

impl Listener {
    /// The next event; `None` at the stop, so that nobody has to wait for those who listen.
    async fn next(&mut self) -> Option<String> {
        let stopped = self.hub.tasks.stopped();
        let revision = self.revision;
        tokio::select! {
            biased;
            () = stopped => return None,
            told = self.notice.changed() => {
                told.ok()?;
                let notice = json!({ "notice": *self.notice.borrow_and_update() });
                return Some(event("notice", &notice));
            }
            changed = self.changed.wait_for(|known| *known > revision) => drop(changed.ok()?),
            () = tokio::time::sleep(BEAT) => return Some(": here\n\n".to_owned()),
        }
        tokio::time::sleep(COLLECT).await;
        let changes = self.hub.recording.changes(self.revision);
        self.revision = changes.revision;
        let missed = changes.missed || changes.steps.len() > MOST;
        let steps: Vec<Value> =
            if missed { vec![] } else { changes.steps.iter().map(|step| view::step(step)).collect() };
        Some(event("steps", &json!({ "revision": changes.revision, "missed": missed, "steps": steps })))
    }
}

fn event(name: &str, data: &Value) -> String {
    format!("event: {name}\ndata: {data}\n\n")
}
