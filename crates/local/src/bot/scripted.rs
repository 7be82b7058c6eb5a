//! A bot that follows a script.

use std::path::Path;

use async_trait::async_trait;
use botpress_api::Object;
use botpress_api::types::{Event, Message};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{Bot, BotContext, BotResult, Handling};

/// A bot that follows a script in JSON or, with the feature `yaml`, in YAML: for each message or event the first rule that
/// fits.
///
/// A rule has `when` and `do`. `when` names a `message`, by its text (without regard to case, `*` stands for anything), or
/// an `event`, by its type (`slack:reactionAdded`); a `channel` narrows it. `do` is a list: `say` a text, `send` a message of
/// any type, `call` an action (what it gives is `output` from then on), `emit` an event of the bot's own. Texts may refer to
/// `message`, `event`, `user`, `conversation` and `output`: `{{user.tags.slack:id}}`; a text that is nothing but a reference
/// becomes the value itself.
///
/// ```yaml
/// rules:
///   - when: { message: "hello*" }
///     do:
///       - say: "hi, you said: {{message.payload.text}}"
///   - when: { event: "slack:reactionAdded", channel: dm }
///     do:
///       - call: slack:addReaction
///         input: { messageId: "{{event.messageId}}", name: eyes }
/// ```
///
/// ```
/// use botpress_local::{LocalBotpress, ScriptedBot};
///
/// let bot = ScriptedBot::parse(r#"{ "rules": [
///     { "when": { "message": "hello*" }, "do": [{ "say": "hi, you said: {{message.payload.text}}" }] },
///     { "when": { "event": "slack:reactionAdded" }, "do": [
///         { "call": "slack:addReaction", "input": { "messageId": "{{event.messageId}}", "name": "eyes" } }
///     ] }
/// ] }"#)?;
/// let builder = LocalBotpress::builder().bot(bot);
/// # Ok::<(), botpress_local::ScriptError>(())
/// ```
#[derive(Debug, Clone)]
pub struct ScriptedBot {
    rules: Vec<Rule>,
}

impl ScriptedBot {
    /// Reads a script.
    ///
    /// # Errors
    ///
    /// [`ScriptError::Script`] with the line of what is wrong.
    pub fn parse(script: &str) -> Result<Self, ScriptError> {
        // JSON is YAML as well, but who writes JSON is told of mistakes in JSON.
        let script: Script = if script.trim_start().starts_with('{') {
            serde_json::from_str(script).map_err(|error| ScriptError::Script(error.to_string()))?
        } else {
            yaml(script)?
        };
        Ok(Self { rules: script.rules })
    }

    /// Reads a script from a file.
    ///
    /// # Errors
    ///
    /// [`ScriptError`] when the file cannot be read, or holds no script.
    pub fn read(path: impl AsRef<Path>) -> Result<Self, ScriptError> {
        let path = path.as_ref();
        let text = std::fs::read_to_string(path)
            .map_err(|source| ScriptError::File { path: path.display().to_string(), source })?;
        Self::parse(&text)
    }

    async fn follow(&self, cx: &BotContext, kind: &str, text: &str, mut facts: Value) -> BotResult {
        let channel = cx.conversation().map_or("", |conversation| conversation.channel.as_str());
        let Some(rule) = self.rules.iter().find(|rule| rule.when.fits(kind, text, channel)) else {
            return Ok(Handling::Ignored);
        };
        facts["user"] = json!(cx.user());
        facts["conversation"] = json!(cx.conversation());
        for step in &rule.steps {
            match step {
                Step::Say(say) => {
                    let text = match filled(&say.say.as_str().into(), &facts) {
                        Value::String(text) => text,
                        other => other.to_string(),
                    };
                    cx.say(text).await?;
                }
                Step::Send(send) => {
                    cx.send(send.send.as_str(), filled(&Value::Object(send.payload.clone()), &facts)).await?;
                }
                Step::Call(call) => {
                    let input = filled(&Value::Object(call.input.clone()), &facts);
                    facts["output"] = cx.call_action(call.call.as_str(), input).await?;
                }
                Step::Emit(emit) => {
                    cx.emit(emit.emit.as_str(), filled(&Value::Object(emit.payload.clone()), &facts)).await?;
                }
            }
        }
        Ok(Handling::Processed)
    }
}

#[async_trait]
impl Bot for ScriptedBot {
    async fn on_message(&self, cx: &BotContext, message: &Message) -> BotResult {
        let text = message.payload["text"].as_str().unwrap_or_default();
        self.follow(cx, "message", text, json!({ "message": message })).await
    }

    async fn on_event(&self, cx: &BotContext, event: &Event) -> BotResult {
        self.follow(cx, "event", &event.kind, json!({ "event": event })).await
    }
}

/// A script that cannot be followed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ScriptError {
    /// The file cannot be read.
    #[error("cannot read the script {path}: {source}")]
    File {
        /// Which.
        path: String,
        /// Why.
        source: std::io::Error,
    },
    /// It is no script; with where, and what is expected there.
    #[error("the script is wrong: {0}")]
    Script(String),
}

#[cfg(feature = "yaml")]
fn yaml(script: &str) -> Result<Script, ScriptError> {
    serde_saphyr::from_str(script).map_err(|error| {
        let said = error.to_string();
        ScriptError::Script(said.strip_prefix("error: ").unwrap_or(&said).trim_end().to_owned())
    })
}

