//! The bot behind the desk: it answers every kind of message with every kind of message.

use botpress_api::types::{Event, Message};
use botpress_local::{Bot, BotContext, BotResult, Handling, async_trait};
use serde_json::{Value, json};

#[derive(Debug)]
pub(crate) struct Porter;

#[async_trait]
impl Bot for Porter {
    async fn on_message(&self, cx: &BotContext, message: &Message) -> BotResult {
        let text = message.payload["text"].as_str().unwrap_or_default();
        match text {
            "" => return Ok(Handling::Ignored),
            "fail" => return Err("the porter has no answer to that".into()),
            "menu" => {
                cx.send("choice", menu()).await?;
            }
            "everything" => {
                for (kind, payload) in everything() {
                    cx.send(kind, payload).await?;
                }
            }
            "open" => {
                let output = cx.call_action("desk:openDoor", json!({ "door": "main", "code": "1234" })).await?;
                cx.say(output["text"].as_str().unwrap_or_default()).await?;
            }
            text => {
                cx.say(format!("You said: {text}")).await?;
            }
        }
        Ok(Handling::Processed)
    }

    async fn on_event(&self, _: &BotContext, event: &Event) -> BotResult {
        Ok(if event.kind == "desk:rang" { Handling::Processed } else { Handling::Ignored })
    }
}

fn menu() -> Value {
    json!({ "text": "What can I do for you?", "options": [
        { "label": "Open the door", "value": "open" }, { "label": "Show everything", "value": "everything" },
    ] })
}

fn everything() -> Vec<(&'static str, Value)> {
    // A picture that needs no network.
    let picture = "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 320 180'%3E%3Crect width='320' height='180' fill='%230a6a66'/%3E%3Ccircle cx='160' cy='90' r='46' fill='%23fff' opacity='.85'/%3E%3C/svg%3E";
    let card = |title: &str| {
        json!({ "title": title, "subtitle": "Third floor, with a view", "imageUrl": picture, "actions": [
            { "action": "say", "label": "Book it", "value": format!("book {title}") },
            { "action": "postback", "label": "Ask", "value": "ask" },
            { "action": "url", "label": "Plan", "value": "https://example.com/plan" },
        ] })
    };
    vec![
        ("image", json!({ "imageUrl": picture, "title": "The lobby" })),
        ("card", card("Room 301")),
        ("carousel", json!({ "items": [card("Room 302"), card("Room 303"), card("Room 304")] })),
        ("choice", menu()),
        (
            "dropdown",
            json!({ "text": "Which floor?", "options": [
            { "label": "First", "value": "floor 1" }, { "label": "Second", "value": "floor 2" },
        ] }),
        ),
        (
            "location",
            json!({ "latitude": 46.8139, "longitude": -71.208, "title": "Front desk", "address": "1 Main Street" }),
        ),
        ("file", json!({ "fileUrl": "https://example.com/plan.pdf", "title": "Plan of the building" })),
        (
            "bloc",
            json!({ "items": [
            { "type": "text", "payload": { "text": "Two things at once:" } },
            { "type": "image", "payload": { "imageUrl": picture } },
        ] }),
        ),
    ]
}
