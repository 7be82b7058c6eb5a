//! Scripts in VRL: webhooks of an integration as a whole find the bots they are for, configurations begin at a link.

use std::time::Duration;

use botpress_local::{Installation, LocalBotpress};
use http::Method;
use serde_json::{Value, json};

use crate::admin::body;
use crate::support::{Answer, Api, Integration, World, definition, text};

/// The team of a request of Slack: an event is JSON, a click a form with JSON in it, a command a form.
const EXTRACT: &str = r#"
text = string!(.body)
request, error = parse_json(text)
if error != null {
    form = parse_query_string!(text)
    request, error = parse_json(form.payload)
    if error != null { request = form }
}
request.team_id || request.team.id || request.user.team_id
"#;

/// Slack asks for its challenge when the URL is set; what is for nobody is not to be sent again.
const FALLBACK: &str = r#"
request = parse_json(string(.body) ?? "") ?? {}
if request.type == "url_verification" {
    { "headers": { "content-type": "text/plain" }, "body": string!(request.challenge) }
} else {
    { "headers": { "x-slack-no-retry": "1" }, "body": "no bot is connected to this team" }
}
"#;

const LINK: &str = r#"
base = string!(.webhookUrl)
id = string!(.webhookId)
"{{ base }}/oauth/wizard/start?state={{ id }}&env=" + string!(.env)
"#;

const EVENTS: &str = "/integration/global/local%2Fchat";

/// Two bots in which the same integration is installed: for the team T1 in the one, for T2 in the other.
struct Two {
    local: LocalBotpress,
    admin: Api,
    integration: Integration,
    id: String,
    /// The bots, each with the webhook id of its installation.
    bots: [(String, String); 2],
    hook: Api,
}

impl Two {
    async fn start() -> Self {
        let local = LocalBotpress::builder().start().await.unwrap();
        let (admin, integration) = (Api::admin(&local), Integration::start().await);
        let mut body = body("local/chat", "1.0.0");
        body["url"] = integration.url.clone().into();
        body["identifier"] = json!({ "extractScript": EXTRACT, "fallbackHandlerScript": FALLBACK });
        let id = text(&admin.post("/v1/admin/integrations", body).await.ok()["integration"]["id"]);
        let other = text(&admin.post("/v1/admin/bots", json!({})).await.ok()["bot"]["id"]);
        let hook = Api::plain(local.webhook_url());
        let mut bots = vec![];
        for bot in [local.bot_id().to_owned(), other] {
            let install = json!({ "integrations": { "chat": { "integrationId": id, "enabled": true } } });
            let bot_path = format!("/v1/admin/bots/{bot}");
            let installed = admin.put(&bot_path, install).await.ok()["bot"]["integrations"]["chat"].clone();
            bots.push((bot, text(&installed["webhookId"])));
        }
        let as_integration = admin.clone().with("x-bot-id", &bots[0].0).with("x-integration-id", &id);
        as_integration.post("/v1/chat/integrations/configure", json!({ "identifier": "T1" })).await.ok();
        let claim = axum::response::Response::builder().header("x-bp-integration-identifier", "T2");
        integration.answer_with("webhook_received", claim.body("".into()).unwrap());
        hook.get(&format!("/oauth?state={}", bots[1].1)).await;
        Self { local, admin, integration, id, bots: bots.try_into().unwrap(), hook }
    }

    async fn send(&self, body: &str) -> Answer {
        self.hook.send(Method::POST, &format!("{EVENTS}/events?retry=1"), body.to_owned()).await
    }

    /// The bots that the integration was called for, each with what it was given, since `before` calls.
    fn received_since(&self, before: usize) -> Vec<(String, Value)> {
        let calls = self.integration.received("webhook_received").split_off(before);
        calls.into_iter().map(|call| (call.header("x-bot-id").to_owned(), call.body["req"].clone())).collect()
    }
}

fn form(payload: &Value) -> String {
    format!(
        "payload={}",
        percent_encoding::utf8_percent_encode(&payload.to_string(), percent_encoding::NON_ALPHANUMERIC)
    )
}

