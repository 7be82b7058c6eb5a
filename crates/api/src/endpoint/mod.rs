//! What every operation of the API has in common, and one module per operation.

use http::{Method, StatusCode};
use percent_encoding::percent_decode_str;
use serde::{Serialize, de::DeserializeOwned};

#[macro_use]
mod declare;

pub mod admin;

pub mod add_participant;
pub mod call_action;
pub mod cancel_scheduled_event;
pub mod capture_observation;
pub mod configure_integration;
pub mod copy_file;
pub mod create_conversation;
pub mod create_event;
pub mod create_message;
pub mod create_user;
pub mod create_workflow;
pub mod delete_conversation;
pub mod delete_file;
pub mod delete_message;
pub mod delete_user;
pub mod delete_workflow;
pub mod get_conversation;
pub mod get_event;
pub mod get_file;
pub mod get_message;
pub mod get_or_create_conversation;
pub mod get_or_create_message;
pub mod get_or_create_user;
pub mod get_or_create_workflow;
pub mod get_or_set_state;
pub mod get_participant;
pub mod get_state;
pub mod get_user;
pub mod get_workflow;
pub mod import_messages;
pub mod initialize_incoming_message;
pub mod introspect;
pub mod list_conversations;
pub mod list_events;
pub mod list_file_passages;
pub mod list_file_tag_values;
pub mod list_file_tags;
pub mod list_files;
pub mod list_knowledge_bases;
pub mod list_messages;
pub mod list_participants;
pub mod list_tables;
pub mod list_tag_values;
pub mod list_users;
pub mod list_workflows;
pub mod patch_state;
pub mod remove_participant;
pub mod run_vrl;
pub mod search_files;
pub mod set_state;
pub mod set_state_expiry;
pub mod track_analytics;
pub mod update_conversation;
pub mod update_file_metadata;
pub mod update_message;
pub mod update_user;
pub mod update_workflow;
pub mod upsert_file;

/// One operation of the API, implemented by its request type.
///
/// A client [encodes](Endpoint::encode) the request and decodes the [`Response`](Endpoint::Response); a server matches
/// [`METHOD`](Endpoint::METHOD) and [`PATH`](Endpoint::PATH), [decodes](Endpoint::decode) the request and encodes the
/// response.
pub trait Endpoint: Sized + Send + Sync + 'static {
    /// The operation's name in the official client, `createMessage` for example.
    const OPERATION: &'static str;
    /// The HTTP method.
    const METHOD: Method;
    /// The path, with `{name}` for each parameter: `/v1/chat/messages/{id}`.
    const PATH: &'static str;
    /// The status of a success.
    const STATUS: StatusCode = StatusCode::OK;
    /// Whether a request that may already have been executed can be sent again without doing anything twice.
    ///
    /// `GET`, `PUT` and `DELETE` are; a `POST` is only when it creates by key (get-or-create) or replaces (set state).
    const IDEMPOTENT: bool;
    /// What a success answers.
    type Response: Serialize + DeserializeOwned + Send + 'static;

    /// The path with its parameters and query, and the JSON body when the method carries one.
    ///
    /// # Errors
    ///
    /// When a value cannot be written as JSON, a map with keys that are no strings for example.
    fn encode(&self) -> Result<EncodedRequest, serde_json::Error>;

    /// The request from its percent-decoded path parameters (in the order of [`PATH`](Endpoint::PATH)), its raw query
    /// (without `?`) and its body.
    ///
    /// # Errors
    ///
    /// [`DecodeError`] names the part and the path of what is wrong in it.
    fn decode(path: &[&str], query: &str, body: &[u8]) -> Result<Self, DecodeError>;
}

/// An operation that answers a list page by page.
pub trait Paginated: Endpoint {
    /// What the list consists of.
    type Item: Send + 'static;

    /// Asks for the page that a token names.
    fn set_next_token(&mut self, token: String);

    /// The items of a page, and the token of the next page unless it was the last.
    fn into_page(response: Self::Response) -> (Vec<Self::Item>, Option<String>);
}

/// A request on its way out: what [`Endpoint::encode`] returns.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct EncodedRequest {
    /// Path and query, percent-encoded, beginning with `/`.
    pub path_and_query: String,
    /// The JSON body; `None` for methods that carry none.
    pub body: Option<Vec<u8>>,
}

impl EncodedRequest {
    /// A request for a path and query, with a JSON body or without.
    #[must_use]
    pub fn new(path_and_query: impl Into<String>, body: Option<Vec<u8>>) -> Self {
        Self { path_and_query: path_and_query.into(), body }
    }
}

/// A request that does not have the shape of its operation.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
#[error("{at}: {message}")]
pub struct DecodeError {
    /// Where in the request: `query.pageSize`, `body.tags.id`.
    pub at: String,
    /// What is wrong there.
    pub message: String,
}

impl DecodeError {
    /// What is wrong, and where.
    #[must_use]
    pub fn new(at: impl Into<String>, message: impl Into<String>) -> Self {
        Self { at: at.into(), message: message.into() }
    }
}

/// The percent-decoded parameters of a raw path, if it is one of a template like `/v1/chat/messages/{id}`.
///
/// The path is split first and decoded afterwards, so a parameter may contain an encoded `/`: the name
/// `acme%2Flinear`, the range `%3C1.2.3`.
///
/// # Ties
///
/// Where two templates of one method match a path, **the one with fewer parameters is meant**, since a fixed word stands
/// where the other has a parameter: `/v1/chat/messages/get-or-create`, `/v1/admin/integrations/iaks`,
/// `/v1/admin/bots/baks`, `/v1/admin/workspaces/public`, `/v1/admin/integrations/{id}/logs` (and not `logs` as a
/// version). Among the operations of this crate that always decides: no two with the same number of parameters match the
/// same path. A router that prefers fixed segments to parameters decides alike, if it looks at the method first:
/// `GET /v1/admin/integrations/iaks/1.0.0` is an integration of that name, though `iaks/{id}` exists for `DELETE`.
#[must_use]
pub fn match_path(template: &str, path: &str) -> Option<Vec<String>> {
    let mut parameters = Vec::new();
    let mut segments = path.split('/');
    for expected in template.split('/') {
        let segment = segments.next()?;
        if expected.starts_with('{') {
            let parameter = percent_decode_str(segment).decode_utf8().ok()?;
            parameters.push(Some(parameter.into_owned()).filter(|parameter| !parameter.is_empty())?);
        } else if expected != segment {
            return None;
        }
    }
    segments.next().is_none().then_some(parameters)
}
