//! `llm`: a bot asks a language model.
//!
//! Bots choose one of the installed integrations that implement it, and a model of [`ListLanguageModels`]; the plugins `knowledge`
//! and `personality` ask through it as well. The entity is the integration's way to name a model: at least an `id`, of which the
//! schema may list those that there are.
//!
//! The cost of a call goes into the answer, and with [`Context::set_cost`](crate::Context::set_cost) to the platform; both are in US
//! dollars. When the provider fails, `Error::runtime(..)` with the metadata `{"subtype": "UPSTREAM_PROVIDER_FAILED"}` tells Botpress
//! to try another one.
//!
//! ```
//! use botpress_sdk::interfaces::Llm;
//! use botpress_sdk::interfaces::llm::{
//!     Choice, GenerateContent, GenerateContentOutput, LanguageModel, ListLanguageModels, ListLanguageModelsOutput, ModelTag,
//!     StopReason, TokenPrice, Usage,
//! };
//! use botpress_sdk::prelude::*;
//! use serde::{Deserialize, Serialize};
//!
//! #[derive(Integration)]
//! #[integration(name = "parrot", version = "0.1.0", entities(ModelRef), interfaces(Llm<ModelRef>))]
//! struct Parrot;
//!
//! #[derive(Entity, Schema, Serialize, Deserialize)]
//! struct ModelRef {
//!     id: ModelId,
//! }
//!
//! #[derive(Schema, Serialize, Deserialize)]
//! #[serde(rename_all = "kebab-case")]
//! enum ModelId {
//!     GreyParrot,
//!     Macaw,
//! }
//!
//! impl Handle<GenerateContent<ModelRef>> for Parrot {
//!     async fn handle(&self, cx: &Context<Self>, input: GenerateContent<ModelRef>) -> Result<GenerateContentOutput> {
//!         let Some(message) = input.messages.last() else { return Err(Error::runtime("say something")) };
//!         let usage = Usage::new(12, 0.01, 12, 0.02);
//!         cx.set_cost(usage.cost());
//!         let choice = Choice::text(message.text().unwrap_or("Squawk!"), StopReason::Stop);
//!         Ok(GenerateContentOutput::new("answer-1", "parrot", "grey-parrot", [choice], usage))
//!     }
//! }
//!
//! impl Handle<ListLanguageModels<ModelRef>> for Parrot {
//!     async fn handle(
//!         &self,
//!         _: &Context<Self>,
//!         _: ListLanguageModels<ModelRef>,
//!     ) -> Result<ListLanguageModelsOutput<ModelRef>> {
//!         let price = TokenPrice::new(100, 0.5);
//!         let grey = LanguageModel::new(ModelRef { id: ModelId::GreyParrot }, "Grey parrot", "Repeats", price, price);
//!         Ok(ListLanguageModelsOutput::new([grey.tags([ModelTag::LowCost])]))
//!     }
//! }
//!
//! impl Lifecycle for Parrot {}
//!
//! assert_eq!(Parrot::definition()?.actions["generateContent"].billable, Some(true));
//! # Ok::<_, botpress_sdk::definition::DefinitionErrors>(())
//! ```

mod message;
mod models;

use std::{collections::BTreeMap, marker::PhantomData};

use botpress_derive::{Action, Entity, Interface, Schema};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

pub use self::message::{Content, ContentPart, FunctionCall, Message, MessageKind, PartKind, Role, ToolCall};
use self::message::{IsAssistant, IsFunction};
pub use self::models::{LanguageModel, ListLanguageModels, ListLanguageModelsOutput, ModelTag, TokenPrice};
use crate::schema::Nullable;

/// A bot asks a language model; `E` names a model.
#[derive(Debug, Interface)]
#[botpress(crate = crate)]
#[interface(
    name = "llm",
    version = "11.0.0",
    entities(ModelRef as E),
    actions(GenerateContent<E>, ListLanguageModels<E>)
)]
pub struct Llm<E>(PhantomData<E>);

/// Names a model.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Schema, Entity)]
#[botpress(crate = crate)]
#[non_exhaustive]
pub struct ModelRef {
    /// Which model it is.
    #[botpress(title = "LLM Model ID")]
    pub id: String,
}

impl ModelRef {
    /// The model with this id.
    pub fn new(id: impl Into<String>) -> Self {
        Self { id: id.into() }
    }
}

