//! Slack's markup: how typed text is kept, and the `rich_text` block that Slack makes of it.

use serde_json::{Map, Value, json};

/// What is typed, as Slack keeps it: `&`, `<` and `>` as entities, but for mentions and links (`<@U…>`, `<#C…>`, `<!here>`,
/// `<https://…|label>`), and addresses as links.
pub(crate) fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(['&', '<', '>', 'h']) {
        let (plain, special) = rest.split_at(at);
        escaped.push_str(plain);
        let previous = escaped.chars().next_back();
        let taken = if let Some(length) = reference(special) {
            escaped.push_str(&special[..length]);
            length
        } else if let Some(length) = address(special).filter(|_| previous.is_none_or(|c| !c.is_alphanumeric())) {
            escaped.push('<');
            escaped.push_str(&special[..length].replace('&', "&amp;"));
            escaped.push('>');
            length
        } else {
            match special.as_bytes()[0] {
                b'&' => escaped.push_str("&amp;"),
                b'<' => escaped.push_str("&lt;"),
                b'>' => escaped.push_str("&gt;"),
                _ => escaped.push('h'),
            }
            1
        };
        rest = &special[taken..];
    }
    escaped + rest
}

/// Kept text as people read it.
pub(crate) fn unescape(text: &str) -> String {
    text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
}

/// Whether kept text mentions a user.
pub(crate) fn mentions(text: &str, user: &str) -> bool {
    text.contains(&format!("<@{user}>")) || text.contains(&format!("<@{user}|"))
}

/// The `rich_text` block that Slack shows for kept text.
pub(crate) fn rich_text(text: &str, block_id: &str) -> Value {
    json!({ "type": "rich_text", "block_id": block_id, "elements": paragraphs(text) })
}

/// The length of the mention or link at the beginning.
fn reference(text: &str) -> Option<usize> {
    let inner = text.strip_prefix('<')?;
    let known = inner.starts_with(['@', '#', '!']) || inner.starts_with("http://") || inner.starts_with("https://");
    let end = inner.find('>').filter(|_| known)?;
    (!inner[..end].contains(['<', '\n'])).then_some(end + 2)
}

/// The length of the web address at the beginning, without the punctuation that ends a sentence.
fn address(text: &str) -> Option<usize> {
    let scheme = ["https://", "http://"].into_iter().find(|scheme| text.starts_with(scheme))?;
    let end = text.find(|c: char| c.is_whitespace() || matches!(c, '<' | '>')).unwrap_or(text.len());
    let length = text[..end].trim_end_matches(['.', ',', ';', ':', '!', '?', ')', '\'', '"']).len();
    (length > scheme.len()).then_some(length)
}

fn paragraphs(text: &str) -> Vec<Value> {
    let mut elements = Vec::new();
    for (index, part) in text.split("```").enumerate() {
        if index % 2 == 1 {
            elements.push(
                json!({ "type": "rich_text_preformatted", "border": 0, "elements": plain(part.trim_matches('\n')) }),
            );
            continue;
        }
        let lines: Vec<&str> = part.trim_matches('\n').split('\n').collect();
        for lines in lines.chunk_by(|one, other| kind_of(one) == kind_of(other)) {
            match kind_of(lines[0]) {
                Line::Quote => {
                    let quoted: Vec<_> =
                        lines.iter().map(|line| line.trim_start_matches("&gt;").trim_start()).collect();
                    elements.push(json!({ "type": "rich_text_quote", "elements": inline(&quoted.join("\n")) }));
                }
                Line::Item => {
                    let items = lines.iter().map(|line| section(line.trim_start_matches('•').trim_start()));
                    elements.push(json!({
                        "type": "rich_text_list", "style": "bullet", "indent": 0, "border": 0,
                        "elements": items.collect::<Vec<_>>(),
                    }));
                }
                Line::Plain => {
                    let text = lines.join("\n");
                    if !text.is_empty() {
                        elements.push(section(&text));
                    }
                }
            }
        }
    }
    elements
}

#[derive(PartialEq)]
enum Line {
    Plain,
    Quote,
    Item,
}

fn kind_of(line: &str) -> Line {
    if line.starts_with("&gt;") {
        Line::Quote
    } else if line.starts_with("• ") {
        Line::Item
    } else {
        Line::Plain
    }
}

fn section(text: &str) -> Value {
    json!({ "type": "rich_text_section", "elements": inline(text) })
}

fn plain(text: &str) -> Vec<Value> {
    vec![json!({ "type": "text", "text": unescape(text) })]
}

fn inline(text: &str) -> Vec<Value> {
    let mut spans = Spans { elements: Vec::new(), pending: String::new() };
    spans.read(text, &Map::new());
    spans.elements
}

struct Spans {
    elements: Vec<Value>,
    /// Text that is not yet an element.
    pending: String,
}

impl Spans {
    fn read(&mut self, text: &str, style: &Map<String, Value>) {
        let mut rest = text;
        let mut previous = None;
        while let Some(next) = rest.chars().next() {
            let at_word = previous.is_none_or(|c: char| !c.is_alphanumeric());
            let taken = self
                .reference(rest, style)
                .or_else(|| self.styled(rest, style).filter(|_| at_word))
                .or_else(|| self.emoji(rest, style).filter(|_| at_word));
            let taken = taken.unwrap_or_else(|| {
                self.pending.push(next);
                next.len_utf8()
            });
            previous = rest[..taken].chars().next_back();
            rest = &rest[taken..];
        }
        self.flush(style);
    }

