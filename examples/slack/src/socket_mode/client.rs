//! Who stays connected.

use std::{sync::Arc, time::Duration};

use botpress_sdk::{
    Host as _, NativeHost, WebhookRequest,
    client::{Http, HttpResponse},
    prelude::*,
    signature,
};
use tokio::task::JoinSet;

use super::{
    SocketMode,
    connection::{Failure, open},
};
use crate::{
    api::{Limits, SlackApi, WebApi},
    api_url,
    config::AppSecrets,
};

/// The waits before further attempts to connect, in seconds; the last one counts for all that follow.
const WAITS: [u64; 5] = [1, 2, 5, 10, 30];
/// How long the webhook may take: Slack waits for three seconds.
const WEBHOOK: Duration = Duration::from_secs(3);

/// Where to get the token that connects.
const TOKEN: &str =
    "make an app-level token with the scope connections:write, on the Slack app's page, under Basic Information";

pub(super) struct Client {
    pub(super) host: Arc<NativeHost>,
    api: SlackApi,
    signing_secret: Secret,
    socket: SocketMode,
}

impl Client {
    pub(super) fn new(socket: SocketMode, host: Arc<NativeHost>) -> Result<Arc<Self>> {
        let env = Env::from_host(host.clone());
        let Some(token) = env.get("SLACK_APP_TOKEN").filter(|token| !token.is_empty()) else {
            return Err(Error::runtime(format!("SLACK_APP_TOKEN is not set: {TOKEN}")));
        };
        let AppSecrets { signing_secret, .. } = AppSecrets::from_env(&env)?;
        let api = WebApi::new(host.clone(), api_url(&env), Arc::<Limits>::default()).with_token(token.into());
        Ok(Arc::new(Self { host, api, signing_secret, socket }))
    }

    /// Ends only when somebody has to do something.
    pub(super) async fn stay_connected(self: Arc<Self>) -> Error {
        let (mut retiring, mut failures) = (JoinSet::new(), 0);
        loop {
            let failure = match open(self.clone()).await {
                Ok(mut connection) => {
                    tracing::info!("Connected to Slack by Socket Mode");
                    failures = 0;
                    match connection.work().await {
                        Ok(()) => {
                            retiring.spawn(connection.retire());
                            // Those that have ended leave nothing behind.
                            while retiring.try_join_next().is_some() {}
                            continue;
                        }
                        Err(failure) => failure,
                    }
                }
                Err(failure) => failure,
            };
            let wait = Duration::from_secs(WAITS[failures.min(WAITS.len() - 1)]);
            failures += 1;
            match failure {
                Failure::Final(error) => return error,
                Failure::Passing(why) => {
                    tracing::warn!("no connection to Slack, next attempt in {wait:?}: {why}");
                }
            }
            self.host.sleep(wait).await;
        }
    }

    /// Where the next connection is to be opened; the address is good for once.
    pub(super) async fn address(&self) -> Result<String, Failure> {
        self.api.open_connection().await.map_err(|error| match error.code() {
            Some(code) if error.is_about_the_token() || code == "missing_scope" => {
                Failure::Final(Error::runtime(format!("Slack does not take SLACK_APP_TOKEN ({code}): {TOKEN}")))
            }
            _ => Failure::passing(error),
        })
    }

    /// Hands something to the webhook, and answers whether that has taken it.
    pub(super) async fn hand_over(&self, request: WebhookRequest) -> bool {
        let Some(webhook) = self.socket.webhook() else {
            tracing::warn!(
                "Slack has sent something that no bot hears yet: save the integration's configuration in a bot"
            );
            return false;
        };
        let signed = signature::SLACK.sign(request, &self.signing_secret, self.host.now());
        let mut call = Http::new(self.host.clone()).post(webhook).timeout(WEBHOOK).body(signed.body().to_owned());
        for (name, value) in &signed.headers {
            call = call.header(name, value);
        }
        let taken = call.await.and_then(HttpResponse::error_for_status);
        if let Err(error) = &taken {
            tracing::warn!("the webhook has not taken what Slack sent: {error}");
        }
        taken.is_ok()
    }
}
