//! What people do in the workspace.

use std::time::Duration;

use slack_workspace::{Channel, Message, Upload, User, Workspace};

use crate::{
    ledger::{Event, Ledger},
    weather::share,
};

pub(crate) const ADMINISTRATOR: &str = "U0PERSON";
pub(crate) const BOT: &str = "U0BOT";
const PEOPLE: [&str; 5] = [ADMINISTRATOR, "U1PERSON", "U2PERSON", "U3PERSON", "U4PERSON"];
const CHANNELS: [&str; 8] = ["C0SOAK", "C1SOAK", "C2SOAK", "C3SOAK", "C4SOAK", "C5SOAK", "C6SOAK", "C7SOAK"];

/// A workspace in which events are repeated sooner than Slack does it: as often, and in the same proportion.
pub(crate) fn workspace() -> slack_workspace::Builder {
    let workspace = Workspace::builder().bot(BOT, "Bot").uninstalled().token_rotation();
    let workspace =
        workspace.retry_delays([Duration::from_millis(200), Duration::from_secs(10), Duration::from_secs(60)]);
    let workspace =
        PEOPLE.iter().fold(workspace, |workspace, id| workspace.person(User::new(*id, format!("Person {id}"))));
    let members = || PEOPLE.into_iter().chain([BOT]);
    let channel = |id: &str| Channel::public(id, id.to_lowercase()).members(members());
    CHANNELS.iter().fold(workspace, |workspace, id| workspace.conversation(channel(id)))
}

/// The people, and what they have done so far.
pub(crate) struct People<'a> {
    workspace: &'a Workspace,
    ledger: &'a Ledger,
    deeds: u64,
    /// What was written last, and can be replied and reacted to.
    written: Vec<Message>,
}

/// How many messages back people still look.
const LATEST: usize = 40;

impl<'a> People<'a> {
    pub(crate) fn new(workspace: &'a Workspace, ledger: &'a Ledger) -> Self {
        Self { workspace, ledger, deeds: 0, written: Vec::new() }
    }

    /// Somebody does something.
    pub(crate) fn act(&mut self) {
        self.deeds += 1;
        let (number, workspace) = (self.deeds, self.workspace);
        let (user, channel) = (pick(&PEOPLE, self.chance(0)), pick(&CHANNELS, self.chance(1)));
        let text = format!("message {number}");
        match self.chance(2) {
            0..30 => self.wrote(workspace.say(user, channel, &text).unwrap()),
            30..40 => {
                let direct = workspace.direct_message(user).unwrap();
                self.wrote(workspace.say(user, &direct, &text).unwrap());
            }
            40..45 => self.wrote(workspace.share(user, channel, [Upload::new("a.txt", "content")], &text).unwrap()),
            45..50 => self.wrote(workspace.say(user, channel, "choose").unwrap()),
            50..60 => {
                if let Some((user, message)) = self.earlier(user) {
                    self.wrote(workspace.reply_in_thread(user, &message, &text).unwrap());
                }
            }
            60..63 => {
                if let Some((user, message)) = self.earlier(user) {
                    self.wrote(workspace.reply_and_broadcast(user, &message, &text).unwrap());
                }
            }
            63..73 => {
                if let Some((user, message)) = self.earlier(user) {
                    let emoji = format!("emoji-{number}");
                    workspace.react(user, &message, &emoji).unwrap();
                    self.ledger.expect(Event::ReactionAdded, &emoji);
                    if self.chance(3) < 30 {
                        workspace.unreact(user, &message, &emoji).unwrap();
                        self.ledger.expect(Event::ReactionRemoved, &emoji);
                    }
                }
            }
            73..80 => {
                if let Some(message) = self.heard() {
                    let text = format!("changed {number}");
                    workspace.edit(&message.user, &message, &text).unwrap();
                    self.ledger.expect(Event::MessageChanged, &text);
                }
            }
            80..83 => {
                if let Some(message) = self.heard() {
                    workspace.delete(&message.user, &message).unwrap();
                    self.written.retain(|other| other.ts != message.ts);
                    self.ledger.expect(Event::MessageDeleted, &message.ts);
                }
            }
            83..88 => {
                let newcomer = format!("U{number}NEW");
                workspace.welcome(User::new(&*newcomer, format!("Newcomer {number}")));
                workspace.join(&newcomer, channel).unwrap();
                workspace.leave(&newcomer, channel).unwrap();
                for event in [Event::MemberJoinedWorkspace, Event::MemberJoinedChannel, Event::MemberLeftChannel] {
                    self.ledger.expect(event, &newcomer);
                }
            }
            88..93 => {
                workspace.command(user, channel, "/soak", &text).unwrap();
                self.ledger.hope(Event::SlashCommandUsed, &text);
            }
            _ => {
                if let Some((question, choice)) = self.ledger.question() {
                    workspace.click(user, &question, choice.as_str()).unwrap();
                    self.ledger.hope(Event::Click, &choice);
                }
            }
        }
    }

    fn wrote(&mut self, message: Message) {
        self.ledger.written(&message);
        self.written.push(message);
        if self.written.len() > LATEST {
            self.written.remove(0);
        }
    }

    /// Something that was written outside of a thread, and who answers it: in a direct message, nobody else can.
    fn earlier<'u>(&self, user: &'u str) -> Option<(&'u str, Message)> {
        let roots: Vec<_> = self.written.iter().filter(|message| message.thread_ts.is_none()).collect();
        let message = (!roots.is_empty()).then(|| pick(&roots, self.chance(4)).clone())?;
        let is_direct = message.channel.starts_with('D');
        let author = PEOPLE.into_iter().find(|person| is_direct && message.user == *person);
        Some((author.unwrap_or(user), message))
    }

    /// Something that the bot has heard, and that has no replies: what of it is deleted is gone.
    fn heard(&self) -> Option<Message> {
        let heard = |message: &&Message| message.files.is_empty() && self.ledger.has_heard(message);
        let heard: Vec<_> = self.written.iter().filter(heard).collect();
        (!heard.is_empty()).then(|| pick(&heard, self.chance(5)).clone())
    }

    /// A number below 100.
    fn chance(&self, about: u64) -> usize {
        let at = share(about + 10, self.deeds) * 99.999;
        (0..100).rev().find(|number| f64::from(*number) <= at).map_or(0, |number: u32| number as usize)
    }
}

fn pick<T: Clone>(from: &[T], chance: usize) -> T {
    from[chance * from.len() / 100].clone()
}
