//! Questions with answers to choose from.

use botpress_sdk::{
    api::id::MessageId,
    messages::{Choice, ChoiceOption, Dropdown},
};

use super::{actions, is_blank, plain, sections, visible};
use crate::{
    blocks::{
        ActionElement, Block, Button, Choosable, OptionGroup, StaticSelect,
        limits::{BUTTON_TEXT, BUTTON_VALUE, OPTION_GROUPS, OPTION_TEXT, OPTION_VALUE, OPTIONS, PLACEHOLDER},
        pack,
        post::{Part, Render},
        reference::Reference,
    },
    markdown::Mrkdwn,
};

const PROMPT: &str = "Choose one";

impl Render for Choice {
    fn render(&self, message: &MessageId) -> Vec<Part> {
        let buttons = answers(&self.options, BUTTON_VALUE, message).map(|answer| {
            ActionElement::Button(Button {
                action_id: format!("quick_reply_{}", answer.index),
                text: plain(answer.label, BUTTON_TEXT),
                url: None,
                value: Some(answer.value),
                style: None,
                confirm: None,
            })
        });
        question(&self.text, actions(buttons.collect(), "choice"))
    }
}

impl Render for Dropdown {
    fn render(&self, message: &MessageId) -> Vec<Part> {
        let options: Vec<Choosable> = answers(&self.options, OPTION_VALUE, message).map(Answer::into_option).collect();
        let lists = options.chunks(OPTIONS * OPTION_GROUPS).enumerate().map(|(index, options)| {
            let action_id = if index == 0 { "option_selected".to_owned() } else { format!("option_selected_{index}") };
            ActionElement::StaticSelect(list(action_id, options.to_vec()))
        });
        question(&self.text, actions(lists.collect(), "dropdown"))
    }
}

/// A list of up to 10,000 options, of which Slack wants 100 at a time under one label.
pub(in crate::blocks) fn list(action_id: String, options: Vec<Choosable>) -> StaticSelect {
    let placeholder = plain(PROMPT, PLACEHOLDER);
    if options.len() <= OPTIONS {
        return StaticSelect { placeholder, action_id, options, option_groups: None, confirm: None };
    }
    let groups = options.chunks(OPTIONS).enumerate().take(OPTION_GROUPS).map(|(index, options)| {
        let first = index * OPTIONS + 1;
        let label = plain(&format!("{first} – {}", first + options.len() - 1), OPTION_TEXT);
        OptionGroup { label, options: options.to_vec() }
    });
    let option_groups = Some(groups.collect());
    StaticSelect { placeholder, action_id, options: Vec::new(), option_groups, confirm: None }
}

/// The question, and below it what answers it.
fn question(text: &str, answers: Vec<Block>) -> Vec<Part> {
    let text = Mrkdwn::from_markdown(text, &[]);
    if answers.is_empty() {
        return pack::text(&text);
    }
    let mut blocks = sections(&text);
    blocks.extend(answers);
    let text = if text.is_blank() { Mrkdwn::literal(PROMPT) } else { text };
    pack::posts(&text, vec![blocks])
}

struct Answer<'a> {
    index: usize,
    label: &'a str,
    value: String,
}

impl Answer<'_> {
    fn into_option(self) -> Choosable {
        let text = plain(self.label, OPTION_TEXT);
        // What does not fit into the line is read in the one below.
        let behind = text.text.strip_suffix('…').and_then(|shown| self.label.trim().strip_prefix(shown));
        let description = behind.filter(|rest| !is_blank(rest)).map(|rest| plain(&format!("…{rest}"), OPTION_TEXT));
        Choosable { text, value: self.value, description }
    }
}

/// The answers of which there is something to see.
fn answers<'a>(
    options: &'a [ChoiceOption],
    longest: usize,
    message: &'a MessageId,
) -> impl Iterator<Item = Answer<'a>> {
    options.iter().enumerate().filter_map(move |(index, option)| {
        let label = visible(&[&option.label, &option.value])?;
        let value = if option.value.is_empty() { &option.label } else { &option.value };
        let pointer = format!("/options/{index}/value");
        Some(Answer { index, label, value: Reference::shorten(value.clone(), longest, message.as_str(), &pointer) })
    })
}
