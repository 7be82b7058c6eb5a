use botpress_sdk::prelude::*;
use serde::Serialize;
use serde_json::Value;

/// A workflow of Slack has come to the bot's step.
#[derive(Debug, Serialize, Schema, Event)]
#[event(title = "Workflow Webhook")]
#[serde(rename_all = "camelCase")]
pub struct WorkflowWebhook {
    /// What the workflow hands to the bot.
    #[botpress(title = "Value")]
    pub value: Value,
    /// Slack's id of the user who runs the workflow.
    #[botpress(title = "Slack User ID")]
    pub user_id: Option<String>,
}
