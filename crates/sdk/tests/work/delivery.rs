//! Deliveries in one process.

use std::{
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use botpress_sdk::{Error, NativeHost};
use http::StatusCode;
use tokio::join;

use crate::support::{Gate, PATIENCE, World};

#[tokio::test]
async fn work_that_ends_in_time_is_answered_with_how_it_ended() {
    let world = World::start().await;
    let process = world.process(|_, id| async move {
        match id.as_str() {
            "good" => Ok(()),
            "bad" => Err(Error::runtime("it went wrong")),
            _ => panic!("what is this?"),
        }
    });
    assert_eq!(process.deliver("good").await, StatusCode::OK);
    assert_eq!(process.deliver("bad").await, StatusCode::INTERNAL_SERVER_ERROR);
    assert_eq!(process.deliver("neither").await, StatusCode::INTERNAL_SERVER_ERROR);
}

#[tokio::test]
async fn the_answer_does_not_wait_for_longer_than_the_patience_and_the_work_goes_on() {
    let world = World::start().await;
    let (gate, ended) = (Gate::new(), Gate::new());
    let process = world.process({
        let (gate, ended) = (gate.clone(), ended.clone());
        move |_, _| {
            let (gate, ended) = (gate.clone(), ended.clone());
            async move {
                gate.pass().await;
                ended.pass().await;
                Ok(())
            }
        }
    });
    let answer = tokio::spawn(process.deliver("slow"));
    gate.arrived(1).await;
    process.host.asleep(PATIENCE).await;
    world.clock.advance(PATIENCE);
    assert_eq!(answer.await.unwrap(), StatusCode::OK);
    gate.open();
    ended.arrived(1).await;
}

#[tokio::test]
async fn what_fails_after_the_answer_is_in_the_log() {
    let world = World::start().await;
    let gate = Gate::new();
    let process = world.process(gate.then(|| Err(Error::runtime("nobody hears this any more"))));
    let answer = tokio::spawn(process.deliver("slow"));
    gate.arrived(1).await;
    process.host.asleep(PATIENCE).await;
    world.clock.advance(PATIENCE);
    assert_eq!(answer.await.unwrap(), StatusCode::OK);
    gate.open();
    assert_eq!(process.host.first_error().await, "background work failed: nobody hears this any more (Runtime)");
}

#[tokio::test]
async fn when_only_what_is_done_counts_the_sender_is_to_come_again_and_finds_it_done() {
    let world = World::start().await;
    let gate = Gate::new();
    let process = world.process(gate.then(|| Ok(())));
    // The first, and one that comes while its work is under way.
    for attempt in ["first", "second"] {
        let answer = tokio::spawn(process.deliver_for_good("slow"));
        gate.arrived(1).await;
        process.host.asleep(PATIENCE).await;
        world.clock.advance(PATIENCE);
        assert_eq!(answer.await.unwrap(), StatusCode::SERVICE_UNAVAILABLE, "{attempt}");
    }
    let third = tokio::spawn(process.deliver_for_good("slow"));
    process.host.asleep(PATIENCE).await;
    gate.open();
    assert_eq!(third.await.unwrap(), StatusCode::OK, "it is done in time for this one");
    assert_eq!(process.deliver_for_good("slow").await, StatusCode::OK, "it was done");
    assert_eq!(gate.count(), 1);
}

#[tokio::test]
async fn when_only_what_is_done_counts_work_that_ends_in_time_is_answered_as_ever() {
    let world = World::start().await;
    let process = world.process(|_, id| async move { if id == "good" { Ok(()) } else { Err(Error::runtime("no")) } });
    assert_eq!(process.deliver_for_good("good").await, StatusCode::OK);
    assert_eq!(process.deliver_for_good("bad").await, StatusCode::INTERNAL_SERVER_ERROR);
}

#[tokio::test]
async fn a_repetition_gets_the_answer_of_the_work_under_way_which_is_done_once() {
    let world = World::start().await;
    let gate = Gate::new();
    let process = world.process(gate.then(|| Ok(())));
    let answers = tokio::spawn({
        let (first, second) = (process.deliver("a"), process.deliver("a"));
        async move { join!(first, second) }
    });
    gate.arrived(1).await;
    gate.open();
    assert_eq!(answers.await.unwrap(), (StatusCode::OK, StatusCode::OK));
    assert_eq!(process.deliver("a").await, StatusCode::OK, "it was done");
    assert_eq!(gate.count(), 1);
}

/// The waits before what failed is tried again.
const WAITS: [Duration; 3] = [Duration::from_secs(1), Duration::from_secs(2), Duration::from_secs(4)];

/// Senders come again after a minute, or never.
#[tokio::test]
async fn what_fails_with_what_may_pass_is_tried_again_in_its_order_without_the_sender() {
    let world = World::start().await;
    let done = Arc::new(Mutex::new(Vec::new()));
    let process = world.process({
        let done = done.clone();
        move |_, id| {
            let done = done.clone();
            async move {
                let mut done = done.lock().unwrap();
                done.push(id.clone());
                match (id.as_str(), done.len()) {
                    ("first", 1..=3) => Err(std::io::Error::other("the line is busy").into()),
                    _ => Ok(()),
                }
            }
        }
    });
    let answer = tokio::spawn(process.deliver_in_order("first", "lane"));
    process.host.asleep(WAITS[0]).await;
    let after = tokio::spawn(process.deliver_in_order("after", "lane"));
    process.host.asleep(PATIENCE).await;
    world.clock.advance(WAITS[0]);
    assert_eq!(answer.await.unwrap(), StatusCode::OK, "it takes longer");
    for wait in &WAITS[1..] {
        process.host.asleep(*wait).await;
        world.clock.advance(*wait);
    }
    after.await.unwrap();
    assert_eq!(process.deliver("first").await, StatusCode::OK, "it was done");
    process.deliver("after").await;
    assert_eq!(*done.lock().unwrap(), ["first", "first", "first", "first", "after"]);
}

#[tokio::test]
async fn what_does_not_pass_is_given_up_and_done_when_it_is_delivered_again() {
    let world = World::start().await;
    let attempts = Arc::new(AtomicUsize::new(0));
    let process = world.process({
        let attempts = attempts.clone();
        move |_, _| {
            let attempt = attempts.fetch_add(1, Ordering::Relaxed);
            async move { if attempt < 4 { Err(std::io::Error::other("down").into()) } else { Ok(()) } }
        }
    });
    let answer = tokio::spawn(process.deliver_for_good("a"));
    for wait in WAITS {
        process.host.asleep(wait).await;
        world.clock.advance(wait);
    }
    assert_eq!(answer.await.unwrap(), StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(process.host.first_error().await, "background work failed: down");
    assert_eq!(process.deliver_for_good("a").await, StatusCode::OK);
    assert_eq!(attempts.load(Ordering::Relaxed), 5);
}

#[tokio::test]
async fn what_failed_is_done_when_it_is_delivered_again() {
    let world = World::start().await;
    let attempts = Arc::new(AtomicUsize::new(0));
    let process = world.process({
        let attempts = attempts.clone();
        move |_, _| {
            let attempt = attempts.fetch_add(1, Ordering::Relaxed);
            async move { if attempt == 0 { Err(Error::runtime("not yet")) } else { Ok(()) } }
        }
    });
    assert_eq!(process.deliver("a").await, StatusCode::INTERNAL_SERVER_ERROR);
    assert_eq!(process.deliver("a").await, StatusCode::OK);
    assert_eq!(process.deliver("a").await, StatusCode::OK);
    assert_eq!(attempts.load(Ordering::Relaxed), 2);
}

#[tokio::test]
async fn deliveries_of_one_lane_are_worked_through_in_order_and_hold_up_no_other() {
    let world = World::start().await;
    let (gate, seen) = (Gate::new(), Arc::new(Mutex::new(Vec::new())));
    let process = world.process({
        let (gate, seen) = (gate.clone(), seen.clone());
        move |_, id| {
            let (gate, seen) = (gate.clone(), seen.clone());
            async move {
                if id == "first" {
                    gate.pass().await;
                }
                let failed = id == "first";
                seen.lock().unwrap().push(id);
                if failed { Err(Error::runtime("no matter: those after it go on")) } else { Ok(()) }
            }
        }
    });
    let first = tokio::spawn(process.deliver_in_order("first", "a"));
    gate.arrived(1).await;
    let second = tokio::spawn(process.deliver_in_order("second", "a"));
    // It has taken its place in the lane when it waits for its work.
    let third = tokio::spawn({
        let (process, third) = (process.clone(), process.deliver_in_order("third", "a"));
        async move {
            process.host.asleep(PATIENCE).await;
            third.await
        }
    });
    assert_eq!(process.deliver_in_order("other", "b").await, StatusCode::OK);
    gate.open();
    assert_eq!(first.await.unwrap(), StatusCode::INTERNAL_SERVER_ERROR);
    assert_eq!((second.await.unwrap(), third.await.unwrap()), (StatusCode::OK, StatusCode::OK));
    assert_eq!(*seen.lock().unwrap(), ["other", "first", "second", "third"]);
}

#[tokio::test]
async fn what_there_is_no_room_for_is_refused_so_that_it_comes_again() {
    let world = World::start().await;
    let gate = Gate::new();
    let process = world.process_with(NativeHost::new().max_background_tasks(1), {
        let gate = gate.clone();
        move |_, id| {
            let gate = gate.clone();
            async move {
                if id == "first" {
                    gate.pass().await;
                }
                Ok(())
            }
        }
    });
    let first = tokio::spawn(process.deliver_in_order("first", "a"));
    gate.arrived(1).await;
    for _ in 0..3 {
        assert_eq!(process.deliver_in_order("second", "a").await, StatusCode::SERVICE_UNAVAILABLE);
    }
    gate.open();
    assert_eq!(first.await.unwrap(), StatusCode::OK);
    // The place of a task is free once it is done, which is shortly after its last line.
    while process.deliver_in_order("second", "a").await == StatusCode::SERVICE_UNAVAILABLE {
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn a_stop_waits_for_what_was_taken_on_in_its_order_and_takes_nothing_new() {
    let world = World::start().await;
    let (gate, seen) = (Gate::new(), Arc::new(Mutex::new(Vec::new())));
    let process = world.process({
        let (gate, seen) = (gate.clone(), seen.clone());
        move |cx, id| {
            let (gate, seen) = (gate.clone(), seen.clone());
            async move {
                for number in 0..3 {
                    let (gate, seen, id) = (gate.clone(), seen.clone(), id.clone());
                    cx.spawn_in_order("lane", move |_, _| async move {
                        if number == 0 {
                            gate.pass().await;
                        }
                        seen.lock().unwrap().push(format!("{id}{number}"));
                        Ok(())
                    })?;
                }
                Ok(())
            }
        }
    });
    assert_eq!(process.deliver("a").await, StatusCode::OK);
    gate.arrived(1).await;
    let drained = tokio::spawn({
        let process = process.clone();
        async move { process.host.inner.drain(Duration::from_secs(60)).await }
    });
    while process.deliver("b").await != StatusCode::SERVICE_UNAVAILABLE {
        tokio::task::yield_now().await;
    }
    gate.open();
    assert_eq!(drained.await.unwrap(), 0);
    assert_eq!(seen.lock().unwrap()[..3], ["a0", "a1", "a2"]);
}

#[tokio::test]
async fn what_is_done_one_by_one_waits_for_what_has_the_same_key_and_for_nothing_else() {
    let world = World::start().await;
    let gate = Gate::new();
    let process = world.process({
        let gate = gate.clone();
        move |cx, id| {
            let gate = gate.clone();
            async move {
                cx.one_by_one(&id[..1], gate.pass()).await;
                Ok(())
            }
        }
    });
    let asked: Vec<_> = ["a1", "a2", "b1"].map(|id| tokio::spawn(process.deliver(id))).into();
    gate.arrived(2).await;
    process.host.asleep(PATIENCE).await;
    assert_eq!(gate.count(), 2, "a1 and b1");
    gate.open();
    gate.arrived(3).await;
    gate.open();
    for answer in asked {
        assert_eq!(answer.await.unwrap(), StatusCode::OK);
    }
}
