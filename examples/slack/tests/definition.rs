//! The definition against that of the official integration: whoever runs that one can switch and lose nothing.
//!
//! The recording is found through `BOTPRESS_GOLDEN`, or beside the checkout; without it the test says so and passes.

#![allow(clippy::unwrap_used, reason = "a helper of a test may fail like the test itself")]

use std::{collections::BTreeSet, env, fs, path::PathBuf, process::Command};

use serde_json::{Map, Value};

/// What there is besides, and what is not as it was.
const WANTED: &[(&str, &str)] = &[
    // Beyond the official integration.
    ("+ configuration.schema.properties.directMessages", "an option whether the bot hears direct messages"),
    ("+ configuration.schema.properties.otherBots", "an option whether the bot hears other apps"),
    ("+ events.appHomeOpened", "somebody opened the app's page"),
    ("+ events.messageChanged", "somebody changed a message"),
    ("+ events.messageDeleted", "somebody deleted a message"),
    ("+ events.shortcutUsed", "somebody used a shortcut"),
    ("+ events.slashCommandUsed", "somebody used a slash command"),
    ("+ channels.*.messages.text.schema.properties.streaming", "a text that the bot is still writing"),
    ("+ channels.*.message.tags.clicked", "which message a click belongs to"),
    ("+ channels.*.message.tags.streamed", "how much of it is in Slack already"),
    ("+ states.oauthLease", "what keeps two processes from spending a refresh token at once"),
    ("+ states.userOnceDone", "what makes sure that an event is told once"),
    ("+ states.userOnceLease", "what makes sure that an event is told once"),
    ("+ actions.getOrCreateChannelConversation.input.schema.properties.conversation.x-zui", "a title of the interface"),
    ("+ extraOperations", "to hear what the bot changes after it has said it"),
    // What is wrong in the original: names of lists, and blocks and fields of Slack that it refuses. Which they are is the test
    // `block_schema`.
    ("+ channels.*.messages.text.schema.properties.blocks.*", "blocks and fields that Slack knows"),
    // The second event's are those of the first.
    ("+ events.reactionRemoved.schema.properties.targets.properties.channel.x-zui", "a title that was forgotten"),
    ("+ events.reactionRemoved.schema.properties.targets.properties.dm.x-zui", "a title that was forgotten"),
    ("+ events.reactionRemoved.schema.properties.targets.properties.thread.x-zui", "a title that was forgotten"),
    // What the official tools leave in the body without need, and what deploying adds.
    ("- actions.getOrCreateChannelConversation.name", "noise of the official tools"),
    ("- sdkVersion", "added by deploying"),
    ("- secrets", "added by deploying"),
    ("- visibility", "added by deploying"),
    ("- interfaces.*.id", "found out by deploying"),
];

/// Our own: version, texts, scripts.
const OWN: &[&str] = &["version", "description", "icon", "readme"];
const SCRIPTS: &[&str] = &["extractScript", "fallbackHandlerScript", "linkTemplateScript"];

#[test]
fn the_printed_body_is_that_of_the_official_integration() {
    let Some(golden) = golden() else {
        println!("definition: the recording was not found, nothing compared");
        return;
    };
    let printed = Command::new(env!("CARGO_BIN_EXE_slack")).args(["definition", "--body"]).output().unwrap();
    assert!(printed.status.success(), "{}", String::from_utf8_lossy(&printed.stderr));
    let ours: Value = serde_json::from_slice(&printed.stdout).unwrap();

    let mut found = BTreeSet::new();
    compare("", &ours, &golden, &mut found);
    let wanted: BTreeSet<_> = WANTED.iter().map(|(difference, _)| (*difference).to_owned()).collect();
    let unwanted: Vec<_> = found.difference(&wanted).collect();
    assert!(unwanted.is_empty(), "{} differences that nobody wants:\n{unwanted:#?}", unwanted.len());
    let gone: Vec<_> = wanted.difference(&found).collect();
    assert!(gone.is_empty(), "these are no differences any more:\n{gone:#?}");
    println!("definition: equal but for {} wanted differences", WANTED.len());
}

fn golden() -> Option<Value> {
    let root = env::var_os("BOTPRESS_GOLDEN").map(PathBuf::from);
    let beside = || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/golden");
    let file = root.unwrap_or_else(beside).join("definitions/slack.json");
    Some(serde_json::from_slice(&fs::read(file).ok()?).unwrap())
}

/// Adds what differs: `+` is only in ours, `-` only in theirs, `!` in both and not the same.
fn compare(path: &str, ours: &Value, theirs: &Value, found: &mut BTreeSet<String>) {
    match (ours, theirs) {
        (Value::Object(ours), Value::Object(theirs)) => compare_objects(path, ours, theirs, found),
        // Alternatives and values have an order of their own; what is required has none.
        (Value::Array(ours), Value::Array(theirs)) if path.ends_with(".required") => {
            if sorted(ours) != sorted(theirs) {
                found.insert(format!(
                    "! {path}: {} and not {}",
                    Value::from(ours.clone()),
                    Value::from(theirs.clone())
                ));
            }
        }
        (Value::Array(our), Value::Array(their)) if path.ends_with("Of") => {
            compare_objects(path, &alternatives(our), &alternatives(their), found);
        }
        (ours, theirs) if ours == theirs => {}
        (ours, theirs) => {
            let shown = |value: &Value| value.to_string().chars().take(80).collect::<String>();
            found.insert(format!("! {path}: {} and not {}", shown(ours), shown(theirs)));
        }
    }
}

fn compare_objects(path: &str, ours: &Map<String, Value>, theirs: &Map<String, Value>, found: &mut BTreeSet<String>) {
    let names: BTreeSet<_> = ours.keys().chain(theirs.keys()).collect();
    // A schema's properties, unlike the schema itself, may be called `description`.
    let named_freely = path.ends_with(".properties") || path.ends_with(".tags") && !path.contains(".properties.");
    for name in names {
        if OWN.contains(&name.as_str()) && !named_freely && !(name == "version" && path.starts_with("interfaces")) {
            continue;
        }
        let below = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
        match (ours.get(name), theirs.get(name)) {
            (Some(ours), Some(_)) if SCRIPTS.contains(&name.as_str()) => assert!(ours.is_string(), "{below}"),
            (Some(ours), Some(theirs)) => compare(&below, ours, theirs, found),
            (Some(_), _) if below.contains(".text.schema.properties.blocks.") => {
                found.insert("+ channels.*.messages.text.schema.properties.blocks.*".to_owned());
            }
            (Some(_), _) => {
                found.insert(format!("+ {}", in_any_channel(&below)));
            }
            (None, _) if path.starts_with("interfaces.") && name == "id" => {
                found.insert("- interfaces.*.id".to_owned());
            }
            (None, _) => {
                found.insert(format!("- {below}"));
            }
        }
    }
}

/// The three channels are alike.
fn in_any_channel(path: &str) -> String {
    let below = path.strip_prefix("channels.").and_then(|path| path.split_once('.'));
    below.map_or_else(|| path.to_owned(), |(_, below)| format!("channels.*.{below}"))
}

/// The alternatives of a union by the value that tells them apart, or by their place.
fn alternatives(all: &[Value]) -> Map<String, Value> {
    let name = |(at, one): (usize, &Value)| {
        let kind = one["properties"]["type"]["const"].as_str();
        (kind.map_or_else(|| at.to_string(), str::to_owned), one.clone())
    };
    all.iter().enumerate().map(name).collect()
}

fn sorted(values: &[Value]) -> BTreeSet<String> {
    values.iter().map(Value::to_string).collect()
}
