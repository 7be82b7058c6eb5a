//! `speech-to-text`: a bot has a recording written down.
//!
//! Bots call it for audio messages. The entity is the integration's way to name a model: at least an `id`. Costs are in US dollars,
//! as for [`llm`](super::llm).
//!
//! ```
//! use botpress_sdk::interfaces::SpeechToText;
//! use botpress_sdk::interfaces::speech_to_text::{
//!     ListSpeechToTextModels, ListSpeechToTextModelsOutput, Segment, SpeechToTextModel, SpeechToTextModelRef, TranscribeAudio,
//!     Transcription,
//! };
//! use botpress_sdk::prelude::*;
//!
//! // The interface's own entity does as well.
//! #[derive(Integration)]
//! #[integration(
//!     name = "ear", version = "0.1.0",
//!     entities(SpeechToTextModelRef), interfaces(SpeechToText<SpeechToTextModelRef>),
//! )]
//! struct Ear;
//!
//! impl Handle<TranscribeAudio<SpeechToTextModelRef>> for Ear {
//!     async fn handle(&self, cx: &Context<Self>, _: TranscribeAudio<SpeechToTextModelRef>) -> Result<Transcription> {
//!         let transcription = Transcription::new("en", 1.5, "ear-1", 0.006).segment(Segment::new(0, 0.0, 1.5, "The tea is cold."));
//!         cx.set_cost(transcription.cost);
//!         Ok(transcription)
//!     }
//! }
//!
//! impl Handle<ListSpeechToTextModels<SpeechToTextModelRef>> for Ear {
//!     async fn handle(
//!         &self,
//!         _: &Context<Self>,
//!         _: ListSpeechToTextModels<SpeechToTextModelRef>,
//!     ) -> Result<ListSpeechToTextModelsOutput<SpeechToTextModelRef>> {
//!         let model = SpeechToTextModel::new(SpeechToTextModelRef::new("ear-1"), "Ear", 0.24);
//!         Ok(ListSpeechToTextModelsOutput::new([model]))
//!     }
//! }
//!
//! impl Lifecycle for Ear {}
//!
//! assert!(Ear::definition()?.interfaces.contains_key("speech-to-text<speechToTextModelRef>"));
//! # Ok::<_, botpress_sdk::definition::DefinitionErrors>(())
//! ```

use std::marker::PhantomData;

use botpress_derive::{Action, Entity, Interface, Schema};
use serde::{Deserialize, Serialize};

use crate::schema::Both;

/// A bot has a recording written down; `E` names a model.
#[derive(Debug, Interface)]
#[botpress(crate = crate)]
#[interface(
    name = "speech-to-text",
    version = "2.0.2",
    entities(SpeechToTextModelRef as E),
    actions(TranscribeAudio<E>, ListSpeechToTextModels<E>)
)]
pub struct SpeechToText<E>(PhantomData<E>);

/// Names a model.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Schema, Entity)]
#[botpress(crate = crate)]
#[non_exhaustive]
pub struct SpeechToTextModelRef {
    /// Which model it is.
    #[botpress(title = "Model ID")]
    pub id: String,
}

impl SpeechToTextModelRef {
    /// The model with this id.
    pub fn new(id: impl Into<String>) -> Self {
        Self { id: id.into() }
    }
}

/// Write down what is said.
#[derive(Debug, Clone, PartialEq, Deserialize, Schema, Action)]
#[botpress(crate = crate)]
#[action(output = Transcription, billable, cacheable)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct TranscribeAudio<E> {
    /// The model to use; the integration's usual one when absent.
    pub model: Option<E>,
    /// Where the recording is.
    #[botpress(title = "Audio File URL", format = "uri")]
    pub file_url: String,
    /// The language that is spoken, as a code of two letters; found out when absent.
    #[botpress(title = "Audio Language")]
    pub language: Option<String>,
    /// Words and style to expect.
    #[botpress(title = "Transcription Prompt")]
    pub prompt: Option<String>,
    /// How much chance is in the transcription.
    #[serde(default)]
    #[botpress(title = "Temperature")]
    pub temperature: f64,
}

