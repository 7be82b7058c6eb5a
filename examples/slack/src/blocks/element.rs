//! What one can click, choose and fill in.

use botpress_sdk::prelude::*;
use serde::{Deserialize, Serialize};

use super::object::{Choosable, Confirm, OptionGroup, OverflowOption, PlainText, Style};

/// What stands in a row of controls.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Schema)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum ActionElement {
    /// A button.
    Button(Button),
    /// Boxes to tick.
    Checkboxes(Choices),
    /// A date.
    Datepicker(DatePicker),
    /// A date and a time.
    Datetimepicker(DateTimePicker),
    /// A menu behind three dots.
    Overflow(Overflow),
    /// Options of which one can be chosen.
    RadioButtons(Choices),
    /// A list to choose from.
    StaticSelect(StaticSelect),
    /// A list that the app is asked for.
    ExternalSelect(Menu),
    /// The users of the workspace.
    UsersSelect(Menu),
    /// The conversations of the workspace.
    ConversationsSelect(Menu),
    /// The public channels of the workspace.
    ChannelsSelect(Menu),
    /// A time of day.
    Timepicker(TimePicker),
}

/// What stands beside a section's text.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Schema)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Accessory {
    /// A button.
    Button(Button),
    /// Boxes to tick.
    Checkboxes(Choices),
    /// A date.
    Datepicker(DatePicker),
    /// A picture.
    Image(ImageElement),
    /// A menu behind three dots.
    Overflow(Overflow),
    /// Options of which one can be chosen.
    RadioButtons(Choices),
    /// A list to choose several from.
    MultiStaticSelect(MultiStaticSelect),
    /// A list that the app is asked for, to choose several from.
    MultiExternalSelect(Menu),
    /// The same under the name that earlier versions of this integration had for it.
    #[serde(rename(deserialize = "external_multi_select", serialize = "multi_external_select"))]
    ExternalMultiSelect(Menu),
    /// The users of the workspace, to choose several from.
    MultiUsersSelect(Menu),
    /// The same under the name that earlier versions of this integration had for it.
    #[serde(rename(deserialize = "users_multi_select", serialize = "multi_users_select"))]
    UsersMultiSelect(Menu),
    /// The conversations of the workspace, to choose several from.
    MultiConversationsSelect(Menu),
    /// The same under the name that earlier versions of this integration had for it.
    #[serde(rename(deserialize = "conversations_multi_select", serialize = "multi_conversations_select"))]
    ConversationsMultiSelect(Menu),
    /// The public channels of the workspace, to choose several from.
    MultiChannelsSelect(Menu),
    /// The same under the name that earlier versions of this integration had for it.
    #[serde(rename(deserialize = "channels_multi_select", serialize = "multi_channels_select"))]
    ChannelsMultiSelect(Menu),
    /// A list to choose from.
    StaticSelect(StaticSelect),
    /// A list that the app is asked for.
    ExternalSelect(Menu),
    /// The users of the workspace.
    UsersSelect(Menu),
    /// The conversations of the workspace.
    ConversationsSelect(Menu),
    /// The public channels of the workspace.
    ChannelsSelect(Menu),
    /// A time of day.
    Timepicker(TimePicker),
}

/// What can be filled in.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Schema)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum InputElement {
    /// Text.
    PlainTextInput(PlainTextInput),
    /// Boxes to tick.
    Checkboxes(Choices),
    /// Options of which one can be chosen.
    RadioButtons(Choices),
    /// A list to choose from.
    StaticSelect(StaticSelect),
    /// A list that the app is asked for.
    ExternalSelect(Menu),
    /// The users of the workspace.
    UsersSelect(Menu),
    /// The conversations of the workspace.
    ConversationsSelect(Menu),
    /// The public channels of the workspace.
    ChannelsSelect(Menu),
    /// A list to choose several from.
    MultiStaticSelect(MultiStaticSelect),
    /// A list that the app is asked for, to choose several from.
    MultiExternalSelect(Menu),
    /// The same under the name that earlier versions of this integration had for it.
    #[serde(rename(deserialize = "external_multi_select", serialize = "multi_external_select"))]
    ExternalMultiSelect(Menu),
    /// The users of the workspace, to choose several from.
    MultiUsersSelect(Menu),
    /// The same under the name that earlier versions of this integration had for it.
    #[serde(rename(deserialize = "users_multi_select", serialize = "multi_users_select"))]
    UsersMultiSelect(Menu),
    /// The conversations of the workspace, to choose several from.
    MultiConversationsSelect(Menu),
    /// The same under the name that earlier versions of this integration had for it.
    #[serde(rename(deserialize = "conversations_multi_select", serialize = "multi_conversations_select"))]
    ConversationsMultiSelect(Menu),
    /// The public channels of the workspace, to choose several from.
    MultiChannelsSelect(Menu),
    /// The same under the name that earlier versions of this integration had for it.
    #[serde(rename(deserialize = "channels_multi_select", serialize = "multi_channels_select"))]
    ChannelsMultiSelect(Menu),
    /// A date.
    Datepicker(DatePicker),
}

/// What stands in a line of small print.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Schema)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum ContextElement {
    /// A picture.
    Image(ImageElement),
    /// Text in Slack's markup.
    Mrkdwn {
        /// The text.
        text: String,
        /// Whether names of channels and users stay text.
        verbatim: Option<bool>,
    },
    /// Text without formatting.
    PlainText {
        /// The text.
        text: String,
        /// Whether `:names:` of emoji are shown as emoji.
        emoji: Option<bool>,
    },
}

