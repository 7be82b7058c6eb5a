//! The bot's step in workflows of Slack.

use botpress_sdk::prelude::*;
use serde_json::{Map, Value};

use super::{hearing::Hearing, payload::Step};
use crate::events::WorkflowWebhook;

/// What the step is called in the app's manifest.
pub(crate) const CALLBACK: &str = "botpress-webhook";
/// What it is called in apps from before, whose manifest has it so.
const CALLBACK_OF_BEFORE: &str = "botpress-webook";

impl Hearing<'_> {
    /// A workflow has come to the bot's step: the bot hears of it, and the workflow goes on.
    pub(super) async fn step(&self, step: Step) -> Result<()> {
        if ![CALLBACK, CALLBACK_OF_BEFORE].contains(&&*step.function.callback_id) {
            return Ok(());
        }
        // A list, where the step's form lets several be chosen: the first counts.
        let value = match step.inputs.get("value") {
            Some(Value::Array(values)) => values.first().cloned().unwrap_or_default(),
            value => value.cloned().unwrap_or_default(),
        };
        let user_id = step.inputs.get("userId").and_then(Value::as_str).map(str::to_owned);
        let told = self.tell(self.cx.bot_user_id(), self.cx.emit(WorkflowWebhook { value, user_id })).await;
        let Some(execution) = &step.function_execution_id else { return told };
        match told {
            Ok(()) => Ok(self.at.api.complete_step(execution, &Map::new()).await?),
            Err(error) => {
                self.at.api.fail_step(execution, "Botpress did not take it").await?;
                Err(error)
            }
        }
    }
}
