//! What the official client sent and what it made of the answers, read by the server's side and written again by the
//! client's.
//!
//! The recordings stand beside the checkout, or where `BOTPRESS_GOLDEN` says; without them this is skipped.
#![allow(clippy::unwrap_used, reason = "helpers of tests fail as tests do")]
#![allow(clippy::print_stdout, reason = "how much was tested is part of the result")]

use botpress_api::endpoint::{self, match_path};
use botpress_api::{ApiError, Endpoint};
use http::StatusCode;
use serde_json::{Value, json};
use std::path::PathBuf;

/// Reads a request as `E`, if it is one, and writes it again; then reads the answer of a success.
fn reads<E: Endpoint>(request: &Value, response: Option<&Value>) -> Option<()> {
    let target = request["url"].as_str().unwrap().trim_start_matches("/base");
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let parameters = match_path(E::PATH, path).filter(|_| request["method"] == E::METHOD.as_str())?;
    let parameters: Vec<&str> = parameters.iter().map(String::as_str).collect();
    let body = request.get("body").map(Value::to_string);
    let read = E::decode(&parameters, query, body.as_deref().unwrap_or_default().as_bytes()).unwrap();
    let written = read.encode().unwrap();
    assert_eq!(written.path_and_query, target);
    let body = written.body.map(|body| serde_json::from_slice::<Value>(&body).unwrap());
    assert_eq!(body.as_ref(), request.get("body"));
    if let Some(response) = response.filter(|response| response["status"].as_u64().is_some_and(|status| status < 300)) {
        serde_json::from_value::<E::Response>(response["body"].clone()).unwrap();
    }
    Some(())
}

macro_rules! any_of {
    ($request:expr, $response:expr; $($operation:ident)+) => {
        // Where two paths match, the one without parameters comes first.
        None$(.or_else(|| reads::<endpoint::$operation::Request>($request, $response)))+
    };
}

fn read_any(request: &Value, response: Option<&Value>) -> Option<()> {
    any_of!(request, response;
        get_or_create_conversation get_or_create_message get_or_create_user get_or_create_workflow import_messages
        list_file_tags list_knowledge_bases search_files
        add_participant call_action cancel_scheduled_event capture_observation configure_integration create_conversation
        create_event create_message create_user create_workflow delete_conversation delete_file delete_message
        delete_user delete_workflow get_conversation get_event get_file get_message get_or_set_state get_participant
        get_state get_user get_workflow initialize_incoming_message introspect list_conversations list_events
        list_file_passages list_file_tag_values list_files list_messages list_participants list_tables list_tag_values list_users
        list_workflows patch_state remove_participant run_vrl set_state_expiry set_state track_analytics
        update_conversation update_file_metadata update_message update_user update_workflow upsert_file copy_file
    )
}

#[test]
fn every_recorded_call_is_read_and_written_back_and_every_error_understood() {
    let beside = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/golden");
    let root = std::env::var_os("BOTPRESS_GOLDEN").map_or_else(|| PathBuf::from(beside), PathBuf::from);
    let Ok(files) = std::fs::read_dir(root.join("client")) else {
        println!("skipped: no recordings of client");
        return;
    };
    let (mut requests, mut errors) = (0, 0);
    for path in files.map(|file| file.unwrap().path()) {
        let recorded: Value = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
        let exchanges = recorded["exchanges"].as_array().unwrap();
        for exchange in exchanges {
            let request = &exchange["request"];
            // Where the call failed, what looks like a success came too late to be read.
            let response = exchange.get("response").filter(|_| recorded["output"]["thrown"] != true);
            if !request["url"].as_str().unwrap().contains("/v1/") {
                continue; // the content of a file
            }
            assert!(read_any(request, response).is_some(), "{} is no operation: {}", path.display(), request["url"]);
            requests += 1;
        }
        let output = &recorded["output"];
        let Some(answer) = exchanges.last().and_then(|exchange| exchange["response"].as_object()) else { continue };
        if output["isApiError"] == true {
            let status = StatusCode::from_u16(answer["status"].as_u64().unwrap().try_into().unwrap()).unwrap();
            if status.is_success() {
                continue; // the answer came too late
            }
            let body = match &answer["body"] {
                Value::String(text) => text.clone(),
                json => json.to_string(),
            };
            let error = ApiError::from_response(status, body.as_bytes(), || "<ERROR_ID>".to_owned());
            assert_eq!(json!(error), output["toJSON"], "{}", path.display());
            errors += 1;
        }
    }
    assert!(requests > 0 && errors > 0);
    println!("client: {requests} requests read and written back, {errors} errors understood");
}