#[tokio::test]
async fn a_request_reaches_the_bot_whose_identifier_it_carries_and_no_other() {
    let two = Two::start().await;
    let event = json!({ "team_id": "T1", "event": { "type": "message", "text": "50%22 off %0A {\"" } }).to_string();
    for (body, bot) in [
        (event.clone(), 0),
        (event.replace("T1", "T2"), 1),
        (form(&json!({ "type": "block_actions", "team": { "id": "T2" }, "value": "a+b %22" })), 1),
        (form(&json!({ "type": "view_submission", "team": null, "user": { "team_id": "T1" } })), 0),
        ("command=%2Fdeploy&text=it%22s+50%25%0Anow&team_id=T2".to_owned(), 1),
    ] {
        let before = two.integration.received("webhook_received").len();
        two.integration.answer("webhook_received", 202, "taken");
        let answer = two.send(&body).await;
        assert_eq!(
            (answer.status.as_u16(), &answer.body[..]),
            (202, &b"taken"[..]),
            "{body}: the integration's answer"
        );
        let received = two.received_since(before);
        let [(called, request)] = &received[..] else { panic!("{body}: {received:?}") };
        assert_eq!(called, &two.bots[bot].0, "{body}");
        let given = ["path", "query", "method", "body"].map(|key| request[key].as_str().unwrap());
        assert_eq!(given, ["/events", "retry=1", "POST", body.as_str()], "as it came");
    }
}

