//! What is secret stays out of the log: of a process that is set up in each way, and in which everything goes wrong.

use std::{
    io::{BufRead as _, BufReader, Read},
    process::{Child, Command, Stdio},
    thread::{self, JoinHandle},
};

use botpress_local::{EchoBot, LocalBotpress};
use botpress_sdk::{Host as _, NativeHost, http::StatusCode};
use serde_json::json;
use slack_workspace::{Consent, Failure, Outcome, Upload};

use crate::{
    browser::{agree, fill, open},
    support::{ADA, GENERAL, Stage, call, people, soon},
};

#[tokio::test]
async fn no_secret_is_in_any_line_of_the_log_of_a_whole_set_up_and_of_what_fails() {
    let workspace = people().uninstalled().token_rotation().start().await.unwrap();
    let mut stage = Stage::prepare(workspace, LocalBotpress::builder().bot(EchoBot::new()), &[]).await.unwrap();
    let process = Logged::start(&stage.host);
    stage.integration_url.clone_from(&process.url);
    stage.botpress.move_to("slack", &*process.url).await.unwrap();
    let mut secrets = Secrets::default();
    for name in ["BP_TOKEN", "BP_SIGNING_SECRETS", "SECRET_CLIENT_SECRET", "SECRET_SIGNING_SECRET"] {
        secrets.keep(stage.host.env(name).unwrap());
    }

    // By hand: with something missing, with an app that does not exist, and as it should be.
    let own = stage.workspace.app();
    for (client, secret, signing) in [
        ("9.9", "the-typed-client-secret", ""),
        ("9.9", "the-typed-client-secret", "the-typed-signing-secret"),
        (&own.client_id, "the-mistyped-client-secret", "the-typed-signing-secret"),
        (&own.client_id, &own.client_secret, stage.workspace.signing_secret()),
    ] {
        secrets.keep(secret);
        secrets.keep(signing);
        let fields = [("clientId", client), ("clientSecret", secret), ("signingSecret", signing)];
        let page = fill(&stage, "save-manual-credentials", &fields).await;
        if page.status == StatusCode::SEE_OTHER && client != "9.9" {
            agree(&stage, &page, Consent::Allow).await;
        }
        secrets.keep_states(&stage).await;
    }

    // By a manifest: with a token that is spent, with one that Slack refuses to make an app with, and as it should be.
    let (_, refresh) = stage.workspace.configuration_tokens(ADA).unwrap();
    for refused in [true, false] {
        let (_, refresh) =
            if refused { (String::new(), refresh.clone()) } else { stage.workspace.configuration_tokens(ADA).unwrap() };
        let fields = [("appConfigurationRefreshToken", &*refresh), ("appName", "Otto")];
        if refused {
            let _ = stage.workspace.fail("apps.manifest.create", Failure::Refused("invalid_manifest".to_owned()));
        }
        let page = fill(&stage, "create-app", &fields).await;
        secrets.keep(&refresh);
        secrets.keep_states(&stage).await;
        if refused {
            assert!(fill(&stage, "create-app", &fields).await.text.contains("invalid_refresh_token"), "it is spent");
        } else {
            agree(&stage, &page, Consent::Allow).await;
        }
    }
    secrets.keep_states(&stage).await;

    // The ready app: not allowed, refused by Slack, and as it should be.
    for (consent, refused) in [(Consent::Cancel, false), (Consent::Allow, true), (Consent::Allow, false)] {
        if refused {
            let _ = stage.workspace.fail("oauth.v2.access", Failure::Refused("invalid_code".to_owned()));
        }
        let asked = open(&stage, &stage.wizard("oauth-redirect")).await;
        let back = stage.workspace.consent(ADA, asked.location.as_deref().unwrap(), consent).unwrap();
        secrets.keep_code(&back);
        open(&stage, &back).await;
    }
    stage.configure(json!({})).await.unwrap();
    secrets.keep_states(&stage).await;

    // Life, and what goes wrong in it.
    stage.workspace.set_events_url(&stage.installed.webhook_url).await.unwrap();
    for failure in [
        Failure::Refused("invalid_auth".to_owned()),
        Failure::Refused("missing_scope".to_owned()),
        Failure::Status(502),
        Failure::ConnectionLost,
    ] {
        for method in ["users.profile.get", "auth.test", "conversations.info", "files.info"] {
            let _ = stage.workspace.fail(method, failure.clone()).times(2);
        }
        let _ = stage.workspace.fail("chat.postMessage", failure);
        let mut happenings = stage.workspace.happenings();
        stage.workspace.share(ADA, GENERAL, [Upload::new("a.txt", "hello")], "look at <#C404>").unwrap();
        soon(happenings.delivery("message")).await;
        call(&stage, "slack:getUserProfile", json!({ "userId": ADA })).await;
        let _refused = stage.configure(json!({})).await;
        secrets.keep_states(&stage).await;
    }
    stage.workspace.heal();
    stage.workspace.expire_tokens();
    let _ = stage.workspace.fail("oauth.v2.access", Failure::Status(500)).times(3);
    for _ in 0..3 {
        call(&stage, "slack:getUserProfile", json!({ "userId": ADA })).await;
        secrets.keep_states(&stage).await;
    }
    let forger = people().signing_secret("guessed").start().await.unwrap();
    forger.set_events_url(&stage.installed.webhook_url).await.unwrap();
    let mut happenings = forger.happenings();
    forger.say(ADA, GENERAL, "I am not Slack").unwrap();
    assert_eq!(soon(happenings.delivery("message")).await.outcome, Outcome::Answered { status: 401, no_retry: true });
    let strange = format!("{}/oauth?code=a-strange-code&state=another", stage.installed.webhook_url);
    secrets.keep("a-strange-code");
    open(&stage, &strange).await;
    let _ = stage.workspace.fail("auth.revoke", Failure::Refused("fatal_error".to_owned())).always();
    stage.botpress.uninstall("slack").await.unwrap();

    let log = process.end();
    assert!(log.contains("refused a webhook") && log.contains("stays without a name"), "debug lines too: {log}");
    assert!(log.contains("the Slack app is still installed in the workspace"), "to the end: {log}");
    assert!(secrets.0.len() > 15, "{}", secrets.0.len());
    for secret in secrets.0.iter().map(String::as_str).chain(["xoxb-", "xoxp-", "xoxe"]) {
        let line = log.lines().find(|line| line.contains(secret));
        assert_eq!(line, None, "{secret} is in the log");
    }
}

