//! What an app shows while it works.

use super::{SlackApi, SlackError};

impl SlackApi {
    /// Shows a line below a thread, "is thinking…" for example; an empty one takes it away, and so does an answer, or two minutes.
    pub(crate) async fn set_status(&self, channel: &str, thread_ts: &str, status: &str) -> Result<(), SlackError> {
        let call =
            self.repeatable("assistant.threads.setStatus").arg("channel_id", channel).arg("thread_ts", thread_ts);
        call.arg("status", status).done().await
    }
}
