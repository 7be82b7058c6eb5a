//! Many clients at once.

use std::collections::HashSet;
use std::sync::Arc;

use botpress_local::{LocalBotpress, SilentBot};
use serde_json::json;
use tokio::sync::Barrier;

use crate::support::{Api, World, text};

const CLIENTS: usize = 64;
const OBJECTS: usize = 1000;
/// How many clients ask for each object: all 64 would take a debug build minutes. `cargo run --release -p bench local`
/// has all of them ask.
const EACH: usize = 4;

#[tokio::test(flavor = "multi_thread")]
async fn sixty_four_clients_that_want_the_same_thousand_users_and_conversations_get_a_thousand_of_each() {
    let local = LocalBotpress::builder().bot(SilentBot).start().await.unwrap();
    let world = World::with(local).await;
    let start = Arc::new(Barrier::new(CLIENTS));
    let clients = (0..CLIENTS).map(|client| {
        let (start, shared) = (Arc::clone(&start), world.api.clone());
        tokio::spawn(async move {
            // Connections of its own.
            let api = Api { headers: shared.headers.clone(), ..Api::plain(&shared.base) };
            start.wait().await;
            let mut seen = vec![];
            for number in (0..OBJECTS).filter(|number| (number + client) % (CLIENTS / EACH) == 0) {
                let tags = json!({ "id": number.to_string() });
                let user = api.post("/v1/chat/users/get-or-create", json!({ "tags": tags })).await.ok();
                let body = json!({ "channel": "dm", "tags": tags });
                let conversation = api.post("/v1/chat/conversations/get-or-create", body).await.ok();
                seen.push((number, text(&user["user"]["id"]), text(&conversation["conversation"]["id"])));
            }
            seen
        })
    });
    let mut seen = vec![];
    for client in clients.collect::<Vec<_>>() {
        seen.extend(client.await.unwrap());
    }
    assert_eq!(seen.len(), OBJECTS * EACH);
    let distinct: HashSet<_> = seen.iter().collect();
    assert_eq!(distinct.len(), OBJECTS, "all that asked for an object got the same one");
    let users = world.local.users().await.unwrap();
    let tagged = users.iter().filter(|user| user.tags.contains_key("chat:id")).count();
    assert_eq!((tagged, world.local.conversations().await.unwrap().len()), (OBJECTS, OBJECTS));
}
