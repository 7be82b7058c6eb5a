//! Bots: their definition. What is installed in them is in [`super::installing`].

use botpress_api::Object;
use botpress_api::endpoint::admin::{
    create_bot, delete_bot, get_bot, list_bots, rotate_bot_signing_secrets, update_bot,
};
use botpress_api::id::{BotId, UserId};
use botpress_api::types::{Bot, BotSummary, SecretText, SortDirection, TimeField};
use indexmap::IndexMap;
use serde_json::{Value, json};
use std::sync::Arc;

use super::tables::bots::{self, BotRecord, InstalledRow, Write};
use super::{AdminCall, check, installing, keys, merge, object, page, taken};
use crate::bot::SilentBot;
use crate::failure::Failure;
use crate::platform::call::Caller;
use crate::platform::clock::iso;
use crate::platform::{Platform, random};

/// What has a column of its own, or is not kept: uploaded code is not run here.
const BESIDE: [&str; 6] = ["dev", "code", "layers", "integrations", "plugins", "shouldMergePlugins"];

pub(super) async fn create(call: AdminCall, request: create_bot::Request) -> Result<create_bot::Response, Failure> {
    let mut body = object(&request.body)?;
    for refused in ["integrations", "plugins"] {
        if body.contains_key(refused) {
            let message = "a bot is made first; install in it with an update";
            return Err(Failure::invalid(format!("body.{refused}"), message));
        }
    }
    let dev = request.body.dev.unwrap_or_default();
    let (time, random) = call.hub.id_seed()?;
    let id = BotId::generate(time, random).into_string();
    let write = Write {
        name: taken(&mut body, "name").unwrap_or_else(|| format!("bot-{}", id[id.len() - 6..].to_lowercase())),
        ..written(Object::new(), body)?
    };
    let secret = random::secret()?;
    let new = bots::New {
        id: if dev { id.replacen(BotId::PREFIX, "devbot", 1) } else { id },
        user_id: UserId::generate(time, random::bytes()?).into_string(),
        workspace: call.workspace.seq,
        signing_secret: secret.clone(),
        dev,
        write,
    };
    let now = call.hub.now();
    let row = call.hub.run(move |tx| bots::create(tx, &new, now)).await?;
    let id = row.id.clone();
    let platform = call.hub.open(row, Arc::new(SilentBot)).await?;
    if let Some(served) = platform.served() {
        platform.register_bot(&served).await;
    }
    let mut bot = shown(&call, &id).await?;
    bot.signing_secret = SecretText::from(secret);
    Ok(create_bot::Response::new(bot))
}

pub(super) async fn update(call: AdminCall, request: update_bot::Request) -> Result<update_bot::Response, Failure> {
    let id = request.id.into_string();
    let platform = own(&call, &id)?;
    let _one_at_a_time = platform.managing.lock().await;
    let mut body = object(&request.body)?;
    let plan = installing::plan(&call, &platform, request.body.integrations.unwrap_or_default()).await?;
    if let Some(plugins) =
        request.body.plugins.unwrap_or_default().into_iter().find_map(|(alias, it)| it.map(|it| (alias, it)))
    {
        return Err(Failure::reference(format!("body.plugins.{}", plugins.0), "plugin", plugins.1.id.into_string()));
    }
    let (workspace, seq, now, wanted) = (call.workspace.seq, platform.bot.seq, call.hub.now(), id.clone());
    let changes_url = body.contains_key("url");
    let record = call.hub.run(move |tx| bots::get(tx, workspace, &wanted)).await?;
    let name = taken(&mut body, "name").unwrap_or_else(|| record.name.clone());
    let mut write = Write { name, ..written(record.definition, body)? };
    if !changes_url {
        write.url = record.url;
    }
    let served = call.hub.run(move |tx| {
        bots::update(tx, seq, &write, now)?;
        bots::served(tx, seq)
    });
    platform.serve_from(served.await?);
    if changes_url && let Some(served) = platform.served() {
        platform.register_bot(&served).await;
    }
    installing::carry_out(&platform, plan).await?;
    Ok(update_bot::Response::new(shown(&call, &id).await?))
}

/// What the store keeps of a bot after a body: of a creation, when there is nothing yet, or of an update.
fn written(mut definition: Object, mut body: Object) -> Result<Write, Failure> {
    let code = body.contains_key("code");
    check::code(body.get("code").and_then(Value::as_str))?;
    for key in BESIDE {
        body.shift_remove(key);
    }
    let url = taken(&mut body, "url");
    if let Some(url) = &url {
        Caller::check(url).map_err(|message| Failure::invalid("body.url", message))?;
    }
    let secrets = match body.shift_remove("secrets") {
        Some(Value::Object(secrets)) => {
            secrets.into_iter().map(|(name, value)| (name, value.as_str().map(str::to_owned))).collect()
        }
        _ => IndexMap::new(),
    };
    check::secrets(secrets.keys())?;
    merge::definition(&mut definition, body);
    check::definition(&in_terms_of_integrations(&definition))?;
    Ok(Write { name: String::new(), definition, deployed: code || url.is_some(), url, secrets })
}

/// A bot's events and actions follow the rules of those of integrations; the rest has none.
fn in_terms_of_integrations(definition: &Object) -> Object {
    let members = ["events", "actions", "user"];
    members.iter().filter_map(|key| Some(((*key).to_owned(), definition.get(*key)?.clone()))).collect()
}

pub(super) async fn get(call: AdminCall, request: get_bot::Request) -> Result<get_bot::Response, Failure> {
    Ok(get_bot::Response::new(shown(&call, request.id.as_str()).await?))
}

