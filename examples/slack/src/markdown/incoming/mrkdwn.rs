//! Slack's markup, read.

use super::document::{Block, Span, with_lists};
use crate::markdown::{
    escape::unescape,
    style::{BORDER, Style},
    syntax::{Mark, spans},
    token::Token,
};

const FENCE: &str = "```";
const QUOTE: &str = "&gt;";

/// The blocks of a message's `text`.
pub(super) fn parse(text: &str) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut rest = text;
    while let Some((before, code, behind)) = fenced(rest) {
        let (before, quoted) = before.strip_suffix(QUOTE).map_or((before, false), |before| (before, true));
        blocks.extend(paragraphs(before.trim_end_matches('\n')));
        let code = if quoted { code.replace("\n&gt;", "\n") } else { code.to_owned() };
        blocks.push(Block::Code(code_text(code.trim_matches('\n'))));
        rest = behind.trim_start_matches('\n');
    }
    blocks.extend(paragraphs(rest));
    blocks
}

/// What stands before the first block of code, in it, and behind it.
fn fenced(text: &str) -> Option<(&str, &str, &str)> {
    let (before, behind) = text.split_once(FENCE)?;
    let (code, behind) = behind.split_once(FENCE)?;
    (!code.trim().is_empty()).then_some((before, code, behind))
}

/// Text, quotes and lists.
fn paragraphs(text: &str) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut lines = text.split('\n').peekable();
    while lines.peek().is_some() {
        let mut plain = Vec::new();
        while let Some(line) = lines.next_if(|line| !is_quote(line)) {
            plain.push(line);
        }
        if !plain.is_empty() {
            blocks.extend(with_lists(inline(&plain.join("\n"))));
        }
        let mut quote: Vec<&str> = Vec::new();
        let to_the_end = lines.peek().is_some_and(|line| unquoted(line, 3).is_some());
        while let Some(line) = lines.next_if(|line| to_the_end || is_quote(line)) {
            quote.push(unquoted(line, if quote.is_empty() && to_the_end { 3 } else { 1 }).unwrap_or(line));
        }
        if !quote.is_empty() {
            blocks.push(Block::Quote(inline(&quote.join("\n"))));
        }
    }
    blocks
}

fn is_quote(line: &str) -> bool {
    unquoted(line, 1).is_some()
}

/// A line without its marks of a quote, which apps also write as they are.
fn unquoted(line: &str, marks: usize) -> Option<&str> {
    let mut rest = line;
    for _ in 0..marks {
        rest = rest.strip_prefix(QUOTE).or_else(|| rest.strip_prefix('>'))?;
    }
    Some(rest.strip_prefix(' ').unwrap_or(rest))
}

/// Formatted text with line breaks.
fn inline(text: &str) -> Vec<Span> {
    let mut found = Vec::new();
    for (index, line) in text.split('\n').enumerate() {
        if index > 0 {
            found.push(Span::text("\n", Style::default()));
        }
        // What kept a bracket from being a quote.
        let line = line.strip_prefix('\u{ad}').filter(|line| line.starts_with(QUOTE)).unwrap_or(line);
        read_line(line, &mut found);
    }
    found
}

fn read_line(line: &str, found: &mut Vec<Span>) {
    let mut marks = Vec::new();
    for span in spans(line) {
        marks.push((span.open, span.mark, true));
        marks.push((span.close, span.mark, false));
    }
    marks.sort_by_key(|(at, ..)| *at);
    let mut style = Style::default();
    let mut code = false;
    let mut from = 0;
    for (at, mark, opens) in marks {
        let text = &line[from..at];
        if code {
            found.push(Span::code(code_text(text), style));
        } else {
            // The borders around formatting within a word have done their work.
            let text = if opens { text.strip_suffix(BORDER).unwrap_or(text) } else { text };
            read_tokens(text.strip_prefix(BORDER).filter(|_| from > 0).unwrap_or(text), style, found);
        }
        match mark {
            Mark::Bold => style.bold = opens,
            Mark::Italic => style.italic = opens,
            Mark::Strike => style.strike = opens,
            Mark::Code => code = opens,
        }
        from = at + 1;
    }
    let text = &line[from..];
    read_tokens(text.strip_prefix(BORDER).filter(|_| from > 0).unwrap_or(text), style, found);
}

fn read_tokens(text: &str, style: Style, found: &mut Vec<Span>) {
    let (mut from, mut at) = (0, 0);
    while let Some(start) = text[at..].find('<') {
        let start = at + start;
        match Token::at_start(&text[start..]) {
            Some((token, length)) => {
                push_text(&text[from..start], style, found);
                found.push(Span::token(token, style));
                at = start + length;
                from = at;
            }
            None => at = start + 1,
        }
    }
    push_text(&text[from..], style, found);
}

fn push_text(text: &str, style: Style, found: &mut Vec<Span>) {
    if !text.is_empty() {
        found.push(Span::text(unescape(text), style));
    }
}

/// Code as it was typed: Slack makes links in it as well.
fn code_text(code: &str) -> String {
    let mut plain = String::new();
    let mut rest = code;
    while let Some(start) = rest.find('<') {
        let (before, behind) = rest.split_at(start);
        plain.push_str(&unescape(before));
        rest = match Token::at_start(behind) {
            Some((token, length)) => {
                plain.push_str(&match token {
                    Token::Link { label: Some(label), .. } => label,
                    token => token.plain(),
                });
                &behind[length..]
            }
            None => {
                plain.push('<');
                &behind[1..]
            }
        };
    }
    plain.push_str(&unescape(rest));
    plain
}
