//! Workflows: kept and told, not run.

use botpress_api::types::Object;
use rusqlite::types::Value as Sql;
use rusqlite::{OptionalExtension as _, Transaction, params};
use serde_json::Value;

use super::Scope;
use super::paging::{Page, Paging, Select};
use super::tags::{self, Identity, Tag, TagKey, Tagged};
use super::users::{Texts, json};
use crate::failure::Failure;

/// Those that go on, and so can time out. The words of the index, so that it is used.
const ACTIVE: &str = "status IN ('pending', 'in_progress', 'listening', 'paused')";
const FINISHED: &str = "status NOT IN ('pending', 'in_progress', 'listening', 'paused')";

/// A workflow as the scope sees it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct WorkflowRow {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) status: String,
    pub(crate) input: Object,
    pub(crate) output: Object,
    pub(crate) parent_id: Option<String>,
    pub(crate) conversation_id: Option<String>,
    pub(crate) user_id: Option<String>,
    pub(crate) failure_reason: Option<String>,
    pub(crate) timeout_at: i64,
    pub(crate) completed_at: Option<i64>,
    pub(crate) tags: Texts,
    pub(crate) created_at: i64,
    pub(crate) updated_at: i64,
}

/// A workflow to be created.
#[derive(Debug, Clone)]
pub(crate) struct NewWorkflow {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) status: String,
    pub(crate) input: Value,
    pub(crate) parent_id: Option<String>,
    pub(crate) conversation_id: Option<String>,
    pub(crate) user_id: Option<String>,
    pub(crate) timeout_at: i64,
    pub(crate) tags: Vec<Tag>,
}

/// What to change; what is `None` stays.
#[derive(Debug, Clone, Default)]
pub(crate) struct WorkflowChange {
    pub(crate) status: Option<String>,
    pub(crate) output: Option<Value>,
    pub(crate) failure_reason: Option<String>,
    pub(crate) timeout_at: Option<i64>,
    pub(crate) user_id: Option<String>,
    pub(crate) tags: Vec<Tag>,
}

/// Which workflows to list.
#[derive(Debug, Clone, Default)]
pub(crate) struct WorkflowFilter {
    pub(crate) tags: Vec<(TagKey, String)>,
    pub(crate) conversation_id: Option<String>,
    pub(crate) user_id: Option<String>,
    pub(crate) parent_id: Option<String>,
    pub(crate) statuses: Vec<String>,
    pub(crate) name: Option<String>,
}

/// Creates a workflow.
pub(crate) fn create(tx: &Transaction<'_>, scope: &Scope, new: &NewWorkflow) -> Result<WorkflowRow, Failure> {
    if let Some(id) = &new.parent_id {
        find(tx, scope, id)?.ok_or_else(|| Failure::reference("body.parentWorkflowId", "workflow", id))?;
    }
    if let Some(id) = &new.conversation_id {
        super::conversations::find(tx, scope, id)?
            .ok_or_else(|| Failure::reference("body.conversationId", "conversation", id))?;
    }
    check_user(tx, scope, new.user_id.as_deref())?;
    tx.prepare_cached(
        "INSERT INTO workflows (id, bot, owner, name, status, input, output, parent_id, conversation_id, user_id, \
         timeout_at, created_at, updated_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, '{}', ?7, ?8, ?9, ?10, ?11, ?11)",
    )?
    .execute(params![
        new.id,
        scope.bot,
        scope.owner,
        new.name,
        new.status,
        new.input.to_string(),
        new.parent_id,
        new.conversation_id,
        new.user_id,
        new.timeout_at,
        scope.now
    ])?;
    let seq = tx.last_insert_rowid();
    tags::write(tx, Tagged::Workflow, seq, &new.tags)?;
    load(tx, scope, seq)
}

/// The oldest workflow of this name that the identity means, as it is, or the given one. True when created.
pub(crate) fn get_or_create(
    tx: &Transaction<'_>,
    scope: &Scope,
    identity: &Identity,
    finished: Option<bool>,
    new: &NewWorkflow,
) -> Result<(WorkflowRow, bool), Failure> {
    let mut select = Select::from("workflows");
    select.and("o.bot = ? AND o.owner = ?", [scope.bot, scope.owner]);
    select.and("o.name = ?", [new.name.clone()]);
    if let Some(finished) = finished {
        select.and::<Sql>(if finished { FINISHED } else { ACTIVE }, []);
    }
    tags::identify(&mut select, Tagged::Workflow, identity, scope);
    match select.first(tx)? {
        Some(seq) => Ok((load(tx, scope, seq)?, false)),
        None => Ok((create(tx, scope, new)?, true)),
    }
}

/// The row of the workflow with this id, if the scope sees it.
pub(crate) fn find(tx: &Transaction<'_>, scope: &Scope, id: &str) -> Result<Option<i64>, Failure> {
    Ok(tx
        .prepare_cached("SELECT seq FROM workflows WHERE id = ?1 AND bot = ?2 AND (?3 = 0 OR owner = ?3)")?
        .query_row(params![id, scope.bot, scope.owner], |row| row.get(0))
        .optional()?)
}

