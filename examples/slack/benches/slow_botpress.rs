//! How long Slack waits for the answer to a webhook while each call of the Botpress API takes ten seconds, beside one that
//! answers at once: `cargo bench -p slack`.
//!
//! Slack gives up after three seconds. What is not done by then goes on, and nothing of it is lost.

#![allow(clippy::expect_used, clippy::unwrap_used, reason = "a benchmark may fail like a test")]
#![allow(clippy::print_stdout, reason = "a program that prints figures")]

#[path = "../tests/support/proxy.rs"]
mod proxy;
#[path = "../src/demo/stage.rs"]
#[allow(dead_code, reason = "the demonstration also tells where everything is")]
mod stage;

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use botpress_local::{Happening, LocalBotpress, SilentBot};
use botpress_sdk::NativeHost;
use serde_json::json;
use slack_workspace::{User, Workspace};
use tokio::time::{interval, timeout};

use self::{
    proxy::{Proxy, Trouble},
    stage::{Process, Stage, environment},
};

/// How long a call of the Botpress API takes.
const CALL: Duration = Duration::from_secs(10);
/// What people do, and how often.
const DEEDS: usize = 1_000;
const PACE: Duration = Duration::from_millis(20);
const CHANNELS: usize = 50;
const ADA: &str = "U0ADA";

#[tokio::main]
async fn main() {
    let workspace = Workspace::builder().person(User::new(ADA, "Ada")).uninstalled().token_rotation();
    let workspace =
        workspace.retry_delays([Duration::from_millis(200), Duration::from_secs(10), Duration::from_secs(30)]);
    let channels = (0..CHANNELS).map(channel);
    let workspace = channels.fold(workspace, |workspace, id| workspace.channel(&id, &id.to_lowercase()));
    let botpress = LocalBotpress::builder().bot(SilentBot);
    let mut stage = Stage::prepare(workspace.start().await.unwrap(), botpress, &[]).await.unwrap();
    stage.connect("default", ADA).await.unwrap();
    stage.configure(json!({})).await.unwrap();
    stage.workspace.set_events_url(&stage.installed.webhook_url).await.unwrap();

    let is_slow = Arc::new(AtomicBool::new(false));
    let slow = Arc::clone(&is_slow);
    let weather = move |_: &_, _: &_| slow.load(Ordering::Relaxed).then_some(Trouble::Late(CALL));
    let api = Proxy::with_weather([stage.botpress.api_url().to_owned()], weather).await;
    let host = NativeHost::new().with_env(environment(&stage.workspace, &stage.botpress));
    let process = Process::start(Arc::new(host.with_env([("BP_API_URL", api.url())]))).await.unwrap();
    stage.botpress.move_to("slack", &*process.url).await.unwrap();

    println!("{:<24} {:>9} {:>9} {:>9} {:>9}", "Botpress answers", "webhooks", "p50", "p99", "longest");
    measure(&stage, "at once").await;
    is_slow.store(true, Ordering::Relaxed);
    measure(&stage, &format!("after {} s", CALL.as_secs())).await;
    is_slow.store(false, Ordering::Relaxed);

    let wanted = 2 * DEEDS;
    println!("{} of {wanted} messages have reached the bot in the end", heard(&stage, wanted).await);
    process.stop().await;
    stage.strike().await;
}

fn channel(number: usize) -> String {
    format!("C{number}CHANNEL")
}

/// Has people write, and prints how long the answers to the webhooks took.
async fn measure(stage: &Stage, name: &str) {
    let mut happenings = stage.botpress.subscribe();
    let times = tokio::spawn(async move {
        let mut times = Vec::new();
        while times.len() < DEEDS {
            let happening = happenings.next().await.expect("Botpress runs");
            if let Happening::OperationCalled { operation, duration, .. } = happening
                && operation == "webhook_received"
            {
                times.push(duration);
            }
        }
        times
    });
    let mut pace = interval(PACE);
    for number in 0..DEEDS {
        pace.tick().await;
        stage.workspace.say(ADA, &channel(number % CHANNELS), "hello").unwrap();
    }
    let mut times = times.await.unwrap();
    times.sort_unstable();
    let at = |share: usize| format!("{} ms", times[(times.len() - 1) * share / 100].as_millis());
    println!("{name:<24} {:>9} {:>9} {:>9} {:>9}", times.len(), at(50), at(99), at(100));
}

/// How many messages have reached the bot, when it is all of them or has taken too long.
async fn heard(stage: &Stage, wanted: usize) -> usize {
    let mut count = 0;
    let mut happenings = stage.botpress.subscribe();
    let count_all = async {
        loop {
            count = 0;
            for conversation in stage.botpress.conversations().await.unwrap() {
                count += stage.botpress.messages(conversation.id.as_str()).await.unwrap().len();
            }
            if count == wanted {
                return;
            }
            let in_slack = |happening: &Happening| matches!(happening, Happening::MessageIn(_)).then_some(());
            happenings.find(in_slack).await.expect("Botpress runs");
        }
    };
    // When it takes longer, what has come by then is the figure.
    let _ended = timeout(Duration::from_secs(120), count_all).await;
    count
}
