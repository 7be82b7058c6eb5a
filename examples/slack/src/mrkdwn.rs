//! The characters that mean something in Slack's markup.

/// Text of the bot, so that Slack shows every character as it is: without this, `<!channel>` would notify everybody.
pub(crate) fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// Text of Slack, as the person typed it.
pub(crate) fn unescape(text: &str) -> String {
    // The ampersand comes last: `&amp;lt;` is what somebody gets who types `&lt;`.
    text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
}

#[cfg(test)]
mod tests {
    use super::{escape, unescape};

    #[test]
    fn a_bot_cannot_notify_everybody_by_repeating_what_it_was_told() {
        assert_eq!(escape("<!channel> & <@U1>"), "&lt;!channel&gt; &amp; &lt;@U1&gt;");
    }

    #[test]
    fn what_is_typed_comes_back_unchanged() {
        for typed in ["a < b && c > d", "&lt;", "&amp;lt; twice"] {
            assert_eq!(unescape(&escape(typed)), typed);
        }
    }
}
