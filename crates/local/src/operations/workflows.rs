//! Workflows: what bots note about their longer work. Local Botpress keeps them and does not run them; one whose time is
//! over becomes `timedout`.

use botpress_api::endpoint::{
    create_workflow, delete_workflow, get_or_create_workflow, get_workflow, list_workflows, update_workflow,
};
use botpress_api::id::WorkflowId;
use botpress_api::types::{CreatedMeta, Object, TagPatch, WorkflowStatus, WorkflowStatusGroup};
use serde_json::Value;

use super::{Call, LONGEST_NAME, Work, body_date, check_length, check_payload, listed, paging, wire};
use crate::failure::Failure;
use crate::store::tags::Tagged;
use crate::store::workflows::{self, NewWorkflow, WorkflowChange, WorkflowFilter};

/// How long a workflow has when nobody says, in milliseconds: a day. Nothing that we have read tells the platform's.
const LIFE: i64 = 24 * 60 * 60 * 1000;
/// What the reason of a failure may have in characters.
const LONGEST_REASON: usize = 2000;

pub(crate) async fn create(
    call: Call,
    request: create_workflow::Request,
) -> Result<create_workflow::Response, Failure> {
    let wanted = Wanted {
        name: request.name,
        input: request.input,
        status: request.status,
        parent_id: request.parent_workflow_id.map(String::from),
        conversation_id: request.conversation_id.map(String::from),
        user_id: request.user_id.map(String::from),
        timeout_at: request.timeout_at,
        tags: request.tags.unwrap_or_default().into_iter().map(|(key, value)| (key, Some(value))).collect(),
    };
    let id = new_id(&call)?;
    let row = call.run(move |work| workflows::create(work.tx, &work.scope, &wanted.checked(work, id)?)).await?;
    call.platform.alarm.notify_one();
    Ok(create_workflow::Response::new(wire::workflow(row)))
}

pub(crate) async fn get_or_create(
    call: Call,
    request: get_or_create_workflow::Request,
) -> Result<get_or_create_workflow::Response, Failure> {
    let finished = match request.discriminate_by_status_group {
        None => None,
        Some(WorkflowStatusGroup::Active) => Some(false),
        Some(WorkflowStatusGroup::Finished) => Some(true),
        Some(other) => {
            let message = format!("`{other}` is neither active nor finished");
            return Err(Failure::invalid("body.discriminateByStatusGroup", message));
        }
    };
    let listed = request.discriminate_by_tags;
    let wanted = Wanted {
        name: request.name,
        input: request.input,
        status: request.status,
        parent_id: request.parent_workflow_id.map(String::from),
        conversation_id: request.conversation_id.map(String::from),
        user_id: request.user_id.map(String::from),
        timeout_at: request.timeout_at,
        tags: request.tags.unwrap_or_default().into_iter().map(|(key, value)| (key, Some(value))).collect(),
    };
    let id = new_id(&call)?;
    let found = call.run(move |work| {
        let new = wanted.checked(work, id)?;
        let identity = work.identity(Tagged::Workflow, None, &new.tags, listed)?;
        workflows::get_or_create(work.tx, &work.scope, &identity, finished, &new)
    });
    let (row, created) = found.await?;
    call.platform.alarm.notify_one();
    Ok(get_or_create_workflow::Response::new(wire::workflow(row), CreatedMeta::new(created)))
}

pub(crate) async fn get(call: Call, request: get_workflow::Request) -> Result<get_workflow::Response, Failure> {
    let row = call.run(move |work| workflows::get(work.tx, &work.scope, request.id.as_str())).await?;
    Ok(get_workflow::Response::new(wire::workflow(row)))
}

pub(crate) async fn update(
    call: Call,
    request: update_workflow::Request,
) -> Result<update_workflow::Response, Failure> {
    let update_workflow::Request { id, status, output, failure_reason, timeout_at, user_id, tags, .. } = request;
    if let Some(status) = &status {
        check_status(status)?;
    }
    if let Some(output) = &output {
        check_payload("body.output", output)?;
    }
    if let Some(reason) = &failure_reason {
        check_length("body.failureReason", reason, LONGEST_REASON)?;
    }
    let timeout_at = timeout_at.map(|time| body_date("body.timeoutAt", &time)).transpose()?;
    let row = call.run(move |work| {
        let change = WorkflowChange {
            status: status.map(|status| status.to_string()),
            output,
            failure_reason,
            timeout_at,
            user_id: user_id.map(|id| work.user(id.as_str()).to_owned()),
            tags: work.tags(Tagged::Workflow, None, tags.unwrap_or_default())?,
        };
        workflows::update(work.tx, &work.scope, id.as_str(), &change)
    });
    let row = row.await?;
    call.platform.alarm.notify_one();
    Ok(update_workflow::Response::new(wire::workflow(row)))
}

pub(crate) async fn delete(
    call: Call,
    request: delete_workflow::Request,
) -> Result<delete_workflow::Response, Failure> {
    call.run(move |work| workflows::delete(work.tx, &work.scope, request.id.as_str())).await?;
    Ok(delete_workflow::Response::new())
}

pub(crate) async fn list(call: Call, request: list_workflows::Request) -> Result<list_workflows::Response, Failure> {
    let paging = paging(request.next_token, request.page_size, None, None)?;
    let mut filter = WorkflowFilter {
        tags: vec![],
        conversation_id: request.conversation_id.map(String::from),
        user_id: request.user_id.map(String::from),
        parent_id: request.parent_workflow_id.map(String::from),
        statuses: request.statuses.unwrap_or_default().into_iter().map(|status| status.to_string()).collect(),
        name: request.name,
    };
    let tags = request.tags;
    let page = call.run(move |work| {
        filter.tags = work.filter(Tagged::Workflow, tags)?;
        workflows::list(work.tx, &work.scope, filter, &paging)
    });
    let (workflows, meta) = listed(page.await?, wire::workflow);
    Ok(list_workflows::Response::new(workflows, meta))
}

/// A workflow to make, or to find by its key.
struct Wanted {
    name: String,
    input: Option<Value>,
    status: WorkflowStatus,
    parent_id: Option<String>,
    conversation_id: Option<String>,
    user_id: Option<String>,
    timeout_at: Option<String>,
    tags: TagPatch,
}

impl Wanted {
    fn checked(self, work: &Work<'_>, id: String) -> Result<NewWorkflow, Failure> {
        check_length("body.name", &self.name, LONGEST_NAME)?;
        let input = self.input.unwrap_or_else(|| Value::Object(Object::new()));
        check_payload("body.input", &input)?;
        check_status(&self.status)?;
        let timeout_at = self.timeout_at.map(|time| body_date("body.timeoutAt", &time)).transpose()?;
        Ok(NewWorkflow {
            id,
            name: self.name,
            status: self.status.to_string(),
            input,
            parent_id: self.parent_id,
            conversation_id: self.conversation_id,
            user_id: self.user_id.map(|id| work.user(&id).to_owned()),
            timeout_at: timeout_at.unwrap_or_else(|| work.scope.now.saturating_add(LIFE)),
            tags: work.tags(Tagged::Workflow, None, self.tags)?,
        })
    }
}

fn new_id(call: &Call) -> Result<String, Failure> {
    let (time, random) = call.platform.id_seed()?;
    Ok(WorkflowId::generate(time, random).into_string())
}

fn check_status(status: &WorkflowStatus) -> Result<(), Failure> {
    match status {
        WorkflowStatus::Other(other) => {
            Err(Failure::invalid("body.status", format!("`{other}` is no status of workflows")))
        }
        _ => Ok(()),
    }
}
