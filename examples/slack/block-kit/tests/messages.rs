//! Whatever a bot says, Slack takes it. `PROPTEST_CASES` says how much is tried.

use botpress_sdk::messages::{
    Card, CardAction, CardActionKind, Carousel, Choice, ChoiceOption, Dropdown, Image, Location, Markdown,
    MarkdownBloc, MarkdownBlocItem,
};
use proptest::prelude::*;
use serde_json::{Value, json};
use slack::blocks::Text;
use slack_block_kit::check;

/// Text that is short, long, empty, or full of markup.
fn text() -> impl Strategy<Value = String> {
    (words(), prop_oneof![6 => Just(1_usize), 2 => 2..40_usize, 1 => 200..500_usize])
        .prop_map(|(words, times)| words.repeat(times))
}

/// The same, at most so long that each limit of a control is passed.
fn label() -> impl Strategy<Value = String> {
    (words(), prop_oneof![6 => Just(1_usize), 1 => 2..100_usize]).prop_map(|(words, times)| words.repeat(times))
}

fn words() -> impl Strategy<Value = String> {
    let word = prop::sample::select(vec![
        "",
        " ",
        "a",
        "Answer ",
        "*bold* ",
        "`code` ",
        "```\n",
        "\n",
        "🦀",
        "👩‍💻",
        "&",
        "<",
        ">",
        "<!channel>",
        "<https://a.test|b>",
        "[c](https://c.test)",
        "- d\n",
        "botpress:msg_1/text",
        "é",
        "\u{200b}",
    ]);
    prop::collection::vec(word, 0..6).prop_map(|words| words.concat())
}

fn url() -> impl Strategy<Value = String> {
    prop_oneof![
        6 => Just("https://a.test/b.png".to_owned()),
        1 => Just(format!("https://a.test/{}", "c".repeat(3_000))),
        1 => Just("mailto:a@b.test".to_owned()),
        1 => Just("/relative".to_owned()),
        1 => label(),
    ]
}

fn options() -> impl Strategy<Value = Vec<ChoiceOption>> {
    let option = (label(), label()).prop_map(|(label, value)| ChoiceOption::new(label, value));
    let few = prop::collection::vec(option, 0..12);
    (few, prop_oneof![4 => Just(1_usize), 1 => 2..30_usize]).prop_map(|(options, times)| repeated(&options, times))
}

fn card() -> impl Strategy<Value = Card> {
    let kind = prop::sample::select(vec![CardActionKind::Postback, CardActionKind::Say, CardActionKind::Url]);
    let action = (kind, label(), url()).prop_map(|(kind, label, value)| CardAction::new(kind, label, value));
    let actions = (prop::collection::vec(action, 0..5), prop_oneof![6 => Just(1_usize), 1 => 2..20_usize])
        .prop_map(|(actions, times)| repeated(&actions, times));
    (text(), prop::option::of(text()), prop::option::of(url()), actions).prop_map(
        |(title, subtitle, image, actions)| {
            let card = Card::new(title, actions);
            let card = subtitle.into_iter().fold(card, Card::subtitle);
            image.into_iter().fold(card, Card::image_url)
        },
    )
}

/// Blocks as a bot composes them: complete, but with no regard for Slack's limits.
fn block() -> impl Strategy<Value = Value> {
    let texts = (text(), text(), text(), url(), any::<bool>());
    let kind = prop::sample::select(vec![
        "actions",
        "context",
        "divider",
        "file",
        "header",
        "image",
        "input",
        "section",
        "rich_text",
        "markdown",
        "table",
        "video",
    ]);
    (kind, texts, element(), prop::collection::vec(element(), 0..4), 0..30_usize, prop::option::of(label())).prop_map(
        |(kind, (one, two, three, url, flag), element, elements, times, id)| {
            let plain = |text: &str| json!({ "type": "plain_text", "text": text, "emoji": flag });
            let object = |text: &str| json!({ "type": if flag { "mrkdwn" } else { "plain_text" }, "text": text });
            let mut block = match kind {
                "actions" => json!({ "elements": repeated(&elements, 1 + times / 4) }),
                "context" => {
                    let image = json!({ "type": "image", "image_url": url, "alt_text": two });
                    json!({ "elements": repeated(&[object(&one), image, object(&three)], 1 + times / 3) })
                }
                "file" => json!({ "external_id": "F1", "source": "remote" }),
                "header" => json!({ "text": plain(&one) }),
                "image" => json!({ "image_url": url, "alt_text": one, "title": plain(&two) }),
                "input" => json!({ "label": plain(&one), "hint": plain(&two), "element": element }),
                "section" => json!({ "text": object(&one), "fields": vec![object(&two); times], "accessory": element }),
                "rich_text" => {
                    let piece = json!({ "type": "text", "text": "rich" });
                    json!({ "elements": [{ "type": "rich_text_section", "elements": [piece] }] })
                }
                "markdown" => json!({ "text": one.repeat(1 + times) }),
                "table" => {
                    json!({ "rows": vec![vec![json!({ "type": "raw_text", "text": "cell" }); times]; times * 7] })
                }
                "video" => json!({
                    "video_url": url, "thumbnail_url": url, "alt_text": one, "title": plain(&two), "title_url": url,
                    "description": plain(&three), "provider_name": one, "author_name": three, "provider_icon_url": url,
                }),
                _ => json!({}),
            };
            block["type"] = json!(kind);
            id.into_iter().for_each(|id| block["block_id"] = json!(id));
            block
        },
    )
}

