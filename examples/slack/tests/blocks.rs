//! Messages as blocks, and what people choose in them.

#![allow(clippy::unwrap_used, reason = "a helper of a test may fail like the test itself")]

use botpress_sdk::{
    api::id::MessageId,
    messages::{
        Audio, Bloc, BlocItem, Card, CardAction, CardActionKind, Carousel, Choice, ChoiceOption, Dropdown, Image,
        Location,
    },
    schema::encode,
};
use serde_json::{Value, from_value, json, to_value};
use slack::blocks::{
    Part, Post, Render, Text, UploadKind,
    click::{Chosen, Click},
};

const MESSAGE: &str = "msg_01KAB2CD3EF4GH5JK6MN7PQ8RS";

fn posts(message: &dyn Render) -> Vec<Post> {
    let parts = message.render(&MessageId::from(MESSAGE)).into_iter();
    parts.map(|part| if let Part::Post(post) = part { post } else { panic!("{part:?}") }).collect()
}

/// The only post's blocks as they are sent.
fn blocks(message: &impl Render) -> Value {
    let [post] = &posts(message)[..] else { panic!("{:?}", posts(message)) };
    encode(&post.blocks).unwrap()
}

fn click(blocks: &Value, action: &Value) -> Click {
    Click::parse(&json!({
        "type": "block_actions",
        "user": { "id": "U1", "team_id": "T1" },
        "channel": { "id": "C1" },
        "container": { "message_ts": "1.2" },
        "message": { "ts": "1.2", "thread_ts": "1.0", "blocks": blocks },
        "response_url": "https://hooks.test/1",
        "actions": [action],
    }))
    .unwrap()
}

/// Clicks a control of a message, as Slack tells it.
fn click_on(blocks: &Value, block: usize, element: usize) -> Click {
    let mut action = blocks[block]["elements"][element].clone();
    action["block_id"] = blocks[block]["block_id"].clone();
    action["action_ts"] = json!("9.9");
    action.as_object_mut().unwrap().remove("url");
    click(blocks, &action)
}

fn told(click: &Click) -> Vec<String> {
    click.chosen().iter().map(|chosen| chosen.text(None)).collect()
}

#[test]
fn a_picture_has_its_title_and_a_text_for_notifications() {
    let image = Image::new("https://a.test/b.png").title("A cat");
    assert_eq!(posts(&image)[0].text.as_str(), "A cat");
    assert_eq!(
        blocks(&image),
        json!([{
            "type": "image", "image_url": "https://a.test/b.png", "alt_text": "A cat",
            "title": { "type": "plain_text", "text": "A cat" },
        }])
    );
    let post = &posts(&Image::new("ftp://a.test/b.png"))[0];
    assert_eq!((post.text.as_str(), post.blocks.len()), ("<ftp://a.test/b.png|ftp://a.test/b.png>", 0));
}

#[test]
fn a_place_shows_its_title_and_address() {
    let text = &blocks(&Location::new(48.85, 2.29).title("Tower").address("5 Avenue <A>"))[0]["text"]["text"];
    let map = "<https://www.google.com/maps/search/?api=1&amp;query=48.85,2.29|48.85, 2.29>";
    assert_eq!(*text, json!(format!("*Tower*\n5 Avenue &lt;A&gt;\n{map}")));
}

#[test]
fn files_are_to_be_uploaded() {
    let message = MessageId::from(MESSAGE);
    let items = [
        BlocItem::Audio(Audio::new("https://a.test/b.mp3").title("Song")),
        BlocItem::Text(from_value(json!({ "text": "*hi*" })).unwrap()),
    ];
    let [Part::Upload(upload), Part::Post(post)] = &Bloc::new(items).render(&message)[..] else { panic!() };
    assert_eq!(
        (upload.kind, upload.url.as_str(), upload.title.as_deref()),
        (UploadKind::Audio, "https://a.test/b.mp3", Some("Song"))
    );
    assert_eq!(post.text.as_str(), "_hi_");
}

