//! What Slack writes in angle brackets: mentions, links, dates.

use std::fmt;

use super::escape::{escape, unescape, without_fences};

/// One pair of angle brackets of [mrkdwn](https://docs.slack.dev/messaging/formatting-message-text), understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Token {
    /// `<@U1>`: a user.
    User {
        /// Slack's id, `U…` or `W…`.
        id: String,
        /// The name, in old messages.
        label: Option<String>,
    },
    /// `<#C1|general>`: a channel.
    Channel {
        /// Slack's id, `C…`, `D…` or `G…`.
        id: String,
        /// The name, where the reader may see it.
        label: Option<String>,
    },
    /// `<!subteam^S1|@team>`: a user group.
    Group {
        /// Slack's id, `S…`.
        id: String,
        /// The handle, with its `@`.
        label: Option<String>,
    },
    /// `<!here>`, `<!channel>`, `<!everyone>`: a crowd.
    Broadcast(Broadcast),
    /// `<!date^1392734382^{date}|18 February>`: a moment, which each reader sees in their time zone.
    Date {
        /// What stands between `!date^` and the bar: the timestamp, the format, maybe a link.
        format: String,
        /// What is shown where the format is not understood.
        fallback: String,
    },
    /// `<https://…|label>`: a link.
    Link {
        /// The address, with its scheme.
        url: String,
        /// What is shown instead of the address.
        label: Option<String>,
    },
}

/// Whom a message notifies at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Broadcast {
    /// The members of the channel who are active.
    Here,
    /// All members of the channel.
    Channel,
    /// All members of the workspace.
    Everyone,
}

impl Broadcast {
    /// The word in Slack's markup.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Here => "here",
            Self::Channel => "channel",
            Self::Everyone => "everyone",
        }
    }

    /// The crowd of that name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        [Self::Here, Self::Channel, Self::Everyone].into_iter().find(|broadcast| broadcast.as_str() == name)
    }
}

impl Token {
    /// The token that a text begins with, and its length in bytes.
    #[must_use]
    pub fn at_start(text: &str) -> Option<(Self, usize)> {
        let inner = text.strip_prefix('<')?;
        let end = inner.find(['<', '>', '\n'])?;
        let inner = inner[..end].trim_end_matches('|');
        let closed = text[1 + end..].starts_with('>');
        Some((Self::parse(inner).filter(|_| closed)?, end + 2))
    }

    /// What stands between the brackets.
    fn parse(inner: &str) -> Option<Self> {
        let (target, label) = match inner.split_once('|') {
            Some((target, label)) => (target, Some(unescape(label))),
            None => (inner, None),
        };
        if let Some(id) = target.strip_prefix('@') {
            return is_id(id, &['U', 'W']).then(|| Self::User { id: id.to_owned(), label });
        }
        if let Some(id) = target.strip_prefix('#') {
            return is_id(id, &['C', 'D', 'G']).then(|| Self::Channel { id: id.to_owned(), label });
        }
        if let Some(id) = target.strip_prefix("!subteam^") {
            return is_id(id, &['S']).then(|| Self::Group { id: id.to_owned(), label });
        }
        if let Some(format) = target.strip_prefix("!date^") {
            let timed = format.split_once('^').is_some_and(|(time, format)| is_number(time) && !format.is_empty());
            return timed.then(|| Self::Date { format: unescape(format), fallback: label.unwrap_or_default() });
        }
        if let Some(name) = target.strip_prefix('!') {
            return Broadcast::named(name).map(Self::Broadcast);
        }
        has_scheme(target).then(|| Self::Link { url: unescape(target), label })
    }

    /// The token as text that does nothing.
    #[must_use]
    pub fn plain(&self) -> String {
        let named = |mark: &str, id: &str, label: &Option<String>| match label {
            Some(label) if label.starts_with(mark) => label.clone(),
            Some(label) => format!("{mark}{label}"),
            None => format!("{mark}{id}"),
        };
        match self {
            Self::User { id, label } | Self::Group { id, label } => named("@", id, label),
            Self::Channel { id, label } => named("#", id, label),
            Self::Broadcast(broadcast) => format!("@{}", broadcast.as_str()),
            Self::Date { fallback, .. } => fallback.clone(),
            Self::Link { url, label: Some(label) } if label != url => format!("{label} ({url})"),
            Self::Link { url, .. } => url.clone(),
        }
    }
}

/// In Slack's markup.
impl fmt::Display for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (target, label) = match self {
            Self::User { id, label } => (format!("@{id}"), label.as_deref()),
            Self::Channel { id, label } => (format!("#{id}"), label.as_deref()),
            Self::Group { id, label } => (format!("!subteam^{id}"), label.as_deref()),
            Self::Broadcast(broadcast) => (format!("!{}", broadcast.as_str()), None),
            Self::Date { format, fallback } => (format!("!date^{}", escape(format)), Some(fallback.as_str())),
            Self::Link { url, label } => (address(url), label.as_deref()),
        };
        // Code that begins in a label would not end in it.
        let in_label = |label: &str| without_fences(&escape(&label.replace('\n', " ")));
        match label.map(in_label).filter(|label| !label.trim().is_empty()) {
            Some(label) => write!(f, "<{target}|{label}>"),
            None => write!(f, "<{target}>"),
        }
    }
}

/// Whether an address says by which scheme, as Slack demands of links.
pub(crate) fn has_scheme(address: &str) -> bool {
    let Some((scheme, rest)) = address.split_once(':') else { return false };
    scheme.len() > 1
        && scheme.starts_with(|first: char| first.is_ascii_alphabetic())
        && scheme.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'))
        && !rest.is_empty()
        && !address.contains(char::is_whitespace)
}

/// An address, without the characters that would end it.
fn address(url: &str) -> String {
    let encoded = [('<', "%3C"), ('>', "%3E"), ('|', "%7C"), ('`', "%60"), (' ', "%20")]
        .iter()
        .fold(url.to_owned(), |url, (c, code)| url.replace(*c, code));
    escape(&encoded)
}

fn is_id(id: &str, kinds: &[char]) -> bool {
    id.starts_with(kinds) && id.len() > 1 && id.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit())
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| c.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::Token;

    #[test]
    fn every_kind_of_token_is_written_as_it_was_read() {
        for text in [
            "<@U1>",
            "<@W1|ada>",
            "<#C1|general>",
            "<!here>",
            "<!channel>",
            "<!everyone>",
            "<!subteam^S1|@team>",
            "<!date^1392734382^Posted {date_num} {time_secs}^https://a.test/?b&amp;c|18 February>",
            "<https://a.test/?b=c&amp;d=e|A &amp; B | C>",
            "<mailto:a@b.test|a@b.test>",
        ] {
            let (token, length) = Token::at_start(text).unwrap_or_else(|| panic!("{text}"));
            assert_eq!((token.to_string().as_str(), length), (text, text.len()));
        }
    }

    #[test]
    fn brackets_that_mean_nothing_to_slack_are_no_tokens() {
        for text in
            ["<", "<>", "<@U1", "<@u1>", "<@>", "<#top>", "<!nobody>", "<!date^x^y|z>", "<b>", "<a:>", "<x\n:y>"]
        {
            assert_eq!(Token::at_start(text), None, "{text}");
        }
    }

    #[test]
    fn an_address_cannot_end_its_token() {
        let token = Token::Link { url: "https://a.test/>|<!channel>".to_owned(), label: Some("<!channel>".to_owned()) };
        assert_eq!(token.to_string(), "<https://a.test/%3E%7C%3C!channel%3E|&lt;!channel&gt;>");
    }
}
