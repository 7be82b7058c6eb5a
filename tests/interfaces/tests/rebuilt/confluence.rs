//! Pages that a bot makes, reads, changes and removes, and the files of a space.

use botpress_sdk::interfaces::{
    Creatable, Deletable, FilesReadonly, Readable, Updatable,
    creatable::{Create, Created},
    deletable::{Delete, Deleted},
    files_readonly::{ListItemsInFolder, TransferFileToBotpress},
    readable::Read,
    updatable::{Update, Updated},
};
use botpress_sdk::prelude::*;
use serde::{Deserialize, Serialize};

use crate::{assert_rebuilt, never_called};

#[derive(Integration)]
#[integration(
    name = "confluence", version = "0.1.0",
    entities(Page),
    interfaces(
        Readable<Page>(Read as "getPage"),
        Creatable<Page>(Create as "createPage", Created as "pageCreated"),
        Updatable<Page>(Update as "updatePage", Updated as "pageUpdated"),
        Deletable<Page>(Delete as "deletePage", Deleted as "pageDeleted"),
        FilesReadonly(
            ListItemsInFolder as "filesReadonlyListItemsInFolder",
            TransferFileToBotpress as "filesReadonlyTransferFileToBotpress",
        ),
    ),
)]
struct Confluence;

#[derive(Entity, Schema, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Page {
    id: String,
    title: Option<String>,
    status: Option<Status>,
    space_id: String,
    parent_id: Nullable<String>,
    parent_type: Nullable<ParentType>,
    position: Nullable<f64>,
    author_id: Option<String>,
    owner_id: Option<Nullable<String>>,
    last_owner_id: Option<Nullable<String>>,
    created_at: Option<String>,
    body: Option<Body>,
    version: Option<Version>,
    #[serde(rename = "_links")]
    links: Links,
}

#[derive(Schema, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Status {
    Current,
    Draft,
    Archived,
    Historical,
    Trashed,
    Any,
    Deleted,
}

#[derive(Schema, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
enum ParentType {
    Page,
    Whiteboard,
    Database,
    Embed,
    Folder,
}

#[derive(Schema, Serialize, Deserialize)]
struct Body {
    atlas_doc_format: Document,
}

#[derive(Schema, Serialize, Deserialize)]
struct Document {
    value: String,
    representation: String,
}

#[derive(Schema, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Version {
    created_at: String,
    number: f64,
    author_id: String,
    minor_edit: bool,
}

#[derive(Schema, Serialize, Deserialize)]
struct Links {
    webui: Option<String>,
    editui: Option<String>,
    tinyui: Option<String>,
}

never_called!(Confluence);

#[test]
fn confluence_declares_what_the_official_one_declares_through_interfaces() {
    assert_rebuilt::<Confluence>("confluence");
}