/// Defect 13.
#[test]
fn a_card_needs_neither_subtitle_nor_buttons_and_its_buttons_have_ids_of_their_own() {
    let bare = Card::new("Title", []);
    assert_eq!(blocks(&bare), json!([{ "type": "section", "text": { "type": "mrkdwn", "text": "*Title*" } }]));

    let action = |kind, label: &str, value: &str| CardAction::new(kind, label, value);
    let card = Card::new(
        "Menu",
        [
            action(CardActionKind::Say, "Soup", "soup"),
            action(CardActionKind::Say, "Bread", "bread"),
            action(CardActionKind::Url, "More", "https://a.test"),
        ],
    );
    let card = blocks(&card.subtitle("of **today**").image_url("https://a.test/b.png"));
    assert_eq!(card[0]["text"]["text"], "*Menu*\nof *today*");
    assert_eq!(
        card[0]["accessory"],
        json!({ "type": "image", "image_url": "https://a.test/b.png", "alt_text": "Menu" })
    );
    let ids: Vec<&Value> = card[1]["elements"].as_array().unwrap().iter().map(|button| &button["action_id"]).collect();
    assert_eq!(ids, ["say_0", "say_1", "link_2"]);
}

/// Defect 9.
#[test]
fn a_link_says_nothing_to_the_bot() {
    let card = Card::new("Menu", [CardAction::new(CardActionKind::Url, "More", "https://a.test")]);
    assert_eq!(click_on(&blocks(&card), 1, 0).chosen(), []);
}

/// Defect 14.
#[test]
fn long_questions_and_many_answers_are_split() {
    let options = |count: usize| (0..count).map(|index| ChoiceOption::new(format!("{index}"), "v")).collect::<Vec<_>>();
    let choice = blocks(&Choice::new("word ".repeat(1_000), options(60)));
    let kinds: Vec<&Value> = choice.as_array().unwrap().iter().map(|block| &block["type"]).collect();
    assert_eq!(kinds, ["section", "section", "actions", "actions", "actions"]);

    let dropdown = blocks(&Dropdown::new("Which?", options(250)));
    assert_eq!(dropdown[0]["text"]["text"], "Which?", "above the list");
    let list = &dropdown[1]["elements"][0];
    let groups: Vec<usize> = list["option_groups"]
        .as_array()
        .unwrap()
        .iter()
        .map(|group| group["options"].as_array().unwrap().len())
        .collect();
    assert_eq!((groups, &list["options"]), (vec![100, 100, 50], &Value::Null));

    let cards: Vec<Card> =
        (0..30).map(|index| Card::new(format!("{index}"), [CardAction::new(CardActionKind::Say, "a", "a")])).collect();
    let counts: Vec<usize> = posts(&Carousel::new(cards)).iter().map(|post| post.blocks.len()).collect();
    assert_eq!(counts, [50, 10], "no card is torn apart");
}

