//! Blocks that a bot composed itself, made to keep Slack's limits.
//!
//! What is too long is split where a reader sees no difference, and ends in `…` where there is no room for more. What Slack would refuse
//! in any form, such as a row without controls, is left out: one wrong block would take the whole message with it.

mod elements;
mod layout;

use std::collections::HashSet;

use self::elements::Elements;
use super::{
    Actions, Block, Context, Divider, File, Header, Image, Input, Markdown, RichText, Section, Table, Video, limits::ID,
};
use crate::markdown::clip_text;

/// For each block what it became. `message` is the id of the bot's message.
pub(super) fn fit(blocks: Vec<Block>, message: &str) -> Vec<Vec<Block>> {
    let mut ids = HashSet::new();
    let fitted = blocks.into_iter().enumerate().map(|(index, block)| {
        let elements = Elements::new(message, format!("/blocks/{index}"));
        let mut fitted = block_of(block, elements);
        fitted.iter_mut().for_each(|block| name(block, &mut ids));
        fitted
    });
    fitted.filter(|fitted| !fitted.is_empty()).collect()
}

fn block_of(block: Block, mut elements: Elements<'_>) -> Vec<Block> {
    match block {
        Block::Actions(block) => layout::actions(block, &mut elements),
        Block::Context(block) => layout::context(block),
        Block::Header(block) => layout::header(block).into_iter().collect(),
        Block::Image(block) => layout::image(block),
        Block::Input(block) => layout::input(block, &mut elements).into_iter().collect(),
        Block::Section(block) => layout::section(block, &mut elements),
        Block::Markdown(block) => layout::markdown(&block),
        Block::Table(block) => layout::table(block),
        Block::Video(block) => layout::video(block),
        Block::RichText(block) if block.elements.is_empty() => Vec::new(),
        block @ (Block::Divider(_) | Block::File(_) | Block::RichText(_)) => vec![block],
    }
}

/// Leaves a block its id if no block before it has the same.
fn name(block: &mut Block, taken: &mut HashSet<String>) {
    let id = match block {
        Block::Actions(Actions { block_id, .. })
        | Block::Context(Context { block_id, .. })
        | Block::Divider(Divider { block_id })
        | Block::File(File { block_id, .. })
        | Block::Header(Header { block_id, .. })
        | Block::Image(Image { block_id, .. })
        | Block::Input(Input { block_id, .. })
        | Block::Section(Section { block_id, .. })
        | Block::RichText(RichText { block_id, .. })
        | Block::Markdown(Markdown { block_id, .. })
        | Block::Table(Table { block_id, .. })
        | Block::Video(Video { block_id, .. }) => block_id,
    };
    *id = id.take().map(|id| clip_text(&id, ID)).filter(|id| !id.is_empty() && taken.insert(id.clone()));
}