/// Let a model go on with a conversation.
#[derive(Debug, Clone, PartialEq, Deserialize, Schema, Action)]
#[botpress(crate = crate)]
#[action(output = GenerateContentOutput, billable, cacheable)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct GenerateContent<E> {
    /// The model to ask; the integration's usual one when absent.
    pub model: Option<E>,
    /// How long to think; not every model can.
    #[botpress(title = "Reasoning Effort Level")]
    pub reasoning_effort: Option<ReasoningEffort>,
    /// What the model is told beforehand.
    #[botpress(title = "System Prompt")]
    pub system_prompt: Option<String>,
    /// The conversation so far.
    #[botpress(title = "Messages to Process")]
    pub messages: Vec<Message>,
    /// The form of the answer.
    #[botpress(title = "Response Format")]
    pub response_format: Option<ResponseFormat>,
    /// How many tokens the answer may have.
    #[botpress(title = "Maximum number of output tokens")]
    pub max_tokens: Option<f64>,
    /// How much chance is in the answer, from 0 to 2.
    #[serde(default = "one")]
    #[botpress(
        title = "Temperature",
        min = 0,
        max = 2,
        display_as("slider", { "stepSize": 0.01, "horizontal": true })
    )]
    pub temperature: f64,
    /// How many of the likelier tokens are considered, from 0 to 1.
    #[serde(default = "one")]
    #[botpress(title = "Top-P", min = 0, max = 1, display_as("slider", { "stepSize": 0.01, "horizontal": true }))]
    pub top_p: f64,
    /// Texts that end the answer, at most 4.
    #[botpress(title = "Stop Sequences", max_items = 4)]
    pub stop_sequences: Option<Vec<String>>,
    /// The functions that the model may ask for.
    #[botpress(title = "Tools")]
    pub tools: Option<Vec<Tool>>,
    /// Which of the functions to use.
    #[botpress(title = "Tool Choice")]
    pub tool_choice: Option<ToolChoice>,
    /// The user that the request is made for.
    #[botpress(title = "User ID")]
    pub user_id: Option<String>,
    /// Whether to log the request in full.
    #[botpress(title = "Debug Mode", hidden)]
    pub debug: Option<bool>,
    /// Where the request comes from.
    #[botpress(title = "Prompt Metadata", hidden)]
    pub meta: Option<PromptMeta>,
}

fn one() -> f64 {
    1.0
}

/// How long a model thinks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize, Schema)]
#[botpress(crate = crate)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum ReasoningEffort {
    /// Shortly.
    Low,
    /// For a while.
    Medium,
    /// For long.
    High,
    /// As the model sees fit.
    Dynamic,
    /// Not at all.
    None,
}

/// The form of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize, Schema)]
#[botpress(crate = crate)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum ResponseFormat {
    /// A text.
    Text,
    /// A JSON object, as text.
    JsonObject,
}

/// A function that the model may ask for.
#[derive(Debug, Clone, PartialEq, Deserialize, Schema)]
#[botpress(crate = crate)]
#[non_exhaustive]
pub struct Tool {
    #[serde(rename = "type")]
    kind: IsFunction,
    /// The function.
    pub function: ToolFunction,
}

/// What a model is told about a function.
#[derive(Debug, Clone, PartialEq, Deserialize, Schema)]
#[botpress(crate = crate)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct ToolFunction {
    /// What the function is called.
    pub name: String,
    /// What it does.
    pub description: Option<String>,
    /// The JSON Schema of the arguments.
    pub arguments_schema: Option<Map<String, Value>>,
}

/// Which of the functions to use.
#[derive(Debug, Clone, PartialEq, Deserialize, Schema)]
#[botpress(crate = crate)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct ToolChoice {
    /// How it is chosen.
    #[serde(rename = "type")]
    pub kind: Option<ToolChoiceKind>,
    /// The function, when one is asked for by name.
    pub function_name: Option<String>,
}

/// How a function is chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize, Schema)]
#[botpress(crate = crate)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum ToolChoiceKind {
    /// By the model, if at all.
    Auto,
    /// By name.
    Specific,
    /// By the model, one in any case.
    Any,
    /// Not at all.
    None,
    /// Nothing is said about it.
    #[serde(rename = "")]
    Unset,
}

/// Where a request comes from.
#[derive(Debug, Clone, Default, PartialEq, Deserialize, Schema)]
#[botpress(crate = crate)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct PromptMeta {
    /// Where the prompt comes from.
    pub prompt_source: Option<String>,
    /// What kind of prompt it is.
    pub prompt_category: Option<String>,
    /// Which integration has made the prompt.
    pub integration_name: Option<String>,
    /// Whatever else is worth keeping; values have at most 128 characters.
    #[botpress(schema_as = Option<BTreeMap<String, ShortText>>)]
    pub metadata: Option<BTreeMap<String, String>>,
}

