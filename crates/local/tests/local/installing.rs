//! Installing, registering, configuring, uninstalling.

use std::convert::Infallible;

use axum::body::Body;
use axum::response::Response;
use botpress_api::signature::{SigningSecret, verify};
use botpress_local::{Happening, InstallError, Installation, LocalBotpress, Registration};
use futures_util::{FutureExt as _, stream};
use serde_json::json;
use tokio::sync::oneshot;

use crate::support::{Api, Integration, World, definition};

#[tokio::test]
async fn an_installation_registers_with_its_webhook_and_all_headers_of_the_protocol() {
    let local = LocalBotpress::builder().start().await.unwrap();
    let integration = Integration::start().await;
    let installation = Installation::new("chat", &integration.url, definition())
        .configuration(json!({ "key": "ä" }))
        .configuration_type("manual");
    let installed = local.install(installation).await.unwrap();
    assert!(installed.is_registered());
    assert_eq!(installed.webhook_url, format!("{}/{}", local.webhook_url(), installed.webhook_id));

    let call = integration.received("register").remove(0);
    assert_eq!(call.body, json!({ "webhookUrl": installed.webhook_url }));
    assert_eq!(call.header("x-bot-id"), local.bot_id());
    assert_eq!(call.header("x-bot-user-id"), local.bot_user_id());
    assert_eq!(call.header("x-integration-id"), installed.integration_id);
    assert!(installed.integration_id.starts_with("intver_") && installed.webhook_id.starts_with("webhook_"));
    assert_eq!(call.header("x-integration-alias"), "chat");
    assert_eq!(call.header("x-webhook-id"), installed.webhook_id);
    assert_eq!(call.header("x-bp-configuration-type"), "manual");
    assert_eq!(call.configuration(), json!({ "key": "ä" }));
    let trace: Vec<_> = call.header("traceparent").split('-').map(str::len).collect();
    assert_eq!(trace, [2, 32, 16, 2]);
    assert!(!call.headers.contains_key("x-bp-signature"), "not signed unless asked for");
}

#[tokio::test]
async fn a_refused_configuration_is_reported_with_the_integrations_own_words() {
    let local = LocalBotpress::builder().start().await.unwrap();
    let integration = Integration::start().await;
    let refusal = r#"{"id":"e","code":400,"type":"Runtime","message":"the key is wrong"}"#;
    integration.answer("register", 400, refusal);
    let installation = Installation::new("chat", &integration.url, definition());
    let installed = local.install(installation.clone()).await.unwrap();
    assert_eq!(installed.registration, Registration::Failed { reason: "the key is wrong".to_owned() });
    let failed =
        |it: &Happening| matches!(it, Happening::RegistrationFailed { reason, .. } if reason == "the key is wrong");
    local.wait_for(failed).await.unwrap();

    let again = local.install(installation).await.unwrap();
    assert!(again.is_registered());
    assert_eq!(again.webhook_id, installed.webhook_id, "the same installation");
    assert_eq!(again.integration_id, installed.integration_id);
}

#[tokio::test]
async fn an_integration_that_is_not_there_fails_its_registration_with_its_url() {
    let local = LocalBotpress::builder().start().await.unwrap();
    let installed = local.install(Installation::new("chat", "http://127.0.0.1:9", definition())).await.unwrap();
    let Registration::Failed { reason } = installed.registration else { panic!("registered") };
    assert!(reason.contains("http://127.0.0.1:9") && reason.contains("could not be reached"), "{reason}");
}

#[tokio::test]
async fn requests_are_signed_with_the_secret_that_is_told() {
    let world = World::with(LocalBotpress::builder().signing(true).start().await.unwrap()).await;
    let secret: SigningSecret = world.local.signing_secret().unwrap().parse().unwrap();
    let call = world.integration.received("register").remove(0);
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap().as_millis();
    let now = u64::try_from(now).unwrap();
    let check = |body: &[u8]| {
        verify(std::slice::from_ref(&secret), &http::Method::POST, Some(call.header("x-bp-signature")), body, now)
    };
    check(&call.raw).unwrap();
    assert!(check(b"{}").is_err());
}

