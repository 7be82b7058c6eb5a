//! The integrations of a workspace.

use botpress_api::definition::{CreateIntegrationBody, UpdateIntegrationBody};
use botpress_api::endpoint::admin::{
    create_integration, delete_integration, get_integration, get_integration_by_name, list_integrations,
    request_integration_verification, rotate_integration_signing_secrets, update_integration,
    validate_integration_creation, validate_integration_update,
};
use botpress_api::id::IntegrationId;
use botpress_api::types::{IntegrationSort, IntegrationSummary, SortDirection};
use semver::Version;

use super::tables::integrations::{self, IntegrationRow, Write};
use super::tables::workspaces::WorkspaceRow;
use super::versions::Wanted;
use super::{AdminCall, check, definition, keys, page};
use crate::failure::Failure;
use crate::platform::random;
use crate::store::Transaction;
use crate::store::installs::UNINSTALLED;

/// How many versions of one integration there may be.
const VERSIONS: usize = 200;

pub(super) async fn create(
    call: AdminCall,
    request: create_integration::Request,
) -> Result<create_integration::Response, Failure> {
    let body = request.body;
    let write = creation(&call, &body)?;
    let dev = body.dev.unwrap_or_default();
    let (time, random) = call.hub.id_seed()?;
    let id = IntegrationId::generate(time, random).into_string();
    let secret = random::secret()?;
    let new = integrations::New {
        // The platform tells those under development apart by their ids, too.
        id: if dev { id.replacen(IntegrationId::PREFIX, "devint", 1) } else { id },
        workspace: call.workspace.seq,
        name: body.name,
        version: body.version,
        dev,
        signing_secret: secret.clone(),
        write,
    };
    let now = call.hub.now();
    let row = call.hub.run(move |tx| {
        let before = if new.dev { None } else { previous(tx, &new)? };
        integrations::create(tx, &new, before, now)
    });
    Ok(create_integration::Response::new(definition::shown_with_secret(&call.hub, &row.await?, &secret)?))
}

/// The version whose secrets a new one takes over: the highest before it, of the same major version.
fn previous(tx: &Transaction<'_>, new: &integrations::New) -> Result<Option<i64>, Failure> {
    let versions: Vec<_> =
        integrations::named(tx, &new.name)?.into_iter().filter(|row| row.workspace == new.workspace).collect();
    if versions.len() >= VERSIONS {
        return Err(Failure::TooMany(format!("`{}` has {VERSIONS} versions, which is all there may be", new.name)));
    }
    let Ok(own) = Version::parse(&new.version) else { return Ok(None) };
    let before = versions.into_iter().filter_map(|row| Some((Version::parse(&row.version).ok()?, row.seq)));
    Ok(before.filter(|(version, _)| version.major == own.major && *version < own).max().map(|(_, seq)| seq))
}

pub(super) async fn validate_creation(
    call: AdminCall,
    request: validate_integration_creation::Request,
) -> Result<validate_integration_creation::Response, Failure> {
    creation(&call, &request.body)?;
    Ok(validate_integration_creation::Response::new())
}

fn creation(call: &AdminCall, body: &CreateIntegrationBody) -> Result<Write, Failure> {
    check::identity(&call.workspace, &body.name, &body.version)?;
    check::code(body.code.as_deref())?;
    let write = definition::created(body)?;
    checked(write)
}

fn checked(write: Write) -> Result<Write, Failure> {
    check::definition(&write.definition)?;
    check::secrets(write.secrets.keys())?;
    if !["public", "private", "unlisted"].contains(&write.visibility.as_str()) {
        let rule = "must be `public`, `private` or `unlisted`";
        return Err(Failure::invalid("body.visibility", format!("`{}` {rule}", write.visibility)));
    }
    Ok(write)
}

pub(super) async fn update(
    call: AdminCall,
    request: update_integration::Request,
) -> Result<update_integration::Response, Failure> {
    let id = request.id.into_string();
    let (seen, wanted, body, now) = (call.clone(), id.clone(), request.body, call.hub.now());
    let row = call.hub.run(move |tx| {
        let row = own(tx, &seen.workspace, &wanted)?;
        let write = change(&seen, &row, &body)?;
        integrations::update(tx, row.seq, &write, now)?;
        own(tx, &seen.workspace, &wanted)
    });
    let row = row.await?;
    call.hub.refresh(&id).await?;
    Ok(update_integration::Response::new(definition::shown(&call.hub, &row)?))
}

