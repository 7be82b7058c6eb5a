//! The webhook router beyond ids: OAuth and identifiers.

use axum::body::Body;
use axum::response::Response;
use serde_json::json;

use crate::support::{Api, World};

fn answer(status: u16, headers: &[(&str, &str)], body: &'static str) -> Response {
    let mut response = Response::builder().status(status);
    for (name, value) in headers {
        response = response.header(*name, *value);
    }
    response.body(Body::from(body)).unwrap()
}

#[tokio::test]
async fn an_oauth_round_trip_finds_its_installation_by_state_and_ends_on_a_page() {
    let world = World::start().await;
    let hook = Api::plain(world.local.webhook_url());
    let state = &world.installed.webhook_id;
    let headers = [("x-bp-integration-identifier", "T1"), ("content-type", "text/plain")];
    world.integration.answer_with("webhook_received", answer(200, &headers, "fine"));
    let ended = hook.get(&format!("/oauth/wizard?code=1&state={state}")).await;
    let page = format!("{}/oauth/interstitial?success=true", world.local.api_url());
    assert_eq!((ended.status.as_u16(), ended.headers["location"].to_str().unwrap()), (303, page.as_str()));
    assert!(!ended.headers.contains_key("x-bp-integration-identifier"), "it is for the router");
    let received = world.integration.received("webhook_received").pop().unwrap();
    assert_eq!(received.body["req"]["path"], "/oauth/wizard");
    assert_eq!(received.body["req"]["query"], format!("code=1&state={state}"));

    let refusal = r#"{"message":"no <b>such</b> team"}"#;
    world.integration.answer_with("webhook_received", answer(400, &[], refusal));
    let ended = hook.get(&format!("/oauth?state={state}")).await;
    let location = ended.headers["location"].to_str().unwrap().trim_start_matches(world.local.api_url()).to_owned();
    assert!(location.starts_with("/oauth/interstitial?success=false&errorMessage="), "{location}");
    let page = Api::plain(world.local.api_url()).get(&location).await;
    let text = String::from_utf8_lossy(&page.body).into_owned();
    assert!(text.contains("no &lt;b&gt;such&lt;/b&gt; team"), "{text}");

    let expected = world.local.webhook_url().replace("webhook", "app");
    assert_eq!(Api::plain(&expected).get("/oauth/interstitial?success=true").await.status, 200);

    let own = [("x-bp-disable-interstitial", "true")];
    world.integration.answer_with("webhook_received", answer(200, &own, "own page"));
    let ended = hook.get(&format!("/oauth?state={state}")).await;
    assert_eq!((ended.status.as_u16(), &ended.body[..]), (200, &b"own page"[..]));
    assert_eq!(hook.get("/oauth?state=webhook_none").await.error().0, 404);
    assert_eq!(hook.get("/oauth").await.error().1, "InvalidQuery");
}

#[tokio::test]
async fn an_identifier_is_claimed_from_the_installation_that_had_it() {
    let world = World::start().await;
    let admin = Api::admin(&world.local);
    let bot = format!("/v1/admin/bots/{}", world.local.bot_id());
    let second =
        json!({ "integrations": { "other": { "integrationId": world.installed.integration_id, "enabled": true } } });
    let second = admin.put(&bot, second).await.ok()["bot"]["integrations"]["other"].clone();
    let hook = Api::plain(world.local.webhook_url());
    for (webhook, chat, other) in [
        (world.installed.webhook_id.as_str(), json!("T1"), None),
        (second["webhookId"].as_str().unwrap(), json!(null), Some(json!("T1"))),
    ] {
        let headers = [("x-bp-integration-identifier", "T1")];
        world.integration.answer_with("webhook_received", answer(200, &headers, ""));
        hook.get(&format!("/oauth?state={webhook}")).await;
        let shown = admin.get(&bot).await.ok()["bot"]["integrations"].clone();
        assert_eq!(shown["chat"].get("identifier").unwrap_or(&json!(null)), &chat);
        assert_eq!(shown["other"].get("identifier").cloned(), other);
    }
    // Outside of an OAuth round trip the header means nothing, and stays.
    let headers = [("x-bp-integration-identifier", "T2")];
    world.integration.answer_with("webhook_received", answer(200, &headers, ""));
    let plain = hook.get(&format!("/{}", world.installed.webhook_id)).await;
    assert_eq!(plain.headers["x-bp-integration-identifier"], "T2");
}
