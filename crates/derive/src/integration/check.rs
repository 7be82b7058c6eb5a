//! What can be seen to be wrong without knowing the listed types.

use proc_macro2::Span;
use quote::ToTokens;
use syn::{LitStr, Type, spanned::Spanned};

use super::{
    interfaces::Taken,
    model::{Listed, Model, OPERATIONS, nearest_operation, shown},
};
use crate::{
    attr::{self, Errors},
    item::Item,
};

/// Characters in an integration's name.
const NAME: usize = 200;
const CHANNELS: usize = 10;
const EVENTS: usize = 20;
const STATES: usize = 20;

pub(super) fn check(item: &mut Item<'_>, model: &Model) {
    item.no_lifetimes("an integration");
    required(item, model);
    let errors = &mut item.errors;
    if let Some(name) = &model.titled.name {
        check_name(name, errors);
    }
    if let Some(version) = &model.version {
        check_version(version, errors);
    }
    if let Some(icon) = &model.icon {
        attr::check_extension(icon, "icon", ".svg", errors);
    }
    if let Some(readme) = &model.readme {
        attr::check_extension(readme, "readme", ".md", errors);
    }
    check_lists(model, errors);
    check_interfaces(model, errors);
    check_channels(model, errors);
    check_extra(model, errors);
}

/// `name` and `version`, asked for once and together.
fn required(item: &mut Item<'_>, model: &Model) {
    if !item.errors.is_empty() {
        return;
    }
    let missing = match (&model.titled.name, &model.version) {
        (Some(_), Some(_)) => return,
        (Some(_), None) => "a version: write `#[integration(version = \"0.1.0\")]`",
        (None, Some(_)) => "a name: write `#[integration(name = \"my-integration\")]`",
        (None, None) => "a name and a version: write `#[integration(name = \"my-integration\", version = \"0.1.0\")]`",
    };
    item.wrong(format!("an integration has {missing}"));
}

pub(crate) fn check_name(name: &LitStr, errors: &mut Errors) {
    let value = name.value();
    let parts: Vec<_> = value.split('/').collect();
    let allowed = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-' || c == '_';
    if parts.len() > 2 {
        errors.at(name.span(), "there is at most one `/` in a name: write `name = \"workspace/name\"`");
    } else if parts.iter().any(|part| part.is_empty()) {
        errors.at(name.span(), "the name is empty: write `name = \"name\"` or `name = \"workspace/name\"`");
    } else if !value.chars().all(|c| allowed(c) || c == '/') {
        let better: String =
            value.to_lowercase().chars().map(|c| if allowed(c) || c == '/' { c } else { '-' }).collect();
        errors.at(
            name.span(),
            format!("a name has lower-case letters, digits, `-` and `_`: write `name = \"{better}\"`"),
        );
    } else if value.len() > NAME {
        errors.at(name.span(), format!("the name has {} characters, Botpress takes {NAME}: shorten it", value.len()));
    }
}

pub(crate) fn check_version(version: &LitStr, errors: &mut Errors) {
    let value = version.value();
    if semver::Version::parse(&value).is_err() {
        let better = semver::Version::parse(&format!("{}.0", value.trim_start_matches('v')))
            .or_else(|_| semver::Version::parse(value.trim_start_matches('v')))
            .or_else(|_| semver::Version::parse(&format!("{value}.0.0")))
            .map_or_else(|_| "0.1.0".to_owned(), |better| better.to_string());
        errors.at(version.span(), format!("`{value}` is not a semantic version: write `version = \"{better}\"`"));
    }
}

/// Names, double listings and numbers of the five lists.
fn check_lists(model: &Model, errors: &mut Errors) {
    let lists = [
        ("channels", &model.channels, CHANNELS),
        ("actions", &model.actions, usize::MAX),
        ("events", &model.events, EVENTS),
        ("states", &model.states, STATES),
        ("entities", &model.entities, usize::MAX),
    ];
    let mut seen: Vec<(String, &str)> = Vec::new();
    for (list, members, limit) in lists {
        if let Some(first) = members.get(limit) {
            errors.at(first.span(), format!("Botpress takes {limit} {list}: leave out this one and those after it"));
        }
        for member in members {
            let ty = shown(&member.ty);
            match seen.iter().find(|(other, _)| *other == ty) {
                Some((_, earlier)) if *earlier == list => {
                    errors.at(member.span(), format!("`{ty}` is listed twice: leave one out"));
                }
                Some((_, earlier)) => errors.at(
                    member.span(),
                    format!(
                        "`{ty}` is in `{earlier}(..)` already: a type is one member, write another one for `{list}(..)`"
                    ),
                ),
                None => seen.push((ty, list)),
            }
        }
        check_renames(list, members, errors);
    }
}

fn check_renames(list: &str, members: &[Listed], errors: &mut Errors) {
    let mut seen: Vec<String> = Vec::new();
    for rename in members.iter().filter_map(|member| member.rename.as_ref()) {
        let name = rename.value();
        if list == "entities" {
            if name.is_empty() {
                errors.at(rename.span(), "the name is empty: write `Type as \"name\"`");
            }
        } else {
            check_rename(rename, errors);
        }
        if seen.contains(&name) {
            errors.at(
                rename.span(),
                format!("another one of the {list} is called \"{name}\": give one of them another name"),
            );
        }
        seen.push(name);
    }
}

