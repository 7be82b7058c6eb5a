//! What is recorded, with its causes and without secrets.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Request, State};
use botpress_local::{EchoBot, Happening, LocalBotpress, LogEntry, LogLevel};
use http::Method;
use serde_json::{Value, json};

use super::{Page, tree};
use crate::admin::body;
use crate::support::{Api, World, definition, text};

#[tokio::test]
async fn a_webhook_is_recorded_with_all_that_it_causes() {
    let world = World::start().await;
    let page = Page::open(&world.local).await;
    world.integration.answer("webhook_received", 202, "thanks");
    let hook =
        Api::plain(&world.installed.webhook_url).with("content-type", "text/plain").with("traceparent", "00-x-y-01");
    assert_eq!(hook.send(Method::POST, "/in?a=1", "hello").await.status, 202);

    // The integration hands its trace on, also after it has answered.
    let trace = world.integration.received("webhook_received")[0].header("traceparent").to_owned();
    // A line of its log belongs to the operation that it has in the chain: this one, as long as there is no other.
    let printed = json!({ "msg": "heard it", "level": "info", "options": { "traceId": trace.split('-').nth(1) } });
    world.local.log("chat", LogEntry::read(&printed.to_string(), LogLevel::Debug));
    let (conversation, user) = world.conversation("c").await;
    let as_integration = world.api.clone().with("traceparent", &trace);
    let body = json!({ "conversationId": conversation, "userId": user, "type": "text", "payload": { "text": "hi" }, "tags": {} });
    as_integration.post("/v1/chat/messages", body).await.ok();
    as_integration
        .post(&format!("/v1/chat/states/conversation/{conversation}/notes"), json!({ "payload": { "a": 1 } }))
        .await
        .ok();
    as_integration.post("/v1/chat/events", json!({ "type": "reactionAdded", "payload": {} })).await.ok();
    world.local.wait_for(|it| matches!(it, Happening::MessageDelivered { .. })).await.unwrap();

    let all = ["message", "operation", "state", "event", "log"];
    let steps =
        page.chain("POST /in?a=1", |steps| all.iter().all(|kind| steps.iter().any(|step| step["kind"] == *kind))).await;
    assert_eq!(
        tree(&steps),
        [
            "webhook POST /in?a=1",
            "  operation webhook_received",
            "    log heard it",
            "    api createMessage",
            "      message text",
            "        bot message_created",
            "          message text",
            "            operation message_created",
            "    api setState",
            "      state notes",
            "    api createEvent",
            "      event chat:reactionAdded",
            "        bot chat:reactionAdded",
        ]
    );
    let webhook = page.get(&format!("steps/{}", steps[0]["number"])).await;
    assert_eq!((&webhook["input"]["text"], &webhook["output"]["text"]), (&json!("hello"), &json!("thanks")));
    assert_eq!(
        (&webhook["status"], &webhook["alias"], &webhook["failed"]),
        (&json!(202), &json!("chat"), &json!(false))
    );
    assert!(webhook["took"].as_f64().unwrap() > 0.0);
    let by = |title: &str| steps.iter().find(|step| step["title"] == title).unwrap();
    assert_eq!(by("chat:reactionAdded")["outcome"], "ignored");
    assert_eq!(steps.iter().filter(|step| step["outcome"] == "delivered").count(), 1);
    let received = &world.integration.received("message_created")[0];
    assert!(received.header("traceparent").contains(trace.split('-').nth(1).unwrap()), "the trace goes on");
    let message = page.get(&format!("conversations/{conversation}/messages")).await["messages"][0].clone();
    assert_eq!((&message["chain"], &message["delivery"]), (&steps[0]["chain"], &json!("delivered")));
}

