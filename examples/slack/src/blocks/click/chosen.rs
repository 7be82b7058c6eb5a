//! What was chosen.

use serde_json::Value;

use super::{
    Click,
    payload::{Action, Control, Selected, Text},
};
use crate::{
    blocks::Reference,
    markdown::{Incoming, Mrkdwn, Names, Token},
};

/// What somebody chose.
#[derive(Debug, Clone, PartialEq)]
pub struct Chosen<'a> {
    /// The control.
    pub action: &'a Action,
    /// What the bot is told; of several values, each.
    pub values: Vec<ChosenValue>,
    /// What people see of it, in Slack's markup.
    pub label: Mrkdwn,
}

/// A value of the bot, or of Slack where Slack makes the list: a user's id, a date as `2026-12-31`, a time as `23:59`, a moment in
/// seconds since 1970, a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ChosenValue {
    /// The value.
    Text(String),
    /// The value is too long for Slack, and stands in the payload of the bot's message.
    Stored {
        /// Where.
        reference: Reference,
        /// What was written on it, in case the message is gone.
        label: String,
    },
}

impl ChosenValue {
    fn new(value: String, label: &str) -> Self {
        match Reference::parse(&value) {
            Some(reference) => Self::Stored { reference, label: label.to_owned() },
            None if value.is_empty() => Self::Text(label.to_owned()),
            None => Self::Text(value),
        }
    }

    /// The value, given the payload of the bot's message if that was found.
    #[must_use]
    pub fn resolve(&self, payload: Option<&Value>) -> String {
        match self {
            Self::Text(value) => value.clone(),
            Self::Stored { reference, label } => {
                payload.and_then(|payload| reference.find_in(payload)).unwrap_or(label).to_owned()
            }
        }
    }
}

impl Chosen<'_> {
    /// The id in Botpress of the message in which a value has to be looked up, if one has to be.
    #[must_use]
    pub fn stored_in(&self) -> Option<&str> {
        self.values.iter().find_map(|value| match value {
            ChosenValue::Stored { reference, .. } => Some(reference.message.as_str()),
            ChosenValue::Text(_) => None,
        })
    }

    /// What the bot is told: the values, with commas in between.
    #[must_use]
    pub fn text(&self, payload: Option<&Value>) -> String {
        self.values.iter().map(|value| value.resolve(payload)).collect::<Vec<_>>().join(", ")
    }
}

impl Click {
    /// What was chosen. Buttons that are links say nothing to the bot, nor does a choice that was taken back.
    #[must_use]
    pub fn chosen(&self) -> Vec<Chosen<'_>> {
        let chosen = self.actions.iter().filter(|action| !self.is_link(action)).filter_map(|action| {
            let (values, label) = chosen(&action.control);
            (!values.is_empty()).then_some(Chosen { action, values, label })
        });
        chosen.collect()
    }

    /// Whether the control opened an address, by what Slack says of it or by the message that it is in.
    fn is_link(&self, action: &Action) -> bool {
        match &action.control {
            Control::Button { url: Some(_), .. } => true,
            Control::Button { .. } => {
                let block = self.blocks.iter().find(|block| block["block_id"] == *action.block_id);
                let elements = block.and_then(|block| block["elements"].as_array()).into_iter().flatten();
                let elements = elements.chain(block.map(|block| &block["accessory"]));
                elements
                    .into_iter()
                    .any(|element| element["action_id"] == *action.action_id && element["url"].is_string())
            }
            Control::Overflow { selected_option: Some(Selected { url: Some(_), .. }) } => true,
            _ => false,
        }
    }
}

fn chosen(control: &Control) -> (Vec<ChosenValue>, Mrkdwn) {
    let several = |ids: &[String], token: fn(String) -> Token| {
        let labels: Vec<String> = ids.iter().map(|id| token(id.clone()).to_string()).collect();
        (ids.iter().cloned().map(ChosenValue::Text).collect(), Mrkdwn::raw(labels.join(", ")))
    };
    let one = |value: Option<String>| match value.filter(|value| !value.is_empty()) {
        Some(value) => (vec![ChosenValue::Text(value.clone())], Mrkdwn::literal(&value)),
        None => (Vec::new(), Mrkdwn::default()),
    };
    let user = |id| Token::User { id, label: None };
    let channel = |id| Token::Channel { id, label: None };
    match control {
        Control::Button { text, value, .. } => {
            let selected = Selected { text: text.clone(), value: value.clone().unwrap_or_default(), url: None };
            options(&[selected])
        }
        Control::Overflow { selected_option } => options(selected_option.as_slice()),
        Control::Checkboxes { selected_options } => options(selected_options),
        Control::UsersSelect { selected_user } => several(selected_user.as_slice(), user),
        Control::MultiUsersSelect { selected_users } => several(selected_users, user),
        Control::ChannelsSelect { selected_channel } => several(selected_channel.as_slice(), channel),
        Control::MultiChannelsSelect { selected_channels } => several(selected_channels, channel),
        Control::ConversationsSelect { selected_conversation } => several(selected_conversation.as_slice(), channel),
        Control::MultiConversationsSelect { selected_conversations } => several(selected_conversations, channel),
        Control::Datepicker { selected_date: value }
        | Control::Timepicker { selected_time: value }
        | Control::PlainTextInput { value } => one(value.clone()),
        Control::Datetimepicker { selected_date_time } => moment(*selected_date_time),
        Control::RichTextInput { rich_text_value } => {
            let text = Incoming::parse("", rich_text_value.as_slice()).to_markdown(&Names::default()).text;
            let (values, _) = one(Some(text.clone()));
            (values, Mrkdwn::from_markdown(&text, &[]))
        }
        Control::Other => (Vec::new(), Mrkdwn::default()),
    }
}

fn options(selected: &[Selected]) -> (Vec<ChosenValue>, Mrkdwn) {
    let mut values = Vec::new();
    let mut labels = Vec::new();
    for Selected { text, value, .. } in selected {
        let label = text.as_ref().map_or(value.as_str(), |Text { text }| text);
        labels.push(label);
        values.push(ChosenValue::new(value.clone(), label));
    }
    values.retain(|value| !matches!(value, ChosenValue::Text(text) if text.is_empty()));
    (values, Mrkdwn::literal(&labels.join(", ")))
}

fn moment(seconds: Option<i64>) -> (Vec<ChosenValue>, Mrkdwn) {
    let Some(seconds) = seconds else { return (Vec::new(), Mrkdwn::default()) };
    let format = format!("{seconds}^{{date_num}} {{time}}");
    let shown = Token::Date { format, fallback: seconds.to_string() };
    (vec![ChosenValue::Text(seconds.to_string())], Mrkdwn::raw(shown.to_string()))
}
