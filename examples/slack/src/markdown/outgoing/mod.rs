//! From Markdown to mrkdwn.
//!
//! The parser is pulldown-cmark: it is maintained, holds to CommonMark, brings two small crates that have no dependencies of their own
//! (comrak brings eleven), and hands out events, so that no depth of nesting can overflow a stack.
//!
//! What mrkdwn lacks is shown as well as text can: headings in bold, lists with `•` and numbers, tables as columns, images as links,
//! HTML as it is written. What is not markup to the parser is not markup to Slack either, and nothing is left out but comments.

mod blocks;
mod inline;
mod mentions;
mod render;
mod source;
mod table;

use pulldown_cmark::Options;

use self::{inline::Run, source::Source};
use super::{
    Mention,
    style::Style,
    token::{Token, has_scheme},
};

/// What Markdown is, in both directions.
pub(super) const PARSER_OPTIONS: Options = Options::ENABLE_TABLES
    .union(Options::ENABLE_FOOTNOTES)
    .union(Options::ENABLE_STRIKETHROUGH)
    .union(Options::ENABLE_TASKLISTS);

pub(super) fn convert(markdown: &str, mentions: &[Mention]) -> String {
    let source = Source::new(markdown, mentions);
    let shown = render::render(&source);
    // Slack refuses messages without text; that of a lone comment, for example, is better than none.
    if is_blank(&shown) { literal(markdown.trim()) } else { shown }
}

/// Whether there is nothing to see.
pub(super) fn is_blank(text: &str) -> bool {
    text.chars().all(|c| c.is_whitespace() || matches!(c, '\u{200b}' | '\u{ad}' | '\u{2060}'))
}

/// Whether something in the Markdown is Slack's.
pub(super) fn has_tokens(markdown: &str) -> bool {
    Source::new(markdown, &[]).has_tokens()
}

/// Text as it is.
pub(super) fn literal(text: &str) -> String {
    let lines = text.split('\n').flat_map(|line| {
        let indent = &line[..line.len() - line.trim_start().len()];
        let shown = inline::lines(vec![Run::text(line, Style::default())]);
        shown.into_iter().map(move |shown| format!("{indent}{}", blocks::unquoted(shown.trim_start())))
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// Text in bold, on one line.
pub(super) fn bold(text: &str) -> String {
    let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
    inline::lines(vec![Run::text(words, Style::BOLD)]).join(" ")
}

/// A link, where Slack makes one of such an address.
pub(super) fn link(url: &str, label: &str) -> String {
    if has_scheme(url) {
        Token::Link { url: url.to_owned(), label: Some(label.to_owned()) }.to_string()
    } else {
        literal(&format!("{label} ({url})"))
    }
}
