//! Long texts in parts.

use super::{
    escape::escape,
    mention::utf16_len,
    syntax::{Mark, opaque, spans},
    token::Token,
};

/// Below this, closing and opening again would take more room than the text.
const LEAST: usize = 200;
/// Room for what closes a part.
const RESERVE: usize = 10;
const FENCE: &str = "```";

/// How far behind a cut the end of what is formatted there is looked for, in bytes: no more than a few lines of a paragraph.
const FORMATTED: usize = 4_000;

/// Parts of at most `limit` UTF-16 units.
pub(super) fn split(text: &str, limit: usize) -> Vec<String> {
    let limit = limit.max(LEAST);
    let mut parts = Vec::new();
    let mut rest = without_giants(text, limit / 2);
    while let Some(cut) = cut(&rest, limit) {
        let (part, behind) = cut.apply(&rest);
        parts.push(part);
        rest = behind;
    }
    parts.push(rest);
    parts
}

/// The first of the parts.
pub(super) fn first(text: &str, limit: usize) -> String {
    let limit = limit.max(LEAST);
    // As much as may be in it, and a little more, so that it is cut.
    let enough = text.char_indices().nth(limit * 2).map_or(text.len(), |(end, _)| end);
    let text = without_giants(&text[..enough], limit / 2);
    match cut(&text, limit) {
        Some(cut) => cut.apply(&text).0,
        None => text,
    }
}

/// The beginning of a text without markup, with `…` when there is more than `limit` UTF-16 units.
pub(crate) fn clip_text(text: &str, limit: usize) -> String {
    if utf16_len(text) <= limit {
        return text.to_owned();
    }
    let mut clipped = String::new();
    let mut units = 1;
    while let Some(cluster) = text.get(clipped.len()..).map(|rest| &rest[..cluster(rest)]) {
        units += utf16_len(cluster);
        if units > limit || cluster.is_empty() {
            break;
        }
        clipped.push_str(cluster);
    }
    format!("{}…", clipped.trim_end())
}

/// A text in which every token fits into a part: one that is longer is shown without being one.
fn without_giants(text: &str, longest: usize) -> String {
    let mut fitting = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find('<') {
        let (before, token) = rest.split_at(start);
        fitting.push_str(before);
        let giant = Token::at_start(token).filter(|(_, length)| utf16_len(&token[..*length]) > longest);
        rest = match giant {
            Some((giant, length)) => {
                fitting.push_str(&escape(&giant.plain()));
                &token[length..]
            }
            None => {
                fitting.push('<');
                &token[1..]
            }
        };
    }
    fitting.push_str(rest);
    fitting
}

/// Where a text is cut. The better places come first.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    Paragraph,
    Line,
    /// Also a line of code, which is better left in one piece.
    Sentence,
    Word,
    /// Between two characters.
    Anywhere,
    /// Between a mark and what it formats, for texts that have nothing else.
    Nowhere,
}

const PLACES: usize = 6;

struct Cut {
    at: usize,
    is_code: bool,
    /// Where the line begins that is cut.
    line: usize,
}

