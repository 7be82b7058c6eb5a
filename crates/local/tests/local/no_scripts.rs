//! Without VRL: what needs a script says how to get one that runs.

use botpress_local::LocalBotpress;
use serde_json::json;

use crate::admin::body;
use crate::support::{Api, Integration};

#[tokio::test]
async fn a_webhook_of_the_integration_as_a_whole_needs_its_script_and_says_when_it_cannot_be_run() {
    let local = LocalBotpress::builder().start().await.unwrap();
    let (admin, integration) = (Api::admin(&local), Integration::start().await);
    let mut body = body("local/chat", "1.0.0");
    body["url"] = integration.url.clone().into();
    body["identifier"] = json!({ "extractScript": "body = parse_json!(.body)\nbody.team" });
    let id = admin.post("/v1/admin/integrations", body).await.ok()["integration"]["id"].as_str().unwrap().to_owned();
    let hook = Api::plain(local.webhook_url());
    assert_eq!(hook.get("/integration/global/none").await.error().0, 404);
    for path in ["/integration/global/local%2Fchat", "/integration/global/local/chat", &format!("/integration/{id}")] {
        let (status, _, message) = hook.post(path, json!({ "team": "T1" })).await.error();
        assert_eq!(status, 501, "{path}: {message}");
        assert!(message.contains("VRL"), "{message}");
    }
}
