//! Bots: installing in them, and serving them over HTTP.

use botpress_local::{Happening, LocalBotpress};
use serde_json::{Value, json};

use crate::admin::body;
use crate::support::{Api, Integration, text};

struct Stage {
    local: LocalBotpress,
    admin: Api,
    integration: Integration,
    id: String,
    bot: String,
}

impl Stage {
    async fn start() -> Self {
        let local = LocalBotpress::builder().retry_after(std::time::Duration::from_millis(1)).start().await.unwrap();
        let (admin, integration) = (Api::admin(&local), Integration::start().await);
        let mut body = body("local/chat", "1.0.0");
        body["url"] = integration.url.clone().into();
        body["title"] = "Chat".into();
        let id = text(&admin.post("/v1/admin/integrations", body).await.ok()["integration"]["id"]);
        let bot = text(&admin.post("/v1/admin/bots", json!({})).await.ok()["bot"]["id"]);
        Self { local, admin, integration, id, bot }
    }

    /// Updates what is installed as `chat`, and gives it back as it is then.
    async fn install(&self, change: Value) -> Value {
        let path = format!("/v1/admin/bots/{}", self.bot);
        let bot = self.admin.put(&path, json!({ "integrations": { "chat": change } })).await.ok();
        bot["bot"]["integrations"]["chat"].clone()
    }

    fn heard(&self) -> (usize, usize) {
        (self.integration.received("register").len(), self.integration.received("unregister").len())
    }
}

#[tokio::test]
async fn an_update_registers_before_it_answers_and_says_how_that_went() {
    let stage = Stage::start().await;
    let refusal = r#"{"id":"e","code":400,"type":"Runtime","message":"the key is wrong"}"#;
    stage.integration.answer("register", 400, refusal);
    let failed =
        stage.install(json!({ "integrationId": stage.id, "enabled": true, "configuration": { "key": "x" } })).await;
    assert_eq!(
        (&failed["status"], &failed["statusReason"]),
        (&json!("registration_failed"), &json!("the key is wrong"))
    );
    assert_eq!(
        (&failed["title"], &failed["version"], &failed["id"]),
        (&json!("Chat"), &json!("1.0.0"), &json!(stage.id))
    );

    let good = stage.install(json!({ "configuration": { "key": "y" }, "configurationType": "manual" })).await;
    assert_eq!((&good["status"], &good["statusReason"]), (&json!("registered"), &Value::Null));
    assert_eq!(good["webhookId"], failed["webhookId"], "the same installation");
    let call = stage.integration.received("register").pop().unwrap();
    assert_eq!((call.configuration(), call.header("x-bp-configuration-type")), (json!({ "key": "y" }), "manual"));

    let off = stage.install(json!({ "enabled": false })).await;
    assert_eq!((&off["enabled"], &off["status"]), (&json!(false), &json!("unregistered")));
    assert_eq!(off["configuration"], json!({ "key": "y" }), "what is not named stays");
    assert_eq!(stage.heard(), (2, 1));
    let hook = Api::plain(stage.local.webhook_url());
    assert_eq!(hook.get(&format!("/{}", text(&off["webhookId"]))).await.status, 404, "disabled");
    let on = stage.install(json!({ "enabled": true, "configurationType": null })).await;
    assert_eq!((&on["status"], &on["configurationType"]), (&json!("registered"), &Value::Null));
    assert_eq!(hook.get(&format!("/{}", text(&off["webhookId"]))).await.status, 200);

    assert_eq!(stage.install(Value::Null).await, Value::Null);
    assert_eq!(stage.heard(), (3, 2));
    assert_eq!(hook.get(&format!("/{}", text(&off["webhookId"]))).await.status, 404, "removed");
}

