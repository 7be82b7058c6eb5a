//! The admin API: its routes are chosen by method first, then by the template with the fewest parameters, since fixed
//! words stand where other operations have a name (`GET …/integrations/iaks/1.0.0` is an integration called `iaks`).

use std::sync::{Arc, LazyLock};
use std::time::Instant;

use axum::body::to_bytes;
use axum::extract::{Request, State};
use axum::response::Response;
use botpress_api::endpoint::match_path;
use botpress_api::operation::header as bp;
use http::HeaderMap;

use super::{auth, json, refusal};
use crate::admin::routes::{Access, Route, routes};
use crate::admin::{AdminCall, tables};
use crate::failure::Failure;
use crate::platform::hub::{Hub, TokenKind};
use crate::platform::journal::Happening;
use crate::recording::{End, Running, What, because_maybe};

/// What a body of the admin API may have in bytes: it may hold a bundle.
const LARGEST_BODY: usize = 72 * 1024 * 1024;

/// By this header a client asks not to be checked for changes that break users.
const BYPASS: &str = "x-bypass-breaking-changes-detection";

pub(super) async fn serve(State(hub): State<Arc<Hub>>, request: Request) -> Response {
    let started = Instant::now();
    let mut operation = None;
    // Nothing is kept of bodies: they hold keys and configurations.
    let found = find(request.method(), request.uri().path());
    let step = found.as_ref().ok().filter(|_| request.method() != http::Method::GET).map(|(route, _)| {
        let (method, target) = (request.method().to_string(), request.uri().path().to_owned());
        hub.recording.step(What::Api { operation: route.operation, method, target }).begin()
    });
    let work = answer(&hub, found, request, &mut operation);
    let outcome = because_maybe(step.as_ref().map(Running::cause), work).await;
    if let Some(step) = step {
        step.end(match &outcome {
            Ok((status, _)) => End { status: Some(status.as_u16()), ..End::default() },
            Err(failure) => End::refused(failure),
        });
    }
    let response = match outcome {
        Ok((status, body)) => json(status, body),
        Err(failure) => refusal(&hub, &failure),
    };
    if let Some(operation) = operation {
        hub.journal.write(Happening::ApiCalled {
            operation,
            alias: None,
            status: response.status(),
            duration: started.elapsed(),
        });
    }
    response
}

async fn answer(
    hub: &Arc<Hub>,
    found: Result<(&'static Route, Vec<String>), Failure>,
    request: Request,
    operation: &mut Option<&'static str>,
) -> Result<(http::StatusCode, Vec<u8>), Failure> {
    let (route, path) = found?;
    *operation = Some(route.operation);
    let call = admit(hub, route, request.headers()).await?;
    let query = request.uri().query().unwrap_or_default().to_owned();
    let body = to_bytes(request.into_body(), LARGEST_BODY)
        .await
        .map_err(|error| Failure::TooLarge(format!("body: {error} ({LARGEST_BODY} bytes are allowed)")))?;
    (route.serve)(call, path, query, body).await
}

fn find(method: &http::Method, path: &str) -> Result<(&'static Route, Vec<String>), Failure> {
    static ROUTES: LazyLock<Vec<Route>> = LazyLock::new(routes);
    let matching = || ROUTES.iter().filter_map(|route| Some((route, match_path(route.template, path)?)));
    matching().filter(|(route, _)| route.method == *method).min_by_key(|(_, path)| path.len()).ok_or_else(|| {
        let (method, path) = (method.to_string(), path.to_owned());
        match matching().next() {
            Some(_) => Failure::NoMethod { method, path },
            None => Failure::NoRoute { method, path },
        }
    })
}

/// Lets in who may call this: nearly always a personal access token, for the workspace in the header.
async fn admit(hub: &Arc<Hub>, route: &Route, headers: &HeaderMap) -> Result<AdminCall, Failure> {
    let token = auth::token(hub, headers)?;
    if token.kind != TokenKind::Personal && route.access != Access::AnyToken {
        return Err(Failure::Forbidden(
            "this needs a personal access token, and gets an integration's or bot's key".to_owned(),
        ));
    }
    let own = token.workspace;
    let workspace = hub.run(move |tx| tables::workspaces::get(tx, own)).await?;
    match auth::text(headers, bp::WORKSPACE_ID) {
        Some(id) if id != workspace.id => {
            return Err(Failure::Forbidden(format!("the token gives no access to the workspace `{id}`")));
        }
        None if route.access == Access::Workspace => {
            return Err(Failure::invalid("headers.x-workspace-id", "is missing"));
        }
        _ => {}
    }
    let is_true = |name| auth::text(headers, name).is_some_and(|value| value.eq_ignore_ascii_case("true"));
    Ok(AdminCall {
        hub: Arc::clone(hub),
        token,
        workspace,
        multiple: is_true(bp::MULTIPLE_INTEGRATIONS),
        may_break: is_true(BYPASS),
    })
}
