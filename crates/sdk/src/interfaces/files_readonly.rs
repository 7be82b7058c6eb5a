//! `files-readonly`: a bot looks through files of another system and copies them.
//!
//! The plugin that keeps a bot's knowledge in step with a file system calls it: it lists folders, transfers what is new, and listens to
//! the events for what changes later. Folders and files are told apart by ids of the other system's.
//!
//! ```
//! use botpress_sdk::interfaces::FilesReadonly;
//! use botpress_sdk::interfaces::files_readonly::{File, ListItemsInFolder, ListOutput, TransferFileToBotpress, TransferOutput};
//! use botpress_sdk::prelude::*;
//!
//! #[derive(Integration)]
//! #[integration(
//!     name = "drive", version = "0.1.0",
//!     interfaces(FilesReadonly(ListItemsInFolder as "filesReadonlyListItemsInFolder")),
//! )]
//! struct Drive;
//!
//! impl Handle<ListItemsInFolder> for Drive {
//!     async fn handle(&self, _: &Context<Self>, input: ListItemsInFolder) -> Result<ListOutput> {
//!         let folder = input.folder_id.unwrap_or_else(|| "root".to_owned());
//!         Ok(ListOutput::new([File::new("f1", "tea.txt").parent_id(folder).size_in_bytes(12).into()]))
//!     }
//! }
//!
//! impl Handle<TransferFileToBotpress> for Drive {
//!     async fn handle(&self, cx: &Context<Self>, input: TransferFileToBotpress) -> Result<TransferOutput> {
//!         let file = cx.upload_file(input.file_key, "The tea is cold.").await?;
//!         Ok(TransferOutput::new(file.id))
//!     }
//! }
//!
//! impl Lifecycle for Drive {}
//!
//! assert_eq!(Drive::definition()?.events.len(), 5);
//! # Ok::<_, botpress_sdk::definition::DefinitionErrors>(())
//! ```

use botpress_derive::{Action, Event, Interface, Schema};
use serde::{Deserialize, Serialize};

use super::constant::constants;
use crate::api::id::FileId;

/// A bot looks through files of another system and copies them.
#[derive(Debug, Interface)]
#[botpress(crate = crate)]
#[interface(
    name = "files-readonly",
    version = "0.3.0",
    actions(ListItemsInFolder, TransferFileToBotpress),
    events(FileCreated, FileUpdated, FileDeleted, FolderDeletedRecursive, AggregateFileChanges)
)]
pub struct FilesReadonly;

/// List what is in a folder.
#[derive(Debug, Clone, PartialEq, Deserialize, Schema, Action)]
#[botpress(crate = crate)]
#[action(title = "List items in folder", output = ListOutput, hidden_in_studio)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct ListItemsInFolder {
    /// Which folder it is, in the other system; the top when absent.
    #[botpress(title = "Folder ID")]
    pub folder_id: Option<String>,
    /// What to leave out.
    #[botpress(title = "Search Filters")]
    pub filters: Option<Filters>,
    /// Asks for a further page; comes from the page before.
    #[botpress(title = "Next Page Token")]
    pub next_token: Option<String>,
}

/// What to leave out of a list.
#[derive(Debug, Clone, PartialEq, Deserialize, Schema)]
#[botpress(crate = crate)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Filters {
    /// Only files, or only folders.
    pub item_type: Option<ItemType>,
    /// Leave out files with more bytes than this.
    pub max_size_in_bytes: Option<f64>,
    /// Leave out what was last changed before this time, in the form of RFC 3339.
    #[botpress(format = "date-time")]
    pub modified_after: Option<String>,
}

/// What there is in a folder.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize, Schema)]
#[botpress(crate = crate)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum ItemType {
    /// Files.
    File,
    /// Folders.
    Folder,
}

/// A page of what is in a folder.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Schema)]
#[botpress(crate = crate)]
#[non_exhaustive]
pub struct ListOutput {
    /// What is in the folder.
    #[botpress(title = "Folder Items")]
    pub items: Vec<Item>,
    /// What is to be known about the page.
    #[botpress(title = "Metadata")]
    pub meta: PageMeta,
}

impl ListOutput {
    /// The last page, with these items.
    pub fn new(items: impl IntoIterator<Item = Item>) -> Self {
        Self { items: items.into_iter().collect(), meta: PageMeta::default() }
    }

    /// More pages follow; this asks for the next.
    #[must_use]
    pub fn next_token(mut self, next_token: impl Into<String>) -> Self {
        self.meta.next_token = Some(next_token.into());
        self
    }
}

