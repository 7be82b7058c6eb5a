//! Slack without a public address: the binary as it is started for it.

use std::{process::Stdio, time::Duration};

use botpress_local::{Bot, EchoBot, Handling, LocalBotpress, SilentBot, bot_fn};
use botpress_sdk::{Host as _, client::Http};
use serde_json::{Value, json};
use slack_workspace::{Happening, Happenings, Outcome, SocketEnd};
use tokio::{
    io::{AsyncBufReadExt as _, AsyncReadExt as _, BufReader},
    process::{Child, Command},
};

use crate::support::{ADA, BOT, GENERAL, Stage, event, people, soon};

#[tokio::test]
async fn messages_clicks_and_commands_come_through_and_are_acknowledged() {
    let (stage, _served) = connected(people(), drinks()).await;
    let slack = &stage.workspace;
    let (mut happenings, mut deliveries) = (slack.happenings(), slack.happenings());

    slack.say(ADA, GENERAL, "I am thirsty").unwrap();
    let question = soon(happenings.message(|message| message.user == BOT)).await;
    assert_eq!(soon(deliveries.delivery("message")).await.outcome, Outcome::Acknowledged);

    slack.click(ADA, &question, "Tea").unwrap();
    soon(happenings.message(|message| message.text == "Here it is.")).await;
    assert_eq!(soon(deliveries.delivery("block_actions")).await.outcome, Outcome::Acknowledged);

    slack.command(ADA, GENERAL, "/weather", "in Oslo & Rome").unwrap();
    assert_eq!(event(&stage, "slack:slashCommandUsed").await.payload["text"], "in Oslo & Rome");
    assert_eq!(soon(deliveries.delivery("/weather")).await.outcome, Outcome::Acknowledged);
}

#[tokio::test]
async fn a_connection_that_slack_is_about_to_end_works_until_another_has_taken_its_place() {
    let (stage, _served) = connected(people(), EchoBot::new()).await;
    let mut happenings = stage.workspace.happenings();
    stage.workspace.end_sockets(SocketEnd::Warned);
    soon(opened(&mut happenings)).await;
    assert_eq!(stage.workspace.open_sockets(), 2);
    // They take turns.
    for text in ["through one", "through the other"] {
        answers(&stage, text).await;
    }
}

#[tokio::test]
async fn a_connection_that_has_ended_is_opened_again() {
    let (stage, _served) = connected(people(), EchoBot::new()).await;
    for end in [SocketEnd::Refreshed, SocketEnd::Dropped] {
        let mut happenings = stage.workspace.happenings();
        stage.workspace.end_sockets(end);
        soon(opened(&mut happenings)).await;
        answers(&stage, &format!("still there after {end:?}?")).await;
    }
}

#[tokio::test]
async fn a_connection_through_which_nothing_comes_any_more_is_given_up() {
    let (stage, _served) = connected(people(), EchoBot::new()).await;
    let mut happenings = stage.workspace.happenings();
    stage.workspace.end_sockets(SocketEnd::Silenced);
    // It is asked after 5 s, and may take 3 s to answer.
    tokio::time::timeout(Duration::from_secs(30), opened(&mut happenings)).await.expect("it is not given up");
    answers(&stage, "still there?").await;
}

#[tokio::test]
async fn what_the_webhook_does_not_take_comes_again() {
    let retries = [1, 5, 10].map(Duration::from_secs);
    let people = people().answer_within(Duration::from_secs(1)).retry_delays(retries);
    let (stage, served) = connected(people, EchoBot::new()).await;
    let mut happenings = stage.workspace.happenings();
    stage.botpress.move_to("slack", "http://127.0.0.1:9").await.unwrap();
    stage.workspace.say(ADA, GENERAL, "is it lost?").unwrap();
    assert_eq!(soon(happenings.delivery("message")).await.outcome, Outcome::TimedOut);
    stage.botpress.move_to("slack", &*served.url).await.unwrap();
    soon(happenings.message(|message| message.user == BOT && message.text == "is it lost?")).await;
}

#[tokio::test]
async fn a_token_that_slack_does_not_take_ends_it_with_what_to_do() {
    let workspace = people().start().await.unwrap();
    let (bot_token, made) =
        (workspace.bot_token().to_owned(), "make an app-level token with the scope connections:write");
    let stage = Stage::prepare(workspace, LocalBotpress::builder().bot(SilentBot), &[]).await.unwrap();
    for (token, sentence) in [
        ("", "SLACK_APP_TOKEN is not set"),
        ("xapp-wrong", "Slack does not take SLACK_APP_TOKEN (invalid_auth)"),
        (&*bot_token, "Slack does not take SLACK_APP_TOKEN (not_allowed_token_type)"),
    ] {
        let (code, said) = soon(Served::spawn(&stage, token).ended()).await;
        assert_eq!(code, Some(2), "{said}");
        assert!(said.starts_with(&format!("error: `--socket-mode`: {sentence}: {made}")), "{said}");
    }
}

