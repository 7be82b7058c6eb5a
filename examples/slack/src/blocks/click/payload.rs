//! The payload of a click, as far as it is needed. Nothing more than its type and its user is required of it.

use serde::Deserialize;
use serde_json::Value;

/// A click on a control of a message.
#[derive(Debug, Clone, PartialEq)]
pub struct Click {
    /// Slack's id of who clicked.
    pub user: String,
    /// Slack's id of the workspace.
    pub team: Option<String>,
    /// Slack's id of the channel; `None` outside of channels, in a modal for example.
    pub channel: Option<String>,
    /// The timestamp of the message.
    pub message_ts: Option<String>,
    /// The timestamp of the thread that the message is in or has begun.
    pub thread_ts: Option<String>,
    /// Where the message can be replaced, five times within half an hour.
    pub response_url: Option<String>,
    /// Whether only the user sees the message, who then has no message to be updated otherwise than by `response_url`.
    pub is_ephemeral: bool,
    /// What was clicked; usually one control.
    pub actions: Vec<Action>,
    /// The blocks of the message as Slack has them.
    pub(super) blocks: Vec<Value>,
}

/// A control and what was done with it.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct Action {
    /// The control's name.
    #[serde(default)]
    pub action_id: String,
    /// The name of the block that it is in.
    #[serde(default)]
    pub block_id: String,
    /// When it happened. It tells two clicks on one control apart.
    #[serde(default)]
    pub action_ts: String,
    /// The kind of control, and what was chosen.
    #[serde(flatten)]
    pub(super) control: Control,
}

#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub(super) enum Control {
    Button {
        text: Option<Text>,
        value: Option<String>,
        url: Option<String>,
    },
    #[serde(alias = "static_select", alias = "external_select", alias = "radio_buttons")]
    Overflow {
        selected_option: Option<Selected>,
    },
    #[serde(alias = "multi_static_select", alias = "multi_external_select")]
    Checkboxes {
        #[serde(default)]
        selected_options: Vec<Selected>,
    },
    UsersSelect {
        selected_user: Option<String>,
    },
    MultiUsersSelect {
        #[serde(default)]
        selected_users: Vec<String>,
    },
    ChannelsSelect {
        selected_channel: Option<String>,
    },
    MultiChannelsSelect {
        #[serde(default)]
        selected_channels: Vec<String>,
    },
    ConversationsSelect {
        selected_conversation: Option<String>,
    },
    MultiConversationsSelect {
        #[serde(default)]
        selected_conversations: Vec<String>,
    },
    Datepicker {
        selected_date: Option<String>,
    },
    Timepicker {
        selected_time: Option<String>,
    },
    Datetimepicker {
        selected_date_time: Option<i64>,
    },
    #[serde(alias = "email_text_input", alias = "url_text_input", alias = "number_input")]
    PlainTextInput {
        value: Option<String>,
    },
    RichTextInput {
        rich_text_value: Option<Value>,
    },
    #[serde(other)]
    Other,
}

#[derive(Debug, Clone, PartialEq, Deserialize)]
pub(super) struct Selected {
    pub(super) text: Option<Text>,
    #[serde(default)]
    pub(super) value: String,
    pub(super) url: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Deserialize)]
pub(super) struct Text {
    #[serde(default)]
    pub(super) text: String,
}

#[derive(Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
enum Interaction {
    BlockActions(Box<Payload>),
    #[serde(other)]
    Other,
}

#[derive(Deserialize)]
struct Payload {
    user: User,
    team: Option<Id>,
    channel: Option<Id>,
    #[serde(default)]
    container: Container,
    #[serde(default)]
    message: Message,
    response_url: Option<String>,
    #[serde(default)]
    actions: Vec<Action>,
}

#[derive(Deserialize)]
struct User {
    id: String,
    team_id: Option<String>,
}

#[derive(Deserialize)]
struct Id {
    id: String,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Container {
    message_ts: Option<String>,
    thread_ts: Option<String>,
    channel_id: Option<String>,
    is_ephemeral: bool,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Message {
    ts: Option<String>,
    thread_ts: Option<String>,
    blocks: Vec<Value>,
}

impl Click {
    /// Reads an interaction. `None` when it is another than a click, or none that one could act upon.
    #[must_use]
    pub fn parse(payload: &Value) -> Option<Self> {
        let Interaction::BlockActions(payload) = Interaction::deserialize(payload).ok()? else { return None };
        let Payload { user, team, channel, container, message, response_url, actions } = *payload;
        Some(Self {
            user: user.id,
            team: team.map(|team| team.id).or(user.team_id),
            channel: channel.map(|channel| channel.id).or(container.channel_id),
            message_ts: container.message_ts.or(message.ts),
            thread_ts: container.thread_ts.or(message.thread_ts),
            response_url,
            is_ephemeral: container.is_ephemeral,
            actions,
            blocks: message.blocks,
        })
    }
}
