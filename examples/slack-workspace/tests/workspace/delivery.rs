use std::time::Duration;

use axum::{Router, routing::post};
use http::StatusCode;
use serde_json::Value;
use slack_workspace::{Chaos, DeliveryFailure, Outcome, sign};
use tokio::net::TcpListener;

use crate::support::{ADA, App, GENERAL, people, soon, workspace, workspace_with_app};

#[tokio::test]
async fn the_app_gets_signed_events_in_slacks_envelope() {
    let (workspace, app) = workspace_with_app().await;
    let mut happenings = workspace.happenings();

    let message = workspace.say(ADA, GENERAL, "1 < 2, <@U9>").unwrap();
    assert!(soon(happenings.delivery("message")).await.outcome.is_taken());

    let received = app.received().pop().unwrap();
    let timestamp = received.header("x-slack-request-timestamp").unwrap().parse().unwrap();
    let signature = sign(workspace.signing_secret(), timestamp, &received.body);
    assert_eq!(received.header("x-slack-signature"), Some(&*signature));
    assert_eq!(received.header("x-slack-retry-num"), None);

    let envelope = received.json();
    assert_eq!(envelope["type"], "event_callback");
    assert_eq!(envelope["team_id"], "T0WORKSPACE");
    assert_eq!(envelope["api_app_id"], "A0APP");
    assert_eq!(envelope["authorizations"][0]["user_id"], "U0BOT");
    assert_eq!(envelope["authorizations"][0]["is_bot"], true);
    assert!(envelope["event_id"].as_str().unwrap().starts_with("Ev"));
    let event = &envelope["event"];
    assert_eq!(event["type"], "message");
    assert_eq!(event["user"], ADA);
    assert_eq!(event["channel"], GENERAL);
    assert_eq!(event["channel_type"], "channel");
    assert_eq!((&event["ts"], &event["event_ts"]), (&Value::from(&*message.ts), &Value::from(&*message.ts)));
    assert_eq!(event["text"], "1 &lt; 2, <@U9>");
}

#[tokio::test]
async fn an_event_that_is_not_taken_is_repeated_until_it_is() {
    let (workspace, app) = workspace_with_app().await;
    app.answers(StatusCode::INTERNAL_SERVER_ERROR);
    app.answers(StatusCode::SERVICE_UNAVAILABLE);
    let mut happenings = workspace.happenings();

    workspace.say(ADA, GENERAL, "hello").unwrap();
    for attempt in 0..3 {
        let delivery = soon(happenings.delivery("message")).await;
        assert_eq!((delivery.attempt, delivery.outcome.is_taken()), (attempt, attempt == 2));
    }

    let received = app.received();
    assert_eq!(received[0].body, received[2].body, "a repetition is the same event");
    assert_eq!(received[1].header("x-slack-retry-num"), Some("1"));
    assert_eq!(received[2].header("x-slack-retry-num"), Some("2"));
    assert_eq!(received[2].header("x-slack-retry-reason"), Some("http_error"));
}

#[tokio::test]
async fn an_event_is_given_up_after_three_repetitions() {
    let (workspace, app) = workspace_with_app().await;
    (0..4).for_each(|_| app.answers(StatusCode::INTERNAL_SERVER_ERROR));
    let mut happenings = workspace.happenings();

    workspace.say(ADA, GENERAL, "lost").unwrap();
    for attempt in 0..4 {
        assert_eq!(soon(happenings.delivery("message")).await.attempt, attempt);
    }
    workspace.say(ADA, GENERAL, "next").unwrap();
    assert_eq!(soon(happenings.delivery("message")).await.attempt, 0, "what follows is the next event");
}

#[tokio::test]
async fn an_app_that_asks_for_it_gets_no_repetition() {
    let (workspace, app) = workspace_with_app().await;
    app.answers((StatusCode::UNAUTHORIZED, [("x-slack-no-retry", "1")]));
    let mut happenings = workspace.happenings();

    workspace.say(ADA, GENERAL, "refused").unwrap();
    let refused = soon(happenings.delivery("message")).await;
    assert_eq!(refused.outcome, Outcome::Answered { status: 401, no_retry: true });
    // Whatever follows a refusal is the next event, not the same one again.
    workspace.say(ADA, GENERAL, "taken").unwrap();
    let taken = soon(happenings.delivery("message")).await;
    assert_ne!(taken.event_id, refused.event_id);
    assert_eq!((taken.attempt, app.received().len()), (0, 2));
}

#[tokio::test]
async fn an_event_can_be_delivered_again_on_demand() {
    let (workspace, app) = workspace_with_app().await;
    let mut happenings = workspace.happenings();

    workspace.say(ADA, GENERAL, "hello").unwrap();
    let first = soon(happenings.delivery("message")).await;
    let again = workspace.deliver_again(&first.event_id).await.unwrap();
    assert_eq!((again.attempt, again.outcome.is_taken()), (1, true));
    let received = app.received();
    assert_eq!(received[0].body, received[1].body);
    assert_eq!(received[1].header("x-slack-retry-reason"), Some("http_timeout"));
}

#[tokio::test]
async fn several_addresses_take_turns() {
    let workspace = workspace().await;
    let (one, other) = (App::start().await, App::start().await);
    workspace.set_events_urls([&*one.url, &*other.url]).await.unwrap();
    let mut happenings = workspace.happenings();
    for number in 0..4 {
        workspace.say(ADA, GENERAL, &number.to_string()).unwrap();
        soon(happenings.delivery("message")).await;
    }
    assert_eq!((one.received().len(), other.received().len()), (2, 2));
}

