//! The page on which a person allows an app, or does not.

use std::sync::Arc;

use axum::{
    Form, Router,
    extract::{RawQuery, State},
    middleware,
    response::{Html, IntoResponse, Response},
    routing::get,
};
use http::{StatusCode, header};

use crate::{
    Consent, Refusal,
    core::Core,
    guard,
    model::{ConsentRequest, Model},
};

pub(crate) fn router() -> Router<Arc<Core>> {
    Router::new().route("/oauth/v2/authorize", get(ask).post(decide)).layer(middleware::from_fn(guard::own_site))
}

async fn ask(State(core): State<Arc<Core>>, RawQuery(query): RawQuery) -> Response {
    let query = query.unwrap_or_default();
    let request = ConsentRequest::parse(&query);
    let model = core.model();
    match model.consent_to(&request) {
        Err(refusal) => refused(refusal),
        // Nothing in it may run: it shows what others have named themselves.
        Ok(app) => {
            let policy = [(header::CONTENT_SECURITY_POLICY, "default-src 'none'; style-src 'unsafe-inline'")];
            (policy, Html(page(&model, &app.name, &request))).into_response()
        }
    }
}

async fn decide(
    State(core): State<Arc<Core>>,
    RawQuery(query): RawQuery,
    Form(fields): Form<Vec<(String, String)>>,
) -> Response {
    let field = |wanted: &str| fields.iter().find(|(name, _)| name == wanted).map(|(_, value)| value.as_str());
    let consent = if field("answer") == Some("allow") { Consent::Allow } else { Consent::Cancel };
    let user = field("user").unwrap_or_default().to_owned();
    let request = ConsentRequest::parse(&query.unwrap_or_default());
    match core.change(|model| model.consent(&user, &request, consent)) {
        Ok(url) => (StatusCode::FOUND, [(header::LOCATION, url)]).into_response(),
        Err(refusal) => refused(refusal),
    }
}

fn page(model: &Model, app: &str, request: &ConsentRequest) -> String {
    let people = model.users().iter().filter(|user| !user.is_bot && !user.is_deleted);
    let people: String = people
        .map(|user| format!("<option value=\"{}\">{}</option>", escaped(&user.id), escaped(&user.name)))
        .collect();
    let scopes: String = request.scopes().map(|scope| format!("<li><code>{}</code></li>", escaped(scope))).collect();
    let (app, team) = (escaped(app), escaped(&model.team.name));
    format!(
        "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width\"><meta name=\"color-scheme\" content=\"light dark\">\
         <title>{app}</title>{STYLE}<main><h1>{app} wants to come into {team}</h1>\
         <p>It asks for:</p><ul>{scopes}</ul>\
         <form method=\"post\"><label>You are <select name=\"user\">{people}</select></label>\
         <p><button name=\"answer\" value=\"allow\">Allow</button> \
         <button name=\"answer\" value=\"cancel\">Cancel</button></p></form></main></html>\n"
    )
}

const STYLE: &str = "<style>body{font:16px/1.5 system-ui,sans-serif;margin:0}\
    main{max-width:34rem;margin:3rem auto;padding:0 1rem}h1{font-size:1.4rem}ul{columns:2;padding-left:1.2rem}\
    button,select{font:inherit;padding:.4rem 1rem}</style>";

fn refused(refusal: Refusal) -> Response {
    let text = format!("<!doctype html><title>Not possible</title><h1>Not possible</h1><p><code>{refusal}</code></p>");
    (StatusCode::BAD_REQUEST, Html(text)).into_response()
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