/// The name behind `as`.
fn check_rename(rename: &LitStr, errors: &mut Errors) {
    if let Some(problem) = crate::names::member_problem(&rename.value()) {
        let problem = problem.replace("`name = ", "`as ").replace("write `as \"..\"` in", "write one in");
        errors.at(rename.span(), problem);
    }
}

/// Interfaces are listed once, and their members once and for a reason.
fn check_interfaces(model: &Model, errors: &mut Errors) {
    let mut seen: Vec<String> = Vec::new();
    for interface in &model.interfaces {
        let ty = shown(&interface.ty);
        if seen.contains(&ty) {
            errors.at(interface.ty.span(), format!("`{ty}` is listed twice: leave one out"));
        }
        seen.push(ty);
        let mut members: Vec<String> = Vec::new();
        for member in &interface.members {
            let ty = shown(&member.ty);
            if members.contains(&ty) {
                errors.at(member.ty.span(), format!("`{}` is given twice: leave one out", member.written));
            }
            members.push(ty);
            check_taken(model, member, errors);
        }
    }
}

fn check_taken(model: &Model, member: &Taken, errors: &mut Errors) {
    if let Some(name) = &member.name {
        check_rename(name, errors);
    } else if let Some(own) = &member.own {
        let shown_own = shown(own);
        let is_listed = |kinds: &[&str]| {
            model.members().any(|(kind, listed)| kinds.contains(&kind) && shown(&listed.ty) == shown_own)
        };
        if !is_listed(&["Action", "Event", "Channel"]) {
            errors.at(
                own.span(),
                format!(
                    "`{shown_own}` is not one of the integration's own members: write it in `actions(..)`, `events(..)` or \
                     `channels(..)` as well"
                ),
            );
        }
        if let Some(option) = member.option {
            errors.at(option, format!("`{shown_own}` says this for itself: leave it out here"));
        }
    } else if member.option.is_none() {
        let ty = &member.written;
        errors.at(
            member.ty.span(),
            format!(
                "`{ty}` is taken over as it is: leave it out, or write `{ty} as \"name\"`, or `{ty}(title = \"..\")`"
            ),
        );
    }
}

/// `updates(..)` and `creation(..)` name channels of `channels(..)`.
fn check_channels(model: &Model, errors: &mut Errors) {
    let mut updates = Vec::new();
    for channel in &model.updates {
        once(channel, "updates", &mut updates, errors);
        declared(model, channel, errors);
    }
    let mut creations = Vec::new();
    for (channel, _) in &model.create_conversation {
        once(channel, "creation", &mut creations, errors);
        declared(model, channel, errors);
    }
}

fn once(channel: &Type, list: &str, seen: &mut Vec<String>, errors: &mut Errors) {
    let ty = shown(channel);
    if seen.contains(&ty) {
        errors.at(channel.span(), format!("`{ty}` is in `{list}(..)` twice: leave one out"));
    }
    seen.push(ty);
}

fn declared(model: &Model, channel: &Type, errors: &mut Errors) {
    if !is_declared(model, channel) {
        let ty = shown(channel);
        errors.at(channel.span(), format!("`{ty}` is not one of the channels: write `channels({ty})`"));
    }
}

pub(super) fn is_declared(model: &Model, channel: &Type) -> bool {
    let tokens = channel.to_token_stream().to_string();
    model.channels.iter().any(|listed| listed.ty.to_token_stream().to_string() == tokens)
}

/// What is asked for is handled.
fn check_extra(model: &Model, errors: &mut Errors) {
    let mut seen: Vec<&str> = Vec::new();
    for operation in &model.extra {
        let name = operation.value.as_str();
        if seen.contains(&name) {
            errors.at(operation.span, format!("`{name}` is given twice: leave one out"));
            continue;
        }
        seen.push(name);
        if model.catch_all.is_some() {
            continue;
        }
        if OPERATIONS.contains(&name) {
            if model.updates.is_empty() {
                let channels = channels(model);
                errors.at(
                    operation.span,
                    format!("nothing handles `{name}`: list the channels it is for, write `updates({channels})`"),
                );
            }
        } else {
            unhandled(name, operation.span, errors);
        }
    }
}

fn unhandled(name: &str, span: Span, errors: &mut Errors) {
    match nearest_operation(name) {
        Some(near) => errors.at(span, format!("nothing handles `{name}`: did you mean `{near}`?")),
        None => errors.at(span, format!("nothing handles `{name}`: write `catch_all`, and `impl CatchAll`")),
    }
}

fn channels(model: &Model) -> String {
    let channels: Vec<_> = model.channels.iter().map(|listed| shown(&listed.ty)).collect();
    if channels.is_empty() { "Dm".to_owned() } else { channels.join(", ") }
}
