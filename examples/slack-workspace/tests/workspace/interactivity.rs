use std::time::Duration;

use http::{Method, StatusCode};
use serde_json::{Value, json};
use slack_workspace::{Element, Input, ManualClock, Message, Outcome, Refusal, Workspace, sign};

use crate::support::{ADA, Api, App, GENERAL, GRACE, people, request, soon, workspace_with_app};

fn plain(text: &str) -> Value {
    json!({ "type": "plain_text", "text": text })
}

/// The app posts elements; the message that people see.
async fn posted(workspace: &Workspace, elements: Value) -> Message {
    posted_in(workspace, json!({ "channel": GENERAL }), elements).await
}

async fn posted_in(workspace: &Workspace, mut message: Value, elements: Value) -> Message {
    message["text"] = "Choose".into();
    message["blocks"] = json!([{ "type": "actions", "block_id": "choices", "elements": elements }]);
    let posted = Api::of(workspace).call("chat.postMessage", message).await;
    assert_eq!(posted["ok"], true, "{posted}");
    let text = |name: &str| posted[name].as_str().unwrap();
    workspace.message(text("channel"), text("ts")).unwrap()
}

fn button(text: &str) -> Value {
    json!({ "type": "button", "action_id": text.to_lowercase(), "text": plain(text), "value": format!("{text} & more") })
}

async fn respond(url: &Value, answer: Value) -> (StatusCode, Value) {
    let answer = request(Method::POST, url.as_str().unwrap(), &[], answer.to_string()).await.unwrap();
    (answer.status, answer.json())
}

#[tokio::test]
async fn a_click_is_a_signed_form_that_says_who_clicked_what_where() {
    let (workspace, app) = workspace_with_app().await;
    let message = posted(&workspace, json!([button("Yes"), button("No")])).await;
    workspace.click(ADA, &message, "No").unwrap();

    let received = app.find(|received| !received.field("payload").is_empty()).await;
    assert_eq!(received.header("content-type"), Some("application/x-www-form-urlencoded"));
    assert!(received.body.windows(7).any(|window| window == b"No+%26+"), "blanks are plus signs");
    let timestamp = received.header("x-slack-request-timestamp").unwrap().parse().unwrap();
    let signature = sign(workspace.signing_secret(), timestamp, &received.body);
    assert_eq!(received.header("x-slack-signature"), Some(&*signature));

    let payload = received.json();
    assert_eq!((&payload["type"], &payload["api_app_id"]), (&json!("block_actions"), &json!("A0APP")));
    assert_eq!((&payload["user"]["id"], &payload["team"]["id"]), (&json!(ADA), &json!("T0WORKSPACE")));
    assert_eq!(payload["channel"], json!({ "id": GENERAL, "name": "general" }));
    assert_eq!(payload["container"]["message_ts"], message.ts);
    assert_eq!(payload["message"]["text"], "Choose");
    let action = &payload["actions"][0];
    assert_eq!((&action["action_id"], &action["block_id"]), (&json!("no"), &json!("choices")));
    assert_eq!((&action["value"], &action["text"]["text"]), (&json!("No & more"), &json!("No")));
    assert!(action["action_ts"].is_string() && payload["trigger_id"].is_string());
}

#[tokio::test]
async fn a_click_in_a_thread_says_which_where_slack_says_it() {
    for (container, message) in [(true, true), (true, false), (false, true)] {
        let workspace = people().thread_in_payloads(container, message).start().await.unwrap();
        let app = App::hearing(&workspace).await;
        let root = workspace.say(ADA, GENERAL, "root").unwrap();
        let place = json!({ "channel": GENERAL, "thread_ts": root.ts });
        let reply = posted_in(&workspace, place, json!([button("Yes")])).await;
        workspace.click(ADA, &reply, "Yes").unwrap();
        let payload = app.payload("block_actions").await;
        let expected = |there: bool| if there { json!(root.ts) } else { Value::Null };
        assert_eq!(payload["container"]["thread_ts"], expected(container));
        assert_eq!(payload["message"]["thread_ts"], expected(message));
    }
}

