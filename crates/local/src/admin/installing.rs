//! What an update of a bot installs, changes, disables and removes.

use std::sync::Arc;

use botpress_api::definition::bot::BotIntegrationBody;
use botpress_api::id::WebhookId;
use botpress_api::{Object, Patch};
use futures_util::future::join_all;
use indexmap::IndexMap;
use serde_json::Value;

use super::AdminCall;
use super::check::{INSTALLATIONS, LARGEST_CONFIGURATION};
use super::tables::bots::{self, Install, InstalledRow};
use super::tables::integrations::{self, IntegrationRow};
use crate::failure::Failure;
use crate::platform::schemas::Schema;
use crate::platform::{Instance, Platform, random};

/// What an alias may have in characters.
const LONGEST_ALIAS: usize = 100;

/// What is to be done, checked in whole before any of it is.
#[derive(Debug, Default)]
pub(super) struct Plan {
    install: Vec<Install>,
    /// Those that are disabled by it, as they are now.
    disable: Vec<Arc<Instance>>,
    remove: Vec<Arc<Instance>>,
}

/// Reads what an update says about integrations.
///
/// With `integrationId` the key is an alias; without it the alias of an installation, or the id of an integration. `null`
/// removes.
pub(super) async fn plan(
    call: &AdminCall,
    platform: &Arc<Platform>,
    changes: IndexMap<String, Option<BotIntegrationBody>>,
) -> Result<Plan, Failure> {
    let bot = platform.bot.seq;
    let mut installed = call.hub.run(move |tx| bots::installed(tx, bot)).await?;
    let mut plan = Plan::default();
    for (key, change) in changes {
        let at = format!("body.integrations.{key}");
        let given = change.as_ref().and_then(|body| body.integration_id.clone()).map(String::from);
        let found = installed.iter().position(|row| row.alias == key);
        let found = found.or_else(|| installed.iter().position(|row| given.is_none() && row.integration_id == key));
        let Some(body) = change else {
            if let Some(index) = found {
                let row = installed.remove(index);
                plan.remove.extend(platform.instances.find(|instance| instance.alias == row.alias));
            }
            continue;
        };
        let before = found.map(|index| installed[index].clone());
        let id = given.or_else(|| before.as_ref().map(|row| row.integration_id.clone())).unwrap_or_else(|| key.clone());
        let integration = usable(call, &at, &id).await?;
        let install = installation(call, &at, &key, body, before.as_ref(), &integration)?;
        let running = platform.instances.find(|row| row.alias == install.alias && row.enabled);
        if let Some(instance) = running.filter(|_| !install.enabled) {
            plan.disable.push(instance);
        }
        plan.install.push(install);
    }
    let new = plan.install.iter().filter(|install| !installed.iter().any(|row| row.alias == install.alias)).count();
    if installed.len() + new > INSTALLATIONS {
        return Err(Failure::TooMany(format!("a bot has {INSTALLATIONS} installed integrations at most")));
    }
    Ok(plan)
}

/// The integration with this id, when the workspace may install it: its own, and what others share.
async fn usable(call: &AdminCall, at: &str, id: &str) -> Result<IntegrationRow, Failure> {
    let (wanted, workspace) = (id.to_owned(), call.workspace.seq);
    let found = call.hub.run(move |tx| integrations::get(tx, &wanted)).await?;
    found
        .filter(|row| row.workspace == workspace || (row.is_shared() && !row.dev))
        .ok_or_else(|| Failure::reference(format!("{at}.integrationId"), "integration", id))
}

