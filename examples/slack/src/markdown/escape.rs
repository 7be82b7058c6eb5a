//! The three characters that Slack reserves for itself.

use super::style::BORDER;

/// Text of the bot, so that Slack shows every character as it is: without this, `<!channel>` would notify everybody.
pub(crate) fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// Text of Slack, as the person typed it.
pub(crate) fn unescape(text: &str) -> String {
    // The ampersand comes last: `&amp;lt;` is what somebody gets who types `&lt;`.
    text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
}

/// Text in which no code begins or ends: an invisible character breaks each of the three marks that it takes.
pub(super) fn without_fences(text: &str) -> String {
    let mut broken = String::with_capacity(text.len());
    let mut marks = 0;
    for c in text.chars() {
        marks = if c == '`' { marks + 1 } else { 0 };
        if marks == 3 {
            broken.push(BORDER);
            marks = 1;
        }
        broken.push(c);
    }
    broken
}

#[cfg(test)]
mod tests {
    use super::{escape, unescape, without_fences};

    #[test]
    fn what_is_typed_comes_back_unchanged() {
        for typed in ["a < b && c > d", "&lt;", "&amp;lt; twice"] {
            assert_eq!(unescape(&escape(typed)), typed);
        }
    }

    #[test]
    fn no_number_of_marks_makes_a_fence() {
        for marks in 0..10 {
            let text = "`".repeat(marks);
            let broken = without_fences(&text);
            assert!(!broken.contains("```"));
            assert_eq!(broken.replace('\u{200b}', ""), text);
        }
    }
}