#[tokio::test]
async fn turning_socket_mode_off_ends_it_with_what_to_do() {
    let (stage, served) = connected(people(), SilentBot).await;
    stage.workspace.end_sockets(SocketEnd::Disabled);
    let (code, said) = soon(served.ended()).await;
    assert_eq!(code, Some(2), "{said}");
    assert!(said.contains("turn it on again on the app's page, under Socket Mode"), "{said}");
}

#[tokio::test]
async fn the_manifest_makes_an_app_that_needs_no_address() {
    let printed = Command::new(env!("CARGO_BIN_EXE_slack")).arg("manifest").output().await.unwrap();
    let manifest = String::from_utf8(printed.stdout).unwrap();
    assert!(!manifest.contains("url"), "{manifest}");
    let workspace = people().start().await.unwrap();
    let (token, _) = workspace.configuration_tokens(ADA).unwrap();
    let stage = Stage::prepare(workspace, LocalBotpress::builder().bot(SilentBot), &[]).await.unwrap();
    let create = Http::new(stage.host.clone()).post(format!("{}/apps.manifest.create", stage.workspace.api_url()));
    let created: Value = create.bearer(&token).form([("manifest", &*manifest)]).await.unwrap().json().await.unwrap();
    assert_eq!(created["ok"], true, "{created}");
    let app = stage.workspace.apps().into_iter().find(|app| app.name == "Botpress").unwrap();
    // A direct message can be opened, as the messages tab is turned on.
    stage.workspace.direct_message_with(ADA, &app.id).unwrap();
}

/// Asks what one would like, and brings it.
fn drinks() -> impl Bot {
    bot_fn(|cx, message| async move {
        let options = json!([{ "label": "Tea", "value": "tea" }]);
        match message.payload["text"].as_str() {
            Some("tea") => cx.say("Here it is.").await?,
            _ => cx.send("choice", json!({ "text": "What would you like?", "options": options })).await?,
        };
        Ok(Handling::Processed)
    })
}

/// Waits for the bot's answer to a message of Ada's.
async fn answers(stage: &Stage, text: &str) {
    let mut happenings = stage.workspace.happenings();
    stage.workspace.say(ADA, GENERAL, text).unwrap();
    soon(happenings.message(|message| message.user == BOT && message.text == text)).await;
}

async fn opened(happenings: &mut Happenings) {
    happenings.find(|happening| matches!(happening, Happening::SocketOpened { .. }).then_some(())).await;
}

/// A workspace that reaches the integration through a connection only; the environment has both tokens.
async fn connected(people: slack_workspace::Builder, bot: impl Bot) -> (Stage, Served) {
    let workspace = people.start().await.unwrap();
    let (app_token, mut happenings) = (workspace.app().app_token, workspace.happenings());
    let mut stage = Stage::prepare(workspace, LocalBotpress::builder().bot(bot), &[]).await.unwrap();
    let mut served = Served::spawn(&stage, &app_token);
    served.listens().await;
    soon(opened(&mut happenings)).await;
    stage.integration_url.clone_from(&served.url);
    stage.configure(json!({})).await.unwrap();
    (stage, served)
}

/// `slack serve --socket-mode`; killed when dropped.
struct Served {
    process: Child,
    url: String,
}

impl Served {
    fn spawn(stage: &Stage, app_token: &str) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_slack"));
        command.args(["serve", "--port", "0", "--socket-mode"]).env("SLACK_APP_TOKEN", app_token);
        command.env("SLACK_BOT_TOKEN", stage.workspace.bot_token());
        for name in ENVIRONMENT {
            command.env(name, stage.host.env(name).unwrap_or_default());
        }
        command.stdout(Stdio::piped()).stderr(Stdio::piped()).kill_on_drop(true);
        Self { process: command.spawn().unwrap(), url: String::new() }
    }

    /// Waits until it listens.
    async fn listens(&mut self) {
        let mut line = String::new();
        soon(BufReader::new(self.process.stdout.take().unwrap()).read_line(&mut line)).await.unwrap();
        let port = line.trim().strip_prefix("Listening on port ").expect(&line);
        self.url = format!("http://127.0.0.1:{port}");
    }

    /// Waits until it has ended; answers its exit code and what it complained of.
    async fn ended(mut self) -> (Option<i32>, String) {
        let mut said = String::new();
        self.process.stderr.take().unwrap().read_to_string(&mut said).await.unwrap();
        (self.process.wait().await.unwrap().code(), said)
    }
}

/// What the integration's environment has in common with that of the stage.
const ENVIRONMENT: [&str; 9] = [
    "BP_API_URL",
    "BP_TOKEN",
    "BP_SIGNING_SECRETS",
    "BP_WEBHOOK_URL",
    "SECRET_CLIENT_ID",
    "SECRET_CLIENT_SECRET",
    "SECRET_SIGNING_SECRET",
    "SLACK_API_URL",
    "LOG_LEVEL",
];
