use super::{Object, Tags, without_nulls};
use crate::id::{BotId, FileId};
use indexmap::IndexMap;
use serde::{Deserialize, Serialize};

/// A file that belongs to a bot, an integration or a user.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct File {
    /// Its id.
    pub id: FileId,
    /// The bot it belongs to.
    #[serde(default = "super::no_bot")]
    pub bot_id: BotId,
    /// Its key, unique per bot, and per integration for files of integrations.
    #[serde(default)]
    pub key: String,
    /// Where to read it: permanent for public content, otherwise signed, short-lived and different on each read.
    #[serde(default)]
    pub url: String,
    /// Its size in bytes, once it is uploaded.
    #[serde(default)]
    pub size: Option<u64>,
    /// Its media type.
    #[serde(default)]
    pub content_type: String,
    /// Its tags.
    #[serde(default, deserialize_with = "without_nulls")]
    pub tags: Tags,
    /// Free data.
    #[serde(default)]
    pub metadata: Object,
    /// When it was created.
    #[serde(default)]
    pub created_at: String,
    /// When it was last changed.
    #[serde(default)]
    pub updated_at: String,
    /// Who may read it, besides its owner.
    #[serde(default)]
    pub access_policies: Vec<AccessPolicy>,
    /// Whether it can be searched.
    #[serde(default)]
    pub index: bool,
    /// How far its upload and its indexing are.
    #[serde(default)]
    pub status: FileStatus,
    /// Why one of them failed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub failed_status_reason: Option<String>,
    /// When it will be removed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires_at: Option<String>,
    /// To whom it belongs.
    #[serde(default)]
    pub owner: FileOwner,
    /// How it is indexed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub indexing_stack: Option<IndexingStack>,
}

impl File {
    /// A private file without content.
    #[must_use]
    pub fn new(
        id: impl Into<FileId>,
        created_at: impl Into<String>,
        bot_id: impl Into<BotId>,
        owner: FileOwner,
        key: impl Into<String>,
        content_type: impl Into<String>,
    ) -> Self {
        let created_at = created_at.into();
        Self {
            id: id.into(),
            bot_id: bot_id.into(),
            key: key.into(),
            url: String::new(),
            size: None,
            content_type: content_type.into(),
            tags: Tags::new(),
            metadata: Object::new(),
            updated_at: created_at.clone(),
            created_at,
            access_policies: Vec::new(),
            index: false,
            status: FileStatus::UploadPending,
            failed_status_reason: None,
            expires_at: None,
            owner,
            indexing_stack: None,
        }
    }
}

/// A file and the place to send its content to.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct UploadTarget {
    /// The file.
    #[serde(flatten)]
    pub file: File,
    /// Where to `PUT` the content, with the file's content type and without a token.
    pub upload_url: String,
}

impl UploadTarget {
    /// The file and the place to send its content to.
    #[must_use]
    pub fn new(file: File, upload_url: impl Into<String>) -> Self {
        Self { file, upload_url: upload_url.into() }
    }
}

open_enum! {
    /// How far the upload and the indexing of a file are.
    pub enum FileStatus {
        /// No content yet.
        UploadPending = "upload_pending",
        /// The content did not arrive.
        UploadFailed = "upload_failed",
        /// The content is there.
        UploadCompleted = "upload_completed",
        /// Being indexed.
        IndexingPending = "indexing_pending",
        /// Could not be indexed.
        IndexingFailed = "indexing_failed",
        /// Can be searched.
        IndexingCompleted = "indexing_completed",
    }
}

open_enum! {
    /// Who may read a file besides its owner.
    pub enum AccessPolicy {
        /// Everybody who has the URL.
        PublicContent = "public_content",
        /// Every integration of the bot.
        Integrations = "integrations",
    }
}

open_enum! {
    /// How a file is indexed.
    pub enum IndexingStack {
        /// The first way.
        V1 = "v1",
        /// The second way.
        V2 = "v2",
    }
}

/// To whom a file belongs.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct FileOwner {
    /// What the owner is, `type` on the wire.
    #[serde(default, rename = "type")]
    pub kind: FileOwnerKind,
    /// The bot's or user's id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// The integration's name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The integration's alias in the bot.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub alias: Option<String>,
}

impl FileOwner {
    /// A bot.
    #[must_use]
    pub fn bot(id: impl Into<String>) -> Self {
        Self { kind: FileOwnerKind::Bot, id: Some(id.into()), ..Self::default() }
    }

    /// A user.
    #[must_use]
    pub fn user(id: impl Into<String>) -> Self {
        Self { kind: FileOwnerKind::User, id: Some(id.into()), ..Self::default() }
    }

    /// An integration, by its name and its alias in the bot.
    #[must_use]
    pub fn integration(name: impl Into<String>, alias: impl Into<String>) -> Self {
        Self { kind: FileOwnerKind::Integration, name: Some(name.into()), alias: Some(alias.into()), ..Self::default() }
    }
}

open_enum! {
    /// What the owner of a file is.
    pub enum FileOwnerKind {
        /// The bot.
        Bot = "bot",
        /// An integration.
        Integration = "integration",
        /// A user.
        User = "user",
    }
}

open_enum! {
    /// By what to sort files.
    pub enum FileSort {
        /// The key.
        Key = "key",
        /// The size.
        Size = "size",
        /// The time of creation.
        CreatedAt = "createdAt",
        /// The time of the last change.
        UpdatedAt = "updatedAt",
        /// The status.
        Status = "status",
    }
}

/// Conditions on tags of files, by tag; a file has to meet all.
pub type FileTagFilters = IndexMap<String, FileTagFilter>;

/// What a file's tag has to be. All that is given has to hold.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct FileTagFilter {
    /// One of these values.
    pub any_of: Vec<String>,
    /// One of these values, written with the operator `in`.
    pub within: Vec<String>,
    /// None of these values, written with the operator `not`.
    pub none_of: Vec<String>,
    /// Whether the tag is there, written with the operator `exists`.
    pub exists: Option<bool>,
}

impl FileTagFilter {
    /// One of the values.
    #[must_use]
    pub fn any_of<V: Into<String>>(values: impl IntoIterator<Item = V>) -> Self {
        Self { any_of: values.into_iter().map(Into::into).collect(), ..Self::default() }
    }

    /// None of the values.
    #[must_use]
    pub fn none_of<V: Into<String>>(values: impl IntoIterator<Item = V>) -> Self {
        Self { none_of: values.into_iter().map(Into::into).collect(), ..Self::default() }
    }

    /// The tag is there, or is not.
    #[must_use]
    pub fn exists(exists: bool) -> Self {
        Self { exists: Some(exists), ..Self::default() }
    }

    /// Whether a file with this value of the tag meets the condition.
    #[must_use]
    pub fn matches(&self, value: Option<&str>) -> bool {
        let is_in = |values: &[String]| value.is_some_and(|value| values.iter().any(|wanted| wanted == value));
        (self.any_of.is_empty() || is_in(&self.any_of))
            && (self.within.is_empty() || is_in(&self.within))
            && !is_in(&self.none_of)
            && self.exists.is_none_or(|exists| exists == value.is_some())
    }
}

impl From<&str> for FileTagFilter {
    fn from(value: &str) -> Self {
        Self::any_of([value])
    }
}

impl From<String> for FileTagFilter {
    fn from(value: String) -> Self {
        Self::any_of([value])
    }
}
