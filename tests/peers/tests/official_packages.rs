//! The official TypeScript packages against local Botpress. They need Node and what `npm ci` installs here and in `sdk-7`, so
//! that they are run by name: `cargo test -p peers --test official_packages`.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "helpers of tests fail as tests do")]
#![allow(clippy::print_stdout, reason = "what Node says, for `--nocapture`")]

use std::{
    env,
    net::Ipv4Addr,
    path::Path,
    process::{Command, Output},
    sync::Arc,
    time::Duration,
};

use botpress_local::LocalBotpress;
use botpress_sdk::{Integration as _, NativeHost, Server, definition::Resolved};
use peers::Courier;
use serde_json::json;

/// Where the official SDKs are installed.
const SDKS: [&str; 2] = [".", "sdk-7"];

#[tokio::test(flavor = "multi_thread")]
async fn every_operation_of_the_official_client_is_answered_as_it_expects() {
    node("client.test.js", ".", &start().await, &[]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_integration_written_with_an_official_sdk_is_deployed_and_called() {
    for sdk in SDKS {
        node("integration.test.js", sdk, &start().await, &[]).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bot_written_with_an_official_sdk_answers_through_an_integration_written_in_rust() {
    for sdk in SDKS {
        let local = start().await;
        let host = NativeHost::new().with_env([("BP_API_URL", local.api_url()), ("BP_TOKEN", local.token())]);
        let server = Server::on_host(Courier, Arc::new(host)).address(Ipv4Addr::LOCALHOST).port(0);
        let server = server.bind().await.unwrap();
        let mut body = json!(Courier::definition().unwrap().to_body(&Resolved::new()).unwrap());
        body["url"] = json!(format!("http://{}", server.local_addr()));
        tokio::spawn(server.serve_until(std::future::pending()));
        node("bot.test.js", sdk, &local, &[("COURIER", &body.to_string())]).await;
    }
}

async fn start() -> LocalBotpress {
    LocalBotpress::builder().signing(true).retry_after(Duration::from_millis(1)).start().await.unwrap()
}

/// Runs a file of tests in Node, with the local Botpress where official packages look for one.
async fn node(file: &str, sdk: &str, local: &LocalBotpress, more: &[(&str, &str)]) {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let sdk = here.join(sdk);
    assert!(sdk.join("node_modules").is_dir(), "packages are missing: run `npm ci` in {}", sdk.display());
    let mut command = Command::new(env::var_os("NODE").unwrap_or_else(|| "node".into()));
    command
        .args(["--test-reporter=spec", file])
        .current_dir(here.join("node"))
        .env("SDK", &sdk)
        .env("VRL", if cfg!(feature = "vrl") { "yes" } else { "" })
        .env("BP_API_URL", local.api_url())
        .env("BP_WEBHOOK_URL", local.webhook_url())
        .env("BP_WORKSPACE_ID", local.workspace_id())
        .env("BP_BOT_ID", local.bot_id())
        .env("BP_TOKEN", local.personal_access_token())
        .envs(more.iter().copied());
    let ended = tokio::task::spawn_blocking(move || command.output()).await.unwrap();
    let Output { status, stdout, stderr } = ended.expect("Node can be started");
    let said = String::from_utf8_lossy(&stdout);
    assert!(status.success(), "{file}: {status}\n{said}{}", String::from_utf8_lossy(&stderr));
    println!("{said}");
}
