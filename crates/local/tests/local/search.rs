//! Files that are indexed, and what they say.

use botpress_local::{LocalBotpress, SilentBot};
use http::Method;
use serde_json::{Value, json};

use crate::support::{Api, World, text};

const TEXT: &str = "# Visits\n\nThe lighthouse opens at nine.\n\nDogs may not climb the lighthouse.\n\nCafé open.";

async fn quiet() -> World {
    World::with(LocalBotpress::builder().bot(SilentBot).start().await.unwrap()).await
}

/// Uploads a text and gives its file as it is then.
async fn upload(api: &Api, file: Value, content: &[u8]) -> Value {
    let mut file = file;
    file["size"] = content.len().into();
    let target = api.put("/v1/files", file).await.ok()["file"].clone();
    let url = text(&target["uploadUrl"]);
    Api::plain("").send(Method::PUT, &url, content.to_vec()).await.ok();
    api.get(&format!("/v1/files/{}", text(&target["id"]))).await.ok()["file"].clone()
}

async fn search(api: &Api, query: &str) -> Vec<Value> {
    api.get(&format!("/v1/files/search?query={query}")).await.ok()["passages"].as_array().unwrap().clone()
}

fn contents(passages: &[Value]) -> Vec<&str> {
    passages.iter().map(|passage| passage["content"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn an_indexed_text_is_found_by_its_words_those_with_most_of_them_first() {
    let world = quiet().await;
    let file =
        upload(&world.api, json!({ "key": "visit.md", "index": true, "tags": { "a": "1" } }), TEXT.as_bytes()).await;
    assert_eq!((&file["status"], &file["index"]), (&json!("indexing_completed"), &json!(true)));
    upload(&world.api, json!({ "key": "not-indexed.md" }), TEXT.as_bytes()).await;

    let found = search(&world.api, "may%20DOGS%20climb%20the%20lighthouse%3F").await;
    assert_eq!(contents(&found), ["Dogs may not climb the lighthouse.", "The lighthouse opens at nine."]);
    assert_eq!((&found[0]["score"], &found[1]["score"]), (&json!(1.0), &json!(0.4)));
    assert_eq!(found[0]["meta"], json!({ "type": "chunk", "position": 2 }));
    assert_eq!((&found[0]["file"]["key"], &found[0]["file"]["tags"]), (&json!("visit.md"), &json!({ "a": "1" })));
    assert_eq!(contents(&search(&world.api, "cafe").await), ["Café open."], "accents do not matter");
    assert!(search(&world.api, "%22*%20OR%20%28").await.is_empty(), "signs are no words, and no operators");
    assert!(search(&world.api, "submarine").await.is_empty());
    assert_eq!(search(&world.api, "lighthouse&limit=1").await.len(), 1);
    assert_eq!(search(&world.api, "lighthouse&tags.a=2").await.len(), 0);
    assert_eq!(search(&world.api, "lighthouse&tags.b.exists=false").await.len(), 2);

    let around = search(&world.api, "nine&contextDepth=1&withContext=true").await;
    assert_eq!(around[0]["content"], "# Visits\n\nThe lighthouse opens at nine.\n\nDogs may not climb the lighthouse.");
    let context: Vec<_> =
        around[0]["context"].as_array().unwrap().iter().map(|it| (&it["type"], &it["offset"])).collect();
    assert_eq!(
        context,
        [(&json!("preceding"), &json!(-1)), (&json!("current"), &json!(0)), (&json!("subsequent"), &json!(1))]
    );
    let joined = search(&world.api, "dogs%20nine&consolidate=true").await;
    assert_eq!(contents(&joined), ["The lighthouse opens at nine.\n\nDogs may not climb the lighthouse."]);
    assert_eq!(joined[0]["meta"], json!({ "type": "consolidated" }));
}

#[tokio::test]
async fn passages_are_listed_in_their_order_and_go_with_the_content() {
    let world = quiet().await;
    let file = upload(&world.api, json!({ "key": "visit.md", "index": true }), TEXT.as_bytes()).await;
    let path = format!("/v1/files/{}/passages", text(&file["id"]));
    let first = world.api.get(&format!("{path}?pageSize=3")).await.ok();
    let rest = world.api.get(&format!("{path}?pageSize=3&nextToken={}", text(&first["meta"]["nextToken"]))).await.ok();
    let all = [first["passages"].as_array().unwrap().clone(), rest["passages"].as_array().unwrap().clone()].concat();
    assert_eq!(contents(&all).join("\n\n"), TEXT);
    assert_eq!(rest["meta"], json!({}));

    world.api.post("/v1/files/visit.md/copy.md", json!({})).await.ok();
    assert_eq!(search(&world.api, "nine").await.len(), 2, "a copy says the same");
    world.api.delete("/v1/files/visit.md").await.ok();
    assert_eq!(search(&world.api, "nine").await.len(), 1);
    upload(&world.api, json!({ "key": "copy.md", "index": true }), b"Something else.").await;
    assert!(search(&world.api, "nine").await.is_empty(), "the old content is gone, and its words with it");
    assert_eq!(search(&world.api, "else").await.len(), 1);
}

#[tokio::test]
async fn what_is_no_text_is_kept_and_says_why_it_is_not_indexed() {
    let world = quiet().await;
    for (key, content, reason) in [
        ("a.pdf", &b"%PDF"[..], "`application/pdf` is none"),
        ("a.txt", b"\xff\xfe", "not UTF-8"),
        ("b.txt", &vec![b'x'; 4 * 1024 * 1024 + 1], "bytes"),
    ] {
        let file = upload(&world.api, json!({ "key": key, "index": true }), content).await;
        assert_eq!((&file["status"], &file["size"]), (&json!("indexing_failed"), &json!(content.len())), "{key}");
        assert!(text(&file["failedStatusReason"]).contains(reason), "{file}");
    }
    assert_eq!(
        upload(&world.api, json!({ "key": "c.json", "index": true }), b"{}").await["status"],
        "indexing_completed"
    );
}

#[tokio::test]
async fn a_search_shows_an_integration_its_own_files_and_shared_ones_and_the_bot_all() {
    let world = quiet().await;
    let bot = Api::bot(&world.local);
    upload(&world.api, json!({ "key": "own", "index": true, "contentType": "text/plain" }), b"word of the integration")
        .await;
    upload(&bot, json!({ "key": "bots", "index": true, "contentType": "text/plain" }), b"word of the bot").await;
    let shared =
        json!({ "key": "shared", "index": true, "contentType": "text/plain", "accessPolicies": ["integrations"] });
    upload(&bot, shared, b"shared word").await;
    assert_eq!(contents(&search(&world.api, "word").await), ["shared word", "word of the integration"]);
    assert_eq!(search(&bot, "word").await.len(), 3);
    let bases = bot.get("/v1/files/knowledge-bases").await.ok();
    assert_eq!((&bases["knowledgeBases"], bot.get("/v1/tables").await.ok()), (&json!([]), json!({ "tables": [] })));
}
