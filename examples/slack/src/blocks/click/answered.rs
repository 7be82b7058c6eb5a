//! How a message looks after a click.

use serde_json::{Value, json};

use super::{Chosen, Click, payload::Control};
use crate::{
    blocks::{limits::CONTEXT_TEXT, render::BLOCK_ID},
    markdown::Mrkdwn,
};

/// A message in which what was clicked is replaced by what was chosen, for `response_url` (with `replace_original: true`) or
/// `chat.update`.
#[derive(Debug, Clone, PartialEq)]
pub struct Answered {
    /// What was chosen, for notifications.
    pub text: Mrkdwn,
    /// All blocks of the message.
    pub blocks: Vec<Value>,
}

impl Click {
    /// The message after a choice. `None` when it stays as it is: where more can be chosen or written in the same place, or when Slack
    /// did not say what is in the message.
    ///
    /// In messages of this integration, all controls that belong to the question or card give way to the answer; other cards stay. In
    /// blocks that a bot composed itself, it is the row, or the control beside the text, that was clicked.
    #[must_use]
    pub fn answered(&self, chosen: &Chosen<'_>) -> Option<Answered> {
        if !settles(&chosen.action.control) {
            return None;
        }
        let clicked = self.blocks.iter().position(|block| block["block_id"] == *chosen.action.block_id)?;
        let answer = answer(&chosen.label);
        let mut blocks = Vec::with_capacity(self.blocks.len());
        for (index, block) in self.blocks.iter().enumerate() {
            match block["type"].as_str() {
                Some("section") if index == clicked => {
                    let mut section = block.clone();
                    if let Value::Object(section) = &mut section {
                        section.remove("accessory");
                    }
                    blocks.extend([section, answer.clone()]);
                }
                Some("actions") if index == clicked => blocks.push(answer.clone()),
                Some("actions") if belongs_together(block, &chosen.action.block_id) => {}
                _ if index == clicked => return None,
                _ => blocks.push(block.clone()),
            }
        }
        Some(Answered { text: chosen.label.clone(), blocks })
    }
}

/// Whether the click is the whole answer.
fn settles(control: &Control) -> bool {
    match control {
        Control::Button { .. }
        | Control::Overflow { .. }
        | Control::UsersSelect { .. }
        | Control::ChannelsSelect { .. }
        | Control::ConversationsSelect { .. }
        | Control::Datepicker { .. }
        | Control::Timepicker { .. }
        | Control::Datetimepicker { .. } => true,
        Control::Checkboxes { .. }
        | Control::MultiUsersSelect { .. }
        | Control::MultiChannelsSelect { .. }
        | Control::MultiConversationsSelect { .. }
        | Control::PlainTextInput { .. }
        | Control::RichTextInput { .. }
        | Control::Other => false,
    }
}

/// Whether a block is a further row of the one with the id.
fn belongs_together(block: &Value, block_id: &str) -> bool {
    let owner = |id: &str| id.strip_prefix(BLOCK_ID)?.rsplit_once(':').map(|(owner, _)| owner.to_owned());
    owner(block_id).is_some_and(|wanted| block["block_id"].as_str().and_then(owner) == Some(wanted))
}

fn answer(label: &Mrkdwn) -> Value {
    let text = Mrkdwn::raw(format!("✓ {label}")).clip(CONTEXT_TEXT);
    json!({ "type": "section", "text": { "type": "mrkdwn", "text": text } })
}
