//! What was done, and what came of it.

use std::{
    collections::{HashMap, HashSet},
    fmt::Debug,
    hash::Hash,
    sync::{Arc, Mutex, MutexGuard},
};

use botpress_local::{Bot, Handling, bot_fn};
use botpress_sdk::api::types::{self, Direction};
use futures_util::FutureExt as _;
use serde_json::{Value, json};
use slack_workspace::{Delivery, Message};
use tokio::{
    sync::watch,
    task::{JoinHandle, unconstrained},
};

use crate::{people::BOT, stage::Stage};

/// What the bot is to be told, by a text that only this one has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Event {
    ReactionAdded,
    ReactionRemoved,
    MessageChanged,
    MessageDeleted,
    MemberJoinedWorkspace,
    MemberJoinedChannel,
    MemberLeftChannel,
    SlashCommandUsed,
    /// A message of Botpress like any other, made of a click.
    Click,
}

impl Event {
    /// The event's name in Botpress, and where the text is.
    const IN_BOTPRESS: [(Self, &str, &str); 8] = [
        (Self::ReactionAdded, "slack:reactionAdded", "/reaction"),
        (Self::ReactionRemoved, "slack:reactionRemoved", "/reaction"),
        (Self::MessageChanged, "slack:messageChanged", "/text"),
        (Self::MessageDeleted, "slack:messageDeleted", "/ts"),
        (Self::MemberJoinedWorkspace, "slack:memberJoinedWorkspace", "/target/userId"),
        (Self::MemberJoinedChannel, "slack:memberJoinedChannel", "/targets/slackUserId"),
        (Self::MemberLeftChannel, "slack:memberLeftChannel", "/targets/slackUserId"),
        (Self::SlashCommandUsed, "slack:slashCommandUsed", "/text"),
    ];
}

type Told = (Event, String);

/// Shared by whoever does something and whoever sees what comes of it.
#[derive(Clone, Default)]
pub(crate) struct Ledger {
    book: Arc<Mutex<Book>>,
    changes: watch::Sender<()>,
}

#[derive(Default)]
struct Book {
    /// What people wrote, by [`place`].
    written: HashSet<String>,
    /// What the bot must be told.
    expected: HashSet<Told>,
    /// What Slack does not repeat: the person sees that it went wrong.
    hoped: HashSet<Told>,
    /// Messages of the bot with something to click.
    questions: Vec<(Message, String)>,
    /// How often the bot was given a message.
    given: Count<String>,
    seen: Seen,
}

/// What came of it, and how often.
#[derive(Default)]
struct Seen {
    heard: Count<String>,
    told: Count<Told>,
    answered: Count<String>,
    attempts: usize,
    /// What Slack gave up to deliver.
    given_up: usize,
    /// What people did and saw that it went wrong.
    refused: usize,
    /// What the bot said and Botpress gave up to deliver.
    undelivered: Vec<String>,
}

struct Count<T>(HashMap<T, usize>);

impl<T> Default for Count<T> {
    fn default() -> Self {
        Self(HashMap::new())
    }
}

impl<T: Eq + Hash + Debug> Count<T> {
    fn add(&mut self, what: T) {
        *self.0.entry(what).or_default() += 1;
    }

    fn has(&self, what: &T) -> bool {
        self.0.contains_key(what)
    }

    /// How many there are more than one of each.
    fn surplus(&self) -> usize {
        self.0.values().map(|count| count - 1).sum()
    }

    fn more_than_once(&self) -> Vec<&T> {
        self.0.iter().filter(|(_, count)| **count > 1).map(|(what, _)| what).collect()
    }
}

/// What makes a message of Slack's unlike any other.
fn place(channel: &str, ts: &str) -> String {
    format!("{channel} {ts}")
}

impl Ledger {
    /// Answers each message with its place; with something to click when that was asked for.
    pub(crate) fn bot(&self) -> impl Bot + use<> {
        let ledger = self.clone();
        bot_fn(move |cx, message| {
            let ledger = ledger.clone();
            async move {
                ledger.write(|book| book.given.add(message.id.to_string()));
                let of = place(&message.tags["slack:channelId"], &message.tags["slack:ts"]);
                let text = format!("re {of} .");
                if message.payload["text"] == "choose" {
                    let option = json!({ "label": format!("tea {of}"), "value": format!("tea {of}") });
                    cx.send("choice", json!({ "text": text, "options": [option] })).await?;
                } else {
                    cx.say(text).await?;
                }
                Ok(Handling::Processed)
            }
        })
    }

