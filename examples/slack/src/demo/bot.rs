//! The bot of the demonstration.

use std::time::Duration;

use async_trait::async_trait;
use botpress_local::{Bot, BotContext, BotError, BotResult, Handling};
use botpress_sdk::api::types::{Event, Message};
use serde_json::json;

/// Where the picture is that the bot shows; nobody fetches it here.
const PICTURE: &str = "https://example.com/otter.png";
/// How long a word takes.
const PACE: Duration = Duration::from_millis(80);

/// Answers direct messages and commands, and elsewhere whoever mentions it. Reacts to reactions.
#[derive(Debug)]
pub(super) struct DemoBot;

#[async_trait]
impl Bot for DemoBot {
    async fn on_message(&self, cx: &BotContext, message: &Message) -> BotResult {
        let text = message.payload["text"].as_str().unwrap_or_default();
        let is_direct = cx.conversation().is_some_and(|conversation| conversation.channel == "dm");
        let is_mentioned = message.tags.get("slack:mentionsBot").is_some_and(|tag| tag == "true");
        if is_direct && text.contains("picture") {
            cx.send("image", json!({ "imageUrl": PICTURE, "title": "An otter" })).await?;
        } else if is_direct && text.contains("can you do") {
            let options = json!([
                { "label": "Show a picture", "value": "a picture" }, { "label": "Repeat this", "value": "this" },
            ]);
            cx.send("choice", json!({ "text": "What would you like?", "options": options })).await?;
        } else if is_direct {
            cx.say(format!("You said: {text}")).await?;
        } else if is_mentioned {
            let name = cx.user().and_then(|user| user.name.as_deref()).unwrap_or("you");
            write(cx, &format!("I am here, {name}, and answer where you have asked, word by word.")).await?;
        } else {
            return Ok(Handling::Ignored);
        }
        Ok(Handling::Processed)
    }

    async fn on_event(&self, cx: &BotContext, event: &Event) -> BotResult {
        match (&*event.kind, &event.message_id) {
            ("slack:reactionAdded", Some(message)) => {
                cx.call_action("slack:addReaction", json!({ "messageId": message, "name": "heart" })).await?;
            }
            ("slack:slashCommandUsed", _) => {
                let [command, text] = ["command", "text"].map(|name| event.payload[name].as_str().unwrap_or_default());
                cx.say(format!("You used {command} with “{text}”.")).await?;
            }
            _ => return Ok(Handling::Ignored),
        }
        Ok(Handling::Processed)
    }
}

/// Writes an answer as a language model does.
async fn write(cx: &BotContext, answer: &str) -> Result<(), BotError> {
    let mut pieces = answer.match_indices(' ').map(|(end, _)| json!({ "text": &answer[..end], "streaming": true }));
    let message = cx.send("text", pieces.next().unwrap_or_default()).await?;
    for piece in pieces {
        tokio::time::sleep(PACE).await;
        cx.change(&message, piece).await?;
    }
    cx.change(&message, json!({ "text": answer })).await.map(drop)
}
