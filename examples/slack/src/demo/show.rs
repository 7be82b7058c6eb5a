//! What happens in Slack and in Botpress, as lines on standard output.

use std::{
    collections::VecDeque,
    error::Error,
    fmt::Display,
    io::{IsTerminal as _, Write as _, stdout},
    process::ExitCode,
    time::Duration,
};

use botpress_local::Happening as InBotpress;
use botpress_sdk::api::types;
use slack_workspace::{ChannelKind, Happening as InSlack, Message};

use super::stage::Stage;

/// How long a step may take.
const PATIENCE: Duration = Duration::from_secs(10);

/// Prints an error and answers the exit code.
#[allow(clippy::print_stderr, reason = "it is the command's own error")]
pub(super) fn fail(error: impl Display, code: u8) -> ExitCode {
    eprintln!("error: {error}");
    ExitCode::from(code)
}

/// Something that happened, on one side or the other.
pub(super) enum Step {
    Slack(InSlack),
    Botpress(InBotpress),
}

impl Step {
    /// The message that `user` posted in a channel of Slack.
    pub(super) fn post_in(&self, channel: &str, user: &str) -> Option<Message> {
        match self {
            Self::Slack(InSlack::MessagePosted(post)) if post.channel == channel && post.user == user => {
                Some(post.clone())
            }
            _ => None,
        }
    }

    /// The message at `ts` is changed into its final form.
    pub(super) fn finished(&self, ts: &str) -> Option<()> {
        matches!(self, Self::Slack(InSlack::MessageChanged { message, .. }) if message.ts == ts && message.edited.is_some())
            .then_some(())
    }

    /// What the app did in Slack, which Botpress had it do before.
    fn is_by(&self, bot: &str) -> bool {
        match self {
            Self::Slack(InSlack::MessagePosted(post)) => post.user == bot,
            Self::Slack(InSlack::ReactionAdded { user, .. } | InSlack::ReactionRemoved { user, .. }) => user == bot,
            _ => false,
        }
    }

    /// A reaction of `user` in Slack.
    pub(super) fn reaction_by(&self, user: &str) -> Option<()> {
        matches!(self, Self::Slack(InSlack::ReactionAdded { user: by, .. }) if by == user).then_some(())
    }

    /// Botpress has a message for the bot.
    pub(super) fn told(&self) -> Option<()> {
        matches!(self, Self::Botpress(InBotpress::MessageIn(_))).then_some(())
    }

    /// The integration has delivered a message of the bot.
    pub(super) fn delivered(&self) -> Option<()> {
        matches!(self, Self::Botpress(InBotpress::MessageDelivered { .. })).then_some(())
    }

    /// The bot gets an event of this type.
    pub(super) fn event(&self, kind: &str) -> Option<()> {
        matches!(self, Self::Botpress(InBotpress::EventCreated(event)) if event.kind == kind).then_some(())
    }
}

/// Follows both sides and prints what it sees.
pub(super) struct Show<'a> {
    stage: &'a Stage,
    slack: slack_workspace::Happenings,
    botpress: botpress_local::Happenings,
    /// What comes next, as far as it is known.
    pending: VecDeque<Step>,
    /// What was shown since the last title.
    scene: Vec<Step>,
    colour: bool,
}

impl<'a> Show<'a> {
    pub(super) fn of(stage: &'a Stage) -> Self {
        Self {
            stage,
            slack: stage.workspace.happenings(),
            botpress: stage.botpress.subscribe(),
            pending: VecDeque::new(),
            scene: Vec::new(),
            colour: stdout().is_terminal() && std::env::var_os("NO_COLOR").is_none(),
        }
    }

    /// Begins a scene.
    pub(super) fn title(&mut self, text: &str) {
        self.scene.clear();
        print(&format!("\n{}", self.painted(BOLD, text)));
    }

    pub(super) fn facts(&self, facts: &[(&str, &str)]) {
        for (name, value) in facts {
            print(&format!("  {}{value}", self.painted(DIM, &format!("{name:<20}"))));
        }
    }

    /// Prints what happens until `wanted` finds in the scene what it is looking for.
    pub(super) async fn until<T>(
        &mut self,
        what: &str,
        wanted: impl Fn(&Step) -> Option<T>,
    ) -> Result<T, Box<dyn Error>> {
        if let Some(found) = self.scene.iter().find_map(&wanted) {
            return Ok(found);
        }
        let search = async {
            loop {
                let step = self.next().await;
                if let Step::Botpress(failure @ (InBotpress::MessageFailed { .. } | InBotpress::Trouble { .. })) = step
                {
                    return Err(failure.to_string().into());
                }
                if let Some(found) = wanted(step) {
                    return Ok(found);
                }
            }
        };
        let found = tokio::time::timeout(PATIENCE, search).await;
        found.unwrap_or_else(|_| Err(format!("{what} did not happen within {} s", PATIENCE.as_secs()).into()))
    }

    /// Prints what happens for as long as it is polled.
    pub(super) async fn forever(&mut self) {
        loop {
            self.next().await;
            self.scene.clear();
        }
    }

    /// Shows the next step and adds it to the scene.
    async fn next(&mut self) -> &Step {
        let step = loop {
            match self.pending.pop_front() {
                Some(step) => break step,
                None => self.look().await,
            }
        };
        match &step {
            Step::Slack(happening) => self.show_slack(happening),
            Step::Botpress(happening) => self.show_botpress(happening).await,
        }
        let shown = self.scene.len();
        self.scene.push(step);
        &self.scene[shown]
    }

