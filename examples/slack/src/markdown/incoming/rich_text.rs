//! [Rich text](https://docs.slack.dev/reference/block-kit/blocks/rich-text-block), in which Slack's own clients send what people write.

use serde::Deserialize;
use serde_json::Value;

use super::document::{Block, Item, Span, with_lists};
use crate::markdown::{
    style::Style,
    token::{Broadcast, Token},
};

/// The blocks of a message that consists of rich text; `None` where anything is not understood, since `text` says it all as well.
pub(super) fn parse(blocks: &[Value]) -> Option<Vec<Block>> {
    let mut found = Vec::new();
    for block in blocks {
        let RichText::RichText { elements } = RichText::deserialize(block).ok()?;
        for element in elements {
            read(element, &mut found)?;
        }
    }
    (!found.is_empty()).then_some(found)
}

#[derive(Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
enum RichText {
    RichText { elements: Vec<Element> },
}

#[derive(Deserialize)]
#[serde(tag = "type")]
enum Element {
    #[serde(rename = "rich_text_section")]
    Section { elements: Vec<Inline> },
    #[serde(rename = "rich_text_quote")]
    Quote { elements: Vec<Inline> },
    #[serde(rename = "rich_text_preformatted")]
    Preformatted { elements: Vec<Inline> },
    #[serde(rename = "rich_text_list")]
    List {
        style: ListStyle,
        #[serde(default)]
        indent: usize,
        /// How many numbers come before the first.
        #[serde(default)]
        offset: u64,
        elements: Vec<Element>,
    },
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum ListStyle {
    Bullet,
    Ordered,
}

#[derive(Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
enum Inline {
    Text {
        text: String,
        #[serde(default)]
        style: TextStyle,
    },
    Link {
        url: String,
        text: Option<String>,
        #[serde(default)]
        style: TextStyle,
    },
    Emoji {
        name: String,
    },
    User {
        user_id: String,
        #[serde(default)]
        style: TextStyle,
    },
    Usergroup {
        usergroup_id: String,
        #[serde(default)]
        style: TextStyle,
    },
    Channel {
        channel_id: String,
        #[serde(default)]
        style: TextStyle,
    },
    Broadcast {
        range: String,
        #[serde(default)]
        style: TextStyle,
    },
    Date {
        fallback: String,
    },
    Color {
        value: String,
    },
}

#[derive(Deserialize, Default, Clone, Copy)]
#[serde(default)]
struct TextStyle {
    bold: bool,
    italic: bool,
    strike: bool,
    code: bool,
}

impl TextStyle {
    fn look(self) -> Style {
        Style { bold: self.bold, italic: self.italic, strike: self.strike }
    }
}

fn read(element: Element, found: &mut Vec<Block>) -> Option<()> {
    match element {
        Element::Section { elements } => {
            let spans = section(elements)?;
            match found.last_mut() {
                Some(Block::Text(text)) => {
                    text.push(Span::text("\n", Style::default()));
                    text.extend(spans);
                }
                _ => found.extend(with_lists(spans)),
            }
        }
        Element::Quote { elements } => found.push(Block::Quote(section(elements)?)),
        Element::Preformatted { elements } => {
            found.push(Block::Code(elements.into_iter().map(typed).collect()));
        }
        Element::List { style, indent, offset, elements } => {
            let mut items = Vec::new();
            for (index, element) in elements.into_iter().enumerate() {
                let Element::Section { elements } = element else { return None };
                let number = match style {
                    ListStyle::Ordered => Some(offset + index as u64 + 1),
                    ListStyle::Bullet => None,
                };
                items.push(Item { level: indent, number, content: section(elements)? });
            }
            match found.last_mut() {
                Some(Block::List(list)) => list.extend(items),
                _ => found.push(Block::List(items)),
            }
        }
    }
    Some(())
}

fn section(elements: Vec<Inline>) -> Option<Vec<Span>> {
    elements.into_iter().map(span).collect()
}

fn span(element: Inline) -> Option<Span> {
    Some(match element {
        Inline::Text { ref style, .. } | Inline::Link { ref style, .. } if style.code => {
            let look = style.look();
            Span::code(typed(element), look)
        }
        Inline::Text { text, style } => Span::text(text, style.look()),
        Inline::Link { url, text, style } => Span::token(Token::Link { url, label: text }, style.look()),
        Inline::User { user_id, style } => Span::token(Token::User { id: user_id, label: None }, style.look()),
        Inline::Usergroup { usergroup_id, style } => {
            Span::token(Token::Group { id: usergroup_id, label: None }, style.look())
        }
        Inline::Channel { channel_id, style } => {
            Span::token(Token::Channel { id: channel_id, label: None }, style.look())
        }
        Inline::Broadcast { range, style } => Span::token(Token::Broadcast(Broadcast::named(&range)?), style.look()),
        Inline::Emoji { .. } | Inline::Date { .. } | Inline::Color { .. } => {
            Span::text(typed(element), Style::default())
        }
    })
}

/// As text.
fn typed(element: Inline) -> String {
    match element {
        Inline::Text { text, .. } => text,
        Inline::Link { url, text, .. } => text.unwrap_or(url),
        Inline::Emoji { name } => format!(":{name}:"),
        Inline::User { user_id: id, .. } | Inline::Usergroup { usergroup_id: id, .. } => format!("@{id}"),
        Inline::Channel { channel_id, .. } => format!("#{channel_id}"),
        Inline::Broadcast { range, .. } => format!("@{range}"),
        Inline::Date { fallback: value } | Inline::Color { value } => value,
    }
}
