//! The models there are.

use std::marker::PhantomData;

use botpress_derive::{Action, Schema};
use serde::{Deserialize, Serialize};

use super::ModelRef;
use crate::schema::Both;

/// List the models.
#[derive(Debug, Clone, PartialEq, Deserialize, Schema, Action)]
#[botpress(crate = crate)]
#[action(output = ListLanguageModelsOutput<E>)]
#[non_exhaustive]
pub struct ListLanguageModels<E> {
    #[serde(skip)]
    entity: PhantomData<E>,
}

/// The models.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Schema)]
#[botpress(crate = crate)]
#[non_exhaustive]
pub struct ListLanguageModelsOutput<E> {
    /// The models.
    #[botpress(schema_as = Vec<Both<LanguageModel<ModelRef>, E>>)]
    pub models: Vec<LanguageModel<E>>,
}

impl<E> ListLanguageModelsOutput<E> {
    /// These models.
    pub fn new(models: impl IntoIterator<Item = LanguageModel<E>>) -> Self {
        Self { models: models.into_iter().collect() }
    }
}

/// A model.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Schema)]
#[botpress(crate = crate)]
#[non_exhaustive]
pub struct LanguageModel<E> {
    /// Which model it is.
    #[serde(flatten)]
    pub model: E,
    /// What people call it.
    pub name: String,
    /// What it is good for.
    pub description: String,
    /// By what it is found.
    pub tags: Vec<ModelTag>,
    /// What it reads.
    pub input: TokenPrice,
    /// What it writes.
    pub output: TokenPrice,
}

impl<E> LanguageModel<E> {
    /// A model without tags.
    pub fn new(
        model: E,
        name: impl Into<String>,
        description: impl Into<String>,
        input: TokenPrice,
        output: TokenPrice,
    ) -> Self {
        Self { model, name: name.into(), description: description.into(), tags: Vec::new(), input, output }
    }

    /// Adds tags.
    #[must_use]
    pub fn tags(mut self, tags: impl IntoIterator<Item = ModelTag>) -> Self {
        self.tags.extend(tags);
        self
    }
}

/// How many tokens a model takes or gives, and for how much.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, Schema)]
#[botpress(crate = crate)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct TokenPrice {
    /// The most tokens at once.
    #[botpress(schema_as = i64)]
    pub max_tokens: u64,
    /// What a million tokens cost, in US dollars.
    #[serde(rename = "costPer1MTokens")]
    pub cost_per_million_tokens: f64,
}

impl TokenPrice {
    /// The most tokens at once, and what a million of them cost in US dollars.
    #[must_use]
    pub fn new(max_tokens: u64, cost_per_million_tokens: f64) -> Self {
        Self { max_tokens, cost_per_million_tokens }
    }
}

/// What a model is good for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, Schema)]
#[botpress(crate = crate)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum ModelTag {
    /// The first choice.
    Recommended,
    /// No longer to be chosen.
    Deprecated,
    /// For everything.
    GeneralPurpose,
    /// For little money.
    LowCost,
    /// For pictures.
    Vision,
    /// For programs.
    Coding,
    /// For agents.
    Agents,
    /// For calls of functions.
    FunctionCalling,
    /// For playing a role.
    Roleplay,
    /// For telling stories.
    Storytelling,
    /// For thinking.
    Reasoning,
    /// For trying out.
    Preview,
    /// For writing down what is said.
    SpeechToText,
    /// For making pictures.
    ImageGeneration,
    /// For reading aloud.
    TextToSpeech,
}
