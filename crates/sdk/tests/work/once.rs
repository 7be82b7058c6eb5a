//! Work that is done once, by several processes that share one Botpress.

use std::time::Duration;

use botpress_sdk::{BoxFuture, Error, once, prelude::*};
use http::{Method, StatusCode};
use serde_json::json;
use tokio::{join, task::JoinHandle};

use crate::support::{Gate, Heard, PATIENCE, Probe, UserTags, World};

/// A lease lasts as long, without a sign.
const LEASE: Duration = Duration::from_secs(30);
/// The time between signs.
const SIGN: Duration = Duration::from_secs(10);
/// A wait within a process that is longer than work takes.
const LONG: Duration = Duration::from_secs(1);
/// The first wait for somebody else's lease.
const FIRST_WAIT: Duration = Duration::from_millis(250);

/// Tells of the delivery, once.
async fn tell(cx: Context<Probe>, id: String) -> Result<()> {
    cx.once(&id, async { Ok(cx.emit(Heard { what: id.clone() }).await?) }).await?;
    Ok(())
}

/// Tells of the delivery once, after the gate has been opened.
fn telling_behind(
    gate: &Gate,
) -> impl Fn(Context<Probe>, String) -> BoxFuture<'static, Result<()>> + Send + Sync + 'static {
    let gate = gate.clone();
    move |cx, id| {
        let gate = gate.clone();
        Box::pin(async move {
            let work = async {
                gate.pass().await;
                Ok(cx.emit(Heard { what: id.clone() }).await?)
            };
            cx.once(&id, work).await?;
            Ok(())
        })
    }
}

#[tokio::test]
async fn what_was_done_is_not_done_by_another_process_nor_after_a_restart() {
    let world = World::start().await;
    let first = world.process(tell);
    assert_eq!(first.deliver("a").await, StatusCode::OK);
    for process in [first.clone(), world.process(tell), world.process(tell)] {
        assert_eq!(process.deliver("a").await, StatusCode::OK);
    }
    first.kill().await;
    assert_eq!(world.process(tell).deliver("a").await, StatusCode::OK);
    assert_eq!(world.heard().await, ["a"]);
}

#[tokio::test]
async fn it_costs_four_calls_the_first_time_and_none_when_it_is_known() {
    let world = World::start().await;
    let process = world.process(|cx, id| async move {
        let key = id.trim_end_matches('*');
        cx.once(key, async { Ok(()) }).await?;
        Ok(())
    });
    assert_eq!(process.deliver("a").await, StatusCode::OK);
    assert_eq!(process.host.take_requests(), 4);
    assert_eq!(process.deliver("a*").await, StatusCode::OK, "another delivery of the same");
    assert_eq!(process.host.take_requests(), 0);
}

#[tokio::test]
async fn crowds_in_two_processes_do_each_thing_once() {
    let world = World::start().await;
    let (one, two) = (world.process(tell), world.process(tell));
    let mut answers = Vec::new();
    for number in 0..20 {
        for process in [&one, &two, &one, &two] {
            answers.push(tokio::spawn(process.deliver(&number.to_string())));
        }
    }
    while !answers.iter().all(JoinHandle::is_finished) || world.heard().await.len() < 20 {
        world.pass(FIRST_WAIT, &[&one, &two]).await;
    }
    for process in [&one, &two] {
        assert_eq!(process.host.inner.drain(Duration::from_secs(60)).await, 0);
    }
    let mut heard = world.heard().await;
    heard.sort_by_key(|what| what.parse::<u32>().unwrap());
    assert_eq!(heard, (0..20).map(|number| number.to_string()).collect::<Vec<_>>());
}

#[tokio::test]
async fn while_one_process_works_the_other_waits_and_finds_it_done() {
    let world = World::start().await;
    let gate = Gate::new();
    let (one, two) = (world.process(telling_behind(&gate)), world.process(telling_behind(&gate)));
    let first = tokio::spawn(one.deliver("a"));
    gate.arrived(1).await;
    let second = tokio::spawn(two.deliver("a"));
    two.host.asleep(FIRST_WAIT).await;
    gate.open();
    assert_eq!(first.await.unwrap(), StatusCode::OK);
    world.clock.advance(FIRST_WAIT);
    assert_eq!(second.await.unwrap(), StatusCode::OK);
    assert_eq!((world.heard().await, gate.count()), (vec!["a".to_owned()], 1));
}