/// Defect 14: what is one too many for Slack makes another row, list or message. Nothing is lost.
#[test]
fn what_is_one_too_many_for_slack_is_split() {
    let options = |count: usize| (0..count).map(|index| ChoiceOption::new(index.to_string(), "v")).collect::<Vec<_>>();
    let says = |count: usize| {
        (0..count).map(|index| CardAction::new(CardActionKind::Say, index.to_string(), "v")).collect::<Vec<_>>()
    };
    let cards = |count: usize| Carousel::new((0..count).map(|_| Card::new("A", says(1))).collect::<Vec<_>>());
    let text = |length: usize| "x".repeat(length);
    for (limit, message, shapes) in [
        ("25 buttons", &Choice::new("?", options(25)) as &dyn Render, vec!["section, 25 buttons"]),
        ("25 buttons", &Choice::new("?", options(26)), vec!["section, 25 buttons, 1 buttons"]),
        ("25 buttons", &Card::new("A", says(26)), vec!["section, 25 buttons, 1 buttons"]),
        ("100 options", &Dropdown::new("?", options(100)), vec!["section, list of 100"]),
        ("100 options", &Dropdown::new("?", options(101)), vec!["section, list of 100 + 1"]),
        ("50 blocks", &cards(25), vec!["25 × section, 1 buttons"]),
        ("50 blocks", &cards(26), vec!["25 × section, 1 buttons", "section, 1 buttons"]),
        ("3,000 characters in a section", &Choice::new(text(3_000), options(1)), vec!["section, 1 buttons"]),
        ("3,000 characters in a section", &Choice::new(text(3_001), options(1)), vec!["section, section, 1 buttons"]),
        ("3,000 characters in a section", &Dropdown::new(text(3_001), options(1)), vec!["section, section, list of 1"]),
        ("3,000 characters in a section", &Card::new("A", []).subtitle(text(3_001)), vec!["section, section"]),
        ("150 characters of a question in its list", &Dropdown::new(text(151), options(1)), vec!["section, list of 1"]),
        ("4,000 characters of text", &Text::new(text(4_000)), vec![""]),
        ("4,000 characters of text", &Text::new(text(4_001)), vec!["", ""]),
    ] {
        let posts = posts(message);
        assert_eq!(posts.iter().map(shape).collect::<Vec<_>>(), shapes, "{limit}");
        assert!(posts.iter().all(|post| post.text.len() <= 4_000), "{limit}: what notifications show");
    }
}

/// The blocks of a post, with what is in its rows and lists.
fn shape(post: &Post) -> String {
    let blocks = encode(&post.blocks).unwrap();
    let names: Vec<String> = blocks
        .as_array()
        .unwrap()
        .iter()
        .map(|block| match &block["elements"] {
            Value::Array(row) if row[0]["type"] == "button" => format!("{} buttons", row.len()),
            Value::Array(row) => {
                let count = |list: &Value| list["options"].as_array().map_or(0, Vec::len).to_string();
                let groups = row[0]["option_groups"].as_array();
                let counts = groups.map_or_else(|| vec![count(&row[0])], |groups| groups.iter().map(count).collect());
                format!("list of {}", counts.join(" + "))
            }
            _ => block["type"].as_str().unwrap().to_owned(),
        })
        .collect();
    let pairs: Vec<String> = names.chunks(2).map(|pair| pair.join(", ")).collect();
    if pairs.len() > 2 && pairs.iter().all(|pair| *pair == pairs[0]) {
        return format!("{} × {}", pairs.len(), pairs[0]);
    }
    names.join(", ")
}