/// What is to be known about a page.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, Schema)]
#[botpress(crate = crate)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct PageMeta {
    /// Asks for the next page; absent on the last.
    pub next_token: Option<String>,
}

/// A file, or a folder; `P` as for [`File`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Schema)]
#[botpress(crate = crate)]
#[serde(untagged)]
#[non_exhaustive]
pub enum Item<P = Option<String>> {
    /// A file.
    File(File<P>),
    /// A folder.
    Folder(Folder<P>),
}

impl<P> From<File<P>> for Item<P> {
    fn from(file: File<P>) -> Self {
        Self::File(file)
    }
}

impl<P> From<Folder<P>> for Item<P> {
    fn from(folder: Folder<P>) -> Self {
        Self::Folder(folder)
    }
}

/// A file, or a folder, with its path.
pub type ItemWithPath = Item<String>;
/// A file with its path.
pub type FileWithPath = File<String>;
/// A folder with its path.
pub type FolderWithPath = Folder<String>;

constants! {
    /// `file`.
    struct IsFile = "file";
    /// `folder`.
    struct IsFolder = "folder";
}

/// A file. `P` is its path, which need not be known; in events it is, see [`with_path`](File::with_path).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Schema)]
#[botpress(crate = crate)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct File<P = Option<String>> {
    /// Which file it is, in the other system.
    pub id: String,
    #[serde(rename = "type")]
    kind: IsFile,
    /// What the file is called.
    pub name: String,
    /// The folder that holds it; absent at the top.
    pub parent_id: Option<String>,
    /// Where it is, from the top, with slashes.
    pub absolute_path: P,
    /// How large the file is, in bytes, when that is known.
    #[botpress(schema_as = Option<f64>)]
    pub size_in_bytes: Option<u64>,
    /// When the content was last changed, when that is known; in the form of RFC 3339.
    #[botpress(format = "date-time")]
    pub last_modified_date: Option<String>,
    /// A hash or version by which changed content is noticed, when there is one.
    pub content_hash: Option<String>,
}

impl File {
    /// A file of which nothing more is known.
    pub fn new(id: impl Into<String>, name: impl Into<String>) -> Self {
        Self {
            id: id.into(),
            kind: IsFile,
            name: name.into(),
            parent_id: None,
            absolute_path: None,
            size_in_bytes: None,
            last_modified_date: None,
            content_hash: None,
        }
    }

    /// Sets the path, where it need not be known.
    #[must_use]
    pub fn absolute_path(mut self, path: impl Into<String>) -> Self {
        self.absolute_path = Some(path.into());
        self
    }

    /// The same file with its path, as events have it.
    pub fn with_path(self, path: impl Into<String>) -> FileWithPath {
        let Self { id, kind, name, parent_id, absolute_path: _, size_in_bytes, last_modified_date, content_hash } =
            self;
        let absolute_path = path.into();
        File { id, kind, name, parent_id, absolute_path, size_in_bytes, last_modified_date, content_hash }
    }
}

impl<P> File<P> {
    /// Sets the folder that holds it.
    #[must_use]
    pub fn parent_id(mut self, folder: impl Into<String>) -> Self {
        self.parent_id = Some(folder.into());
        self
    }

    /// Sets the number of bytes.
    #[must_use]
    pub fn size_in_bytes(mut self, bytes: u64) -> Self {
        self.size_in_bytes = Some(bytes);
        self
    }

    /// Sets when the content was last changed, in the form of RFC 3339.
    #[must_use]
    pub fn last_modified_date(mut self, date: impl Into<String>) -> Self {
        self.last_modified_date = Some(date.into());
        self
    }

    /// Sets a hash or version by which changed content is noticed.
    #[must_use]
    pub fn content_hash(mut self, hash: impl Into<String>) -> Self {
        self.content_hash = Some(hash.into());
        self
    }
}

/// A folder; `P` as for [`File`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Schema)]
#[botpress(crate = crate)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Folder<P = Option<String>> {
    /// Which folder it is, in the other system.
    pub id: String,
    #[serde(rename = "type")]
    kind: IsFolder,
    /// What the folder is called.
    pub name: String,
    /// The folder that holds it; absent at the top.
    pub parent_id: Option<String>,
    /// Where it is, from the top, with slashes.
    pub absolute_path: P,
}

impl Folder {
    /// A folder of which nothing more is known.
    pub fn new(id: impl Into<String>, name: impl Into<String>) -> Self {
        Self { id: id.into(), kind: IsFolder, name: name.into(), parent_id: None, absolute_path: None }
    }

    /// Sets the path, where it need not be known.
    #[must_use]
    pub fn absolute_path(mut self, path: impl Into<String>) -> Self {
        self.absolute_path = Some(path.into());
        self
    }

