//! The standard messages, against the schemas that the official SDK deploys.

use botpress_core::{
    messages::{
        Audio, Bloc, BlocItem, Card, CardAction, CardActionKind, Carousel, Choice, ChoiceOption, Dropdown, File, Image,
        Location, Markdown, MarkdownBloc, Text, Video,
    },
    schema::schema_of,
};
use serde_json::{Value, json};

fn closed(properties: &Value, required: &[&str]) -> Value {
    json!({ "type": "object", "properties": properties, "required": required, "additionalProperties": false })
}

#[test]
fn every_standard_message_has_the_official_schema() {
    let text = json!({ "type": "string", "minLength": 1 });
    let media = |url: &str| closed(&json!({ url: text, "title": text }), &[url]);
    let location = closed(
        &json!({
            "latitude": { "type": "number" }, "longitude": { "type": "number" },
            "address": { "type": "string" }, "title": { "type": "string" },
        }),
        &["latitude", "longitude"],
    );
    let button = closed(
        &json!({ "action": { "type": "string", "enum": ["postback", "url", "say"] }, "label": text, "value": text }),
        &["action", "label", "value"],
    );
    let card = closed(
        &json!({ "title": text, "subtitle": text, "imageUrl": text, "actions": { "type": "array", "items": button } }),
        &["title", "actions"],
    );
    let option = closed(&json!({ "label": text, "value": text }), &["label", "value"]);
    let question =
        closed(&json!({ "text": text, "options": { "type": "array", "items": option } }), &["text", "options"]);
    let plain = closed(&json!({ "text": text }), &["text"]);
    let item = |name: &str, payload: &Value| {
        closed(&json!({ "type": { "type": "string", "const": name }, "payload": payload }), &["type", "payload"])
    };
    let markdown = closed(&json!({ "markdown": text }), &["markdown"]);
    let mut items = vec![
        item("text", &plain),
        item("image", &media("imageUrl")),
        item("audio", &media("audioUrl")),
        item("video", &media("videoUrl")),
        item("file", &media("fileUrl")),
        item("location", &location),
    ];
    let list = |items: &Value| closed(&json!({ "items": { "type": "array", "items": items } }), &["items"]);

    assert_eq!(schema_of::<Text>(), plain);
    assert_eq!(schema_of::<Image>(), media("imageUrl"));
    assert_eq!(schema_of::<Audio>(), media("audioUrl"));
    assert_eq!(schema_of::<Video>(), media("videoUrl"));
    assert_eq!(schema_of::<File>(), media("fileUrl"));
    assert_eq!(schema_of::<Location>(), location);
    assert_eq!(schema_of::<Card>(), card);
    assert_eq!(schema_of::<Carousel>(), list(&card));
    assert_eq!(schema_of::<Choice>(), question);
    assert_eq!(schema_of::<Dropdown>(), question);
    assert_eq!(schema_of::<Bloc>(), list(&json!({ "anyOf": items })));
    assert_eq!(schema_of::<Markdown>(), markdown);
    items.push(item("markdown", &markdown));
    assert_eq!(schema_of::<MarkdownBloc>(), list(&json!({ "anyOf": items })));
}

#[test]
fn payloads_are_written_and_read_by_their_names_on_the_wire() {
    let card = Card::new("Menu", [CardAction::new(CardActionKind::Say, "Soup", "soup")]).image_url("https://x/y.png");
    let choice = Choice::new("Which?", [ChoiceOption::new("Soup", "soup")]);
    let bloc = Bloc::new([BlocItem::Text(Text::new("a")), BlocItem::Location(Location::new(1.5, -2.0).title("Here"))]);
    let written = json!([card, choice, bloc]);
    assert_eq!(
        written,
        json!([
            {
                "title": "Menu",
                "imageUrl": "https://x/y.png",
                "actions": [{ "action": "say", "label": "Soup", "value": "soup" }],
            },
            { "text": "Which?", "options": [{ "label": "Soup", "value": "soup" }] },
            { "items": [
                { "type": "text", "payload": { "text": "a" } },
                { "type": "location", "payload": { "latitude": 1.5, "longitude": -2.0, "title": "Here" } },
            ] },
        ])
    );
    assert_eq!(serde_json::from_value::<(Card, Choice, Bloc)>(written).unwrap(), (card, choice, bloc));
}
