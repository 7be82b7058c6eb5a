//! Which operations there are, and who may call them.

use botpress_api::Endpoint;
use bytes::Bytes;
use futures_util::FutureExt as _;
use futures_util::future::BoxFuture;
use http::{Method, StatusCode};

use super::{AdminCall, account, bots, hub, integrations, interfaces, keys, logs, plugins, sharing, workspaces};
use crate::failure::Failure;

/// Who may call an operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Access {
    /// A personal access token that names its workspace in `x-workspace-id`.
    Workspace,
    /// A personal access token.
    Account,
    /// Any token.
    AnyToken,
}

type Answer = BoxFuture<'static, Result<(StatusCode, Vec<u8>), Failure>>;
type Serve = Box<dyn Fn(AdminCall, Vec<String>, String, Bytes) -> Answer + Send + Sync>;

/// An operation at its place.
pub(crate) struct Route {
    pub(crate) method: Method,
    pub(crate) template: &'static str,
    pub(crate) operation: &'static str,
    pub(crate) access: Access,
    /// From the call, the parameters of the path, the query and the body to the answer.
    pub(crate) serve: Serve,
}

fn route<E, F>(access: Access, work: fn(AdminCall, E) -> F) -> Route
where
    E: Endpoint,
    F: Future<Output = Result<E::Response, Failure>> + Send + 'static,
{
    let serve = move |call: AdminCall, path: Vec<String>, query: String, body: Bytes| {
        async move {
            let path: Vec<&str> = path.iter().map(String::as_str).collect();
            let answer = work(call, E::decode(&path, &query, &body)?).await?;
            let body = serde_json::to_vec(&answer).map_err(|error| Failure::Internal(error.to_string()))?;
            Ok((E::STATUS, body))
        }
        .boxed()
    };
    Route { method: E::METHOD, template: E::PATH, operation: E::OPERATION, access, serve: Box::new(serve) }
}

/// All operations.
pub(crate) fn routes() -> Vec<Route> {
    use Access::{Account, AnyToken, Workspace};
    vec![
        route(Account, account::me),
        route(Account, account::create_token),
        route(Account, keys::list_of_workspace),
        route(Account, keys::delete_of_workspace),
        route(AnyToken, account::introspect),
        route(AnyToken, account::run_vrl),
        route(Account, workspaces::list),
        route(Account, workspaces::list_public),
        route(Account, workspaces::get),
        route(Account, workspaces::update),
        route(Account, workspaces::check_handle),
        route(Workspace, integrations::create),
        route(Workspace, integrations::update),
        route(Workspace, integrations::validate_creation),
        route(Workspace, integrations::validate_update),
        route(Workspace, integrations::get),
        route(Workspace, integrations::get_by_name),
        route(Workspace, integrations::list),
        route(Workspace, integrations::delete),
        route(Workspace, integrations::rotate),
        route(Workspace, integrations::request_verification),
        route(Workspace, keys::create_of_integration),
        route(Workspace, keys::list_of_integration),
        route(Workspace, keys::delete_of_integration),
        route(Workspace, keys::create_of_bot),
        route(Workspace, keys::list_of_bot),
        route(Workspace, keys::delete_of_bot),
        route(Account, hub::list),
        route(Account, hub::get),
        route(Account, hub::get_by_name),
        route(Account, interfaces::list_public),
        route(Account, interfaces::get_public),
        route(Account, interfaces::get_public_by_name),
        route(Workspace, interfaces::list),
        route(Workspace, interfaces::get),
        route(Workspace, interfaces::get_by_name),
        route(Account, plugins::list_public),
        route(Account, plugins::get_public),
        route(Account, plugins::get_public_by_name),
        route(Workspace, plugins::list),
        route(Workspace, plugins::get),
        route(Workspace, plugins::get_by_name),
        route(Workspace, bots::create),
        route(Workspace, bots::update),
        route(Workspace, bots::get),
        route(Workspace, bots::list),
        route(Workspace, bots::delete),
        route(Workspace, bots::rotate),
        route(Workspace, sharing::create),
        route(Workspace, sharing::get),
        route(Workspace, sharing::delete),
        route(Workspace, logs::of_bot),
        route(Workspace, logs::of_integration),
    ]
}
