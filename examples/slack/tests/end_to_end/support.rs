//! A workspace, the integration and Botpress, and waiting for what happens there.

use std::time::Duration;

use botpress_local::{Bot, Happening};
use botpress_sdk::{
    api::types::{Event, Message},
    client::Http,
};
use serde_json::{Value, json};
use slack_workspace::{User, Workspace};

pub(crate) use crate::stage::Stage;

pub(crate) const ADA: &str = "U1ADA";
pub(crate) const BOT: &str = "U0BOT";
pub(crate) const GENERAL: &str = "C1GENERAL";

/// A workspace that was connected, with this bot; the app's tokens expire.
pub(crate) async fn stage(bot: impl Bot) -> Stage {
    Stage::set(people().uninstalled().token_rotation().start().await.unwrap(), bot, ADA).await.unwrap()
}

/// Ada in a workspace with one channel.
pub(crate) fn people() -> slack_workspace::Builder {
    let ada = User::new(ADA, "Ada Lovelace").picture("https://example.com/ada.png");
    Workspace::builder().person(ada).channel(GENERAL, "general").bot(BOT, "Bot")
}

/// The first message that reached the bot, as the bot sees it.
pub(crate) async fn incoming(stage: &Stage) -> Message {
    let happening = stage.botpress.wait_for(|happening| matches!(happening, Happening::MessageIn(_))).await.unwrap();
    let Happening::MessageIn(created) = happening else { panic!("not a message: {happening}") };
    let messages = stage.botpress.messages(created.conversation_id.as_str()).await.unwrap();
    messages.into_iter().find(|message| message.id == created.id).unwrap()
}

/// Waits until as many messages have reached the bot.
pub(crate) async fn messages_in(stage: &Stage, count: usize) {
    let mut seen = 0;
    let counted = |happening: &Happening| {
        seen += usize::from(matches!(happening, Happening::MessageIn(_)));
        seen == count
    };
    stage.botpress.wait_for(counted).await.unwrap();
}

/// Waits until a message of the bot is in Slack, and Botpress knows it by its timestamp.
pub(crate) async fn delivered(stage: &Stage) {
    let delivered = |happening: &Happening| matches!(happening, Happening::MessageDelivered { .. });
    stage.botpress.wait_for(delivered).await.unwrap();
}

/// The first event of this type.
pub(crate) async fn event(stage: &Stage, kind: &str) -> Event {
    let wanted = |happening: &Happening| matches!(happening, Happening::EventCreated(event) if event.kind == kind);
    let happening = stage.botpress.wait_for(wanted).await.unwrap();
    let Happening::EventCreated(event) = happening else { panic!("not an event: {happening}") };
    event
}

pub(crate) async fn soon<T>(what: impl Future<Output = T>) -> T {
    tokio::time::timeout(Duration::from_secs(10), what).await.expect("it did not happen within 10 s")
}

/// Has the bot call an action, and answers its output.
pub(crate) async fn call(stage: &Stage, action: &str, input: Value) -> Value {
    let request = Http::new(stage.host.clone()).post(format!("{}/v1/chat/actions", stage.botpress.api_url()));
    let request = request.bearer(stage.botpress.bot_token()).header("x-bot-id", stage.botpress.bot_id());
    let answer: Value = request.json(&json!({ "type": action, "input": input })).await.unwrap().json().await.unwrap();
    answer.get("output").cloned().unwrap_or(answer)
}