/// Where to cut a text, unless it fits.
fn cut(text: &str, limit: usize) -> Option<Cut> {
    let room = limit - RESERVE;
    let mut found: [Option<(Cut, usize)>; PLACES] = Default::default();
    let (mut at, mut units, mut line) = (0, 0, 0);
    let mut code_since = None;
    while at < text.len() {
        let atom = &text[at..at + atom(&text[at..], code_since.is_some())];
        let behind = &text[at + atom.len()..];
        let size = utf16_len(atom);
        if atom == FENCE {
            code_since = if code_since.is_none() { Some(at) } else { None };
        }
        let next_is_break = behind.starts_with('\n');
        if units + size > room {
            // It is too much, unless only a little more comes.
            if units + size + utf16_len_up_to(behind, limit) <= limit {
                return None;
            }
            break;
        }
        at += atom.len();
        units += size;
        if atom == "\n" {
            line = at;
        }
        let is_code = code_since.is_some();
        let place = if next_is_break && is_code {
            // A part of nothing but an open fence would be empty.
            if code_since.is_some_and(|since| text[since..at].contains('\n')) { Place::Sentence } else { continue }
        } else if next_is_break {
            if behind.starts_with("\n\n") { Place::Paragraph } else { Place::Line }
        } else if behind.starts_with(char::is_whitespace) {
            if atom.ends_with(['.', '!', '?', '…', '。', '！', '？']) { Place::Sentence } else { Place::Word }
        } else if is_mark(atom) || behind.chars().next().is_some_and(|c| Mark::of(c).is_some()) {
            Place::Nowhere
        } else {
            Place::Anywhere
        };
        found[place as usize] = Some((Cut { at, is_code, line }, units));
    }
    if at >= text.len() {
        return None;
    }
    let large_enough = found.iter().position(|found| found.as_ref().is_some_and(|(_, units)| *units >= room / 3));
    let best = large_enough.or_else(|| found.iter().rposition(Option::is_some))?;
    found[best].take().map(|(cut, _)| cut)
}

impl Cut {
    /// The part before the cut, and the text behind it, both whole again.
    fn apply(&self, text: &str) -> (String, String) {
        let (before, behind) = text.split_at(self.at);
        let end = behind.char_indices().map(|(end, _)| end).find(|end| *end > FORMATTED).unwrap_or(behind.len());
        let end = self.at + behind[..end].find('\n').unwrap_or(end);
        let line = &text[self.line..end];
        let quote = if line.starts_with('>') { ">" } else { "" };
        let in_line = !behind.starts_with('\n');
        if self.is_code {
            let behind = behind.strip_prefix('\n').unwrap_or(behind);
            let quote_again = if in_line { quote } else { "" };
            return (format!("{before}\n{quote}{FENCE}"), format!("{quote}{FENCE}\n{quote_again}{behind}"));
        }
        if !in_line {
            return (before.trim_end().to_owned(), behind.trim_start_matches('\n').to_owned());
        }
        let open = spans(line).into_iter().filter(|span| span.contains(self.at - self.line));
        let marks: Vec<char> = open.map(|span| span.mark.char()).collect();
        let closing: String = marks.iter().rev().collect();
        let opening: String = marks.iter().collect();
        (format!("{}{closing}", before.trim_end()), format!("{quote}{opening}{}", behind.trim_start()))
    }
}

/// How many bytes at the beginning of a text belong together.
fn atom(text: &str, is_code: bool) -> usize {
    if text.starts_with(FENCE) {
        return FENCE.len();
    }
    if let Some(entity) = ["&amp;", "&lt;", "&gt;"].iter().find(|entity| text.starts_with(**entity)) {
        return entity.len();
    }
    if let Some(length) = opaque(text).filter(|_| !is_code || text.starts_with('<')) {
        return length;
    }
    cluster(text)
}

/// How many bytes at the beginning of a text are one character to a reader.
fn cluster(text: &str) -> usize {
    let mut chars = text.chars();
    let mut length = chars.next().map_or(0, char::len_utf8);
    let mut joined = false;
    for c in chars {
        if !joined && !extends(c) {
            break;
        }
        joined = c == JOINER;
        length += c.len_utf8();
    }
    length
}

const JOINER: char = '\u{200d}';

/// Whether a character changes the one before it: accents, colours of skin, joined emoji.
fn extends(c: char) -> bool {
    matches!(c, JOINER | '\u{300}'..='\u{36f}' | '\u{fe00}'..='\u{fe0f}' | '\u{20e3}' | '\u{1f3fb}'..='\u{1f3ff}')
}

fn is_mark(atom: &str) -> bool {
    let mut chars = atom.chars();
    chars.next().and_then(Mark::of).is_some() && chars.next().is_none()
}

/// The length of a text, which need not be exact beyond `enough`.
fn utf16_len_up_to(text: &str, enough: usize) -> usize {
    let mut units = 0;
    for c in text.chars() {
        units += c.len_utf16();
        if units > enough {
            break;
        }
    }
    units
}