#[tokio::test]
async fn every_element_says_in_its_own_way_what_was_chosen() {
    let options = json!([{ "text": plain("One"), "value": "1" }, { "text": plain("Two"), "value": "2" }]);
    let two = options[1].clone();
    for (element, input, name, value) in [
        (json!({ "type": "static_select", "options": options }), Input::pick("2"), "selected_option", two.clone()),
        (json!({ "type": "static_select", "options": options }), Input::pick("Two"), "selected_option", two.clone()),
        (json!({ "type": "radio_buttons", "options": options }), Input::pick("2"), "selected_option", two.clone()),
        (json!({ "type": "overflow", "options": options }), Input::pick("2"), "selected_option", two.clone()),
        (
            json!({ "type": "checkboxes", "options": options }),
            Input::pick_many(["2"]),
            "selected_options",
            json!([two]),
        ),
        (
            json!({ "type": "multi_static_select", "options": options }),
            Input::pick_many(["1", "2"]),
            "selected_options",
            options.clone(),
        ),
        (json!({ "type": "external_select" }), Input::pick("x"), "selected_option", {
            json!({ "text": { "type": "plain_text", "text": "x", "emoji": true }, "value": "x" })
        }),
        (json!({ "type": "users_select" }), Input::pick(GRACE), "selected_user", json!(GRACE)),
        (json!({ "type": "channels_select" }), Input::pick(GENERAL), "selected_channel", json!(GENERAL)),
        (json!({ "type": "conversations_select" }), Input::pick("D1ADA"), "selected_conversation", json!("D1ADA")),
        (
            json!({ "type": "multi_users_select" }),
            Input::pick_many([ADA, GRACE]),
            "selected_users",
            json!([ADA, GRACE]),
        ),
        (
            json!({ "type": "multi_channels_select" }),
            Input::pick_many([GENERAL]),
            "selected_channels",
            json!([GENERAL]),
        ),
        (
            json!({ "type": "multi_conversations_select" }),
            Input::pick_many([GENERAL]),
            "selected_conversations",
            json!([GENERAL]),
        ),
        (json!({ "type": "datepicker" }), Input::pick("2026-01-31"), "selected_date", json!("2026-01-31")),
        (json!({ "type": "timepicker" }), Input::pick("09:30"), "selected_time", json!("09:30")),
        (json!({ "type": "datetimepicker" }), Input::pick("1767225600"), "selected_date_time", json!(1_767_225_600)),
        (json!({ "type": "rich_text_input" }), Input::type_in("hi"), "rich_text_value", {
            let text = json!({ "type": "rich_text_section", "elements": [{ "type": "text", "text": "hi" }] });
            json!({ "type": "rich_text", "block_id": "", "elements": [text] })
        }),
    ] {
        let (workspace, app) = workspace_with_app().await;
        let mut element = element;
        element["action_id"] = "it".into();
        let message = posted(&workspace, json!([element])).await;
        workspace.act(ADA, &message, Element::action("it"), input).unwrap();
        let payload = app.payload("block_actions").await;
        let action = &payload["actions"][0];
        assert_eq!((&action["type"], &action[name]), (&element["type"], &value));
        if element["type"] != "overflow" {
            assert_eq!(payload["state"]["values"]["choices"]["it"][name], value);
        }
    }
}

#[tokio::test]
async fn a_link_button_without_an_id_gets_one_and_no_value() {
    let (workspace, app) = workspace_with_app().await;
    let link = json!({ "type": "button", "text": plain("Docs"), "url": "https://a.test" });
    let message = posted(&workspace, json!([link])).await;
    workspace.click(ADA, &message, "Docs").unwrap();
    let action = app.payload("block_actions").await["actions"][0].clone();
    assert_eq!((&action["value"], &action["url"]), (&Value::Null, &json!("https://a.test")));
    assert_eq!(action["action_id"].as_str().unwrap().len(), 5);
}

#[tokio::test]
async fn people_cannot_use_what_is_not_there() {
    let (workspace, _app) = workspace_with_app().await;
    let message = posted(&workspace, json!([button("Yes")])).await;
    assert_eq!(workspace.click(ADA, &message, "Maybe"), Err(Refusal::ElementNotFound));
    assert_eq!(workspace.act(ADA, &message, "Yes", Input::pick("1")), Err(Refusal::ElementNotFound));
    let said = workspace.say(ADA, GENERAL, "no buttons").unwrap();
    assert_eq!(workspace.click(ADA, &said, "Yes"), Err(Refusal::ElementNotFound));
    let elsewhere = Element::labelled("Yes").in_block("other");
    assert_eq!(workspace.click(ADA, &message, elsewhere), Err(Refusal::ElementNotFound));
}

#[tokio::test]
async fn a_payload_that_is_not_taken_is_not_repeated() {
    let (workspace, app) = workspace_with_app().await;
    let message = posted(&workspace, json!([button("Yes")])).await;
    app.event("message").await;
    app.answers(StatusCode::INTERNAL_SERVER_ERROR);
    let mut happenings = workspace.happenings();
    workspace.click(ADA, &message, "Yes").unwrap();
    let failed = soon(happenings.delivery("block_actions")).await;
    assert_eq!(failed.outcome, Outcome::Answered { status: 500, no_retry: false });
    workspace.click(ADA, &message, "Yes").unwrap();
    let second = soon(happenings.delivery("block_actions")).await;
    assert_eq!((second.attempt, failed.event_id == second.event_id), (0, false));
}

