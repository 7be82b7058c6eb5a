//! From what a person wrote to Markdown that means the same.

use super::{
    document::{Block, Content, Item, Span, displayed, lines},
    reading::{Look, Reading},
};
use crate::markdown::{
    incoming::Names,
    style::{Line, Notation, Style},
    token::Token,
};

/// Around the name of a mentioned user, until its place is known. Like all noncharacters of Unicode, in no text.
pub(super) const NAME: char = '\u{fdd2}';
pub(super) const NAME_END: char = '\u{fdd3}';

/// What Markdown may take for markup, that which it seldom does first.
const PUNCTUATION: &[char] =
    &['.', '-', '(', ')', '!', '+', '=', ':', '#', '|', '>', ']', '_', '~', '*', '[', '&', '<', '`', '\\'];

/// The blocks as Markdown, names of mentioned users in [`NAME`] and [`NAME_END`].
pub(super) fn write(blocks: &[Block], names: &Names) -> String {
    let writer = Writer { names };
    let mut markdown = String::new();
    for (index, block) in blocks.iter().enumerate() {
        if index > 0 {
            let before = &blocks[index - 1];
            markdown.push_str(if joins(before, block) { "\n" } else { "\n\n" });
        }
        markdown.push_str(&writer.block(block));
    }
    markdown
}

/// Whether a block can begin on the line below another.
fn joins(before: &Block, block: &Block) -> bool {
    let ends_in_gap = |spans: &[Span]| match spans.last().map(|span| &span.content) {
        Some(Content::Text(text)) => text.ends_with('\n'),
        _ => false,
    };
    let has_bar =
        |spans: &[Span]| spans.iter().any(|span| matches!(&span.content, Content::Text(text) if text.contains('|')));
    match (before, block) {
        // Only a list that begins with 1 may, and none below what could be the head of a table.
        (Block::Text(text), Block::List(items)) => {
            let begins = items.first().is_some_and(|item| item.number.is_none_or(|number| number == 1));
            begins && !ends_in_gap(text) && !has_bar(text)
        }
        (Block::Text(text), Block::Code(_) | Block::Quote(_)) => !ends_in_gap(text),
        (Block::Code(_), _) => true,
        _ => false,
    }
}

struct Writer<'a> {
    names: &'a Names,
}

