//! Texts, options and confirmations: what blocks and elements are made of.

use super::check::{Check, Spot};

/// A text object in a field, of one of these kinds and at most so long.
pub(super) fn text_field(check: &mut Check, spot: &Spot<'_>, name: &str, kinds: &[&str], most: usize, required: bool) {
    if required && !check.required(spot, name) || !spot.has(name) {
        return;
    }
    text(check, &spot.field(name), kinds, most);
}

pub(super) fn text(check: &mut Check, spot: &Spot<'_>, kinds: &[&str], most: usize) {
    if !check.object(spot, &["text", "emoji", "verbatim"]) {
        return;
    }
    if !kinds.contains(&spot.kind()) {
        check.fault(&spot.field("type"), &format!("unsupported type: {}", spot.kind()));
    }
    if spot.has("emoji") && spot.kind() == "mrkdwn" {
        check.fault(spot, "invalid additional property: emoji");
    }
    if check.required(spot, "text") {
        check.string(spot, "text", 1, most);
    }
}

/// The options of an element, of which each has a text and a value.
pub(super) fn options(check: &mut Check, spot: &Spot<'_>, least: usize, most: usize, kinds: &[&str]) {
    check.list(spot, "options", least, most);
    for item in spot.field("options").items() {
        option(check, &item, kinds);
    }
}

pub(super) fn option(check: &mut Check, spot: &Spot<'_>, kinds: &[&str]) {
    if !check.object(spot, &["text", "value", "description", "url"]) {
        return;
    }
    text_field(check, spot, "text", kinds, 75, true);
    text_field(check, spot, "description", kinds, 75, false);
    if check.required(spot, "value") {
        check.string(spot, "value", 1, 150);
    }
    check.url(spot, "url", 3000);
}

/// Options, or groups of options.
pub(super) fn choices(check: &mut Check, spot: &Spot<'_>) {
    match (spot.has("options"), spot.has("option_groups")) {
        (false, false) => check.fault(spot, "missing required field: options"),
        (true, true) => check.fault(spot, "must provide either options or option_groups"),
        _ => {}
    }
    options(check, spot, 1, 100, &["plain_text"]);
    check.list(spot, "option_groups", 1, 100);
    for group in spot.field("option_groups").items() {
        if check.object(&group, &["label", "options"]) {
            text_field(check, &group, "label", &["plain_text"], 75, true);
            options(check, &group, 1, 100, &["plain_text"]);
        }
    }
}

pub(super) fn confirmation(check: &mut Check, spot: &Spot<'_>) {
    if !spot.has("confirm") {
        return;
    }
    let confirm = spot.field("confirm");
    if check.object(&confirm, &["title", "text", "confirm", "deny", "style"]) {
        text_field(check, &confirm, "title", &["plain_text"], 100, true);
        text_field(check, &confirm, "text", &["plain_text", "mrkdwn"], 300, true);
        text_field(check, &confirm, "confirm", &["plain_text"], 30, true);
        text_field(check, &confirm, "deny", &["plain_text"], 30, true);
    }
}
