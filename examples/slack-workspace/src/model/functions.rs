//! Functions: steps of a workflow that an app carries out.

use serde_json::{Value, json};

use super::{Model, Refusal, render::Audience, tokens::Holder};
use crate::Happening;

/// How a step of a workflow ended.
#[derive(Debug, Clone, PartialEq)]
pub enum FunctionOutcome {
    /// The app did it, and gave this.
    Succeeded(Value),
    /// The app could not do it, and said why.
    Failed(String),
}

#[derive(Debug)]
pub(super) struct Run {
    id: String,
    app: String,
    is_open: bool,
}

impl Model {
    /// A workflow reaches a step of an app: `function_executed`. Answers the run's id.
    pub(crate) fn run_function(
        &mut self,
        user: &str,
        app: &str,
        callback_id: &str,
        inputs: &Value,
    ) -> Result<String, Refusal> {
        self.user(user).ok_or(Refusal::UserNotFound)?;
        self.app(app)?;
        let id = self.next_id("Fx");
        let scopes = self.granted_scopes(app);
        let token = self.issue(app, &Holder::Function, &scopes, false).access;
        let now = self.now().as_secs();
        let event = json!({
            "type": "function_executed",
            "function": {
                "id": self.next_id("Fn"),
                "callback_id": callback_id,
                "title": callback_id,
                "description": "",
                "type": "app",
                "input_parameters": [],
                "output_parameters": [],
                "app_id": app,
                "date_created": now,
                "date_updated": now,
                "date_deleted": 0,
            },
            "inputs": inputs,
            "function_execution_id": id,
            "workflow_execution_id": self.next_id("Wx"),
            "bot_access_token": token,
        });
        self.functions.push(Run { id: id.clone(), app: app.to_owned(), is_open: true });
        self.announce(event, "function_executed", &Audience::App(app.to_owned()));
        Ok(id)
    }

    pub(crate) fn complete_function(&mut self, app: &str, id: &str, outcome: FunctionOutcome) -> Result<(), Refusal> {
        let run = self.functions.iter_mut().find(|run| run.id == id && run.app == app && run.is_open);
        run.ok_or(Refusal::FunctionNotFound)?.is_open = false;
        self.tell(Happening::FunctionCompleted { execution_id: id.to_owned(), outcome });
        Ok(())
    }
}
