//! What official integrations declare through interfaces, declared in Rust and compared with their recorded bodies, where there are
//! recordings.
#![allow(clippy::unwrap_used, reason = "helpers of tests fail as tests do")]
#![allow(clippy::print_stdout, reason = "what was skipped is part of the result")]

#[path = "../common/mod.rs"]
mod common;
mod confluence;
mod kitchen_sink;
mod linear;
mod openai;
mod slack;
mod twilio;
mod whatsapp;
mod zendesk;

use std::fs;

use botpress_sdk::{Integration, definition::Resolved};
use serde_json::Value;

/// Handlers of all actions, for integrations that are never called.
macro_rules! never_called {
    ($integration:ty) => {
        impl<A: botpress_sdk::Action> Handle<A> for $integration
        where
            Self: Declares<A>,
        {
            async fn handle(&self, _: &Context<Self>, _: A) -> Result<A::Output> {
                Err(Error::runtime("nobody calls this"))
            }
        }

        impl Lifecycle for $integration {}
    };
}
use never_called;

/// Makes sure that all that `I` declares is in the recorded body of that name, and all of its interface statements in `I`'s.
fn assert_rebuilt<I: Integration>(name: &str) {
    let Some(folder) = common::golden("definitions") else { return };
    let theirs: Value = serde_json::from_slice(&fs::read(folder.join(format!("{name}.json"))).unwrap()).unwrap();
    let definition = I::definition().unwrap();
    let ours = serde_json::to_value(definition.to_body(&Resolved::new()).unwrap()).unwrap();
    for kind in ["actions", "events", "channels", "entities", "interfaces"] {
        for (member, ours) in ours[kind].as_object().into_iter().flatten() {
            let mut theirs = theirs[kind][member].clone();
            // The official tools leave behind what a member was renamed to, and have looked the interface up.
            let noise = if kind == "interfaces" { "id" } else { "name" };
            theirs.as_object_mut().map(|theirs| theirs.remove(noise));
            common::assert_same(&format!("{name}.{kind}.{member}"), &without_titles(ours), &without_titles(&theirs));
        }
    }
    let missing = theirs["interfaces"].as_object().unwrap().keys().find(|key| ours["interfaces"].get(key).is_none());
    assert_eq!(missing, None, "a statement of {name} is not rebuilt");
}

/// The same without titles: what an entity is called where an interface refers to it gets lost in the official tools.
fn without_titles(value: &Value) -> Value {
    match value {
        Value::Array(items) => Value::Array(items.iter().map(without_titles).collect()),
        Value::Object(map) => {
            let members = map.iter().filter(|(key, value)| !(*key == "title" && value.is_string()));
            Value::Object(members.map(|(key, value)| (key.clone(), without_titles(value))).collect())
        }
        other => other.clone(),
    }
}
