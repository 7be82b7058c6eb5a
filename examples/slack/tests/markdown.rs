//! Text between Markdown and Slack's markup, by examples.

#![allow(clippy::unwrap_used, reason = "a helper of a test may fail like the test itself")]

use serde_json::{Value, json};
use slack::markdown::{Heard, Incoming, Mention, MentionedUser, Mrkdwn, Names};

fn said(markdown: &str) -> String {
    Mrkdwn::from_markdown(markdown, &[]).to_string()
}

fn all_said(cases: &[(&str, &str)]) {
    for (markdown, mrkdwn) in cases {
        assert_eq!(said(markdown), *mrkdwn, "{markdown}");
    }
}

fn user(id: &str, name: &str) -> MentionedUser {
    MentionedUser { id: id.to_owned(), name: name.to_owned() }
}

fn heard(text: &str, blocks: &[Value]) -> Heard {
    let names = Names::default().user("U1", user("user_1", "C++")).user("U2", user("user_2", "John (Ops)"));
    Incoming::parse(text, blocks).to_markdown(&names.channel("C2", "random").group("S2", "ops"))
}

fn mentioned(heard: &Heard) -> Vec<String> {
    let units: Vec<u16> = heard.text.encode_utf16().collect();
    let there = |mention: &Mention| String::from_utf16(&units[mention.start.0..mention.end.0]).unwrap();
    heard.mentions.iter().map(there).collect()
}

#[test]
fn formatting_is_slacks() {
    all_said(&[
        ("**b** *i* ~~s~~ `c < d`", "*b* _i_ ~s~ `c &lt; d`"),
        ("***both*** **[Docs](https://d.test)**", "*_both_* *<https://d.test|Docs>*"),
        ("# Title **x**\ntext", "*Title x*\ntext"),
        ("**a\nb** c", "*a*\n*b* c"),
        ("foo**bar**baz これは**太字**です", "foo\u{200b}*bar*\u{200b}baz これは\u{200b}*太字*\u{200b}です"),
        ("line  \nhard\nsoft", "line\nhard\nsoft"),
    ]);
}

/// Defect 1: the message was lost.
#[test]
fn reference_style_links_images_and_definitions_are_sent() {
    all_said(&[
        ("[a][1] and ![b][1]\n\n[1]: https://a.test", "<https://a.test|a> and <https://a.test|b>"),
        ("[1]: https://a.test", "[1]: <https://a.test>"),
        (
            "Sources:\n\n[1]: https://a.test\n[2]: https://b.test",
            "Sources:\n\n[1]: <https://a.test>\n[2]: <https://b.test>",
        ),
    ]);
}

/// Defect 2: the line vanished.
#[test]
fn what_a_bot_writes_in_slacks_tokens_stays() {
    for token in [
        "<!here>",
        "<!channel>",
        "<!everyone>",
        "<!subteam^S1|@team>",
        "<!date^1392734382^{date}|today>",
        "<@U1>",
        "<#C1|general>",
    ] {
        assert_eq!(said(&format!("{token} **text**")), format!("{token} *text*"));
        assert_eq!(said(&format!("\\{token} `{token}`")).matches(token).count(), 0, "escaped, and in code");
    }
}

/// Defect 3.
#[test]
fn slacks_own_links_stay_and_other_brackets_are_escaped() {
    all_said(&[
        ("<https://a.test|la & bel> <https://b.test?c&d>", "<https://a.test|la &amp; bel> <https://b.test?c&amp;d>"),
        ("a & b < c > d &lt; <b>x</b>", "a &amp; b &lt; c &gt; d &lt; &lt;b&gt;x&lt;/b&gt;"),
        ("x<br>y <!-- nothing -->z", "x\ny z"),
        ("\\> no quote\n\\*no bold\\*", "\u{ad}&gt; no quote\n<!date^00000000^{_}|*>no bold*"),
    ]);
}

#[test]
fn no_link_becomes_a_mention() {
    all_said(&[
        ("[a](!channel)", "a (!channel)"),
        ("[a](<!here>)", "a (!here)"),
        ("[a](#top)", "a"),
        ("[a](@U1)", "a (@U1)"),
        ("[<!channel>](https://a.test)", "<https://a.test|@channel>"),
        ("[a](https://a.test/%3E|<!channel>)", "<https://a.test/%3E%7C%3C!channel%3E|a>"),
    ]);
}

/// Defect 3.
#[test]
fn lists_keep_their_numbers_and_distances() {
    all_said(&[
        ("- a\n- b\n  - c\n    - d\n- e", "• a\n• b\n\u{2002}\u{2002}◦ c\n\u{2002}\u{2002}\u{2002}\u{2002}▪ d\n• e"),
        ("3. a\n4. b", "3. a\n4. b"),
        ("- a\n\n- b\n\n\ntext", "• a\n\n• b\n\n\ntext"),
        ("- [x] done\n- [ ] open", "☑\u{fe0e} done\n☐ open"),
        ("- a\n\n  b\n- ```\n  c\n  ```", "• a\n\n\u{2002}\u{2002}b\n•\n```\nc\n```"),
    ]);
}

