//! What the bot writes bit by bit, and what it changes after it has said it.

use std::time::Duration;

use botpress_local::{Happening as InBotpress, LocalBotpress, SilentBot};
use botpress_sdk::{
    client::Http,
    http::{Method, StatusCode},
};
use serde_json::{Value, json};
use slack_workspace::{Failure, Happening, Happenings, ManualClock, Message, Workspace};

use crate::{
    proxy::Proxy,
    stage::Process,
    support::{ADA, BOT, GENERAL, Stage, people, soon},
};

#[tokio::test]
async fn an_answer_in_a_thread_grows_while_the_bot_writes_it() {
    let mut thread = Thread::begin(people()).await;
    let id = thread.write("Once").await;
    thread.shows("Once").await;
    thread.go_on(&id, "Once **up").await;
    thread.shows("Once **up").await;
    thread.end(&id, "Once **upon** a time, <@U1ADA>").await;
    let finished = thread.shows("Once *upon* a time, <@U1ADA>").await;

    assert!(!finished.is_streaming);
    assert_eq!(finished.thread_ts.as_ref(), Some(&thread.root.ts));
    assert_eq!(thread.answers(), 1);
    let slack = &thread.stage.workspace;
    let started = &slack.calls("chat.startStream")[0];
    let reader = (&started["recipient_user_id"], &started["recipient_team_id"]);
    assert_eq!(reader, (&json!(ADA), &json!("T0WORKSPACE")));
    assert_eq!(thread.added(), ["Once", " **up"], "each piece once");
    thread.settled(&id).await;
}

#[tokio::test]
async fn an_answer_in_an_assistants_thread_grows_as_well() {
    let mut thread = Thread::of(people(), |slack| {
        let root = slack.begin_assistant_thread(ADA, None).unwrap();
        slack.reply_in_thread(ADA, &root, "how does it begin?").unwrap();
        root
    })
    .await;
    let id = thread.write("Once").await;
    assert!(thread.shows("Once").await.is_streaming);
    thread.end(&id, "Once **upon** a time").await;
    let finished = thread.shows("Once *upon* a time").await;
    assert_eq!((finished.thread_ts.as_ref(), finished.channel), (Some(&thread.root.ts), thread.root.channel.clone()));
    assert_eq!(thread.answers(), 1);
}

#[tokio::test]
async fn a_stream_waits_as_long_as_slack_wants_to_be_left_alone() {
    let mut thread = Thread::begin(people()).await;
    let id = thread.write("one").await;
    thread.shows("one").await;
    let busy = Failure::RateLimited { retry_after: Duration::from_secs(1) };
    let _ = thread.stage.workspace.fail("chat.appendStream", busy);
    thread.go_on(&id, "one two").await;
    assert!(thread.shows("one two").await.is_streaming);
    thread.end(&id, "one two three").await;
    thread.shows("one two three").await;
}

#[tokio::test]
async fn an_answer_grows_whichever_process_is_asked() {
    let mut thread = Thread::begin(people()).await;
    let second = Process::start(thread.stage.host.clone()).await.unwrap();
    let both = Proxy::to([thread.stage.integration_url.clone(), second.url.clone()]).await;
    thread.stage.botpress.move_to("slack", both.url()).await.unwrap();
    let id = thread.write("one").await;
    thread.shows("one").await;
    for text in ["one two", "one two three", "one two three four"] {
        thread.go_on(&id, text).await;
        assert!(thread.shows(text).await.is_streaming);
    }
    thread.end(&id, "one two three four five").await;
    thread.shows("one two three four five").await;
    assert_eq!(thread.added(), ["one", " two", " three", " four"]);
}

#[tokio::test]
async fn a_bot_that_writes_faster_than_slack_listens_is_not_waited_for() {
    let mut thread = Thread::begin(people()).await;
    let slow = Failure::Slow(Duration::from_millis(50));
    let _ = thread.stage.workspace.fail("chat.appendStream", slow).always();
    let numbers: Vec<_> = (1..=40).map(|number: u32| number.to_string()).collect();
    let id = thread.write("1").await;
    for count in 2..40 {
        thread.go_on(&id, &numbers[..count].join(" ")).await;
    }
    thread.end(&id, &numbers.join(" ")).await;
    thread.shows(&numbers.join(" ")).await;
    let added = thread.added();
    assert!(numbers.join(" ").starts_with(&added.concat()), "nothing twice, and nothing left out: {added:?}");
    assert!(added.len() < 38, "what has come meanwhile is added at once");
    assert_eq!(thread.answers(), 1);
}

