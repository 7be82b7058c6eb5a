use std::time::Duration;

use axum::Json;
use serde_json::{Value, json};
use slack_workspace::{Element, Happening, Input, ManualClock, Refusal, Tab, View, Workspace};

use crate::support::{ADA, Api, App, people, soon, workspace_with_app};

fn plain(text: &str) -> Value {
    json!({ "type": "plain_text", "text": text })
}

fn form() -> Value {
    let name = json!({ "type": "plain_text_input", "action_id": "name" });
    let size =
        json!({ "type": "static_select", "action_id": "size", "options": [{ "text": plain("Big"), "value": "L" }] });
    json!({
        "type": "modal", "callback_id": "order", "private_metadata": "42", "title": plain("Order"), "submit": plain("Send"),
        "notify_on_close": true,
        "blocks": [
            { "type": "input", "block_id": "who", "label": plain("Name"), "element": name },
            { "type": "input", "block_id": "what", "label": plain("Size"), "element": size },
            { "type": "section", "block_id": "more", "text": plain("More"), "accessory": {
                "type": "button", "action_id": "add", "text": plain("Add"),
            } },
        ],
    })
}

/// A person asks for a form and sees it.
async fn opened(workspace: &Workspace, app: &App) -> Value {
    workspace.shortcut(ADA, "order").unwrap();
    let trigger = app.payload("shortcut").await["trigger_id"].clone();
    Api::of(workspace).call("views.open", json!({ "trigger_id": trigger, "view": form() })).await
}

async fn closed(workspace: &Workspace, mut happenings: slack_workspace::Happenings) -> View {
    let view = soon(happenings.find(|happening| match happening {
        Happening::ViewClosed(view) => Some(view),
        _ => None,
    }))
    .await;
    assert!(workspace.modal(ADA).is_none());
    view
}

#[tokio::test]
async fn a_form_is_filled_in_submitted_and_closed() {
    let (workspace, app) = workspace_with_app().await;
    let shown = opened(&workspace, &app).await;
    assert_eq!(shown["view"]["callback_id"], "order");
    workspace.act_in_modal(ADA, "Name", Input::type_in("Ada")).unwrap();
    workspace.act_in_modal(ADA, "Size", Input::pick("Big")).unwrap();
    let happenings = workspace.happenings();
    workspace.submit(ADA).unwrap();
    let payload = app.payload("view_submission").await;
    assert_eq!((&payload["view"]["id"], &payload["view"]["private_metadata"]), (&shown["view"]["id"], &json!("42")));
    let values = &payload["view"]["state"]["values"];
    assert_eq!(values["who"]["name"], json!({ "type": "plain_text_input", "value": "Ada" }));
    assert_eq!(values["what"]["size"]["selected_option"]["value"], "L");
    assert_eq!(closed(&workspace, happenings).await.callback_id(), "order");
}

#[tokio::test]
async fn the_app_may_find_fault_change_or_go_on() {
    let (workspace, app) = workspace_with_app().await;
    opened(&workspace, &app).await;
    let mut happenings = workspace.happenings();
    let mut shown = async || {
        soon(happenings.find(|happening| match happening {
            Happening::ViewShown(view) => Some(view),
            _ => None,
        }))
        .await
    };
    app.answers(Json(json!({ "response_action": "errors", "errors": { "who": "Who?" } })));
    workspace.submit(ADA).unwrap();
    assert_eq!(shown().await.errors["who"], "Who?");

    let done = json!({ "type": "modal", "title": plain("Done"), "blocks": [] });
    app.answers(Json(json!({ "response_action": "update", "view": done })));
    workspace.submit(ADA).unwrap();
    assert_eq!(shown().await.content["title"]["text"], "Done");
    app.answers(Json(json!({ "response_action": "push", "view": form() })));
    workspace.submit(ADA).unwrap();
    assert_eq!(shown().await.callback_id(), "order");
    workspace.close_modal(ADA).unwrap();
    let payload = app.payload("view_closed").await;
    assert_eq!((&payload["is_cleared"], &payload["view"]["callback_id"]), (&json!(false), &json!("order")));
    assert_eq!(workspace.modal(ADA).unwrap().content["title"]["text"], "Done", "what was below is seen again");
}

