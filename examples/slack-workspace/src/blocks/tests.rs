use serde_json::{Value, json};

use super::{BlocksError, check_message, check_view};

/// What is wrong with one block, as `message pointer`.
fn faults(block: Value) -> Vec<String> {
    match check_message(&[block]) {
        Ok(()) => Vec::new(),
        Err(BlocksError::Invalid(faults)) => {
            faults.into_iter().map(|fault| format!("{} {}", fault.message, fault.pointer)).collect()
        }
        Err(BlocksError::TooLong) => vec!["too long".to_owned()],
    }
}

fn plain(text: &str) -> Value {
    json!({ "type": "plain_text", "text": text })
}

fn button(text: &str, id: &str) -> Value {
    json!({ "type": "button", "text": plain(text), "action_id": id })
}

fn option(text: &str, value: &str) -> Value {
    json!({ "text": plain(text), "value": value })
}

#[test]
fn texts_have_a_least_and_a_greatest_length() {
    let section = |text: &str| faults(json!({ "type": "section", "text": { "type": "mrkdwn", "text": text } }));
    assert_eq!(section(&"ä".repeat(3000)), [""; 0]);
    assert_eq!(section(&"ä".repeat(3001)), ["must be less than 3001 characters /blocks/0/text/text"]);
    assert_eq!(section(""), ["must be more than 0 characters /blocks/0/text/text"]);
    let header = faults(json!({ "type": "header", "text": plain(&"a".repeat(151)) }));
    assert_eq!(header, ["must be less than 151 characters /blocks/0/text/text"]);
    let header = faults(json!({ "type": "header", "text": { "type": "mrkdwn", "text": "a" } }));
    assert_eq!(header, ["unsupported type: mrkdwn /blocks/0/text/type"]);
    assert_eq!(faults(json!({ "type": "section" })), ["missing required field: text /blocks/0"]);
    let fields = vec![plain("a"); 11];
    assert_eq!(
        faults(json!({ "type": "section", "fields": fields })),
        ["no more than 10 items allowed /blocks/0/fields"]
    );
}

#[test]
fn an_actions_block_has_up_to_25_elements_with_ids_of_their_own() {
    let actions = |elements: Vec<Value>| faults(json!({ "type": "actions", "elements": elements }));
    assert_eq!(actions((0..25).map(|n| button("a", &n.to_string())).collect()), [""; 0]);
    let many = actions((0..26).map(|n| button("a", &n.to_string())).collect());
    assert_eq!(many, ["no more than 25 items allowed /blocks/0/elements"]);
    assert_eq!(actions(vec![]), ["no fewer than 1 items allowed /blocks/0/elements"]);
    let twice = actions(vec![button("Yes", "say"), button("No", "say")]);
    assert_eq!(twice, ["`action_id` \"say\" already exists /blocks/0/elements/1/action_id"]);
    let long = actions(vec![button(&"a".repeat(76), "a")]);
    assert_eq!(long, ["must be less than 76 characters /blocks/0/elements/0/text/text"]);
}

#[test]
fn a_menu_has_up_to_100_options_of_bounded_length() {
    let menu = |placeholder: &str, options: Vec<Value>| {
        let select = json!({ "type": "static_select", "placeholder": plain(placeholder), "options": options });
        faults(json!({ "type": "actions", "elements": [select] }))
    };
    assert_eq!(menu("Which?", vec![option("a", "b"); 100]), [""; 0]);
    let many = menu("Which?", vec![option("a", "b"); 101]);
    assert_eq!(many, ["no more than 100 items allowed /blocks/0/elements/0/options"]);
    let long = menu(&"q".repeat(151), vec![option("a", "b")]);
    assert_eq!(long, ["must be less than 151 characters /blocks/0/elements/0/placeholder/text"]);
    let long = menu("Which?", vec![option("a", &"v".repeat(151))]);
    assert_eq!(long, ["must be less than 151 characters /blocks/0/elements/0/options/0/value"]);
    let empty = menu("Which?", vec![option("", "v")]);
    assert_eq!(empty, ["must be more than 0 characters /blocks/0/elements/0/options/0/text/text"]);
}

#[test]
fn what_is_not_known_is_refused_by_name() {
    assert_eq!(faults(json!({ "type": "marquee" })), ["unsupported type: marquee /blocks/0/type"]);
    assert_eq!(faults(json!("text")), ["must provide an object /blocks/0"]);
    let extra = faults(json!({ "type": "divider", "colour": "red" }));
    assert_eq!(extra, ["invalid additional property: colour /blocks/0"]);
    let wrong = json!({ "type": "external_multi_select", "placeholder": plain("a") });
    let wrong = faults(json!({ "type": "section", "text": plain("a"), "accessory": wrong }));
    assert_eq!(wrong, ["unsupported type: external_multi_select /blocks/0/accessory/type"]);
}

#[test]
fn a_message_has_up_to_50_blocks_and_12_000_characters() {
    let block = json!({ "type": "section", "text": plain(&"a".repeat(240)) });
    assert_eq!(check_message(&vec![block.clone(); 50]), Ok(()));
    let Err(BlocksError::Invalid(faults)) = check_message(&vec![block; 51]) else { panic!("51 blocks were taken") };
    assert_eq!((&*faults[0].message, &*faults[0].pointer), ("no more than 50 items allowed", "/blocks"));
    let long = json!({ "type": "section", "text": plain(&"a".repeat(3000)) });
    assert_eq!(check_message(&vec![long.clone(); 4]), Ok(()));
    assert_eq!(check_message(&vec![long; 5]), Err(BlocksError::TooLong));
}

#[test]
fn a_modal_with_fields_needs_a_button_to_submit_it() {
    let input = json!({ "type": "input", "label": plain("Name"), "element": { "type": "plain_text_input" } });
    let mut view = json!({ "type": "modal", "title": plain("Form"), "blocks": [input] });
    assert_eq!(check_view(&view).unwrap_err()[0].message, "missing required field: submit");
    view["submit"] = plain("Send");
    assert_eq!(check_view(&view), Ok(()));
    view["title"] = plain(&"t".repeat(25));
    assert_eq!(check_view(&view).unwrap_err()[0].pointer, "/view/title/text");
}
