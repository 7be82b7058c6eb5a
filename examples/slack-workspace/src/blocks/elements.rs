//! Buttons, menus and fields.

use super::{
    check::{Check, Spot},
    objects::{choices, confirmation, option, options, text_field},
};

const PLAIN: &[&str] = &["plain_text"];
const ANY_TEXT: &[&str] = &["plain_text", "mrkdwn"];

/// The elements of an `actions` block.
pub(super) const IN_ACTIONS: &[&str] = &[
    "button",
    "checkboxes",
    "datepicker",
    "datetimepicker",
    "overflow",
    "radio_buttons",
    "static_select",
    "external_select",
    "users_select",
    "conversations_select",
    "channels_select",
    "multi_static_select",
    "multi_external_select",
    "multi_users_select",
    "multi_conversations_select",
    "multi_channels_select",
    "rich_text_input",
    "timepicker",
    "workflow_button",
];

/// The elements beside the text of a `section` block.
pub(super) const IN_SECTION: &[&str] = &[
    "button",
    "checkboxes",
    "datepicker",
    "image",
    "overflow",
    "radio_buttons",
    "static_select",
    "external_select",
    "users_select",
    "conversations_select",
    "channels_select",
    "multi_static_select",
    "multi_external_select",
    "multi_users_select",
    "multi_conversations_select",
    "multi_channels_select",
    "timepicker",
    "workflow_button",
];

/// The elements of an `input` block.
pub(super) const IN_INPUT: &[&str] = &[
    "checkboxes",
    "datepicker",
    "datetimepicker",
    "email_text_input",
    "file_input",
    "number_input",
    "plain_text_input",
    "radio_buttons",
    "rich_text_input",
    "static_select",
    "external_select",
    "users_select",
    "conversations_select",
    "channels_select",
    "multi_static_select",
    "multi_external_select",
    "multi_users_select",
    "multi_conversations_select",
    "multi_channels_select",
    "timepicker",
    "url_text_input",
];

pub(super) fn element(check: &mut Check, spot: &Spot<'_>, allowed: &[&str]) {
    if !spot.value.is_object() {
        return check.fault(spot, "must provide an object");
    }
    if !allowed.contains(&spot.kind()) {
        return check.fault(&spot.field("type"), &format!("unsupported type: {}", spot.kind()));
    }
    check.string(spot, "action_id", 0, 255);
    confirmation(check, spot);
    match spot.kind() {
        "image" => image(check, spot),
        "button" => button(check, spot),
        "overflow" => {
            check.object(spot, &["action_id", "options", "confirm"]);
            check.required(spot, "options");
            options(check, spot, 1, 5, PLAIN);
        }
        "checkboxes" => several(check, spot, "initial_options"),
        "radio_buttons" => several(check, spot, "initial_option"),
        "datepicker" => picker(check, spot, "initial_date", is_date),
        "timepicker" => picker(check, spot, "initial_time", is_time),
        "datetimepicker" => {
            check.object(spot, &["action_id", "initial_date_time", "confirm", "focus_on_load"]);
        }
        kind if kind.ends_with("_select") => menu(check, spot, kind),
        "plain_text_input" | "email_text_input" | "url_text_input" | "number_input" => field(check, spot),
        _ => {}
    }
}

pub(super) fn image(check: &mut Check, spot: &Spot<'_>) {
    check.object(spot, &["image_url", "alt_text", "slack_file"]);
    if spot.has("slack_file") == spot.has("image_url") {
        check.fault(spot, "must provide either image_url or slack_file");
    }
    check.url(spot, "image_url", 3000);
    if check.required(spot, "alt_text") {
        check.string(spot, "alt_text", 1, 2000);
    }
}

pub(super) fn button(check: &mut Check, spot: &Spot<'_>) {
    check.object(spot, &["text", "action_id", "url", "value", "style", "confirm", "accessibility_label"]);
    text_field(check, spot, "text", PLAIN, 75, true);
    check.url(spot, "url", 3000);
    check.string(spot, "value", 0, 2000);
    check.string(spot, "accessibility_label", 0, 75);
    if spot.has("style") && spot.value["style"] != "primary" && spot.value["style"] != "danger" {
        check.fault(&spot.field("style"), "must be one of: primary, danger");
    }
}

fn several(check: &mut Check, spot: &Spot<'_>, initial: &str) {
    check.object(spot, &["action_id", "options", initial, "confirm", "focus_on_load"]);
    check.required(spot, "options");
    options(check, spot, 1, 10, ANY_TEXT);
}

fn picker(check: &mut Check, spot: &Spot<'_>, initial: &str, fits: fn(&str) -> bool) {
    check.object(spot, &["action_id", "placeholder", initial, "confirm", "focus_on_load", "timezone"]);
    text_field(check, spot, "placeholder", PLAIN, 150, false);
    let value = spot.field(initial);
    if spot.has(initial) && !value.value.as_str().is_some_and(fits) {
        check.fault(&value, "must match the format");
    }
}

fn menu(check: &mut Check, spot: &Spot<'_>, kind: &str) {
    const COMMON: &[&str] = &["action_id", "placeholder", "confirm", "focus_on_load", "response_url_enabled"];
    let more: &[&str] = match kind {
        "static_select" => &["options", "option_groups", "initial_option"],
        "multi_static_select" => &["options", "option_groups", "initial_options", "max_selected_items"],
        "external_select" => &["min_query_length", "initial_option"],
        "multi_external_select" => &["min_query_length", "initial_options", "max_selected_items"],
        "users_select" => &["initial_user"],
        "multi_users_select" => &["initial_users", "max_selected_items"],
        "conversations_select" => &["initial_conversation", "default_to_current_conversation", "filter"],
        "multi_conversations_select" => {
            &["initial_conversations", "default_to_current_conversation", "filter", "max_selected_items"]
        }
        "channels_select" => &["initial_channel"],
        _ => &["initial_channels", "max_selected_items"],
    };
    check.object(spot, &[COMMON, more].concat());
    text_field(check, spot, "placeholder", PLAIN, 150, false);
    if kind.contains("static") {
        choices(check, spot);
    }
    if spot.has("initial_option") {
        option(check, &spot.field("initial_option"), PLAIN);
    }
}

fn field(check: &mut Check, spot: &Spot<'_>) {
    check.object(
        spot,
        &[
            "action_id",
            "placeholder",
            "initial_value",
            "multiline",
            "min_length",
            "max_length",
            "dispatch_action_config",
            "focus_on_load",
            "is_decimal_allowed",
            "min_value",
            "max_value",
        ],
    );
    text_field(check, spot, "placeholder", PLAIN, 150, false);
    for name in ["min_length", "max_length"] {
        if spot.value[name].as_u64().is_some_and(|length| length > 3000) {
            check.fault(&spot.field(name), "must be less than 3001");
        }
    }
    check.string(spot, "initial_value", 0, 3000);
}

fn is_date(text: &str) -> bool {
    text.len() == 10
        && text.char_indices().all(|(at, c)| if at == 4 || at == 7 { c == '-' } else { c.is_ascii_digit() })
}

fn is_time(text: &str) -> bool {
    let parts = text.split_once(':').map(|(hour, minute)| (hour.parse::<u8>(), minute.parse::<u8>()));
    text.len() == 5 && matches!(parts, Some((Ok(0..24), Ok(0..60))))
}
