//! What `hub.md` tells people to set up by hand is what an app gets that is made for them.

#![allow(clippy::unwrap_used, reason = "a helper of a test may fail like the test itself")]

mod common;

use std::collections::BTreeSet;

use common::{answer, asked_for, calls, unconnected, wizard};
use serde_json::{Value, json};

const HUB: &str = include_str!("../hub.md");

#[tokio::test]
async fn the_hub_page_lists_every_scope_that_is_asked_for() {
    let listed = listed("**OAuth & Permissions**");
    assert_eq!(listed, asked_for(&unconnected()).await.into_iter().collect());
    assert_eq!(listed, texts(&manifest().await["oauth_config"]["scopes"]["bot"]));
}

#[tokio::test]
async fn the_hub_page_lists_every_event_that_an_app_is_to_subscribe_to() {
    let manifest = manifest().await;
    let mut listed = listed("**Event Subscriptions**");
    listed.extend(self::listed("**Workflow Steps**").into_iter().filter(|name| name == "function_executed"));
    assert_eq!(listed, texts(&manifest["settings"]["event_subscriptions"]["bot_events"]));
    for (callback, step) in manifest["functions"].as_object().unwrap() {
        let step: BTreeSet<_> = step["input_parameters"].as_object().unwrap().keys().cloned().collect();
        let listed = self::listed("**Workflow Steps**");
        assert!(listed.contains(callback) && step.iter().any(|input| listed.contains(input)), "{listed:?}");
    }
}

/// What the step of the instructions that begins with this names: scopes, events, inputs.
fn listed(step: &str) -> BTreeSet<String> {
    let (_, text) = HUB.split_once(step).unwrap_or_else(|| panic!("there is no step {step}"));
    let text = text.split("\n\nWhoever").next().unwrap();
    let end = (2..9).filter_map(|number| text.find(&format!("\n{number}. "))).min().unwrap_or(text.len());
    let names = text[..end].split('`').skip(1).step_by(2);
    names.filter(|name| !name.starts_with("https://") && !name.starts_with('/')).map(str::to_owned).collect()
}

/// What an app is made from.
async fn manifest() -> Value {
    let slack = unconnected();
    answer(&slack, "tooling.tokens.rotate", json!({ "token": "xoxe.xoxp-1", "refresh_token": "xoxe-2" }));
    answer(&slack, "apps.manifest.validate", json!({}));
    answer(&slack, "apps.manifest.create", json!({ "error": "that is all that is needed" }));
    slack.webhook(wizard("create-app", &[("appConfigurationRefreshToken", "xoxe-1"), ("appName", "Otto")])).await;
    serde_json::from_str(calls(&slack, "apps.manifest.create")[0]["manifest"].as_str().unwrap()).unwrap()
}

fn texts(list: &Value) -> BTreeSet<String> {
    list.as_array().unwrap().iter().map(|text| text.as_str().unwrap().to_owned()).collect()
}
