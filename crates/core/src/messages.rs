//! The payloads of the platform's standard message types, with the schemas that the official SDK deploys.
//!
//! A channel lists them as variants of its messages: `enum Messages { Text(messages::Text), Image(messages::Image) }`. A type
//! with more fields than the standard one holds it flattened: `#[serde(flatten)] text: messages::Text`.
//!
//! Texts, labels and addresses may not be empty; the platform checks that by the schema.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use crate::__private::schemars::{self, JsonSchema, SchemaGenerator};

/// Declares a payload: its fields with their names on the wire and their schemas. What is required is an argument of `new`, what
/// is optional has a setter.
macro_rules! payload {
    (
        $(#[$meta:meta])*
        pub struct $name:ident {
            $( $(#[$rm:meta])* $r:ident as $rw:literal: $rt:ty = $rs:expr, )*
            $( ; $( $(#[$om:meta])* $o:ident as $ow:literal: $ot:ty = $os:expr, )* )?
        }
    ) => {
        $(#[$meta])*
        #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
        #[non_exhaustive]
        pub struct $name {
            $( $(#[$rm])* #[serde(rename = $rw)] pub $r: $rt, )*
            $($( $(#[$om])* #[serde(rename = $ow, default, skip_serializing_if = "Option::is_none")] pub $o: Option<$ot>, )*)?
        }

        impl $name {
            /// With what is required.
            pub fn new($( $r: impl Into<$rt> ),*) -> Self {
                Self { $( $r: $r.into(), )* $($( $o: None, )*)? }
            }

            $($(
                $(#[$om])*
                #[must_use]
                pub fn $o(mut self, $o: impl Into<$ot>) -> Self {
                    self.$o = Some($o.into());
                    self
                }
            )*)?
        }

        impl JsonSchema for $name {
            fn inline_schema() -> bool {
                true
            }

            fn schema_name() -> Cow<'static, str> {
                stringify!($name).into()
            }

            fn schema_id() -> Cow<'static, str> {
                concat!("botpress::messages::", stringify!($name)).into()
            }

            fn json_schema(generator: &mut SchemaGenerator) -> schemars::Schema {
                type Schemas = [(&'static str, fn(&mut SchemaGenerator) -> Value)];
                let required: &Schemas = &[$( ($rw, $rs) ),*];
                let optional: &Schemas = &[$($( ($ow, $os) ),*)?];
                let properties: Map<String, Value> = required
                    .iter()
                    .chain(optional)
                    .map(|(name, schema)| ((*name).to_owned(), schema(generator)))
                    .collect();
                let required: Vec<&str> = required.iter().map(|(name, _)| *name).collect();
                schemars::json_schema!({ "type": "object", "properties": properties, "required": required })
            }
        }
    };
}

fn non_empty(_: &mut SchemaGenerator) -> Value {
    json!({ "type": "string", "minLength": 1 })
}

fn string(_: &mut SchemaGenerator) -> Value {
    json!({ "type": "string" })
}

fn number(_: &mut SchemaGenerator) -> Value {
    json!({ "type": "number" })
}

fn action(_: &mut SchemaGenerator) -> Value {
    json!({ "type": "string", "enum": ["postback", "url", "say"] })
}

fn list<T: JsonSchema>(generator: &mut SchemaGenerator) -> Value {
    json!({ "type": "array", "items": T::json_schema(generator) })
}

payload! {
    /// `text`: a text.
    pub struct Text {
        /// The text.
        text as "text": String = non_empty,
    }
}

payload! {
    /// `image`: a picture.
    pub struct Image {
        /// Where it is.
        image_url as "imageUrl": String = non_empty,
        ;
        /// Its title.
        title as "title": String = non_empty,
    }
}

payload! {
    /// `audio`: a recording.
    pub struct Audio {
        /// Where it is.
        audio_url as "audioUrl": String = non_empty,
        ;
        /// Its title.
        title as "title": String = non_empty,
    }
}

payload! {
    /// `video`: a film.
    pub struct Video {
        /// Where it is.
        video_url as "videoUrl": String = non_empty,
        ;
        /// Its title.
        title as "title": String = non_empty,
    }
}

payload! {
    /// `file`: a file to download.
    pub struct File {
        /// Where it is.
        file_url as "fileUrl": String = non_empty,
        ;
        /// Its title.
        title as "title": String = non_empty,
    }
}

payload! {
    /// `location`: a place on the map.
    pub struct Location {
        /// Degrees north.
        latitude as "latitude": f64 = number,
        /// Degrees east.
        longitude as "longitude": f64 = number,
        ;
        /// The address.
        address as "address": String = string,
        /// Its title.
        title as "title": String = string,
    }
}

payload! {
    /// `card`: a title with a picture and buttons.
    pub struct Card {
        /// The title.
        title as "title": String = non_empty,
        /// The buttons; there may be none.
        actions as "actions": Vec<CardAction> = list::<CardAction>,
        ;
        /// A second line.
        subtitle as "subtitle": String = non_empty,
        /// Where the picture is.
        image_url as "imageUrl": String = non_empty,
    }
}

payload! {
    /// A button of a card.
    pub struct CardAction {
        /// What it does.
        action as "action": CardActionKind = action,
        /// What is written on it.
        label as "label": String = non_empty,
        /// What is posted back or said, or the URL to open.
        value as "value": String = non_empty,
    }
}

/// What a button of a card does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum CardActionKind {
    /// Tells the bot its value, and nobody else.
    Postback,
    /// Opens its value.
    Url,
    /// Writes its value in the user's name.
    Say,
}

payload! {
    /// `carousel`: cards side by side.
    pub struct Carousel {
        /// The cards.
        items as "items": Vec<Card> = list::<Card>,
    }
}

payload! {
    /// `choice`: a question with a few answers, as buttons.
    pub struct Choice {
        /// The question.
        text as "text": String = non_empty,
        /// The answers.
        options as "options": Vec<ChoiceOption> = list::<ChoiceOption>,
    }
}

payload! {
    /// `dropdown`: a question with many answers, as a list to pick from.
    pub struct Dropdown {
        /// The question.
        text as "text": String = non_empty,
        /// The answers.
        options as "options": Vec<ChoiceOption> = list::<ChoiceOption>,
    }
}

payload! {
    /// An answer that can be picked.
    pub struct ChoiceOption {
        /// What is shown.
        label as "label": String = non_empty,
        /// What the bot receives.
        value as "value": String = non_empty,
    }
}

payload! {
    /// `bloc`: several messages as one.
    pub struct Bloc {
        /// The messages.
        items as "items": Vec<BlocItem> = list::<BlocItem>,
    }
}

/// A message within a [`Bloc`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", content = "payload", rename_all = "lowercase")]
#[non_exhaustive]
pub enum BlocItem {
    /// A text.
    Text(Text),
    /// A picture.
    Image(Image),
    /// A recording.
    Audio(Audio),
    /// A film.
    Video(Video),
    /// A file.
    File(File),
    /// A place.
    Location(Location),
}

impl JsonSchema for BlocItem {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "BlocItem".into()
    }

    fn schema_id() -> Cow<'static, str> {
        "botpress::messages::BlocItem".into()
    }

    /// `anyOf`, where a derived schema would be a discriminated union: so the official SDK has it.
    fn json_schema(generator: &mut SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "anyOf": bloc_items(generator) })
    }
}

payload! {
    /// `bloc`, also with formatted texts. Deprecated by the platform as [`Markdown`] is.
    pub struct MarkdownBloc {
        /// The messages.
        items as "items": Vec<MarkdownBlocItem> = list::<MarkdownBlocItem>,
    }
}

/// A message within a [`MarkdownBloc`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", content = "payload", rename_all = "lowercase")]
#[non_exhaustive]
pub enum MarkdownBlocItem {
    /// A text.
    Text(Text),
    /// A picture.
    Image(Image),
    /// A recording.
    Audio(Audio),
    /// A film.
    Video(Video),
    /// A file.
    File(File),
    /// A place.
    Location(Location),
    /// A formatted text.
    Markdown(Markdown),
}

impl JsonSchema for MarkdownBlocItem {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "MarkdownBlocItem".into()
    }

    fn schema_id() -> Cow<'static, str> {
        "botpress::messages::MarkdownBlocItem".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> schemars::Schema {
        let mut items = bloc_items(generator);
        items.push(bloc_item("markdown", &Markdown::json_schema(generator)));
        schemars::json_schema!({ "anyOf": items })
    }
}

fn bloc_items(generator: &mut SchemaGenerator) -> Vec<Value> {
    vec![
        bloc_item("text", &Text::json_schema(generator)),
        bloc_item("image", &Image::json_schema(generator)),
        bloc_item("audio", &Audio::json_schema(generator)),
        bloc_item("video", &Video::json_schema(generator)),
        bloc_item("file", &File::json_schema(generator)),
        bloc_item("location", &Location::json_schema(generator)),
    ]
}

fn bloc_item(name: &str, payload: &schemars::Schema) -> Value {
    json!({
        "type": "object",
        "properties": { "type": { "type": "string", "const": name }, "payload": payload },
        "required": ["type", "payload"],
    })
}

payload! {
    /// `markdown`: a formatted text. Deprecated by the platform: `text` holds Markdown as well.
    pub struct Markdown {
        /// The text.
        markdown as "markdown": String = non_empty,
    }
}
