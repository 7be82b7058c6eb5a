//! From runs of text to lines of mrkdwn.

use crate::markdown::{
    escape::{escape, without_fences},
    style::{Line, Notation, Style},
    syntax::{Mark, spans},
    token::Token,
};

/// A piece of text that looks the same all over.
#[derive(Debug, Clone)]
pub(super) struct Run {
    pub(super) content: Content,
    pub(super) style: Style,
}

#[derive(Debug, Clone)]
pub(super) enum Content {
    Text(String),
    Code(String),
    Token(Token),
    Break,
}

impl Run {
    pub(super) fn text(text: impl Into<String>, style: Style) -> Self {
        Self { content: Content::Text(text.into()), style }
    }

    /// The text without any markup.
    pub(super) fn plain(&self) -> String {
        match &self.content {
            Content::Text(text) | Content::Code(text) => text.clone(),
            Content::Token(token) => token.plain(),
            Content::Break => " ".to_owned(),
        }
    }
}

/// Runs of text as lines in Slack's markup; none of them lets text become markup.
pub(super) fn lines(runs: Vec<Run>) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = Line::new(Notation::Mrkdwn);
    // Where the line has a mark that is text.
    let mut literals = Vec::new();
    for run in linked(merged(runs)) {
        match run.content {
            Content::Break => {
                let line = std::mem::replace(&mut line, Line::new(Notation::Mrkdwn));
                lines.push(without_accidents(line.finish(), std::mem::take(&mut literals)));
            }
            Content::Text(text) => line.text(&text, run.style, |out, text| write_literally(out, text, &mut literals)),
            Content::Code(code) => line.code(&code_span(&code), run.style),
            Content::Token(token) => line.token(&token.to_string(), run.style),
        }
    }
    lines.push(without_accidents(line.finish(), literals));
    lines
}

fn write_literally(out: &mut String, text: &str, literals: &mut Vec<usize>) {
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            c => {
                if Mark::of(c).is_some() {
                    literals.push(out.len());
                }
                out.push(c);
            }
        }
    }
}

fn code_span(code: &str) -> String {
    let code = code_text(code);
    if !code.contains('`') {
        return format!("`{code}`");
    }
    // The longer fence, which a mark at the code's edge must not make longer still.
    let border = |needed: bool| if needed { "\u{200b}" } else { "" };
    format!("```{}{code}{}```", border(code.starts_with('`')), border(code.ends_with('`')))
}

/// Neighbours that look the same as one: the parser hands out text in fragments.
fn merged(runs: Vec<Run>) -> Vec<Run> {
    let mut merged: Vec<Run> = Vec::with_capacity(runs.len());
    for run in runs {
        if let (Content::Text(text), Some(Run { content: Content::Text(last), style })) =
            (&run.content, merged.last_mut())
            && *style == run.style
        {
            last.push_str(text);
        } else {
            merged.push(run);
        }
    }
    merged
}

/// Addresses in the text as links, so that nothing in them is taken for formatting.
pub(super) fn linked(runs: Vec<Run>) -> impl Iterator<Item = Run> {
    runs.into_iter().flat_map(|run| {
        let Content::Text(text) = &run.content else { return vec![run] };
        let mut parts = Vec::new();
        let mut rest = text.as_str();
        while let Some((start, length)) = first_address(rest) {
            let url = rest[start..start + length].to_owned();
            parts.push(Run::text(&rest[..start], run.style));
            parts.push(Run { content: Content::Token(Token::Link { url, label: None }), style: run.style });
            rest = &rest[start + length..];
        }
        parts.push(Run::text(rest, run.style));
        parts
    })
}

/// Where an address begins, and its length: up to a space, without the punctuation of the sentence around it.
fn first_address(text: &str) -> Option<(usize, usize)> {
    let begins = |(start, scheme): &(usize, &str)| {
        let in_word = text[..*start].chars().next_back().is_some_and(char::is_alphanumeric);
        !in_word && text[start + scheme.len()..].starts_with(char::is_alphanumeric)
    };
    let schemes = text.match_indices("http").filter_map(|(start, _)| {
        let scheme = ["http://", "https://"].into_iter().find(|scheme| text[start..].starts_with(scheme))?;
        Some((start, scheme))
    });
    let (start, _) = schemes.into_iter().find(begins)?;
    let ends = |c: char| c.is_whitespace() || matches!(c, '<' | '>' | '"' | '|' | '`');
    let end = text[start..].find(ends).unwrap_or(text.len() - start);
    Some((start, trimmed(&text[start..start + end]).len()))
}

fn trimmed(mut address: &str) -> &str {
    let opened = address.matches('(').count();
    let mut closed = address.matches(')').count();
    loop {
        let shorter = address.trim_end_matches(['?', '!', '.', ',', ':', ';', '*', '_', '~', '\'', ']', '}']);
        address = match shorter.strip_suffix(')') {
            Some(shorter) if closed > opened => {
                closed -= 1;
                shorter
            }
            _ => return shorter,
        };
    }
}

/// Text in code, without the fence that would end it.
pub(super) fn code_text(code: &str) -> String {
    without_fences(&escape(code))
}

/// A line in which no mark that is text formats anything.
///
/// Slack has no escapes for its marks. What it shows as it stands is the alternative text of a date whose format it does not know.
fn without_accidents(mut line: String, mut literals: Vec<usize>) -> String {
    const ROUNDS: usize = 8;
    let neutral = |mark: &str| format!("<!date^00000000^{{_}}|{mark}>");
    for round in 0..=ROUNDS {
        let mut guilty: Vec<usize> = if round < ROUNDS {
            let spans = spans(&line);
            let marks = spans.iter().map(|span| if literals.contains(&span.open) { span.open } else { span.close });
            marks.filter(|mark| literals.contains(mark)).collect()
        } else {
            // One mark's end keeps becoming another's: so none of them is left.
            literals.clone()
        };
        if round == 0 {
            guilty.extend(literals.iter().filter(|at| line[**at..].starts_with("```")));
        }
        if guilty.is_empty() {
            break;
        }
        guilty.sort_unstable();
        guilty.dedup();
        let mut rewritten = String::with_capacity(line.len() + guilty.len() * 24);
        let mut kept = Vec::with_capacity(literals.len());
        let mut from = 0;
        for at in literals {
            rewritten.push_str(&line[from..at]);
            from = at + 1;
            if guilty.binary_search(&at).is_ok() {
                rewritten.push_str(&neutral(&line[at..from]));
            } else {
                kept.push(rewritten.len());
                rewritten.push_str(&line[at..from]);
            }
        }
        rewritten.push_str(&line[from..]);
        (line, literals) = (rewritten, kept);
    }
    line
}