/// A button.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Schema)]
pub struct Button {
    /// Its name, by which clicks are told apart.
    pub action_id: String,
    /// What is written on it.
    pub text: PlainText,
    /// An address to open.
    pub url: Option<String>,
    /// What the bot receives.
    pub value: Option<String>,
    /// How it looks.
    pub style: Option<Style>,
    /// A question before it counts.
    #[botpress(schema_as = Option<Open>)]
    pub confirm: Option<Confirm>,
}

/// Options that are all shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Schema)]
pub struct Choices {
    /// What there is to choose.
    pub options: Vec<Choosable>,
    /// Its name, by which clicks are told apart.
    pub action_id: String,
    /// A question before it counts.
    #[botpress(schema_as = Option<Open>)]
    pub confirm: Option<Confirm>,
}

/// A menu behind three dots.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Schema)]
pub struct Overflow {
    /// What there is to choose.
    #[botpress(max_items = 5)]
    pub options: Vec<OverflowOption>,
    /// Its name, by which clicks are told apart.
    pub action_id: String,
    /// A question before it counts.
    #[botpress(schema_as = Option<Open>)]
    pub confirm: Option<Confirm>,
}

/// A list whose items Slack or the app knows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Schema)]
pub struct Menu {
    /// What is shown before something is chosen.
    pub placeholder: PlainText,
    /// Its name, by which clicks are told apart.
    pub action_id: String,
    /// A question before it counts.
    #[botpress(schema_as = Option<Open>)]
    pub confirm: Option<Confirm>,
}

/// A list to choose from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Schema)]
pub struct StaticSelect {
    /// What is shown before something is chosen.
    pub placeholder: PlainText,
    /// Its name, by which clicks are told apart.
    pub action_id: String,
    /// What there is to choose. Not written where there are groups.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub options: Vec<Choosable>,
    /// The same, in groups. Not among what a bot can send: more than 100 options are grouped when they are sent.
    #[serde(skip_deserializing)]
    pub option_groups: Option<Vec<OptionGroup>>,
    /// A question before it counts.
    #[botpress(schema_as = Option<Open>)]
    pub confirm: Option<Confirm>,
}

/// A list to choose several from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Schema)]
pub struct MultiStaticSelect {
    /// What is shown before something is chosen.
    pub placeholder: PlainText,
    /// Its name, by which clicks are told apart.
    pub action_id: String,
    /// What there is to choose.
    pub options: Option<Vec<Choosable>>,
    /// The same, in groups.
    pub option_groups: Option<Vec<OptionGroup>>,
    /// A question before it counts.
    #[botpress(schema_as = Option<Open>)]
    pub confirm: Option<Confirm>,
}

/// A date.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Schema)]
pub struct DatePicker {
    /// Its name, by which clicks are told apart.
    #[botpress(max_length = 255)]
    pub action_id: String,
    /// What is shown before something is chosen.
    pub placeholder: Option<PlainText>,
    /// What is chosen at first, as `2026-12-31`.
    pub initial_date: Option<String>,
    /// A question before it counts.
    #[botpress(schema_as = Option<Open>)]
    pub confirm: Option<Confirm>,
}

/// A date and a time.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Schema)]
pub struct DateTimePicker {
    /// Its name, by which clicks are told apart.
    #[botpress(max_length = 255)]
    pub action_id: String,
    /// What is chosen at first, in seconds since 1970.
    #[botpress(schema_as = Option<f64>)]
    pub initial_date_time: Option<i64>,
    /// Whether it has the focus.
    pub focus_on_load: Option<bool>,
    /// A question before it counts.
    #[botpress(schema_as = Option<Open>)]
    pub confirm: Option<Confirm>,
}

/// A time of day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Schema)]
pub struct TimePicker {
    /// Its name, by which clicks are told apart.
    #[botpress(max_length = 255)]
    pub action_id: String,
    /// What is shown before something is chosen.
    pub placeholder: Option<PlainText>,
    /// What is chosen at first, as `23:59`.
    pub initial_time: Option<String>,
    /// A question before it counts.
    #[botpress(schema_as = Option<Open>)]
    pub confirm: Option<Confirm>,
}

/// A picture.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Schema)]
pub struct ImageElement {
    /// Where it is.
    pub image_url: String,
    /// What is read out instead of it.
    pub alt_text: String,
}

/// A field for text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Schema)]
pub struct PlainTextInput {
    /// Its name, by which entries are told apart.
    #[botpress(max_length = 255)]
    pub action_id: String,
    /// What is in it at first.
    pub initial_value: Option<String>,
    /// Whether it has several lines.
    pub multiline: Option<bool>,
    /// How many characters it takes.
    #[botpress(schema_as = Option<f64>, min = 0, max = 3000)]
    pub min_length: Option<u32>,
    /// How many characters it takes at most.
    #[botpress(schema_as = Option<f64>, min = 0, max = 3000)]
    pub max_length: Option<u32>,
    /// Whether it has the focus.
    pub focus_on_load: Option<bool>,
    /// What is shown before something is written.
    pub placeholder: Option<PlainText>,
}

/// Written out at each of the many places where it may stand, its schema would be longer than Botpress takes.
type Open = serde_json::Map<String, serde_json::Value>;
