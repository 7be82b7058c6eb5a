//! Files and their content.

use std::time::Duration;

use botpress_local::{Installation, LocalBotpress, ManualClock, SilentBot};
use http::{Method, StatusCode};
use serde_json::{Value, json};

use crate::support::{Answer, Api, Folder, Integration, World, definition, text};

async fn at_a_time() -> (World, ManualClock) {
    let clock = ManualClock::at(1_795_329_703_000);
    let local = LocalBotpress::builder().bot(SilentBot).clock(clock.clone()).start().await.unwrap();
    (World::with(local).await, clock)
}

/// A client that sends no token.
async fn plain(method: Method, url: &str, body: impl Into<bytes::Bytes>) -> Answer {
    let origin = url.match_indices('/').nth(2).unwrap().0;
    Api::plain(&url[..origin]).send(method, &url[origin..], body).await
}

async fn upload(api: &Api, upsert: Value, content: &[u8]) -> Value {
    let file = api.put("/v1/files", upsert).await.ok()["file"].clone();
    let sent = plain(Method::PUT, &text(&file["uploadUrl"]), content.to_vec()).await;
    assert_eq!(sent.status, StatusCode::OK, "{:?}", sent.body);
    file
}

#[tokio::test]
async fn a_file_is_announced_uploaded_and_read_by_urls_that_differ_each_time() {
    let (world, clock) = at_a_time().await;
    // Several pieces, the last one not full.
    let content: Vec<u8> = (0..700_000_u32).map(|number| number.to_le_bytes()[0]).collect();
    let upsert = json!({ "key": "docs/a.pdf", "size": content.len(), "tags": { "a": "1" }, "metadata": { "b": 2 } });
    let file = world.api.put("/v1/files", upsert).await.ok()["file"].clone();
    assert_eq!((&file["status"], &file["size"]), (&json!("upload_pending"), &json!(null)));
    assert_eq!(file["contentType"], "application/pdf");
    assert_eq!(file["owner"], json!({ "type": "integration", "name": "acme/chat", "alias": "chat" }));
    assert_eq!(plain(Method::GET, &text(&file["url"]), "").await.status, 404, "no content yet");
    plain(Method::PUT, &text(&file["uploadUrl"]), content.clone()).await.ok();

    for path in [format!("/v1/files/{}", text(&file["id"])), "/v1/files/docs%2Fa.pdf".to_owned()] {
        let read = world.api.get(&path).await.ok()["file"].clone();
        assert_eq!((&read["status"], &read["size"]), (&json!("upload_completed"), &json!(content.len())));
        assert_ne!(read["url"], file["url"], "signed anew");
        let answer = plain(Method::GET, &text(&read["url"]), "").await;
        assert_eq!((answer.status, answer.body.as_ref() == content), (StatusCode::OK, true));
        assert_eq!(answer.headers["content-type"], "application/pdf");
        assert_eq!(answer.headers["content-security-policy"], "sandbox");
        let url = text(&read["url"]);
        let bare = url.split_once('?').unwrap().0.to_owned();
        for forged in [bare, url.replace("token=", "token=0"), url.replace("expires=1", "expires=2")] {
            assert_eq!(plain(Method::GET, &forged, "").await.status, 403, "{forged}");
        }
        assert_eq!(plain(Method::PUT, &url, "x").await.status, 403, "a URL to read is none to write");
    }
    clock.advance(Duration::from_secs(3600));
    assert_eq!(plain(Method::GET, &text(&file["url"]), "").await.status, 403);
    assert_eq!(plain(Method::PUT, &text(&file["uploadUrl"]), content).await.status, 403);
}

#[tokio::test]
async fn public_content_has_one_url_for_ever() {
    let (world, clock) = at_a_time().await;
    let upsert = json!({ "key": "a.txt", "size": 2, "accessPolicies": ["public_content"] });
    let file = upload(&world.api, upsert, b"hi").await;
    clock.advance(Duration::from_secs(1_000_000));
    let read = world.api.get("/v1/files/a.txt").await.ok()["file"].clone();
    assert_eq!(read["url"], file["url"]);
    assert_eq!(plain(Method::GET, &text(&file["url"]), "").await.body.as_ref(), b"hi");
    world.api.put("/v1/files/a.txt", json!({ "accessPolicies": [] })).await.ok();
    assert_eq!(plain(Method::GET, &text(&file["url"]), "").await.status, 403, "not public any more");
}

