//! `cargo botpress chat`: talking to the bot in the terminal.

use std::{collections::HashSet, io::IsTerminal as _, time::Duration};

use botpress_api::{
    endpoint::{create_conversation, create_message, create_user, list_messages},
    id::{ConversationId, UserId},
    types::{Direction, Message, Tags},
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
    running::{Running, RunningIntegration, Where},
    trigger::said,
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
    /// The channel; the integration's first one that takes text unless given.
    #[arg(long, value_name = "NAME")]
    channel: Option<String>,
    /// The name to talk under.
    #[arg(long, value_name = "NAME", default_value = "You")]
    name: String,
    /// The integration's alias in the bot, when there are several.
    #[arg(long, value_name = "ALIAS")]
    integration: Option<String>,
    /// How long the first answer to a single text may take, in seconds.
    #[arg(long, value_name = "SECONDS", default_value_t = 30)]
    wait: u64,
    #[command(flatten)]
    place: Where,
}

/// How often it is looked whether the bot has said something: the API has no way to be told.
const LOOK: Duration = Duration::from_millis(150);

pub(crate) async fn run(chat: Chat, ui: &Ui) -> Result<(), Failure> {
    let running = chat.place.find()?;
    let integration = running.integration(chat.integration.as_deref())?;
    let mut talk = Talk::begin(&chat, &running, integration).await?;
    if let Some(text) = &chat.text {
        talk.say(text).await?;
        let answer = timeout(Duration::from_secs(chat.wait), talk.hear(ui));
        return answer.await.map_err(|_| {
            Failure::Failed(format!("the bot did not answer within {} s; `cargo botpress logs` may say why", chat.wait))
        })?;
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
                None => return Ok(()),
            },
            heard = talk.hear(ui) => heard?,
        }
    }
}

struct Talk {
    client: Client,
    channel: String,
    conversation: ConversationId,
    user: UserId,
    heard: HashSet<String>,
}

impl Talk {
    async fn begin(chat: &Chat, running: &Running, integration: &RunningIntegration) -> Result<Self, Failure> {
        let channel = match (&chat.channel, &integration.channels[..]) {
            (Some(channel), _) => channel.clone(),
            (None, [channel, ..]) => channel.clone(),
            (None, []) => {
                return Err(Failure::Failed(format!("the integration `{}` declares no channel", integration.alias)));
            }
        };
        let client = running.as_integration(integration);
        let user = create_user::Request::new(Tags::new()).name(&chat.name);
        let user = client.send(user).await.map_err(said)?.user;
        let conversation = create_conversation::Request::new(&channel, Tags::new());
        let conversation = client.send(conversation).await.map_err(said)?.conversation;
        Ok(Self { client, channel, conversation: conversation.id, user: user.id, heard: HashSet::new() })
    }

    async fn say(&self, text: &str) -> Result<(), Failure> {
        let (user, conversation) = (self.user.clone(), self.conversation.clone());
        let message = create_message::Request::new(json!({ "text": text }), user, conversation, "text", Tags::new());
        self.client.send(message).await.map(drop).map_err(said)
    }

    /// Prints what the bot has said since; waits until that is something.
    async fn hear(&mut self, ui: &Ui) -> Result<(), Failure> {
        let mut look = interval(LOOK);
        loop {
            look.tick().await;
            let request = list_messages::Request::new().conversation_id(self.conversation.clone());
            let messages = self.client.send(request).await.map_err(said)?.messages;
            let new: Vec<Message> = messages
                .into_iter()
                .rev()
                .filter(|message| message.direction == Direction::Outgoing)
                .filter(|message| self.heard.insert(message.id.to_string()))
                .collect();
            for message in &new {
                let text = message.payload["text"].as_str().map_or_else(|| message.payload.to_string(), str::to_owned);
                let shown = if message.kind == "text" { text } else { format!("[{}] {text}", message.kind) };
                ui.result(&json!(message), || format!("{}\n", ui.toned(Tone::Good, shown)));
            }
            if !new.is_empty() {
                return Ok(());
            }
        }
    }
}