#[tokio::test]
async fn what_a_bot_served_elsewhere_does_is_presumed_to_be_because_of_what_it_was_asked() {
    // It calls the API while it is called, and hands no trace on.
    type Shared = Arc<std::sync::Mutex<Option<Api>>>;
    async fn answer(State(api): State<Shared>, request: Request) -> &'static str {
        let body = axum::body::to_bytes(request.into_body(), usize::MAX).await.unwrap();
        let asked: Value = serde_json::from_slice(&body).unwrap();
        let api = api.lock().unwrap().clone();
        if let (Some(api), Some(conversation)) = (api, asked["event"]["conversationId"].as_str()) {
            let said = json!({ "conversationId": conversation, "userId": asked["event"]["botId"].as_str().unwrap_or(""),
                "type": "text", "payload": { "text": "hello" }, "tags": {} });
            let mut said = said;
            said["userId"] = api.headers.iter().find(|(name, _)| *name == "x-bot-id").unwrap().1.clone().into();
            api.post("/v1/chat/messages", said).await.ok();
        }
        "{}"
    }
    let api = Shared::default();
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let router = Router::new().fallback(answer).with_state(Arc::clone(&api));
    tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });

    let local = LocalBotpress::builder().start().await.unwrap();
    let integration = crate::support::Integration::start().await;
    let admin = Api::admin(&local);
    let mut definition = body("local/chat", "1.0.0");
    definition["url"] = integration.url.clone().into();
    let id = text(&admin.post("/v1/admin/integrations", definition).await.ok()["integration"]["id"]);
    let bot = text(&admin.post("/v1/admin/bots", json!({ "url": url })).await.ok()["bot"]["id"]);
    let install = json!({ "integrations": { "chat": { "integrationId": id, "enabled": true, "configuration": {} } } });
    admin.put(&format!("/v1/admin/bots/{bot}"), install).await.ok();
    *api.lock().unwrap() = Some(admin.clone().with("x-bot-id", &bot));

    let page = Page::open(&local).await;
    let of = |path: &str| format!("/console/api/{path}?bot={bot}");
    let new = json!({ "alias": "chat", "channel": "dm" });
    let conversation = page.api.post(&of("conversations"), new).await.ok();
    let user = page.api.post(&of("users"), json!({ "alias": "chat", "name": "Ada" })).await.ok();
    let said = json!({ "conversationId": conversation["id"], "userId": user["id"], "type": "text", "payload": { "text": "hi" } });
    page.api.post(&of("messages"), said).await.ok();
    local.wait_for(|it| matches!(it, Happening::MessageDelivered { .. })).await.unwrap();

    let found = page.api.get(&format!("{}&kind=event", of("chains"))).await.ok();
    assert_eq!(found["chains"], json!([]));
    let chains = page.api.get(&format!("{}&kind=page", of("chains"))).await.ok()["chains"].clone();
    assert_eq!(chains[0]["said"], "hi");
    let steps = page.get(&format!("chains/{}", text(&chains[0]["id"]))).await["steps"].as_array().unwrap().clone();
    assert_eq!(
        tree(&steps),
        [
            "page wrote a text",
            "  message text",
            "    operation event_received",
            "      api createMessage",
            "        message text",
            "          operation message_created",
        ]
    );
    let presumed: Vec<_> = steps.iter().filter(|step| step["presumed"] == true).map(|step| &step["title"]).collect();
    assert_eq!(presumed, ["createMessage"], "the rest is certain");
}