#[tokio::test]
async fn an_upsert_of_an_existing_key_erases_the_content_and_voids_the_upload_url_before() {
    let (world, _) = at_a_time().await;
    let old = upload(&world.api, json!({ "key": "a", "size": 3, "tags": { "x": "1" } }), b"old").await;
    let new = world.api.put("/v1/files", json!({ "key": "a", "size": 3 })).await.ok()["file"].clone();
    assert_eq!(new["id"], old["id"]);
    assert_eq!((&new["status"], &new["tags"]), (&json!("upload_pending"), &json!({})));
    assert_eq!(plain(Method::GET, &text(&new["url"]), "").await.status, 404);
    assert_eq!(plain(Method::PUT, &text(&old["uploadUrl"]), "odd").await.status, 409);
    plain(Method::PUT, &text(&new["uploadUrl"]), "new").await.ok();
    assert_eq!(plain(Method::GET, &text(&new["url"]), "").await.body.as_ref(), b"new");
}

#[tokio::test]
async fn content_of_another_size_than_announced_is_refused_and_the_file_says_so() {
    let (world, _) = at_a_time().await;
    let file = world.api.put("/v1/files", json!({ "key": "a", "size": 3 })).await.ok()["file"].clone();
    for content in ["four", "tw"] {
        assert_eq!(plain(Method::PUT, &text(&file["uploadUrl"]), content).await.error().0, 400);
        let read = world.api.get("/v1/files/a").await.ok()["file"].clone();
        assert_eq!((&read["status"], &read["size"]), (&json!("upload_failed"), &json!(null)));
        assert!(text(&read["failedStatusReason"]).contains("3 were announced"));
    }
    plain(Method::PUT, &text(&file["uploadUrl"]), "yes").await.ok();
    let read = world.api.get("/v1/files/a").await.ok()["file"].clone();
    assert_eq!((&read["status"], read.get("failedStatusReason")), (&json!("upload_completed"), None));
}

#[tokio::test]
async fn files_are_listed_by_tags_in_all_three_encodings_and_with_all_operators() {
    let (world, _) = at_a_time().await;
    for (key, size, tags) in [
        ("a", 3, json!({ "color": "red", "n": "1" })),
        ("b", 1, json!({ "color": "blue", "n": "1" })),
        ("c", 2, json!({ "color": "green" })),
        ("d", 4, json!({})),
    ] {
        world.api.put("/v1/files", json!({ "key": key, "size": size, "tags": tags, "index": key == "a" })).await.ok();
    }
    let listed = |query: &str| {
        let (api, path) = (world.api.clone(), format!("/v1/files?{query}"));
        async move {
            let listed = api.get(&path).await.ok();
            listed["files"].as_array().unwrap().iter().map(|it| text(&it["key"])).collect::<String>()
        }
    };
    for (query, keys) in [
        ("", "dcba"),
        ("tags.color=red", "a"),
        ("tags.color=red&tags.color=blue", "ba"),
        ("tags[color]=red", "a"),
        ("tags[color][0]=red&tags[color][1]=green", "ca"),
        ("tags=%7B%22color%22%3A%5B%22red%22%2C%22blue%22%5D%7D", "ba"),
        ("tags=%7B%22color%22%3A%7B%22not%22%3A%22red%22%7D%7D", "dcb"),
        ("tags.color.not=red", "dcb"),
        ("tags.color.not=red&tags.color.not=blue&tags.color.exists=true", "c"),
        ("tags.n.exists=false", "dc"),
        ("tags.color.in=red&tags.color.in=green", "ca"),
        ("tags.n=1&tags.color=blue", "b"),
        ("indexed=true", "a"),
        ("indexed=false", "dcb"),
        ("sortField=key&sortDirection=asc", "abcd"),
        ("sortField=updatedAt", "dcba"),
        ("sortField=status&sortDirection=asc", "abcd"),
    ] {
        assert_eq!(listed(query).await, keys, "{query}");
    }
    let ids = ["a", "c"].map(|key| format!("/v1/files/{key}"));
    let mut query = vec![];
    for path in &ids {
        query.push(format!("ids={}", text(&world.api.get(path).await.ok()["file"]["id"])));
    }
    assert_eq!(listed(&query.join("&")).await, "ca");
    assert_eq!(world.api.get("/v1/files/tags").await.ok()["tags"], json!(["color", "n"]));
    let values = world.api.get("/v1/files/tags/color/values?pageSize=2").await.ok();
    assert_eq!(values["values"], json!(["blue", "green"]));
    let next = text(&values["meta"]["nextToken"]);
    let values = world.api.get(&format!("/v1/files/tags/color/values?pageSize=2&nextToken={next}")).await.ok();
    assert_eq!((&values["values"], &values["meta"]), (&json!(["red"]), &json!({})));
}

