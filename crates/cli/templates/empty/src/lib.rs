//! My integration for Botpress.

use botpress_sdk::prelude::*;

/// Say in one sentence what it is for.
#[derive(Debug, Integration)]
#[integration(
    name = "my-integration",
    version = "0.1.0",
    title = "My integration",
    icon = "icon.svg",
    readme = "hub.md",
)]
pub struct MyIntegration;

impl MyIntegration {
    /// The integration. What it needs of the environment, secrets for example, is read here.
    pub fn new(_env: &Env) -> Result<Self> {
        Ok(Self)
    }
}

impl Lifecycle for MyIntegration {
    async fn webhook(&self, cx: &Context<Self>, request: WebhookRequest) -> Result<WebhookResponse> {
        cx.logger().info(format!("{} {}", request.method, request.path));
        Ok(WebhookResponse::ok())
    }
}
