//! Steps of workflows that the app does.

use serde_json::{Map, Value};

use super::{SlackApi, SlackError};

impl SlackApi {
    /// Says that a step is done, so that its workflow goes on.
    pub(crate) async fn complete_step(&self, execution: &str, outputs: &Map<String, Value>) -> Result<(), SlackError> {
        let outputs = Value::Object(outputs.clone());
        self.step("functions.completeSuccess", execution, "outputs", &outputs.to_string()).await
    }

    /// Says that a step failed, and why, so that its workflow ends.
    pub(crate) async fn fail_step(&self, execution: &str, reason: &str) -> Result<(), SlackError> {
        self.step("functions.completeError", execution, "error", reason).await
    }

    async fn step(
        &self,
        method: &'static str,
        execution: &str,
        name: &'static str,
        value: &str,
    ) -> Result<(), SlackError> {
        self.repeatable(method).arg("function_execution_id", execution).arg(name, value).done().await
    }
}