#[tokio::test]
async fn each_sort_pages_without_gaps_also_among_equals() {
    let (world, _) = at_a_time().await;
    for number in 0..5_usize {
        let content = vec![b'x'; 1 + number % 2];
        upload(&world.api, json!({ "key": format!("k.{number}"), "size": content.len() }), &content).await;
    }
    for sort in ["key", "size", "createdAt", "updatedAt", "status"] {
        for direction in ["asc", "desc"] {
            let (mut seen, mut next) = (vec![], String::new());
            loop {
                let path = format!("/v1/files?pageSize=2&sortField={sort}&sortDirection={direction}{next}");
                let page = world.api.get(&path).await.ok();
                seen.extend(page["files"].as_array().unwrap().iter().map(|it| text(&it["key"])));
                let Some(token) = page["meta"]["nextToken"].as_str() else { break };
                next = format!("&nextToken={token}");
            }
            seen.sort();
            assert_eq!(seen, ["k.0", "k.1", "k.2", "k.3", "k.4"], "{sort} {direction}");
        }
    }
}

#[tokio::test]
async fn metadata_is_merged_and_copies_share_content_until_one_changes() {
    let (world, _) = at_a_time().await;
    let upsert = json!({ "key": "a", "size": 2, "tags": { "x": "1", "y": "2" }, "metadata": { "m": 1, "n": 2 } });
    upload(&world.api, upsert, b"hi").await;
    let change = json!({ "tags": { "x": null, "z": "3" }, "metadata": { "m": null, "o": 3 } });
    let changed = world.api.put("/v1/files/a", change).await.ok()["file"].clone();
    assert_eq!((&changed["tags"], &changed["metadata"]), (&json!({ "y": "2", "z": "3" }), &json!({ "n": 2, "o": 3 })));

    let copy = world.api.post("/v1/files/a/b%2Fc", json!({})).await.ok()["file"].clone();
    assert_eq!((&copy["key"], &copy["status"], &copy["size"]), (&json!("b/c"), &json!("upload_completed"), &json!(2)));
    assert_ne!(copy["id"], changed["id"]);
    assert_eq!(world.api.post("/v1/files/a/b%2Fc", json!({})).await.error().0, 409);
    world.api.post("/v1/files/a/b%2Fc", json!({ "overwrite": true })).await.ok();
    world.api.delete("/v1/files/a").await.ok();
    assert_eq!(world.api.get("/v1/files/a").await.status, 404);
    let copy = world.api.get("/v1/files/b%2Fc").await.ok()["file"].clone();
    assert_eq!(plain(Method::GET, &text(&copy["url"]), "").await.body.as_ref(), b"hi");
}

#[tokio::test]
async fn a_file_is_gone_after_its_expiry_and_an_expiry_is_at_most_ninety_days_ahead() {
    let (world, clock) = at_a_time().await;
    let upsert = json!({ "key": "a", "size": 2, "expiresAt": "2026-11-23T06:41:43.000Z" });
    let file = upload(&world.api, upsert, b"hi").await;
    assert_eq!(file["expiresAt"], "2026-11-23T06:41:43.000Z");
    upload(&world.api, json!({ "key": "b", "size": 2, "expiresAt": "2026-11-23T06:41:43.000Z" }), b"hi").await;
    world.api.put("/v1/files/b", json!({ "expiresAt": null })).await.ok();
    clock.advance(Duration::from_secs(24 * 60 * 60));
    assert_eq!(world.api.get("/v1/files/a").await.status, 404);
    assert_eq!(world.api.get("/v1/files/b").await.status, 200);
    for time in ["2020-01-01T00:00:00.000Z", "2027-11-22T00:00:00.000Z"] {
        let (status, _, message) =
            world.api.put("/v1/files", json!({ "key": "c", "size": 1, "expiresAt": time })).await.error();
        assert!(status == 400 && message.starts_with("body.expiresAt"), "{message}");
    }
}

