//! The Botpress API of an empty bot, as far as a handler under test needs it.

use std::{collections::HashMap, time::Duration};

use botpress_api::error::{ApiError, ErrorKind};
use bytes::Bytes;
use http::{Method, Response, StatusCode};
use serde_json::{Map, Value, json};

use super::recorder::{SentRequest, json_response};

/// What the recorder answers when the test says nothing: what is created gets an id, what is updated is echoed, states are
/// remembered and expire, lists are empty.
#[derive(Default)]
pub(super) struct Replies {
    made: usize,
    states: HashMap<String, State>,
}

impl Replies {
    /// `clock` is the time since the test began, `now` the time of day.
    pub(super) fn reply(&mut self, request: &SentRequest, clock: Duration, now: &str) -> Response<Bytes> {
        let (path, _) = request.api_path().unwrap_or_default();
        let segments: Vec<&str> = path.trim_start_matches("/v1/").split('/').collect();
        let body = request.json();
        let reply = match segments[..] {
            ["chat", "states", kind, id, name, ref verb @ ..] => {
                return self.state(&request.method, [kind, id, name], verb, &body, clock);
            }
            ["chat", collection, ..] if object_name(collection).is_some() => {
                self.object(request, &segments, &body, now)
            }
            ["chat", "actions"] => json!({ "output": {}, "meta": { "cached": false } }),
            _ => json!({}),
        };
        let created = request.method == Method::POST && segments.len() == 2 && segments[1] != "actions";
        json_response(if created { StatusCode::CREATED } else { StatusCode::OK }, &reply)
    }

    fn object(&mut self, request: &SentRequest, segments: &[&str], body: &Value, now: &str) -> Value {
        let name = object_name(segments[1]).unwrap_or_default();
        match (&request.method, segments) {
            (&Method::GET, [_, collection]) => json!({ *collection: [], "meta": {} }),
            (&Method::GET, [_, _, _, "participants"]) => json!({ "participants": [], "meta": {} }),
            (&Method::POST, [_, _, _, "participants"]) => json!({ "participant": object(body, now, &body["userId"]) }),
            (&Method::POST, _) => {
                self.made += 1;
                let id = json!(format!("{name}_{}", self.made));
                json!({ name: object(body, now, &id), "meta": { "created": true } })
            }
            (&Method::DELETE, _) => json!({}),
            (_, [_, _, id, ..]) => json!({ name: object(body, now, &json!(id)) }),
            _ => json!({}),
        }
    }

    fn state(
        &mut self,
        method: &Method,
        [kind, id, name]: [&str; 3],
        verb: &[&str],
        body: &Value,
        now: Duration,
    ) -> Response<Bytes> {
        let key = format!("{kind}/{id}/{name}");
        let known = self.states.get(&key).filter(|state| state.expires_at.is_none_or(|at| at > now)).cloned();
        let state = match (method, verb, known) {
            (&Method::GET, _, Some(known)) | (_, ["get-or-set"], Some(known)) => known,
            (&Method::GET, ..) | (_, ["expiry"], None) => {
                let error = ApiError::new(ErrorKind::ResourceNotFound, format!("the state {name} does not exist"));
                return json_response(StatusCode::NOT_FOUND, &error);
            }
            (_, ["expiry"], Some(known)) => State::new(known.payload, body, now),
            (&Method::PATCH, _, known) => {
                let mut payload = known.map_or_else(|| json!({}), |known| known.payload);
                if let (Value::Object(payload), Value::Object(changes)) = (&mut payload, &body["payload"]) {
                    payload.extend(changes.clone());
                }
                State::new(payload, body, now)
            }
            _ => State::new(body["payload"].clone(), body, now),
        };
        if state.payload.is_null() {
            self.states.remove(&key);
        } else {
            self.states.insert(key.clone(), state.clone());
        }
        let state = json!({ "id": key, "name": name, "type": kind, "payload": state.payload });
        json_response(StatusCode::OK, &json!({ "state": state, "meta": { "cached": false } }))
    }
}

/// A state that was set.
#[derive(Clone)]
struct State {
    payload: Value,
    expires_at: Option<Duration>,
}

impl State {
    fn new(payload: Value, body: &Value, now: Duration) -> Self {
        let expires_at = body["expiry"].as_u64().map(|idle| now.saturating_add(Duration::from_millis(idle)));
        Self { payload, expires_at }
    }
}

fn object_name(collection: &str) -> Option<&'static str> {
    match collection {
        "users" => Some("user"),
        "conversations" => Some("conversation"),
        "messages" => Some("message"),
        "events" => Some("event"),
        _ => None,
    }
}

/// The object that a request describes.
fn object(body: &Value, now: &str, id: &Value) -> Value {
    let mut object = Map::from_iter([
        ("id".to_owned(), id.clone()),
        ("createdAt".to_owned(), json!(now)),
        ("updatedAt".to_owned(), json!(now)),
        ("tags".to_owned(), json!({})),
    ]);
    object.extend(body.as_object().cloned().unwrap_or_default());
    Value::Object(object)
}
