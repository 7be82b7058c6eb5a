//! Two processes of the integration, in front of one Botpress.

use std::collections::BTreeSet;

use botpress_local::{Happening, SilentBot};
use slack_workspace::{Tab, User};

use crate::{
    proxy::Proxy,
    stage::Process,
    support::{ADA, GENERAL, Stage, messages_in, people, soon},
};

/// What is told of by events, each of which happens once.
const EVENTS: [&str; 10] = [
    "slack:appHomeOpened",
    "slack:memberJoinedChannel",
    "slack:memberJoinedWorkspace",
    "slack:memberLeftChannel",
    "slack:messageChanged",
    "slack:messageDeleted",
    "slack:reactionAdded",
    "slack:reactionRemoved",
    "slack:shortcutUsed",
    "slack:slashCommandUsed",
];

/// Slack repeats what it saw no answer to, and the repetition may reach another process while the first is still at it.
#[tokio::test]
async fn what_reaches_two_processes_at_the_same_time_reaches_the_bot_once() {
    const GRACE: &str = "U2GRACE";
    let workspace = people().person(User::new(GRACE, "Grace Hopper")).uninstalled().token_rotation();
    let stage = Stage::set(workspace.start().await.unwrap(), SilentBot, ADA).await.unwrap();
    let (one, two) =
        (Process::start(stage.host.clone()).await.unwrap(), Process::start(stage.host.clone()).await.unwrap());
    let both = Proxy::to_each([one.url.clone(), two.url.clone()]).await;
    stage.botpress.move_to("slack", both.url()).await.unwrap();

    let slack = &stage.workspace;
    let said = slack.say(ADA, GENERAL, "hello").unwrap();
    let reply = slack.reply_in_thread(ADA, &said, "and more").unwrap();
    let direct = slack.direct_message(ADA).unwrap();
    slack.say(ADA, &direct, "to the bot alone").unwrap();
    messages_in(&stage, 3).await;
    slack.react(ADA, &said, "tada").unwrap();
    slack.unreact(ADA, &said, "tada").unwrap();
    slack.edit(ADA, &said, "hello all").unwrap();
    slack.delete(ADA, &reply).unwrap();
    slack.leave(GRACE, GENERAL).unwrap();
    slack.join(GRACE, GENERAL).unwrap();
    slack.welcome(User::new("U3", "Kay"));
    slack.open_home(ADA, Tab::Messages).unwrap();
    slack.command(ADA, GENERAL, "/remind", "me").unwrap();
    slack.shortcut(ADA, "new-task").unwrap();
    let mut told = BTreeSet::new();
    let all = |happening: &Happening| {
        if let Happening::EventCreated(event) = happening {
            told.insert(event.kind.clone());
        }
        told.len() == EVENTS.len()
    };
    soon(stage.botpress.wait_for(all)).await.unwrap();

    // They finish what they do: whatever comes of it, comes now.
    one.stop().await;
    two.stop().await;
    let mut told: Vec<_> = stage.botpress.events().await.unwrap().into_iter().map(|event| event.kind).collect();
    told.sort();
    assert_eq!(told, [["message_created"; 3].as_slice(), &EVENTS].concat());
    let mut texts = Vec::new();
    for conversation in stage.botpress.conversations().await.unwrap() {
        let messages = stage.botpress.messages(conversation.id.as_str()).await.unwrap();
        texts.extend(messages.into_iter().map(|message| message.payload["text"].as_str().unwrap().to_owned()));
    }
    texts.sort();
    assert_eq!(texts, ["and more", "hello all", "to the bot alone"]);
    let users = stage.botpress.users().await.unwrap();
    let people: BTreeSet<_> = users.iter().filter_map(|user| user.tags.get("slack:id")).collect();
    let known = users.iter().filter(|user| user.tags.contains_key("slack:id")).count();
    assert_eq!(people.len(), known, "nobody is there twice");
}
