//! What Slack sends to the webhook, as far as it is understood here. Nothing more than that is required of it: Slack adds to its
//! payloads, and leaves out of them, without notice.

use botpress_sdk::prelude::*;
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::{Map, Value};

use crate::api::{Member, SlackFile};

/// A request of Slack.
#[derive(Debug)]
pub(crate) enum Payload {
    /// Slack asks whether the webhook's address belongs to the app.
    Verification { challenge: String },
    /// Something happened in the workspace.
    Event(Box<Callback>),
    /// Somebody clicked or chose something, or used a shortcut.
    Interaction(Box<Interaction>),
    /// Somebody used a slash command.
    Command(Command),
    /// More happens than Slack sends.
    RateLimited,
    /// Something else.
    Other(String),
}

impl Payload {
    /// What a request says: events are JSON, interactions are forms with JSON in `payload`, slash commands are forms.
    pub(crate) fn of(request: &WebhookRequest) -> Result<Self> {
        if request.body().trim_start().starts_with('{') {
            return Self::from_json(request.json()?);
        }
        let form: Form = request.form()?;
        match (form.payload, form.command) {
            (Some(payload), _) => Self::interaction(serde_json::from_str(&payload)?),
            (None, Some(_)) => request.form().map(Self::Command),
            (None, None) => Ok(Self::Other("a form".to_owned())),
        }
    }

    /// What an event or an interaction says, however it came here.
    pub(crate) fn from_json(envelope: Value) -> Result<Self> {
        let kind = envelope["type"].as_str().unwrap_or_default();
        match kind {
            "url_verification" => {
                let challenge = envelope["challenge"].as_str().unwrap_or_default().to_owned();
                Ok(Self::Verification { challenge })
            }
            "event_callback" => read(&envelope).map(Box::new).map(Self::Event),
            "app_rate_limited" => Ok(Self::RateLimited),
            _ => Ok(Self::Other(kind.to_owned())),
        }
    }

    /// What an interaction says.
    pub(crate) fn interaction(payload: Value) -> Result<Self> {
        let interaction: Interaction = read(&payload)?;
        Ok(Self::Interaction(Box::new(Interaction { payload, ..interaction })))
    }
}

/// By what a form is told from another.
#[derive(Deserialize)]
struct Form {
    payload: Option<String>,
    command: Option<String>,
}

fn read<T: DeserializeOwned>(value: &Value) -> Result<T> {
    T::deserialize(value).map_err(|error| Error::invalid_payload(format!("body: {error}")))
}

/// An event, and for whom it is.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Callback {
    /// The same in every repetition of the event.
    pub(crate) event_id: String,
    /// The app itself.
    #[serde(default)]
    pub(crate) api_app_id: String,
    pub(crate) event: Event,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub(crate) enum Event {
    // A mention arrives as a message as well, when the app subscribes to those: it is the same one.
    #[serde(alias = "app_mention")]
    Message(Box<Message>),
    ReactionAdded(Reaction),
    ReactionRemoved(Reaction),
    TeamJoin {
        user: Box<Member>,
    },
    MemberJoinedChannel(Membership),
    MemberLeftChannel(Membership),
    FunctionExecuted(Step),
    AppHomeOpened(Opened),
    AppUninstalled,
    TokensRevoked,
    #[serde(other)]
    Other,
}

impl Event {
    /// The channel it happened in.
    pub(crate) fn channel(&self) -> Option<&str> {
        match self {
            Self::Message(message) => Some(&message.channel),
            Self::ReactionAdded(reaction) | Self::ReactionRemoved(reaction) => reaction.item.channel.as_deref(),
            Self::MemberJoinedChannel(member) | Self::MemberLeftChannel(member) => Some(&member.channel),
            Self::AppHomeOpened(opened) => Some(&opened.channel),
            _ => None,
        }
    }
}

