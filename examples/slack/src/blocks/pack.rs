//! From blocks to messages.

use super::{
    Block,
    limits::{BLOCKS, MARKDOWN_TEXT, MESSAGE_TEXT},
    post::{Part, Post},
};
use crate::markdown::{Mrkdwn, utf16_len};

/// Messages of blocks. What is in a group stays in one message if there is room for it; `text` is what notifications show.
pub(super) fn posts(text: &Mrkdwn, groups: Vec<Vec<Block>>) -> Vec<Part> {
    let text = text.clip(MESSAGE_TEXT);
    let mut messages: Vec<Vec<Block>> = Vec::new();
    for group in groups {
        let fits = messages.last().is_some_and(|message| fits(message, &group));
        match messages.last_mut().filter(|_| fits) {
            Some(message) => message.extend(group),
            None => {
                messages.push(Vec::new());
                group.into_iter().for_each(|block| push(&mut messages, block));
            }
        }
    }
    messages.retain(|blocks| !blocks.is_empty());
    messages.into_iter().map(|blocks| Part::Post(Post { text: text.clone(), blocks })).collect()
}

/// Messages of text alone.
pub(super) fn text(text: &Mrkdwn) -> Vec<Part> {
    text.split(MESSAGE_TEXT).into_iter().map(|text| Part::Post(Post { text, blocks: Vec::new() })).collect()
}

fn push(messages: &mut Vec<Vec<Block>>, block: Block) {
    let block = [block];
    match messages.last_mut().filter(|message| fits(message, &block)) {
        Some(message) => message.extend(block),
        None => messages.push(block.into()),
    }
}

fn fits(message: &[Block], more: &[Block]) -> bool {
    let all = || message.iter().chain(more);
    let markdown = all().map(|block| if let Block::Markdown(block) = block { utf16_len(&block.text) } else { 0 });
    // Of tables there may be one.
    let tables = all().filter(|block| matches!(block, Block::Table(_)));
    message.is_empty() && more.len() <= BLOCKS
        || all().count() <= BLOCKS && tables.count() <= 1 && markdown.sum::<usize>() <= MARKDOWN_TEXT
}