#[tokio::test]
async fn what_a_killed_process_was_doing_is_not_acknowledged_and_taken_over() {
    let world = World::start().await;
    let gate = Gate::new();
    let (one, two) = (world.process(telling_behind(&gate)), world.process(tell));
    let first = tokio::spawn(one.deliver("a"));
    gate.arrived(1).await;
    one.kill().await;
    assert_eq!(first.await.unwrap(), StatusCode::INTERNAL_SERVER_ERROR, "or no answer at all");

    let again = tokio::spawn(two.deliver("a"));
    world.pass(PATIENCE, &[&two]).await;
    assert_eq!(
        again.await.unwrap(),
        StatusCode::SERVICE_UNAVAILABLE,
        "the sender is to repeat it: this one may die too"
    );
    assert!(world.heard().await.is_empty());
    world.pass(LEASE + SIGN, &[&two]).await;
    assert_eq!(world.heard().await, ["a"]);
    assert_eq!(two.deliver("a").await, StatusCode::OK);
    assert_eq!(world.heard().await, ["a"]);
}

/// Else one process that dies would have a whole channel stand still for half a minute.
#[tokio::test]
async fn who_waits_for_another_process_does_not_hold_up_what_comes_after_it() {
    let world = World::start().await;
    let gate = Gate::new();
    let one = world.process(telling_behind(&gate));
    let two = world.process(|cx, id| async move {
        match id.as_str() {
            "after" | "later" => Ok(cx.emit(Heard { what: id }).await.map(drop)?),
            _ => tell(cx, id).await,
        }
    });
    let first = tokio::spawn(one.deliver("a"));
    gate.arrived(1).await;
    one.kill().await;
    first.await.unwrap();

    let taken_over = tokio::spawn(two.deliver_in_order("a", "lane"));
    two.host.asleep(FIRST_WAIT).await;
    assert_eq!(two.deliver_in_order("after", "lane").await, StatusCode::OK);
    assert_eq!(world.heard().await, ["after"]);
    // The same holds for who waits for it in turn.
    let behind = tokio::spawn(two.deliver_in_order("behind", "other lane"));
    two.host.asleep(LONG).await;
    world.pass(LONG, &[&two]).await;
    assert_eq!(two.deliver_in_order("later", "other lane").await, StatusCode::OK);
    assert_eq!(world.heard().await, ["after", "later"]);
    world.pass(LEASE + SIGN, &[&two]).await;
    assert_eq!(taken_over.await.unwrap(), StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(behind.await.unwrap(), StatusCode::OK, "it takes longer");
    assert_eq!(world.heard().await, ["after", "later", "a", "behind"]);
}

/// Else everybody would wait until it ends by itself.
#[tokio::test]
async fn a_lease_that_could_not_be_given_back_is_given_back_a_little_later() {
    let world = World::start().await;
    let (one, two) = (world.process(tell), world.process(tell));
    one.host.break_off(Method::POST, "/onceLease");
    let first = tokio::spawn(one.deliver("a"));
    // Longer than the client itself tries.
    world.pass(SIGN, &[&one]).await;
    one.host.restore();
    world.pass(SIGN, &[&one]).await;
    first.await.unwrap();
    let second = tokio::spawn(two.deliver("b"));
    world.pass(PATIENCE, &[&two]).await;
    assert_eq!(second.await.unwrap(), StatusCode::OK);
    assert_eq!(world.heard().await, ["a", "b"]);
}

#[tokio::test]
async fn work_of_any_length_keeps_its_lease_by_giving_signs() {
    let world = World::start().await;
    let gate = Gate::new();
    let (one, two) = (world.process(telling_behind(&gate)), world.process(tell));
    let first = tokio::spawn(one.deliver("a"));
    gate.arrived(1).await;
    let second = tokio::spawn(two.deliver("a"));
    world.pass(2 * LEASE, &[&one, &two]).await;
    assert!(world.heard().await.is_empty(), "a lease would have ended twice");
    gate.open();
    world.pass(2 * LEASE, &[&one, &two]).await;
    join!(first, second).0.unwrap();
    assert_eq!(two.host.inner.drain(Duration::from_secs(60)).await, 0);
    assert_eq!((world.heard().await, gate.count()), (vec!["a".to_owned()], 1));
}

#[tokio::test]
async fn who_cannot_give_signs_any_more_stops_and_another_takes_over() {
    let world = World::start().await;
    let gate = Gate::new();
    let telling = telling_behind(&gate);
    let one = world.process(move |cx, id| {
        let work = telling(cx, id);
        // So that it is not tried again here.
        async move { work.await.map_err(|error| Error::runtime(error.to_string())) }
    });
    let two = world.process(tell);
    let first = tokio::spawn(one.deliver("a"));
    gate.arrived(1).await;
    one.host.break_off(Method::POST, "/expiry");
    world.pass(LEASE + SIGN, &[&one]).await;
    assert_eq!(first.await.unwrap(), StatusCode::OK, "it went on after the answer");
    one.host.inner.drain(Duration::from_secs(60)).await;
    one.host.restore();

    assert_eq!(two.deliver("a").await, StatusCode::OK);
    gate.open();
    assert_eq!(world.heard().await, ["a"], "the first was stopped before the gate");
}

/// A machine that slept believes for a while that it is still at work.
#[tokio::test]
async fn who_has_lost_its_turn_does_not_end_that_of_who_took_over() {
    let world = World::start().await;
    let gate = Gate::new();
    let telling = telling_behind(&gate);
    let one = world.process(move |cx, id| {
        let work = telling(cx, id);
        async move { work.await.map_err(|error| Error::runtime(error.to_string())) }
    });
    let two = world.process(|cx, _| async move {
        let lease: once::Lease = serde_json::from_value(json!({ "holder": "two" }))?;
        cx.state().set(&lease).await?;
        Ok(())
    });
    let first = tokio::spawn(one.deliver("a"));
    gate.arrived(1).await;
    assert_eq!(two.deliver("takes over").await, StatusCode::OK);
    world.pass(SIGN + PATIENCE, &[&one]).await;
    assert!(one.host.first_error().await.contains("the work was stopped"));
    let states = world.local.states().await.unwrap();
    assert_eq!(states.iter().find(|state| state.name == "onceLease").unwrap().payload, json!({ "holder": "two" }));
    first.await.unwrap();
}

#[tokio::test]
async fn what_failed_is_done_by_whoever_is_asked_next() {
    let world = World::start().await;
    let failing = world.process(|cx, id| async move {
        cx.once(&id, async { Err::<(), _>(Error::runtime("no")) }).await?;
        Ok(())
    });
    assert_eq!(failing.deliver("a").await, StatusCode::INTERNAL_SERVER_ERROR);
    assert_eq!(world.process(tell).deliver("a").await, StatusCode::OK, "the lease was given back");
    assert_eq!(world.heard().await, ["a"]);
}

#[tokio::test]
async fn what_is_done_has_not_failed_when_that_cannot_be_noted() {
    let world = World::start().await;
    let (one, two) = (world.process(tell), world.process(tell));
    one.host.break_off(Method::POST, "/onceDone");
    let answer = tokio::spawn(one.deliver("a"));
    // The note is tried several times, with waits in between that last longer than the patience.
    world.pass(LEASE, &[&one]).await;
    assert_eq!(answer.await.unwrap(), StatusCode::OK);
    assert_eq!(one.host.inner.drain(Duration::from_secs(60)).await, 0);
    assert_eq!(world.heard().await, ["a"]);
    assert_eq!(two.deliver("a").await, StatusCode::OK);
    assert_eq!(world.heard().await, ["a", "a"], "another process cannot know: it happens at least once");
}

#[tokio::test]
async fn work_on_one_user_waits_for_no_other() {
    let world = World::start().await;
    let gate = Gate::new();
    let process = world.process({
        let gate = gate.clone();
        move |cx, id| {
            let gate = gate.clone();
            async move {
                let user = cx.user_with(UserTags { id: id.clone() }).await?.into_inner();
                let work = async {
                    if id == "ada" {
                        gate.pass().await;
                    }
                    Ok(cx.emit(Heard { what: id.clone() }).await?)
                };
                cx.user(user.id).once("joined", work).await?;
                Ok(())
            }
        }
    });
    let ada = tokio::spawn(process.deliver("ada"));
    gate.arrived(1).await;
    assert_eq!(process.deliver("bob").await, StatusCode::OK);
    gate.open();
    assert_eq!(ada.await.unwrap(), StatusCode::OK);
    assert_eq!(world.heard().await, ["bob", "ada"]);
}

#[tokio::test]
async fn a_day_later_a_key_may_be_used_again() {
    let world = World::start().await;
    assert_eq!(world.process(tell).deliver("a").await, StatusCode::OK);
    world.clock.advance(Duration::from_secs(23 * 60 * 60));
    assert_eq!(world.process(tell).deliver("a").await, StatusCode::OK);
    assert_eq!(world.heard().await, ["a"]);
    world.clock.advance(Duration::from_secs(2 * 60 * 60));
    assert_eq!(world.process(tell).deliver("a").await, StatusCode::OK);
    assert_eq!(world.heard().await, ["a", "a"]);
}
