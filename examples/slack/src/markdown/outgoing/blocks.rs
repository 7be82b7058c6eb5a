//! Lines of mrkdwn within quotes and lists, with the distances that they have in the Markdown.

/// Lists are indented by what Slack does not swallow.
const INDENT: &str = "\u{2002}\u{2002}";
const QUOTE: &str = ">";

/// What lines stand in.
#[derive(Debug)]
pub(super) enum Container {
    Quote,
    /// The number of the next item, if there are numbers.
    List(Option<u64>),
    Item,
    Footnote,
}

/// Lines as they are written, one block after the other.
pub(super) struct Blocks<'a> {
    /// The Markdown.
    source: &'a str,
    out: String,
    containers: Vec<Container>,
    /// How many of them are quotes, and how many items.
    quotes: usize,
    items: usize,
    /// What the next line begins with: a bullet, a number, a footnote's label. And where that is in the Markdown.
    marker: Option<(String, usize)>,
    /// Where what was written last ends in the Markdown.
    last: usize,
}

impl<'a> Blocks<'a> {
    pub(super) fn new(source: &'a str) -> Self {
        Self { source, out: String::new(), containers: Vec::new(), quotes: 0, items: 0, marker: None, last: 0 }
    }

    pub(super) fn enter(&mut self, container: Container) {
        match container {
            Container::Quote => self.quotes += 1,
            Container::Item => self.items += 1,
            Container::List(_) | Container::Footnote => {}
        }
        self.containers.push(container);
    }

    pub(super) fn leave(&mut self) {
        match self.containers.pop() {
            Some(Container::Quote) => self.quotes -= 1,
            Some(Container::Item) => self.items -= 1,
            _ => {}
        }
    }

    /// Begins an item: its first line gets the list's marker.
    pub(super) fn begin_item(&mut self, start: usize) {
        let marker = match self.containers.last_mut() {
            Some(Container::List(Some(number))) => {
                let marker = format!("{number}. ");
                *number = number.saturating_add(1);
                marker
            }
            _ => format!("{} ", ["•", "◦", "▪"][self.items.min(2)]),
        };
        self.mark(marker, start);
        self.enter(Container::Item);
    }

    /// Ends an item, be it empty.
    pub(super) fn end_item(&mut self) {
        self.flush_marker();
        self.leave();
    }

    /// What the next line begins with.
    pub(super) fn mark(&mut self, marker: String, start: usize) {
        self.flush_marker();
        self.marker = Some((marker, start));
    }

    /// A box to tick takes the bullet's place.
    pub(super) fn tick(&mut self, ticked: bool) {
        if let Some((marker, _)) = &mut self.marker {
            *marker = if ticked { "☑︎ ".to_owned() } else { "☐ ".to_owned() };
        }
    }

    /// Writes a block of lines.
    pub(super) fn lines(&mut self, lines: Vec<String>, start: usize, end: usize) {
        let marker = self.marker.take();
        self.separate(marker.as_ref().map_or(start, |(_, start)| *start));
        let quote = self.quote();
        for (index, line) in lines.iter().enumerate() {
            if index > 0 {
                self.out.push('\n');
            }
            self.out.push_str(quote);
            match &marker {
                Some((marker, _)) if index == 0 => {
                    self.out.push_str(&self.indent(1));
                    self.out.push_str(if line.is_empty() { marker.trim_end() } else { marker });
                    self.out.push_str(line);
                }
                _ => {
                    let indent = self.indent(0);
                    self.out.push_str(&indent);
                    self.out.push_str(&if indent.is_empty() { unquoted(line) } else { line.clone() });
                }
            }
        }
        self.wrote_until(end);
    }

    /// Writes a block of code, whose fences stand at the beginning of their lines.
    pub(super) fn code(&mut self, code: &str, start: usize, end: usize) {
        self.flush_marker();
        self.separate(start);
        let quote = self.quote();
        let fenced = format!("```\n{code}\n```");
        self.out.push_str(&fenced.split('\n').map(|line| format!("{quote}{line}")).collect::<Vec<_>>().join("\n"));
        self.wrote_until(end);
    }

    pub(super) fn finish(mut self) -> String {
        self.flush_marker();
        self.out
    }

    fn flush_marker(&mut self) {
        if let Some((_, start)) = self.marker {
            self.lines(vec![String::new()], start, start);
        }
    }

    fn quote(&self) -> &'static str {
        if self.quotes > 0 { QUOTE } else { "" }
    }

    /// Each item is indented, and each quote in a quote, which Slack does not know.
    fn indent(&self, less: usize) -> String {
        INDENT.repeat((self.items + self.quotes.saturating_sub(1)).saturating_sub(less).min(10))
    }

    /// As many line breaks as there are in the Markdown.
    fn separate(&mut self, start: usize) {
        if self.out.is_empty() {
            return;
        }
        self.out.push('\n');
        let quote = self.quote();
        let between = self.source.get(self.last..start).unwrap_or_default();
        let mut lines: Vec<&str> = between.split('\n').skip(1).collect();
        lines.pop();
        let is_blank = |line: &&str| line.chars().all(|c| c.is_whitespace() || c == '>');
        // What was left out in between leaves one gap, not two.
        let most = if lines.iter().all(is_blank) { lines.len() } else { 1 };
        for line in lines.into_iter().filter(is_blank).take(most) {
            self.out.push_str(if line.contains('>') { quote } else { "" });
            self.out.push('\n');
        }
    }

    fn wrote_until(&mut self, end: usize) {
        let written = self.source.get(..end).unwrap_or(self.source);
        self.last = self.last.max(written.trim_end().len());
    }
}

/// A line that Slack does not take for a quote: an invisible hyphen before the bracket prevents it, and nothing else does.
pub(super) fn unquoted(line: &str) -> String {
    let quotes = line.starts_with("&gt;") || line.starts_with('\u{ff1e}');
    if quotes { format!("\u{ad}{line}") } else { line.to_owned() }
}