#[tokio::test]
async fn nobody_is_notified_by_what_is_not_finished() {
    let mut thread = Thread::begin(people()).await;
    let id = thread.write("hello <").await;
    thread.shows("hello ").await;
    thread.go_on(&id, "hello <!channel> `<@U1ADA>` <").await;
    thread.shows("hello &lt;!channel> `&lt;@U1ADA>` ").await;
    thread.end(&id, "hello \\<!channel> `<@U1ADA>`").await;
    thread.shows("hello &lt;!channel&gt; `&lt;@U1ADA&gt;`").await;
}

#[tokio::test]
async fn an_answer_that_begins_anew_is_shown_as_it_is_now() {
    let mut thread = Thread::begin(people()).await;
    let id = thread.write("The answer is 41").await;
    thread.shows("The answer is 41").await;
    thread.go_on(&id, "Let me think again").await;
    let anew = thread.shows("Let me think again").await;
    assert!(!anew.is_streaming, "a stream can only go on");
    thread.go_on(&id, "Let me think again: *42*").await;
    thread.shows("Let me think again: _42_").await;
    thread.end(&id, "It is 42").await;
    thread.shows("It is 42").await;
    assert_eq!(thread.answers(), 1);
}

#[tokio::test]
async fn an_answer_that_takes_longer_than_a_stream_is_finished_all_the_same() {
    let clock = ManualClock::now();
    let mut thread = Thread::begin(people().clock(clock.clone())).await;
    let id = thread.write("Wait").await;
    thread.shows("Wait").await;
    clock.advance(Duration::from_secs(301));
    thread.go_on(&id, "Wait a").await;
    thread.shows("Wait a").await;
    thread.end(&id, "Wait a minute").await;
    assert!(!thread.shows("Wait a minute").await.is_streaming);
    assert_eq!(thread.answers(), 1);
}

#[tokio::test]
async fn a_piece_whose_answer_was_lost_is_not_added_again() {
    let mut thread = Thread::begin(people()).await;
    let id = thread.write("one").await;
    thread.shows("one").await;
    let _ = thread.stage.workspace.fail("chat.appendStream", Failure::AnswerLost);
    thread.go_on(&id, "one two").await;
    thread.shows("one two").await;
    thread.end(&id, "one two three").await;
    thread.shows("one two three").await;
    assert_eq!(thread.answers(), 1);
    assert_eq!(thread.stage.workspace.calls("chat.appendStream").len(), 2, "what may be out is not sent again");
}

#[tokio::test]
async fn a_stream_that_began_without_anybody_learning_of_it_is_found() {
    let mut thread = Thread::begin(people()).await;
    let _ = thread.stage.workspace.fail("chat.startStream", Failure::AnswerLost);
    let id = thread.write("once").await;
    thread.shows("once").await;
    thread.end(&id, "once only").await;
    thread.shows("once only").await;
    assert_eq!(thread.answers(), 1);
    assert_eq!(thread.stage.workspace.calls("chat.startStream").len(), 1);
}

#[tokio::test]
async fn where_slack_has_no_streams_the_message_is_posted_and_changed() {
    let mut thread = Thread::begin(people()).await;
    let refused = Failure::Refused("channel_type_not_supported".to_owned());
    let _ = thread.stage.workspace.fail("chat.startStream", refused);
    let id = thread.write("").await;
    thread.shows("…").await;
    thread.go_on(&id, "One").await;
    thread.shows("One").await;
    thread.end(&id, "One *two*").await;
    thread.shows("One _two_").await;
    assert_eq!(thread.answers(), 1);
    thread.settled(&id).await;
}

