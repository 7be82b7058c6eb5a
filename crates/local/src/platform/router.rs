//! The webhook router: requests from outside find their installation by the id in their path, by the `state` of an OAuth
//! round trip, or by what a script of the integration takes out of them.

use std::cmp::Reverse;
use std::sync::Arc;

use botpress_api::operation::{HttpRequest, OperationName, WebhookReceived, header as bp};
use bytes::Bytes;
use futures_util::future::join_all;
use http::header::{HeaderMap, HeaderName, HeaderValue, LOCATION};
use http::{Method, StatusCode};
use percent_encoding::{NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use serde_json::{Map, Value, json};

use super::call::Answer;
use super::hub::Hub;
use super::journal::Happening;
use super::script::{self, ScriptError};
use super::{Instance, Platform};
use crate::admin::tables::integrations::{self, IntegrationRow, Versions};
use crate::failure::Failure;
use crate::recording::{self, Body, End, What, because};

/// A request from outside, without its path.
#[derive(Debug)]
pub(crate) struct Incoming {
    pub(crate) method: Method,
    /// Raw, without `?`.
    pub(crate) query: String,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

impl Hub {
    /// Gives the request to its integration, and the integration's answer back as it is. Never repeated: its sender
    /// does that.
    pub(crate) async fn relay(&self, path: &str, incoming: Incoming) -> Result<Answer, Failure> {
        let step = self.recording.step(What::Webhook {
            method: incoming.method.to_string(),
            path: path.to_owned(),
            query: incoming.query.clone(),
            headers: recording::headers(&incoming.headers),
        });
        let step = step.input(incoming.body.clone()).begin();
        let outcome = because(step.cause(), self.route(path, incoming)).await;
        step.end(match &outcome {
            Ok(answer) => End {
                status: Some(answer.status.as_u16()),
                failure: (answer.status.is_client_error() || answer.status.is_server_error()).then(|| answer.reason()),
                headers: recording::headers(&answer.headers),
                output: Some(Body::from(answer.body.clone())),
                ..End::default()
            },
            Err(failure) => End::refused(failure),
        });
        outcome
    }

    async fn route(&self, path: &str, incoming: Incoming) -> Result<Answer, Failure> {
        let below = path.trim_start_matches('/');
        let (first, rest) = below.split_once('/').unwrap_or((below, ""));
        match first {
            "oauth" => self.return_from_oauth(below, incoming).await,
            "integration" => self.by_identifier(rest, incoming).await,
            id => {
                let (platform, instance) = self.webhook(id).ok_or_else(|| Failure::not_found("webhook", id))?;
                platform.hand_in(&instance, format!("/{rest}"), &incoming).await
            }
        }
    }

    /// The end of an OAuth round trip. Unless the integration says otherwise, the person sees a page that says how it
    /// ended; an identifier that the integration claims is taken from who had it.
    async fn return_from_oauth(&self, path: &str, incoming: Incoming) -> Result<Answer, Failure> {
        let state = form_urlencoded::parse(incoming.query.as_bytes()).find(|(name, _)| name == "state");
        let state = state
            .map(|(_, value)| value.into_owned())
            .ok_or_else(|| Failure::query("query.state", "is missing: it must be the id of the webhook"))?;
        let (platform, instance) = self.webhook(&state).ok_or_else(|| Failure::not_found("webhook", &state))?;
        let mut answer = platform.hand_in(&instance, format!("/{path}"), &incoming).await?;
        let mut header = |name| answer.headers.remove(HeaderName::from_static(name));
        let (claimed, no_page) = (header(bp::INTEGRATION_IDENTIFIER), header(bp::DISABLE_INTERSTITIAL));
        let no_page = no_page.is_some_and(|value| value == "true");
        if let Some(identifier) = claimed.as_ref().and_then(|value| value.to_str().ok()).filter(|id| !id.is_empty()) {
            let (seq, identifier, now) = (instance.row.seq, identifier.to_owned(), self.now());
            self.run(move |tx| integrations::claim(tx, seq, &identifier, now)).await?;
        }
        if no_page || answer.status.is_redirection() {
            return Ok(answer);
        }
        let target = if answer.status.is_success() {
            format!("{}/oauth/interstitial?success=true", self.api_url)
        } else {
            let message = utf8_percent_encode(&answer.reason(), NON_ALPHANUMERIC).to_string();
            format!("{}/oauth/interstitial?success=false&errorMessage={message}", self.api_url)
        };
        let location = HeaderValue::from_str(&target).map_err(|error| Failure::Internal(error.to_string()))?;
        let headers = HeaderMap::from_iter([(LOCATION, location)]);
        Ok(Answer { status: StatusCode::SEE_OTHER, headers, body: Bytes::new() })
    }

    /// One webhook for all installations of an integration: its script says which of them are meant.
    async fn by_identifier(&self, rest: &str, incoming: Incoming) -> Result<Answer, Failure> {
        let Addressed { integration, versions, path } = self.addressed(rest).await?;
        let (seq, scripts) = (integration.seq, integration.definition.get("identifier").cloned().unwrap_or_default());
        let extract = script::text(&scripts["extractScript"]).ok_or_else(|| {
            Failure::Constraint(format!("`{}` declares no identifier.extractScript", integration.name))
        })?;
        let secrets = self.run(move |tx| integrations::secrets(tx, seq)).await?;
        let mut request = json!({
            "path": path, "method": incoming.method.as_str(), "query": incoming.query,
            "headers": headers(&incoming.headers), "secrets": secrets,
        });
        if !incoming.body.is_empty() {
            request["body"] = String::from_utf8_lossy(&incoming.body).into();
        }
        let run = |name: &'static str, script: &str| {
            let (script, request) = (script.to_owned(), request.clone());
            let (integration, secrets) = (&integration, &secrets);
            async move {
                let made = self.scripts.run(&script, request).await.map_err(|error| error.without(secrets.values()));
                made.map(|made| made.result).map_err(|error| self.script_failed(integration, name, &error))
            }
        };
        let identifier = match run("extractScript", extract).await? {
            Value::Null => None,
            Value::String(identifier) => Some(identifier).filter(|identifier| !identifier.is_empty()),
            other => {
                let kind = if other.is_number() { "a number: use `to_string`" } else { "neither" };
                let message = format!("an identifier is a string or null, and this is {kind}");
                return Err(self.script_failed(&integration, "extractScript", &ScriptError::Failed(message)));
            }
        };
        let found = match identifier.clone() {
            Some(identifier) => self.run(move |tx| integrations::identified(tx, seq, versions, &identifier)).await?,
            None => vec![],
        };
        let instances: Vec<_> = found.iter().filter_map(|webhook| self.webhook(webhook)).collect();
        let answers = instances.iter().map(|(platform, instance)| platform.hand_in(instance, path.clone(), &incoming));
        if let Some(answer) = to_sender(join_all(answers).await) {
            return answer;
        }
        let answer = match script::text(&scripts["fallbackHandlerScript"]) {
            Some(fallback) => handmade(&run("fallbackHandlerScript", fallback).await?).map_err(|wrong| {
                self.script_failed(&integration, "fallbackHandlerScript", &ScriptError::Failed(wrong))
            }),
            None => {
                let sought = identifier.clone().unwrap_or_else(|| "null".to_owned());
                Err(Failure::not_found("installation with the identifier", sought))
            }
        };
        self.journal.write(Happening::WebhookUnmatched {
            integration: integration.name,
            method: incoming.method,
            path,
            identifier,
            status: answer.as_ref().map_or_else(Failure::status, |answer| answer.status),
        });
        answer
    }

    /// What the sender is told when a script gives nothing: 5xx, so that it sends again.
    fn script_failed(&self, integration: &IntegrationRow, script: &str, error: &ScriptError) -> Failure {
        let message = format!("`{}`: identifier.{script} {error}", integration.name);
        self.log("error", &integration.id, message.clone());
        self.journal.write(Happening::Trouble { message: message.clone() });
        match error {
            ScriptError::Timeout(_) => Failure::Timeout(message),
            ScriptError::Unavailable => Failure::NotImplemented(message),
            ScriptError::Failed(_) | ScriptError::Invalid(_) => Failure::Upstream(message),
        }
    }

    /// The integration that `global/<name>` or `<id>` names, and the path after that.
    async fn addressed(&self, rest: &str) -> Result<Addressed, Failure> {
        let decoded = |text: &str| percent_decode_str(text).decode_utf8_lossy().into_owned();
        let mut parts = rest.split('/');
        let first = parts.next().unwrap_or_default();
        let below = |parts: std::str::Split<'_, char>| format!("/{}", parts.collect::<Vec<_>>().join("/"));
        if first != "global" {
            let id = decoded(first);
            let wanted = id.clone();
            let found = self.run(move |tx| integrations::get(tx, &wanted)).await?;
            let integration = found.ok_or_else(|| Failure::not_found("integration", id))?;
            return Ok(Addressed { integration, versions: Versions::This, path: below(parts) });
        }
        // A name with a handle is one segment when its slash is encoded, and two when it is not.
        let mut name = decoded(parts.next().unwrap_or_default());
        let mut found = self.newest(name.clone()).await?;
        if found.is_none() {
            name = format!("{name}/{}", decoded(parts.next().unwrap_or_default()));
            found = self.newest(name.clone()).await?;
        }
        let integration = found.ok_or_else(|| Failure::not_found("integration", name))?;
        Ok(Addressed { integration, versions: Versions::All, path: below(parts) })
    }

    /// The newest version; of the workspace that was first to use the name, where several do.
    async fn newest(&self, name: String) -> Result<Option<IntegrationRow>, Failure> {
        let all = self.run(move |tx| integrations::named(tx, &name)).await?;
        Ok(all.into_iter().max_by_key(|row| (Reverse(row.workspace), semver::Version::parse(&row.version).ok())))
    }
}

/// What the path of a webhook of an integration as a whole says.
struct Addressed {
    /// The version whose scripts are run.
    integration: IntegrationRow,
    /// The versions whose installations may be meant.
    versions: Versions,
    path: String,
}

/// Of what all the installations that are meant say, what the sender is told: to send again when one of them could not
/// take the request. `None` when none was meant.
fn to_sender(answers: Vec<Result<Answer, Failure>>) -> Option<Result<Answer, Failure>> {
    let status = |answer: &Result<Answer, Failure>| answer.as_ref().map_or_else(Failure::status, |it| it.status);
    let failed = answers.iter().position(|answer| status(answer).is_server_error());
    answers.into_iter().nth(failed.unwrap_or_default())
}

impl Platform {
    /// Calls the integration with a request from outside.
    async fn hand_in(&self, instance: &Arc<Instance>, path: String, incoming: &Incoming) -> Result<Answer, Failure> {
        self.recording.belongs_to(&self.bot.id, &instance.row.alias);
        if !instance.row.enabled {
            return Err(Failure::not_found("webhook", &instance.row.webhook_id));
        }
        let body = std::str::from_utf8(&incoming.body).map_err(|_| {
            Failure::invalid("body", "is not UTF-8: Botpress hands webhook bodies to integrations as text only")
        })?;
        let mut request = HttpRequest::new(incoming.method.as_str(), path.as_str());
        request.query.clone_from(&incoming.query);
        request.body = Some(body.to_owned()).filter(|body| !body.is_empty());
        for (name, value) in headers(&incoming.headers) {
            request.headers.insert(name, value.as_str().unwrap_or_default().to_owned());
        }
        let answer = self.call(instance, OperationName::WebhookReceived, &WebhookReceived::new(request)).await;
        let answer = answer.map_err(Failure::from);
        let status = answer.as_ref().map_or_else(Failure::status, |answer| answer.status);
        if status.is_server_error() {
            let message = format!("webhook {} {path} answered {}", incoming.method, status.as_u16());
            self.log("error", Some(&instance.row.integration_id), message);
        }
        let (alias, method) = (instance.row.alias.clone(), incoming.method.clone());
        self.journal.write(Happening::WebhookRelayed { alias, method, path, status });
        answer
    }
}

/// The headers as integrations get them: names in lower case, of several the last one, as in the SDK.
fn headers(headers: &HeaderMap) -> Map<String, Value> {
    let text = |value: &HeaderValue| String::from_utf8_lossy(value.as_bytes()).into_owned();
    headers.iter().map(|(name, value)| (name.as_str().to_owned(), text(value).into())).collect()
}

/// The answer that a script has made: `{status?, headers?, body?}`.
fn handmade(made: &Value) -> Result<Answer, String> {
    if !made.is_object() {
        return Err("an answer is an object: {status?, headers?, body?}".to_owned());
    }
    let status = match &made["status"] {
        Value::Null => StatusCode::OK,
        status => {
            let number = status.as_u64().and_then(|status| u16::try_from(status).ok());
            let known = number.and_then(|status| StatusCode::from_u16(status).ok());
            known.ok_or_else(|| format!("the status of an answer is a number from 100 to 999, and not {status}"))?
        }
    };
    let mut headers = HeaderMap::new();
    for (name, value) in made["headers"].as_object().into_iter().flatten() {
        let header = HeaderName::from_bytes(name.as_bytes()).ok();
        let value = value.as_str().and_then(|value| HeaderValue::from_str(value).ok());
        let (header, value) = header.zip(value).ok_or_else(|| format!("the header `{name}` of the answer is none"))?;
        headers.insert(header, value);
    }
    let body = match &made["body"] {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    Ok(Answer { status, headers, body: body.into() })
}