#[tokio::test]
async fn an_address_that_does_not_echo_the_challenge_is_refused() {
    let workspace = workspace().await;
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/", listener.local_addr().unwrap());
    let router = Router::new().route("/", post(|| async { "no" }));
    tokio::spawn(async move { axum::serve(listener, router).await });
    let error = workspace.set_events_url(&url).await.unwrap_err();
    assert_eq!(error.to_string(), "the address did not answer the challenge: status 200, body `no`");
    assert!(workspace.set_events_url("https://127.0.0.1:1/").await.is_err());
}

#[tokio::test]
async fn an_app_hears_what_it_subscribed_to_where_it_is() {
    let secret = slack_workspace::Channel::private("G1SECRET", "secret").members([ADA]);
    let builder = people().conversation(secret).subscriptions(["message.channels"]);
    let workspace = builder.start().await.unwrap();
    let app = App::hearing(&workspace).await;
    let mut happenings = workspace.happenings();

    workspace.say(ADA, "G1SECRET", "not for apps").unwrap();
    let direct = workspace.direct_message(ADA).unwrap();
    workspace.say(ADA, &direct, "not subscribed").unwrap();
    let heard = workspace.say(ADA, GENERAL, "heard").unwrap();
    workspace.react(ADA, &heard, "tada").unwrap();
    workspace.say(ADA, GENERAL, "heard as well").unwrap();
    soon(happenings.delivery("message")).await;
    soon(happenings.delivery("message")).await;
    let texts: Vec<_> = app.received().iter().map(|received| received.json()["event"]["text"].clone()).collect();
    assert_eq!(texts, ["heard", "heard as well"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_follows_sees_everything_while_it_is_being_written() {
    let workspace = workspace().await;
    let mut happenings = workspace.happenings();
    let writers = [0, 1].map(|_| {
        let workspace = workspace.clone();
        std::thread::spawn(move || {
            for number in 0..5_000 {
                workspace.say(ADA, GENERAL, &number.to_string()).unwrap();
            }
        })
    });
    for _ in 0..10_000 {
        happenings.message(|message| message.user == ADA).await;
    }
    for writer in writers {
        writer.join().unwrap();
    }
    assert_eq!(workspace.messages(GENERAL).len(), 10_000);
}

#[tokio::test]
async fn deliveries_can_be_made_to_fail_on_the_way_there_and_back() {
    let (workspace, app) = workspace_with_app().await;
    let mut happenings = workspace.happenings();
    workspace.fail_delivery("message", DeliveryFailure::Lost);
    workspace.fail_delivery("message", DeliveryFailure::AnswerLost);
    workspace.say(ADA, GENERAL, "hello").unwrap();
    let mut outcomes = Vec::new();
    for _ in 0..3 {
        outcomes.push(soon(happenings.delivery("message")).await.outcome);
    }
    assert_eq!(outcomes[..2], [Outcome::Unreachable, Outcome::Unreachable]);
    assert!(outcomes[2].is_taken());
    let attempts: Vec<_> =
        app.received().iter().map(|received| received.header("x-slack-retry-num").map(str::to_owned)).collect();
    assert_eq!(attempts, [Some("1".to_owned()), Some("2".to_owned())], "the app took the second and the third");
    assert_eq!(app.received()[0].header("x-slack-retry-reason"), Some("connection_failed"));
}

#[tokio::test]
async fn deliveries_can_be_doubled_or_overtaken() {
    let (workspace, app) = workspace_with_app().await;
    let mut happenings = workspace.happenings();
    workspace.fail_delivery("message", DeliveryFailure::Duplicated);
    workspace.say(ADA, GENERAL, "twice").unwrap();
    soon(happenings.delivery("message")).await;
    let received = app.received();
    assert_eq!((received.len(), &received[0].body), (2, &received[1].body));

    workspace.fail_delivery("message", DeliveryFailure::Delayed(Duration::from_secs(3600)));
    let late = workspace.say(ADA, GENERAL, "late").unwrap();
    workspace.say(ADA, GENERAL, "early").unwrap();
    soon(happenings.delivery("message")).await;
    assert!(app.received().iter().all(|received| received.json()["event"]["ts"] != *late.ts));
}

#[tokio::test]
async fn chaos_repeats_and_loses_until_it_is_healed() {
    let (workspace, app) = workspace_with_app().await;
    workspace.stir(Chaos::seeded(1).duplicated_events(0.5).lost_events(0.5));
    let mut happenings = workspace.happenings();
    for number in 0..20 {
        workspace.say(ADA, GENERAL, &number.to_string()).unwrap();
    }
    // Half of the attempts are lost: all twenty arrive nevertheless, but for those whose four attempts are.
    let mut ended = 0;
    while ended < 20 {
        let delivery = soon(happenings.delivery("message")).await;
        ended += usize::from(delivery.outcome.is_taken() || delivery.attempt == 3);
    }
    let heard = app.received().len();
    assert!(heard > 20, "duplicates are heard: {heard}");
    workspace.heal();
    workspace.say(ADA, GENERAL, "calm").unwrap();
    assert!(soon(happenings.delivery("message")).await.outcome.is_taken());
    assert_eq!(app.received().len(), heard + 1);
}
