//! What the platform refuses in a definition: names, lengths, counts, references.

use std::collections::HashSet;

use botpress_api::Object;
use serde_json::Value;

use super::interfaces;
use super::tables::workspaces::WorkspaceRow;
use crate::failure::Failure;
use crate::platform::schemas::Schema;
use crate::platform::script::{self, LONGEST_SCRIPT};

/// How many of each there may be.
const COUNTS: [(&str, usize); 5] =
    [("events", 20), ("channels", 10), ("states", 20), ("actions", 200), ("entities", 100)];
/// How many installations a bot may have.
pub(crate) const INSTALLATIONS: usize = 30;
/// What a configuration may have in bytes.
pub(crate) const LARGEST_CONFIGURATION: usize = 20_480;
/// What an uploaded bundle may have in bytes. It is not kept, but who deploys wants to know.
const LARGEST_CODE: usize = 52_428_800;
const MESSAGES_OF_CHANNEL: usize = 20;
const TAGS: usize = 50;
const SECRETS: usize = 25;
const LARGEST_SCHEMA: usize = 102_400;
const LONGEST_NAME: usize = 200;
const LONGEST_ATTRIBUTE: usize = 200;
const LONGEST_TITLE: usize = 64;
const LONGEST_DESCRIPTION: usize = 256;

/// Refuses a name or a version that an integration of this workspace cannot have.
pub(super) fn identity(workspace: &WorkspaceRow, name: &str, version: &str) -> Result<(), Failure> {
    let at = "body.name";
    let (handle, own) = match name.split_once('/') {
        Some((handle, own)) => (Some(handle), own),
        None => (None, name),
    };
    let letters = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-' || byte == b'_';
    if own.is_empty() || !own.bytes().all(letters) || name.len() > LONGEST_NAME {
        let rule =
            "must be lower-case letters, digits, `-` and `_`, 200 at most, after the workspace's handle and a `/`";
        return Err(Failure::identifier(at, format!("`{name}` {rule}")));
    }
    if let Some(handle) = handle
        && workspace.handle.as_deref() != Some(handle)
    {
        let own = workspace.handle.as_deref().map_or("has none".to_owned(), |own| format!("is `{own}`"));
        return Err(Failure::identifier(at, format!("the handle of the workspace {own}, not `{handle}`")));
    }
    if semver::Version::parse(version).is_err() {
        return Err(Failure::invalid("body.version", format!("`{version}` is no version such as 1.2.3")));
    }
    Ok(())
}

/// Refuses a definition that the platform would refuse.
pub(crate) fn definition(definition: &Object) -> Result<(), Failure> {
    let root = Value::Object(definition.clone());
    texts(&root, "body")?;
    for (members, limit) in COUNTS {
        count(&root[members], &format!("body.{members}"), limit)?;
        for (name, member) in entries(&root[members]) {
            let at = format!("body.{members}.{name}");
            identifier(&at, name)?;
            attributes(member, &at)?;
            match members {
                "actions" => {
                    schema(&member["input"]["schema"], &format!("{at}.input.schema"))?;
                    schema(&member["output"]["schema"], &format!("{at}.output.schema"))?;
                }
                "channels" => channel(member, &at)?,
                _ => schema(&member["schema"], &format!("{at}.schema"))?,
            }
        }
    }
    for (name, state) in entries(&root["states"]) {
        let kind = state["type"].as_str().unwrap_or_default();
        if !["integration", "conversation", "user"].contains(&kind) {
            let rule = "must be `integration`, `conversation` or `user`";
            return Err(Failure::invalid(format!("body.states.{name}.type"), format!("`{kind}` {rule}")));
        }
    }
    attributes(&root, "body")?;
    tags(&root["user"], "body.user")?;
    configuration(&root["configuration"], "body.configuration")?;
    for (name, configured) in entries(&root["configurations"]) {
        configuration(configured, &format!("body.configurations.{name}"))?;
    }
    for (at, script) in script::all(&root) {
        let at = format!("body.{at}");
        crate::operations::check_length(&at, script, LONGEST_SCRIPT)?;
        script::check(script).map_err(|error| Failure::invalid(at, error.to_string()))?;
    }
    for (key, statement) in entries(&root["interfaces"]) {
        interface(&root, statement, &format!("body.interfaces.{key}"))?;
    }
    Ok(())
}