#[tokio::test]
async fn a_trigger_opens_one_view_within_three_seconds() {
    let clock = ManualClock::at(Duration::from_secs(1_767_225_600));
    let workspace = people().clock(clock.clone()).start().await.unwrap();
    let app = App::hearing(&workspace).await;
    let api = Api::of(&workspace);
    workspace.shortcut(ADA, "order").unwrap();
    let trigger = app.payload("shortcut").await["trigger_id"].clone();
    let open = |trigger: &Value| api.call("views.open", json!({ "trigger_id": trigger, "view": form() }));
    assert_eq!(open(&json!("made up")).await["error"], "invalid_trigger_id");
    clock.advance(Duration::from_millis(2_999));
    assert_eq!(open(&trigger).await["ok"], true);
    assert_eq!(open(&trigger).await["error"], "exchanged_trigger_id");

    workspace.command(ADA, "C1GENERAL", "/order", "").unwrap();
    let received = app.find(|received| received.field("command") == "/order").await;
    clock.advance(Duration::from_secs(3));
    assert_eq!(open(&received.field("trigger_id").into()).await["error"], "expired_trigger_id");
}

#[tokio::test]
async fn a_view_is_updated_unless_somebody_else_did() {
    let (workspace, app) = workspace_with_app().await;
    let shown = opened(&workspace, &app).await;
    let api = Api::of(&workspace);
    let mut changed = form();
    changed["title"] = plain("Changed");
    let update = json!({ "view_id": shown["view"]["id"], "hash": shown["view"]["hash"], "view": changed });
    assert_eq!(api.call("views.update", update.clone()).await["view"]["title"]["text"], "Changed");
    assert_eq!(api.call("views.update", update).await["error"], "hash_conflict");
    let none = json!({ "view_id": "V9", "view": changed });
    assert_eq!(api.call("views.update", none).await["error"], "not_found");
    let mut wrong = form();
    wrong["submit"] = Value::Null;
    let wrong = api.call("views.update", json!({ "view_id": shown["view"]["id"], "view": wrong })).await;
    assert_eq!(wrong["error"], "invalid_arguments");
    assert!(wrong["response_metadata"]["messages"][0].as_str().unwrap().contains("submit"));
}

#[tokio::test]
async fn a_button_in_a_view_names_the_view() {
    let (workspace, app) = workspace_with_app().await;
    let shown = opened(&workspace, &app).await;
    workspace.act_in_modal(ADA, Element::action("add"), Input::Press).unwrap();
    let payload = app.payload("block_actions").await;
    assert_eq!(payload["container"], json!({ "type": "view", "view_id": shown["view"]["id"] }));
    assert_eq!((&payload["message"], &payload["channel"]), (&Value::Null, &Value::Null));
    assert_eq!(payload["view"]["callback_id"], "order");
}

#[tokio::test]
async fn the_apps_page_is_shown_and_used() {
    let (workspace, app) = workspace_with_app().await;
    let button = json!({ "type": "button", "action_id": "go", "text": plain("Go") });
    let home = json!({ "type": "home", "blocks": [{ "type": "actions", "elements": [button] }] });
    let publish = json!({ "user_id": ADA, "view": home });
    let published = Api::of(&workspace).call("views.publish", publish).await;
    assert_eq!(published["view"]["type"], "home");
    assert_eq!(workspace.home(ADA).unwrap().blocks().len(), 1);
    workspace.open_home(ADA, Tab::Home).unwrap();
    assert_eq!(app.event("app_home_opened").await["view"]["id"], published["view"]["id"]);
    workspace.act_at_home(ADA, "Go", Input::Press).unwrap();
    assert_eq!(app.payload("block_actions").await["view"]["type"], "home");
    assert_eq!(workspace.act_at_home("U2GRACE", "Go", Input::Press), Err(Refusal::ViewNotFound));
}

#[tokio::test]
async fn blocks_can_be_checked_without_posting_them() {
    let (workspace, _app) = workspace_with_app().await;
    let api = Api::of(&workspace);
    assert_eq!(api.call("blocks.validate", json!({ "blocks": [{ "type": "divider" }] })).await["ok"], true);
    let refused = api.call("blocks.validate", json!({ "blocks": [{ "type": "marquee" }] })).await;
    assert_eq!(refused["error"], "invalid_blocks");
    assert_eq!(
        (&refused["errors"][0]["pointer"], &refused["errors"][0]["code"]),
        (&json!("/0/type"), &json!("failed_constraint"))
    );
    let both = json!({ "blocks": [], "view": form() });
    assert_eq!(api.call("blocks.validate", both).await["error"], "invalid_arguments");
}