impl Writer<'_> {
    fn block(&self, block: &Block) -> String {
        match block {
            Block::Text(spans) => self.text(spans, Reading::of_text),
            Block::Quote(spans) => {
                let text = self.text(spans, Reading::of_text);
                text.split('\n').map(|line| format!("> {line}").trim_end().to_owned()).collect::<Vec<_>>().join("\n")
            }
            Block::List(items) => self.list(items),
            Block::Code(code) => fenced(code),
        }
    }

    fn list(&self, items: &[Item]) -> String {
        // How far the content of each level's last item is indented.
        let mut indents: Vec<usize> = Vec::new();
        let mut lines = Vec::new();
        for item in items {
            indents.truncate(item.level);
            let indent = indents.last().copied().unwrap_or_default();
            let marker = item.number.map_or_else(|| "- ".to_owned(), |number| format!("{number}. "));
            indents.push(indent + marker.len());
            let text = self.text(&item.content, Reading::of_item);
            for (index, line) in text.split('\n').enumerate() {
                let begin = if index == 0 { marker.as_str() } else { &" ".repeat(marker.len()) };
                lines.push(format!("{}{begin}{line}", " ".repeat(indent)).trim_end().to_owned());
            }
        }
        lines.join("\n")
    }

    /// Text as Markdown that is read as this text, with as few escapes as that takes. Formatting that Markdown cannot express at its
    /// place is left out, text never is.
    fn text(&self, spans: &[Span], read: fn(&str) -> Option<Reading>) -> String {
        let spans = self.resolved(spans);
        let expected = Reading::expected(&spans);
        let means_this = |markdown: &str| {
            let markdown: String = markdown.chars().filter(|c| ![NAME, NAME_END].contains(c)).collect();
            read(&markdown).is_some_and(|reading| reading == expected)
        };
        let plain = inline(&spans, &[]);
        if means_this(&plain) {
            return plain;
        }
        let mut escaped: Vec<char> = PUNCTUATION.iter().copied().filter(|c| plain.contains(*c)).collect();
        if !means_this(&inline(&spans, &escaped)) {
            let unformatted: Vec<Piece> = spans.into_iter().map(|piece| piece.with_style(Style::default())).collect();
            return inline(&unformatted, &escaped);
        }
        for candidate in PUNCTUATION {
            let without: Vec<char> = escaped.iter().copied().filter(|c| c != candidate).collect();
            if without.len() < escaped.len() && means_this(&inline(&spans, &without)) {
                escaped = without;
            }
        }
        inline(&spans, &escaped)
    }

    /// What Markdown has words for, line by line.
    fn resolved(&self, spans: &[Span]) -> Vec<Piece> {
        let mut pieces = Vec::new();
        let mut lines = lines(spans.to_vec());
        while lines.last().is_some_and(Vec::is_empty) {
            lines.pop();
        }
        for (index, line) in lines.into_iter().enumerate() {
            if index > 0 {
                pieces.push(Piece::Break);
            }
            let begin = pieces.len();
            pieces.extend(line.into_iter().map(|span| self.piece(span)));
            if let Some(Piece::Text(text, _)) = pieces.get_mut(begin) {
                // Markdown does not keep an indent, and takes a large one for code.
                let indented = text.trim_start_matches([' ', '\t']);
                let width = text.len() - indented.len();
                *text = format!("{}{indented}", "\u{a0}".repeat(width));
            }
        }
        pieces
    }

    fn piece(&self, Span { content, style }: Span) -> Piece {
        let token = match content {
            Content::Text(text) => return Piece::Text(text, style),
            Content::Code(code) => return Piece::Code(code.replace('\n', " "), style),
            Content::Token(token) => token,
        };
        match token {
            Token::Link { url, label: None } => Piece::Address(url, style),
            // What Slack recognised in the text stays as it was typed.
            Token::Link { url, label: Some(label) } if is_address_of(&label, &url) => Piece::Text(label, style),
            Token::Link { url, label: Some(label) } => Piece::Link { url, label: label.replace('\n', " "), style },
            Token::User { id, label } => match self.names.users.get(&id) {
                Some(user) => Piece::Name(displayed(user.name.trim()).replace('\n', " "), style),
                None => Piece::Text(Token::User { id, label }.plain(), style),
            },
            Token::Channel { id, label } => {
                let label = label.or_else(|| self.names.channels.get(&id).cloned());
                Piece::Text(Token::Channel { id, label }.plain(), style)
            }
            Token::Group { id, label } => {
                let label = label.or_else(|| self.names.groups.get(&id).cloned());
                Piece::Text(Token::Group { id, label }.plain(), style)
            }
            token @ (Token::Broadcast(_) | Token::Date { .. }) => Piece::Text(token.plain(), style),
        }
    }
}

/// Whether a label is nothing but the address, as it is typed.
fn is_address_of(label: &str, url: &str) -> bool {
    let bare = url.split_once(':').map_or(url, |(_, rest)| rest.trim_start_matches('/'));
    [url, bare].iter().any(|address| address.trim_end_matches('/') == label.trim_end_matches('/'))
}

/// A piece of text as Markdown has it.
#[derive(Debug, Clone)]
pub(super) enum Piece {
    Text(String, Style),
    /// The name of a user, behind an `@`.
    Name(String, Style),
    Code(String, Style),
    Address(String, Style),
    Link {
        url: String,
        label: String,
        style: Style,
    },
    Break,
}

impl Piece {
    fn with_style(self, style: Style) -> Self {
        match self {
            Self::Text(text, _) => Self::Text(text, style),
            Self::Name(name, _) => Self::Name(name, style),
            Self::Code(code, _) => Self::Code(code, style),
            Self::Address(url, _) => Self::Address(url, style),
            Self::Link { url, label, .. } => Self::Link { url, label, style },
            Self::Break => Self::Break,
        }
    }

