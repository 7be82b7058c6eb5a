//! What each kind of element says when it is used.

use serde_json::{Map, Value, json};

use super::{
    super::{Refusal, markup},
    Input,
};

/// How an element tells what was chosen.
enum Shape {
    /// A button.
    Pressed,
    /// One of its options, under this name.
    Option,
    /// Several of its options.
    Options,
    /// One id or text under this name.
    Word(&'static str),
    /// Several ids under this name.
    Words(&'static str),
    /// Seconds since 1970.
    Moment,
    /// A text with styles and mentions.
    RichText,
}

fn shape(element: &Value) -> Option<Shape> {
    Some(match element["type"].as_str()? {
        "button" | "workflow_button" | "icon_button" => Shape::Pressed,
        "static_select" | "external_select" | "radio_buttons" | "overflow" => Shape::Option,
        "multi_static_select" | "multi_external_select" | "checkboxes" => Shape::Options,
        "users_select" => Shape::Word("selected_user"),
        "conversations_select" => Shape::Word("selected_conversation"),
        "channels_select" => Shape::Word("selected_channel"),
        "datepicker" => Shape::Word("selected_date"),
        "timepicker" => Shape::Word("selected_time"),
        "plain_text_input" | "email_text_input" | "url_text_input" | "number_input" => Shape::Word("value"),
        "multi_users_select" => Shape::Words("selected_users"),
        "multi_conversations_select" => Shape::Words("selected_conversations"),
        "multi_channels_select" => Shape::Words("selected_channels"),
        "datetimepicker" => Shape::Moment,
        "rich_text_input" => Shape::RichText,
        _ => return None,
    })
}

/// What was chosen, as the payload names it.
pub(super) fn chosen(element: &Value, input: &Input) -> Result<Map<String, Value>, Refusal> {
    let shape = shape(element).ok_or(Refusal::ElementNotFound)?;
    let (name, value) = match (shape, input) {
        (Shape::Pressed, Input::Press) => {
            let value = element.get("value").map(|value| ("value".to_owned(), value.clone()));
            return Ok(value.into_iter().collect());
        }
        (Shape::Option, Input::Pick(choice)) => ("selected_option", option(element, choice)?),
        (Shape::Options, Input::PickMany(choices)) => {
            let options: Result<Vec<_>, _> = choices.iter().map(|choice| option(element, choice)).collect();
            ("selected_options", options?.into())
        }
        (Shape::Word(name), Input::Pick(word) | Input::Type(word)) => (name, word.as_str().into()),
        (Shape::Words(name), Input::PickMany(words)) => (name, words.clone().into()),
        (Shape::Moment, Input::Pick(seconds)) => {
            let seconds: u64 = seconds.parse().map_err(|_| Refusal::ElementNotFound)?;
            ("selected_date_time", seconds.into())
        }
        (Shape::RichText, Input::Type(text)) => ("rich_text_value", markup::rich_text(&markup::escape(text), "")),
        _ => return Err(Refusal::ElementNotFound),
    };
    Ok([(name.to_owned(), value)].into_iter().collect())
}

/// What an element shows before anybody used it; `None` for those that keep nothing.
pub(super) fn initial(element: &Value) -> Option<Value> {
    let mut state = json!({ "type": element["type"] });
    match shape(element)? {
        Shape::Pressed => return None,
        Shape::Option if element["type"] == "overflow" => return None,
        Shape::Option => state["selected_option"] = element["initial_option"].clone(),
        Shape::Options => state["selected_options"] = or_none(&element["initial_options"]),
        Shape::Word("value") => state["value"] = element["initial_value"].clone(),
        Shape::Word(name) => state[name] = element[name.replacen("selected", "initial", 1)].clone(),
        Shape::Words(name) => state[name] = or_none(&element[name.replacen("selected", "initial", 1)]),
        Shape::Moment => state["selected_date_time"] = element["initial_date_time"].clone(),
        Shape::RichText => state["rich_text_value"] = element["initial_value"].clone(),
    }
    Some(state)
}

/// What the payload repeats of an element.
pub(super) fn described(element: &Value) -> Value {
    let mut action = Map::new();
    for name in ["type", "action_id", "text", "style", "placeholder", "url"] {
        if let Some(value) = element.get(name) {
            action.insert(name.to_owned(), value.clone());
        }
    }
    for (name, value) in element.as_object().into_iter().flatten().filter(|(name, _)| name.starts_with("initial_")) {
        action.insert(name.clone(), value.clone());
    }
    action.into()
}

/// The option with this value or text; what an app looks up by itself may be anything.
fn option(element: &Value, choice: &str) -> Result<Value, Refusal> {
    if element["type"].as_str().is_some_and(|kind| kind.contains("external")) {
        return Ok(json!({ "text": { "type": "plain_text", "text": choice, "emoji": true }, "value": choice }));
    }
    let groups = element["option_groups"].as_array().into_iter().flatten();
    let grouped = groups.flat_map(|group| group["options"].as_array().into_iter().flatten());
    let mut options = element["options"].as_array().into_iter().flatten().chain(grouped);
    let found = options.find(|option| option["value"] == choice || option["text"]["text"] == choice);
    found.cloned().ok_or(Refusal::ElementNotFound)
}

fn or_none(value: &Value) -> Value {
    if value.is_null() { json!([]) } else { value.clone() }
}