pub(super) async fn validate_update(
    call: AdminCall,
    request: validate_integration_update::Request,
) -> Result<validate_integration_update::Response, Failure> {
    let (seen, id) = (call.clone(), request.id.into_string());
    let row = call.hub.run(move |tx| own(tx, &seen.workspace, &id)).await?;
    change(&call, &row, &request.body)?;
    Ok(validate_integration_update::Response::new())
}

fn change(call: &AdminCall, row: &IntegrationRow, body: &UpdateIntegrationBody) -> Result<Write, Failure> {
    check::code(body.code.as_deref())?;
    let write = checked(definition::updated(row, body)?)?;
    if row.visibility == "public" && !row.dev && !call.may_break {
        check::breaks(&row.definition, &write.definition)?;
    }
    Ok(write)
}

pub(super) async fn get(
    call: AdminCall,
    request: get_integration::Request,
) -> Result<get_integration::Response, Failure> {
    let (seen, id) = (call.clone(), request.id.into_string());
    let row = call.hub.run(move |tx| own(tx, &seen.workspace, &id)).await?;
    Ok(get_integration::Response::new(definition::shown(&call.hub, &row)?))
}

pub(super) async fn get_by_name(
    call: AdminCall,
    request: get_integration_by_name::Request,
) -> Result<get_integration_by_name::Response, Failure> {
    let wanted = Wanted::read("path.version", &request.version)?;
    let (workspace, name) = (call.workspace.seq, request.name.clone());
    let all = call.hub.run(move |tx| integrations::named(tx, &name)).await?;
    let row = wanted
        .pick(all.into_iter().filter(|row| row.workspace == workspace), |row| &row.version)
        .ok_or_else(|| Failure::not_found("integration", format!("{}@{}", request.name, request.version)))?;
    Ok(get_integration_by_name::Response::new(definition::shown(&call.hub, &row)?))
}

pub(super) async fn list(
    call: AdminCall,
    request: list_integrations::Request,
) -> Result<list_integrations::Response, Failure> {
    let workspace = call.workspace.seq;
    let mut all = call.hub.run(move |tx| integrations::list(tx, Some(workspace))).await?;
    all.retain(|row| request.dev.unwrap_or_default() == row.dev);
    all.retain(|row| request.visibility.as_ref().is_none_or(|visibility| visibility.as_str() == row.visibility));
    let filter = Filter {
        name: request.name,
        version: request.version,
        interface_id: request.interface_id.map(String::from),
        interface_name: request.interface_name,
        installed_by: request.installed_by_bot_id.map(String::from),
        verification: request.verification_status.map(|status| status.to_string()),
        search: request.search,
        sort: request.sort_by,
        direction: request.direction,
    };
    let (rows, meta) = page(filter.apply(&call, all)?, request.next_token.as_deref(), request.limit)?;
    let shown = rows.iter().map(|row| Ok(IntegrationSummary::from(&definition::shown(&call.hub, row)?)));
    Ok(list_integrations::Response::new(shown.collect::<Result<Vec<_>, Failure>>()?, meta))
}

/// What the lists of integrations can be asked for.
pub(super) struct Filter {
    pub(super) name: Option<String>,
    pub(super) version: Option<String>,
    pub(super) interface_id: Option<String>,
    pub(super) interface_name: Option<String>,
    pub(super) installed_by: Option<String>,
    pub(super) verification: Option<String>,
    pub(super) search: Option<String>,
    pub(super) sort: Option<IntegrationSort>,
    pub(super) direction: Option<SortDirection>,
}

