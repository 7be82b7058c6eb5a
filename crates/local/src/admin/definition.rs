//! An integration's definition: from bodies into the store, and from the store into answers.

use botpress_api::Object;
use botpress_api::definition::{CreateIntegrationBody, UpdateIntegrationBody};
use botpress_api::types::{Integration, OwnerWorkspace, Popularity, SecretText};
use indexmap::IndexMap;
use serde_json::{Value, json};

use super::tables::integrations::{IntegrationRow, Write};
use super::tables::workspaces::WorkspaceRow;
use super::{merge, object, taken};
use crate::failure::Failure;
use crate::platform::clock::iso;
use crate::platform::hub::Hub;

/// What has a column of its own, or is not kept: uploaded code is not run here.
const BESIDE: [&str; 6] = ["name", "version", "dev", "code", "layers", "id"];

/// The body of a creation as the store keeps it.
pub(super) fn created(body: &CreateIntegrationBody) -> Result<Write, Failure> {
    let mut definition = object(body)?;
    let mut write = beside(&mut definition);
    // A creation has nothing to remove; a `null` says as much as an absent key.
    merge::definition(&mut write.definition, definition);
    Ok(write)
}

/// A version after the body of an update.
pub(super) fn updated(row: &IntegrationRow, body: &UpdateIntegrationBody) -> Result<Write, Failure> {
    let mut update = object(body)?;
    let url = update.get("url").cloned();
    let visible = update.contains_key("visibility");
    let mut write = beside(&mut update);
    if url.is_none() {
        write.url.clone_from(&row.url);
    }
    if !visible {
        write.visibility.clone_from(&row.visibility);
    }
    write.definition.clone_from(&row.definition);
    merge::definition(&mut write.definition, update);
    Ok(write)
}

/// Takes out of a body what the store keeps beside the definition.
fn beside(body: &mut Object) -> Write {
    for key in BESIDE {
        body.shift_remove(key);
    }
    let secrets = match body.shift_remove("secrets") {
        Some(Value::Object(secrets)) => {
            secrets.into_iter().map(|(name, value)| (name, value.as_str().map(str::to_owned))).collect()
        }
        _ => IndexMap::new(),
    };
    Write {
        url: taken(body, "url").unwrap_or_default(),
        visibility: taken(body, "visibility").unwrap_or_else(|| "private".to_owned()),
        icon: taken(body, "icon"),
        readme: taken(body, "readme"),
        secrets,
        definition: Object::new(),
    }
}

/// A version as the API shows it to its own workspace.
pub(super) fn shown(hub: &Hub, row: &IntegrationRow) -> Result<Integration, Failure> {
    let mut shown = row.definition.clone();
    let assets = format!("{}/assets/integrations/{}", hub.api_url, row.id);
    let given = json!({
        "id": row.id, "name": row.name, "version": row.version, "createdAt": iso(row.created_at),
        "updatedAt": iso(row.updated_at), "iconUrl": format!("{assets}/icon.svg"),
        "readmeUrl": format!("{assets}/readme.md"), "url": row.url, "dev": row.dev,
        "public": row.visibility == "public", "visibility": row.visibility, "verificationStatus": row.verification,
        "lifecycleStatus": "published", "secrets": row.secrets,
    });
    shown.extend(given.as_object().cloned().unwrap_or_default());
    complete(&mut shown);
    serde_json::from_value(Value::Object(shown)).map_err(|error| Failure::Internal(error.to_string()))
}

fn installations(hub: &Hub, integration: &str) -> u64 {
    let bots = hub.bots().into_iter();
    let installed = bots.filter_map(|bot| bot.instances.find(|row| row.integration_id == integration));
    u64::try_from(installed.count()).unwrap_or(u64::MAX)
}

/// Fills in what the platform always gives, though a body need not have it.
fn complete(shown: &mut Object) {
    fn part<'a>(whole: &'a mut Value, key: &str) -> Option<&'a mut Object> {
        whole.as_object_mut()?.entry(key).or_insert_with(|| json!({})).as_object_mut()
    }
    fn fill(object: &mut Object, key: &str, value: Value) {
        object.entry(key).or_insert(value);
    }
    let creation = || json!({ "enabled": false, "requiredTags": [] });
    let user = shown.entry("user").or_insert_with(|| json!({}));
    if let Some(user) = user.as_object_mut() {
        fill(user, "tags", json!({}));
        fill(user, "creation", creation());
    }
    for channel in shown.get_mut("channels").and_then(Value::as_object_mut).into_iter().flat_map(Object::values_mut) {
        if let Some(conversation) = part(channel, "conversation") {
            fill(conversation, "tags", json!({}));
            fill(conversation, "creation", creation());
        }
        if let Some(message) = part(channel, "message") {
            fill(message, "tags", json!({}));
        }
    }
    let named = shown.get_mut("configurations").and_then(Value::as_object_mut);
    for configuration in named.into_iter().flat_map(Object::values_mut) {
        if let Some(identifier) = part(configuration, "identifier") {
            fill(identifier, "required", false.into());
        }
    }
    let default = shown.entry("configuration").or_insert_with(|| json!({}));
    if let Some(identifier) = part(default, "identifier") {
        fill(identifier, "required", false.into());
    }
}

/// The same with the secret of signatures: only when it was made just now.
pub(super) fn shown_with_secret(hub: &Hub, row: &IntegrationRow, secret: &str) -> Result<Integration, Failure> {
    let mut shown = shown(hub, row)?;
    shown.signing_secret = SecretText::from(secret);
    Ok(shown)
}

/// A version as the hub shows it: with whose it is.
pub(super) fn shown_in_hub(hub: &Hub, row: &IntegrationRow, owner: &WorkspaceRow) -> Result<Integration, Failure> {
    let mut shown = shown(hub, row)?;
    let mut workspace = OwnerWorkspace::new(owner.id.as_str(), owner.name());
    workspace.handle.clone_from(&owner.handle);
    shown.owner_workspace = Some(workspace);
    // Nobody counts who looks.
    shown.meta = Some(Popularity::new(installations(hub, &row.id), 0_u64));
    // What it runs on is its owner's business.
    shown.url = String::new();
    shown.secrets = vec![];
    Ok(shown)
}