/// Defect 3: Slack shows no emphasis within words, where CommonMark does.
#[test]
fn products_are_not_italic() {
    all_said(&[("2*3*4", "2*3*4"), ("snake_case_name", "snake_case_name"), ("2 * 3 * 4", "2 * 3 * 4")]);
}

#[test]
fn blocks_of_markdown_stay_readable() {
    all_said(&[
        ("> a\n> b\n>\n> > c", ">a\n>b\n>\n>\u{2002}\u{2002}c"),
        ("```rust\nlet x = a && `b`;\n```", "```\nlet x = a &amp;&amp; `b`;\n```"),
        ("| a | b |\n|---|--:|\n| x | 1 |\n| yyy | 200 |", "```\na   |   b\n----|----\nx   |   1\nyyy | 200\n```"),
        ("| a |\n|---|\n| [x](https://a.test) |", "| a |\n| <https://a.test|x> |"),
        ("a[^1]\n\n[^1]: note", "a[1]\n\n[1] note"),
        ("a\n***\nb", "a\n———\nb"),
        ("![alt](https://i.test) ![](https://j.test)", "<https://i.test|alt> <https://j.test>"),
        ("`` a`b ``", "```a`b```"),
    ]);
}

#[test]
fn addresses_end_where_the_sentence_goes_on() {
    all_said(&[
        ("see https://a.test/b_c_d.", "see <https://a.test/b_c_d>."),
        ("(https://a.test/b_(c))", "(<https://a.test/b_(c)>)"),
        ("http:// and xhttps://a.test", "http:// and xhttps://a.test"),
    ]);
}

/// Defect 4.
#[test]
fn a_mention_stands_exactly_at_its_place() {
    let at = |start, end, id, name| Mention::user(start..end, user(id, name));
    let said = |text: &str, mentions: &[Mention]| Mrkdwn::from_markdown(text, mentions).to_string();
    assert_eq!(said("Johnson, ask John or John", &[at(21, 25, "U1", "John")]), "Johnson, ask John or <@U1>");
    assert_eq!(said("🦀 @Ada!", &[at(4, 7, "U1", "Ada")]), "🦀 <@U1>!", "UTF-16, and Slack writes the @");
    assert_eq!(said("ask the boss", &[at(8, 12, "U1", "Ada")]), "ask the <@U1>", "by its place alone");
    assert_eq!(said("Johnson or John", &[at(90, 94, "U1", "John")]), "Johnson or <@U1>", "by its name alone");
    assert_eq!(said("Ada", &[at(0, 3, "U1", "Ada"), at(0, 3, "U2", "Ada")]), "<@U1>", "one over the other");
    assert_eq!(said("Ada", &[at(1, 2, "U1", "Bob"), at(3, 1, "U1", "Bob"), at(0, 3, "user_1", "Ada")]), "Ada");
    assert_eq!(said("**Ada** `Ada`", &[at(2, 5, "U1", "Ada"), at(9, 12, "U2", "Ada")]), "*<@U1>* `Ada`", "not in code");
}

#[test]
fn what_people_write_is_markdown() {
    for (text, markdown) in [
        ("*b* _i_ ~s~ `c`", "**b** *i* ~~s~~ `c`"),
        (
            "<https://a.test|l> <https://a.test> <mailto:a@b.test|a@b.test>",
            "[l](https://a.test) https://a.test a@b.test",
        ),
        ("a &lt; b &amp;&amp; c", "a < b && c"),
        ("```x &lt; <https://a.test>```", "```\nx < https://a.test\n```"),
        ("&gt; q\n&gt; r\ns", "> q\n> r\n\ns"),
        ("• a\n    ◦ b\n1. c\n2. d", "- a\n  - b\n1. c\n2. d"),
        ("2*3*4 snake_case #tag C# ~5", "2\\*3\\*4 snake_case #tag C# ~5"),
        ("# no heading", "\\# no heading"),
        (
            "<#C1|general> <#C2> <!subteam^S1|@team> <!subteam^S2> <!date^1^{date}|today>",
            "#general #random @team @ops today",
        ),
    ] {
        assert_eq!(heard(text, &[]).text, markdown, "{text}");
    }
}

/// Defect 4: names that mean something in a regular expression; places before the text was converted.
#[test]
fn mentions_of_people_are_where_the_final_text_has_them() {
    let heard = heard("🦀 *hi* <@U1>, &amp; <@U2>: <@U3> <@U1>", &[]);
    assert_eq!(heard.text, "🦀 **hi** @C++, & @John (Ops): @U3 @C++");
    assert_eq!(mentioned(&heard), ["C++", "John (Ops)", "C++"]);
    assert_eq!(heard.mentions[0].user, user("user_1", "C++"));
}