#[tokio::test]
async fn integrations_see_their_own_files_and_what_others_share_and_the_bot_sees_all() {
    let (world, _) = at_a_time().await;
    let other = Integration::start().await;
    let mut named = definition();
    named["name"] = json!("acme/mail");
    let other = world.local.install(Installation::new("mail", &other.url, named)).await.unwrap();
    let (other, bot) = (Api::integration(&world.local, &other), Api::bot(&world.local));
    world.api.put("/v1/files", json!({ "key": "own", "size": 1 })).await.ok();
    world.api.put("/v1/files", json!({ "key": "shared", "size": 1, "accessPolicies": ["integrations"] })).await.ok();
    other.put("/v1/files", json!({ "key": "own", "size": 1 })).await.ok();
    let seen = |api: &Api| {
        let api = api.clone();
        async move { api.get("/v1/files").await.ok()["files"].as_array().unwrap().len() }
    };
    assert_eq!((seen(&world.api).await, seen(&other).await, seen(&bot).await), (2, 2, 3));
    assert_eq!(other.get("/v1/files/shared").await.status, 200);
    assert_eq!(other.delete("/v1/files/shared").await.status, 404, "shared to read");
    let own = other.get("/v1/files/own").await.ok();
    assert_eq!(own["file"]["owner"]["alias"], "mail", "a key is its own first");
}

#[tokio::test]
async fn what_is_too_large_or_too_long_is_refused() {
    let (world, _) = at_a_time().await;
    for (upsert, status, at) in [
        (json!({ "key": "a", "size": 104_857_601 }), 413, "body.size"),
        (json!({ "key": "", "size": 1 }), 400, "body.key"),
        (json!({ "key": "a", "size": 1, "tags": { "x": "y".repeat(1001) } }), 400, "body.tags.x"),
        (json!({ "key": "a", "size": 1, "accessPolicies": ["everyone"] }), 400, "body.accessPolicies[0]"),
    ] {
        let (found, _, message) = world.api.put("/v1/files", upsert).await.error();
        assert!(found == status && message.starts_with(at), "{message}");
    }
}

#[tokio::test]
async fn an_upload_that_a_crash_broke_off_leaves_nothing_and_can_begin_again() {
    let folder = Folder::new("files");
    let start = || LocalBotpress::builder().bot(SilentBot).data(folder.data()).token("key").start();
    let first = World::with(start().await.unwrap()).await;
    let kept = upload(&first.api, json!({ "key": "kept", "size": 2 }), b"hi").await;
    first.api.put("/v1/files", json!({ "key": "broken", "size": 9 })).await.ok();
    drop(first.local);
    let botpress_local::Data::File(path) = folder.data() else { unreachable!() };
    {
        // What an upload leaves in the middle: content that is no file's yet.
        let data = rusqlite::Connection::open(&path).unwrap();
        data.execute_batch(
            "INSERT INTO contents DEFAULT VALUES; INSERT INTO chunks SELECT max(seq), 0, 'x' FROM contents;",
        )
        .unwrap();
    }
    let second = start().await.unwrap();
    let api = Api { base: second.api_url().to_owned(), ..first.api.clone() };
    let read = api.get("/v1/files/kept").await.ok()["file"].clone();
    assert_eq!(read["id"], kept["id"]);
    assert_eq!(plain(Method::GET, &text(&read["url"]), "").await.body.as_ref(), b"hi");
    let data = rusqlite::Connection::open(&path).unwrap();
    let chunks: i64 = data.query_row("SELECT count(*) FROM chunks", [], |row| row.get(0)).unwrap();
    assert_eq!(chunks, 1, "of the file that was kept");
    upload(&api, json!({ "key": "broken", "size": 2 }), b"ok").await;
}