    fn flush(&mut self, style: &Map<String, Value>) {
        if !self.pending.is_empty() {
            let text = unescape(&std::mem::take(&mut self.pending));
            self.push(json!({ "type": "text", "text": text }), style);
        }
    }

    fn push(&mut self, mut element: Value, style: &Map<String, Value>) {
        if !style.is_empty() {
            element["style"] = style.clone().into();
        }
        self.elements.push(element);
    }

    fn reference(&mut self, text: &str, style: &Map<String, Value>) -> Option<usize> {
        let length = reference(text)?;
        let inner = &text[1..length - 1];
        let (target, label) = inner.split_once('|').map_or((inner, None), |(target, label)| (target, Some(label)));
        let element = match target.split_at(1) {
            ("@", user) => json!({ "type": "user", "user_id": user }),
            ("#", channel) => json!({ "type": "channel", "channel_id": channel }),
            ("!", command) => match command.split_once('^') {
                Some(("subteam", group)) => json!({ "type": "usergroup", "usergroup_id": group }),
                Some(("date", rest)) => {
                    let timestamp: u64 = rest.split('^').next().and_then(|at| at.parse().ok()).unwrap_or_default();
                    json!({ "type": "date", "timestamp": timestamp, "format": "{date}", "fallback": label })
                }
                _ => json!({ "type": "broadcast", "range": command }),
            },
            _ => match label {
                Some(label) => json!({ "type": "link", "url": unescape(target), "text": unescape(label) }),
                None => json!({ "type": "link", "url": unescape(target) }),
            },
        };
        self.flush(style);
        self.push(element, style);
        Some(length)
    }

    /// `*bold*`, `_italic_`, `~struck~`, `` `code` ``.
    fn styled(&mut self, text: &str, style: &Map<String, Value>) -> Option<usize> {
        let mark = text.chars().next()?;
        let name = match mark {
            '*' => "bold",
            '_' => "italic",
            '~' => "strike",
            '`' => "code",
            _ => return None,
        };
        let end = 1 + text[1..].find(mark)?;
        let inner = &text[1..end];
        let ends_word = text[end + 1..].chars().next().is_none_or(|c| !c.is_alphanumeric());
        let tight = !inner.is_empty() && inner.trim() == inner && !inner.contains('\n');
        if !ends_word || !tight || style.contains_key(name) {
            return None;
        }
        self.flush(style);
        let mut inner_style = style.clone();
        inner_style.insert(name.to_owned(), true.into());
        if mark == '`' {
            self.push(json!({ "type": "text", "text": unescape(inner) }), &inner_style);
        } else {
            self.read(inner, &inner_style);
        }
        Some(end + 1)
    }

    fn emoji(&mut self, text: &str, style: &Map<String, Value>) -> Option<usize> {
        let end = 1 + text.strip_prefix(':')?.find(':')?;
        let name = &text[1..end];
        let known = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '_' | '-' | '+');
        // Digits alone are the minutes of a time.
        if name.is_empty() || !name.chars().all(known) || name.chars().all(|c| c.is_ascii_digit()) {
            return None;
        }
        self.flush(style);
        self.push(json!({ "type": "emoji", "name": name }), style);
        Some(end + 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_people_type_is_escaped_but_mentions_and_links_stay() {
        assert_eq!(escape("<@U1> is 1 < 2 & 3 > 2?"), "<@U1> is 1 &lt; 2 &amp; 3 &gt; 2?");
        assert_eq!(escape("a <@ without end"), "a &lt;@ without end");
        assert_eq!(escape("see https://a.test/?b=1&c=2."), "see <https://a.test/?b=1&amp;c=2>.");
        assert_eq!(escape("<https://a.test|here> and hello"), "<https://a.test|here> and hello");
    }

    #[test]
    fn mentions_are_user_elements_wherever_they_are() {
        let elements = rich_text("hi <@U1>\n• one <@U2>\n&gt; *said <@U3>*", "b")["elements"].clone();
        assert_eq!(
            elements,
            json!([
                { "type": "rich_text_section", "elements": [
                    { "type": "text", "text": "hi " },
                    { "type": "user", "user_id": "U1" },
                ] },
                { "type": "rich_text_list", "style": "bullet", "indent": 0, "border": 0, "elements": [
                    { "type": "rich_text_section", "elements": [
                        { "type": "text", "text": "one " },
                        { "type": "user", "user_id": "U2" },
                    ] },
                ] },
                { "type": "rich_text_quote", "elements": [
                    { "type": "text", "text": "said ", "style": { "bold": true } },
                    { "type": "user", "user_id": "U3", "style": { "bold": true } },
                ] },
            ])
        );
    }

    #[test]
    fn styles_links_emoji_and_code_are_elements_and_text_is_unescaped() {
        let elements = rich_text("1 &lt; 2 `a&amp;b` <https://a.test?a&amp;b|x> :tada: 10:30:00 2*3*4 <!here>", "b");
        assert_eq!(
            elements["elements"][0]["elements"],
            json!([
                { "type": "text", "text": "1 < 2 " },
                { "type": "text", "text": "a&b", "style": { "code": true } },
                { "type": "text", "text": " " },
                { "type": "link", "url": "https://a.test?a&b", "text": "x" },
                { "type": "text", "text": " " },
                { "type": "emoji", "name": "tada" },
                { "type": "text", "text": " 10:30:00 2*3*4 " },
                { "type": "broadcast", "range": "here" },
            ])
        );
        let fenced = rich_text("```let a = 1;\n```", "b");
        assert_eq!(fenced["elements"][0]["type"], "rich_text_preformatted");
        assert_eq!(fenced["elements"][0]["elements"][0]["text"], "let a = 1;");
    }
}
