//! Tables, for which mrkdwn has nothing.

use pulldown_cmark::Alignment;

use super::inline::{self, Content, Run, linked};
use crate::markdown::style::Style;

/// A table as it is read.
pub(super) struct Table {
    pub(super) alignments: Vec<Alignment>,
    pub(super) rows: Vec<Vec<Vec<Run>>>,
}

/// How a table is shown.
pub(super) enum Shown {
    /// As columns, in a font of fixed width.
    Code(String),
    /// Row by row.
    Lines(Vec<String>),
}

impl Table {
    /// Columns are easiest to read; but code has no links and mentions, so a table with any is shown row by row.
    pub(super) fn show(self) -> Shown {
        let rows: Vec<Vec<Vec<Run>>> =
            self.rows.into_iter().map(|row| row.into_iter().map(|cell| linked(cell).collect()).collect()).collect();
        let does_something = |run: &Run| matches!(run.content, Content::Token(_));
        if rows.iter().flatten().flatten().any(does_something) {
            return Shown::Lines(rows.into_iter().map(line).collect());
        }
        let cells: Vec<Vec<String>> =
            rows.iter().map(|row| row.iter().map(|cell| cell.iter().map(Run::plain).collect()).collect()).collect();
        Shown::Code(columns(&cells, &self.alignments))
    }
}

fn line(row: Vec<Vec<Run>>) -> String {
    let plain = |text: &str| Run::text(text, Style::default());
    let mut runs = vec![plain("| ")];
    for (index, cell) in row.into_iter().enumerate() {
        if index > 0 {
            runs.push(plain(" | "));
        }
        runs.extend(cell);
    }
    runs.push(plain(" |"));
    inline::lines(runs).join(" ")
}

fn columns(rows: &[Vec<String>], alignments: &[Alignment]) -> String {
    let widths: Vec<usize> = (0..alignments.len())
        .map(|column| rows.iter().filter_map(|row| row.get(column)).map(|cell| width(cell)).max().unwrap_or(0).max(1))
        .collect();
    let mut lines: Vec<String> = rows
        .iter()
        .map(|row| {
            let cells = widths.iter().zip(alignments).enumerate();
            let cells = cells.map(|(column, (width, alignment))| {
                padded(row.get(column).map_or("", String::as_str), *width, *alignment)
            });
            cells.collect::<Vec<_>>().join(" | ").trim_end().to_owned()
        })
        .collect();
    let rule = widths.iter().map(|width| "-".repeat(*width)).collect::<Vec<_>>().join("-|-");
    lines.insert(1.min(lines.len()), rule);
    lines.join("\n")
}

fn padded(cell: &str, to: usize, alignment: Alignment) -> String {
    let missing = to.saturating_sub(width(cell));
    let left = match alignment {
        Alignment::Right => missing,
        Alignment::Center => missing / 2,
        Alignment::None | Alignment::Left => 0,
    };
    format!("{}{cell}{}", " ".repeat(left), " ".repeat(missing - left))
}

/// How many columns a text takes, near enough: characters of East Asia and emoji are twice as wide.
fn width(text: &str) -> usize {
    let width = |c: char| match c {
        '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{fe00}'..='\u{fe0f}' | '\u{300}'..='\u{36f}' => 0,
        '\u{1100}'..='\u{115f}'
        | '\u{2e80}'..='\u{a4cf}'
        | '\u{ac00}'..='\u{d7a3}'
        | '\u{f900}'..='\u{faff}'
        | '\u{fe30}'..='\u{fe6f}'
        | '\u{ff00}'..='\u{ff60}'
        | '\u{1f300}'..='\u{1faff}'
        | '\u{20000}'..='\u{3fffd}' => 2,
        _ => 1,
    };
    text.chars().map(width).sum()
}