#[tokio::test]
async fn outside_of_threads_the_message_is_posted_and_changed() {
    let mut channel = Thread::outside(people()).await;
    let id = channel.write("One").await;
    channel.shows("One").await;
    channel.end(&id, "One, two").await;
    channel.shows("One, two").await;
    assert_eq!(channel.answers(), 1);
    assert!(channel.stage.workspace.calls("chat.startStream").is_empty());
}

#[tokio::test]
async fn an_answer_that_got_long_is_finished_in_several_messages() {
    let mut thread = Thread::begin(people()).await;
    let id = thread.write("It began").await;
    thread.shows("It began").await;
    let paragraph = |word: &str| format!("{} {word}", "so ".repeat(1200));
    thread.end(&id, &[paragraph("one"), paragraph("two")].join("\n\n")).await;
    let last = thread.shows(&paragraph("two")).await;
    assert_eq!(thread.answers(), 2);
    assert_eq!(thread.settled(&id).await["slack:ts"], last.ts, "answers come below the last one");
}

#[tokio::test]
async fn of_a_message_of_several_parts_each_is_changed_added_or_deleted() {
    let mut channel = Thread::outside(people()).await;
    let paragraphs = |words: &[&str]| {
        let paragraph = |word: &&str| format!("{} {word}", "so ".repeat(1200));
        words.iter().map(paragraph).collect::<Vec<_>>().join("\n\n")
    };
    let id = channel.say(json!({ "text": paragraphs(&["one", "two", "three"]) })).await;
    channel.shows(&paragraphs(&["three"])).await;
    let before = channel.shown();

    channel.end(&id, &paragraphs(&["1", "2"])).await;
    assert_eq!(channel.settled(&id).await["slack:ts"], before[1].ts);
    let texts = |shown: &[Message]| shown.iter().map(|message| message.text.clone()).collect::<Vec<_>>();
    assert_eq!(texts(&channel.shown()), [paragraphs(&["1"]), paragraphs(&["2"])]);

    channel.end(&id, &paragraphs(&["I", "II", "III"])).await;
    let tags = channel.settled(&id).await;
    assert_eq!(tags["slack:ts"], channel.shown()[2].ts);
    assert_eq!(texts(&channel.shown()), [paragraphs(&["I"]), paragraphs(&["II"]), paragraphs(&["III"])]);

    channel.end(&id, "done").await;
    assert_eq!(channel.settled(&id).await["slack:ts"], before[0].ts);
    assert_eq!(texts(&channel.shown()), ["done"]);
}

#[tokio::test]
async fn a_part_that_came_to_be_is_posted_once_though_its_answer_was_lost() {
    let mut channel = Thread::outside(people()).await;
    let id = channel.say(json!({ "text": "short" })).await;
    channel.shows("short").await;
    let _ = channel.stage.workspace.fail("chat.postMessage", Failure::AnswerLost);
    let paragraphs = ["one", "two"].map(|word| format!("{} {word}", "so ".repeat(1200)));
    channel.end(&id, &paragraphs.join("\n\n")).await;
    let tags = channel.settled(&id).await;
    let shown = channel.shown();
    assert_eq!(shown.iter().map(|message| &message.text).collect::<Vec<_>>(), [&paragraphs[0], &paragraphs[1]]);
    assert_eq!(tags["slack:ts"], shown[1].ts);
}

/// A conversation in which the test is the bot.
struct Thread {
    stage: Stage,
    happenings: Happenings,
    root: Message,
    conversation: String,
    /// How often the bot has changed something.
    changes: usize,
}

impl Thread {
    /// Ada asks something in a thread.
    async fn begin(workspace: slack_workspace::Builder) -> Self {
        Self::of(workspace, |slack| {
            let root = slack.say(ADA, GENERAL, "listen").unwrap();
            slack.reply_in_thread(ADA, &root, "how does it begin?").unwrap();
            root
        })
        .await
    }

    /// Ada asks something in the channel.
    async fn outside(workspace: slack_workspace::Builder) -> Self {
        Self::of(workspace, |slack| slack.say(ADA, GENERAL, "how does it begin?").unwrap()).await
    }