/// Defect 14: what is a letter too long for its place is shortened, and so that one sees it; what is told to the bot is not.
#[test]
fn what_is_a_letter_too_long_for_slack_is_shortened_and_one_sees_it() {
    let plain = |text: &str| json!({ "type": "plain_text", "text": text });
    let own = |block: Value| blocks(&from_value::<Text>(json!({ "text": "hi", "blocks": [block] })).unwrap());
    let choice = |label: &str, value: &str| blocks(&Choice::new("?", [ChoiceOption::new(label, value)]));
    let dropdown = |label: &str, value: &str| blocks(&Dropdown::new("?", [ChoiceOption::new(label, value)]));
    let button = |text: &str, id: &str| json!({ "type": "button", "action_id": id, "text": plain(text), "value": "v" });
    let select = |text: &str| {
        json!({
            "type": "static_select", "action_id": "a", "placeholder": plain(text), "options": [{ "text": plain("A"), "value": "a" }],
        })
    };
    let section = |key: &str, value: Value| json!({ "type": "section", "text": plain("A"), key: value });
    let image =
        |text: &str| json!({ "type": "image", "image_url": "https://a.test", "alt_text": text, "title": plain(text) });
    for (place, limit, shown) in [
        ("/1/elements/0/text/text", 75, &(|text: &str| choice(text, "v")) as &dyn Fn(&str) -> Value),
        ("/1/elements/0/options/0/text/text", 75, &|text| dropdown(text, "v")),
        ("/0/accessory/alt_text", 2_000, &|text| blocks(&Card::new(text, []).image_url("https://a.test"))),
        ("/0/alt_text", 2_000, &|text| blocks(&Image::new("https://a.test").title(text))),
        ("/0/title/text", 2_000, &|text| blocks(&Image::new("https://a.test").title(text))),
        ("/0/text/text", 150, &|text| own(json!({ "type": "header", "text": plain(text) }))),
        ("/0/fields/0/text", 2_000, &|text| own(section("fields", json!([plain(text)])))),
        ("/0/block_id", 255, &|text| own(section("block_id", json!(text)))),
        ("/0/elements/0/text/text", 75, &|text| own(json!({ "type": "actions", "elements": [button(text, "a")] }))),
        ("/0/elements/0/placeholder/text", 150, &|text| own(json!({ "type": "actions", "elements": [select(text)] }))),
        ("/0/elements/0/text", 3_000, &|text| own(json!({ "type": "context", "elements": [plain(text)] }))),
        ("/0/label/text", 2_000, &|text| own(json!({ "type": "input", "label": plain(text), "element": select("A") }))),
        ("/0/alt_text", 2_000, &|text| own(image(text))),
    ] {
        let (fitting, long) = ("é".repeat(limit), "é".repeat(limit + 1));
        assert_eq!(shown(&fitting).pointer(place), Some(&json!(fitting)), "{place}: {limit} fit");
        let cut = format!("{}…", "é".repeat(limit - 1));
        assert_eq!(shown(&long).pointer(place), Some(&json!(cut)), "{place}: {limit} and no more");
    }
    // With room for what tells two apart.
    let id = "é".repeat(256);
    let row = own(json!({ "type": "actions", "elements": [button("A", &id), button("B", &id)] }));
    let ids = [0, 1].map(|index| row[0]["elements"][index]["action_id"].as_str().unwrap().chars().count());
    assert!(ids.iter().all(|length| (240..=255).contains(length)), "{ids:?}");
    assert_ne!(row[0]["elements"][0]["action_id"], row[0]["elements"][1]["action_id"]);
    for (place, limit, carried) in [
        ("/1/elements/0/value", 2_000, &(|value: &str| choice("A", value)) as &dyn Fn(&str) -> Value),
        ("/1/elements/0/options/0/value", 150, &|value| dropdown("A", value)),
    ] {
        let (fitting, long) = ("é".repeat(limit), "é".repeat(limit + 1));
        assert_eq!(carried(&fitting).pointer(place), Some(&json!(fitting)), "{place}: {limit} fit");
        let reference = carried(&long).pointer(place).unwrap().as_str().unwrap().to_owned();
        assert_eq!(
            reference,
            format!("botpress:{MESSAGE}/options/0/value"),
            "{place}: what is cut off answers nothing"
        );
    }
}

/// Defect 14: what is cut off answers nothing.
#[test]
fn a_value_that_is_too_long_for_slack_is_told_whole() {
    let long = "x".repeat(151);
    let dropdown = Dropdown::new("Which?", [ChoiceOption::new("L".repeat(80), long.clone())]);
    let shown = blocks(&dropdown);
    let list = &shown[1]["elements"][0];
    let action = json!({
        "type": "static_select", "action_id": list["action_id"], "block_id": shown[1]["block_id"],
        "selected_option": list["options"][0],
    });
    let click = click(&shown, &action);
    let [chosen] = &click.chosen()[..] else { panic!() };
    assert_eq!(chosen.stored_in(), Some(MESSAGE));
    assert_eq!(chosen.text(Some(&to_value(&dropdown).unwrap())), long);
    assert_eq!(chosen.text(None), format!("{}…", "L".repeat(74)), "the label, if the message is gone");
}