#[tokio::test]
async fn an_installation_that_says_nothing_is_off_and_shown_by_id_to_old_clients() {
    let stage = Stage::start().await;
    let quiet = stage.install(json!({ "integrationId": stage.id })).await;
    assert_eq!((&quiet["enabled"], stage.heard()), (&json!(false), (0, 0)));
    let old = stage.admin.clone().without("x-multiple-integrations");
    let path = format!("/v1/admin/bots/{}", stage.bot);
    let bot = old.get(&path).await.ok();
    assert_eq!(bot["bot"]["integrations"][&stage.id]["enabled"], false);
    let bot = old.put(&path, json!({ "integrations": { &stage.id: { "enabled": true } } })).await.ok();
    assert_eq!(bot["bot"]["integrations"][&stage.id]["status"], "registered");
    assert_eq!(stage.admin.get(&path).await.ok()["bot"]["integrations"]["chat"]["enabled"], true);
}

#[tokio::test]
async fn a_wrong_installation_changes_nothing_at_all() {
    let stage = Stage::start().await;
    let path = format!("/v1/admin/bots/{}", stage.bot);
    let good = json!({ "integrationId": stage.id, "enabled": true });
    for (wrong, kind, at) in [
        (json!({ "integrationId": "intver_none" }), "ReferenceNotFound", "body.integrations.b.integrationId"),
        (
            json!({ "integrationId": stage.id, "configurationType": "none" }),
            "InvalidPayload",
            "body.integrations.b.configurationType",
        ),
        (
            json!({ "integrationId": stage.id, "disabledChannels": ["none"] }),
            "InvalidPayload",
            "body.integrations.b.disabledChannels[0]",
        ),
        (
            json!({ "integrationId": stage.id, "configuration": { "a": "x".repeat(20_480) } }),
            "InvalidPayload",
            "body.integrations.b.configuration",
        ),
    ] {
        let change = json!({ "name": "New", "integrations": { "a": good, "b": wrong } });
        let (_, found, message) = stage.admin.put(&path, change).await.error();
        assert_eq!(found, kind, "{message}");
        assert!(message.starts_with(at), "{message}");
    }
    let bot = stage.admin.get(&path).await.ok()["bot"].clone();
    assert_eq!((&bot["integrations"], stage.heard()), (&json!({}), (0, 0)));
    assert_ne!(bot["name"], "New");
}

#[cfg(feature = "schemas")]
#[tokio::test]
async fn a_configuration_must_conform_to_its_schema_once_the_installation_is_on() {
    let stage = Stage::start().await;
    let schema = json!({ "type": "object", "properties": { "key": { "type": "string" } }, "required": ["key"] });
    let change = json!({ "configuration": { "schema": schema } });
    stage.admin.put(&format!("/v1/admin/integrations/{}", stage.id), change).await.ok();
    let off = stage.install(json!({ "integrationId": stage.id })).await;
    assert_eq!(off["enabled"], false, "it can be configured later");
    let path = format!("/v1/admin/bots/{}", stage.bot);
    let on = json!({ "integrations": { "chat": { "enabled": true, "configuration": { "key": 7 } } } });
    let (_, kind, message) = stage.admin.put(&path, on).await.error();
    assert_eq!(kind, "InvalidPayload");
    assert!(message.starts_with("body.integrations.chat.configuration.key") && !message.contains('7'), "{message}");
    let on = stage.install(json!({ "enabled": true, "configuration": { "key": "x" } })).await;
    assert_eq!(on["status"], "registered");
}

#[tokio::test]
async fn a_changed_definition_and_url_reach_what_is_installed() {
    let stage = Stage::start().await;
    stage.install(json!({ "integrationId": stage.id, "enabled": true })).await;
    let other = Integration::start().await;
    let event = json!({ "events": { "shouted": { "schema": {} } }, "url": other.url });
    stage.admin.put(&format!("/v1/admin/integrations/{}", stage.id), event).await.ok();
    let api = stage.admin.clone().with("x-bot-id", &stage.bot).with("x-integration-id", &stage.id);
    api.post("/v1/chat/events", json!({ "type": "shouted", "payload": {} })).await.ok();
    stage.install(json!({ "enabled": true })).await;
    assert_eq!((other.received("register").len(), stage.integration.received("register").len()), (1, 1));
}

