//! Where Slack sees formatting in a line of mrkdwn.
//!
//! Slack documents no grammar. What is here is what its clients do: a mark opens at the beginning of a word and closes at the end of
//! one, on the same line; nothing is looked for in code, in angle brackets and in the names of emoji.

use std::ops::Range;

use super::token::Token;

/// How text can look.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Mark {
    Bold,
    Italic,
    Strike,
    Code,
}

impl Mark {
    pub(super) fn char(self) -> char {
        match self {
            Self::Bold => '*',
            Self::Italic => '_',
            Self::Strike => '~',
            Self::Code => '`',
        }
    }

    pub(super) fn of(c: char) -> Option<Self> {
        match c {
            '*' => Some(Self::Bold),
            '_' => Some(Self::Italic),
            '~' => Some(Self::Strike),
            '`' => Some(Self::Code),
            _ => None,
        }
    }
}

/// A formatted part of a line; the marks are one byte each.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Span {
    pub(super) mark: Mark,
    /// Where the opening mark is.
    pub(super) open: usize,
    /// Where the closing mark is.
    pub(super) close: usize,
}

impl Span {
    pub(super) fn contains(&self, byte: usize) -> bool {
        self.open < byte && byte <= self.close
    }
}

/// The formatted parts of a line, outer before inner.
pub(super) fn spans(line: &str) -> Vec<Span> {
    let mut found = Vec::new();
    scan(line, 0..line.len(), &mut Vec::new(), &mut found);
    found
}

/// How many bytes at the beginning of a text are not looked into: a token or an emoji.
pub(super) fn opaque(text: &str) -> Option<usize> {
    if text.starts_with('<') { Token::at_start(text).map(|(_, length)| length) } else { emoji(text) }
}

fn emoji(text: &str) -> Option<usize> {
    let name = text.strip_prefix(':')?;
    let length = name.find(|c: char| !(c.is_alphanumeric() || matches!(c, '_' | '-' | '+' | '\'')))?;
    (length > 0 && name[length..].starts_with(':')).then_some(length + 2)
}

fn scan(line: &str, range: Range<usize>, within: &mut Vec<Mark>, found: &mut Vec<Span>) {
    // A mark that does not close behind one place does not close behind a later one either.
    let mut hopeless = Vec::new();
    let mut at = range.start;
    while let Some(c) = line[at..range.end].chars().next() {
        if let Some(length) = opaque(&line[at..range.end]) {
            at += length;
            continue;
        }
        let mark = Mark::of(c).filter(|mark| !within.contains(mark) && !hopeless.contains(mark));
        if let Some(mark) = mark.filter(|mark| opens(line, at, *mark)) {
            match closing(line, at + 1..range.end, mark) {
                Some(close) => {
                    found.push(Span { mark, open: at, close });
                    if mark != Mark::Code {
                        within.push(mark);
                        scan(line, at + 1..close, within, found);
                        within.pop();
                    }
                    at = close + 1;
                    continue;
                }
                None => hopeless.push(mark),
            }
        }
        at += c.len_utf8();
    }
}

fn opens(line: &str, at: usize, mark: Mark) -> bool {
    let next = line[at + 1..].chars().next();
    is_border(line[..at].chars().next_back()) && next.is_some_and(|next| !next.is_whitespace() && next != mark.char())
}

fn closing(line: &str, range: Range<usize>, mark: Mark) -> Option<usize> {
    let mut at = range.start;
    let mut code_may_follow = mark != Mark::Code;
    while let Some(c) = line[at..range.end].chars().next() {
        if mark != Mark::Code
            && let Some(length) = opaque(&line[at..range.end])
        {
            at += length;
            continue;
        }
        if code_may_follow && c == Mark::Code.char() && opens(line, at, Mark::Code) {
            match closing(line, at + 1..range.end, Mark::Code) {
                Some(close) => {
                    at = close + 1;
                    continue;
                }
                None => code_may_follow = false,
            }
        }
        let previous = line[..at].chars().next_back();
        let ends = previous.is_some_and(|previous| !previous.is_whitespace()) || mark == Mark::Code;
        if c == mark.char() && at > range.start && ends && is_border(line[at + 1..].chars().next()) {
            return Some(at);
        }
        at += c.len_utf8();
    }
    None
}

/// Whether a word can begin or end beside this.
fn is_border(neighbour: Option<char>) -> bool {
    neighbour.is_none_or(|c| !c.is_alphanumeric())
}

#[cfg(test)]
mod tests {
    use super::spans;

    /// The formatted parts as Slack would show them.
    fn formatted(line: &str) -> Vec<&str> {
        spans(line).iter().map(|span| &line[span.open..=span.close]).collect()
    }

    #[test]
    fn formatting_begins_and_ends_at_words() {
        assert_eq!(formatted("a *b c* _d_, ~e~ `f *g*`"), ["*b c*", "_d_", "~e~", "`f *g*`"]);
        assert_eq!(formatted("*_both_ one*"), ["*_both_ one*", "_both_"]);
        for plain in ["2*3*4", "2 * 3 * 4", "snake_case_name", "*", "**", "* a*", "*a *", "*a\u{e9}", "`", "``", "~/a"]
        {
            assert_eq!(formatted(plain), [""; 0], "{plain}");
        }
    }

    #[test]
    fn tokens_emoji_and_code_are_not_looked_into() {
        assert_eq!(formatted("<https://a.test/_b_|*c*> :_party_: `*x` *y*"), ["`*x`", "*y*"]);
        assert_eq!(formatted("*a `*` b*"), ["*a `*` b*", "`*`"]);
    }

    #[test]
    fn thousands_of_marks_that_nothing_closes_take_no_time() {
        assert_eq!(spans(&"*a _b ~c `d ".repeat(10_000)).len(), 0);
    }
}
