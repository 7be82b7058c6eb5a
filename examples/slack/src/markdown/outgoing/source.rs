//! Markdown with Slack's tokens taken out of the parser's way.
//!
//! For a Markdown parser, `<!here> hello` is a block of HTML and `<https://a.test|a label>` a broken address. So tokens and mentions are
//! put aside before it reads, each replaced by a word of characters that occur in no text (Unicode's noncharacters), and come back where
//! the words turn up.

use std::borrow::Cow;

use super::mentions;
use crate::markdown::{Mention, token::Token};

const BEGIN: char = '\u{fdd0}';
const END: char = '\u{fdd1}';

pub(super) struct Source {
    /// What the parser reads.
    pub(super) markdown: String,
    held: Vec<Held>,
}

struct Held {
    token: Token,
    /// What stood in the Markdown.
    written: String,
}

/// A part of a text.
pub(super) enum Piece<'a> {
    Text(&'a str),
    Token(&'a Token),
}

impl Source {
    pub(super) fn new(markdown: &str, mentions: &[Mention]) -> Self {
        let mut places = mentions::places(markdown, mentions).into_iter().peekable();
        let mut source = Self { markdown: String::with_capacity(markdown.len()), held: Vec::new() };
        let mut at = 0;
        while let Some(c) = markdown[at..].chars().next() {
            while places.next_if(|(place, _)| place.start < at).is_some() {}
            if let Some((place, token)) = places.next_if(|(place, _)| place.start == at) {
                source.hold(token, &markdown[place.clone()]);
                at = place.end;
            } else if let Some((token, length)) = token_at(markdown, at) {
                source.hold(token, &markdown[at..at + length]);
                at += length;
            } else {
                let is_ours = ('\u{fdd0}'..='\u{fdef}').contains(&c);
                source.markdown.push(if is_ours || c == '\0' { char::REPLACEMENT_CHARACTER } else { c });
                at += c.len_utf8();
            }
        }
        source
    }

    pub(super) fn has_tokens(&self) -> bool {
        !self.held.is_empty()
    }

    /// A text of the parser as it was written.
    pub(super) fn written<'a>(&'a self, text: &'a str) -> Cow<'a, str> {
        if !text.contains(BEGIN) {
            return text.into();
        }
        let parts = self.split(text).map(|(text, held)| (text, held.map_or("", |held| held.written.as_str())));
        parts.flat_map(|(text, written)| [text, written]).collect::<String>().into()
    }

    /// A text of the parser with the tokens in it.
    pub(super) fn pieces<'a>(&'a self, text: &'a str) -> impl Iterator<Item = Piece<'a>> {
        self.split(text).flat_map(|(text, held)| {
            let text = (!text.is_empty()).then_some(Piece::Text(text));
            text.into_iter().chain(held.map(|held| Piece::Token(&held.token)))
        })
    }

    fn hold(&mut self, token: Token, written: &str) {
        self.markdown.push_str(&format!("{BEGIN}{}{END}", self.held.len()));
        self.held.push(Held { token, written: written.to_owned() });
    }

    /// Texts, each with what is held behind it.
    fn split<'a>(&'a self, text: &'a str) -> impl Iterator<Item = (&'a str, Option<&'a Held>)> {
        let mut rest = text;
        std::iter::from_fn(move || {
            if rest.is_empty() {
                return None;
            }
            let Some((text, behind)) = rest.split_once(BEGIN) else { return Some((std::mem::take(&mut rest), None)) };
            let (index, behind) = behind.split_once(END).unwrap_or((behind, ""));
            rest = behind;
            Some((text, index.parse().ok().and_then(|index: usize| self.held.get(index))))
        })
    }
}

/// The token at a place of Markdown, unless it is escaped, or the address of a link.
fn token_at(markdown: &str, at: usize) -> Option<(Token, usize)> {
    let (before, text) = markdown.split_at(at);
    if !text.starts_with('<') {
        return None;
    }
    let backslashes = before.len() - before.trim_end_matches('\\').len();
    let is_address = before.ends_with("](") || before.trim_end_matches(' ').ends_with("]:");
    let (token, length) = Token::at_start(text).filter(|_| backslashes % 2 == 0 && !is_address)?;
    // A plain address is one to the parser as well.
    let is_autolink = matches!(token, Token::Link { label: None, .. }) && !text[..length].contains('|');
    (!is_autolink).then_some((token, length))
}
