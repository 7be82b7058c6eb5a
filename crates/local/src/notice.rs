//! What the page tells whoever looks at it.

use serde::Serialize;

/// Something that whoever looks at the page should know: that a build is under way, or why it failed. Shown by
/// [`LocalBotpress::show_notice`](crate::LocalBotpress::show_notice) until another one takes its place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Notice {
    kind: NoticeKind,
    title: String,
    text: String,
}

/// How a notice looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum NoticeKind {
    /// Something is under way.
    Progress,
    /// Something failed, and somebody has to do something about it.
    Problem,
}

impl Notice {
    /// A notice with one line.
    pub fn new(kind: NoticeKind, title: impl Into<String>) -> Self {
        Self { kind, title: title.into(), text: String::new() }
    }

    /// The whole story, as it is read on a terminal. Escape sequences, colours for example, are left out.
    #[must_use]
    pub fn text(mut self, text: impl AsRef<str>) -> Self {
        self.text = plain(text.as_ref());
        self
    }
}

/// The text without escape sequences.
fn plain(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text.chars();
    while let Some(character) = rest.next() {
        if character != '\u{1b}' {
            plain.push(character);
        } else if rest.next() == Some('[') {
            // Up to the letter that ends the sequence.
            rest.by_ref().find(|next| ('@'..='~').contains(next));
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_of_a_terminal_are_left_out() {
        let notice = Notice::new(NoticeKind::Problem, "x").text("\u{1b}[1m\u{1b}[38;5;9merror\u{1b}[0m: no [x]");
        assert_eq!(notice.text, "error: no [x]");
    }
}
