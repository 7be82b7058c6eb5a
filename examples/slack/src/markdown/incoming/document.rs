//! What a person wrote, before it is Markdown.

use crate::markdown::{style::Style, token::Token};

/// A part of a message.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Block {
    /// Lines of text, with line breaks in them.
    Text(Vec<Span>),
    /// Lines of a quote.
    Quote(Vec<Span>),
    List(Vec<Item>),
    Code(String),
}

/// An item of a list.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Item {
    /// How many lists it is in, but one.
    pub(super) level: usize,
    /// Its number, if it has one.
    pub(super) number: Option<u64>,
    pub(super) content: Vec<Span>,
}

/// A piece of text that looks the same all over.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Span {
    pub(super) content: Content,
    pub(super) style: Style,
}

#[derive(Debug, Clone, PartialEq)]
pub(super) enum Content {
    Text(String),
    Code(String),
    Token(Token),
}

impl Span {
    pub(super) fn text(text: impl Into<String>, style: Style) -> Self {
        Self { content: Content::Text(displayed(&text.into())), style }
    }

    pub(super) fn token(token: Token, style: Style) -> Self {
        Self { content: Content::Token(token), style }
    }

    pub(super) fn code(code: impl Into<String>, style: Style) -> Self {
        Self { content: Content::Code(code.into()), style }
    }
}

/// Text without what is no character for display, nor one in Markdown. Unicode's noncharacters are ours.
pub(super) fn displayed(text: &str) -> String {
    let displayed = |c: char| match c {
        c if c.is_control() && !matches!(c, '\n' | '\t') => None,
        '\u{fdd0}'..='\u{fdef}' => Some(char::REPLACEMENT_CHARACTER),
        c => Some(c),
    };
    text.chars().filter_map(displayed).collect()
}

impl Block {
    pub(super) fn tokens(&self) -> impl Iterator<Item = &Token> {
        let spans: Vec<&Span> = match self {
            Self::Text(spans) | Self::Quote(spans) => spans.iter().collect(),
            Self::List(items) => items.iter().flat_map(|item| &item.content).collect(),
            Self::Code(_) => Vec::new(),
        };
        spans.into_iter().filter_map(|span| match &span.content {
            Content::Token(token) => Some(token),
            Content::Text(_) | Content::Code(_) => None,
        })
    }
}

/// Text in which lists were typed, as text and lists.
pub(super) fn with_lists(spans: Vec<Span>) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut text: Vec<Span> = Vec::new();
    let mut lists = Typed::default();
    for line in lines(spans) {
        match lists.item(&line) {
            Some(item) => {
                if !text.is_empty() {
                    blocks.push(Block::Text(std::mem::take(&mut text)));
                }
                match blocks.last_mut() {
                    Some(Block::List(items)) => items.push(item),
                    _ => blocks.push(Block::List(vec![item])),
                }
            }
            None => {
                if !line.is_empty() {
                    lists = Typed::default();
                }
                if !text.is_empty() {
                    text.push(Span::text("\n", Style::default()));
                }
                text.extend(line);
            }
        }
    }
    if !text.is_empty() {
        blocks.push(Block::Text(text));
    }
    blocks
}

/// The lines of a text; those of nothing but spaces are empty.
pub(super) fn lines(spans: Vec<Span>) -> Vec<Vec<Span>> {
    let mut lines = vec![Vec::new()];
    let mut push = |span: Span, begins_line: bool| {
        if begins_line {
            lines.push(Vec::new());
        }
        if let Some(line) =
            lines.last_mut().filter(|_| !matches!(&span.content, Content::Text(text) if text.is_empty()))
        {
            line.push(span);
        }
    };
    for span in spans {
        match &span.content {
            Content::Text(text) => {
                for (index, part) in text.split('\n').enumerate() {
                    push(Span::text(part, span.style), index > 0);
                }
            }
            _ => push(span, false),
        }
    }
    let is_blank = |span: &Span| matches!(&span.content, Content::Text(text) if text.trim().is_empty());
    lines.iter_mut().filter(|line| line.iter().all(is_blank)).for_each(Vec::clear);
    lines
}

/// The list that is being typed.
#[derive(Default)]
struct Typed {
    /// For each level, how far its items are indented, and the last number.
    levels: Vec<(usize, Option<u64>)>,
}

impl Typed {
    /// The line as an item, if it is one.
    fn item(&mut self, line: &[Span]) -> Option<Item> {
        let (first, rest) = line.split_first()?;
        let Content::Text(text) = &first.content else { return None };
        let marker = text.trim_start();
        let indent = text.chars().count() - marker.chars().count();
        let (number, content) = bullet(marker).or_else(|| numbered(marker))?;
        if content.is_empty() && rest.is_empty() || first.style != Style::default() {
            return None;
        }
        while self.levels.last().is_some_and(|(outer, _)| *outer > indent) {
            self.levels.pop();
        }
        match self.levels.last_mut().filter(|(outer, _)| *outer == indent) {
            Some((_, last)) => {
                // Markdown counts on, whatever number is written.
                if number.is_some() && last.is_some() && number != last.map(|last| last + 1) {
                    return None;
                }
                *last = number;
            }
            None => self.levels.push((indent, number)),
        }
        let first = Span::text(content, first.style);
        let content = std::iter::once(first).chain(rest.iter().cloned()).collect();
        Some(Item { level: self.levels.len() - 1, number, content })
    }
}

fn bullet(text: &str) -> Option<(Option<u64>, &str)> {
    let rest = ["- ", "• ", "◦ ", "▪ ", "▪\u{fe0e} "].iter().find_map(|marker| text.strip_prefix(marker))?;
    Some((None, rest.trim_start()))
}

fn numbered(text: &str) -> Option<(Option<u64>, &str)> {
    let (number, rest) = text.split_once(". ")?;
    let is_number = (1..=9).contains(&number.len()) && number.chars().all(|c| c.is_ascii_digit());
    Some((Some(number.parse().ok().filter(|_| is_number)?), rest.trim_start()))
}
