//! `cargo botpress trigger`: an action, as the bot calls it; an event, as the integration sends it.

use botpress_api::endpoint::{call_action, create_event};
use clap::{Args, Subcommand};
use serde_json::{Value, json};

use crate::{
    failure::Failure,
    running::{Where, said},
    ui::{Tone, Ui},
};

/// Calls an action of the integration that runs here, or sends an event to its bot.
#[derive(Debug, Args)]
pub(crate) struct Trigger {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Calls an action, as the bot does, and prints its output.
    Action {
        /// The action's name.
        name: String,
        /// Its input.
        #[arg(value_name = "JSON", value_parser = object, default_value = "{}")]
        input: Value,
        #[command(flatten)]
        place: Target,
    },
    /// Sends an event to the bot, as the integration does, and prints it.
    Event {
        /// The event's name.
        name: String,
        /// Its payload.
        #[arg(value_name = "JSON", value_parser = object, default_value = "{}")]
        payload: Value,
        /// The id of the conversation it belongs to.
        #[arg(long, value_name = "ID")]
        conversation: Option<String>,
        /// The id of the user it belongs to.
        #[arg(long, value_name = "ID")]
        user: Option<String>,
        #[command(flatten)]
        place: Target,
    },
}

#[derive(Debug, Args)]
struct Target {
    /// The integration's alias in the bot, when there are several.
    #[arg(long, value_name = "ALIAS")]
    integration: Option<String>,
    #[command(flatten)]
    place: Where,
}

fn object(text: &str) -> Result<Value, String> {
    let value: Value = serde_json::from_str(text).map_err(|error| format!("no JSON: {error}"))?;
    if value.is_object() {
        Ok(value)
    } else {
        Err("must be a JSON object, for example '{\"name\": \"Ada\"}'".to_owned())
    }
}

pub(crate) async fn run(trigger: Trigger, ui: &Ui) -> Result<(), Failure> {
    match trigger.what {
        What::Action { name, input, place } => action(&name, input, &place, ui).await,
        What::Event { name, payload, conversation, user, place } => {
            let mut event = create_event::Request::new(name, payload);
            event.conversation_id = conversation.map(Into::into);
            event.user_id = user.map(Into::into);
            self::event(event, &place, ui).await
        }
    }
}

async fn action(name: &str, input: Value, target: &Target, ui: &Ui) -> Result<(), Failure> {
    let running = target.place.find().await?;
    let integration = running.integration(target.integration.as_deref()).await?;
    let request = call_action::Request::new(format!("{}:{name}", integration.alias), input);
    let answer = running.as_bot().send(request).await.map_err(said)?;
    ui.result(&answer.output, || format!("{:#}\n", answer.output));
    Ok(())
}

async fn event(event: create_event::Request, target: &Target, ui: &Ui) -> Result<(), Failure> {
    let running = target.place.find().await?;
    let integration = running.integration(target.integration.as_deref()).await?;
    let event = running.as_integration(&integration).send(event).await.map_err(said)?.event;
    if !ui.is_json() {
        ui.note(Tone::Good, "The bot has it.");
    }
    ui.result(&json!(event), || format!("{:#}\n", json!(event)));
    Ok(())
}
