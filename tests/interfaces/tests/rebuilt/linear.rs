//! Four interfaces: two about one entity, with an event of the integration's own in place of one, and files under other names.

use botpress_sdk::interfaces::{
    Deletable, FilesReadonly, Listable, ProactiveConversation,
    deletable::{Delete, Deleted},
    files_readonly::{ListItemsInFolder, TransferFileToBotpress},
    listable::List,
    proactive_conversation::GetOrCreateConversation,
};
use botpress_sdk::prelude::*;
use serde::{Deserialize, Serialize};

use crate::{assert_rebuilt, never_called};

#[derive(Integration)]
#[integration(
    name = "linear", version = "0.1.0",
    events(IssueDeleted), entities(Issue, IssueConversation),
    interfaces(
        Listable<Issue>(List as "issueList"),
        Deletable<Issue>(Delete as "issueDelete", Deleted as IssueDeleted),
        ProactiveConversation<IssueConversation>(GetOrCreateConversation as "getOrCreateIssueConversation"),
        FilesReadonly(
            ListItemsInFolder as "filesReadonlyListItemsInFolder",
            TransferFileToBotpress as "filesReadonlyTransferFileToBotpress",
        ),
    ),
)]
struct Linear;

#[derive(Entity, Schema, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Issue {
    #[serde(flatten)]
    basics: Basics,
    id: String,
    estimate: Option<f64>,
}

#[derive(Schema, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Basics {
    title: String,
    number: f64,
    #[botpress(format = "date-time")]
    created_at: String,
    #[botpress(format = "date-time")]
    updated_at: String,
    identifier: String,
    url: String,
    priority: f64,
    description: Option<String>,
}

#[derive(Entity, Schema, Deserialize)]
#[allow(dead_code, reason = "it is there for its schema")]
struct IssueConversation {
    id: String,
}

#[derive(Event, Schema, Serialize)]
#[event(title = "Issue Deleted")]
#[serde(rename_all = "camelCase")]
struct IssueDeleted {
    #[serde(flatten)]
    basics: Basics,
    team_name: Option<String>,
    team_key: Option<String>,
    status: String,
    status_color: String,
    status_type: String,
    labels: Option<Vec<String>>,
    linear_ids: LinearIds,
    id: String,
}

#[derive(Schema, Serialize)]
#[serde(rename_all = "camelCase")]
struct LinearIds {
    creator_id: Option<String>,
    label_ids: Option<Vec<String>>,
    issue_id: String,
    team_id: Option<String>,
    project_id: Option<String>,
    assignee_id: Option<String>,
    subscriber_ids: Option<Vec<String>>,
}

never_called!(Linear);

#[test]
fn linear_declares_what_the_official_one_declares_through_interfaces() {
    assert_rebuilt::<Linear>("linear");
}