#[test]
fn a_bots_own_blocks_are_made_to_fit() {
    let plain = |text: &str| json!({ "type": "plain_text", "text": text });
    let button =
        json!({ "type": "button", "action_id": "go", "text": plain(&"x".repeat(80)), "value": "y".repeat(2_001) });
    let payload = json!({ "text": "hi", "blocks": [
        { "type": "header", "text": plain(&"h".repeat(200)) },
        { "type": "actions", "block_id": "row", "elements": [button, button] },
        { "type": "actions", "elements": [] },
        { "type": "section", "text": { "type": "mrkdwn", "text": "word ".repeat(700) } },
    ] });
    let shown = blocks(&from_value::<Text>(payload.clone()).unwrap());
    let kinds: Vec<&Value> = shown.as_array().unwrap().iter().map(|block| &block["type"]).collect();
    assert_eq!(kinds, ["header", "actions", "section", "section"]);
    let [first, second] = [0, 1].map(|index| &shown[1]["elements"][index]);
    assert_eq!((&first["action_id"], &second["action_id"]), (&json!("go"), &json!("go_2")));
    let click = click_on(&shown, 1, 1);
    assert_eq!(click.chosen()[0].text(Some(&payload)), "y".repeat(2_001));
}

#[test]
fn a_message_with_nothing_to_see_has_no_parts() {
    assert_eq!(posts(&Text::new(" ")), []);
    assert_eq!(posts(&Carousel::new([])), []);
}

/// Defect 9: every kind of control.
#[test]
fn every_control_tells_what_was_chosen() {
    let option =
        |value: &str| json!({ "text": { "type": "plain_text", "text": value.to_uppercase() }, "value": value });
    let rich_text = json!({ "type": "rich_text", "elements": [
        { "type": "rich_text_section", "elements": [{ "type": "text", "text": "hi", "style": { "bold": true } }] },
    ] });
    for (kind, chosen, text) in [
        ("button", json!({ "value": "v", "text": { "text": "V" } }), "v"),
        ("button", json!({ "text": { "text": "V" } }), "V"),
        ("overflow", json!({ "selected_option": option("a") }), "a"),
        ("static_select", json!({ "selected_option": option("a") }), "a"),
        ("external_select", json!({ "selected_option": option("a") }), "a"),
        ("radio_buttons", json!({ "selected_option": option("a") }), "a"),
        ("checkboxes", json!({ "selected_options": [option("a"), option("b")] }), "a, b"),
        ("multi_static_select", json!({ "selected_options": [option("a"), option("b")] }), "a, b"),
        ("multi_external_select", json!({ "selected_options": [option("a")] }), "a"),
        ("users_select", json!({ "selected_user": "U2" }), "U2"),
        ("multi_users_select", json!({ "selected_users": ["U2", "U3"] }), "U2, U3"),
        ("channels_select", json!({ "selected_channel": "C2" }), "C2"),
        ("multi_channels_select", json!({ "selected_channels": ["C2"] }), "C2"),
        ("conversations_select", json!({ "selected_conversation": "C2" }), "C2"),
        ("multi_conversations_select", json!({ "selected_conversations": ["C2"] }), "C2"),
        ("datepicker", json!({ "selected_date": "2026-12-31" }), "2026-12-31"),
        ("timepicker", json!({ "selected_time": "23:59" }), "23:59"),
        ("datetimepicker", json!({ "selected_date_time": 1_798_761_540 }), "1798761540"),
        ("plain_text_input", json!({ "value": "typed" }), "typed"),
        ("rich_text_input", json!({ "rich_text_value": rich_text }), "**hi**"),
    ] {
        let mut action = chosen;
        action["type"] = json!(kind);
        assert_eq!(told(&click(&json!([]), &action)), [text], "{kind}");
        assert!(
            kind == "button" || told(&click(&json!([]), &json!({ "type": kind }))).is_empty(),
            "{kind}: taken back"
        );
    }
    assert!(told(&click(&json!([]), &json!({ "type": "hologram" }))).is_empty());
}

