//! From the parser's events to blocks of lines.

use std::{collections::HashSet, ops::Range};

use pulldown_cmark::{CodeBlockKind, Event, LinkType, Parser, Tag, TagEnd};

use super::{
    PARSER_OPTIONS,
    blocks::{Blocks, Container},
    inline::{self, Content, Run, code_text},
    source::{Piece, Source},
    table::{Shown, Table},
};
use crate::markdown::{
    style::Style,
    token::{Token, has_scheme},
};

const RULE: &str = "———";

pub(super) fn render(source: &Source) -> String {
    let parser = Parser::new_ext(&source.markdown, PARSER_OPTIONS);
    let definitions: Vec<Definition> = parser
        .reference_definitions()
        .iter()
        .map(|(label, definition)| Definition {
            label: label.to_owned(),
            address: definition.dest.to_string(),
            place: definition.span.clone(),
        })
        .collect();
    let events: Vec<(Event<'_>, Range<usize>)> = parser.into_offset_iter().collect();
    let mut renderer = Renderer::new(source, unused(definitions, &events));
    for (event, place) in events {
        renderer.event(event, place);
    }
    renderer.finish()
}

/// `[label]: address`.
struct Definition {
    label: String,
    address: String,
    place: Range<usize>,
}

/// The definitions that no link uses, the last first. They are shown: a list of sources at the end of an answer often looks like this.
fn unused(mut definitions: Vec<Definition>, events: &[(Event<'_>, Range<usize>)]) -> Vec<Definition> {
    let used: HashSet<String> = events
        .iter()
        .filter_map(|(event, _)| match event {
            Event::Start(Tag::Link { id, .. } | Tag::Image { id, .. }) => Some(folded(id)),
            _ => None,
        })
        .collect();
    definitions.retain(|definition| !used.contains(&folded(&definition.label)));
    definitions.sort_by_key(|definition| std::cmp::Reverse(definition.place.start));
    definitions
}

struct Renderer<'a> {
    source: &'a Source,
    blocks: Blocks<'a>,
    /// What is read of the current paragraph, heading, item or cell.
    runs: Vec<Run>,
    /// Where it is in the Markdown.
    place: Range<usize>,
    style: Depth,
    /// For each emphasis that is open, whether its marks are shown instead.
    shown_marks: Vec<bool>,
    link: Option<Link>,
    image: Option<Image>,
    table: Option<Table>,
    /// The code or HTML of the current block.
    verbatim: String,
    is_verbatim: bool,
    definitions: Vec<Definition>,
}

/// How often each style is open.
#[derive(Default)]
struct Depth {
    bold: usize,
    italic: usize,
    strike: usize,
}

struct Link {
    address: String,
    is_autolink: bool,
    /// How many runs there were before it.
    first: usize,
}

struct Image {
    address: String,
    title: String,
    alternative: String,
    /// Images in its alternative text.
    nested: usize,
}

impl<'a> Renderer<'a> {
    fn new(source: &'a Source, definitions: Vec<Definition>) -> Self {
        Self {
            source,
            blocks: Blocks::new(&source.markdown),
            runs: Vec::new(),
            place: 0..0,
            style: Depth::default(),
            shown_marks: Vec::new(),
            link: None,
            image: None,
            table: None,
            verbatim: String::new(),
            is_verbatim: false,
            definitions,
        }
    }

    fn event(&mut self, event: Event<'a>, place: Range<usize>) {
        if let Some(image) = &mut self.image {
            match event {
                Event::Start(Tag::Image { .. }) => image.nested += 1,
                Event::End(TagEnd::Image) if image.nested == 0 => self.end_image(),
                Event::End(TagEnd::Image) => image.nested -= 1,
                Event::Text(text) | Event::Code(text) => {
                    image.alternative.push_str(&self.source.written(&text));
                }
                Event::SoftBreak | Event::HardBreak => image.alternative.push(' '),
                _ => {}
            }
            return;
        }
        match event {
            Event::Start(tag) => self.start(tag, place),
            Event::End(tag) => self.end(tag, place),
            Event::Text(text) | Event::Html(text) if self.is_verbatim => self.verbatim.push_str(&text),
            Event::Rule => {
                self.flush();
                self.show_definitions(place.start);
                self.blocks.lines(vec![RULE.to_owned()], place.start, place.end);
            }
            event => {
                self.inline(&event);
                self.reached(&place);
            }
        }
    }

    fn inline(&mut self, event: &Event<'a>) {
        match event {
            Event::Text(text) => self.text(text),
            Event::Code(code) => self.push(Content::Code(self.source.written(code).into_owned())),
            Event::Html(html) | Event::InlineHtml(html) => self.html(html),
            Event::FootnoteReference(label) => self.text(&format!("[{label}]")),
            Event::SoftBreak | Event::HardBreak => self.push(Content::Break),
            Event::TaskListMarker(ticked) => self.blocks.tick(*ticked),
            _ => {}
        }
    }

    fn start(&mut self, tag: Tag<'a>, place: Range<usize>) {
        match tag {
            Tag::Emphasis => self.begin_emphasis(&place),
            Tag::Strong => self.style.bold += 1,
            Tag::Strikethrough => self.style.strike += 1,
            Tag::Link { link_type, dest_url, .. } => {
                let address = self.source.written(&dest_url).into_owned();
                let address = if link_type == LinkType::Email { format!("mailto:{address}") } else { address };
                let is_autolink = link_type == LinkType::Autolink;
                self.link = Some(Link { address, is_autolink, first: self.runs.len() });
            }
            Tag::Image { dest_url, title, .. } => {
                let address = self.source.written(&dest_url).into_owned();
                let title = self.source.written(&title).into_owned();
                self.image = Some(Image { address, title, alternative: String::new(), nested: 0 });
                self.reached(&place);
            }
            Tag::TableHead | Tag::TableRow => self.table.iter_mut().for_each(|table| table.rows.push(Vec::new())),
            Tag::TableCell => {}
            block => {
                self.flush();
                self.start_block(block, place);
            }
        }
    }

    fn start_block(&mut self, tag: Tag<'a>, place: Range<usize>) {
        match tag {
            Tag::Heading { .. } => self.style.bold += 1,
            Tag::BlockQuote(_) => self.blocks.enter(Container::Quote),
            Tag::List(first) => self.blocks.enter(Container::List(first)),
            Tag::Item => {
                self.show_definitions(place.start);
                self.blocks.begin_item(place.start);
            }
            Tag::FootnoteDefinition(label) => {
                self.blocks.mark(format!("[{}] ", inline_text(&self.source.written(&label))), place.start);
                self.blocks.enter(Container::Footnote);
            }
            Tag::Table(alignments) => self.table = Some(Table { alignments, rows: Vec::new() }),
            Tag::CodeBlock(CodeBlockKind::Indented | CodeBlockKind::Fenced(_)) | Tag::HtmlBlock => {
                self.is_verbatim = true
            }
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd, place: Range<usize>) {
        match tag {
            TagEnd::Emphasis => self.end_emphasis(&place),
            TagEnd::Strong => self.style.bold -= 1,
            TagEnd::Strikethrough => self.style.strike -= 1,
            TagEnd::Link => {
                self.end_link();
                self.reached(&place);
            }
            TagEnd::TableCell => {
                let cell = std::mem::take(&mut self.runs);
                if let Some(row) = self.table.as_mut().and_then(|table| table.rows.last_mut()) {
                    row.push(cell);
                }
            }
            TagEnd::Table => self.end_table(&place),
            TagEnd::CodeBlock => self.end_code(&place),
            TagEnd::HtmlBlock => {
                self.is_verbatim = false;
                let html = std::mem::take(&mut self.verbatim);
                self.html(html.trim_end());
                self.reached(&place);
                self.flush();
            }
            TagEnd::Heading(_) => {
                self.reached(&place);
                self.flush();
                self.style.bold -= 1;
            }
            TagEnd::Item => {
                self.flush();
                self.blocks.end_item();
            }
            TagEnd::FootnoteDefinition => {
                self.flush();
                self.blocks.end_item();
            }
            TagEnd::BlockQuote(_) | TagEnd::List(_) => {
                self.flush();
                self.blocks.leave();
            }
            _ => self.flush(),
        }
    }

    fn finish(mut self) -> String {
        self.flush();
        self.show_definitions(usize::MAX);
        self.blocks.finish()
    }

    /// Within a word or a number Slack shows no emphasis: `2*3*4` stays what it is.
    fn begin_emphasis(&mut self, place: &Range<usize>) {
        let markdown = self.source.markdown.as_str();
        let before = markdown[..place.start].chars().next_back();
        let behind = markdown[place.end..].chars().next();
        let in_word = [before, behind].iter().all(|c| c.is_some_and(|c| c.is_ascii_alphanumeric()));
        if in_word {
            self.push_mark(&markdown[place.start..]);
        } else {
            self.style.italic += 1;
        }
        self.shown_marks.push(in_word);
    }

    fn end_emphasis(&mut self, place: &Range<usize>) {
        if self.shown_marks.pop().unwrap_or_default() {
            self.push_mark(&self.source.markdown[place.start..]);
        } else {
            self.style.italic -= 1;
        }
    }

    fn push_mark(&mut self, markdown: &str) {
        let mark: String = markdown.chars().take(1).collect();
        self.push(Content::Text(mark));
    }

    fn end_link(&mut self) {
        let Some(Link { address, is_autolink, first }) = self.link.take() else { return };
        let address = absolute(address);
        if !has_scheme(&address) {
            // Slack has no links within a page, and `<#top>` would be a channel.
            if !address.is_empty() && !address.starts_with('#') {
                self.push(Content::Text(format!(" ({address})")));
            }
            return;
        }
        let label = self.runs.split_off(first);
        let visible = |run: &&Run| !run.plain().trim().is_empty();
        let style =
            label.iter().filter(visible).map(|run| run.style).reduce(Style::and).unwrap_or_else(|| self.style.get());
        let label: String = label.iter().map(Run::plain).collect();
        let label = (!is_autolink && !label.trim().is_empty()).then_some(label);
        self.runs.push(Run { content: Content::Token(Token::Link { url: address, label }), style });
    }

    fn end_image(&mut self) {
        let Some(Image { address, title, alternative, .. }) = self.image.take() else { return };
        let label = [alternative, title].into_iter().find(|text| !text.trim().is_empty());
        let address = absolute(address);
        match label {
            // The link around it goes elsewhere.
            Some(label) if self.link.is_some() => self.push(Content::Text(label)),
            None if self.link.is_some() => {}
            label if has_scheme(&address) => self.push(Content::Token(Token::Link { url: address, label })),
            Some(label) if address.is_empty() => self.push(Content::Text(label)),
            Some(label) => self.push(Content::Text(format!("{label} ({address})"))),
            None => self.push(Content::Text(address)),
        }
    }

    fn end_table(&mut self, place: &Range<usize>) {
        let Some(table) = self.table.take() else { return };
        self.show_definitions(place.start);
        match table.show() {
            Shown::Code(code) => self.blocks.code(&code_text(&code), place.start, place.end),
            Shown::Lines(lines) => self.blocks.lines(lines, place.start, place.end),
        }
    }

    fn end_code(&mut self, place: &Range<usize>) {
        self.is_verbatim = false;
        let code = std::mem::take(&mut self.verbatim);
        let code = self.source.written(&code);
        if !code.trim().is_empty() {
            self.show_definitions(place.start);
            self.blocks.code(&code_text(code.trim_end_matches('\n')), place.start, place.end);
        }
    }

    fn text(&mut self, text: &str) {
        let source = self.source;
        for piece in source.pieces(text) {
            self.push(match piece {
                Piece::Text(text) => Content::Text(text.to_owned()),
                // In a link's label a token does nothing.
                Piece::Token(token) if self.link.is_some() => Content::Text(token.plain()),
                Piece::Token(token) => Content::Token(token.clone()),
            });
        }
    }

    /// HTML is shown as it is written, but for line breaks and comments.
    fn html(&mut self, html: &str) {
        let html = self.source.written(html).into_owned();
        let mut rest = html.as_str();
        while let Some(start) = rest.find('<') {
            let (before, tag) = rest.split_at(start);
            self.push_lines(before);
            let comment = tag.strip_prefix("<!--");
            let is_break = ["<br>", "<br/>", "<br />"].iter().find(|name| starts_with_ignoring_case(tag, name));
            rest = if let Some(comment) = comment {
                comment.split_once("-->").map_or("", |(_, behind)| behind)
            } else if let Some(name) = is_break {
                self.push(Content::Break);
                &tag[name.len()..]
            } else {
                self.push_lines("<");
                &tag[1..]
            };
        }
        self.push_lines(rest);
    }

    fn push_lines(&mut self, text: &str) {
        for (index, line) in text.split('\n').enumerate() {
            if index > 0 {
                self.push(Content::Break);
            }
            if !line.is_empty() {
                self.push(Content::Text(line.to_owned()));
            }
        }
    }

    fn push(&mut self, content: Content) {
        let style = self.style.get();
        self.runs.push(Run { content, style });
    }

    /// Notes where the current block is.
    fn reached(&mut self, place: &Range<usize>) {
        if self.place.is_empty() {
            self.place = place.clone();
        }
        self.place.end = self.place.end.max(place.end);
    }

    /// Writes the block that was read.
    fn flush(&mut self) {
        let place = std::mem::replace(&mut self.place, 0..0);
        let runs = std::mem::take(&mut self.runs);
        if runs.is_empty() {
            return;
        }
        self.show_definitions(place.start);
        self.blocks.lines(inline::lines(runs), place.start, place.end);
    }

    fn show_definitions(&mut self, before: usize) {
        while let Some(Definition { label, address, place }) = self.definitions.pop_if(|next| next.place.start < before)
        {
            let label = Run::text(format!("[{}]: ", self.source.written(&label)), Style::default());
            let address = Run::text(self.source.written(&address).into_owned(), Style::default());
            self.blocks.lines(inline::lines(vec![label, address]), place.start, place.end);
        }
    }
}

impl Depth {
    fn get(&self) -> Style {
        Style { bold: self.bold > 0, italic: self.italic > 0, strike: self.strike > 0 }
    }
}

/// What every reader takes for an address has no scheme at times.
fn absolute(address: String) -> String {
    if address.starts_with("www.") { format!("https://{address}") } else { address.replace(' ', "%20") }
}

/// Labels are compared without regard to case and spaces.
fn folded(label: &str) -> String {
    label.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

fn inline_text(text: &str) -> String {
    inline::lines(vec![Run::text(text, Style::default())]).join(" ")
}

fn starts_with_ignoring_case(text: &str, start: &str) -> bool {
    text.get(..start.len()).is_some_and(|text| text.eq_ignore_ascii_case(start))
}
