//! Blocks within limits.

use serde_json::Value;

use super::elements::{Elements, clip, clip_object};
use crate::{
    blocks::{
        Actions, Block, Context, ContextElement, Header, Image, ImageElement, Input, Markdown, Section, Table,
        TextObject, Video,
        limits::{
            ACTION_ELEMENTS, CONTEXT_ELEMENTS, CONTEXT_TEXT, FIELD_TEXT, HEADER_TEXT, IMAGE_TEXT, IMAGE_URL,
            INPUT_TEXT, MARKDOWN_TEXT, SECTION_FIELDS, SECTION_TEXT, TABLE_COLUMNS, TABLE_ROWS, VIDEO_LINK, VIDEO_NAME,
            VIDEO_TITLE,
        },
        render::{is_blank, is_web_address},
    },
    markdown::{Mrkdwn, clip_text},
};

pub(super) fn actions(block: Actions, elements: &mut Elements<'_>) -> Vec<Block> {
    let fitted = block.elements.into_iter().enumerate().flat_map(|(index, element)| elements.action(element, index));
    let fitted: Vec<_> = fitted.collect();
    let rows = fitted.chunks(ACTION_ELEMENTS).enumerate();
    rows.map(|(index, row)| {
        let block_id = if index == 0 { block.block_id.clone() } else { None };
        Block::Actions(Actions { elements: row.to_vec(), block_id })
    })
    .collect()
}

pub(super) fn context(block: Context) -> Vec<Block> {
    let fitted: Vec<ContextElement> = block.elements.into_iter().filter_map(context_element).collect();
    let lines = fitted.chunks(CONTEXT_ELEMENTS).enumerate();
    lines
        .map(|(index, line)| {
            let block_id = if index == 0 { block.block_id.clone() } else { None };
            Block::Context(Context { elements: line.to_vec(), block_id })
        })
        .collect()
}

fn context_element(element: ContextElement) -> Option<ContextElement> {
    match element {
        ContextElement::Image(image) => image_element(image).map(ContextElement::Image),
        ContextElement::Mrkdwn { text, .. } | ContextElement::PlainText { text, .. } if is_blank(&text) => None,
        ContextElement::Mrkdwn { text, verbatim } => {
            Some(ContextElement::Mrkdwn { text: Mrkdwn::raw(text).clip(CONTEXT_TEXT).to_string(), verbatim })
        }
        ContextElement::PlainText { text, emoji } => {
            Some(ContextElement::PlainText { text: clip_text(&text, CONTEXT_TEXT), emoji })
        }
    }
}

pub(super) fn header(block: Header) -> Option<Block> {
    let text = clip(block.text, HEADER_TEXT)?;
    Some(Block::Header(Header { text, block_id: block.block_id }))
}

pub(super) fn image(block: Image) -> Vec<Block> {
    let title = block.title.and_then(|title| clip(title, IMAGE_TEXT));
    let Image { image_url, alt_text, block_id, .. } = block;
    match image_element(ImageElement { image_url, alt_text }) {
        Some(ImageElement { image_url, alt_text }) => {
            vec![Block::Image(Image { image_url, alt_text, title, block_id })]
        }
        None => title.map(|title| section_of(title.into())).into_iter().collect(),
    }
}

/// A picture, if Slack can have it.
pub(super) fn image_element(image: ImageElement) -> Option<ImageElement> {
    let alt_text = if is_blank(&image.alt_text) { "image".to_owned() } else { clip_text(&image.alt_text, IMAGE_TEXT) };
    is_web_address(&image.image_url, IMAGE_URL).then_some(ImageElement { image_url: image.image_url, alt_text })
}

pub(super) fn input(block: Input, elements: &mut Elements<'_>) -> Option<Block> {
    Some(Block::Input(Input {
        label: clip(block.label, INPUT_TEXT)?,
        element: elements.input(block.element)?,
        hint: block.hint.and_then(|hint| clip(hint, INPUT_TEXT)),
        dispatch_action: block.dispatch_action,
        block_id: block.block_id,
        optional: block.optional,
    }))
}

