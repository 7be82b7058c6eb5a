//! What Block Kit allows, and what Slack says when something is not: each fault with the place that has it. Kinds of blocks
//! that no check here knows are let through.

mod check;
mod elements;
mod layout;
mod objects;

use serde_json::{Value, json};

use self::check::{Check, Spot};

/// How many blocks a message and a view may have.
const MESSAGE_BLOCKS: usize = 50;
const VIEW_BLOCKS: usize = 100;
/// How long the texts of a message's blocks may be all in all. Slack's documentation has the figure for `markdown` blocks, its
/// maintainers for all blocks, "with a buffer for block containers"; messages of more than about 11,000 were seen refused.
const TOTAL_TEXT: usize = 12_000;

/// Something that Block Kit does not allow.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Fault {
    pub(crate) message: String,
    /// Where: `/blocks/0/text/text`.
    pub(crate) pointer: String,
}

#[derive(Debug, PartialEq, Eq)]
pub(crate) enum BlocksError {
    Invalid(Vec<Fault>),
    TooLong,
}

/// Checks the blocks of a message.
pub(crate) fn check_message(blocks: &[Value]) -> Result<(), BlocksError> {
    let mut check = Check::default();
    blocks_of(&mut check, blocks, MESSAGE_BLOCKS, false);
    let faults = check.into_faults();
    if !faults.is_empty() {
        return Err(BlocksError::Invalid(faults));
    }
    let total: usize = blocks.iter().map(length).sum();
    if total > TOTAL_TEXT { Err(BlocksError::TooLong) } else { Ok(()) }
}

/// Checks a view: a modal or an app's page.
pub(crate) fn check_view(view: &Value) -> Result<(), Vec<Fault>> {
    let mut check = Check::default();
    let spot = Spot::at("/view", view);
    let is_modal = view["type"] == "modal";
    if is_modal {
        for (name, required) in [("title", true), ("submit", false), ("close", false)] {
            objects::text_field(&mut check, &spot, name, &["plain_text"], 24, required);
        }
    } else if view["type"] != "home" {
        check.fault(&spot.field("type"), "unsupported type");
    }
    check.string(&spot, "private_metadata", 0, 3000);
    check.string(&spot, "callback_id", 0, 255);
    let blocks = view["blocks"].as_array().map(Vec::as_slice).unwrap_or_default();
    blocks_of(&mut check, blocks, VIEW_BLOCKS, true);
    let has_input = blocks.iter().any(|block| block["type"] == "input");
    if is_modal && has_input && view["submit"].is_null() {
        check.fault(&spot, "missing required field: submit");
    }
    let faults = check.into_faults();
    if faults.is_empty() { Ok(()) } else { Err(faults) }
}

/// The faults as Slack's answers carry them.
pub(crate) fn describe(faults: &[Fault]) -> Value {
    let texts: Vec<_> =
        faults.iter().map(|fault| format!("{} [json-pointer:{}]", fault.message, fault.pointer)).collect();
    let messages: Vec<_> = texts.iter().map(|text| format!("[ERROR] {text}")).collect();
    json!({ "errors": texts, "response_metadata": { "messages": messages } })
}

fn blocks_of(check: &mut Check, blocks: &[Value], most: usize, in_view: bool) {
    if blocks.len() > most {
        check.fault(&Spot::at("/blocks", &Value::Null), &format!("no more than {most} items allowed"));
    }
    let mut ids = Vec::new();
    for (index, block) in blocks.iter().enumerate() {
        let spot = Spot::at(&format!("/blocks/{index}"), block);
        layout::block(check, &spot, in_view);
        if let Some(id) = block["block_id"].as_str().filter(|id| !id.is_empty()) {
            if ids.contains(&id) {
                check.fault(&spot.field("block_id"), &format!("`block_id` \"{id}\" already exists"));
            }
            ids.push(id);
        }
    }
}

/// How many characters of text are in a block.
fn length(block: &Value) -> usize {
    match block {
        Value::Object(fields) => fields
            .iter()
            .map(|(name, value)| match value {
                Value::String(text) if name == "text" => text.chars().count(),
                Value::Object(_) | Value::Array(_) => length(value),
                _ => 0,
            })
            .sum(),
        Value::Array(items) => items.iter().map(length).sum(),
        _ => 0,
    }
}

#[cfg(test)]
mod tests;
