//! Workspaces and their handles.

use botpress_api::Object;
use botpress_api::endpoint::admin::{
    check_handle_availability, get_workspace, list_public_workspaces, list_workspaces, update_workspace,
};
use botpress_api::id::WorkspaceId;
use botpress_api::types::{PublicWorkspace, Workspace};
use serde_json::{Value, json};

use super::account::OWNER;
use super::tables::tokens;
use super::tables::workspaces::{self, WorkspaceRow};
use super::{AdminCall, object, page, taken};
use crate::failure::Failure;
use crate::handle::NewWorkspace;
use crate::platform::clock::iso;
use crate::platform::hub::{Hub, TokenKind};
use crate::platform::random;
use crate::server::hash;

/// Makes a workspace with a token of its own.
pub(crate) async fn create(hub: &Hub, name: &str, handle: Option<&str>) -> Result<NewWorkspace, Failure> {
    if let Some(handle) = handle {
        check(handle)?;
    }
    let (time, random) = hub.id_seed()?;
    let id = WorkspaceId::generate(time, random).into_string();
    let value = format!("bp_pat_{}", random::secret()?);
    let profile = Object::from_iter([("name".to_owned(), Value::from(name))]);
    let (handle, shown, hash, now) = (handle.map(str::to_owned), id.clone(), hash(&value), hub.now());
    let all = hub.run(move |tx| {
        let workspace = workspaces::create(tx, &id, handle.as_deref(), &profile, now)?;
        let new = tokens::NewToken {
            id: None,
            name: "personal".to_owned(),
            note: String::new(),
            kind: TokenKind::Personal,
            hash,
            workspace,
            bot: None,
            integration: None,
        };
        tokens::put(tx, &new, now)?;
        tokens::all(tx)
    });
    hub.tokens.replace(all.await?);
    Ok(NewWorkspace::new(shown, value))
}

/// The workspaces of the token: one.
pub(super) async fn list(
    call: AdminCall,
    request: list_workspaces::Request,
) -> Result<list_workspaces::Response, Failure> {
    let mut all = vec![call.workspace];
    all.retain(|row| request.handle.is_none() || row.handle == request.handle);
    let (shown, meta) = page(all, request.next_token.as_deref(), None)?;
    Ok(list_workspaces::Response::new(shown.into_iter().map(shape).collect::<Result<Vec<_>, _>>()?, meta))
}

pub(super) async fn list_public(
    call: AdminCall,
    request: list_public_workspaces::Request,
) -> Result<list_public_workspaces::Response, Failure> {
    let mut all = call.hub.run(workspaces::all).await?;
    let ids = request.workspace_ids.unwrap_or_default();
    all.retain(|row| row.profile.get("isPublic") == Some(&Value::Bool(true)) || row.seq == call.workspace.seq);
    all.retain(|row| ids.is_empty() || ids.iter().any(|id| id.as_str() == row.id));
    all.retain(|row| request.search.as_ref().is_none_or(|search| row.name().contains(search.as_str())));
    let (shown, meta) = page(all, request.next_token.as_deref(), None)?;
    let shown: Result<Vec<PublicWorkspace>, _> = shown.into_iter().map(|row| read(&row)).collect();
    Ok(list_public_workspaces::Response::new(shown?, meta))
}

pub(super) async fn get(call: AdminCall, request: get_workspace::Request) -> Result<get_workspace::Response, Failure> {
    own(&call, request.id.as_str())?;
    shape(call.workspace)
}

pub(super) async fn update(
    call: AdminCall,
    request: update_workspace::Request,
) -> Result<update_workspace::Response, Failure> {
    own(&call, request.id.as_str())?;
    let mut change = object(&request)?;
    let handle = taken(&mut change, "handle");
    if let Some(handle) = &handle {
        check(handle)?;
    }
    let mut profile = call.workspace.profile;
    profile.extend(change);
    let (seq, now) = (call.workspace.seq, call.hub.now());
    let row = call.hub.run(move |tx| {
        workspaces::update(tx, seq, handle.as_deref(), &profile, now)?;
        workspaces::get(tx, seq)
    });
    shape(row.await?)
}

pub(super) async fn check_handle(
    call: AdminCall,
    request: check_handle_availability::Request,
) -> Result<check_handle_availability::Response, Failure> {
    let handle = request.handle;
    check(&handle)?;
    call.hub
        .run(move |tx| {
            let Some(owner) = workspaces::by_handle(tx, &handle)? else {
                return Ok(check_handle_availability::Response::new(true, vec![], None));
            };
            let mut free = vec![];
            for number in 1..=3 {
                let other = format!("{handle}-{number}");
                if workspaces::by_handle(tx, &other)?.is_none() {
                    free.push(other);
                }
            }
            Ok(check_handle_availability::Response::new(false, free, WorkspaceId::from(owner.id)))
        })
        .await
}

/// A workspace that is not the caller's does not exist for them.
fn own(call: &AdminCall, id: &str) -> Result<(), Failure> {
    if id == call.workspace.id { Ok(()) } else { Err(Failure::not_found("workspace", id)) }
}

fn check(handle: &str) -> Result<(), Failure> {
    let letters = handle.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-');
    let ends = handle.starts_with(|letter: char| letter.is_ascii_lowercase()) && !handle.ends_with('-');
    if letters && ends && (2..=64).contains(&handle.len()) {
        return Ok(());
    }
    let rule = "must begin with a letter and have 2 to 64 lower-case letters, digits and `-`";
    Err(Failure::identifier("body.handle", format!("`{handle}` {rule}")))
}

fn shape(row: WorkspaceRow) -> Result<Workspace, Failure> {
    read(&row)
}

fn read<T: serde::de::DeserializeOwned>(row: &WorkspaceRow) -> Result<T, Failure> {
    let mut shown = Object::new();
    let given = json!({
        "id": row.id, "name": row.name(), "ownerId": OWNER, "createdAt": iso(row.created_at),
        "updatedAt": iso(row.updated_at), "botCount": row.bots, "billingVersion": "v3", "plan": "community",
        "blocked": false, "spendingLimit": 0, "about": "", "profilePicture": "", "contactEmail": "", "website": "",
        "socialAccounts": [], "isPublic": false, "activeTrialId": null,
    });
    shown.extend(given.as_object().cloned().unwrap_or_default());
    shown.extend(row.profile.clone());
    if let Some(handle) = &row.handle {
        shown.insert("handle".to_owned(), handle.as_str().into());
    }
    serde_json::from_value(Value::Object(shown)).map_err(|error| Failure::Internal(error.to_string()))
}
