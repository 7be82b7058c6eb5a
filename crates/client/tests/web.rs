//! The small HTTP client for authors' own calls.
#![allow(clippy::unwrap_used, reason = "tests")]

mod support;

use std::{sync::Arc, time::Duration};

use botpress_client::{Http, HttpFailure};
use serde_json::{Value, json};
use support::{Reply, ScriptedHost};

fn http(replies: impl IntoIterator<Item = Reply>) -> (Http, Arc<ScriptedHost>) {
    let host = Arc::new(ScriptedHost::new(replies));
    (Http::new(host.clone()), host)
}

#[tokio::test(start_paused = true)]
async fn a_json_request_and_its_json_answer() {
    let (http, host) = http([Reply::json(200, &json!({"ok": true}))]);
    let request = http.post("https://slack.com/api/chat.postMessage").bearer("xoxb-1").json(&json!({"text": "é"}));
    let answer: Value = request.query([("a b", "c&d"), ("e", "")]).await.unwrap().json().await.unwrap();
    assert_eq!(answer, json!({"ok": true}));

    let sent = &host.sent()[0];
    assert_eq!(sent.method, "POST");
    assert_eq!(sent.uri, "https://slack.com/api/chat.postMessage?a+b=c%26d&e=");
    assert_eq!(sent.headers["authorization"], "Bearer xoxb-1");
    assert_eq!(sent.headers["content-type"], "application/json");
    assert_eq!(sent.body, r#"{"text":"é"}"#.as_bytes());
}

#[tokio::test(start_paused = true)]
async fn a_form_is_encoded_as_browsers_do() {
    let (http, host) = http([Reply::new(204, "")]);
    http.post("https://a/token").form([("grant type", "a+b/é~*"), ("x", "1")]).await.unwrap();
    let sent = &host.sent()[0];
    assert_eq!(sent.headers["content-type"], "application/x-www-form-urlencoded");
    assert_eq!(sent.body, "grant+type=a%2Bb%2F%C3%A9%7E*&x=1");
}

#[tokio::test(start_paused = true)]
async fn a_content_type_of_the_callers_own_stays() {
    let (http, host) = http([Reply::new(200, "")]);
    http.post("https://a").header("Content-Type", "application/vnd.api+json").json(&json!({})).await.unwrap();
    assert_eq!(host.sent()[0].headers["content-type"], "application/vnd.api+json");
}

#[tokio::test(start_paused = true)]
async fn an_error_shows_method_host_and_path_and_no_secret() {
    let url = "https://user:hidden@api.example.com:8443/v1/me?token=hidden";
    let failures = [Reply::refused(), Reply::lost(), Reply::new(200, "not json hidden"), Reply::new(403, "hidden")];
    let (http, _) = http(failures);
    for expected in ["could not connect: refused", "the connection failed: reset", "expected", "status code 403"] {
        let request = http.get(url).bearer("hidden").header("x-key", "hidden");
        assert!(!format!("{request:?}").contains("hidden"), "{request:?}");
        let error = match request.await.and_then(botpress_client::HttpResponse::error_for_status) {
            Ok(response) => response.json::<Value>().await.unwrap_err(),
            Err(error) => error,
        };
        let shown = format!("{error} {error:?}");
        assert!(error.to_string().starts_with("GET https://api.example.com:8443/v1/me: "), "{error}");
        assert!(shown.contains(expected), "{shown}");
        assert!(!shown.contains("hidden"), "{shown}");
    }
}

#[tokio::test(start_paused = true)]
async fn what_is_wrong_with_a_request_is_the_error_of_sending_it() {
    let (http, host) = http([]);
    for request in [
        http.get("slack.com/api"),
        http.get("ftp://a/b"),
        http.get("https://a b?hidden"),
        http.get("https://a").header("bad name", "hidden"),
        http.get("https://a").header("x-ok", "hidden\n"),
        http.get("https://a").bearer("hidden\n"),
        http.get("https://a").json(&std::collections::HashMap::from([((1, 2), 3)])),
    ] {
        let error = request.await.unwrap_err();
        assert!(matches!(error.kind, HttpFailure::InvalidRequest(_)), "{error:?}");
        assert!(!format!("{error:?}").contains("hidden"), "{error:?}");
    }
    assert!(host.sent().is_empty());
}

#[tokio::test(start_paused = true)]
async fn the_timeout_covers_the_whole_exchange() {
    let (http, host) = http([
        Reply::new(200, "abc").after(Duration::from_millis(900)),
        Reply::new(200, "abc").after(Duration::from_millis(100)).trickling(Duration::from_millis(80)),
    ]);
    let error = http.get("https://a").timeout(Duration::from_millis(300)).await.unwrap_err();
    assert_eq!(error.to_string(), "GET https://a/: timeout of 300ms exceeded");
    assert_eq!(host.elapsed(), Duration::from_millis(300));

    let response = http.get("https://a").timeout(Duration::from_millis(300)).await.unwrap();
    let error = response.bytes().await.unwrap_err();
    assert_eq!(error.to_string(), "GET https://a/: timeout of 300ms exceeded");
    assert_eq!(host.elapsed(), Duration::from_millis(600));
}

#[tokio::test(start_paused = true)]
async fn a_body_longer_than_the_limit_is_refused() {
    let (http, _) = http([
        Reply::new(200, "abcd"),
        Reply::new(200, "abcd").trickling(Duration::ZERO),
        Reply::new(200, "abc").trickling(Duration::ZERO),
    ]);
    for _ in 0..2 {
        let error = http.get("https://a").max_response_bytes(3).await.unwrap().bytes().await.unwrap_err();
        assert!(matches!(error.kind, HttpFailure::Body(_)), "{error}");
    }
    assert_eq!(http.get("https://a").max_response_bytes(3).await.unwrap().text().await.unwrap(), "abc");
}

#[tokio::test(start_paused = true)]
async fn redirects_are_followed_and_headers_stay_with_their_host() {
    let (http, host) = http([
        Reply::new(302, "").header("location", "/b?x=1"),
        Reply::new(307, "").header("location", "c"),
        Reply::new(303, "").header("location", "?y=2"),
        Reply::new(301, "").header("location", "https://cdn.example.com/d#part"),
        Reply::new(200, "content"),
    ]);
    let response = http.get("https://a.example.com/x/a").bearer("xoxb-1").await.unwrap();
    assert_eq!(response.text().await.unwrap(), "content");
    let sent = host.sent();
    let places: Vec<_> = sent.iter().map(|sent| sent.uri.to_string()).collect();
    let authorised: Vec<_> = sent.iter().map(|sent| sent.headers.contains_key("authorization")).collect();
    assert_eq!(
        places,
        [
            "https://a.example.com/x/a",
            "https://a.example.com/b?x=1",
            "https://a.example.com/c",
            "https://a.example.com/c?y=2",
            "https://cdn.example.com/d"
        ]
    );
    assert_eq!(authorised, [true, true, true, true, false]);
}

#[tokio::test(start_paused = true)]
async fn a_redirect_of_a_post_is_the_callers_to_handle_and_a_circle_ends() {
    let (http, host) = http(
        std::iter::once(Reply::new(302, "").header("location", "/b"))
            .chain((0..11).map(|_| Reply::new(302, "").header("location", "/a"))),
    );
    assert_eq!(http.post("https://a").await.unwrap().status, 302);
    let error = http.get("https://a/a").await.unwrap_err();
    assert!(matches!(error.kind, HttpFailure::TooManyRedirects), "{error}");
    assert_eq!(host.sent().len(), 12);
}
