#[derive(Tags)]
#[serde(rename_all = "camelCase")]
pub struct MessageTags {
    /// Slack's timestamp.
    ///
    /// It identifies the message.
    #[tag(title = "Timestamp")]
    pub ts: Text,
    thread_ts: Number,
    #[serde(rename = "user")]
    r#type: Text,
}
