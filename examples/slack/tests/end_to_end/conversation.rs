//! People and the bot talk.

use botpress_local::{EchoBot, Handling, SilentBot, bot_fn};
use serde_json::json;
use slack_workspace::{Happening, Outcome};

use crate::support::{ADA, BOT, GENERAL, delivered, event, incoming, messages_in, people, soon, stage};

#[tokio::test]
async fn a_direct_message_is_answered_where_it_was_written() {
    let stage = stage(EchoBot::new().prefix("you said: ")).await;
    let slack = &stage.workspace;
    let direct = slack.direct_message(ADA).unwrap();
    let mut happenings = slack.happenings();

    let said = slack.say(ADA, &direct, "1 < 2 & so on").unwrap();
    let answer = soon(happenings.message(|message| message.user == BOT)).await;
    assert_eq!(answer.text, "you said: 1 &lt; 2 &amp; so on", "the bot's text is escaped");
    assert_eq!((&answer.channel, &answer.thread_ts), (&direct, &None));

    let incoming = incoming(&stage).await;
    assert_eq!(incoming.payload["text"], "1 < 2 & so on", "the person's text is unescaped");
    assert_eq!(incoming.tags["slack:ts"], said.ts);
    assert_eq!(incoming.tags["slack:userId"], ADA);
    assert_eq!(incoming.tags["slack:channelId"], direct);
    let conversations = stage.botpress.conversations().await.unwrap();
    assert_eq!(conversations.len(), 1);
    assert_eq!((conversations[0].channel.as_str(), &conversations[0].tags["slack:id"]), ("dm", &direct));
}

#[tokio::test]
async fn people_have_the_names_and_pictures_they_have_in_slack() {
    let stage = stage(SilentBot).await;
    stage.workspace.say(ADA, GENERAL, "first").unwrap();
    stage.workspace.say(ADA, GENERAL, "second").unwrap();
    messages_in(&stage, 2).await;

    let users = stage.botpress.users().await.unwrap();
    let ada: Vec<_> = users.iter().filter(|user| user.tags.get("slack:id").is_some_and(|id| id == ADA)).collect();
    assert_eq!(ada.len(), 1);
    assert_eq!(ada[0].name.as_deref(), Some("Ada Lovelace"));
    assert_eq!(ada[0].picture_url.as_deref(), Some("https://example.com/ada.png"));
}

#[tokio::test]
async fn a_thread_is_a_conversation_of_its_own() {
    let stage = stage(EchoBot::new()).await;
    let slack = &stage.workspace;
    let mut happenings = slack.happenings();

    let root = slack.say(ADA, GENERAL, "outside").unwrap();
    let outside = soon(happenings.message(|message| message.user == BOT)).await;
    assert_eq!((outside.text.as_str(), outside.thread_ts), ("outside", None));

    slack.reply_in_thread(ADA, &root, &format!("inside, <@{BOT}>")).unwrap();
    let inside = soon(happenings.message(|message| message.user == BOT)).await;
    assert_eq!(inside.thread_ts, Some(root.ts.clone()));

    let conversations = stage.botpress.conversations().await.unwrap();
    let thread = conversations.iter().find(|conversation| conversation.channel == "thread").unwrap();
    assert_eq!(thread.tags["slack:thread"], root.ts);
    assert_eq!(thread.tags["slack:isBotReplyThread"], "true");
    let messages = stage.botpress.messages(thread.id.as_str()).await.unwrap();
    assert_eq!(messages[0].tags["slack:mentionsBot"], "true");
}

#[tokio::test]
async fn an_event_that_slack_sends_twice_is_heard_once() {
    let stage = stage(EchoBot::new()).await;
    let slack = &stage.workspace;
    let (mut happenings, mut answers) = (slack.happenings(), slack.happenings());

    slack.say(ADA, GENERAL, "once").unwrap();
    let first = soon(happenings.delivery("message")).await;
    let again = slack.deliver_again(&first.event_id).await.unwrap();
    assert!(again.outcome.is_taken());
    soon(answers.message(|message| message.user == BOT && message.text == "once")).await;

    slack.say(ADA, GENERAL, "twice").unwrap();
    soon(answers.message(|message| message.user == BOT && message.text == "twice")).await;
    messages_in(&stage, 2).await;
    let texts: Vec<_> = slack.messages(GENERAL).into_iter().map(|message| message.text).collect();
    let count = |text: &str| texts.iter().filter(|other| *other == text).count();
    assert_eq!((count("once"), count("twice")), (2, 2), "each is said by Ada and by the bot: {texts:?}");
}