    /// Waits for something to happen. The two sides keep no common time: what people do begins in Slack, what the bot does
    /// in Botpress, and that is the order here.
    async fn look(&mut self) {
        let step = tokio::select! {
            biased;
            happening = self.slack.next() => Step::Slack(happening),
            Some(happening) = self.botpress.next() => Step::Botpress(happening),
        };
        if step.is_by(&self.stage.workspace.bot().id) {
            loop {
                tokio::select! {
                    biased;
                    Some(happening) = self.botpress.next() => self.pending.push_back(Step::Botpress(happening)),
                    () = std::future::ready(()) => break,
                }
            }
        }
        self.pending.push_back(step);
    }

    fn show_slack(&self, happening: &InSlack) {
        match happening {
            InSlack::MessagePosted(post) => {
                let (who, place) = (self.slack_name(&post.user), self.place(post));
                let text = if post.is_streaming { "writes…".to_owned() } else { self.shown(post) };
                self.line(Side::Slack, &format!("{who} → {place}"), &text);
            }
            InSlack::MessageChanged { message, .. } if message.is_streaming || message.edited.is_some() => {
                self.line(Side::Slack, "", &self.shown(message));
            }
            InSlack::ReactionAdded { user, emoji, message } => {
                self.line(
                    Side::Slack,
                    &format!("{} reacts", self.slack_name(user)),
                    &format!(":{emoji}: to “{}”", self.shown(message)),
                );
            }
            InSlack::ReactionRemoved { user, emoji, message } => {
                let who = format!("{} takes back", self.slack_name(user));
                self.line(Side::Slack, &who, &format!(":{emoji}: from “{}”", self.shown(message)));
            }
            InSlack::ApiCalled { method, error: Some(error), .. } => {
                self.line(Side::Slack, method, &format!("refused: {error}"))
            }
            InSlack::EventDelivered(delivery) if !delivery.outcome.is_taken() => {
                self.line(Side::Slack, &delivery.event_type, &format!("not delivered: {:?}", delivery.outcome));
            }
            _ => {}
        }
    }

    async fn show_botpress(&self, happening: &InBotpress) {
        match happening {
            InBotpress::MessageIn(message) => {
                let who = format!("{} → {}", self.author(message).await, self.conversation(message).await);
                self.line(Side::Botpress, &who, &payload(message));
            }
            InBotpress::MessageOut(message) => {
                let who = format!("bot → {}", self.conversation(message).await);
                self.line(Side::Botpress, &who, &payload(message));
            }
            InBotpress::EventCreated(event) => {
                let reaction = event.payload["reaction"].as_str().map(|reaction| format!(" :{reaction}:"));
                self.line(Side::Botpress, "event → bot", &format!("{}{}", event.kind, reaction.unwrap_or_default()));
            }
            failure @ (InBotpress::MessageFailed { .. } | InBotpress::Trouble { .. }) => {
                self.line(Side::Botpress, "trouble", &failure.to_string());
            }
            _ => {}
        }
    }

    fn slack_name(&self, id: &str) -> String {
        self.stage.workspace.user(id).map_or_else(|| id.to_owned(), |user| user.name)
    }

    fn place(&self, post: &Message) -> String {
        let place = match self.stage.workspace.channel(&post.channel).map(|channel| channel.kind) {
            Some(ChannelKind::Public { name }) => format!("#{name}"),
            Some(ChannelKind::Direct { user }) if user == post.user => self.stage.workspace.bot().name,
            Some(ChannelKind::Direct { user }) => self.slack_name(&user),
            _ => post.channel.clone(),
        };
        if post.thread_ts.is_some() { format!("{place}, thread") } else { place }
    }

    /// The message as people see it.
    fn shown(&self, post: &Message) -> String {
        let bot = self.stage.workspace.bot();
        let text = post.displayed().replace(&format!("<@{}>", bot.id), &format!("@{}", bot.name));
        match post.blocks.iter().find_map(|block| block["image_url"].as_str()) {
            Some(url) => format!("{text} [{url}]"),
            None => text,
        }
    }

    async fn author(&self, message: &types::Message) -> String {
        let users = self.stage.botpress.users().await.unwrap_or_default();
        let user = users.into_iter().find(|user| user.id == message.user_id);
        user.and_then(|user| user.name).unwrap_or_else(|| message.user_id.to_string())
    }

    /// The channel of the message's conversation: `dm`, `channel`, `thread`.
    async fn conversation(&self, message: &types::Message) -> String {
        let conversations = self.stage.botpress.conversations().await.unwrap_or_default();
        let found = conversations.into_iter().find(|conversation| conversation.id == message.conversation_id);
        found.map_or_else(|| message.conversation_id.to_string(), |conversation| conversation.channel)
    }

    fn line(&self, side: Side, who: &str, what: &str) {
        let (name, colour) = match side {
            Side::Slack => ("Slack", MAGENTA),
            Side::Botpress => ("Botpress", BLUE),
        };
        let side = self.painted(colour, &format!("{name:<10}"));
        print(&format!("  {side}{who:<34}{what}"));
    }

    fn painted(&self, colour: &str, text: &str) -> String {
        if self.colour { format!("\x1b[{colour}m{text}\x1b[0m") } else { text.to_owned() }
    }
}

fn print(line: &str) {
    // When nobody reads any more, the conversation goes on all the same.
    let _closed = writeln!(stdout(), "{line}");
}

#[derive(Clone, Copy)]
enum Side {
    Slack,
    Botpress,
}

const BOLD: &str = "1";
const DIM: &str = "2";
const MAGENTA: &str = "35";
const BLUE: &str = "34";

/// A message of Botpress in a few words.
fn payload(message: &types::Message) -> String {
    let text = |key: &str| message.payload.get(key).and_then(|value| value.as_str());
    text("text").or_else(|| text("imageUrl")).unwrap_or_default().to_owned()
}
