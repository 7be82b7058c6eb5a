//! Tells the page that something has changed: server-sent events.

use std::{convert::Infallible, sync::Arc, time::Duration};

use axum::{body::Body, extract::State, response::Response};
use futures_util::stream;
use http::{HeaderValue, header};
use tokio::time;

use crate::core::Core;

/// How long changes are collected: a page that is told of each one alone has no time to show any.
const COLLECT: Duration = Duration::from_millis(40);
/// How often a quiet stream says that it is there.
const BEAT: Duration = Duration::from_secs(20);

/// A stream of numbers that grow with every change. It begins with the number of now.
pub(super) async fn follow(State(core): State<Arc<Core>>) -> Response {
    let (mut length, closing) = (core.journal.length(), core.closing.clone());
    length.mark_changed();
    let events = stream::unfold((length, closing), |(mut length, mut closing)| async move {
        let event = tokio::select! {
            biased;
            _ = closing.changed() => return None,
            changed = length.changed() => {
                changed.ok()?;
                time::sleep(COLLECT).await;
                format!("data: {}\n\n", *length.borrow_and_update())
            }
            () = time::sleep(BEAT) => ": here\n\n".to_owned(),
        };
        Some((Ok::<_, Infallible>(event), (length, closing)))
    });
    let mut response = Response::new(Body::from_stream(events));
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("text/event-stream"));
    response
}
