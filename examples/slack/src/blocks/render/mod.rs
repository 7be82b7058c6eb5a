//! The types of messages as Slack shows them.

mod bloc;
mod cards;
mod media;
mod questions;
mod text;

pub(super) use self::questions::list;
use super::{
    ActionElement, Actions, Block, PlainText, Section, TextObject,
    limits::{ACTION_ELEMENTS, SECTION_TEXT},
};
use crate::markdown::{Mrkdwn, clip_text, has_scheme, utf16_len};

/// The ids of blocks that are put in the place of an answer, by what they belong to: `botpress:card-3:1`.
pub(super) const BLOCK_ID: &str = "botpress:";

/// A text in as many sections as it takes.
fn sections(text: &Mrkdwn) -> Vec<Block> {
    text.split(SECTION_TEXT).iter().map(|text| section(text.as_str())).collect()
}

fn section(text: &str) -> Block {
    let text = TextObject::Mrkdwn { text: text.to_owned(), verbatim: None };
    Block::Section(Section { text: Some(text), ..Section::default() })
}

/// Controls in as many rows as it takes. The first click on one of them answers for all.
fn actions(elements: Vec<ActionElement>, belongs_to: &str) -> Vec<Block> {
    let mut elements = elements.into_iter().peekable();
    let mut rows = Vec::new();
    while elements.peek().is_some() {
        let row = elements.by_ref().take(ACTION_ELEMENTS).collect();
        let block_id = format!("{BLOCK_ID}{belongs_to}:{}", rows.len());
        rows.push(Block::Actions(Actions { elements: row, block_id: Some(block_id) }));
    }
    rows
}

fn plain(text: &str, limit: usize) -> PlainText {
    PlainText { text: clip_text(text.trim(), limit), emoji: None }
}

/// The first of the texts in which there is something to see.
fn visible<'a>(texts: &[&'a str]) -> Option<&'a str> {
    texts.iter().copied().find(|text| !is_blank(text))
}

pub(super) fn is_blank(text: &str) -> bool {
    Mrkdwn::raw(text).is_blank()
}

/// Whether Slack takes it for the address of a picture or a button.
pub(super) fn is_web_address(url: &str, limit: usize) -> bool {
    let is_web = ["http://", "https://"].iter().any(|scheme| url.len() > scheme.len() && url.starts_with(scheme));
    is_web && has_scheme(url) && utf16_len(url) <= limit
}