fn element() -> impl Strategy<Value = Value> {
    let kind = prop::sample::select(vec![
        "button",
        "checkboxes",
        "datepicker",
        "datetimepicker",
        "overflow",
        "radio_buttons",
        "static_select",
        "external_select",
        "users_select",
        "conversations_select",
        "channels_select",
        "timepicker",
        "multi_static_select",
        "multi_users_select",
        "external_multi_select",
        "users_multi_select",
        "conversations_multi_select",
        "channels_multi_select",
        "image",
        "plain_text_input",
    ]);
    let id = prop_oneof![4 => Just("choose".to_owned()), 1 => label()];
    (kind, id, label(), label(), url(), 0..130_usize, any::<bool>()).prop_map(|(kind, id, one, two, url, times, flag)| {
        let plain = |text: &str| json!({ "type": "plain_text", "text": text });
        let option = json!({ "text": plain(&one), "value": two, "description": plain(&two), "url": url });
        let confirm = json!({ "title": plain(&one), "text": plain(&two), "confirm": plain(&one), "deny": plain("no") });
        let mut element = json!({
            "type": kind, "action_id": id, "text": plain(&one), "value": two, "url": url, "placeholder": plain(&two),
            "options": vec![option.clone(); times], "image_url": url, "alt_text": two, "initial_value": one,
            "min_length": times * 30, "max_length": times, "initial_time": if flag { "23:59" } else { "24:00" },
            "initial_date": if flag { "2026-12-31" } else { "tomorrow" }, "initial_date_time": times * 50_000_000,
        });
        if flag {
            element["confirm"] = confirm;
            element["option_groups"] = json!(vec![json!({ "label": plain(&one), "options": [option] }); times]);
        }
        element
    })
}

fn repeated<T: Clone>(items: &[T], times: usize) -> Vec<T> {
    std::iter::repeat_n(items, times).flatten().cloned().collect()
}

fn config() -> ProptestConfig {
    let default = ProptestConfig::default();
    // Each case is a large message.
    ProptestConfig { cases: default.cases / 4, failure_persistence: None, ..default }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn questions_keep_the_limits(question in text(), options in options()) {
        let buttons = check(&Choice::new(question.clone(), options.clone())).map_err(TestCaseError::fail)?;
        let list = check(&Dropdown::new(question, options)).map_err(TestCaseError::fail)?;
        prop_assert_eq!(buttons.is_empty(), list.is_empty());
    }

    #[test]
    fn cards_keep_the_limits(cards in prop::collection::vec(card(), 0..12), times in 1..8_usize) {
        let cards = repeated(&cards, times);
        if let Some(card) = cards.first() {
            check(card).map_err(TestCaseError::fail)?;
        }
        check(&Carousel::new(cards)).map_err(TestCaseError::fail)?;
    }

    #[test]
    fn pictures_and_places_keep_the_limits(url in url(), title in text(), address in text(), degrees in any::<f64>()) {
        check(&Image::new(url).title(title.clone())).map_err(TestCaseError::fail)?;
        check(&Location::new(degrees, -degrees).title(title).address(address)).map_err(TestCaseError::fail)?;
    }

    #[test]
    fn texts_keep_the_limits(text in text(), more in text()) {
        check(&Text::new(text.clone())).map_err(TestCaseError::fail)?;
        let items = [MarkdownBlocItem::Markdown(Markdown::new(text)), MarkdownBlocItem::Markdown(Markdown::new(more))];
        check(&MarkdownBloc::new(items)).map_err(TestCaseError::fail)?;
    }

    #[test]
    fn blocks_of_a_bot_keep_the_limits(text in text(), blocks in prop::collection::vec(block(), 0..10), times in 1..9_usize) {
        // What the schema does not allow at its place is not tried: such payloads are refused before they are rendered.
        let valid: Vec<Value> = blocks.into_iter().filter(|block| {
            serde_json::from_value::<Text>(json!({ "text": "", "blocks": [block] })).is_ok()
        }).collect();
        let message = json!({ "text": text, "blocks": repeated(&valid, times) });
        check(&serde_json::from_value::<Text>(message).unwrap()).map_err(TestCaseError::fail)?;
    }
}
