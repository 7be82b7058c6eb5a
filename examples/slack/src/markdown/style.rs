//! Formatted text as it is written, in either markup.

use super::syntax::Mark;

/// Slack begins and ends formatting at words. Within one, this makes a border that nobody sees.
pub(super) const BORDER: char = '\u{200b}';

/// How text looks.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Style {
    pub(super) bold: bool,
    pub(super) italic: bool,
    pub(super) strike: bool,
}

impl Style {
    pub(super) const BOLD: Self = Self { bold: true, italic: false, strike: false };

    /// What both have.
    pub(super) fn and(self, other: Self) -> Self {
        Self { bold: self.bold && other.bold, italic: self.italic && other.italic, strike: self.strike && other.strike }
    }

    fn marks(self) -> impl Iterator<Item = Mark> {
        let marks = [(self.bold, Mark::Bold), (self.italic, Mark::Italic), (self.strike, Mark::Strike)];
        marks.into_iter().filter_map(|(there, mark)| there.then_some(mark))
    }
}

/// A markup language.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Notation {
    Mrkdwn,
    Markdown,
}

impl Notation {
    fn mark(self, mark: Mark) -> &'static str {
        match (self, mark) {
            (Self::Mrkdwn, Mark::Bold) | (Self::Markdown, Mark::Italic) => "*",
            (Self::Markdown, Mark::Bold) => "**",
            (Self::Mrkdwn, Mark::Italic) => "_",
            (Self::Mrkdwn, Mark::Strike) => "~",
            (Self::Markdown, Mark::Strike) => "~~",
            (_, Mark::Code) => "`",
        }
    }
}

/// A line as it grows. Marks are written when text follows them, so that spaces end up outside of them.
#[derive(Debug)]
pub(super) struct Line {
    notation: Notation,
    out: String,
    open: Vec<Mark>,
    /// Spaces that wait for what follows them.
    space: String,
    /// Whether `out` ends in a closing mark.
    closed: bool,
}

impl Line {
    pub(super) fn new(notation: Notation) -> Self {
        Self { notation, out: String::new(), open: Vec::new(), space: String::new(), closed: false }
    }

    /// Writes text; `write` puts what is between its outer spaces into the markup.
    pub(super) fn text(&mut self, text: &str, style: Style, write: impl FnOnce(&mut String, &str)) {
        let core = text.trim_start();
        let (space, end) = (&text[..text.len() - core.len()], core.trim_end());
        if !space.is_empty() {
            self.close_unless(style);
            self.space.push_str(space);
        }
        if let Some(first) = end.chars().next() {
            self.turn_to(style, first, false);
            write(&mut self.out, end);
            self.space.push_str(&core[end.len()..]);
        }
    }

    /// Writes code with its marks.
    pub(super) fn code(&mut self, code: &str, style: Style) {
        self.turn_to(style, Mark::Code.char(), true);
        self.out.push_str(code);
        self.closed = true;
    }

    /// Writes what is in the markup already.
    pub(super) fn token(&mut self, token: &str, style: Style) {
        self.turn_to(style, token.chars().next().unwrap_or_default(), false);
        self.out.push_str(token);
    }

    pub(super) fn finish(mut self) -> String {
        self.close(0);
        self.out
    }

    /// Closes and opens marks, for what begins with `next`.
    fn turn_to(&mut self, style: Style, next: char, is_code: bool) {
        self.close_unless(style);
        let opening: Vec<Mark> = style.marks().filter(|mark| !self.open.contains(mark)).collect();
        let opens = is_code || !opening.is_empty();
        let in_word = self.out.chars().next_back().is_some_and(char::is_alphanumeric);
        let needs_border = if self.closed { opens || next.is_alphanumeric() } else { opens && in_word };
        if self.notation == Notation::Mrkdwn && self.space.is_empty() && needs_border {
            self.out.push(BORDER);
        }
        self.out.push_str(&std::mem::take(&mut self.space));
        for mark in opening {
            self.out.push_str(self.notation.mark(mark));
            self.open.push(mark);
        }
        self.closed = false;
    }

    fn close_unless(&mut self, style: Style) {
        let kept = self.open.iter().take_while(|mark| style.marks().any(|wanted| wanted == **mark)).count();
        self.close(kept);
    }

    fn close(&mut self, keep: usize) {
        for mark in self.open.drain(keep.min(self.open.len())..).rev() {
            self.out.push_str(self.notation.mark(mark));
            self.closed = true;
        }
    }
}