pub(super) async fn list(call: AdminCall, request: list_bots::Request) -> Result<list_bots::Response, Failure> {
    let (workspace, dev) = (call.workspace.seq, request.dev.unwrap_or_default());
    let mut all = call.hub.run(move |tx| bots::list(tx, workspace, dev)).await?;
    if !request.plugin_names.unwrap_or_default().is_empty() {
        all.clear();
    }
    let tags = request.tags.unwrap_or_default();
    all.retain(|bot| {
        let own = bot.definition.get("tags");
        tags.iter().all(|(key, value)| own.is_some_and(|own| own[key] == value.as_str()))
    });
    let names = request.integration_names.unwrap_or_default();
    all.retain(|bot| match call.hub.bot(&bot.id) {
        Some(platform) => names.iter().all(|name| platform.instances.find(|row| row.name == *name).is_some()),
        None => false,
    });
    if request.sort_field == Some(TimeField::UpdatedAt) {
        all.sort_by_key(|bot| std::cmp::Reverse(bot.updated_at));
    }
    if request.sort_direction == Some(SortDirection::Ascending) {
        all.reverse();
    }
    let (bots, meta) = page(all, request.next_token.as_deref(), request.page_size)?;
    let shown = bots.into_iter().map(|bot| Ok(BotSummary::from(&shape(&call, bot, vec![])?)));
    Ok(list_bots::Response::new(shown.collect::<Result<Vec<_>, Failure>>()?, meta))
}

pub(super) async fn delete(call: AdminCall, request: delete_bot::Request) -> Result<delete_bot::Response, Failure> {
    let platform = own(&call, request.id.as_str())?;
    if call.hub.is_first(&platform) {
        let message = "this bot is the one that the running local Botpress was started with; it cannot be deleted";
        return Err(Failure::Forbidden(message.to_owned()));
    }
    let _one_at_a_time = platform.managing.lock().await;
    for instance in platform.instances.all() {
        platform.remove(&instance).await?;
    }
    call.hub.close(&platform.bot.id);
    let seq = platform.bot.seq;
    call.hub.run(move |tx| bots::delete(tx, seq)).await?;
    keys::reload(&call).await?;
    Ok(delete_bot::Response::new())
}

pub(super) async fn rotate(
    call: AdminCall,
    request: rotate_bot_signing_secrets::Request,
) -> Result<rotate_bot_signing_secrets::Response, Failure> {
    let platform = own(&call, request.id.as_str())?;
    let (seq, now, secret) = (platform.bot.seq, call.hub.now(), random::secret()?);
    let new = secret.clone();
    let served = call.hub.run(move |tx| {
        bots::rotate(tx, seq, &new, now)?;
        bots::served(tx, seq)
    });
    platform.serve_from(served.await?);
    Ok(rotate_bot_signing_secrets::Response::new(secret))
}

/// A bot of the workspace; those of others do not exist.
pub(super) fn own(call: &AdminCall, id: &str) -> Result<Arc<Platform>, Failure> {
    call.hub
        .bot(id)
        .filter(|platform| platform.bot.workspace == call.workspace.seq)
        .ok_or_else(|| Failure::not_found("bot", id))
}

async fn shown(call: &AdminCall, id: &str) -> Result<Bot, Failure> {
    let (workspace, id) = (call.workspace.seq, id.to_owned());
    let (record, installed) = call
        .hub
        .run(move |tx| {
            let record = bots::get(tx, workspace, &id)?;
            let installed = bots::installed(tx, record.seq)?;
            Ok((record, installed))
        })
        .await?;
    shape(call, record, installed)
}

fn shape(call: &AdminCall, record: BotRecord, installed: Vec<InstalledRow>) -> Result<Bot, Failure> {
    let integrations: Object = installed
        .into_iter()
        .map(|row| {
            let key = if call.multiple { row.alias.clone() } else { row.integration_id.clone() };
            (key, installation(call, row))
        })
        .collect();
    let mut shown = record.definition;
    for (key, empty) in [("type", json!("adk")), ("maxExecutionTime", json!(60)), ("configuration", json!({}))] {
        shown.entry(key).or_insert(empty);
    }
    if let Some(configuration) = shown["configuration"].as_object_mut() {
        configuration.entry("schema").or_insert_with(|| json!({}));
    }
    let given = json!({
        "id": record.id, "name": record.name, "createdAt": iso(record.created_at), "updatedAt": iso(record.updated_at),
        "dev": record.dev, "secrets": record.secrets, "integrations": integrations, "plugins": {}, "status": "active",
        "deployedAt": record.deployed_at.map(iso), "createdBy": super::account::OWNER,
    });
    shown.extend(given.as_object().cloned().unwrap_or_default());
    // A recurring event has counters that its body has not; a description is not worth a failure of everything.
    serde_json::from_value(Value::Object(shown)).map_err(|error| Failure::Internal(error.to_string()))
}

fn installation(call: &AdminCall, row: InstalledRow) -> Value {
    let text = |key: &str| row.definition.get(key).cloned().unwrap_or_else(|| "".into());
    json!({
        "id": row.integration_id, "webhookId": row.webhook_id,
        "webhookUrl": format!("{}/{}", call.hub.webhook_url, row.webhook_id), "name": row.name, "version": row.version,
        "createdAt": iso(row.created_at), "updatedAt": iso(row.updated_at), "enabled": row.enabled,
        "configuration": row.configuration, "configurationType": row.configuration_type, "status": row.status,
        "statusReason": row.status_reason, "disabledChannels": row.disabled_channels, "identifier": row.identifier,
        "title": text("title"), "description": text("description"), "public": row.visibility == "public",
        "iconUrl": format!("{}/assets/integrations/{}/icon.svg", call.hub.api_url, row.integration_id),
        "visibility": row.visibility, "verificationStatus": "unapproved", "lifecycleStatus": "published",
    })
}
