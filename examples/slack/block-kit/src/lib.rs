//! Whether Slack would take a message, as far as that is documented: by the limits that the crate slackblocks knows, and by those about
//! a message as a whole, which it leaves to Slack.

use std::collections::HashSet;

use botpress_sdk::{api::id::MessageId, schema::encode};
use serde_json::{Value, json};
use slack::blocks::{Part, Post, Render};
use slackblocks::MessagePayload;

/// Renders a message and checks all of its posts.
///
/// # Errors
///
/// What Slack would refuse, and where it is.
pub fn check(message: &impl Render) -> Result<Vec<Post>, String> {
    let parts = message.render(&MessageId::from("msg_01KAB2CD3EF4GH5JK6MN7PQ8RS"));
    let posts: Vec<Post> = parts
        .into_iter()
        .filter_map(|part| match part {
            Part::Post(post) => Some(post),
            Part::Upload(_) => None,
        })
        .collect();
    posts.iter().try_for_each(check_post)?;
    Ok(posts)
}

fn check_post(post: &Post) -> Result<(), String> {
    let blocks = encode(&post.blocks).map_err(|error| error.to_string())?;
    let mut message = json!({ "channel": "C1" });
    if !post.text.is_blank() {
        message["text"] = json!(post.text);
    }
    if !post.blocks.is_empty() {
        message["blocks"] = blocks.clone();
    }
    let told = |problem: &str| format!("{problem}\n{message:#}");
    MessagePayload::try_from(message.clone()).map_err(|error| told(&error.to_string()))?;
    if post.text.len() > 4_000 {
        return Err(told("the text is longer than Slack advises"));
    }
    if post.text.is_blank() && post.blocks.is_empty() {
        return Err(told("there is nothing to see"));
    }
    let blocks: &[Value] = blocks.as_array().map_or(&[], Vec::as_slice);
    if blocks.iter().filter(|block| block["type"] == "table").count() > 1 {
        return Err(told("there may be one table"));
    }
    if !distinct(blocks.iter().map(|block| &block["block_id"])) {
        return Err(told("two blocks have the same id"));
    }
    for block in blocks {
        let elements = block["elements"].as_array().map_or(&[] as &[Value], Vec::as_slice);
        if !distinct(elements.iter().map(|element| &element["action_id"])) {
            return Err(told("two elements of a block have the same id"));
        }
    }
    Ok(())
}

fn distinct<'a>(ids: impl Iterator<Item = &'a Value>) -> bool {
    let mut seen = HashSet::new();
    ids.filter(|id| !id.is_null()).all(|id| seen.insert(id.to_string()))
}

#[cfg(test)]
mod tests {
    use botpress_sdk::api::id::MessageId;
    use serde_json::{from_value, json};
    use slack::{
        blocks::{Block, Part, Post, Render},
        markdown::Mrkdwn,
    };

    use super::check;

    struct Unchecked(Post);

    impl Render for Unchecked {
        fn render(&self, _: &MessageId) -> Vec<Part> {
            vec![Part::Post(self.0.clone())]
        }
    }

    #[test]
    fn what_slack_would_refuse_is_refused() {
        let text = |length: usize| json!({ "type": "plain_text", "text": "x".repeat(length) });
        let button = |length: usize| json!({ "type": "button", "action_id": "a", "text": text(length) });
        let actions = |elements: &[serde_json::Value]| json!({ "type": "actions", "elements": elements });
        let header = |length: usize| json!({ "type": "header", "text": text(length), "block_id": "b" });
        let cases = [
            (json!([header(150)]), None),
            (json!([header(151)]), Some("blocks[0].text")),
            (json!([actions(&[button(75)])]), None),
            (json!([actions(&[button(76)])]), Some("blocks[0].elements[0].text")),
            (json!([actions(&[button(1), button(1)])]), Some("two elements of a block have the same id")),
            (json!([header(1), header(1)]), Some("two blocks have the same id")),
            (json!(vec![json!({ "type": "divider" }); 51]), Some("blocks")),
            (json!([]), Some("there is nothing to see")),
        ];
        for (blocks, problem) in cases {
            let post = Post { text: Mrkdwn::default(), blocks: from_value::<Vec<Block>>(blocks).unwrap() };
            match (check(&Unchecked(post)), problem) {
                (Ok(posts), None) => assert_eq!(posts.len(), 1),
                (Err(error), Some(problem)) => assert!(error.contains(problem), "{error}"),
                (outcome, problem) => panic!("{outcome:?} instead of {problem:?}"),
            }
        }
    }
}