#[derive(Schema)]
#[botpress(crate = crate)]
#[allow(dead_code, reason = "it is there for its schema")]
struct ShortText(#[botpress(max_length = 128)] String);

/// What a model has answered.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Schema)]
#[botpress(crate = crate)]
#[non_exhaustive]
pub struct GenerateContentOutput {
    /// The id that the provider gave the answer.
    #[botpress(title = "Response ID")]
    pub id: String,
    /// Who has answered.
    #[botpress(title = "LLM Provider")]
    pub provider: String,
    /// The model that has answered.
    #[botpress(title = "Model Name")]
    pub model: String,
    /// The answers to choose from.
    #[botpress(title = "Generated Choices")]
    pub choices: Vec<Choice>,
    /// How much was used.
    #[botpress(title = "Usage Information")]
    pub usage: Usage,
    /// What Botpress charges.
    #[botpress(title = "Botpress Metadata")]
    pub botpress: Charge,
}

impl GenerateContentOutput {
    /// An answer for which Botpress charges what was used.
    pub fn new(
        id: impl Into<String>,
        provider: impl Into<String>,
        model: impl Into<String>,
        choices: impl IntoIterator<Item = Choice>,
        usage: Usage,
    ) -> Self {
        let botpress = Charge { cost: usage.cost() };
        let choices = choices.into_iter().zip(0..).map(|(choice, index)| Choice { index, ..choice });
        Self {
            id: id.into(),
            provider: provider.into(),
            model: model.into(),
            choices: choices.collect(),
            usage,
            botpress,
        }
    }
}

/// One of the answers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Schema)]
#[botpress(crate = crate)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Choice {
    /// What it consists of.
    #[serde(rename = "type", default)]
    pub kind: MessageKind,
    /// The functions that the model wants called.
    pub tool_calls: Option<Vec<ToolCall>>,
    /// Which call this is the result of.
    pub tool_result_call_id: Option<String>,
    /// One text, or several parts.
    pub content: Nullable<Content>,
    role: IsAssistant,
    /// Which of the answers it is, from 0 on.
    #[botpress(schema_as = i64)]
    pub index: u32,
    /// Why the answer ends.
    pub stop_reason: StopReason,
}

impl Choice {
    /// An answer of this kind.
    #[must_use]
    pub fn new(kind: MessageKind, content: Nullable<Content>, stop_reason: StopReason) -> Self {
        Self { kind, tool_calls: None, tool_result_call_id: None, content, role: IsAssistant, index: 0, stop_reason }
    }

    /// A text.
    pub fn text(text: impl Into<String>, stop_reason: StopReason) -> Self {
        Self::new(MessageKind::Text, Nullable::Value(Content::Text(text.into())), stop_reason)
    }

    /// Calls of functions.
    pub fn calls(calls: impl IntoIterator<Item = ToolCall>) -> Self {
        let choice = Self::new(MessageKind::ToolCalls, Nullable::Null, StopReason::ToolCalls);
        Self { tool_calls: Some(calls.into_iter().collect()), ..choice }
    }
}

/// Why an answer ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, Schema)]
#[botpress(crate = crate)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum StopReason {
    /// The model has said all it has to say.
    Stop,
    /// It may not have more tokens.
    MaxTokens,
    /// The model wants functions called.
    ToolCalls,
    /// The provider does not let more through.
    ContentFilter,
    /// For another reason.
    Other,
}

/// How much was used.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, Schema)]
#[botpress(crate = crate)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Usage {
    /// How many tokens were read.
    #[botpress(schema_as = i64)]
    pub input_tokens: u64,
    /// What reading them has cost, in US dollars.
    pub input_cost: f64,
    /// How many tokens were written.
    #[botpress(schema_as = i64)]
    pub output_tokens: u64,
    /// What writing them has cost, in US dollars.
    pub output_cost: f64,
}

impl Usage {
    /// Tokens, and what they have cost in US dollars: those that were read, those that were written.
    #[must_use]
    pub fn new(input_tokens: u64, input_cost: f64, output_tokens: u64, output_cost: f64) -> Self {
        Self { input_tokens, input_cost, output_tokens, output_cost }
    }

    /// What all of it has cost, in US dollars.
    #[must_use]
    pub fn cost(&self) -> f64 {
        self.input_cost + self.output_cost
    }
}

/// What Botpress charges.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, Schema)]
#[botpress(crate = crate)]
#[non_exhaustive]
pub struct Charge {
    /// What is charged, in US dollars.
    #[botpress(title = "Generation Cost")]
    pub cost: f64,
}