/// Refuses a bundle that is too large.
pub(super) fn code(code: Option<&str>) -> Result<(), Failure> {
    let size = code.map_or(0, str::len);
    if size > LARGEST_CODE {
        return Err(Failure::TooLarge(format!("body.code: has {size} bytes, {LARGEST_CODE} are allowed")));
    }
    Ok(())
}

/// Refuses names of secrets that cannot become variables of an environment, and too many of them.
pub(super) fn secrets<'a>(names: impl ExactSizeIterator<Item = &'a String>) -> Result<(), Failure> {
    if names.len() > SECRETS {
        return Err(Failure::invalid("body.secrets", format!("has {} entries, {SECRETS} are allowed", names.len())));
    }
    let letters = |byte: u8| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_';
    for name in names {
        if name.is_empty() || !name.bytes().all(letters) {
            let at = format!("body.secrets.{name}");
            return Err(Failure::identifier(at, "must be upper-case letters, digits and `_`"));
        }
    }
    Ok(())
}

/// Refuses the removal of what users of a published version may rely on.
pub(super) fn breaks(before: &Object, after: &Object) -> Result<(), Failure> {
    let (before, after) = (Value::Object(before.clone()), Value::Object(after.clone()));
    let gone = |path: &str, old: &Value, new: &Value| {
        entries(old).find(|(name, _)| new.get(name.as_str()).is_none()).map(|(name, _)| format!("{path}.{name}"))
    };
    let mut removed = None;
    for members in ["actions", "events", "channels", "states", "entities", "configurations", "interfaces"] {
        removed = removed.or_else(|| gone(members, &before[members], &after[members]));
    }
    removed = removed.or_else(|| gone("user.tags", &before["user"]["tags"], &after["user"]["tags"]));
    for (name, channel) in entries(&before["channels"]) {
        let new = &after["channels"][name];
        let part = |part: &str| format!("channels.{name}.{part}");
        removed = removed
            .or_else(|| gone(&part("messages"), &channel["messages"], &new["messages"]))
            .or_else(|| gone(&part("message.tags"), &channel["message"]["tags"], &new["message"]["tags"]))
            .or_else(|| {
                gone(&part("conversation.tags"), &channel["conversation"]["tags"], &new["conversation"]["tags"])
            });
    }
    match removed {
        None => Ok(()),
        Some(removed) => Err(Failure::Breaking(format!(
            "`{removed}` is removed, and others may use this published version: deploy a new version instead"
        ))),
    }
}

fn channel(channel: &Value, at: &str) -> Result<(), Failure> {
    count(&channel["messages"], &format!("{at}.messages"), MESSAGES_OF_CHANNEL)?;
    for (name, message) in entries(&channel["messages"]) {
        let at = format!("{at}.messages.{name}");
        identifier(&at, name)?;
        schema(&message["schema"], &format!("{at}.schema"))?;
    }
    tags(&channel["message"], &format!("{at}.message"))?;
    tags(&channel["conversation"], &format!("{at}.conversation"))
}

fn tags(tagged: &Value, at: &str) -> Result<(), Failure> {
    count(&tagged["tags"], &format!("{at}.tags"), TAGS)?;
    for (name, tag) in entries(&tagged["tags"]) {
        texts(tag, &format!("{at}.tags.{name}"))?;
    }
    Ok(())
}

fn configuration(configuration: &Value, at: &str) -> Result<(), Failure> {
    schema(&configuration["schema"], &format!("{at}.schema"))
}

