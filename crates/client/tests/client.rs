//! The API client: what it sends, when it tries again, how it fails.
#![allow(clippy::unwrap_used, reason = "tests")]

mod support;

use std::{sync::Arc, time::Duration};

use botpress_api::endpoint::{create_user, get_or_create_user, get_user, list_users};
use botpress_client::{Client, ClientOptions, Error, RetryPolicy};
use http::HeaderMap;
use serde_json::json;
use support::{Reply, ScriptedHost, TOKEN, client, options, request};

fn user() -> Reply {
    Reply::json(200, &json!({"user": {"id": "user_1", "tags": {}}, "meta": {"created": true}}))
}

fn users(ids: &[&str], next: Option<&str>) -> Reply {
    let users: Vec<_> = ids.iter().map(|id| json!({"id": id})).collect();
    Reply::json(200, &json!({"users": users, "meta": {"nextToken": next}}))
}

fn create() -> create_user::Request {
    request(&[], "", r#"{"tags": {"id": "payload-secret"}}"#)
}

fn get_or_create() -> get_or_create_user::Request {
    request(&[], "", r#"{"tags": {"id": "u"}}"#)
}

fn get() -> get_user::Request {
    request(&["user_1"], "", "")
}

#[tokio::test(start_paused = true)]
async fn a_call_carries_token_identity_trace_and_extra_headers() {
    let mut incoming = HeaderMap::new();
    for (name, value) in [("traceparent", "00-a-b-01"), ("tracestate", "v=1"), ("sentry-trace", "s"), ("cookie", "no")]
    {
        incoming.insert(name, value.parse().unwrap());
    }
    let host = Arc::new(ScriptedHost::new([user(), user()]));
    let options =
        options().workspace_id("ws").trace_from(&incoming).header("x-own".parse().unwrap(), "1".parse().unwrap());
    let client = Client::new(host.clone(), options.base_url("https://example.com/base/"));
    client.send(create()).await.unwrap();
    client.send(get()).await.unwrap();

    let [created, got] = &host.sent()[..] else { panic!("two calls") };
    let mut expected = vec![
        ("authorization", "Bearer bp_iak_test_token"),
        ("content-type", "application/json"),
        ("sentry-trace", "s"),
        ("traceparent", "00-a-b-01"),
        ("tracestate", "v=1"),
        ("x-bot-id", "bot_1"),
        ("x-integration-alias", "bench"),
        ("x-integration-id", "intg_1"),
        ("x-own", "1"),
        ("x-workspace-id", "ws"),
    ];
    let headers = |sent: &support::Sent| {
        let mut headers: Vec<_> =
            sent.headers.iter().map(|(name, value)| (name.to_string(), value.to_str().unwrap().to_owned())).collect();
        headers.sort();
        headers
    };
    let owned =
        |pairs: &[(&str, &str)]| pairs.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect::<Vec<_>>();
    assert_eq!(headers(created), owned(&expected));
    assert_eq!(created.uri, "https://example.com/base/v1/chat/users");
    expected.remove(1);
    assert_eq!(headers(got), owned(&expected), "a call without a body has no content type");
    assert_eq!((got.method.as_str(), got.form.as_str()), ("GET", "Empty"));
}

#[tokio::test(start_paused = true)]
async fn the_environment_gives_the_defaults_and_empty_counts_as_unset() {
    let host =
        ScriptedHost::new([user()]).env("BP_TOKEN", "env_token").env("BP_API_URL", "").env("BP_BOT_ID", "env_bot");
    let host = Arc::new(host);
    Client::from_env(host.clone()).send(get()).await.unwrap();
    let sent = &host.sent()[0];
    assert_eq!(sent.uri, "https://api.botpress.cloud/v1/chat/users/user_1");
    assert_eq!(sent.headers["authorization"], "Bearer env_token");
    assert_eq!(sent.headers["x-bot-id"], "env_bot");
    assert!(!sent.headers.contains_key("x-integration-id"));
}

#[tokio::test(start_paused = true)]
async fn a_missing_token_is_told_by_the_call_and_sends_nothing() {
    let host = Arc::new(ScriptedHost::new([]));
    let error = Client::new(host.clone(), ClientOptions::new()).send(get()).await.unwrap_err();
    assert!(matches!(error, Error::MissingToken), "{error:?}");
    assert!(error.to_string().contains("BP_TOKEN"), "{error}");
    assert!(host.sent().is_empty());
}

#[tokio::test(start_paused = true)]
async fn a_call_that_may_have_been_executed_is_not_repeated_blindly() {
    for reply in [Reply::lost(), Reply::new(502, ""), Reply::new(503, ""), user().after(Duration::from_secs(99))] {
        let (client, host) = client([reply]);
        client.send(create()).await.unwrap_err();
        assert_eq!(host.sent().len(), 1);
    }
}

#[tokio::test(start_paused = true)]
async fn an_answer_that_breaks_off_is_repeated_only_when_that_does_no_harm() {
    let (client, host) = client([Reply::cut_short(), Reply::cut_short(), user()]);
    let error = client.send(create()).await.unwrap_err();
    assert!(matches!(error, Error::Body { operation: "createUser", .. }), "{error:?}");
    assert_eq!(host.sent().len(), 1);
    client.send(get()).await.unwrap();
    assert_eq!(host.sent().len(), 3);
}

#[tokio::test(start_paused = true)]
async fn a_call_that_was_not_executed_is_repeated_whatever_it_is() {
    let (client, host) = client([Reply::refused(), Reply::new(429, ""), user()]);
    client.send(create()).await.unwrap();
    let sent = host.sent();
    assert_eq!(sent.iter().map(|sent| sent.at.as_secs()).collect::<Vec<_>>(), [0, 1, 3]);
    assert!(sent.iter().all(|attempt| attempt.body == sent[0].body && attempt.headers == sent[0].headers));
}

#[tokio::test(start_paused = true)]
async fn a_call_by_key_is_repeated_after_a_lost_connection_a_timeout_and_a_502() {
    let (client, host) = client([Reply::lost(), Reply::new(502, ""), user().after(Duration::from_secs(99)), user()]);
    client.send(get_or_create()).await.unwrap();
    assert_eq!(host.elapsed(), Duration::from_secs(1 + 2 + 60 + 3));
}

#[tokio::test(start_paused = true)]
async fn jitter_comes_from_the_host_and_waits_are_capped() {
    let policy = RetryPolicy::new(1).max_delay(Duration::from_secs(10));
    let replies = [Reply::new(429, "").header("retry-after", "3600"), Reply::new(429, "")];
    let host = Arc::new(ScriptedHost::new(replies).chance(u8::MAX));
    let error = Client::new(host.clone(), options().retry(policy)).send(create()).await.unwrap_err();
    assert_eq!(error.api_message(), "Request failed with status code 429");
    assert_eq!(host.elapsed(), Duration::from_millis(12_500));
}

#[tokio::test(start_paused = true)]
async fn the_timeout_covers_the_body_and_derived_clients_change_only_themselves() {
    let trickle = user().trickling(Duration::from_millis(10));
    let (client, host) = client([trickle.clone(), trickle]);
    let hasty = client.with_timeout(Duration::from_millis(300)).with_retry(RetryPolicy::NONE);
    let error = hasty.send(get()).await.unwrap_err();
    assert_eq!(error.to_string(), "timeout of 300ms exceeded");
    assert_eq!(host.elapsed(), Duration::from_millis(300));
    client.send(get()).await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn an_answer_of_another_shape_is_an_error_with_its_path_and_without_its_values() {
    let (client, _) = client([Reply::json(200, &json!({"user": {"id": 7, "tags": {}}}))]);
    let error = client.send(get()).await.unwrap_err();
    let message = error.to_string();
    assert!(message.starts_with("the answer to getUser is not as expected at user.id: invalid type"), "{message}");
    assert!(!message.contains('7'), "{message}");
}

#[tokio::test(start_paused = true)]
async fn an_error_of_the_api_keeps_its_type_and_a_missing_thing_is_recognised() {
    let body = json!({"id": "err_1", "code": 404, "type": "ResourceNotFound", "message": "no such user"});
    let (client, _) = client([Reply::json(404, &body), Reply::new(400, "<html>")]);
    let error = client.send(get()).await.unwrap_err();
    assert!(error.is_not_found());
    assert_eq!(serde_json::to_value(error.api().unwrap()).unwrap(), body);
    let error = client.send(get()).await.unwrap_err();
    assert!(!error.is_not_found());
    assert_eq!(
        error.api().unwrap().id,
        "err_20261122064143x00000000",
        "an id of our own, from the host's clock and chance"
    );
}

#[tokio::test(start_paused = true)]
async fn a_list_asks_page_by_page_and_only_when_items_are_wanted() {
    let (client, host) = client([users(&["a", "b"], Some("p/2")), users(&[], Some("p3")), users(&["c"], Some(""))]);
    let mut list = client.list::<list_users::Request>(request(&[], "conversationId=c", ""));
    assert_eq!(host.sent().len(), 0);
    assert_eq!(list.next().await.unwrap().unwrap().id, "a");
    assert_eq!(host.sent().len(), 1);
    let rest: Vec<_> = list.collect().await.unwrap().into_iter().map(|user| user.id.to_string()).collect();
    assert_eq!(rest, ["b", "c"]);
    let queries: Vec<_> = host.sent().iter().map(|sent| sent.uri.query().unwrap().to_owned()).collect();
    assert_eq!(queries, ["conversationId=c", "nextToken=p%2F2&conversationId=c", "nextToken=p3&conversationId=c"]);
}

#[tokio::test(start_paused = true)]
async fn a_limit_stops_within_a_page_and_asks_for_no_more() {
    for (limit, pages) in [(0, 0), (1, 1), (2, 1), (3, 2)] {
        let (client, host) = client([users(&["a", "b"], Some("p2")), users(&["c", "d"], Some("p3"))]);
        let list = client.list::<list_users::Request>(request(&[], "", ""));
        assert_eq!(list.limit(limit).collect().await.unwrap().len(), limit);
        assert_eq!(host.sent().len(), pages, "limit {limit}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_list_ends_after_an_error() {
    let (client, _) = client([users(&["a"], Some("p2")), Reply::new(400, "")]);
    let mut list = client.list::<list_users::Request>(request(&[], "", ""));
    assert!(list.next().await.unwrap().is_ok());
    assert!(list.next().await.unwrap().is_err());
    assert!(list.next().await.is_none());
}

#[test]
fn calls_can_run_on_any_thread_and_clients_print_no_token() {
    fn sendable<T: Send>(_: &T) {}
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
    let _guard = runtime.enter();
    let (client, _) = client([]);
    sendable(&client.send(get()));
    sendable(&client.list::<list_users::Request>(request(&[], "", "")).collect());
    assert!(!format!("{client:?}").contains(TOKEN), "{client:?}");
}

#[tokio::test(start_paused = true)]
async fn a_call_without_an_answer_says_why_and_not_what_it_asked_for() {
    let (client, _) = client([Reply::lost()]);
    let call = request::<list_users::Request>(&[], "tags.email=ada%40example.com", "");
    let error = client.with_retry(RetryPolicy::NONE).send(call).await.unwrap_err();
    let message = error.to_string();
    assert!(message.starts_with("no answer to listUsers: the connection failed: reset"), "{message}");
    assert!(!format!("{error:?} {message}").contains("ada"), "{error:?}");
}
