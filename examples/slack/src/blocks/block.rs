//! The blocks that a message is built of.

use botpress_sdk::prelude::*;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{
    element::{Accessory, ActionElement, ContextElement, InputElement},
    object::{PlainText, TextObject},
};

/// A block of a message.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Schema)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Block {
    /// A row of controls.
    Actions(Actions),
    /// A line of small print.
    Context(Context),
    /// A line across.
    Divider(Divider),
    /// A file that Slack knows.
    File(File),
    /// A heading.
    Header(Header),
    /// A picture.
    Image(Image),
    /// Something to fill in.
    Input(Input),
    /// Text, maybe with a control beside it.
    Section(Section),
    /// Formatted text in pieces.
    RichText(RichText),
    /// Text in Markdown.
    Markdown(Markdown),
    /// A table.
    Table(Table),
    /// A film.
    Video(Video),
}

/// A row of controls.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Schema)]
pub struct Actions {
    /// The controls.
    #[botpress(max_items = 5)]
    pub elements: Vec<ActionElement>,
    /// The block's name.
    #[botpress(max_length = 255)]
    pub block_id: Option<String>,
}

/// A line of small print.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Schema)]
pub struct Context {
    /// Texts and pictures.
    #[botpress(max_items = 10)]
    pub elements: Vec<ContextElement>,
    /// The block's name.
    #[botpress(max_length = 255)]
    pub block_id: Option<String>,
}

/// A line across.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, Schema)]
pub struct Divider {
    /// The block's name.
    #[botpress(max_length = 255)]
    pub block_id: Option<String>,
}

/// A file that Slack knows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Schema)]
#[serde(tag = "source", rename = "remote")]
pub struct File {
    /// The id that the app gave it.
    pub external_id: String,
    /// The block's name.
    #[botpress(max_length = 255)]
    pub block_id: Option<String>,
}

/// A heading.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Schema)]
pub struct Header {
    /// The heading.
    pub text: PlainText,
    /// The block's name.
    #[botpress(max_length = 255)]
    pub block_id: Option<String>,
}

/// A picture.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Schema)]
pub struct Image {
    /// Where it is.
    pub image_url: String,
    /// What is read out instead of it.
    pub alt_text: String,
    /// What stands above it.
    pub title: Option<PlainText>,
    /// The block's name.
    #[botpress(max_length = 255)]
    pub block_id: Option<String>,
}

/// Something to fill in.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Schema)]
pub struct Input {
    /// What stands above it.
    pub label: PlainText,
    /// What is filled in.
    pub element: InputElement,
    /// Whether the bot is told at once.
    pub dispatch_action: Option<bool>,
    /// The block's name.
    #[botpress(max_length = 255)]
    pub block_id: Option<String>,
    /// What stands below it.
    pub hint: Option<PlainText>,
    /// Whether it may be left empty.
    pub optional: Option<bool>,
}

/// Text, maybe with a control beside it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, Schema)]
pub struct Section {
    /// The text.
    pub text: Option<TextObject>,
    /// Texts in two columns.
    #[botpress(min_items = 1, max_items = 10)]
    pub fields: Option<Vec<TextObject>>,
    /// What stands beside the text.
    pub accessory: Option<Accessory>,
    /// The block's name.
    #[botpress(max_length = 255)]
    pub block_id: Option<String>,
}

/// Formatted text in pieces, which are passed on to Slack as they are.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Schema)]
pub struct RichText {
    /// The pieces, in Slack's terms.
    pub elements: Vec<Value>,
    /// The block's name.
    #[botpress(max_length = 255)]
    pub block_id: Option<String>,
}

/// Text in Markdown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Schema)]
pub struct Markdown {
    /// The text.
    pub text: String,
    /// The block's name.
    #[botpress(max_length = 255)]
    pub block_id: Option<String>,
}

/// A table, whose cells are passed on to Slack as they are.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Schema)]
pub struct Table {
    /// The rows, each a list of cells in Slack's terms.
    pub rows: Vec<Vec<Value>>,
    /// How the columns are aligned and wrapped, in Slack's terms.
    pub column_settings: Option<Vec<Value>>,
    /// The block's name.
    #[botpress(max_length = 255)]
    pub block_id: Option<String>,
}

/// A film from another site.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Schema)]
pub struct Video {
    /// Where the player is.
    pub video_url: String,
    /// Where a still picture of it is.
    pub thumbnail_url: String,
    /// What is read out instead of it.
    pub alt_text: String,
    /// Its title.
    pub title: PlainText,
    /// Where the title leads.
    pub title_url: Option<String>,
    /// A few words about it.
    pub description: Option<PlainText>,
    /// Where it comes from.
    pub provider_name: Option<String>,
    /// The sign of where it comes from.
    pub provider_icon_url: Option<String>,
    /// Who made it.
    pub author_name: Option<String>,
    /// The block's name.
    #[botpress(max_length = 255)]
    pub block_id: Option<String>,
}
