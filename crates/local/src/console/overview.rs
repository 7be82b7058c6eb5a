//! What the page has to know at first: the bots, what is installed, where everything is.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Query, State};
use serde_json::{Value, json};

use super::{About, Refused};
use crate::admin::tables::bots;
use crate::platform::hub::Hub;
use crate::platform::{Instance, Platform};

pub(super) async fn get(State(hub): State<Arc<Hub>>, Query(about): Query<About>) -> Result<Json<Value>, Refused> {
    let platform = about.platform(&hub)?;
    let mut all = hub.bots();
    all.sort_by_key(|platform| platform.bot.seq);
    let known: Vec<_> = all.iter().map(|platform| (platform.bot.workspace, platform.bot.id.clone())).collect();
    let records = hub
        .run(move |tx| known.iter().map(|(workspace, id)| bots::get(tx, *workspace, id)).collect::<Result<Vec<_>, _>>())
        .await?;
    let bots = records.into_iter().map(|bot| json!({ "id": bot.id, "name": bot.name, "url": bot.url }));
    Ok(Json(json!({
        "version": env!("CARGO_PKG_VERSION"),
        "apiUrl": hub.api_url,
        "webhookUrl": hub.webhook_url,
        "revision": *hub.recording.watch().borrow(),
        "bots": bots.collect::<Vec<_>>(),
        "bot": platform.bot.id,
        "botUser": platform.bot.user_id,
        "integrations": platform.instances.all().iter().map(|one| installation(&platform, one)).collect::<Vec<_>>(),
    })))
}

/// An installation, with what one needs to know to talk through it.
pub(super) fn installation(platform: &Platform, instance: &Instance) -> Value {
    let row = &instance.row;
    let definition = &row.definition;
    let channels = definition["channels"].as_object().into_iter().flatten().filter(|(_, it)| !it.is_null());
    let channels = channels.map(|(name, channel)| {
        json!({
            "name": name,
            "title": channel["title"],
            "description": channel["description"],
            "messages": channel["messages"],
            "conversationTags": channel["conversation"]["tags"],
            "messageTags": channel["message"]["tags"],
            "disabled": row.disabled_channels.contains(name),
        })
    });
    json!({
        "alias": row.alias,
        "id": row.integration_id,
        "name": row.name,
        "version": definition["version"],
        "title": definition["title"],
        "description": definition["description"],
        "url": row.url,
        "webhookId": row.webhook_id,
        "webhookUrl": platform.webhook_of(instance),
        "status": row.status,
        "reason": row.status_reason,
        "enabled": row.enabled,
        "channels": channels.collect::<Vec<_>>(),
        "userTags": definition["user"]["tags"],
        "states": definition["states"],
    })
}