/// What is said in a recording.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Schema)]
#[botpress(crate = crate)]
#[non_exhaustive]
pub struct Transcription {
    /// The language that is spoken.
    #[botpress(title = "Detected Language")]
    pub language: String,
    /// How long the recording is, in seconds.
    #[botpress(title = "Audio Duration")]
    pub duration: f64,
    /// Its parts, one after the other.
    #[botpress(title = "Transcription Segments")]
    pub segments: Vec<Segment>,
    /// The model that was used.
    #[botpress(title = "AI Model Name")]
    pub model: String,
    /// What it has cost, in US dollars.
    #[botpress(title = "Transcription Cost")]
    pub cost: f64,
    /// What Botpress charges.
    #[botpress(title = "Botpress Metadata")]
    pub botpress: Charge,
}

impl Transcription {
    /// Nothing is said so far, in a recording of so many seconds; Botpress charges what it has cost, in US dollars.
    pub fn new(language: impl Into<String>, duration: f64, model: impl Into<String>, cost: f64) -> Self {
        Self {
            language: language.into(),
            duration,
            segments: Vec::new(),
            model: model.into(),
            cost,
            botpress: Charge { cost },
        }
    }

    /// Adds a part.
    #[must_use]
    pub fn segment(mut self, segment: Segment) -> Self {
        self.segments.push(segment);
        self
    }
}

/// What Botpress charges.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, Schema)]
#[botpress(crate = crate)]
#[non_exhaustive]
pub struct Charge {
    /// What is charged, in US dollars.
    #[botpress(title = "Transcription Cost")]
    pub cost: f64,
}

/// A part of a recording. What is measured about it are the numbers of OpenAI's Whisper, 0 where there are none.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, Schema)]
#[botpress(crate = crate)]
#[non_exhaustive]
pub struct Segment {
    /// What is said in it.
    #[botpress(title = "Segment Text Content")]
    pub text: String,
    /// Which part it is, from 0 on.
    #[botpress(title = "Segment ID", schema_as = f64)]
    pub id: u64,
    /// Where in the recording it was looked for.
    #[botpress(title = "Seek Offset")]
    pub seek: f64,
    /// Where it begins, in seconds.
    #[botpress(title = "Segment Start Time")]
    pub start: f64,
    /// Where it ends, in seconds.
    #[botpress(title = "Segment End Time")]
    pub end: f64,
    /// The tokens of the text.
    #[botpress(title = "Text Token IDs", schema_as = Vec<f64>)]
    pub tokens: Vec<u64>,
    /// How much chance was in it.
    #[botpress(title = "Temperature")]
    pub temperature: f64,
    /// How sure the model is on average, as a logarithm.
    pub avg_logprob: f64,
    /// How well the text can be compressed: high for a text that repeats itself.
    pub compression_ratio: f64,
    /// How likely it is that nobody speaks.
    pub no_speech_prob: f64,
}

impl Segment {
    /// A part from one second to another, of which nothing is measured.
    pub fn new(id: u64, start: f64, end: f64, text: impl Into<String>) -> Self {
        Self { id, start, end, text: text.into(), ..Self::default() }
    }
}

/// List the models.
#[derive(Debug, Clone, PartialEq, Deserialize, Schema, Action)]
#[botpress(crate = crate)]
#[action(output = ListSpeechToTextModelsOutput<E>)]
#[non_exhaustive]
pub struct ListSpeechToTextModels<E> {
    #[serde(skip)]
    entity: PhantomData<E>,
}

/// The models.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Schema)]
#[botpress(crate = crate)]
#[non_exhaustive]
pub struct ListSpeechToTextModelsOutput<E> {
    /// The models.
    #[botpress(schema_as = Vec<Both<SpeechToTextModel<SpeechToTextModelRef>, E>>)]
    pub models: Vec<SpeechToTextModel<E>>,
}

impl<E> ListSpeechToTextModelsOutput<E> {
    /// These models.
    pub fn new(models: impl IntoIterator<Item = SpeechToTextModel<E>>) -> Self {
        Self { models: models.into_iter().collect() }
    }
}

/// A model.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Schema)]
#[botpress(crate = crate)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct SpeechToTextModel<E> {
    /// Which model it is.
    #[serde(flatten)]
    pub model: E,
    /// What people call it.
    pub name: String,
    /// What a minute costs, in US dollars.
    pub cost_per_minute: f64,
}

impl<E> SpeechToTextModel<E> {
    /// A model, and what a minute costs in US dollars.
    pub fn new(model: E, name: impl Into<String>, cost_per_minute: f64) -> Self {
        Self { model, name: name.into(), cost_per_minute }
    }
}