#[tokio::test]
async fn what_is_not_signed_by_slack_is_refused_and_not_sent_again() {
    let stage = stage(SilentBot).await;
    let forger = people().signing_secret("guessed").start().await.unwrap();
    forger.set_events_url(&stage.installed.webhook_url).await.unwrap();
    let mut happenings = forger.happenings();

    forger.say(ADA, GENERAL, "I am not Slack").unwrap();
    let delivery = soon(happenings.delivery("message")).await;
    assert_eq!(delivery.outcome, Outcome::Answered { status: 401, no_retry: true });
    assert!(stage.botpress.conversations().await.unwrap().is_empty());
}

#[tokio::test]
async fn reactions_reach_the_bot_with_message_and_user() {
    let stage = stage(EchoBot::new()).await;
    let slack = &stage.workspace;
    let said = slack.say(ADA, GENERAL, "hello").unwrap();
    delivered(&stage).await;
    let message = incoming(&stage).await;
    let answer = slack.messages(GENERAL).pop().unwrap();

    slack.react(ADA, &answer, "tada").unwrap();
    let added = event(&stage, "slack:reactionAdded").await;
    assert_eq!(added.payload["reaction"], "tada");
    assert_eq!(added.payload["targets"]["channel"], json!({ "id": GENERAL }));
    assert_eq!(added.payload["targets"]["thread"], json!({ "id": GENERAL, "thread": answer.ts }));
    assert_eq!(added.payload["targets"]["dm"], json!({ "id": ADA }));
    assert_eq!(added.conversation_id.as_ref(), Some(&message.conversation_id));
    assert_eq!(added.user_id.as_ref(), Some(&message.user_id));
    assert!(added.message_id.is_some_and(|id| id != message.id), "it is the bot's message");

    slack.react(ADA, &said, "eyes").unwrap();
    slack.unreact(ADA, &said, "eyes").unwrap();
    let removed = event(&stage, "slack:reactionRemoved").await;
    assert_eq!(removed.payload["reaction"], "eyes");
    assert_eq!(removed.message_id.as_ref(), Some(&message.id));
}

#[tokio::test]
async fn the_bot_reacts_through_the_action_and_does_not_hear_of_it() {
    let stage = stage(bot_fn(|cx, message| async move {
        let input = json!({ "messageId": message.id, "name": ":eyes:" });
        cx.call_action("slack:addReaction", input.clone()).await?;
        // It is there already, which is as good as adding it.
        cx.call_action("slack:addReaction", input).await?;
        cx.say("seen").await?;
        Ok(Handling::Processed)
    }))
    .await;
    let slack = &stage.workspace;
    let mut happenings = slack.happenings();

    slack.say(ADA, GENERAL, "look").unwrap();
    soon(happenings.message(|message| message.user == BOT)).await;
    let look = &slack.messages(GENERAL)[0];
    assert_eq!((look.reactions[0].name.as_str(), &look.reactions[0].users[..]), ("eyes", &[BOT.to_owned()][..]));

    // Ada's reaction comes after the bot's: had the bot's been passed on, it would be first.
    slack.react(ADA, look, "heart").unwrap();
    assert_eq!(event(&stage, "slack:reactionAdded").await.payload["reaction"], "heart");
}

#[tokio::test]
async fn a_reaction_to_a_click_is_one_to_the_message_that_was_clicked() {
    let stage = stage(bot_fn(|cx, message| async move {
        if message.payload["text"] == "yes" {
            cx.call_action("slack:addReaction", json!({ "messageId": message.id, "name": "tada" })).await?;
        } else {
            let options = json!([{ "label": "Yes", "value": "yes" }]);
            cx.send("choice", json!({ "text": "Coming?", "options": options })).await?;
        }
        Ok(Handling::Processed)
    }))
    .await;
    let slack = &stage.workspace;
    let mut happenings = slack.happenings();
    slack.say(ADA, GENERAL, "lunch").unwrap();
    let question = soon(happenings.message(|message| message.user == BOT)).await;
    slack.click(ADA, &question, "Yes").unwrap();
    let reacted = |happening| match happening {
        Happening::ReactionAdded { message, .. } => Some(message.ts),
        _ => None,
    };
    assert_eq!(soon(happenings.find(reacted)).await, question.ts);
}

#[tokio::test]
async fn a_picture_is_shown_with_its_title() {
    let stage = stage(bot_fn(|cx, _| async move {
        cx.send("image", json!({ "imageUrl": "https://example.com/otter.png", "title": "An otter" })).await?;
        Ok(Handling::Processed)
    }))
    .await;
    let mut happenings = stage.workspace.happenings();

    stage.workspace.say(ADA, GENERAL, "show me").unwrap();
    let picture = soon(happenings.message(|message| message.user == BOT)).await;
    assert_eq!(picture.text, "An otter", "notifications show the title");
    assert_eq!(picture.blocks[0]["image_url"], "https://example.com/otter.png");
    assert_eq!(picture.blocks[0]["alt_text"], "An otter");
}
