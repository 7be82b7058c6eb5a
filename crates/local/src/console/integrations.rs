//! An installed integration: what it declares, how it is configured, and registering it again.

use std::sync::Arc;

use axum::Json;
use axum::body::Body;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::{HeaderValue, header};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{About, Refused, installed, overview};
use crate::admin::tables::integrations;
use crate::failure::Failure;
use crate::platform::hub::Hub;
use crate::platform::{Instance, Platform};
use crate::recording::{What, because};

/// What of a definition is no declaration: files, code, and the values of secrets.
const APART: [&str; 5] = ["icon", "readme", "code", "layers", "secrets"];

pub(super) async fn get(
    State(hub): State<Arc<Hub>>,
    Path(alias): Path<String>,
    Query(about): Query<About>,
) -> Result<Json<Value>, Refused> {
    let platform = about.platform(&hub)?;
    let instance = installed(&platform, &alias)?;
    Ok(Json(shown(&hub, &platform, &instance).await?))
}

/// Everything about an installation. Secrets of the configuration are masked.
async fn shown(hub: &Hub, platform: &Platform, instance: &Instance) -> Result<Value, Failure> {
    let row = &instance.row;
    let mut definition = row.definition.clone();
    let secrets: Vec<_> =
        definition["secrets"].as_object().into_iter().flatten().map(|(name, _)| name.clone()).collect();
    if let Some(members) = definition.as_object_mut() {
        members.retain(|name, _| !APART.contains(&name.as_str()));
    }
    let mut configuration = Value::Object(row.configuration.clone());
    instance.declared.veils.configuration.mask(&mut configuration);
    let mut shown = overview::installation(platform, instance);
    shown["definition"] = definition;
    shown["secrets"] = json!(secrets);
    shown["readme"] =
        file(hub, instance, false).await?.map(|readme| String::from_utf8_lossy(&readme).into_owned()).into();
    shown["hasIcon"] = file(hub, instance, true).await?.is_some().into();
    shown["configuration"] = configuration;
    shown["configurationType"] = row.configuration_type.clone().into();
    Ok(shown)
}

/// The icon or the readme, from where the admin API keeps it, or from the definition that it was installed with.
async fn file(hub: &Hub, instance: &Instance, icon: bool) -> Result<Option<Vec<u8>>, Failure> {
    let id = instance.row.integration_id.clone();
    let kept = hub.run(move |tx| integrations::asset(tx, &id, icon)).await?;
    let declared = || instance.row.definition[if icon { "icon" } else { "readme" }].as_str().map(str::to_owned);
    let file = kept.or_else(declared).filter(|file| !file.is_empty());
    Ok(file.map(|file| STANDARD.decode(file.as_bytes()).unwrap_or_else(|_| file.into_bytes())))
}

/// The icon, of which browsers run nothing.
pub(super) async fn icon(
    State(hub): State<Arc<Hub>>,
    Path(alias): Path<String>,
    Query(about): Query<About>,
) -> Result<Response, Refused> {
    let platform = about.platform(&hub)?;
    let icon = file(&hub, &*installed(&platform, &alias)?, true).await?;
    let icon = icon.ok_or_else(|| Failure::not_found("icon of the integration", alias))?;
    let mut response = Response::new(Body::from(icon));
    let policy = "default-src 'none'; style-src 'unsafe-inline'; sandbox";
    for (name, value) in [(header::CONTENT_TYPE, "image/svg+xml"), (header::CONTENT_SECURITY_POLICY, policy)] {
        response.headers_mut().insert(name, HeaderValue::from_static(value));
    }
    Ok(response)
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Configuring {
    configuration_type: Option<String>,
    configuration: Value,
}

/// Saves a configuration and has the integration register with it. Secrets that come back masked stay as they are.
pub(super) async fn configure(
    State(hub): State<Arc<Hub>>,
    Path(alias): Path<String>,
    Query(about): Query<About>,
    Json(to): Json<Configuring>,
) -> Result<Json<Value>, Refused> {
    let platform = about.platform(&hub)?;
    let step = hub.recording.step(What::Page { text: format!("configured {alias}") });
    let step = step.bot(&platform.bot.id).alias(Some(&alias)).begin();
    let outcome = because(step.cause(), platform.configure(&alias, to.configuration_type, to.configuration)).await;
    step.done(outcome)?;
    let instance = installed(&platform, &alias)?;
    Ok(Json(shown(&hub, &platform, &instance).await?))
}

/// Has the integration register again.
pub(super) async fn register(
    State(hub): State<Arc<Hub>>,
    Path(alias): Path<String>,
    Query(about): Query<About>,
) -> Result<Json<Value>, Refused> {
    let platform = about.platform(&hub)?;
    let instance = installed(&platform, &alias)?;
    let step = hub.recording.step(What::Page { text: format!("registered {alias} again") });
    let step = step.bot(&platform.bot.id).alias(Some(&alias)).begin();
    let outcome = because(step.cause(), platform.register(&instance)).await;
    step.done(outcome)?;
    let instance = installed(&platform, &alias)?;
    Ok(Json(shown(&hub, &platform, &instance).await?))
}
