use bytes::Bytes;
use serde_json::{Map, Value, json};

use super::{Model, Refusal};

/// A file that somebody shared, or is about to.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct File {
    /// Slack's id: `F…`.
    pub id: String,
    /// The name, with its extension.
    pub name: String,
    /// The title that is shown.
    pub title: String,
    /// What it is: `application/pdf`.
    pub mimetype: String,
    /// What it shows, for those who do not see it.
    pub alt_text: Option<String>,
    /// Who owns it.
    pub user: String,
    /// When it came, in seconds since 1970.
    pub created: u64,
    /// What is in it; empty until it is uploaded.
    pub content: Bytes,
    /// Where it was shared: channel and message.
    pub shares: Vec<(String, String)>,
    pub(crate) progress: Progress,
}

/// How far an upload is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Progress {
    /// The content of this length is awaited.
    Announced { length: usize },
    /// The content is there, and nobody sees it yet.
    Uploaded,
    /// The app said that it is done. With how many questions it is shared, when somebody has to ask.
    Sharing { checks: Option<u32> },
    /// People see it.
    Shared,
}

/// When a file that an app has uploaded is shared. Slack looks for viruses first, and may never come to an end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum FileSharing {
    /// Before `files.completeUploadExternal` is answered.
    #[default]
    AtOnce,
    /// When `files.info` was asked so many times, the last of which tells of it.
    AfterChecks(u32),
    /// When [`Workspace::share_files`](crate::Workspace::share_files) is called.
    OnDemand,
}

/// A file that a person has at hand.
#[derive(Debug, Clone)]
#[must_use]
pub struct Upload {
    pub(crate) name: String,
    pub(crate) content: Bytes,
    pub(crate) mimetype: Option<String>,
    pub(crate) title: Option<String>,
}

impl Upload {
    /// A file of this name; what it is follows from the name's extension.
    pub fn new(name: impl Into<String>, content: impl Into<Bytes>) -> Self {
        Self { name: name.into(), content: content.into(), mimetype: None, title: None }
    }

    /// Says what it is.
    pub fn mimetype(mut self, mimetype: impl Into<String>) -> Self {
        self.mimetype = Some(mimetype.into());
        self
    }

    /// Gives it a title other than its name.
    pub fn title(mut self, title: impl Into<String>) -> Self {
        self.title = Some(title.into());
        self
    }
}

impl File {
    /// The extension, `binary` without one.
    fn filetype(&self) -> &str {
        self.name.rsplit_once('.').map_or("binary", |(_, extension)| extension)
    }

    /// The file as `files.info` shows it.
    pub(crate) fn to_json(&self, model: &Model) -> Value {
        let (team, id) = (&model.team.id, &self.id);
        let name = self.name.replace(|c: char| !c.is_ascii_alphanumeric() && !matches!(c, '.' | '-' | '_'), "_");
        let url = format!("{}/files-pri/{team}-{id}/{name}", model.base_url);
        let mut json = json!({
            "id": id,
            "created": self.created,
            "timestamp": self.created,
            "name": self.name,
            "title": self.title,
            "mimetype": self.mimetype,
            "filetype": self.filetype(),
            "pretty_type": self.filetype().to_uppercase(),
            "user": self.user,
            "user_team": team,
            "editable": false,
            "size": self.content.len(),
            "mode": "hosted",
            "is_external": false,
            "external_type": "",
            "is_public": false,
            "public_url_shared": false,
            "display_as_bot": false,
            "username": "",
            "url_private": url,
            "url_private_download": format!("{}/files-pri/{team}-{id}/download/{name}", model.base_url),
            "permalink": format!("{}/files/{}/{id}/{name}", model.base_url, self.user),
            "permalink_public": format!("{}/public/{team}-{id}", model.base_url),
            "file_access": "visible",
            "has_rich_preview": false,
            "shares": self.shares_json(model),
        });
        let (private, public): (Vec<_>, Vec<_>) =
            self.shares.iter().partition(|(channel, _)| model.channel(channel).is_ok_and(super::Channel::is_private));
        let (ims, groups): (Vec<_>, Vec<_>) = private.into_iter().partition(|(channel, _)| channel.starts_with('D'));
        json["is_public"] = (!public.is_empty()).into();
        for (name, shares) in [("channels", public), ("groups", groups), ("ims", ims)] {
            json[name] = shares.into_iter().map(|(channel, _)| channel.as_str()).collect();
        }
        if let Some(alt_text) = &self.alt_text {
            json["alt_txt"] = alt_text.as_str().into();
        }
        json
    }

    fn shares_json(&self, model: &Model) -> Value {
        let mut shares = Map::new();
        for (channel, ts) in &self.shares {
            let Ok(known) = model.channel(channel) else { continue };
            let kind = if known.is_private() { "private" } else { "public" };
            let mut share = json!({
                "ts": ts, "channel_name": known.name(), "team_id": model.team.id, "share_user_id": self.user,
                "reply_users": [], "reply_users_count": 0, "reply_count": 0,
            });
            if let Some(thread_ts) = model.message(channel, ts).ok().and_then(|message| message.thread_ts.as_deref()) {
                share["thread_ts"] = thread_ts.into();
            }
            shares.entry(kind).or_insert_with(|| json!({}))[channel] = json!([share]);
        }
        shares.into()
    }
}

impl Model {
    pub(crate) fn file(&self, id: &str) -> Result<&File, Refusal> {
        self.files.iter().find(|file| file.id == id).ok_or(Refusal::FileNotFound)
    }
}

/// What a file is, by its extension.
pub(super) fn mimetype_of(name: &str) -> &'static str {
    match name.rsplit_once('.').map(|(_, extension)| extension.to_ascii_lowercase()).as_deref() {
        Some("png") => "image/png",
        Some("jpg" | "jpeg") => "image/jpeg",
        Some("gif") => "image/gif",
        Some("svg") => "image/svg+xml",
        Some("webp") => "image/webp",
        Some("mp3") => "audio/mpeg",
        Some("wav") => "audio/wav",
        Some("ogg") => "audio/ogg",
        Some("m4a") => "audio/mp4",
        Some("mp4") => "video/mp4",
        Some("webm") => "video/webm",
        Some("mov") => "video/quicktime",
        Some("pdf") => "application/pdf",
        Some("zip") => "application/zip",
        Some("json") => "application/json",
        Some("docx") => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        Some("xlsx") => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        Some("txt" | "log") => "text/plain",
        Some("md") => "text/markdown",
        Some("csv") => "text/csv",
        Some("html") => "text/html",
        _ => "application/octet-stream",
    }
}