    /// The same folder with its path, as events have it.
    pub fn with_path(self, path: impl Into<String>) -> FolderWithPath {
        let Self { id, kind, name, parent_id, absolute_path: _ } = self;
        Folder { id, kind, name, parent_id, absolute_path: path.into() }
    }
}

impl<P> Folder<P> {
    /// Sets the folder that holds it.
    #[must_use]
    pub fn parent_id(mut self, folder: impl Into<String>) -> Self {
        self.parent_id = Some(folder.into());
        self
    }
}

/// Copy a file into the files of the bot.
#[derive(Debug, Clone, PartialEq, Deserialize, Schema, Action)]
#[botpress(crate = crate)]
#[action(title = "Transfer file to Botpress", output = TransferOutput, hidden_in_studio)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct TransferFileToBotpress {
    /// The file to copy.
    #[botpress(title = "File to transfer")]
    pub file: File,
    /// The key of the copy among the files of the bot.
    #[botpress(title = "File key")]
    pub file_key: String,
    /// Whether the copy can be searched.
    #[botpress(title = "Should index file?")]
    pub should_index: Option<bool>,
}

/// The copy of a file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Schema)]
#[botpress(crate = crate)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct TransferOutput {
    /// The copy.
    #[botpress(title = "File ID", schema_as = String)]
    pub botpress_file_id: FileId,
}

impl TransferOutput {
    /// This file is the copy.
    pub fn new(botpress_file_id: impl Into<FileId>) -> Self {
        Self { botpress_file_id: botpress_file_id.into() }
    }
}

/// A file was added.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Schema, Event)]
#[botpress(crate = crate)]
#[non_exhaustive]
pub struct FileCreated {
    /// The new file.
    #[botpress(title = "Created File")]
    pub file: FileWithPath,
}

/// A file was changed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Schema, Event)]
#[botpress(crate = crate)]
#[non_exhaustive]
pub struct FileUpdated {
    /// The file as it is now.
    #[botpress(title = "Updated File")]
    pub file: FileWithPath,
}

/// A file was removed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Schema, Event)]
#[botpress(crate = crate)]
#[non_exhaustive]
pub struct FileDeleted {
    /// The file that is gone.
    #[botpress(title = "Deleted File")]
    pub file: FileWithPath,
}

/// A folder was removed with all that was in it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Schema, Event)]
#[botpress(crate = crate)]
#[non_exhaustive]
pub struct FolderDeletedRecursive {
    /// The folder that is gone.
    #[botpress(title = "Deleted Folder")]
    pub folder: FolderWithPath,
}

/// Many things happened at once, in place of an event for each.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Schema, Event)]
#[botpress(crate = crate)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct AggregateFileChanges {
    /// What has changed since the last time.
    #[botpress(title = "Modified Items")]
    pub modified_items: ModifiedItems,
}

/// Files and folders that have changed.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, Schema)]
#[botpress(crate = crate)]
#[non_exhaustive]
pub struct ModifiedItems {
    /// What was added.
    pub created: Vec<FileWithPath>,
    /// What was changed.
    pub updated: Vec<FileWithPath>,
    /// What was removed.
    pub deleted: Vec<ItemWithPath>,
}

impl FileCreated {
    /// This file was added.
    #[must_use]
    pub fn new(file: FileWithPath) -> Self {
        Self { file }
    }
}

impl FileUpdated {
    /// This file was changed.
    #[must_use]
    pub fn new(file: FileWithPath) -> Self {
        Self { file }
    }
}

impl FileDeleted {
    /// This file was removed.
    #[must_use]
    pub fn new(file: FileWithPath) -> Self {
        Self { file }
    }
}

impl FolderDeletedRecursive {
    /// This folder was removed with all that was in it.
    #[must_use]
    pub fn new(folder: FolderWithPath) -> Self {
        Self { folder }
    }
}

impl AggregateFileChanges {
    /// All this has changed since the last time.
    #[must_use]
    pub fn new(modified_items: ModifiedItems) -> Self {
        Self { modified_items }
    }
}

impl ModifiedItems {
    /// Nothing has changed so far.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a file that was added.
    #[must_use]
    pub fn created(mut self, file: FileWithPath) -> Self {
        self.created.push(file);
        self
    }

    /// Adds a file that was changed.
    #[must_use]
    pub fn updated(mut self, file: FileWithPath) -> Self {
        self.updated.push(file);
        self
    }

    /// Adds a file or folder that was removed.
    #[must_use]
    pub fn deleted(mut self, item: impl Into<ItemWithPath>) -> Self {
        self.deleted.push(item.into());
        self
    }
}
