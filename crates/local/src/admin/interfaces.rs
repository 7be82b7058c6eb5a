//! The interfaces that integrations can implement: those of the platform, in `src/hub/interfaces`.

use std::sync::LazyLock;

use botpress_api::endpoint::admin::{
    get_interface, get_interface_by_name, get_public_interface, get_public_interface_by_id, list_interfaces,
    list_public_interfaces,
};
use botpress_api::id::InterfaceId;
use botpress_api::types::{Interface, InterfaceSummary};
use serde_json::Value;
use sha2::{Digest as _, Sha256};

use super::versions::Wanted;
use super::{AdminCall, page};
use crate::failure::Failure;

macro_rules! files {
    ($($name:literal),+ $(,)?) => {
        &[$( include_str!(concat!("../hub/interfaces/", $name, ".json")) ),+]
    };
}

const FILES: &[&str] = files![
    "creatable",
    "deletable",
    "files-readonly",
    "hitl",
    "listable",
    "llm",
    "message-state",
    "proactive-conversation",
    "proactive-user",
    "readable",
    "speech-to-text",
    "text-to-image",
    "typing-indicator",
    "updatable",
];

/// When the interfaces "were created": they are the same on every machine, and so are their ids.
const BORN: &str = "2025-01-01T00:00:00.000Z";

static ALL: LazyLock<Vec<Value>> = LazyLock::new(|| {
    let read = FILES.iter().filter_map(|file| serde_json::from_str::<Value>(file).ok());
    read.map(|mut interface| {
        interface["id"] = id(&interface).into();
        if interface["title"].is_null() {
            interface["title"] = title(interface["name"].as_str().unwrap_or_default()).into();
        }
        for (key, value) in [("createdAt", BORN), ("updatedAt", BORN)] {
            interface[key] = value.into();
        }
        interface
    })
    .collect()
});

/// From name and version, so that a body made elsewhere still fits.
fn id(interface: &Value) -> String {
    let text = |key: &str| interface[key].as_str().unwrap_or_default().to_owned();
    let digest = Sha256::digest(format!("{}@{}", text("name"), text("version")));
    let mut random = [0; 10];
    random.copy_from_slice(&digest[..10]);
    InterfaceId::generate(1_735_689_600_000, random).into_string()
}

/// `typing-indicator` as people read it.
fn title(name: &str) -> String {
    let mut letters = name.chars();
    let first = letters.next().map(|letter| letter.to_ascii_uppercase());
    first.into_iter().chain(letters.map(|letter| if letter == '-' { ' ' } else { letter })).collect()
}

/// The interface that an integration states to implement: by its id, or by its name and version where the id is still to be
/// looked up.
pub(super) fn stated(statement: &Value) -> Option<&'static Value> {
    let keys: &[&str] = if statement["id"].is_string() { &["id"] } else { &["name", "version"] };
    ALL.iter().find(|interface| keys.iter().all(|key| interface[key] == statement[key]))
}

fn by_name(name: &str, version: &str) -> Result<Interface, Failure> {
    let wanted = Wanted::read("path.version", version)?;
    let named = ALL.iter().filter(|interface| interface["name"] == name);
    wanted
        .pick(named, |interface| interface["version"].as_str().unwrap_or_default())
        .map(shown)
        .transpose()?
        .ok_or_else(|| Failure::not_found("interface", format!("{name}@{version}")))
}

fn with_id(id: &str) -> Result<Interface, Failure> {
    ALL.iter()
        .find(|interface| interface["id"] == id)
        .map(shown)
        .transpose()?
        .ok_or_else(|| Failure::not_found("interface", id))
}

fn shown(interface: &Value) -> Result<Interface, Failure> {
    serde_json::from_value(interface.clone()).map_err(|error| Failure::Internal(error.to_string()))
}

fn listed(name: Option<&str>, version: Option<&str>) -> Result<Vec<InterfaceSummary>, Failure> {
    let wanted = version.map(|version| Wanted::read("query.version", version)).transpose()?;
    let named = ALL.iter().filter(|interface| name.is_none_or(|name| interface["name"] == name));
    // One version of each is there, so that `latest` is it.
    let version = |interface: &&Value| interface["version"].as_str().unwrap_or_default().to_owned();
    let fitting = named.filter(|interface| {
        let version = version(interface);
        wanted.as_ref().is_none_or(|wanted| wanted.pick([version.as_str()], |version| version).is_some())
    });
    fitting.map(|interface| Ok(InterfaceSummary::from(&shown(interface)?))).collect()
}

pub(super) async fn list_public(
    _: AdminCall,
    request: list_public_interfaces::Request,
) -> Result<list_public_interfaces::Response, Failure> {
    let all = listed(request.name.as_deref(), request.version.as_deref())?;
    let (shown, meta) = page(all, request.next_token.as_deref(), None)?;
    Ok(list_public_interfaces::Response::new(shown, meta))
}

pub(super) async fn get_public(
    _: AdminCall,
    request: get_public_interface_by_id::Request,
) -> Result<get_public_interface_by_id::Response, Failure> {
    Ok(get_public_interface_by_id::Response::new(with_id(request.id.as_str())?))
}

pub(super) async fn get_public_by_name(
    _: AdminCall,
    request: get_public_interface::Request,
) -> Result<get_public_interface::Response, Failure> {
    Ok(get_public_interface::Response::new(by_name(&request.name, &request.version)?))
}

/// A workspace has no interfaces of its own: only the platform makes them.
pub(super) async fn list(
    _: AdminCall,
    request: list_interfaces::Request,
) -> Result<list_interfaces::Response, Failure> {
    let (shown, meta) = page(vec![], request.next_token.as_deref(), None)?;
    Ok(list_interfaces::Response::new(shown, meta))
}

pub(super) async fn get(_: AdminCall, request: get_interface::Request) -> Result<get_interface::Response, Failure> {
    Ok(get_interface::Response::new(with_id(request.id.as_str())?))
}

/// The official CLI asks here before it asks the hub; the platform's interfaces are found at both places.
pub(super) async fn get_by_name(
    _: AdminCall,
    request: get_interface_by_name::Request,
) -> Result<get_interface_by_name::Response, Failure> {
    Ok(get_interface_by_name::Response::new(by_name(&request.name, &request.version)?))
}