/// So that a bot that repeats what it was told notifies nobody.
#[test]
fn mentions_of_crowds_arrive_as_text() {
    assert_eq!(heard("<!channel> <!here> <!everyone>", &[]).text, "@channel @here @everyone");
    assert_eq!(heard("&lt;!channel&gt;", &[]).text, "\\<!channel>");
    assert_eq!(said(&heard("&lt;!channel&gt; <!here>", &[]).text), "&lt;!channel&gt; @here");
}

#[test]
fn rich_text_leaves_nothing_to_guess() {
    let section = |elements: Value| json!({ "type": "rich_text_section", "elements": elements });
    let text = |text: &str| json!({ "type": "text", "text": text });
    let rich_text = json!({ "type": "rich_text", "elements": [
        section(json!([
            { "type": "text", "text": "pre" }, { "type": "text", "text": "mid", "style": { "bold": true } }, text("fix *plain* "),
            { "type": "user", "user_id": "U1" }, { "type": "emoji", "name": "wave" }, { "type": "channel", "channel_id": "C1" },
        ])),
        { "type": "rich_text_list", "style": "ordered", "elements": [section(json!([text("one")]))] },
        { "type": "rich_text_list", "style": "bullet", "indent": 1, "elements": [section(json!([text("sub")]))] },
        { "type": "rich_text_list", "style": "ordered", "offset": 1, "elements": [section(json!([text("two")]))] },
        { "type": "rich_text_quote", "elements": [text("quoted\nlines")] },
        { "type": "rich_text_preformatted", "elements": [text("code();")] },
        section(json!([{ "type": "link", "url": "https://a.test/(b)", "text": "la]bel" }, { "type": "broadcast", "range": "here" }])),
    ] });
    let heard = heard("whatever <#C1|general>", &[rich_text]);
    assert_eq!(
        heard.text,
        "pre**mid**fix \\*plain\\* @C++:wave:#general\n1. one\n   - sub\n2. two\n\n> quoted\n> lines\n\n```\ncode();\n```\n\
         [la\\]bel](https://a.test/\\(b\\))@here"
    );
    assert_eq!(mentioned(&heard), ["C++"]);
}

#[test]
fn the_text_counts_where_rich_text_is_not_understood() {
    let unknown = json!({ "type": "rich_text", "elements": [{ "type": "rich_text_hologram" }] });
    assert_eq!(heard("*said*", &[unknown]).text, "**said**");
    assert_eq!(heard("*said*", &[json!({ "type": "section" })]).text, "**said**");
}

#[test]
fn who_has_to_be_looked_up_is_told_once() {
    let incoming = Incoming::parse("<@U1> <@U2> <@U1> <#C1|general> <#C2> <!subteam^S1>", &[]);
    assert_eq!(incoming.users(), ["U1", "U2"]);
    assert_eq!((incoming.channels(), incoming.groups()), (vec!["C2"], vec!["S1"]));
    assert!(incoming.mentions("U2") && !incoming.mentions("U3"));
}

#[test]
fn long_texts_are_cut_where_it_hurts_least() {
    let paragraphs = format!("{}\n\n{}", "word ".repeat(30).trim(), "word ".repeat(30).trim());
    let parts = Mrkdwn::raw(paragraphs.as_str()).split(200);
    assert_eq!(parts.iter().map(Mrkdwn::as_str).collect::<Vec<_>>(), paragraphs.split("\n\n").collect::<Vec<_>>());

    let code = format!("```\n{}```", "let x = 1;\n".repeat(40));
    let parts = Mrkdwn::raw(code.as_str()).split(200);
    assert!(
        parts.len() > 2
            && parts.iter().all(|part| part.as_str().starts_with("```\n") && part.as_str().ends_with("\n```"))
    );

    let bold = format!("*{}*", "word ".repeat(60).trim());
    let parts = Mrkdwn::raw(bold.as_str()).split(200);
    assert!(
        parts.len() > 1
            && parts.iter().all(|part| part.as_str().starts_with("*word") && part.as_str().ends_with("word*"))
    );

    let entities = Mrkdwn::literal(&"<".repeat(200)).split(200);
    assert!(entities.iter().all(|part| part.as_str().replace("&lt;", "").is_empty()), "{entities:?}");
}

#[test]
fn a_link_that_is_longer_than_a_message_is_shown_as_text() {
    let url = format!("https://a.test/{}", "x".repeat(500));
    let parts = Mrkdwn::link(&url, "label").split(200);
    let whole: String = parts.iter().map(Mrkdwn::as_str).collect();
    assert!(parts.len() > 2 && !whole.contains('<'));
    assert_eq!(whole.replace(' ', ""), format!("label({url})"));
}

#[test]
fn a_clipped_text_says_so() {
    let clipped = Mrkdwn::raw("word ".repeat(100)).clip(200);
    assert!(clipped.len() <= 200 && clipped.as_str().ends_with("word…"));
    assert_eq!(Mrkdwn::raw("short").clip(200).as_str(), "short");
}
