use super::{LifecycleStatus, Object};
use crate::definition::Visibility;
use crate::id::PluginId;
use serde::{Deserialize, Serialize};

/// One version of a plugin, a piece of a bot. Lists and single answers differ by its definition, which is in `extra`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Plugin {
    /// The id of the version.
    pub id: PluginId,
    /// Its name.
    #[serde(default)]
    pub name: String,
    /// The version, as in semantic versioning.
    #[serde(default)]
    pub version: String,
    /// When it was created.
    #[serde(default)]
    pub created_at: String,
    /// When it was last changed.
    #[serde(default)]
    pub updated_at: String,
    /// The title.
    #[serde(default)]
    pub title: String,
    /// The description.
    #[serde(default)]
    pub description: String,
    /// A URL of the icon.
    #[serde(default)]
    pub icon_url: String,
    /// A URL of the page in the hub.
    #[serde(default)]
    pub readme_url: String,
    /// Whether everybody may install it. Deprecated in favour of `visibility`.
    #[serde(default)]
    pub public: bool,
    /// Who may install it.
    #[serde(default)]
    pub visibility: Visibility,
    /// Whether it should still be installed.
    #[serde(default)]
    pub lifecycle_status: LifecycleStatus,
    /// Its definition.
    #[serde(flatten)]
    pub extra: Object,
}
