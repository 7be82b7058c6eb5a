use serde_json::{Value, json};
use slack_workspace::User;

use crate::support::{ADA, Api, people};

#[tokio::test]
async fn methods_that_read_ignore_json() {
    let workspace = people().start().await.unwrap();
    let api = Api::of(&workspace);
    let profile = api.form("users.profile.get", &[("user", ADA)]).await;
    assert_eq!(profile["profile"]["real_name"], "Ada Lovelace");
    let json = api.call("users.profile.get", json!({ "user": ADA })).await;
    assert_eq!(json["error"], "invalid_arguments");
    assert_eq!(api.form("users.info", &[("user", "U9")]).await["error"], "user_not_found");
}

#[tokio::test]
async fn everybody_is_listed_in_pages_closed_accounts_and_bots_too() {
    let gone = User::new("U3GONE", "Gone").deleted();
    let workspace = people().person(gone).start().await.unwrap();
    let api = Api::of(&workspace);
    let first = api.form("users.list", &[("limit", "3")]).await;
    let cursor = first["response_metadata"]["next_cursor"].as_str().unwrap();
    let second = api.form("users.list", &[("limit", "3"), ("cursor", cursor)]).await;
    let members: Vec<Value> =
        [&first, &second].into_iter().flat_map(|page| page["members"].as_array().unwrap().clone()).collect();
    let ids: Vec<_> = members.iter().map(|member| member["id"].as_str().unwrap()).collect();
    assert_eq!(ids, ["U0BOT", "U1ADA", "U2GRACE", "U3GONE"]);
    assert_eq!((&members[0]["is_bot"], &members[3]["deleted"]), (&json!(true), &json!(true)));
    assert_eq!(second["response_metadata"]["next_cursor"], "");
}

#[tokio::test]
async fn a_profile_is_whole_and_its_mailbox_needs_a_scope() {
    let ada = User::new("U4ADA", "Ada King")
        .display_name("ada")
        .picture("https://example.com/ada.png")
        .email("ada@example.com")
        .title("Countess")
        .phone("123")
        .status(":tea:", "At tea")
        .admin();
    let workspace = people().person(ada.clone()).start().await.unwrap();
    let api = Api::of(&workspace);
    let user = api.form("users.info", &[("user", "U4ADA")]).await["user"].clone();
    assert_eq!(
        (&user["real_name"], &user["is_admin"], &user["tz"]),
        (&json!("Ada King"), &json!(true), &json!("Europe/London"))
    );
    let profile = &user["profile"];
    for (name, value) in [
        ("display_name", "ada"),
        ("email", "ada@example.com"),
        ("first_name", "Ada"),
        ("image_512", "https://example.com/ada.png"),
        ("last_name", "King"),
        ("phone", "123"),
        ("status_emoji", ":tea:"),
        ("status_text", "At tea"),
        ("title", "Countess"),
    ] {
        assert_eq!(profile[name], value, "{name}");
    }
    let found = api.form("users.lookupByEmail", &[("email", "ada@example.com")]).await;
    assert_eq!(found["user"]["id"], "U4ADA");

    let strict = people().person(ada).scopes(["users:read"]).start().await.unwrap();
    let user = Api::of(&strict).form("users.info", &[("user", "U4ADA")]).await;
    assert_eq!(user["user"]["profile"]["email"], Value::Null);
}

#[tokio::test]
async fn a_profile_that_changed_says_when() {
    let workspace = people().start().await.unwrap();
    let api = Api::of(&workspace);
    assert_eq!(api.form("users.info", &[("user", ADA)]).await["user"]["updated"], 0);
    workspace.change_user(ADA, |ada| ada.title = Some("Countess".to_owned())).unwrap();
    assert!(api.form("users.info", &[("user", ADA)]).await["user"]["updated"].as_u64().unwrap() > 0);
}