    /// What a reader of the Markdown sees.
    pub(super) fn shown(&self) -> (String, Look) {
        let look = |style: &Style| Look { style: *style, ..Look::default() };
        match self {
            Self::Text(text, style) => (text.clone(), look(style)),
            Self::Name(name, style) => (format!("@{name}"), look(style)),
            Self::Code(code, style) => (code.clone(), Look { is_code: true, ..look(style) }),
            Self::Address(url, style) if is_plain(url) => (url.clone(), look(style)),
            Self::Address(url, style) => (url.clone(), Look { link: Some(url.as_str().into()), ..look(style) }),
            Self::Link { url, label, style } => {
                (label.clone(), Look { link: Some(url.as_str().into()), ..look(style) })
            }
            Self::Break => ("\n".to_owned(), Look::default()),
        }
    }
}

/// Text with marks for its formatting, and backslashes before some characters.
fn inline(pieces: &[Piece], escaped: &[char]) -> String {
    let mut lines = Vec::new();
    let mut line = Line::new(Notation::Markdown);
    let escape = |out: &mut String, text: &str| {
        let mut chars = text.chars().peekable();
        while let Some(c) = chars.next() {
            if escaped.contains(&c) || may_join(c, chars.peek()) {
                out.push('\\');
            }
            out.push(c);
        }
    };
    for piece in pieces {
        match piece {
            Piece::Text(text, style) => line.text(text, *style, escape),
            Piece::Name(name, style) => line.text(&format!("@{name}"), *style, |out, name| {
                out.push_str(&format!("@{NAME}"));
                escape(out, &name[1..]);
                out.push(NAME_END);
            }),
            Piece::Code(code, style) => line.code(&code_span(code), *style),
            Piece::Address(url, style) if is_plain(url) => line.token(url, *style),
            Piece::Address(url, style) => line.token(&format!("<{}>", url.replace('<', "%3C")), *style),
            Piece::Link { url, label, style } => {
                let mut link = "[".to_owned();
                escape(&mut link, label);
                link.push_str("](");
                link.push_str(&destination(url, escaped));
                link.push(')');
                line.token(&link, *style);
            }
            Piece::Break => lines.push(std::mem::replace(&mut line, Line::new(Notation::Markdown)).finish()),
        }
    }
    lines.push(line.finish());
    lines.join("\n")
}

/// Whether a character could become markup with what follows it, which may also be what a bot puts behind the text: a bracket begins
/// mentions and tags, a backslash takes escapes away.
fn may_join(c: char, next: Option<&char>) -> bool {
    match c {
        '<' => next.is_none_or(|next| !(next.is_whitespace() || next.is_ascii_digit() || matches!(next, '=' | '-'))),
        '\\' => next.is_none_or(char::is_ascii_punctuation),
        _ => false,
    }
}

/// Whether an address is one to the reader though nothing says so, and no markup to the parser.
fn is_plain(url: &str) -> bool {
    let is_web = url.starts_with("http://") || url.starts_with("https://");
    let in_word = |at: usize| {
        let around = [url[..at].chars().next_back(), url[at + 1..].chars().next()];
        around.iter().all(|c| c.is_some_and(|c| c.is_ascii_alphanumeric()))
    };
    let is_harmless = |(at, c): (usize, char)| match c {
        '_' => in_word(at),
        '&' => !url[at..].contains(';'),
        c => c.is_ascii_alphanumeric() || "-./:?=%#+,@".contains(c),
    };
    is_web && url.char_indices().all(is_harmless)
}

fn destination(url: &str, escaped: &[char]) -> String {
    let mut written = String::with_capacity(url.len());
    for c in url.chars() {
        match c {
            '(' | ')' | '\\' | '&' if escaped.contains(&c) => written.push_str(&format!("\\{c}")),
            c => written.push(c),
        }
    }
    written
}

fn code_span(code: &str) -> String {
    let marks = "`".repeat(longest_run(code) + 1);
    let is_padded = code.starts_with(' ') && code.ends_with(' ') && !code.trim().is_empty();
    let space = if code.starts_with('`') || code.ends_with('`') || is_padded { " " } else { "" };
    format!("{marks}{space}{code}{space}{marks}")
}

fn fenced(code: &str) -> String {
    let marks = "`".repeat((longest_run(code) + 1).max(3));
    format!("{marks}\n{code}\n{marks}")
}

fn longest_run(code: &str) -> usize {
    code.split(|c| c != '`').map(str::len).max().unwrap_or_default()
}