    pub(crate) fn written(&self, message: &Message) {
        self.write(|book| book.written.insert(place(&message.channel, &message.ts)));
    }

    pub(crate) fn expect(&self, event: Event, text: &str) {
        self.write(|book| book.expected.insert((event, text.to_owned())));
    }

    pub(crate) fn hope(&self, event: Event, text: &str) {
        self.write(|book| book.hoped.insert((event, text.to_owned())));
    }

    pub(crate) fn has_heard(&self, message: &Message) -> bool {
        self.book().seen.heard.has(&place(&message.channel, &message.ts))
    }

    /// A question that nobody has answered yet, and what to click.
    pub(crate) fn question(&self) -> Option<(Message, String)> {
        self.book().questions.pop()
    }

    /// Writes down what comes of it, until dropped.
    pub(crate) fn follow(&self, stage: &Stage) -> [JoinHandle<()>; 2] {
        let (ledger, mut happenings) = (self.clone(), stage.botpress.happenings());
        let in_botpress = async move {
            while let Some(happening) = happenings.next().await {
                ledger.write(|book| book.seen.in_botpress(happening));
            }
        };
        let (ledger, mut happenings) = (self.clone(), stage.workspace.all_happenings());
        let in_slack = async move {
            loop {
                let happening = happenings.next().await;
                ledger.write(|book| {
                    if let slack_workspace::Happening::MessagePosted(message) = &happening {
                        book.questions.extend(choice(message).map(|choice| (message.clone(), choice)));
                    }
                    book.seen.in_slack(happening);
                });
            }
        };
        [tokio::spawn(in_botpress), tokio::spawn(in_slack)]
    }

    /// Waits until there is nothing left to come.
    pub(crate) async fn settled(&self, kills: usize) {
        let mut changes = self.changes.subscribe();
        while !self.book().is_settled(kills) {
            changes.changed().await.expect("the ledger has the sender");
        }
    }

    /// Counts again, at the sources, and fails when something is missing or there twice.
    pub(crate) async fn check(&self, stage: &Stage, kills: usize, lost_answers: usize) {
        let mut seen = Seen::default();
        for conversation in stage.botpress.conversations().await.unwrap() {
            let messages = stage.botpress.messages(conversation.id.as_str()).await.unwrap();
            messages.iter().filter(|message| message.direction == Direction::Incoming).for_each(|it| seen.heard(it));
        }
        stage.botpress.events().await.unwrap().iter().for_each(|event| seen.told(event));
        let mut happenings = stage.workspace.all_happenings();
        // Without tokio's budget, which would end this early.
        while let Some(happening) = unconstrained(happenings.next()).now_or_never() {
            seen.in_slack(happening);
        }
        let mut book = self.book();
        seen.undelivered = std::mem::take(&mut book.seen.undelivered);
        book.seen = seen;
        book.check(kills, lost_answers);
    }

    fn write<T>(&self, entry: impl FnOnce(&mut Book) -> T) {
        entry(&mut self.book());
        self.changes.send_replace(());
    }

    fn book(&self) -> MutexGuard<'_, Book> {
        self.book.lock().unwrap()
    }
}

impl Seen {
    fn in_botpress(&mut self, happening: botpress_local::Happening) {
        match happening {
            botpress_local::Happening::MessageIn(message) => self.heard(&message),
            botpress_local::Happening::EventCreated(event) => self.told(&event),
            botpress_local::Happening::MessageFailed { reason, .. } => self.undelivered.push(reason),
            _ => {}
        }
    }

    fn heard(&mut self, message: &types::Message) {
        // The bot sees whose tags they are, the integration does not.
        let tag = |name: &str| message.tags.get(&format!("slack:{name}")).unwrap_or_else(|| &message.tags[name]);
        self.heard.add(place(tag("channelId"), tag("ts")));
        if let Some(text) = message.payload["text"].as_str().filter(|text| text.starts_with("tea ")) {
            self.told.add((Event::Click, text.to_owned()));
        }
    }

