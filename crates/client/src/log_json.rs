//! Log records as the JSON that Botpress reads (protocol §1.7).

use serde::{Serialize, Serializer, ser::SerializeMap};

use crate::{Issue, LogLine, LogRecord, LogScope, Visibility};

/// The line that Botpress reads, keys in its order; ids that are not known are left out.
impl Serialize for LogRecord {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Line(line) => JsonLine::from(line).serialize(serializer),
            Self::Issue(issue) => JsonIssue::from(issue).serialize(serializer),
        }
    }
}

/// `None` for what a line outside of any operation does not have.
fn known(id: &str) -> Option<&str> {
    Some(id).filter(|id| !id.is_empty())
}

#[derive(Serialize)]
struct JsonLine<'a> {
    msg: &'a str,
    level: &'static str,
    #[serde(rename = "botId", skip_serializing_if = "Option::is_none")]
    bot_id: Option<&'a str>,
    #[serde(rename = "integrationId", skip_serializing_if = "Option::is_none")]
    integration_id: Option<&'a str>,
    #[serde(rename = "integrationAlias", skip_serializing_if = "Option::is_none")]
    integration_alias: Option<&'a str>,
    visible_to_bot_owner: bool,
    hidden_to_integration_owner: bool,
    options: JsonOptions<'a>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct JsonOptions<'a> {
    visible_to_bot_owners: bool,
    hidden_to_integration_owners: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    trace_id: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    bot_id: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    integration_id: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    integration_alias: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    user_id: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    conversation_id: Option<&'a str>,
}

impl<'a> From<&'a LogLine> for JsonLine<'a> {
    fn from(line: &'a LogLine) -> Self {
        let LogScope { bot_id, integration_id, integration_alias, trace_id, user_id, conversation_id, .. } =
            &line.scope;
        let visible = line.visibility != Visibility::IntegrationOwner;
        let hidden = line.visibility == Visibility::BotOwner;
        Self {
            msg: &line.message,
            level: line.level.as_str(),
            bot_id: known(bot_id),
            integration_id: known(integration_id),
            integration_alias: known(integration_alias),
            visible_to_bot_owner: visible,
            hidden_to_integration_owner: hidden,
            options: JsonOptions {
                visible_to_bot_owners: visible,
                hidden_to_integration_owners: hidden,
                trace_id: trace_id.as_deref(),
                bot_id: known(bot_id),
                integration_id: known(integration_id),
                integration_alias: known(integration_alias),
                user_id: user_id.as_deref(),
                conversation_id: conversation_id.as_deref(),
            },
        }
    }
}

/// Botpress finds issues by the text `"type":"issue"`, so that key comes as it is.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct JsonIssue<'a> {
    r#type: &'static str,
    code: &'a str,
    category: &'static str,
    title: &'a str,
    description: &'a str,
    #[serde(serialize_with = "data")]
    data: &'a Issue,
    group_by: &'a [String],
    #[serde(skip_serializing_if = "Option::is_none")]
    trace_id: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    bot_id: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    integration_id: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    integration_alias: Option<&'a str>,
}

impl<'a> From<&'a Issue> for JsonIssue<'a> {
    fn from(issue: &'a Issue) -> Self {
        Self {
            r#type: "issue",
            code: &issue.code,
            category: issue.category.as_str(),
            title: &issue.title,
            description: &issue.description,
            data: issue,
            group_by: &issue.group_by,
            trace_id: issue.scope.trace_id.as_deref(),
            bot_id: known(&issue.scope.bot_id),
            integration_id: known(&issue.scope.integration_id),
            integration_alias: known(&issue.scope.integration_alias),
        }
    }
}

fn data<S: Serializer>(issue: &Issue, serializer: S) -> Result<S::Ok, S::Error> {
    #[derive(Serialize)]
    struct JsonValue<'a> {
        raw: &'a str,
        #[serde(skip_serializing_if = "Option::is_none")]
        pretty: Option<&'a str>,
    }

    let mut map = serializer.serialize_map(Some(issue.data.len()))?;
    for (name, value) in &issue.data {
        map.serialize_entry(name, &JsonValue { raw: &value.raw, pretty: value.pretty.as_deref() })?;
    }
    map.end()
}