/// The interface must be there, and the names that the integration gives for its members must be declared.
fn interface(root: &Value, statement: &Value, at: &str) -> Result<(), Failure> {
    let Some(interface) = interfaces::stated(statement) else {
        let text = |key: &str| statement[key].as_str().unwrap_or_default();
        let sought =
            statement["id"].as_str().map_or_else(|| format!("{}@{}", text("name"), text("version")), str::to_owned);
        return Err(Failure::reference(format!("{at}.id"), "interface", sought));
    };
    for members in ["actions", "events", "channels"] {
        for (name, _) in entries(&interface[members]) {
            let own = statement[members][name]["name"].as_str().unwrap_or_default();
            if root[members].get(own).is_none() {
                let message = format!(
                    "the interface `{}` asks for the {} `{name}`, and the integration declares none as `{own}`",
                    interface["name"].as_str().unwrap_or_default(),
                    members.trim_end_matches('s')
                );
                return Err(Failure::invalid(format!("{at}.{members}.{name}"), message));
            }
        }
    }
    let declared: HashSet<&String> = entries(&root["entities"]).map(|(name, _)| name).collect();
    for (name, entity) in entries(&statement["entities"]) {
        let own = entity["name"].as_str().unwrap_or_default();
        if !declared.iter().any(|name| name.as_str() == own) {
            let message = format!("the integration declares no entity `{own}`");
            return Err(Failure::invalid(format!("{at}.entities.{name}"), message));
        }
    }
    Ok(())
}

/// The platform's rule for names: 2 to 100 letters and digits that begin with a lower-case letter.
fn identifier(at: &str, name: &str) -> Result<(), Failure> {
    let begins = name.starts_with(|letter: char| letter.is_ascii_lowercase());
    if begins && (2..=100).contains(&name.len()) && name.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        return Ok(());
    }
    Err(Failure::identifier(at, "must begin with a lower-case letter and have 2 to 100 letters and digits"))
}

fn schema(schema: &Value, at: &str) -> Result<(), Failure> {
    if schema.is_null() {
        return Ok(());
    }
    if !schema.is_object() {
        return Err(Failure::Schema { at: at.to_owned(), message: "must be an object".to_owned() });
    }
    let size = schema.to_string().len();
    if size > LARGEST_SCHEMA {
        return Err(Failure::invalid(at, format!("has {size} bytes, {LARGEST_SCHEMA} are allowed")));
    }
    Schema::read(schema).map(drop).map_err(|message| Failure::Schema { at: at.to_owned(), message })
}

/// Of the integration itself and of tags; for other members the platform documents no lengths.
fn texts(value: &Value, at: &str) -> Result<(), Failure> {
    for (key, longest) in [("title", LONGEST_TITLE), ("description", LONGEST_DESCRIPTION)] {
        length(&value[key], &format!("{at}.{key}"), longest)?;
    }
    if value["title"] == "" && at == "body" {
        return Err(Failure::invalid("body.title", "must not be empty"));
    }
    Ok(())
}

fn attributes(value: &Value, at: &str) -> Result<(), Failure> {
    for (key, attribute) in entries(&value["attributes"]) {
        length(attribute, &format!("{at}.attributes.{key}"), LONGEST_ATTRIBUTE)?;
    }
    Ok(())
}

fn length(value: &Value, at: &str, longest: usize) -> Result<(), Failure> {
    crate::operations::check_length(at, value.as_str().unwrap_or_default(), longest)
}

fn count(value: &Value, at: &str, limit: usize) -> Result<(), Failure> {
    let found = entries(value).count();
    if found > limit {
        return Err(Failure::invalid(at, format!("has {found} entries, {limit} are allowed")));
    }
    Ok(())
}

fn entries(value: &Value) -> impl Iterator<Item = (&String, &Value)> {
    value.as_object().into_iter().flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bundle_may_have_fifty_megabytes_and_no_more() {
        assert!(code(Some(&"x".repeat(LARGEST_CODE))).is_ok());
        let refused = code(Some(&"x".repeat(LARGEST_CODE + 1))).unwrap_err();
        assert_eq!(refused.to_string(), "body.code: has 52428801 bytes, 52428800 are allowed");
    }
}