    fn told(&mut self, event: &types::Event) {
        let known = Event::IN_BOTPRESS.iter().find(|(_, kind, _)| event.kind == *kind);
        if let Some((known, _, at)) = known {
            let text = event.payload.pointer(at).and_then(Value::as_str).map(str::to_owned);
            self.told.add((*known, text.expect("the text by which the event is known")));
        }
    }

    fn in_slack(&mut self, happening: slack_workspace::Happening) {
        match happening {
            slack_workspace::Happening::MessagePosted(message) if message.user == BOT => {
                let mut words = message.text.split_whitespace();
                if let (Some("re"), Some(channel), Some(ts)) = (words.next(), words.next(), words.next()) {
                    self.answered.add(place(channel, ts));
                }
            }
            slack_workspace::Happening::EventDelivered(Delivery { attempt, outcome, .. }) => {
                self.attempts += 1;
                self.given_up += usize::from(attempt == 3 && !outcome.is_taken());
            }
            slack_workspace::Happening::PayloadDelivered(Delivery { outcome, .. }) => {
                self.refused += usize::from(!outcome.is_taken());
            }
            _ => {}
        }
    }
}

impl Book {
    fn unheard(&self) -> Vec<&String> {
        self.written.iter().filter(|place| !self.seen.heard.has(place)).collect()
    }

    fn unanswered(&self) -> Vec<&String> {
        self.seen.heard.0.keys().filter(|place| !self.seen.answered.has(place)).collect()
    }

    fn untold<'a>(&self, events: &'a HashSet<Told>) -> Vec<&'a Told> {
        events.iter().filter(|event| !self.seen.told.has(event)).collect()
    }

    fn is_settled(&self, kills: usize) -> bool {
        let missing = self.unheard().len() + self.untold(&self.expected).len();
        missing <= self.seen.given_up
            && self.untold(&self.hoped).len() <= self.seen.refused + kills
            && self.unanswered().len() <= self.seen.undelivered.len()
    }

    fn check(&self, kills: usize, lost_answers: usize) {
        let seen = &self.seen;
        println!(
            "{} messages written, {} heard, {} answered; {} of {} events told ({} twice, {lost_answers} answers to their \
             creation lost); {} of {} clicks and commands taken; {} attempts to deliver, {} given up; {kills} kills",
            self.written.len(),
            seen.heard.0.len(),
            seen.answered.0.len(),
            self.expected.len() - self.untold(&self.expected).len(),
            self.expected.len(),
            seen.told.surplus(),
            self.hoped.len() - seen.refused,
            self.hoped.len(),
            seen.attempts,
            seen.given_up,
        );
        assert_eq!(seen.heard.more_than_once(), [""; 0], "messages that the bot has twice");
        assert_eq!(self.given.more_than_once(), [""; 0], "messages that the bot was given twice");
        assert_eq!(seen.answered.more_than_once(), [""; 0], "answers that people see twice");
        let (unheard, untold) = (self.unheard(), self.untold(&self.expected));
        assert!(unheard.len() + untold.len() <= seen.given_up, "lost: the messages {unheard:?}, the events {untold:?}");
        assert_eq!((self.unanswered(), &seen.undelivered), (vec![], &vec![]), "answers that nobody sees");
        // What takes longer is answered before it is done, as Slack does not repeat it: a kill may meet one of these.
        let untold = self.untold(&self.hoped);
        assert!(untold.len() <= seen.refused + kills, "more is lost than people were told: {untold:?}");
        // An event has nothing by which Botpress knows it again: when nobody learns that it was created, it is created again.
        assert!(seen.told.surplus() <= lost_answers + kills, "told twice: {:?}", seen.told.more_than_once());
    }
}

/// What can be clicked in a message of the bot.
fn choice(message: &Message) -> Option<String> {
    let buttons = message.blocks.iter().filter_map(|block| block["elements"].as_array()).flatten();
    let labels = buttons.filter_map(|button| button["text"]["text"].as_str());
    labels.filter(|label| label.starts_with("tea ")).map(str::to_owned).next()
}