#[tokio::test]
async fn a_request_for_nobody_is_answered_by_the_fallback_and_without_one_it_is_404() {
    let two = Two::start().await;
    let challenge = two.send(r#"{"type":"url_verification","challenge":"c 1"}"#).await;
    assert_eq!(challenge.headers["content-type"], "text/plain");
    assert_eq!((challenge.status.as_u16(), &challenge.body[..]), (200, &b"c 1"[..]));
    let stranger = two.send(r#"{"team_id":"T9","type":"event_callback"}"#).await;
    assert_eq!((stranger.status.as_u16(), stranger.headers["x-slack-no-retry"].to_str().unwrap()), (200, "1"));
    let unmatched = two.local.wait_for(|happening| happening.to_string().contains("`T9`")).await.unwrap();
    assert_eq!(unmatched.to_string(), "local/chat: webhook POST /events for nobody (`T9`) -> 200");

    let none = json!({ "identifier": { "fallbackHandlerScript": null } });
    two.admin.put(&format!("/v1/admin/integrations/{}", two.id), none).await.ok();
    let (status, kind, message) = two.send(r#"{"team_id":"T9"}"#).await.error();
    assert_eq!((status, kind.as_str()), (404, "ResourceNotFound"), "{message}");
    assert!(message.contains("T9"), "{message}");
    assert_eq!(two.received_since(1), [], "only the round trip of OAuth has reached the integration");

    two.admin.put(&format!("/v1/admin/bots/{}", two.bots[0].0), json!({ "integrations": { "chat": null } })).await.ok();
    assert_eq!(two.send(r#"{"team_id":"T1"}"#).await.status, 404, "what is uninstalled has no identifier");
}

#[tokio::test]
async fn a_name_means_all_versions_and_an_id_means_one() {
    let two = Two::start().await;
    let mut newer = body("local/chat", "1.1.0");
    newer["url"] = two.integration.url.clone().into();
    newer["identifier"] = json!({ "extractScript": EXTRACT });
    let newer = text(&two.admin.post("/v1/admin/integrations", newer).await.ok()["integration"]["id"]);
    let upgrade = json!({ "integrations": { "chat": { "integrationId": newer } } });
    two.admin.put(&format!("/v1/admin/bots/{}", two.bots[1].0), upgrade).await.ok();
    for (path, team, status) in [
        (EVENTS.to_owned(), "T1", 200),
        (EVENTS.to_owned(), "T2", 200),
        (format!("/integration/{}", two.id), "T1", 200),
        (format!("/integration/{newer}"), "T2", 200),
        (format!("/integration/{newer}"), "T1", 404),
    ] {
        let answer = two.hook.post(&path, json!({ "team_id": team })).await;
        assert_eq!(answer.status.as_u16(), status, "{path} {team}");
    }
    let claim = json!({ "identifier": "T2" });
    let first = two.admin.clone().with("x-bot-id", &two.bots[0].0).with("x-integration-id", &two.id);
    let (status, _, message) = first.post("/v1/chat/integrations/configure", claim).await.error();
    assert_eq!(status, 409, "another version has it: {message}");
}

#[tokio::test]
async fn a_sender_is_told_to_send_again_when_an_installation_or_a_script_fails() {
    let two = Two::start().await;
    two.integration.answer("webhook_received", 503, "later");
    assert_eq!(two.send(r#"{"team_id":"T1"}"#).await.status, 503);

    let change = json!({
        "secrets": { "SIGNING_SECRET": "hunter2" },
        "identifier": { "extractScript": "to_int!(.secrets.SIGNING_SECRET)\nparse_json!(.body).team_id" },
    });
    let path = format!("/v1/admin/integrations/{}", two.id);
    two.admin.put(&path, change).await.ok();
    let (status, kind, message) = two.send(r#"{"team_id":"T1"}"#).await.error();
    assert_eq!((status, kind.as_str()), (500, "Internal"), "{message}");
    assert!(message.starts_with("`local/chat`: identifier.extractScript failed: "), "{message}");
    assert!(message.contains("to_int") && !message.contains("hunter2"), "{message}");
    let logs = two.admin.get(&format!("{path}/logs?timeStart=2000-01-01T00:00:00.000Z&level=error")).await.ok();
    assert_eq!(text(&logs["logs"][0]["message"]), message);

    for (extract, fallback, wanted) in [
        ("7", "{}", "identifier.extractScript failed: an identifier is a string or null, and this is a number"),
        ("[]", "{}", "identifier.extractScript failed: an identifier is a string or null"),
        ("null", "\"ok\"", "identifier.fallbackHandlerScript failed: an answer is an object"),
        ("null", "{ \"status\": 7 }", "the status of an answer is a number from 100 to 999, and not 7"),
        ("null", "{ \"headers\": { \"a b\": \"c\" } }", "the header `a b` of the answer is none"),
        ("null", "abort \"not today\"", "identifier.fallbackHandlerScript failed: not today"),
    ] {
        let scripts = json!({ "identifier": { "extractScript": extract, "fallbackHandlerScript": fallback } });
        two.admin.put(&path, scripts).await.ok();
        let (status, _, message) = two.send("{}").await.error();
        assert_eq!(status, 500, "{message}");
        assert!(message.contains(wanted), "{message}");
    }
}

#[tokio::test]
async fn a_script_that_does_not_compile_is_refused_with_its_path_and_what_the_compiler_says() {
    let world = World::start().await;
    let admin = Api::admin(&world.local);
    let wrong = "body = parse_json(.body)\nbody.team_id";
    for (change, at) in [
        (json!({ "identifier": { "extractScript": wrong } }), "identifier.extractScript"),
        (json!({ "identifier": { "fallbackHandlerScript": wrong } }), "identifier.fallbackHandlerScript"),
        (
            json!({ "configuration": { "schema": {}, "identifier": { "linkTemplateScript": wrong } } }),
            "configuration.identifier.linkTemplateScript",
        ),
        (
            json!({ "configurations": { "manual": { "schema": {}, "identifier": { "linkTemplateScript": wrong } } } }),
            "configurations.manual.identifier.linkTemplateScript",
        ),
    ] {
        let mut deployed = body("local/chat", "1.0.0");
        let mut installed = definition();
        for (key, value) in change.as_object().unwrap() {
            deployed[key] = value.clone();
            installed[key] = value.clone();
        }
        let (status, kind, message) = admin.post("/v1/admin/integrations", deployed).await.error();
        assert_eq!((status, kind.as_str()), (400, "InvalidPayload"), "{message}");
        let installation = Installation::new("chat", &world.integration.url, installed);
        let error = world.local.install(installation).await.unwrap_err().to_string();
        for (message, at) in [(message, format!("body.{at}: ")), (error, format!("definition: {at}: "))] {
            assert!(
                message.starts_with(&format!("{at}does not compile:\nerror[E103]: unhandled fallible")),
                "{message}"
            );
            assert!(message.contains("parse_json(.body)"), "the place is shown: {message}");
        }
    }
}

#[tokio::test]
async fn an_installation_says_where_its_configuration_begins_and_where_the_webhooks_of_all_arrive() {
    let world = World::start().await;
    assert_eq!(world.installed.link, None);
    let install = |alias: &str, key: &str, script: &str| {
        let mut definition = definition();
        let configuration = json!({ "schema": {}, "identifier": { "linkTemplateScript": script, "required": true } });
        match key {
            "manual" => definition["configurations"]["manual"] = configuration,
            _ => definition["configuration"] = configuration,
        }
        let installation = Installation::new(alias, &world.integration.url, definition);
        world.local.install(if key == "manual" { installation.configuration_type(key) } else { installation })
    };
    for key in ["default", "manual"] {
        let installed = install("chat", key, LINK).await.unwrap();
        let (base, id) = (world.local.webhook_url(), &installed.webhook_id);
        assert_eq!(installed.link.unwrap(), format!("{base}/oauth/wizard/start?state={id}&env=development"));
    }
    assert_eq!(world.installed.shared_webhook_url, None, "it declares no extractScript");
    let mut shared = definition();
    shared["identifier"] = json!({ "extractScript": EXTRACT });
    let installed = world.local.install(Installation::new("chat", &world.integration.url, shared)).await.unwrap();
    let url = format!("{}/integration/global/acme/chat", world.local.webhook_url());
    assert_eq!(installed.shared_webhook_url.as_deref(), Some(url.as_str()));
    assert_eq!(Api::plain(&url).post("", json!({})).await.error().0, 404, "nobody has an identifier");

    let installed = install("chat", "default", ".webhookNumber").await.unwrap();
    assert_eq!(installed.link, None, "a link that cannot be made does not keep an integration out");
    let logs = format!("/v1/admin/integrations/{}/logs?timeStart=2000-01-01T00:00:00.000Z", installed.integration_id);
    let logs = Api::admin(&world.local).get(&logs).await.ok()["logs"].to_string();
    assert!(logs.contains("chat: configuration.identifier.linkTemplateScript failed: a link is a string"), "{logs}");
}

#[tokio::test]
async fn a_script_can_be_tried_out() {
    let local = LocalBotpress::builder().start().await.unwrap();
    let admin = Api::admin(&local).without("x-workspace-id");
    let run = |script: &str, data: Value| {
        let (admin, request) = (admin.clone(), json!({ "script": script, "data": data }));
        async move { admin.post("/v1/admin/helper/vrl", request).await }
    };
    let made = run(".seen = true\nupcase(string!(.name))", json!({ "name": "é" })).await.ok();
    assert_eq!(made, json!({ "data": { "name": "é", "seen": true }, "result": "É" }));
    // Secrets are for signatures.
    let signed = run("encode_base16(hmac(.m, \"key\"))", json!({ "m": "m" })).await;
    assert_eq!(signed.error().1, "InvalidPayload", "hmac wants to know that it is a string");
    let signed = run("encode_base16(hmac(string!(.m), \"key\"))", json!({ "m": "m" })).await.ok();
    assert_eq!(text(&signed["result"]).len(), 64);

    let (status, kind, message) = run("to_int!(.name)", json!({ "name": "x" })).await.error();
    assert_eq!((status, kind.as_str()), (400, "Runtime"), "{message}");
    assert!(message.starts_with("the script failed: ") && message.contains("to_int"), "{message}");
    let (_, kind, message) = run("(", json!({})).await.error();
    assert_eq!(kind, "InvalidPayload");
    assert!(message.starts_with("body.script: does not compile:\nerror[E2"), "{message}");
    let (_, _, message) = run(&"1\n".repeat(1001), json!({})).await.error();
    assert_eq!(message, "body.script: has 2002 characters, 2000 are allowed");
    // Nothing of this machine: these functions are not there.
    for script in ["get_env_var!(\"HOME\")", "get_hostname!()", "http_request!(\"http://127.0.0.1\")"] {
        let (_, _, message) = run(script, json!({})).await.error();
        assert!(message.contains("call to undefined function"), "{script}: {message}");
    }
    for deep in [format!("{}true", "!".repeat(200)), format!("{}1{}", "(".repeat(990), ")".repeat(990))] {
        let answer = run(&deep, json!({})).await;
        assert_eq!(answer.status, 200, "nesting is no way to end the process: {:?}", answer.body);
    }
}

#[tokio::test]
async fn a_script_that_takes_long_is_not_waited_for() {
    let local = LocalBotpress::builder().operation_timeout(Duration::from_millis(50)).start().await.unwrap();
    let admin = Api::admin(&local);
    let script = "letters = split(string!(.text), \"\")\n\
        for_each(letters) -> |_i, _v| { for_each(letters) -> |_i, _v| { for_each(letters) -> |_i, _v| { upcase(\"a\") } } }";
    let request = json!({ "script": script, "data": { "text": "a".repeat(150) } });
    let (status, kind, message) = admin.post("/v1/admin/helper/vrl", request).await.error();
    assert_eq!((status, kind.as_str()), (504, "OperationTimeout"), "{message}");
    assert_eq!(message, "the script was not done within 50ms");
}
