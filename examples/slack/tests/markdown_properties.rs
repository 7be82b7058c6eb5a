//! What holds for any text, in both directions. `PROPTEST_CASES` says how many are tried.

#![allow(clippy::unwrap_used, reason = "a helper of a test may fail like the test itself")]

use proptest::prelude::*;
use serde_json::json;
use slack::markdown::{Heard, Incoming, Mention, MentionedUser, Mrkdwn, Names};

/// Text that is made of what breaks converters.
fn text() -> impl Strategy<Value = String> {
    let fragments = prop::sample::select(vec![
        "*",
        "**",
        "_",
        "~",
        "~~",
        "`",
        "```",
        "<",
        ">",
        "&",
        "&lt;",
        "&amp;",
        "<!channel>",
        "<!here",
        "<@U1>",
        "<#C1>",
        "|",
        "https://a.test/x_y*z",
        "<https://a.test|b>",
        "[",
        "](",
        "]",
        "](https://a.test)",
        "![",
        "[^1]",
        "[1]: ",
        "\\",
        "\n",
        "\n\n",
        "\n- ",
        "\n1. ",
        "\n# ",
        "\n> ",
        "\n    ",
        "\n---\n",
        "\n===\n",
        "|-|-|\n",
        "\n|a|b|\n|-|-|\n",
        "<b>",
        "<!--",
        "-->",
        "<br>",
        " ",
        "  ",
        "a",
        "Ada",
        "word",
        "2*3*4",
        "snake_case",
        "é",
        "日本",
        "🦀",
        "👩‍💻",
        ":+1:",
        ":a_b:",
        "&copy;",
        "&#42;",
        "\u{a0}",
        "\u{200b}",
        "\t",
        ".",
        "!",
        "(",
        ")",
        "-",
        "+",
        "=",
        "1.",
        "1)",
        "[ ] ",
        "[x] ",
        "$",
        "@",
        "#",
    ]);
    let any = any::<char>().prop_map(String::from);
    prop::collection::vec(prop_oneof![8 => fragments.prop_map(str::to_owned), 1 => any], 0..24)
        .prop_map(|fragments| fragments.concat())
}

/// What a person typed, as Slack's clients send it: plain in rich text, escaped in `text`.
fn typed(text: &str) -> Incoming {
    let rich_text = json!({
        "type": "rich_text",
        "elements": [{ "type": "rich_text_section", "elements": [{ "type": "text", "text": text }] }],
    });
    Incoming::parse(Mrkdwn::literal(text).as_str(), &[rich_text])
}

fn heard(incoming: &Incoming) -> Heard {
    incoming.to_markdown(&Names::default())
}

/// What a reader in Slack sees of text without formatting.
fn shown(mrkdwn: &str) -> String {
    let mut shown = String::new();
    let mut rest = mrkdwn;
    while let Some((before, behind)) = rest.split_once('<') {
        let (token, behind) = behind.split_once('>').unwrap();
        shown.push_str(before);
        shown.push_str(token.split_once('|').map_or(token, |(_, label)| label));
        rest = behind;
    }
    shown.push_str(rest);
    shown.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
}

/// Text without what nobody sees: spaces at the ends of lines, empty lines after the first, invisible characters.
fn visible(text: &str) -> String {
    let invisible = |c: char| c.is_control() && c != '\n' && c != '\t' || matches!(c, '\u{ad}' | '\u{200b}');
    let text: String = text.chars().filter(|c| !invisible(*c)).collect();
    let text = text.replace(|c: char| ('\u{fdd0}'..='\u{fdef}').contains(&c), "\u{fffd}");
    let mut lines: Vec<String> = Vec::new();
    for line in text.split('\n') {
        // Lists have one look.
        let line = line.split_whitespace().collect::<Vec<_>>().join(" ");
        let item = line.strip_prefix(['-', '•', '◦', '▪']).filter(|item| item.is_empty() || item.starts_with(' '));
        let line = item.map_or(line.clone(), |item| format!("•{item}"));
        if !line.is_empty() {
            lines.push(line);
        }
    }
    lines.join("\n")
}

