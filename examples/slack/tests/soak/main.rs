//! Everything goes wrong at once: events come twice or not at all, calls are refused on both sides, answers are lost, and of two
//! processes of the integration one is killed again and again. What people wrote reaches the bot exactly once, and so does the
//! bot's answer reach them.
//!
//! Ten seconds of it by default; `SOAK_SECONDS=600` for more, with `-- --nocapture` to see the figures.

#![allow(clippy::expect_used, clippy::unwrap_used, reason = "a helper of a test may fail like the test itself")]
#![allow(clippy::print_stdout, reason = "the figures are for whoever asks for them")]

mod ledger;
mod people;
mod processes;
#[path = "../support/proxy.rs"]
mod proxy;
#[path = "../../src/demo/stage.rs"]
#[allow(dead_code, reason = "the demonstration also tells where everything is")]
mod stage;
mod weather;

use std::{env, time::Duration};

use botpress_local::LocalBotpress;
use serde_json::json;
use slack_workspace::Chaos;
use tokio::{
    task::JoinHandle,
    time::{Instant, MissedTickBehavior, interval, interval_at, timeout},
};

use self::{ledger::Ledger, people::People, processes::Processes, proxy::Proxy, stage::Stage, weather::Weather};

/// How often somebody does something.
const PACE: Duration = Duration::from_millis(200);
/// How long it may take until all is done that was begun. A killed process is believed to be at work for 30 s.
const SETTLING: Duration = Duration::from_secs(120);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_message_is_heard_once_and_answered_once_whatever_goes_wrong() {
    let seconds = env::var("SOAK_SECONDS").map_or(10, |seconds| seconds.parse().expect("a number of seconds"));
    let length = Duration::from_secs(seconds);
    let between_kills = (length / 3).min(Duration::from_secs(60));

    let ledger = Ledger::default();
    let workspace = people::workspace().start().await.unwrap();
    let botpress = LocalBotpress::builder().bot(ledger.bot());
    let mut stage = Stage::prepare(workspace, botpress, &[]).await.unwrap();
    stage.connect("default", people::ADMINISTRATOR).await.unwrap();
    stage.configure(json!({})).await.unwrap();
    stage.workspace.set_events_url(&stage.installed.webhook_url).await.unwrap();

    // Slack -> Botpress -> two processes of the integration -> Botpress and Slack. Things go wrong on each arrow.
    let mut to_botpress = Weather::seeded(1).lost(0.02).limited(0.02).answers_lost(0.01);
    let lost_answers = to_botpress.lost_answers("/v1/chat/events");
    let api = Proxy::with_weather([stage.botpress.api_url().to_owned()], to_botpress.into_fn()).await;
    let mut processes = Processes::start(&stage, api.url()).await;
    let to_integration = Weather::seeded(2).lost(0.025).answers_lost(0.025).each_once();
    let webhook = Proxy::with_weather(processes.urls(), to_integration.into_fn()).await;
    stage.botpress.move_to("slack", webhook.url()).await.unwrap();
    let following = ledger.follow(&stage);
    stage.workspace.stir(
        Chaos::seeded(3)
            .duplicated_events(0.05)
            .lost_events(0.025)
            .lost_event_answers(0.025)
            .limited_calls(0.025)
            .failed_calls(0.015)
            .lost_call_answers(0.01),
    );

    let begin = Instant::now();
    let mut people = People::new(&stage.workspace, &ledger);
    let mut deeds = interval(PACE);
    deeds.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut kills = interval_at(begin + between_kills, between_kills);
    while begin.elapsed() < length {
        tokio::select! {
            _ = deeds.tick() => people.act(),
            _ = kills.tick() => processes.kill_one().await,
        }
    }
    let settled = timeout(SETTLING, ledger.settled(processes.kills())).await;
    println!("{}", if settled.is_ok() { "all settled" } else { "not all settled in time" });
    // Nothing happens any more that could make a second one of anything.
    let kills = processes.kills();
    processes.stop().await;
    ledger.check(&stage, kills, lost_answers.count()).await;
    following.iter().for_each(JoinHandle::abort);
    stage.strike().await;
}
