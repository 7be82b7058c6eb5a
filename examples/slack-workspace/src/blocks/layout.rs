//! The blocks of messages and views.

use super::{
    check::{Check, Spot},
    elements::{self, IN_ACTIONS, IN_INPUT, IN_SECTION, element},
    objects::{text, text_field},
};

const PLAIN: &[&str] = &["plain_text"];
const ANY_TEXT: &[&str] = &["plain_text", "mrkdwn"];

/// Kinds that are known, and not looked into.
const OTHERS: &[&str] = &[
    "alert",
    "call",
    "container",
    "context_actions",
    "data_table",
    "data_visualization",
    "layout",
    "plan",
    "rich_text",
    "task_card",
];

pub(super) fn block(check: &mut Check, spot: &Spot<'_>, in_view: bool) {
    if !spot.value.is_object() {
        return check.fault(spot, "must provide an object");
    }
    if !check.required(spot, "type") {
        return;
    }
    check.string(spot, "block_id", 0, 255);
    match spot.kind() {
        "section" => section(check, spot),
        "actions" => actions(check, spot),
        "context" => context(check, spot),
        "header" => {
            check.object(spot, &["block_id", "text", "level"]);
            text_field(check, spot, "text", PLAIN, 150, true);
        }
        "divider" => {
            check.object(spot, &["block_id"]);
        }
        "image" => image(check, spot),
        "input" => input(check, spot),
        "markdown" if !in_view => {
            check.object(spot, &["block_id", "text"]);
            if check.required(spot, "text") {
                check.string(spot, "text", 1, 12_000);
            }
        }
        "file" => {
            check.object(spot, &["block_id", "external_id", "source", "file_id"]);
        }
        "video" => video(check, spot),
        "table" if !in_view => table(check, spot),
        "card" => card(check, spot),
        "carousel" => {
            check.required(spot, "elements");
            check.list(spot, "elements", 1, 10);
            for item in spot.field("elements").items() {
                card(check, &item);
            }
        }
        kind if OTHERS.contains(&kind) => {}
        kind => check.fault(&spot.field("type"), &format!("unsupported type: {kind}")),
    }
}

fn section(check: &mut Check, spot: &Spot<'_>) {
    check.object(spot, &["block_id", "text", "fields", "accessory", "expand"]);
    if !spot.has("text") && !spot.has("fields") {
        check.fault(spot, "missing required field: text");
    }
    text_field(check, spot, "text", ANY_TEXT, 3000, false);
    check.list(spot, "fields", 1, 10);
    for field in spot.field("fields").items() {
        text(check, &field, ANY_TEXT, 2000);
    }
    if spot.has("accessory") {
        element(check, &spot.field("accessory"), IN_SECTION);
    }
}

fn actions(check: &mut Check, spot: &Spot<'_>) {
    check.object(spot, &["block_id", "elements"]);
    if !check.required(spot, "elements") {
        return;
    }
    check.list(spot, "elements", 1, 25);
    let mut ids = Vec::new();
    for item in spot.field("elements").items() {
        element(check, &item, IN_ACTIONS);
        if let Some(id) = item.value["action_id"].as_str().filter(|id| !id.is_empty()) {
            if ids.contains(&id) {
                check.fault(&item.field("action_id"), &format!("`action_id` \"{id}\" already exists"));
            }
            ids.push(id);
        }
    }
}

fn context(check: &mut Check, spot: &Spot<'_>) {
    check.object(spot, &["block_id", "elements"]);
    if !check.required(spot, "elements") {
        return;
    }
    check.list(spot, "elements", 1, 10);
    for item in spot.field("elements").items() {
        if item.kind() == "image" {
            elements::image(check, &item);
        } else {
            text(check, &item, ANY_TEXT, 3000);
        }
    }
}

fn image(check: &mut Check, spot: &Spot<'_>) {
    check.object(spot, &["block_id", "image_url", "alt_text", "title", "slack_file"]);
    if spot.has("slack_file") == spot.has("image_url") {
        check.fault(spot, "must provide either image_url or slack_file");
    }
    check.url(spot, "image_url", 3000);
    if check.required(spot, "alt_text") {
        check.string(spot, "alt_text", 1, 2000);
    }
    text_field(check, spot, "title", PLAIN, 2000, false);
}

fn input(check: &mut Check, spot: &Spot<'_>) {
    check.object(spot, &["block_id", "label", "element", "dispatch_action", "hint", "optional"]);
    text_field(check, spot, "label", PLAIN, 2000, true);
    text_field(check, spot, "hint", PLAIN, 2000, false);
    if check.required(spot, "element") {
        element(check, &spot.field("element"), IN_INPUT);
    }
}

fn video(check: &mut Check, spot: &Spot<'_>) {
    check.object(
        spot,
        &[
            "block_id",
            "alt_text",
            "author_name",
            "description",
            "provider_icon_url",
            "provider_name",
            "title",
            "title_url",
            "thumbnail_url",
            "video_url",
        ],
    );
    for name in ["alt_text", "thumbnail_url", "video_url"] {
        check.required(spot, name);
    }
    text_field(check, spot, "title", PLAIN, 200, true);
    text_field(check, spot, "description", PLAIN, 200, false);
    check.string(spot, "author_name", 0, 50);
}

fn table(check: &mut Check, spot: &Spot<'_>) {
    check.object(spot, &["block_id", "rows", "column_settings"]);
    if !check.required(spot, "rows") {
        return;
    }
    check.list(spot, "rows", 1, 100);
    for row in spot.field("rows").items() {
        if row.value.as_array().is_none_or(|cells| cells.len() > 20) {
            check.fault(&row, "no more than 20 items allowed");
        }
        for cell in row.items() {
            match cell.kind() {
                "raw_text" => {
                    if check.required(&cell, "text") {
                        check.string(&cell, "text", 1, 12_000);
                    }
                }
                "rich_text" | "raw_number" => {}
                kind => check.fault(&cell.field("type"), &format!("unsupported type: {kind}")),
            }
        }
    }
}

fn card(check: &mut Check, spot: &Spot<'_>) {
    for (name, most) in [("title", 150), ("subtitle", 150), ("body", 200), ("subtext", 200)] {
        text_field(check, spot, name, ANY_TEXT, most, false);
    }
    if !["hero_image", "title", "actions", "body"].iter().any(|name| spot.has(name)) {
        check.fault(spot, "missing required field: title");
    }
    check.list(spot, "actions", 1, 3);
    for item in spot.field("actions").items() {
        element(check, &item, &["button"]);
    }
}