/// A message, or what became of one.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Message {
    pub(crate) channel: String,
    pub(crate) ts: String,
    /// The first message of the thread it is in.
    pub(crate) thread_ts: Option<String>,
    /// None for a plain message; else what makes it special, `message_changed` for example.
    pub(crate) subtype: Option<String>,
    pub(crate) user: Option<String>,
    /// Whoever began the thread.
    pub(crate) parent_user_id: Option<String>,
    /// The app that wrote it.
    pub(crate) bot_id: Option<String>,
    pub(crate) app_id: Option<String>,
    pub(crate) bot_profile: Option<BotProfile>,
    /// The name that an app wrote under.
    pub(crate) username: Option<String>,
    pub(crate) text: String,
    pub(crate) blocks: Value,
    pub(crate) files: Vec<SlackFile>,
    pub(crate) edited: Option<Value>,
    /// Of `message_changed`: what it is now.
    pub(crate) message: Option<Box<Message>>,
    /// Of `message_changed` and `message_deleted`: what it was.
    pub(crate) previous_message: Option<Box<Message>>,
    /// Of `message_deleted`.
    pub(crate) deleted_ts: Option<String>,
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(crate) struct BotProfile {
    pub(crate) app_id: String,
    pub(crate) name: String,
}

impl Message {
    /// The thread it is in; a message that others have replied to is not in its own.
    pub(crate) fn thread(&self) -> Option<&str> {
        self.thread_ts.as_deref().filter(|thread| *thread != self.ts)
    }

    /// Whether the app with this id, or its bot user, wrote it.
    pub(crate) fn is_by(&self, app: &str, bot_user: &str) -> bool {
        let profile = self.bot_profile.as_ref().map(|profile| profile.app_id.as_str());
        self.user.as_deref() == Some(bot_user)
            || !app.is_empty() && [self.app_id.as_deref(), profile].contains(&Some(app))
    }

    /// Whether an app wrote it, a workflow, or Slack's own bot.
    pub(crate) fn is_by_a_bot(&self) -> bool {
        self.bot_id.is_some()
            || self.subtype.as_deref() == Some("bot_message")
            || self.user.as_deref() == Some("USLACKBOT")
    }

    /// Whether it mentions a user, in its text or in its blocks.
    pub(crate) fn mentions(&self, user: &str) -> bool {
        let mark = format!("<@{user}");
        let in_text = self.text.split(&mark).skip(1).any(|rest| rest.starts_with(['>', '|']));
        in_text || mentions_in(&self.blocks, user)
    }
}

/// Whether rich text names a user, however deep.
fn mentions_in(value: &Value, user: &str) -> bool {
    match value {
        Value::Array(items) => items.iter().any(|item| mentions_in(item, user)),
        Value::Object(element) if element.get("type").is_some_and(|kind| kind == "user") => {
            element.get("user_id").is_some_and(|id| id == user)
        }
        Value::Object(element) => element.values().any(|value| mentions_in(value, user)),
        _ => false,
    }
}

#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Reaction {
    /// Who reacted.
    pub(crate) user: String,
    /// The emoji's name.
    pub(crate) reaction: String,
    #[serde(default)]
    pub(crate) item: ReactionItem,
}

/// What was reacted to; a message has both.
#[derive(Debug, Clone, Default, Deserialize)]
pub(crate) struct ReactionItem {
    pub(crate) channel: Option<String>,
    pub(crate) ts: Option<String>,
}

/// Somebody in a channel.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Membership {
    pub(crate) user: String,
    pub(crate) channel: String,
    pub(crate) inviter: Option<String>,
}

/// A step of a workflow that the app is to do.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Step {
    pub(crate) function: Function,
    #[serde(default)]
    pub(crate) inputs: Map<String, Value>,
    pub(crate) function_execution_id: Option<String>,
}

#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Function {
    #[serde(default)]
    pub(crate) callback_id: String,
}

