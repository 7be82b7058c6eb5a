//! Calls of the Botpress API by the operation's name.

use botpress_sdk::{
    api::{Endpoint, endpoint::*},
    client::Client,
    http::Method,
    prelude::*,
};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Map, Value};

/// Calls `operation` with `arguments`, one object as the official client takes it, and answers what the API answers.
pub(crate) async fn call(client: &Client, operation: &str, arguments: Map<String, Value>) -> Result<Value> {
    macro_rules! operations {
        ($($name:literal => $module:ident,)+) => {
            match operation {
                $($name => Ok(client.send_untyped(request::<$module::Request>(arguments)?).await?),)+
                _ => Err(Error::runtime(format!("there is no operation {operation}"))),
            }
        };
    }
    operations! {
        "addParticipant" => add_participant,
        "callAction" => call_action,
        "cancelScheduledEvent" => cancel_scheduled_event,
        "captureObservation" => capture_observation,
        "configureIntegration" => configure_integration,
        "createConversation" => create_conversation,
        "createEvent" => create_event,
        "createMessage" => create_message,
        "createUser" => create_user,
        "deleteConversation" => delete_conversation,
        "deleteFile" => delete_file,
        "deleteMessage" => delete_message,
        "deleteUser" => delete_user,
        "getConversation" => get_conversation,
        "getEvent" => get_event,
        "getFile" => get_file,
        "getMessage" => get_message,
        "getOrCreateConversation" => get_or_create_conversation,
        "getOrCreateMessage" => get_or_create_message,
        "getOrCreateUser" => get_or_create_user,
        "getOrSetState" => get_or_set_state,
        "getParticipant" => get_participant,
        "getState" => get_state,
        "getUser" => get_user,
        "importMessages" => import_messages,
        "initializeIncomingMessage" => initialize_incoming_message,
        "introspect" => introspect,
        "listConversations" => list_conversations,
        "listEvents" => list_events,
        "listFiles" => list_files,
        "listMessages" => list_messages,
        "listParticipants" => list_participants,
        "listTagValues" => list_tag_values,
        "listUsers" => list_users,
        "listWorkflows" => list_workflows,
        "patchState" => patch_state,
        "removeParticipant" => remove_participant,
        "setState" => set_state,
        "setStateExpiry" => set_state_expiry,
        "trackAnalytics" => track_analytics,
        "updateConversation" => update_conversation,
        "updateFileMetadata" => update_file_metadata,
        "updateMessage" => update_message,
        "updateUser" => update_user,
        "upsertFile" => upsert_file,
    }
}

/// The typed request: what the path names, then the query of a GET or the body of anything else.
fn request<E: Endpoint>(mut arguments: Map<String, Value>) -> Result<E> {
    let names = E::PATH.split('/').filter_map(|part| part.strip_prefix('{')?.strip_suffix('}'));
    let path: Vec<_> = names.map(|name| arguments.remove(name).as_ref().map(text).unwrap_or_default()).collect();
    let path: Vec<_> = path.iter().map(String::as_str).collect();
    let decoded = if E::METHOD == Method::GET {
        let mut query = Vec::new();
        for (name, value) in &arguments {
            write_query(&encoded(name), value, &mut query);
        }
        E::decode(&path, &query.join("&"), b"")
    } else {
        E::decode(&path, "", Value::from(arguments).to_string().as_bytes())
    };
    decoded.map_err(|error| Error::invalid_payload(format!("args: {error}")))
}

fn write_query(name: &str, value: &Value, pairs: &mut Vec<String>) {
    match value {
        Value::Object(map) => {
            for (key, value) in map {
                write_query(&format!("{name}.{}", encoded(key)), value, pairs);
            }
        }
        Value::Array(values) => values.iter().for_each(|value| write_query(name, value, pairs)),
        scalar => pairs.push(format!("{name}={}", encoded(&text(scalar)))),
    }
}

fn encoded(text: &str) -> String {
    utf8_percent_encode(text, NON_ALPHANUMERIC).to_string()
}

fn text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}