#[tokio::test]
async fn secrets_are_never_recorded_and_never_shown_and_stay_when_they_come_back_masked() {
    let secret = json!({ "type": "string", "x-zui": { "secret": true } });
    let with_secret = json!({ "type": "object", "properties": { "token": secret, "name": { "type": "string" } } });
    let mut declared = definition();
    declared["states"]["credentials"]["schema"] = with_secret.clone();
    declared["actions"]["addReaction"]["input"]["schema"] = with_secret.clone();
    declared["actions"]["addReaction"]["output"]["schema"] = with_secret.clone();
    declared["events"]["reactionAdded"]["schema"] = with_secret.clone();
    declared["configuration"]["schema"] = with_secret;
    let world = World::of(LocalBotpress::builder().bot(EchoBot::new()).start().await.unwrap(), declared).await;
    let page = Page::open(&world.local).await;

    let hook = Api::plain(&world.installed.webhook_url);
    let hook = hook.with("authorization", "Bearer hunter2").with("cookie", "a=hunter2").with("x-api-key", "hunter2");
    hook.with("x-signature", "v0=abc").send(Method::POST, "", "{}").await;
    let id = world.installed.integration_id.as_str();
    let state = format!("/v1/chat/states/integration/{id}/credentials");
    world.api.post(&state, json!({ "payload": { "token": "hunter2", "name": "n" } })).await.ok();
    world.api.get(&state).await.ok();
    world.api.post("/v1/chat/events", json!({ "type": "reactionAdded", "payload": { "token": "hunter2" } })).await.ok();
    world.integration.answer("action_triggered", 200, r#"{"output":{"token":"hunter2"}}"#);
    let action = json!({ "type": "chat:addReaction", "input": { "token": "hunter2", "name": "n" } });
    Api::bot(&world.local).post("/v1/chat/actions", action).await.ok();
    let path = "/console/api/integrations/chat";
    let configuration = json!({ "configuration": { "token": "hunter2", "name": "n" } });
    page.api.put(&format!("{path}/configuration"), configuration).await.ok();

    let mask = "••••••••";
    let shown = page.get("integrations/chat").await;
    assert_eq!(shown["configuration"], json!({ "token": mask, "name": "n" }));
    let states = page.get("states").await["states"].clone();
    assert_eq!(states[0]["payload"], json!({ "token": mask, "name": "n" }));
    let mut everything = format!("{shown}{states}{}", page.get("overview").await);
    let chains = page.get("chains?reads=true").await["chains"].as_array().unwrap().clone();
    let mut masked = 0;
    for chain in &chains {
        for step in page.get(&format!("chains/{}", text(&chain["id"]))).await["steps"].as_array().unwrap() {
            let step = page.get(&format!("steps/{}", step["number"])).await.to_string();
            masked += step.matches(mask).count();
            everything.push_str(&step);
        }
    }
    assert!(!everything.contains("hunter2") && !everything.contains(world.local.token()), "{everything}");
    assert!(masked >= 9, "{masked}");
    assert!(everything.contains("v0=abc"), "a signature is good for one body");
    assert_eq!(page.get("chains?text=hunter2").await["chains"], json!([]), "nor can they be searched for");

    // Written back masked, the values stay.
    let write = json!({ "alias": "chat", "type": "integration", "id": id, "name": "credentials", "payload": { "token": mask, "name": "m" } });
    page.api.put("/console/api/states", write).await.ok();
    let kept = world.api.get(&state).await.ok()["state"]["payload"].clone();
    assert_eq!(kept, json!({ "token": "hunter2", "name": "m" }));
    page.api
        .put(&format!("{path}/configuration"), json!({ "configuration": { "token": mask, "name": "m" } }))
        .await
        .ok();
    let registered = world.integration.received("register").pop().unwrap();
    assert_eq!(registered.configuration(), json!({ "token": "hunter2", "name": "m" }));

    // What was not recorded cannot be sent again as it is.
    let again = json!({ "alias": "chat", "operation": "action_triggered", "body": { "type": "addReaction", "input": { "token": mask } } });
    let refused = page.api.post("/console/api/call", again).await;
    assert_eq!(
        (refused.status.as_u16(), text(&refused.json()["message"])),
        (400, "body.input.token: was not recorded, since it is a secret: type it in".to_owned())
    );
}

#[tokio::test]
async fn chains_are_searched_filtered_and_paged() {
    let world = World::start().await;
    let page = Page::open(&world.local).await;
    let hook = Api::plain(&world.installed.webhook_url);
    for number in 0..40 {
        hook.send(Method::POST, &format!("/{number}"), format!("Needle {number}")).await;
    }
    world.integration.answer("webhook_received", 500, r#"{"message":"the Moon fell"}"#);
    hook.send(Method::GET, "/broken", "").await;
    world.api.get("/v1/chat/users").await.ok();

    let first = page.get("chains?kind=webhook").await;
    let titles = |page: &Value| {
        page["chains"].as_array().unwrap().iter().map(|chain| text(&chain["root"]["title"])).collect::<Vec<_>>()
    };
    let before = &first["next"];
    assert_eq!((titles(&first).len(), titles(&first)[1].as_str()), (30, "POST /39"));
    // What comes meanwhile moves nothing.
    hook.send(Method::POST, "/new", "").await;
    let second = page.get(&format!("chains?kind=webhook&before={before}")).await;
    assert_eq!(titles(&second)[0], "POST /10");
    assert_eq!((titles(&second).len(), &second["next"]), (11, &Value::Null));

    assert_eq!(titles(&page.get("chains?text=needle%2017").await), ["POST /17"]);
    assert_eq!(titles(&page.get("chains?text=the%20moon%20FELL").await), ["GET /broken"]);
    assert_eq!(titles(&page.get("chains?failed=true").await), ["GET /broken"]);
    assert_eq!(titles(&page.get("chains?alias=nobody").await).len(), 0);
    let reads = |found: &[String]| found.iter().any(|title| title == "listUsers");
    assert!(!reads(&titles(&page.get("chains").await)) && reads(&titles(&page.get("chains?reads=true").await)));
}

#[tokio::test]
async fn what_was_given_up_and_what_nobody_was_found_for_is_recorded_too() {
    let world = World::start().await;
    let page = Page::open(&world.local).await;
    assert_eq!(Api::plain(world.local.webhook_url()).get("/webhook_nobody").await.status, 404);
    let steps = page.chain("GET /", |_| true).await;
    assert_eq!(steps[0]["failure"], "webhook `webhook_nobody` does not exist");
    let stranger = world.api.clone().with("authorization", "Bearer wrong");
    stranger.post("/v1/chat/users", json!({ "tags": { "id": "private" } })).await;
    let steps = page.chain("createUser", |_| true).await;
    let step = page.get(&format!("steps/{}", steps[0]["number"])).await;
    assert_eq!((&step["status"], &step["input"]), (&json!(401), &Value::Null), "nothing is kept of who is not known");
}
