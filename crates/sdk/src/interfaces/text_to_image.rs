//! `text-to-image`: a bot has a picture made.
//!
//! There are two entities: the integration's way to name a model, at least an `id`, and what else it can be told about a picture.
//! Costs are in US dollars, as for [`llm`](super::llm).
//!
//! ```
//! use botpress_sdk::interfaces::TextToImage;
//! use botpress_sdk::interfaces::text_to_image::{
//!     GenerateImage, GenerateImageOutput, ImageModel, ImageModelRef, ListImageModels, ListImageModelsOutput,
//! };
//! use botpress_sdk::prelude::*;
//! use serde::Deserialize;
//!
//! #[derive(Integration)]
//! #[integration(
//!     name = "brush", version = "0.1.0",
//!     entities(ImageModelRef, Style), interfaces(TextToImage<ImageModelRef, Style>),
//! )]
//! struct Brush;
//!
//! #[derive(Entity, Schema, Deserialize)]
//! struct Style {
//!     vivid: Option<bool>,
//! }
//!
//! impl Handle<GenerateImage<ImageModelRef, Style>> for Brush {
//!     async fn handle(&self, cx: &Context<Self>, _: GenerateImage<ImageModelRef, Style>) -> Result<GenerateImageOutput> {
//!         let image = GenerateImageOutput::new("brush-1", "https://brush.example/1.png", 0.04);
//!         cx.set_cost(image.cost);
//!         Ok(image)
//!     }
//! }
//!
//! impl Handle<ListImageModels<ImageModelRef, Style>> for Brush {
//!     async fn handle(
//!         &self,
//!         _: &Context<Self>,
//!         _: ListImageModels<ImageModelRef, Style>,
//!     ) -> Result<ListImageModelsOutput<ImageModelRef>> {
//!         let model = ImageModel::new(ImageModelRef::new("brush-1"), "Brush", 0.04, "512x512");
//!         Ok(ListImageModelsOutput::new([model.sizes(["1024x1024"])]))
//!     }
//! }
//!
//! impl Lifecycle for Brush {}
//!
//! assert!(Brush::definition()?.interfaces.contains_key("text-to-image<imageModelRef,style>"));
//! # Ok::<_, botpress_sdk::definition::DefinitionErrors>(())
//! ```

use std::marker::PhantomData;

use botpress_derive::{Action, Entity, Interface, Schema};
use serde::{Deserialize, Serialize};

use crate::schema::Both;

/// A bot has a picture made; `M` names a model, `P` is what else can be said about a picture.
#[derive(Debug, Interface)]
#[botpress(crate = crate)]
#[interface(
    name = "text-to-image",
    version = "2.1.2",
    entities(ImageModelRef as M, ImageGenerationParams as P),
    actions(GenerateImage<M, P>, ListImageModels<M, P>)
)]
pub struct TextToImage<M, P>(PhantomData<(M, P)>);

/// Names a model.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Schema, Entity)]
#[botpress(crate = crate)]
#[non_exhaustive]
pub struct ImageModelRef {
    /// Which model it is.
    #[botpress(title = "Model ID")]
    pub id: String,
}

impl ImageModelRef {
    /// The model with this id.
    pub fn new(id: impl Into<String>) -> Self {
        Self { id: id.into() }
    }
}

/// What can be said about a picture beyond the usual.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, Schema, Entity)]
#[botpress(crate = crate)]
#[non_exhaustive]
pub struct ImageGenerationParams {}

/// Make a picture.
#[derive(Debug, Clone, PartialEq, Deserialize, Schema, Action)]
#[botpress(crate = crate)]
#[action(output = GenerateImageOutput, billable, cacheable)]
#[non_exhaustive]
pub struct GenerateImage<M, P> {
    /// The model to use; the integration's usual one when absent.
    #[botpress(title = "Model Name")]
    pub model: Option<M>,
    /// What is to be seen.
    #[botpress(title = "Image Prompt")]
    pub prompt: String,
    /// Width and height, as the model calls them.
    #[botpress(title = "Image Size")]
    pub size: Option<String>,
    /// For how many days the picture is kept, 30 to 90.
    #[botpress(title = "Image Expiry (Days)", min = 30, max = 90)]
    pub expiration: Option<u8>,
    /// What is to be said beyond the usual.
    pub params: Option<P>,
}

/// The picture that was made.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Schema)]
#[botpress(crate = crate)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct GenerateImageOutput {
    /// The model that was used.
    #[botpress(title = "Model Name")]
    pub model: String,
    /// Where the picture is.
    #[botpress(title = "Image URL")]
    pub image_url: String,
    /// What it has cost, in US dollars.
    #[botpress(title = "Image Generation Cost")]
    pub cost: f64,
    /// What Botpress charges.
    #[botpress(title = "Botpress Metadata")]
    pub botpress: Charge,
}

impl GenerateImageOutput {
    /// A picture for which Botpress charges what it has cost, in US dollars.
    pub fn new(model: impl Into<String>, image_url: impl Into<String>, cost: f64) -> Self {
        Self { model: model.into(), image_url: image_url.into(), cost, botpress: Charge { cost } }
    }
}

/// What Botpress charges.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, Schema)]
#[botpress(crate = crate)]
#[non_exhaustive]
pub struct Charge {
    /// What is charged, in US dollars.
    #[botpress(title = "Image Generation Cost")]
    pub cost: f64,
}

/// List the models.
#[derive(Debug, Clone, PartialEq, Deserialize, Schema, Action)]
#[botpress(crate = crate)]
#[action(output = ListImageModelsOutput<M>)]
#[non_exhaustive]
pub struct ListImageModels<M, P> {
    #[serde(skip)]
    entities: PhantomData<(M, P)>,
}

/// The models.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Schema)]
#[botpress(crate = crate)]
#[non_exhaustive]
pub struct ListImageModelsOutput<M> {
    /// The models.
    #[botpress(schema_as = Vec<Both<ImageModel<ImageModelRef>, M>>)]
    pub models: Vec<ImageModel<M>>,
}

impl<M> ListImageModelsOutput<M> {
    /// These models.
    pub fn new(models: impl IntoIterator<Item = ImageModel<M>>) -> Self {
        Self { models: models.into_iter().collect() }
    }
}

/// A model.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Schema)]
#[botpress(crate = crate)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct ImageModel<M> {
    /// Which model it is.
    #[serde(flatten)]
    pub model: M,
    /// What people call it.
    pub name: String,
    /// What a picture costs, in US dollars.
    pub cost_per_image: f64,
    /// The sizes that the model can make.
    pub sizes: Vec<String>,
    /// The size when none is asked for.
    pub default_size: String,
}

impl<M> ImageModel<M> {
    /// A model that makes pictures of one size, and what one costs in US dollars.
    pub fn new(model: M, name: impl Into<String>, cost_per_image: f64, default_size: impl Into<String>) -> Self {
        let default_size = default_size.into();
        Self { model, name: name.into(), cost_per_image, sizes: vec![default_size.clone()], default_size }
    }

    /// Adds sizes that it can make.
    #[must_use]
    pub fn sizes<S: Into<String>>(mut self, sizes: impl IntoIterator<Item = S>) -> Self {
        self.sizes.extend(sizes.into_iter().map(Into::into));
        self
    }
}