/// Defects 8 and 11.
#[test]
fn a_click_knows_where_it_is_and_other_interactions_are_none() {
    let clicked = click(&json!([]), &json!({ "type": "button", "action_ts": "9.9" }));
    assert_eq!((clicked.thread_ts.as_deref(), clicked.message_ts.as_deref()), (Some("1.0"), Some("1.2")));
    assert_eq!((clicked.channel.as_deref(), clicked.team.as_deref()), (Some("C1"), Some("T1")));
    let ephemeral = json!({
        "type": "block_actions", "user": { "id": "U1" },
        "container": { "message_ts": "1.2", "channel_id": "C1", "is_ephemeral": true },
    });
    let ephemeral = Click::parse(&ephemeral).unwrap();
    assert!(ephemeral.is_ephemeral && ephemeral.channel.as_deref() == Some("C1"));
    for kind in ["view_submission", "view_closed", "shortcut", "message_action", "hologram"] {
        assert_eq!(Click::parse(&json!({ "type": kind, "user": { "id": "U1" } })), None, "{kind}");
    }
}

/// Defect 10: people see the label, and only what was clicked changes.
#[test]
fn in_a_carousel_only_the_clicked_card_changes() {
    let buttons = |count: usize| {
        (0..count).map(|index| CardAction::new(CardActionKind::Say, format!("Label {index}"), "v")).collect::<Vec<_>>()
    };
    let shown =
        blocks(&Carousel::new([Card::new("A", buttons(1)), Card::new("B", buttons(30)), Card::new("C", buttons(1))]));
    assert_eq!(shown.as_array().unwrap().len(), 7, "the second card has two rows");
    let click = click_on(&shown, 4, 2);
    let answered = answered(&click, Click::answered).unwrap();
    let texts: Vec<&Value> = answered.blocks.iter().map(|block| &block["text"]["text"]).collect();
    assert_eq!(texts, [&json!("*A*"), &Value::Null, &json!("*B*"), &json!("✓ Label 27"), &json!("*C*"), &Value::Null]);
    assert_eq!(answered.blocks[1], shown[1]);
    assert_eq!(answered.text.as_str(), "Label 27");
}

#[test]
fn in_a_bots_own_blocks_the_row_or_the_control_that_was_clicked_gives_way() {
    let button =
        json!({ "type": "button", "action_id": "go", "text": { "type": "plain_text", "text": "Go" }, "value": "go" });
    let shown = json!([
        { "type": "section", "block_id": "s", "text": { "type": "mrkdwn", "text": "Sure?" }, "accessory": button },
        { "type": "actions", "block_id": "a", "elements": [button] },
    ]);
    let mut action = button.clone();
    action["block_id"] = json!("s");
    let in_section = answered(&click(&shown, &action), Click::answered).unwrap();
    assert_eq!(in_section.blocks.len(), 3);
    assert_eq!(
        (&in_section.blocks[0]["accessory"], &in_section.blocks[1]["text"]["text"]),
        (&Value::Null, &json!("✓ Go"))
    );
    assert_eq!(in_section.blocks[2], shown[1]);

    action["block_id"] = json!("gone");
    assert_eq!(answered(&click(&shown, &action), Click::answered), None);
    let boxes = json!({ "type": "checkboxes", "block_id": "a", "selected_options": [{ "value": "v" }] });
    assert_eq!(answered(&click(&shown, &boxes), Click::answered), None, "more may be ticked");
}

fn answered<T>(click: &Click, answer: impl FnOnce(&Click, &Chosen<'_>) -> T) -> T {
    let chosen = click.chosen();
    let [chosen] = &chosen[..] else { panic!("{chosen:?}") };
    answer(click, chosen)
}