impl Filter {
    pub(super) fn apply(self, call: &AdminCall, mut all: Vec<IntegrationRow>) -> Result<Vec<IntegrationRow>, Failure> {
        let same = |wanted: &Option<String>, found: &str| wanted.as_deref().is_none_or(|wanted| wanted == found);
        all.retain(|row| same(&self.name, &row.name) && same(&self.verification, &row.verification));
        let implements = |row: &IntegrationRow, key: &str, wanted: &Option<String>| {
            let Some(wanted) = wanted else { return true };
            let statements = row.definition.get("interfaces").and_then(|statements| statements.as_object());
            statements.into_iter().flatten().any(|(_, statement)| statement[key] == wanted.as_str())
        };
        all.retain(|row| implements(row, "id", &self.interface_id) && implements(row, "name", &self.interface_name));
        if let Some(bot) = &self.installed_by {
            let platform = call.hub.bot(bot).filter(|platform| platform.bot.workspace == call.workspace.seq);
            let platform = platform.ok_or_else(|| Failure::reference("query.installedByBotId", "bot", bot))?;
            all.retain(|row| platform.instances.find(|instance| instance.integration_id == row.id).is_some());
        }
        if let Some(search) = self.search.as_deref().map(str::to_lowercase) {
            let text = |row: &IntegrationRow, key: &str| {
                row.definition.get(key).and_then(|text| text.as_str()).unwrap_or_default().to_lowercase()
            };
            all.retain(|row| {
                [row.name.to_lowercase(), text(row, "title"), text(row, "description")]
                    .iter()
                    .any(|text| text.contains(&search))
            });
        }
        if let Some(version) = &self.version {
            let wanted = Wanted::read("query.version", version)?;
            let names: std::collections::BTreeSet<_> = all.iter().map(|row| row.name.clone()).collect();
            all = names
                .iter()
                .filter_map(|name| wanted.pick(all.iter().filter(|row| row.name == *name).cloned(), |row| &row.version))
                .collect();
        }
        match &self.sort {
            Some(IntegrationSort::Name) => all.sort_by(|a, b| a.name.cmp(&b.name)),
            Some(IntegrationSort::CreatedAt) => all.sort_by_key(|row| row.created_at),
            Some(IntegrationSort::UpdatedAt) => all.sort_by_key(|row| row.updated_at),
            // Nothing counts views and installations here; the newest first, then.
            _ => return Ok(all),
        }
        if self.direction != Some(SortDirection::Ascending) {
            all.reverse();
        }
        Ok(all)
    }
}

pub(super) async fn delete(
    call: AdminCall,
    request: delete_integration::Request,
) -> Result<delete_integration::Response, Failure> {
    let (seen, id, now) = (call.clone(), request.id.into_string(), call.hub.now());
    call.hub
        .run(move |tx| {
            let row = own(tx, &seen.workspace, &id)?;
            integrations::delete(tx, row.seq, UNINSTALLED, now)
        })
        .await?;
    keys::reload(&call).await?;
    Ok(delete_integration::Response::new())
}

pub(super) async fn rotate(
    call: AdminCall,
    request: rotate_integration_signing_secrets::Request,
) -> Result<rotate_integration_signing_secrets::Response, Failure> {
    let (seen, id, now, secret) = (call.clone(), request.id.into_string(), call.hub.now(), random::secret()?);
    let (wanted, new) = (id.clone(), secret.clone());
    call.hub
        .run(move |tx| {
            let row = own(tx, &seen.workspace, &wanted)?;
            integrations::rotate(tx, row.seq, &new, now)
        })
        .await?;
    call.hub.refresh(&id).await?;
    Ok(rotate_integration_signing_secrets::Response::new(secret))
}

pub(super) async fn request_verification(
    call: AdminCall,
    request: request_integration_verification::Request,
) -> Result<request_integration_verification::Response, Failure> {
    let (seen, id) = (call.clone(), request.integration_id.into_string());
    call.hub
        .run(move |tx| match own(tx, &seen.workspace, &id) {
            Ok(row) => integrations::verify(tx, row.seq, "pending"),
            Err(Failure::NotFound { .. }) => Err(Failure::reference("body.integrationId", "integration", id)),
            Err(other) => Err(other),
        })
        .await?;
    Ok(request_integration_verification::Response::new())
}

/// An integration of the workspace; those of others do not exist.
fn own(tx: &Transaction<'_>, workspace: &WorkspaceRow, id: &str) -> Result<IntegrationRow, Failure> {
    integrations::get(tx, id)?
        .filter(|row| row.workspace == workspace.seq)
        .ok_or_else(|| Failure::not_found("integration", id))
}