#[tokio::test]
async fn an_uninstalled_integration_is_told_and_reaches_nothing_any_more() {
    let world = World::start().await;
    world.local.uninstall("chat").await.unwrap();
    let call = world.integration.received("unregister").remove(0);
    assert_eq!(call.body, json!({ "webhookUrl": world.installed.webhook_url }));
    let hook = Api::plain(&world.installed.webhook_url).post("", json!({})).await;
    assert_eq!(hook.status, 404);
    let (status, kind, _) = world.api.get("/v1/chat/users").await.error();
    assert_eq!((status, kind.as_str()), (403, "Forbidden"));
    assert!(matches!(world.local.uninstall("chat").await, Err(InstallError::NotInstalled(_))));
}

#[tokio::test]
async fn an_integration_that_moves_is_called_at_its_new_url_and_finishes_what_it_does_at_the_old_one() {
    let world = World::start().await;
    let (begun, has_begun) = oneshot::channel();
    let (finish, may_finish) = oneshot::channel::<()>();
    let answer = stream::once(async {
        begun.send(()).unwrap();
        may_finish.await.unwrap();
        Ok::<_, Infallible>("old")
    });
    world.integration.answer_with("webhook_received", Response::new(Body::from_stream(answer)));
    let hook = Api::plain(&world.installed.webhook_url);
    let under_way = tokio::spawn({
        let hook = hook.clone();
        async move { hook.post("", json!({})).await }
    });
    has_begun.await.unwrap();

    let next = Integration::start().await;
    next.answer("webhook_received", 200, "new");
    world.local.move_to("chat", &next.url).await.unwrap();
    assert_eq!(hook.post("", json!({})).await.body, "new");
    assert!(next.received("register").is_empty(), "what moves stays registered");

    let until_unused = world.local.until_unused(&world.integration.url);
    let mut until_unused = std::pin::pin!(until_unused);
    assert!(until_unused.as_mut().now_or_never().is_none(), "a call is still under way");
    finish.send(()).unwrap();
    until_unused.await;
    assert_eq!(under_way.await.unwrap().body, "old");
    assert!(matches!(world.local.move_to("other", &next.url).await, Err(InstallError::NotInstalled(_))));
    assert!(matches!(world.local.move_to("chat", "nowhere").await, Err(InstallError::Invalid { what: "url", .. })));
}

#[tokio::test]
async fn what_cannot_be_right_is_refused_before_anything_is_changed() {
    let local = LocalBotpress::builder().start().await.unwrap();
    let url = "http://127.0.0.1:9";
    for (installation, what) in [
        (Installation::new("", url, definition()), "alias"),
        (Installation::new("a:b", url, definition()), "alias"),
        (Installation::new("chat", "https://example.com", definition()), "url"),
        (Installation::new("chat", "nowhere", definition()), "url"),
        (Installation::new("chat", url, json!({ "name": "chat" })), "definition"),
        (Installation::new("chat", url, definition()).configuration(json!([])), "configuration"),
        (
            Installation::new("chat", url, definition()).configuration(json!({ "a": "x".repeat(20_480) })),
            "configuration",
        ),
        (Installation::new("chat", url, definition()).configuration_type("other"), "configuration_type"),
    ] {
        let Err(InstallError::Invalid { what: found, .. }) = local.install(installation).await else {
            panic!("{what} was accepted")
        };
        assert_eq!(found, what);
    }
}

#[tokio::test]
async fn a_bot_has_thirty_installations_at_most() {
    let world = World::start().await;
    let install = |alias: String| world.local.install(Installation::new(alias, &world.integration.url, definition()));
    for number in 2..=30 {
        install(format!("chat{number}")).await.unwrap();
    }
    let refused = install("chat31".to_owned()).await.unwrap_err().to_string();
    assert_eq!(refused, "alias: a bot has 30 installed integrations at most");
    install("chat30".to_owned()).await.unwrap();
    world.local.uninstall("chat30").await.unwrap();
    install("chat31".to_owned()).await.unwrap();
}