#[tokio::test]
async fn a_bot_with_a_url_gets_messages_and_events_by_the_official_protocol_and_answers_through_the_api() {
    let stage = Stage::start().await;
    // The bot's server: it records what it gets, like the integration of the tests.
    let server = Integration::start().await;
    let path = format!("/v1/admin/bots/{}", stage.bot);
    let change = json!({
        "url": server.url, "configuration": { "data": { "mood": "good" }, "schema": {} },
        "subscriptions": { "events": { "chat:reactionAdded": {} } },
    });
    stage.admin.put(&path, change).await.ok();
    let register = server.received("register").pop().unwrap();
    assert_eq!((register.header("x-bot-id"), register.header("x-bp-type")), (stage.bot.as_str(), "register"));
    assert_eq!(register.configuration(), json!({ "mood": "good" }));

    stage.install(json!({ "integrationId": stage.id, "enabled": true })).await;
    let api = stage.admin.clone().with("x-bot-id", &stage.bot).with("x-integration-id", &stage.id);
    let conversation =
        api.post("/v1/chat/conversations", json!({ "channel": "dm", "tags": { "id": "c1" } })).await.ok();
    let user = api.post("/v1/chat/users", json!({ "tags": { "id": "u1" } })).await.ok();
    let conversation = text(&conversation["conversation"]["id"]);
    server.answer("event_received", 503, "");
    let message = json!({ "conversationId": conversation, "userId": user["user"]["id"], "type": "text", "payload": { "text": "hi" }, "tags": {} });
    let said = api.post("/v1/chat/messages", message).await.ok();
    api.post(
        "/v1/chat/events",
        json!({ "type": "reactionAdded", "payload": { "n": 1 }, "conversationId": conversation }),
    )
    .await
    .ok();
    let mut settled = 0;
    let both = stage.local.wait_for(|it| {
        settled += usize::from(matches!(it, Happening::EventSettled { .. }));
        settled == 2
    });
    both.await.unwrap();
    let received = server.received("event_received");
    assert_eq!(received.len(), 3, "a 5xx is tried again");
    let (first, last) = (&received[1], &received[2]);
    assert_eq!(
        (first.header("x-bp-type"), &first.body["event"]["type"]),
        ("message_created", &json!("message_created"))
    );
    assert_eq!(first.body["event"]["payload"]["message"]["id"], said["message"]["id"]);
    assert_eq!(
        first.body["event"]["payload"]["conversation"]["tags"],
        json!({ "chat:id": "c1" }),
        "as the bot sees it"
    );
    assert_eq!(first.body["event"]["payload"]["user"]["id"], user["user"]["id"]);
    assert_eq!((last.header("x-bp-type"), &last.body["event"]["payload"]), ("chat:reactionAdded", &json!({ "n": 1 })));
    assert!(last.headers.contains_key("x-bp-signature"));

    server.answer("action_triggered", 200, r#"{"output":{"sum":3}}"#);
    let own = stage.admin.clone().with("x-bot-id", &stage.bot);
    let answer = own.post("/v1/chat/actions", json!({ "type": "add", "input": { "a": 1 } })).await.ok();
    assert_eq!(answer["output"], json!({ "sum": 3 }));
    let action = server.received("action_triggered").remove(0);
    assert_eq!((action.header("x-bp-type"), &action.body), ("add", &json!({ "type": "add", "input": { "a": 1 } })));

    // The bot answers as itself: its id stands for its user.
    let answer = json!({ "conversationId": conversation, "userId": stage.bot, "type": "text", "payload": { "text": "hello" }, "tags": {} });
    stage.admin.clone().with("x-bot-id", &stage.bot).post("/v1/chat/messages", answer).await.ok();
    stage.local.wait_for(|it| matches!(it, Happening::MessageDelivered { .. })).await.unwrap();
    let delivered = stage.integration.received("message_created").pop().unwrap();
    assert_eq!(delivered.body["payload"]["text"], "hello");
    assert_eq!(delivered.body["conversation"]["tags"], json!({ "id": "c1" }), "as the integration sees it");
}