/// All that must not be seen.
#[derive(Default)]
struct Secrets(Vec<String>);

impl Secrets {
    fn keep(&mut self, secret: impl Into<String>) {
        self.0.extend(Some(secret.into()).filter(|secret| !secret.is_empty() && !self.0.contains(secret)));
    }

    /// The code in the address that Slack sends the browser back to.
    fn keep_code(&mut self, back: &str) {
        let code = back.split(['?', '&']).find_map(|pair| pair.strip_prefix("code="));
        code.into_iter().for_each(|code| self.keep(code));
    }

    /// The tokens and secrets that the integration has by now.
    async fn keep_states(&mut self, stage: &Stage) {
        for state in stage.botpress.states().await.unwrap() {
            let payload = &state.payload;
            for secret in [
                &payload["shortLivedAccessToken"]["currentAccessToken"],
                &payload["rotatingRefreshToken"]["token"],
                &payload["clientSecret"],
                &payload["signingSecret"],
                &payload["appConfigurationRefreshToken"],
            ] {
                secret.as_str().into_iter().for_each(|secret| self.keep(secret));
            }
        }
    }
}

/// A process that ends with the test, however that ends.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        self.0.kill().unwrap();
        self.0.wait().unwrap();
    }
}

/// A process of the integration that logs all there is, and whose log is read.
struct Logged {
    url: String,
    child: Running,
    readers: [JoinHandle<String>; 2],
}

impl Logged {
    fn start(host: &NativeHost) -> Self {
        let names = ["BP_API_URL", "BP_TOKEN", "BP_SIGNING_SECRETS", "BP_WEBHOOK_URL", "SLACK_API_URL"];
        let secrets = ["SECRET_CLIENT_ID", "SECRET_CLIENT_SECRET", "SECRET_SIGNING_SECRET"];
        let env = names.into_iter().chain(secrets).map(|name| (name, host.env(name).unwrap()));
        let mut child = Command::new(env!("CARGO_BIN_EXE_slack"))
            .args(["serve", "--port", "0"])
            .envs(env)
            .env("LOG_LEVEL", "debug")
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut stdout = BufReader::new(child.stdout.take().unwrap());
        let mut first = String::new();
        stdout.read_line(&mut first).unwrap();
        let port = first.trim().strip_prefix("Listening on port ").expect(&first).to_owned();
        let stderr = child.stderr.take().unwrap();
        Self { url: format!("http://127.0.0.1:{port}"), readers: [read(stdout), read(stderr)], child: Running(child) }
    }

    /// What it has said.
    fn end(self) -> String {
        drop(self.child);
        self.readers.map(|reader| reader.join().unwrap()).concat()
    }
}

fn read(mut from: impl Read + Send + 'static) -> JoinHandle<String> {
    thread::spawn(move || {
        let mut text = Vec::new();
        from.read_to_end(&mut text).unwrap();
        String::from_utf8_lossy(&text).into_owned()
    })
}