#[tokio::test]
async fn an_interface_is_found_by_its_name_and_version_while_its_id_is_not_known() {
    let world = World::start().await;
    let install = |version: &str| {
        let mut stated = definition();
        let states = json!({ "name": "message-state", "version": version, "entities": {}, "actions": {}, "channels": {},
            "events": { "messageSent": { "name": "reactionAdded" }, "messageDelivered": { "name": "reactionAdded" },
                        "messageRead": { "name": "reactionAdded" }, "messageFailed": { "name": "reactionAdded" } } });
        stated["interfaces"] = json!({ "message-state": states });
        world.local.install(Installation::new("chat", &world.integration.url, stated))
    };
    install("0.0.1").await.unwrap();
    let refused = install("9.9.9").await.unwrap_err().to_string();
    let expected = "definition: interfaces.message-state.id: interface `message-state@9.9.9` does not exist";
    assert_eq!(refused, expected);
}

#[tokio::test]
async fn an_integration_may_call_the_api_while_it_registers() {
    // The key and ids of the installation must work before `install` returns.
    let local = LocalBotpress::builder().start().await.unwrap();
    let slow = axum::Router::new().fallback({
        let api = Api::plain(local.api_url()).with("authorization", &format!("Bearer {}", local.token()));
        move |headers: http::HeaderMap| async move {
            let header = |name: &str| headers[name].to_str().unwrap().to_owned();
            let api = api
                .with("x-bot-id", &header("x-bot-id"))
                .with("x-integration-id", &header("x-integration-id"))
                .with("x-integration-alias", &header("x-integration-alias"));
            let path = format!("/v1/chat/states/integration/{}/credentials", header("x-integration-id"));
            api.post(&path, json!({ "payload": { "token": "t" } })).await.status
        }
    });
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, slow).await.unwrap() });
    let installed = local.install(Installation::new("chat", url, definition())).await.unwrap();
    assert!(installed.is_registered(), "{:?}", installed.registration);
    assert_eq!(local.states().await.unwrap()[0].payload, json!({ "token": "t" }));
}

#[tokio::test]
async fn an_identifier_belongs_to_one_installation() {
    let world = World::start().await;
    let second = world.local.install(Installation::new("second", &world.integration.url, definition())).await.unwrap();
    let second = Api::integration(&world.local, &second);
    let path = "/v1/chat/integrations/configure";
    let claim = json!({ "identifier": "T1", "scheduleRegisterCall": "daily", "sandboxIdentifiers": [] });
    assert_eq!(world.api.post(path, claim.clone()).await.ok(), json!({}));
    assert_eq!(second.post(path, claim.clone()).await.status, 409);
    world.api.post(path, json!({ "identifier": null })).await.ok();
    second.post(path, claim).await.ok();
    let (status, _, message) = second.post(path, json!({ "scheduleRegisterCall": "sometimes" })).await.error();
    assert_eq!(status, 400);
    assert!(message.starts_with("body.scheduleRegisterCall"), "{message}");
}

#[tokio::test]
async fn counters_add_up() {
    let world = World::start().await;
    for count in [1, 4] {
        world.api.post("/v1/chat/analytics", json!({ "name": "sent", "count": count })).await.ok();
    }
    assert_eq!(world.local.analytics().await.unwrap(), [("sent".to_owned(), 5)]);
    assert_eq!(world.api.post("/v1/chat/analytics", json!({ "name": "sent", "count": 0 })).await.status, 400);
}

#[tokio::test]
async fn a_version_that_moves_moves_for_all_its_installations() {
    let world = World::start().await;
    let moved = Integration::start().await;
    world.local.install(Installation::new("second", &moved.url, definition())).await.unwrap();
    Api::plain(&world.installed.webhook_url).post("", json!({})).await.ok();
    assert_eq!(moved.received("webhook_received")[0].header("x-integration-alias"), "chat");
}