#[tokio::test]
async fn a_bare_answer_replaces_what_was_clicked() {
    let (workspace, app) = workspace_with_app().await;
    let message = posted(&workspace, json!([button("Yes")])).await;
    workspace.click(ADA, &message, "Yes").unwrap();
    let url = app.payload("block_actions").await["response_url"].clone();
    assert_eq!(respond(&url, json!({ "text": "Thanks" })).await, (StatusCode::OK, json!({ "ok": true })));
    let replaced = workspace.message(GENERAL, &message.ts).unwrap();
    assert_eq!((&*replaced.text, replaced.blocks.len()), ("Thanks", 0));
    assert_eq!(app.message("message_changed").await["message"]["text"], "Thanks");

    respond(&url, json!({ "text": "for all", "response_type": "in_channel" })).await;
    assert_eq!(workspace.messages(GENERAL).pop().unwrap().text, "for all");
    respond(&url, json!({ "text": "for you", "replace_original": false })).await;
    assert_eq!(workspace.ephemerals(GENERAL, ADA)[0].text, "for you");
    respond(&url, json!({ "delete_original": true })).await;
    assert!(workspace.message(GENERAL, &message.ts).is_none());
}

#[tokio::test]
async fn an_answers_address_works_five_times_in_half_an_hour() {
    let clock = ManualClock::at(Duration::from_secs(1_767_225_600));
    let workspace = people().clock(clock.clone()).start().await.unwrap();
    let app = App::hearing(&workspace).await;
    let message = posted(&workspace, json!([button("Yes")])).await;
    workspace.click(ADA, &message, "Yes").unwrap();
    let url = app.payload("block_actions").await["response_url"].clone();
    for _ in 0..5 {
        assert_eq!(respond(&url, json!({ "text": "again" })).await.0, StatusCode::OK);
    }
    let used = (StatusCode::NOT_FOUND, json!({ "ok": false, "error": "used_url" }));
    assert_eq!(respond(&url, json!({ "text": "again" })).await, used);

    let message = posted(&workspace, json!([button("No")])).await;
    workspace.click(ADA, &message, "No").unwrap();
    let clicked = |payload: &Value| payload["actions"][0]["action_id"] == "no";
    let received = app.find(|received| !received.field("payload").is_empty() && clicked(&received.json())).await;
    clock.advance(Duration::from_secs(30 * 60));
    let expired = (StatusCode::NOT_FOUND, json!({ "ok": false, "error": "expired_url" }));
    assert_eq!(respond(&received.json()["response_url"], json!({ "text": "late" })).await, expired);
}

#[tokio::test]
async fn a_click_on_what_only_one_person_sees_comes_without_the_message() {
    let (workspace, app) = workspace_with_app().await;
    let blocks = json!([{ "type": "actions", "elements": [button("Yes")] }]);
    let whisper = json!({ "channel": GENERAL, "user": ADA, "text": "psst", "blocks": blocks });
    Api::of(&workspace).call("chat.postEphemeral", whisper).await;
    let seen = workspace.ephemerals(GENERAL, ADA).pop().unwrap();
    assert_eq!(workspace.click(GRACE, &seen, "Yes"), Err(Refusal::MessageNotFound), "she does not see it");
    workspace.click(ADA, &seen, "Yes").unwrap();
    let payload = app.payload("block_actions").await;
    assert_eq!((&payload["message"], &payload["container"]["is_ephemeral"]), (&Value::Null, &json!(true)));
    respond(&payload["response_url"], json!({ "delete_original": true })).await;
    assert!(workspace.ephemerals(GENERAL, ADA).is_empty());
}

#[tokio::test]
async fn a_command_is_a_form_and_its_answer_is_shown() {
    let (workspace, app) = workspace_with_app().await;
    app.answers(axum::Json(json!({ "text": "Sunny", "response_type": "in_channel" })));
    let mut happenings = workspace.happenings();
    workspace.command(ADA, GENERAL, "/weather", "to morrow").unwrap();
    soon(happenings.delivery("/weather")).await;
    let received = app.received().pop().unwrap();
    for (name, value) in [
        ("api_app_id", "A0APP"),
        ("channel_id", GENERAL),
        ("channel_name", "general"),
        ("command", "/weather"),
        ("team_id", "T0WORKSPACE"),
        ("text", "to morrow"),
        ("user_id", ADA),
    ] {
        assert_eq!(received.field(name), value);
    }
    let answer = soon(happenings.message(|_| true)).await;
    assert_eq!((&*answer.text, &answer.channel), ("Sunny", &GENERAL.to_owned()));
    respond(&received.field("response_url").into(), json!({ "text": "for you" })).await;
    assert_eq!(workspace.ephemerals(GENERAL, ADA)[0].text, "for you");
}