#[cfg(not(feature = "yaml"))]
fn yaml(_: &str) -> Result<Script, ScriptError> {
    Err(ScriptError::Script("it is no JSON object; YAML needs the feature `yaml` of botpress-local".to_owned()))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Script {
    rules: Vec<Rule>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Rule {
    when: When,
    #[serde(rename = "do")]
    steps: Vec<Step>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct When {
    message: Option<String>,
    event: Option<String>,
    channel: Option<String>,
}

impl When {
    fn fits(&self, kind: &str, text: &str, channel: &str) -> bool {
        let wanted = if kind == "message" { &self.message } else { &self.event };
        wanted.as_ref().is_some_and(|wanted| like(&wanted.to_lowercase(), &text.to_lowercase()))
            && self.channel.as_ref().is_none_or(|wanted| wanted == channel)
    }
}

/// One step, told by its first word.
#[derive(Debug, Clone, Deserialize)]
#[serde(
    untagged,
    expecting = "a step is one of `say`, `send` with `payload`, `call` with `input`, `emit` with `payload`"
)]
enum Step {
    Say(Say),
    Send(Send),
    Call(Call),
    Emit(Emit),
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Say {
    say: String,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Send {
    send: String,
    #[serde(default)]
    payload: Object,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Call {
    call: String,
    #[serde(default)]
    input: Object,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Emit {
    emit: String,
    #[serde(default)]
    payload: Object,
}

/// Whether a text is like a pattern, in which `*` stands for anything.
fn like(pattern: &str, text: &str) -> bool {
    match pattern.split_once('*') {
        None => pattern == text,
        Some((before, after)) => text.strip_prefix(before).is_some_and(|rest| {
            let ends = rest.char_indices().map(|(index, _)| index).chain([rest.len()]);
            ends.map(|end| &rest[end..]).any(|rest| like(after, rest))
        }),
    }
}

/// The value with its references replaced by what they refer to.
fn filled(value: &Value, facts: &Value) -> Value {
    match value {
        Value::String(text) => in_text(text, facts),
        Value::Array(items) => items.iter().map(|item| filled(item, facts)).collect(),
        Value::Object(members) => {
            members.iter().map(|(key, value)| (key.clone(), filled(value, facts))).collect::<Object>().into()
        }
        other => other.clone(),
    }
}

fn in_text(text: &str, facts: &Value) -> Value {
    let at = |path: &str| path.trim().split('.').fold(facts, |value, key| &value[key]).clone();
    let mut made = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("{{") {
        let Some((path, after)) = after.split_once("}}") else { break };
        if before.is_empty() && made.is_empty() && after.is_empty() {
            return at(path);
        }
        made.push_str(before);
        match at(path) {
            Value::String(text) => made.push_str(&text),
            Value::Null => {}
            other => made.push_str(&other.to_string()),
        }
        rest = after;
    }
    made.push_str(rest);
    made.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_is_like_a_text() {
        for (pattern, text, fits) in [
            ("hi", "hi", true),
            ("hi", "high", false),
            ("hi*", "high", true),
            ("*o*d", "good", true),
            ("*x", "", false),
        ] {
            assert_eq!(like(pattern, text), fits, "{pattern} {text}");
        }
    }

    #[test]
    fn a_reference_alone_is_the_value_and_in_a_text_its_text() {
        let facts = json!({ "event": { "payload": { "n": 3, "list": [1] } }, "user": { "tags": { "chat:id": "u" } } });
        let value = json!({ "n": "{{event.payload.n}}", "all": ["{{ event.payload.list }}"], "text": "{{user.tags.chat:id}}: {{event.payload.n}}{{event.none}}!" });
        assert_eq!(filled(&value, &facts), json!({ "n": 3, "all": [[1]], "text": "u: 3!" }));
    }

    #[test]
    fn a_wrong_script_says_what_a_step_is() {
        let wrong = ScriptedBot::parse(r#"{ "rules": [{ "when": { "message": "*" }, "do": [{ "shout": "x" }] }] }"#);
        assert!(wrong.unwrap_err().to_string().contains("a step is one of `say`"));
    }

    #[cfg(feature = "yaml")]
    #[test]
    fn a_script_in_yaml_is_the_same_as_in_json_and_says_where_it_is_wrong() {
        let yaml = "
# A comment.
rules:
  - when: { message: \"hello*\", channel: dm }
    do:
      - say: the bot says
      - call: slack:addReaction
        input: { messageId: \"{{event.messageId}}\", deep: [1, true, { a: null }] }
";
        let json = r#"{ "rules": [{ "when": { "message": "hello*", "channel": "dm" }, "do": [
            { "say": "the bot says" },
            { "call": "slack:addReaction", "input": { "messageId": "{{event.messageId}}", "deep": [1, true, { "a": null }] } }
        ] }] }"#;
        let read = |script: &str| format!("{:?}", ScriptedBot::parse(script).unwrap());
        assert_eq!(read(yaml), read(json));
        let wrong = ScriptedBot::parse(&yaml.replace("say:", "shout:")).unwrap_err().to_string();
        assert!(
            wrong.starts_with("the script is wrong: line 6 column 9: ") && wrong.contains("a step is one of `say`"),
            "{wrong}"
        );
        let wrong = ScriptedBot::parse("rules: [").unwrap_err().to_string();
        assert!(wrong.starts_with("the script is wrong: "), "{wrong}");
    }

    #[cfg(not(feature = "yaml"))]
    #[test]
    fn a_script_in_yaml_says_what_it_needs() {
        assert!(ScriptedBot::parse("rules: []").unwrap_err().to_string().contains("the feature `yaml`"));
    }
}
