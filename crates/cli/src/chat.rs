//! `cargo botpress chat`: talking to the bot in the terminal.

use std::{collections::HashSet, io::IsTerminal as _, time::Duration};

use botpress_api::{
    endpoint::{create_conversation, create_message, create_user, get_or_create_conversation, list_messages},
    id::{ConversationId, UserId},
    types::{Direction, Message, TagPatch, Tags},
};
use botpress_client::Client;
use clap::Args;
use serde_json::json;
use tokio::{
    io::{AsyncBufReadExt as _, BufReader},
    time::{interval, timeout},
};

use crate::{
    failure::Failure,
    running::{Running, RunningIntegration, Where, said},
    ui::{Tone, Ui},
};

/// Talks to the bot, in a channel of the integration that runs here.
///
/// Each line is a message; Ctrl-D ends it. With a text, it says that alone and ends after the bot's first answer. The bot's answers
/// are also given to the integration to deliver: an integration that knows nothing of this conversation logs that it could not.
#[derive(Debug, Args)]
pub(crate) struct Chat {
    /// What to say.
    text: Option<String>,
    /// The channel; the integration's first one unless given.
    #[arg(long, value_name = "NAME")]
    channel: Option<String>,
    /// A tag of the conversation, by which an integration knows where it delivers. May be repeated; without any, each chat is a
    /// conversation of its own.
    #[arg(long = "tag", value_name = "KEY=VALUE", value_parser = tag)]
    tags: Vec<(String, String)>,
    /// The name to talk under.
    #[arg(long, value_name = "NAME", default_value = "You")]
    name: String,
    /// The integration's alias in the bot, when there are several.
    #[arg(long, value_name = "ALIAS")]
    integration: Option<String>,
    /// How long the last answer may take, in seconds.
    #[arg(long, value_name = "SECONDS", default_value_t = 30)]
    wait: u64,
    #[command(flatten)]
    place: Where,
}

fn tag(text: &str) -> Result<(String, String), String> {
    let (key, value) = text.split_once('=').ok_or("expected key=value")?;
    Ok((key.to_owned(), value.to_owned()))
}

/// How often it is looked whether the bot has said something: the API has no way to be told.
const LOOK: Duration = Duration::from_millis(150);

pub(crate) async fn run(chat: Chat, ui: &Ui) -> Result<(), Failure> {
    let running = chat.place.find().await?;
    let integration = running.integration(chat.integration.as_deref()).await?;
    let mut talk = Talk::begin(&chat, &running, &integration).await?;
    if let Some(text) = &chat.text {
        talk.say(text).await?;
        return answer(&mut talk, &chat, ui).await;
    }
    let prompt = std::io::stdin().is_terminal() && !ui.is_json();
    if prompt {
        ui.note(Tone::Quiet, format_args!("`{}` of {}. Ctrl-D ends it.", talk.channel, integration.alias));
    }
    let mut lines = BufReader::new(tokio::io::stdin()).lines();
    loop {
        tokio::select! {
            line = lines.next_line() => match line.map_err(Failure::io("read what you say"))? {
                Some(line) if line.trim().is_empty() => {}
                Some(line) => talk.say(&line).await?,
                None if talk.waiting && !prompt => return answer(&mut talk, &chat, ui).await,
                None => return Ok(()),
            },
            heard = talk.hear(ui) => heard?,
        }
    }
}

/// Waits for the bot's answer to what was said last.
async fn answer(talk: &mut Talk, chat: &Chat, ui: &Ui) -> Result<(), Failure> {
    timeout(Duration::from_secs(chat.wait), talk.hear(ui)).await.map_err(|_| {
        Failure::Failed(format!("the bot did not answer within {} s; `cargo botpress logs` may say why", chat.wait))
    })?
}

struct Talk {
    client: Client,
    channel: String,
    conversation: ConversationId,
    user: UserId,
    heard: HashSet<String>,
    /// Whether something was said that the bot has not answered yet.
    waiting: bool,
}

impl Talk {
    async fn begin(chat: &Chat, running: &Running, integration: &RunningIntegration) -> Result<Self, Failure> {
        let channel = match &chat.channel {
            Some(channel) => channel.clone(),
            None => running.channels(integration).await?.into_iter().next().ok_or_else(|| {
                Failure::Failed(format!("the integration `{}` declares no channel", integration.alias))
            })?,
        };
        let client = running.as_integration(integration);
        let user = create_user::Request::new(Tags::new()).name(&chat.name);
        let user = client.send(user).await.map_err(said)?.user;
        let conversation = if chat.tags.is_empty() {
            client.send(create_conversation::Request::new(&channel, Tags::new())).await.map_err(said)?.conversation
        } else {
            let tags: TagPatch = chat.tags.iter().map(|(key, value)| (key.clone(), Some(value.clone()))).collect();
            client.send(get_or_create_conversation::Request::new(&channel, tags)).await.map_err(said)?.conversation
        };
        let (conversation, user) = (conversation.id, user.id);
        let mut talk = Self { client, channel, conversation, user, heard: HashSet::new(), waiting: false };
        // What was said before is no answer.
        talk.news().await?;
        Ok(talk)
    }

    async fn say(&mut self, text: &str) -> Result<(), Failure> {
        let (user, conversation) = (self.user.clone(), self.conversation.clone());
        let message = create_message::Request::new(json!({ "text": text }), user, conversation, "text", Tags::new());
        self.client.send(message).await.map_err(said)?;
        self.waiting = true;
        Ok(())
    }

    /// Prints what the bot has said since; waits until that is something.
    async fn hear(&mut self, ui: &Ui) -> Result<(), Failure> {
        let mut look = interval(LOOK);
        loop {
            look.tick().await;
            let new = self.news().await?;
            for message in &new {
                let text = message.payload["text"].as_str().map_or_else(|| message.payload.to_string(), str::to_owned);
                let shown = if message.kind == "text" { text } else { format!("[{}] {text}", message.kind) };
                ui.result(&json!(message), || format!("{}\n", ui.toned(Tone::Good, shown)));
            }
            if !new.is_empty() {
                self.waiting = false;
                return Ok(());
            }
        }
    }

    /// The messages of the bot that were not heard yet, oldest first.
    async fn news(&mut self) -> Result<Vec<Message>, Failure> {
        let request = list_messages::Request::new().conversation_id(self.conversation.clone());
        let mut new = self.client.send(request).await.map_err(said)?.messages;
        new.retain(|message| message.direction == Direction::Outgoing && self.heard.insert(message.id.to_string()));
        new.reverse();
        Ok(new)
    }
}
