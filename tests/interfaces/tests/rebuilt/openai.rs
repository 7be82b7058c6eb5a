//! Three interfaces about models, one with two entities.

use botpress_sdk::interfaces::{
    Llm, SpeechToText, TextToImage, speech_to_text::SpeechToTextModelRef, text_to_image::ImageModelRef,
};
use botpress_sdk::prelude::*;
use serde::{Deserialize, Serialize};

use crate::{assert_rebuilt, never_called};

#[derive(Integration)]
#[integration(
    name = "openai", version = "0.1.0",
    entities(ModelRef, ImageModelRef, SpeechToTextModelRef, ImageGenerationParams),
    interfaces(
        Llm<ModelRef>,
        TextToImage<ImageModelRef, ImageGenerationParams>,
        SpeechToText<SpeechToTextModelRef>,
    ),
)]
struct OpenAi;

#[derive(Entity, Schema, Serialize, Deserialize)]
struct ModelRef {
    #[botpress(placeholder = "gpt-4o-mini-2024-07-18")]
    id: ModelId,
}

#[derive(Schema, Serialize, Deserialize)]
enum ModelId {
    #[serde(rename = "gpt-5.4-2026-03-05")]
    Gpt54,
    #[serde(rename = "gpt-5.3-2026-02-06")]
    Gpt53,
    #[serde(rename = "gpt-5.2-2025-12-11")]
    Gpt52,
    #[serde(rename = "gpt-5.1-2025-11-13")]
    Gpt51,
    #[serde(rename = "gpt-5-2025-08-07")]
    Gpt5,
    #[serde(rename = "gpt-5-mini-2025-08-07")]
    Gpt5Mini,
    #[serde(rename = "gpt-5-nano-2025-08-07")]
    Gpt5Nano,
    #[serde(rename = "o4-mini-2025-04-16")]
    O4Mini,
    #[serde(rename = "o3-2025-04-16")]
    O3,
    #[serde(rename = "gpt-4.1-2025-04-14")]
    Gpt41,
    #[serde(rename = "gpt-4.1-mini-2025-04-14")]
    Gpt41Mini,
    #[serde(rename = "gpt-4.1-nano-2025-04-14")]
    Gpt41Nano,
    #[serde(rename = "o3-mini-2025-01-31")]
    O3Mini,
    #[serde(rename = "o1-2024-12-17")]
    O1,
    #[serde(rename = "o1-mini-2024-09-12")]
    O1Mini,
    #[serde(rename = "gpt-4o-mini-2024-07-18")]
    Gpt4oMini,
    #[serde(rename = "gpt-4o-2024-11-20")]
    Gpt4oNovember,
    #[serde(rename = "gpt-4o-2024-08-06")]
    Gpt4oAugust,
    #[serde(rename = "gpt-4o-2024-05-13")]
    Gpt4oMay,
    #[serde(rename = "gpt-4-turbo-2024-04-09")]
    Gpt4Turbo,
    #[serde(rename = "gpt-3.5-turbo-0125")]
    Gpt35Turbo,
}

#[derive(Entity, Schema, Deserialize)]
#[allow(dead_code, reason = "it is there for its schema")]
struct ImageGenerationParams {
    #[serde(default)]
    style: Style,
    user: Option<String>,
}

#[derive(Default, Schema, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Style {
    Natural,
    #[default]
    Vivid,
}

never_called!(OpenAi);

#[test]
fn openai_declares_what_the_official_one_declares_through_interfaces() {
    assert_rebuilt::<OpenAi>("openai");
}