fn config() -> ProptestConfig {
    ProptestConfig { failure_persistence: None, ..ProptestConfig::default() }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn no_text_of_a_bot_panics_or_vanishes(markdown in text()) {
        let said = Mrkdwn::from_markdown(&markdown, &[]);
        prop_assert!(!said.is_blank() || Mrkdwn::raw(markdown).is_blank());
    }

    #[test]
    fn no_text_of_slack_panics(text in text()) {
        heard(&Incoming::parse(&text, &[]));
        heard(&Incoming::parse("", &[json!({ "type": "rich_text", "elements": [{ "type": text }] })]));
    }

    #[test]
    fn what_is_not_markup_survives_a_round_trip(text in text()) {
        let said = Mrkdwn::from_markdown(&heard(&typed(&text)).text, &[]);
        prop_assert_eq!(visible(&shown(said.as_str())), visible(&text));
    }

    #[test]
    fn what_people_write_notifies_nobody_when_a_bot_repeats_it(text in text(), more in text()) {
        let (text, more) = (heard(&typed(&text)).text, heard(&typed(&more)).text);
        for repeated in [
            text.clone(),
            format!("{text}{more}"),
            format!("You said: {text}."),
            format!("**{text}** _{more}_"),
            format!("`{text}` <{more}>"),
            format!("> {text}\n- {more}"),
            format!("[{text}](https://a.test \"{more}\")"),
            format!("[{more}]({text})"),
            format!("| {text} | {more} |\n|-|-|\n| {more} | {text} |"),
            format!("```\n{text}\n```\n{more}"),
        ] {
            let said = Mrkdwn::from_markdown(&repeated, &[]);
            let said = said.as_str().replace("<!date^00000000^{_}|", "");
            for mention in ["<!", "<@", "<#"] {
                prop_assert!(!said.contains(mention), "{repeated:?} became {said:?}");
            }
        }
        let literal = Mrkdwn::literal(&text).as_str().replace("<!date^00000000^{_}|", "");
        prop_assert!(!literal.contains("<!") && !literal.contains("<@"));
    }

    #[test]
    fn mentions_of_people_keep_their_places(before in text(), behind in text(), name in text()) {
        let elements = json!([
            { "type": "text", "text": before },
            { "type": "user", "user_id": "U1" },
            { "type": "text", "text": behind },
            { "type": "user", "user_id": "U1", "style": { "bold": true } },
        ]);
        let rich_text = json!({ "type": "rich_text", "elements": [{ "type": "rich_text_section", "elements": elements }] });
        let user = MentionedUser { id: "user_1".to_owned(), name: name.clone() };
        let heard = Incoming::parse("", &[rich_text]).to_markdown(&Names::default().user("U1", user));
        let units: Vec<u16> = heard.text.encode_utf16().collect();
        let expected = if name.trim().is_empty() { 0 } else { 2 };
        prop_assert_eq!(heard.mentions.len(), expected);
        for mention in &heard.mentions {
            let there = String::from_utf16(&units[mention.start.0..mention.end.0]).unwrap();
            let plain = |text: &str| visible(&format!("x{}", text.replace('\n', " "))).replace(['\\', ' '], "");
            prop_assert_eq!(plain(&there), plain(&name));
        }
    }

    #[test]
    fn mentions_of_the_bot_replace_what_is_at_their_places(before in "[a-z🦀é ]{0,12}", name in "[A-Z][a-z]{1,8}", behind in "[a-z🦀é ]{0,12}") {
        let text = format!("x{before} {name} {behind}x {name}");
        let start = text[..text.find(&name).unwrap()].encode_utf16().count();
        let mention = Mention::user(start..start + name.len(), MentionedUser { id: "U1".to_owned(), name: name.clone() });
        let said = Mrkdwn::from_markdown(&text, &[mention]);
        prop_assert_eq!(said.as_str(), format!("x{before} <@U1> {behind}x {name}"));
    }

    #[test]
    fn no_place_of_a_mention_is_wrong_enough_to_lose_text(text in text(), start in 0..40_usize, end in 0..40_usize, name in "[A-Za-z*]{0,3}") {
        let user = |id: &str| MentionedUser { id: id.to_owned(), name: name.clone() };
        let mentions = [Mention::user(start..end, user("U1")), Mention::user(end..start, user("U2")), Mention::user(start..end + 1, user("no id"))];
        let said = Mrkdwn::from_markdown(&text, &mentions);
        prop_assert!(!said.is_blank() || Mrkdwn::raw(text).is_blank());
    }

    #[test]
    fn parts_of_a_text_are_the_text(markdown in prop::collection::vec(text(), 0..30), limit in 200..600_usize) {
        let whole = Mrkdwn::from_markdown(&markdown.concat(), &[]);
        let parts = whole.split(limit);
        let mut rejoined = String::new();
        for part in &parts {
            prop_assert!(part.len() <= limit && !part.is_blank(), "{} units: {part}", part.len());
            prop_assert!(part.as_str().matches("```").count() % 2 == 0, "an open fence: {part}");
            rejoined.push_str(part.as_str());
        }
        // What is closed and opened again does not count.
        let content = |text: &str| shown(text).replace(|c: char| c.is_whitespace() || "*_~`>\u{200b}".contains(c), "");
        let (rejoined, whole) = (content(&rejoined), content(whole.as_str()));
        // The address of a link that is too long for one part comes in addition.
        let mut rest = rejoined.chars();
        prop_assert!(whole.chars().all(|c| rest.any(|other| other == c)), "{whole:?} became {rejoined:?}");
    }
}