/// The app's page, or the direct message with its bot, was opened.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Opened {
    pub(crate) user: String,
    pub(crate) channel: String,
    #[serde(default)]
    pub(crate) tab: String,
}

/// Somebody did something with a message or the app.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Interaction {
    #[serde(rename = "type")]
    pub(crate) kind: String,
    pub(crate) user: Somebody,
    channel: Somewhere,
    container: Container,
    pub(crate) message: Option<Box<Message>>,
    /// Of shortcuts.
    pub(crate) callback_id: String,
    action_ts: String,
    trigger_id: String,
    /// All of it.
    #[serde(skip)]
    pub(crate) payload: Value,
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Somebody {
    pub(crate) id: String,
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
struct Somewhere {
    id: String,
}

/// Where a clicked element is.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
struct Container {
    channel_id: Option<String>,
}

impl Interaction {
    /// Another one each time.
    pub(crate) fn id(&self) -> &str {
        if self.trigger_id.is_empty() { &self.action_ts } else { &self.trigger_id }
    }

    /// Slack's id of the channel.
    pub(crate) fn place(&self) -> Option<&str> {
        let place =
            if self.channel.id.is_empty() { self.container.channel_id.as_deref() } else { Some(&*self.channel.id) };
        place.filter(|place| !place.is_empty())
    }
}

/// Somebody used a slash command.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Command {
    pub(crate) command: String,
    #[serde(default)]
    pub(crate) text: String,
    pub(crate) user_id: String,
    pub(crate) channel_id: String,
    /// Another one each time that a command is used.
    #[serde(default)]
    pub(crate) trigger_id: String,
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn message(value: Value) -> Message {
        serde_json::from_value(value).unwrap()
    }

    #[test]
    fn a_mention_is_seen_in_the_text_and_in_rich_text_however_deep() {
        assert!(message(json!({ "text": "hi <@U0BOT>" })).mentions("U0BOT"));
        assert!(message(json!({ "text": "hi <@U0BOT|otto>" })).mentions("U0BOT"));
        assert!(!message(json!({ "text": "hi <@U0BOTTLE>" })).mentions("U0BOT"));
        let user = json!({ "type": "user", "user_id": "U0BOT" });
        let list = json!([{ "type": "rich_text", "elements": [{ "type": "rich_text_list", "elements": [
            { "type": "rich_text_section", "elements": [user] }
        ] }] }]);
        assert!(message(json!({ "text": "", "blocks": list, "files": [{ "id": "F1" }] })).mentions("U0BOT"));
    }

    #[test]
    fn the_first_message_of_a_thread_is_not_in_it() {
        assert_eq!(message(json!({ "ts": "1.2", "thread_ts": "1.2" })).thread(), None);
        assert_eq!(message(json!({ "ts": "1.3", "thread_ts": "1.2" })).thread(), Some("1.2"));
    }

    #[test]
    fn a_form_is_decoded_as_browsers_write_it() {
        let payload = "payload=%7B%22type%22%3A%22block_actions%22%2C%22callback_id%22%3A%22a+b%2Bc%22%7D";
        let request = WebhookRequest::new("POST", "/").with_body(payload);
        let Ok(Payload::Interaction(interaction)) = Payload::of(&request) else { panic!("an interaction") };
        assert_eq!(interaction.callback_id, "a b+c");
    }

    #[test]
    fn what_slack_leaves_out_is_not_missed() {
        let sparse = json!({ "type": "event_callback", "event_id": "Ev1", "event": { "type": "reaction_added", "user": "U1",
            "reaction": "tada", "item": { "type": "file" } } });
        assert!(matches!(Payload::from_json(sparse), Ok(Payload::Event(_))));
        let unknown = json!({ "type": "event_callback", "event_id": "Ev1", "event": { "type": "brand_new" } });
        assert!(
            matches!(Payload::from_json(unknown), Ok(Payload::Event(callback)) if matches!(callback.event, Event::Other))
        );
    }
}