/// The workflow, if the scope sees it.
pub(crate) fn get(tx: &Transaction<'_>, scope: &Scope, id: &str) -> Result<WorkflowRow, Failure> {
    load(tx, scope, found(tx, scope, id)?)
}

/// Changes a workflow.
pub(crate) fn update(
    tx: &Transaction<'_>,
    scope: &Scope,
    id: &str,
    change: &WorkflowChange,
) -> Result<WorkflowRow, Failure> {
    let seq = found(tx, scope, id)?;
    check_user(tx, scope, change.user_id.as_deref())?;
    tags::write(tx, Tagged::Workflow, seq, &change.tags)?;
    tx.prepare_cached(
        "UPDATE workflows SET status = coalesce(?2, status), output = coalesce(?3, output), \
         failure_reason = coalesce(?4, failure_reason), timeout_at = coalesce(?5, timeout_at), \
         user_id = coalesce(?6, user_id), updated_at = ?7, \
         completed_at = coalesce(completed_at, CASE ?2 WHEN 'completed' THEN ?7 END) WHERE seq = ?1",
    )?
    .execute(params![
        seq,
        change.status,
        change.output.as_ref().map(Value::to_string),
        change.failure_reason,
        change.timeout_at,
        change.user_id,
        scope.now
    ])?;
    load(tx, scope, seq)
}

/// Ends those whose time is over.
pub(super) fn time_out(tx: &Transaction<'_>, now: i64) -> Result<(), Failure> {
    let sql = format!("UPDATE workflows SET status = 'timedout', updated_at = ?1 WHERE timeout_at <= ?1 AND {ACTIVE}");
    tx.prepare_cached(&sql)?.execute(params![now])?;
    Ok(())
}

/// When the time of the next one is over.
pub(super) fn next_timeout(tx: &Transaction<'_>) -> Result<Option<i64>, Failure> {
    let sql = format!("SELECT min(timeout_at) FROM workflows WHERE {ACTIVE}");
    Ok(tx.prepare_cached(&sql)?.query_row([], |row| row.get(0))?)
}

/// Removes a workflow with its states.
pub(crate) fn delete(tx: &Transaction<'_>, scope: &Scope, id: &str) -> Result<(), Failure> {
    let seq = found(tx, scope, id)?;
    tx.prepare_cached("DELETE FROM workflows WHERE seq = ?1")?.execute(params![seq])?;
    tx.prepare_cached("DELETE FROM states WHERE type = 'workflow' AND subject = ?1")?.execute(params![id])?;
    Ok(())
}

/// One page of workflows.
pub(crate) fn list(
    tx: &Transaction<'_>,
    scope: &Scope,
    filter: WorkflowFilter,
    paging: &Paging,
) -> Result<Page<WorkflowRow>, Failure> {
    let mut select = Select::owned("workflows", scope);
    for (key, value) in &filter.tags {
        select.with_tag(Tagged::Workflow, key.owner, &key.key, value);
    }
    select.and_maybe("o.conversation_id = ?", filter.conversation_id);
    select.and_maybe("o.user_id = ?", filter.user_id);
    select.and_maybe("o.parent_id = ?", filter.parent_id);
    select.and_maybe("o.name = ?", filter.name);
    if !filter.statuses.is_empty() {
        let marks = vec!["?"; filter.statuses.len()].join(", ");
        select.and(&format!("o.status IN ({marks})"), filter.statuses);
    }
    select.page(tx, paging)?.load(|seq| load(tx, scope, seq))
}

fn found(tx: &Transaction<'_>, scope: &Scope, id: &str) -> Result<i64, Failure> {
    find(tx, scope, id)?.ok_or_else(|| Failure::not_found("workflow", id))
}

fn check_user(tx: &Transaction<'_>, scope: &Scope, id: Option<&str>) -> Result<(), Failure> {
    match id {
        Some(id) if super::users::find(tx, scope, id)?.is_none() => Err(Failure::reference("body.userId", "user", id)),
        _ => Ok(()),
    }
}

fn load(tx: &Transaction<'_>, scope: &Scope, seq: i64) -> Result<WorkflowRow, Failure> {
    let tags = tags::read(tx, Tagged::Workflow, seq, scope)?;
    let mut statement = tx.prepare_cached(
        "SELECT id, name, status, input, output, parent_id, conversation_id, user_id, failure_reason, timeout_at, \
         completed_at, created_at, updated_at FROM workflows WHERE seq = ?1",
    )?;
    Ok(statement.query_row(params![seq], |row| {
        Ok(WorkflowRow {
            id: row.get(0)?,
            name: row.get(1)?,
            status: row.get(2)?,
            input: json(3, row.get_ref(3)?.as_str()?)?,
            output: json(4, row.get_ref(4)?.as_str()?)?,
            parent_id: row.get(5)?,
            conversation_id: row.get(6)?,
            user_id: row.get(7)?,
            failure_reason: row.get(8)?,
            timeout_at: row.get(9)?,
            completed_at: row.get(10)?,
            tags,
            created_at: row.get(11)?,
            updated_at: row.get(12)?,
        })
    })?)
}