/// A section, and more sections for what does not fit into one: the control stays beside the first.
pub(super) fn section(block: Section, elements: &mut Elements<'_>) -> Vec<Block> {
    let mut texts = block.text.map(split).unwrap_or_default().into_iter();
    let fields = block.fields.unwrap_or_default().into_iter().filter_map(clip_field);
    let fields: Vec<TextObject> = fields.collect();
    let mut fields = fields.chunks(SECTION_FIELDS).map(<[TextObject]>::to_vec);
    let (mut text, mut first_fields) = (texts.next(), None);
    let rest: Vec<TextObject> = texts.collect();
    if rest.is_empty() {
        first_fields = fields.next();
    }
    let accessory = block.accessory.and_then(|accessory| elements.accessory(accessory));
    if text.is_none() && first_fields.is_none() {
        let Some(accessory) = accessory else { return Vec::new() };
        // Slack wants a text beside the control.
        text = Some(TextObject::PlainText { text: "…".to_owned(), emoji: None });
        return vec![Block::Section(Section {
            text,
            accessory: Some(accessory),
            fields: None,
            block_id: block.block_id,
        })];
    }
    let first = Section { text, fields: first_fields, accessory, block_id: block.block_id };
    std::iter::once(Block::Section(first))
        .chain(rest.into_iter().map(section_of))
        .chain(fields.map(|fields| Block::Section(Section { fields: Some(fields), ..Section::default() })))
        .collect()
}

fn section_of(text: TextObject) -> Block {
    Block::Section(Section { text: Some(text), ..Section::default() })
}

/// A text in as many parts as it takes.
fn split(text: TextObject) -> Vec<TextObject> {
    let (TextObject::Mrkdwn { text: content, .. } | TextObject::PlainText { text: content, .. }) = &text;
    let parts = Mrkdwn::raw(content.as_str()).split(SECTION_TEXT);
    let part = |part: &Mrkdwn| match &text {
        TextObject::Mrkdwn { verbatim, .. } => TextObject::Mrkdwn { text: part.to_string(), verbatim: *verbatim },
        TextObject::PlainText { emoji, .. } => TextObject::PlainText { text: part.to_string(), emoji: *emoji },
    };
    parts.iter().map(part).collect()
}

fn clip_field(field: TextObject) -> Option<TextObject> {
    match field {
        TextObject::Mrkdwn { text, verbatim } => {
            let text = Mrkdwn::raw(text).clip(FIELD_TEXT);
            (!text.is_blank()).then(|| TextObject::Mrkdwn { text: text.to_string(), verbatim })
        }
        field @ TextObject::PlainText { .. } => clip_object(field, FIELD_TEXT),
    }
}

pub(super) fn markdown(block: &Markdown) -> Vec<Block> {
    let parts = Mrkdwn::raw(block.text.as_str()).split(MARKDOWN_TEXT);
    let parts = parts.iter().enumerate().map(|(index, text)| {
        let block_id = if index == 0 { block.block_id.clone() } else { None };
        Block::Markdown(Markdown { text: text.to_string(), block_id })
    });
    parts.collect()
}

/// A table, and more for its further rows, each with the first as its head.
pub(super) fn table(block: Table) -> Vec<Block> {
    let rows = block.rows.into_iter().filter(|row| !row.is_empty());
    let mut rows = rows.map(|row| row.into_iter().take(TABLE_COLUMNS).collect::<Vec<Value>>());
    let Some(head) = rows.next() else { return Vec::new() };
    let rest: Vec<Vec<Value>> = rows.collect();
    let settings = block.column_settings.map(|settings| settings.into_iter().take(TABLE_COLUMNS).collect());
    let table = |rows: &[Vec<Value>]| {
        let rows = std::iter::once(&head).chain(rows).cloned().collect();
        Block::Table(Table { rows, column_settings: settings.clone(), block_id: block.block_id.clone() })
    };
    if rest.is_empty() { vec![table(&[])] } else { rest.chunks(TABLE_ROWS - 1).map(table).collect() }
}

pub(super) fn video(block: Video) -> Vec<Block> {
    let Some(title) = clip(block.title, VIDEO_TITLE) else { return Vec::new() };
    let is_complete = is_web_address(&block.video_url, IMAGE_URL) && is_web_address(&block.thumbnail_url, IMAGE_URL);
    if !is_complete {
        return vec![section_of(title.into())];
    }
    let alt_text = if is_blank(&block.alt_text) { title.text.clone() } else { block.alt_text };
    let name = |name: Option<String>| name.filter(|name| !is_blank(name)).map(|name| clip_text(&name, VIDEO_NAME));
    let link = |url: Option<String>| url.filter(|url| is_web_address(url, VIDEO_LINK));
    vec![Block::Video(Video {
        video_url: block.video_url,
        thumbnail_url: block.thumbnail_url,
        block_id: block.block_id,
        alt_text: clip_text(&alt_text, IMAGE_TEXT),
        title,
        title_url: link(block.title_url),
        description: block.description.and_then(|text| clip(text, VIDEO_TITLE)),
        provider_name: name(block.provider_name),
        provider_icon_url: link(block.provider_icon_url),
        author_name: name(block.author_name),
    })]
}