    /// Ada says something last where the bot is to answer.
    async fn of(workspace: slack_workspace::Builder, ask: impl FnOnce(&Workspace) -> Message) -> Self {
        let workspace = workspace.uninstalled().token_rotation().start().await.unwrap();
        let botpress = LocalBotpress::builder().bot(SilentBot).retry_after(Duration::from_millis(10));
        let mut stage = Stage::prepare(workspace, botpress, &[]).await.unwrap();
        stage.connect("default", ADA).await.unwrap();
        stage.configure(json!({})).await.unwrap();
        stage.workspace.set_events_url(&stage.installed.webhook_url).await.unwrap();
        let happenings = stage.workspace.happenings();
        let root = ask(&stage.workspace);
        let asked = |happening: &InBotpress| match happening {
            InBotpress::MessageIn(message) => message.payload["text"] == "how does it begin?",
            _ => false,
        };
        let InBotpress::MessageIn(asked) = stage.botpress.wait_for(asked).await.unwrap() else { panic!() };
        Self { stage, happenings, root, conversation: asked.conversation_id.to_string(), changes: 0 }
    }

    /// The bot begins to write.
    async fn write(&self, text: &str) -> String {
        self.say(json!({ "text": text, "streaming": true })).await
    }

    async fn go_on(&mut self, id: &str, text: &str) {
        self.change(id, json!({ "text": text, "streaming": true })).await;
    }

    async fn end(&mut self, id: &str, text: &str) {
        self.change(id, json!({ "text": text })).await;
    }

    async fn say(&self, payload: Value) -> String {
        let message = json!({
            "conversationId": self.conversation, "userId": self.stage.botpress.bot_id(), "type": "text", "tags": {}, "payload": payload,
        });
        let said = self.call(Method::POST, "", &message).await;
        said["message"]["id"].as_str().unwrap().to_owned()
    }

    async fn change(&mut self, id: &str, payload: Value) {
        self.changes += 1;
        self.call(Method::PUT, &format!("/{id}"), &json!({ "payload": payload })).await;
    }

    async fn call(&self, method: Method, path: &str, body: &Value) -> Value {
        let url = format!("{}/v1/chat/messages{path}", self.stage.botpress.api_url());
        let request = Http::new(self.stage.host.clone()).request(method, url);
        let request = request.bearer(self.stage.botpress.bot_token()).header("x-bot-id", self.stage.botpress.bot_id());
        request.json(body).await.unwrap().error_for_status().unwrap().json().await.unwrap()
    }

    /// Waits until a message of the bot says this.
    async fn shows(&mut self, text: &str) -> Message {
        let says = |happening| match happening {
            Happening::MessagePosted(message) | Happening::MessageChanged { message, .. } => {
                (message.user == BOT && message.text == text).then_some(message)
            }
            _ => None,
        };
        soon(self.happenings.find(says)).await
    }

    /// Waits until the integration is done with all changes, and answers the message's tags.
    async fn settled(&self, id: &str) -> Value {
        let mut left = self.changes;
        let done = |happening: &InBotpress| {
            let InBotpress::OperationCalled { operation, status: Some(StatusCode::OK), .. } = happening else {
                return false;
            };
            left -= usize::from(operation == "message_updated");
            left == 0
        };
        self.stage.botpress.wait_for(done).await.unwrap();
        let messages = self.stage.botpress.messages(&self.conversation).await.unwrap();
        let message = messages.into_iter().find(|message| message.id.as_str() == id).unwrap();
        assert!(!message.tags.contains_key("slack:streamed"), "no stream is open any more");
        json!(message.tags)
    }

    /// What there is of the bot.
    fn shown(&self) -> Vec<Message> {
        let messages = self.stage.workspace.messages(&self.root.channel).into_iter();
        messages.filter(|message| message.user == BOT && message.ts != self.root.ts).collect()
    }

    /// What was added to streams.
    fn added(&self) -> Vec<String> {
        let calls = self.stage.workspace.calls("chat.appendStream");
        calls.iter().map(|call| call["markdown_text"].as_str().unwrap().to_owned()).collect()
    }

    fn answers(&self) -> usize {
        self.shown().len()
    }
}
