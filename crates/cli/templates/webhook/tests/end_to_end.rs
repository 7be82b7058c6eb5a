//! The integration, a bot and Botpress on this machine, over real sockets.

use std::{error::Error, net::Ipv4Addr, sync::Arc};

use botpress_local::{EchoBot, Happening, Installation, LocalBotpress};
use botpress_sdk::{Env, Integration, NativeHost, Server, client::Http, definition::Resolved};
use my_integration::MyIntegration;
use serde_json::json;

#[tokio::test]
async fn the_bot_answers_what_arrives_by_webhook() -> Result<(), Box<dyn Error>> {
    let bot = EchoBot::new().prefix("you said: ");
    let local = LocalBotpress::builder().bot(bot).start().await?;

    let env = [("BP_API_URL", local.api_url()), ("BP_TOKEN", local.token())];
    let host = Arc::new(NativeHost::new().with_env(env));
    let integration = MyIntegration::new(&Env::from_host(host.clone()))?;
    let server = Server::on_host(integration, host.clone()).address(Ipv4Addr::LOCALHOST).port(0).bind().await?;
    let url = format!("http://{}", server.local_addr());
    tokio::spawn(server.serve_until(std::future::pending()));

    let files = Resolved::new().file("icon.svg", "<svg/>").file("hub.md", "");
    let definition = MyIntegration::definition()?.to_body(&files)?;
    let installed = local.install(Installation::new("my-integration", url, definition)).await?;
    assert!(installed.is_registered(), "{:?}", installed.registration);

    let message = json!({ "id": "m-1", "room": "lobby", "user": "ada", "text": "Good morning" });
    let answer = Http::new(host).post(&installed.webhook_url).json(&message).send().await?;
    assert_eq!(answer.status, 200);
    local.wait_for(|happening| matches!(happening, Happening::MessageDelivered { .. })).await?;

    let rooms = local.conversations().await?;
    let messages = local.messages(rooms[0].id.as_str()).await?;
    let texts: Vec<_> = messages.iter().map(|message| &message.payload["text"]).collect();
    assert_eq!(texts, ["Good morning", "you said: Good morning"]);
    Ok(())
}