fn installation(
    call: &AdminCall,
    at: &str,
    key: &str,
    body: BotIntegrationBody,
    before: Option<&InstalledRow>,
    integration: &IntegrationRow,
) -> Result<Install, Failure> {
    let alias = match before {
        Some(row) => row.alias.clone(),
        // A key that is an id says nothing about the alias.
        None if key == integration.id => integration.name.clone(),
        None => key.to_owned(),
    };
    let letters = |letter: char| letter.is_ascii_alphanumeric() || "-_/".contains(letter);
    if alias.is_empty() || alias.len() > LONGEST_ALIAS || !alias.chars().all(letters) {
        let rule = "must be letters, digits, `-`, `_` and `/`, 100 at most";
        return Err(Failure::identifier(at, format!("the alias `{alias}` {rule}")));
    }
    let configuration_type = match body.configuration_type {
        Patch::Keep => before.and_then(|row| row.configuration_type.clone()),
        Patch::Remove => None,
        Patch::Set(name) => Some(name),
    };
    if let Some(name) = &configuration_type
        && integration.definition.get("configurations").is_none_or(|all| all.get(name).is_none())
    {
        let message = format!("`{name}` is none of the configurations of `{}`", integration.name);
        return Err(Failure::invalid(format!("{at}.configurationType"), message));
    }
    let configuration = match body.configuration {
        Some(values) => values.0,
        None => before.map_or_else(Object::new, |row| row.configuration.clone()),
    };
    let size = Value::Object(configuration.clone()).to_string().len();
    if size > LARGEST_CONFIGURATION {
        let message = format!("has {size} bytes, {LARGEST_CONFIGURATION} are allowed");
        return Err(Failure::invalid(format!("{at}.configuration"), message));
    }
    let disabled_channels = match body.disabled_channels {
        Some(channels) => channels,
        None => before.map_or_else(Vec::new, |row| row.disabled_channels.clone()),
    };
    let declared = integration.definition.get("channels");
    for (index, channel) in disabled_channels.iter().enumerate() {
        if declared.is_none_or(|channels| channels.get(channel).is_none()) {
            let message = format!("`{}` has no channel `{channel}`", integration.name);
            return Err(Failure::invalid(format!("{at}.disabledChannels[{index}]"), message));
        }
    }
    let enabled = body.enabled.unwrap_or_else(|| before.is_some_and(|row| row.enabled));
    if enabled {
        let declared = match &configuration_type {
            None => integration.definition.get("configuration"),
            Some(name) => integration.definition.get("configurations").and_then(|all| all.get(name)),
        };
        let at = format!("{at}.configuration");
        let schema = Schema::read(declared.map_or(&Value::Null, |declared| &declared["schema"]))
            .map_err(|message| Failure::Schema { at: at.clone(), message })?;
        schema.check(&at, &Value::Object(configuration.clone()))?;
    }
    Ok(Install {
        alias,
        integration: integration.seq,
        webhook_id: WebhookId::generate(call.hub.clock.unix_ms(), random::bytes()?).into_string(),
        enabled,
        configuration_type,
        configuration,
        disabled_channels,
    })
}

/// Does what is planned: when it returns, what is enabled has been registered, or says why not.
pub(super) async fn carry_out(platform: &Arc<Platform>, plan: Plan) -> Result<(), Failure> {
    for instance in &plan.remove {
        platform.remove(instance).await?;
    }
    // Told while it can still be called: what is disabled is not.
    for instance in &plan.disable {
        platform.unregister(instance).await?;
    }
    let (bot, now) = (platform.bot.seq, platform.now());
    let disabled: Vec<_> = plan.disable.iter().map(|instance| instance.row.alias.clone()).collect();
    let enabled: Vec<_> =
        plan.install.iter().filter(|install| install.enabled).map(|install| install.alias.clone()).collect();
    platform
        .run(move |tx| {
            for install in &plan.install {
                let status = match (install.enabled, disabled.contains(&install.alias)) {
                    (true, _) => "registration_pending",
                    (false, true) => "",
                    (false, false) => "unregistered",
                };
                bots::install(tx, bot, install, status, now)?;
            }
            Ok(())
        })
        .await?;
    platform.reload().await?;
    let waiting = enabled.iter().filter_map(|alias| platform.instances.find(|row| row.alias == *alias));
    let waiting: Vec<_> = waiting.collect();
    for registered in join_all(waiting.iter().map(|instance| platform.register(instance))).await {
        registered?;
    }
    Ok(())
}
