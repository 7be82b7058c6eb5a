//! What a reader of Markdown sees, to make sure that it is what was written.

use std::rc::Rc;

use pulldown_cmark::{Event, LinkType, Parser, Tag, TagEnd};

use super::write::Piece;
use crate::markdown::{
    outgoing::{PARSER_OPTIONS, has_tokens},
    style::Style,
};

/// Text, and how each character of it looks.
#[derive(Debug, Default)]
pub(super) struct Reading(Vec<(char, Look)>);

#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Look {
    pub(super) style: Style,
    pub(super) is_code: bool,
    /// Where it leads.
    pub(super) link: Option<Rc<str>>,
}

/// Spaces look the same in any style.
impl PartialEq for Reading {
    fn eq(&self, other: &Self) -> bool {
        let same = |((one, look), (other, other_look)): (&(char, Look), &(char, Look))| {
            one == other && (look == other_look || one.is_whitespace())
        };
        self.0.len() == other.0.len() && self.0.iter().zip(&other.0).all(same)
    }
}

impl Reading {
    /// What is to be read.
    pub(super) fn expected(pieces: &[Piece]) -> Self {
        let mut reading = Self::default();
        for piece in pieces {
            let (text, look) = piece.shown();
            reading.push(&text, &look);
        }
        reading.tidy()
    }

    /// Reads text; `None` when it is more than that.
    pub(super) fn of_text(markdown: &str) -> Option<Self> {
        Self::of(&format!("{markdown}\n"), false)
    }

    /// Reads an item of a list; `None` when there is more in it than text.
    pub(super) fn of_item(text: &str) -> Option<Self> {
        Self::of(&format!("- {}\n", text.replace('\n', "\n  ")), true)
    }

    fn of(markdown: &str, is_item: bool) -> Option<Self> {
        if has_tokens(markdown) {
            return None;
        }
        let mut reading = Self::default();
        let mut look = Look::default();
        let mut items = 0;
        for event in Parser::new_ext(markdown, PARSER_OPTIONS) {
            match event {
                Event::Start(Tag::List(None)) | Event::End(TagEnd::Item | TagEnd::List(_)) if is_item => {}
                Event::Start(Tag::Item) if is_item && items == 0 => items += 1,
                Event::Start(Tag::Paragraph) => reading.push("\n\n", &Look::default()),
                Event::End(TagEnd::Paragraph) => {}
                Event::Start(Tag::Strong) => look.style.bold = true,
                Event::End(TagEnd::Strong) => look.style.bold = false,
                Event::Start(Tag::Emphasis) => look.style.italic = true,
                Event::End(TagEnd::Emphasis) => look.style.italic = false,
                Event::Start(Tag::Strikethrough) => look.style.strike = true,
                Event::End(TagEnd::Strikethrough) => look.style.strike = false,
                Event::Start(Tag::Link { link_type: LinkType::Inline | LinkType::Autolink, dest_url, .. }) => {
                    look.link = Some(dest_url.as_ref().into());
                }
                Event::End(TagEnd::Link) => look.link = None,
                Event::Text(text) => reading.push(&text, &look),
                Event::Code(code) => reading.push(&code, &Look { is_code: true, ..look.clone() }),
                Event::SoftBreak | Event::HardBreak => reading.push("\n", &Look::default()),
                _ => return None,
            }
        }
        Some(reading.tidy())
    }

    fn push(&mut self, text: &str, look: &Look) {
        self.0.extend(text.chars().map(|c| (c, look.clone())));
    }

    /// Without spaces at the ends of lines, and without more than one empty line in a place.
    fn tidy(self) -> Self {
        let mut tidy: Vec<(char, Look)> = Vec::with_capacity(self.0.len());
        for (c, look) in self.0 {
            if c == '\n' {
                while tidy.last().is_some_and(|(last, look)| *last != '\n' && last.is_whitespace() && !look.is_code) {
                    tidy.pop();
                }
                if tidy.is_empty() || tidy.iter().rev().take(2).filter(|(c, _)| *c == '\n').count() == 2 {
                    continue;
                }
            }
            tidy.push((c, look));
        }
        while tidy.last().is_some_and(|(c, look)| c.is_whitespace() && !look.is_code) {
            tidy.pop();
        }
        Self(tidy)
    }
}