#[tokio::test]
async fn a_command_without_an_answer_tells_the_person() {
    let (workspace, app) = workspace_with_app().await;
    app.answers(StatusCode::INTERNAL_SERVER_ERROR);
    app.answers("plain text");
    let mut happenings = workspace.happenings();
    workspace.command(ADA, GENERAL, "/weather", "").unwrap();
    let shown = soon(happenings.find(ephemeral)).await;
    assert_eq!(shown.text, "/weather failed with the error \"dispatch_failed\"");
    workspace.command(ADA, GENERAL, "/weather", "").unwrap();
    assert_eq!(soon(happenings.find(ephemeral)).await.text, "plain text");
}

fn ephemeral(happening: slack_workspace::Happening) -> Option<Message> {
    match happening {
        slack_workspace::Happening::EphemeralPosted(message) => Some(message),
        _ => None,
    }
}

#[tokio::test]
async fn shortcuts_come_with_or_without_a_message() {
    let (workspace, app) = workspace_with_app().await;
    workspace.shortcut(ADA, "new_ticket").unwrap();
    let payload = app.payload("shortcut").await;
    assert_eq!((&payload["callback_id"], &payload["user"]["id"]), (&json!("new_ticket"), &json!(ADA)));
    assert_eq!((&payload["channel"], &payload["actions"]), (&Value::Null, &Value::Null));
    let said = workspace.say(GRACE, GENERAL, "broken").unwrap();
    workspace.message_shortcut(ADA, &said, "report").unwrap();
    let payload = app.payload("message_action").await;
    assert_eq!((&payload["message"]["text"], &payload["message_ts"]), (&json!("broken"), &json!(said.ts)));
    assert!(payload["response_url"].is_string());
}

#[tokio::test]
async fn what_people_do_goes_to_an_address_of_its_own_when_there_is_one() {
    let (workspace, events) = workspace_with_app().await;
    let payloads = App::start().await;
    workspace.set_interactivity_url(&payloads.url).unwrap();
    workspace.shortcut(ADA, "new_ticket").unwrap();
    payloads.payload("shortcut").await;
    assert!(events.received().is_empty());
}

#[tokio::test]
async fn a_field_in_a_message_is_told_when_it_asks_for_that() {
    let (workspace, app) = workspace_with_app().await;
    let field = |id: &str, dispatch: bool| {
        let element = json!({ "type": "plain_text_input", "action_id": id });
        json!({ "type": "input", "block_id": id, "label": plain(id), "element": element, "dispatch_action": dispatch })
    };
    let post = json!({ "channel": GENERAL, "text": "a", "blocks": [field("silent", false), field("told", true)] });
    let posted = Api::of(&workspace).call("chat.postMessage", post).await;
    let message = workspace.message(GENERAL, posted["ts"].as_str().unwrap()).unwrap();
    workspace.act(ADA, &message, "silent", Input::type_in("one")).unwrap();
    workspace.act(ADA, &message, "told", Input::type_in("two")).unwrap();
    let payload = app.payload("block_actions").await;
    assert_eq!((&payload["actions"][0]["action_id"], &payload["actions"][0]["value"]), (&json!("told"), &json!("two")));
    assert_eq!(payload["state"]["values"]["silent"]["silent"]["value"], "one");
}

#[tokio::test]
async fn options_are_looked_up_by_the_app() {
    let (workspace, app) = workspace_with_app().await;
    let menu = json!({ "type": "external_select", "action_id": "town", "placeholder": plain("Town") });
    let message = posted(&workspace, json!([menu, button("Yes")])).await;
    workspace.look_up(ADA, &message, "Town", "Be").unwrap();
    let payload = app.payload("block_suggestion").await;
    assert_eq!(
        (&payload["action_id"], &payload["block_id"], &payload["value"]),
        (&json!("town"), &json!("choices"), &json!("Be"))
    );
    assert_eq!((&payload["actions"], &payload["response_url"]), (&Value::Null, &Value::Null));
    assert_eq!(workspace.look_up(ADA, &message, "Yes", "Be"), Err(Refusal::ElementNotFound));
}
