//! Files, both ways.

use std::time::Duration;

use botpress_sdk::client::{Body, HttpResponse, RequestError};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{SlackApi, SlackError};

/// A file that somebody has shared, as far as Slack tells. In channels with other organisations that may be only the id.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(crate) struct SlackFile {
    pub(crate) id: String,
    pub(crate) name: Option<String>,
    pub(crate) title: Option<String>,
    pub(crate) mimetype: Option<String>,
    /// In bytes.
    pub(crate) size: u64,
    /// Where its content is, for whoever has the app's token.
    url_private_download: Option<String>,
    url_private: Option<String>,
    /// Slack's page of it, for people.
    pub(crate) permalink: Option<String>,
    /// Whether it is somewhere else, and Slack only shows it.
    is_external: bool,
    /// `tombstone` for one that was deleted, `hidden_by_limit` for one that is too old for the workspace's plan.
    mode: Option<String>,
    /// `check_file_info` for one that Slack tells more about when asked.
    file_access: Option<String>,
    /// Where it was shared: by kind and by channel, a list of messages.
    shares: Value,
}

impl SlackFile {
    /// Whether Slack tells more about it when asked.
    pub(crate) fn is_stub(&self) -> bool {
        self.file_access.as_deref() == Some("check_file_info") || self.mimetype.is_none() && self.mode.is_none()
    }

    /// Whether nobody can see it any more.
    pub(crate) fn is_gone(&self) -> bool {
        matches!(self.mode.as_deref(), Some("tombstone" | "hidden_by_limit"))
    }

    /// Whether its content is not at Slack.
    pub(crate) fn is_elsewhere(&self) -> bool {
        self.is_external
    }

    /// Where its content is.
    pub(crate) fn address(&self) -> Option<&str> {
        self.url_private_download.as_deref().or(self.url_private.as_deref())
    }

    /// What people call it.
    pub(crate) fn label(&self) -> Option<&str> {
        [&self.title, &self.name].into_iter().find_map(|label| label.as_deref().filter(|label| !label.is_empty()))
    }

    /// The timestamp of the message with which it was shared in `channel`; none as long as Slack is still looking at it.
    pub(crate) fn shared_in(&self, channel: &str) -> Option<&str> {
        ["public", "private"].into_iter().find_map(|kind| self.shares[kind][channel][0]["ts"].as_str())
    }
}

/// A file on its way to a channel.
#[derive(Debug)]
pub(crate) struct Upload<'a> {
    pub(crate) name: &'a str,
    pub(crate) title: &'a str,
    pub(crate) channel: &'a str,
    pub(crate) thread_ts: Option<&'a str>,
    /// In bytes.
    pub(crate) size: u64,
    pub(crate) content: Body,
}

#[derive(Deserialize)]
struct UploadTarget {
    upload_url: String,
    file_id: String,
}

#[derive(Deserialize)]
struct OneFile {
    file: SlackFile,
}

/// How long the content of a file may take.
const TRANSFER: Duration = Duration::from_secs(40);
/// How long to wait before each look whether a file has been shared; Slack looks for viruses first.
const LOOKS: [u64; 9] = [100, 200, 400, 600, 1000, 1500, 2000, 2500, 3000];

impl SlackApi {
    /// Uploads a file to a channel: Slack names a place, the content goes there, and then it is shared. Answers the timestamp of
    /// the message with which it was; none when Slack took longer than anybody waits.
    pub(crate) async fn upload(&self, upload: Upload<'_>) -> Result<Option<String>, SlackError> {
        let Upload { name, title, channel, thread_ts, size, content } = upload;
        let call = self.repeatable("files.getUploadURLExternal").arg("filename", name).arg("length", size);
        let UploadTarget { upload_url, file_id } = call.send().await?;
        let sent = self.http().post(upload_url).timeout(TRANSFER).body(content).await;
        let unreachable = |source| SlackError::Unreachable { method: "the upload of a file", source };
        sent.and_then(HttpResponse::error_for_status).map_err(unreachable)?;
        let files = json!([{ "id": file_id, "title": title }]);
        let call = self.once("files.completeUploadExternal").arg("files", files).arg("channel_id", channel);
        call.maybe("thread_ts", thread_ts).done().await?;
        Ok(self.share_of(&file_id, channel).await)
    }

    /// The timestamp of the message with which a file was shared. The file is out: nothing that goes wrong here may send it again.
    async fn share_of(&self, file: &str, channel: &str) -> Option<String> {
        for wait in LOOKS {
            match self.file(file).await {
                Ok(file) => {
                    if let Some(ts) = file.shared_in(channel) {
                        return Some(ts.to_owned());
                    }
                }
                Err(error) if !error.is_passing() => return None,
                Err(_) => {}
            }
            self.web.host.sleep(Duration::from_millis(wait)).await;
        }
        None
    }

    /// What Slack knows about a file.
    pub(crate) async fn file(&self, id: &str) -> Result<SlackFile, SlackError> {
        Ok(self.repeatable("files.info").arg("file", id).send::<OneFile>().await?.file)
    }

    /// The content of a file: its length in bytes, and the bytes as they arrive.
    pub(crate) async fn download(&self, url: &str) -> Result<(u64, Body), RequestError> {
        let response = self.http().get(url).bearer(self.token.expose()).timeout(TRANSFER).await?;
        response.error_for_status()?.into_sized_body().await
    }
}
