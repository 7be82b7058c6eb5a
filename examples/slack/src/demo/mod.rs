//! A conversation between people in Slack and a bot in Botpress, on this machine and in the open.

mod bot;
mod show;
mod stage;

use std::{error::Error, io::IsTerminal as _, pin::pin, process::ExitCode};

use slack_workspace::{User, Workspace};
use tokio::sync::mpsc;

use self::{
    bot::DemoBot,
    show::{Show, Step},
    stage::Stage,
};

const ADA: &str = "U1ADA";
const GRACE: &str = "U2GRACE";
const GENERAL: &str = "C1GENERAL";

/// Runs the demonstration. `--once` ends it after the round trip, with a failure when a step of it did not happen.
pub(crate) fn run(arguments: Vec<String>) -> ExitCode {
    let once = match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        [] => false,
        ["--once"] => true,
        _ => return show::fail(format!("`demo` takes `--once` and nothing else, not `{}`", arguments.join(" ")), 2),
    };
    let played = tokio::runtime::Runtime::new().map_err(Into::into).and_then(|runtime| runtime.block_on(play(once)));
    match played {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => show::fail(error, 1),
    }
}

async fn play(once: bool) -> Result<(), Box<dyn Error>> {
    let workspace = Workspace::builder()
        .person(User::new(ADA, "Ada Lovelace").picture("https://example.com/ada.png"))
        .user(GRACE, "Grace Hopper")
        .channel(GENERAL, "general")
        .uninstalled()
        .token_rotation()
        .start()
        .await?;
    let stage = Stage::set(workspace, DemoBot, ADA).await?;
    let mut show = Show::of(&stage);
    show.title("Slack for Botpress, without account and network");
    show.facts(&[
        ("page of Slack", &stage.workspace.url()),
        ("page of Botpress", stage.botpress.page_url()),
        ("Slack, simulated", &stage.workspace.api_url()),
        ("Slack integration", &stage.integration_url),
        ("Botpress, local", stage.botpress.api_url()),
        ("webhook for Slack", &stage.installed.webhook_url),
    ]);

    converse(&stage, &mut show).await?;
    show.title("It works: every step above went through the real protocols, over sockets");
    if !once {
        stay(&stage, &mut show).await?;
    }
    stage.strike().await;
    Ok(())
}

/// The round trip. Fails at the first step that does not happen in time.
async fn converse(stage: &Stage, show: &mut Show<'_>) -> Result<(), Box<dyn Error>> {
    let slack = &stage.workspace;
    let bot = slack.bot().id;

    show.title("Ada writes to the bot");
    let direct = slack.direct_message(ADA)?;
    slack.say(ADA, &direct, "Hello! Does <anybody> hear me?")?;
    let answer = show.until("the bot's answer in Slack", |step| step.post_in(&direct, &bot)).await?;
    // From here on Botpress knows the answer by Slack's timestamp.
    show.until("the end of the delivery", Step::delivered).await?;

    show.title("Ada asks for a picture");
    slack.say(ADA, &direct, "Please show me a picture.")?;
    show.until("the picture in Slack", |step| step.post_in(&direct, &bot).filter(|post| !post.blocks.is_empty()))
        .await?;
    show.until("the end of the delivery", Step::delivered).await?;

    show.title("Grace mentions the bot in a thread");
    let question = slack.say(GRACE, GENERAL, "Who is coming to lunch?")?;
    show.until("the question in Botpress", Step::told).await?;
    slack.reply_in_thread(GRACE, &question, &format!("And you, <@{bot}>?"))?;
    let written = show
        .until("the bot's answer in the thread", |step| {
            step.post_in(GENERAL, &bot).filter(|post| post.thread_ts.as_ref() == Some(&question.ts))
        })
        .await?;
    show.until("the whole answer", |step| step.finished(&written.ts)).await?;

    show.title("Ada reacts to the answer, and the bot to that");
    slack.react(ADA, &answer, "tada")?;
    show.until("the event reactionAdded in Botpress", |step| step.event("slack:reactionAdded")).await?;
    show.until("the bot's reaction in Slack", |step| step.reaction_by(&bot)).await?;

    show.title("Ada takes her reaction back");
    slack.unreact(ADA, &answer, "tada")?;
    show.until("the event reactionRemoved in Botpress", |step| step.event("slack:reactionRemoved")).await?;
    Ok(())
}

/// Shows whatever happens until Ctrl-C. What is typed is written by Ada.
async fn stay(stage: &Stage, show: &mut Show<'_>) -> Result<(), Box<dyn Error>> {
    let direct = stage.workspace.direct_message(ADA)?;
    let mut lines = typed_lines();
    show.title("Type a line to write to the bot as Ada, or be anybody on the page of Slack; Ctrl-C stops");
    let mut shown = pin!(show.forever());
    loop {
        tokio::select! {
            () = &mut shown => {}
            Some(line) = lines.recv() => {
                // An empty line is nothing to say, and anything else can be said.
                let _said = stage.workspace.say(ADA, &direct, line.trim());
            }
            stopped = tokio::signal::ctrl_c() => return Ok(stopped?),
        }
    }
}

/// What is typed in a terminal; nothing, and never an end, when there is none.
fn typed_lines() -> mpsc::UnboundedReceiver<String> {
    let (sender, lines) = mpsc::unbounded_channel();
    if std::io::stdin().is_terminal() {
        // A thread, since a read cannot be given up: the process ends without waiting for it.
        std::thread::spawn(move || {
            std::io::stdin().lines().map_while(Result::ok).try_for_each(|line| sender.send(line))
        });
    }
    lines
}
