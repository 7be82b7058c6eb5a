//! Both sides of the wire, per operation of the admin API, and the calls that the official CLI makes.
//!
//! The recordings stand beside the checkout, or where `BOTPRESS_GOLDEN` says; without them that test is skipped.
#![allow(clippy::unwrap_used, reason = "helpers of tests fail as tests do")]
#![allow(clippy::needless_pass_by_value, reason = "`json!(..)` as an argument reads better without `&`")]
#![allow(clippy::print_stdout, reason = "how much was tested is part of the result")]

use botpress_api::definition::bot::{BotIntegrationBody, CreateBotBody, UpdateBotBody};
use botpress_api::definition::{ConfigurationValues, CreateIntegrationBody, SecretValues, UpdateIntegrationBody};
use botpress_api::endpoint::admin::*;
use botpress_api::endpoint::{self, match_path};
use botpress_api::types::{Bot, BotSummary, IntegrationSort, SortDirection, Tags, VerificationStatus};
use botpress_api::{Endpoint, Paginated, Patch};
use http::Method;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Number, Value, json};
use std::path::PathBuf;

/// Reads a request from its parameters, query and body, and writes it again: target and body.
type ReadAndWrite = fn(&[&str], &str, &[u8]) -> (String, Value);

/// An operation, as a server's table of routes has it.
struct Route {
    operation: &'static str,
    method: Method,
    path: &'static str,
    read_and_write: ReadAndWrite,
    answer: fn(Value) -> Value,
}

impl Route {
    fn of<E: Endpoint>() -> Self {
        Self {
            operation: E::OPERATION,
            method: E::METHOD,
            path: E::PATH,
            read_and_write: |path, query, body| {
                let written = E::decode(path, query, body).unwrap().encode().unwrap();
                let body = written.body.map_or(Value::Null, |body| serde_json::from_slice(&body).unwrap());
                (written.path_and_query, body)
            },
            answer: |body| serde_json::to_value(serde_json::from_value::<E::Response>(body).unwrap()).unwrap(),
        }
    }

    fn parameters(&self) -> usize {
        self.path.matches('{').count()
    }
}

#[rustfmt::skip]
fn all_routes() -> Vec<Route> {
    macro_rules! of {
        (admin: $($admin:ident)+; others: $($other:ident)+;) => {
            vec![$(Route::of::<$admin::Request>(),)+ $(Route::of::<endpoint::$other::Request>(),)+]
        };
    }
    of! {
        admin:
        check_handle_availability create_bot create_bot_api_key create_integration create_integration_api_key
        create_integration_shareable_id create_personal_access_token delete_bot delete_bot_api_key delete_integration
        delete_integration_api_key delete_integration_shareable_id delete_personal_access_token get_account get_bot get_bot_logs get_integration
        get_integration_by_name get_integration_logs get_integration_shareable_id get_interface get_interface_by_name
        get_plugin get_plugin_by_name get_public_integration get_public_integration_by_id get_public_interface
        get_public_interface_by_id get_public_plugin get_public_plugin_by_id get_workspace list_bot_api_keys list_bots
        list_integration_api_keys list_integrations list_interfaces list_personal_access_tokens list_plugins list_public_integrations
        list_public_interfaces list_public_plugins list_public_workspaces list_workspaces
        request_integration_verification rotate_bot_signing_secrets rotate_integration_signing_secrets update_bot
        update_integration update_workspace validate_integration_creation validate_integration_update;
        others:
        add_participant call_action cancel_scheduled_event capture_observation configure_integration copy_file
        create_conversation create_event create_message create_user create_workflow delete_conversation delete_file
        delete_message delete_user delete_workflow get_conversation get_event get_file get_message
        get_or_create_conversation get_or_create_message get_or_create_user get_or_create_workflow get_or_set_state
        get_participant get_state get_user get_workflow import_messages initialize_incoming_message introspect
        list_conversations list_events list_file_passages list_file_tag_values list_file_tags list_files
        list_knowledge_bases list_messages list_participants list_tables list_tag_values list_users list_workflows patch_state
        remove_participant run_vrl search_files set_state set_state_expiry track_analytics update_conversation
        update_file_metadata update_message update_user update_workflow upsert_file;
    }
}

/// Whether some path fits both templates.
fn overlap(one: &str, other: &str) -> bool {
    one.split('/').count() == other.split('/').count()
        && one.split('/').zip(other.split('/')).all(|(a, b)| a == b || a.starts_with('{') || b.starts_with('{'))
}

#[test]
fn the_fewest_parameters_decide_every_tie_between_paths() {
    let routes = all_routes();
    let mut ties = 0;
    for (index, one) in routes.iter().enumerate() {
        for other in routes[..index].iter().filter(|other| other.method == one.method && overlap(one.path, other.path))
        {
            assert_ne!(one.parameters(), other.parameters(), "{} and {}", one.operation, other.operation);
            ties += 1;
        }
    }
    assert!(ties > 0);
    assert_eq!(route(&routes, "GET", "/v1/admin/integrations/iaks").0.operation, "listIntegrationApiKeys");
    assert_eq!(route(&routes, "GET", "/v1/admin/integrations/i/logs").0.operation, "getIntegrationLogs");
    assert_eq!(route(&routes, "GET", "/v1/admin/bots/baks").0.operation, "listBotApiKeys");
    assert_eq!(route(&routes, "GET", "/v1/admin/workspaces/public").0.operation, "listPublicWorkspaces");
    assert_eq!(
        route(&routes, "PUT", "/v1/admin/workspaces/handle-availability").0.operation,
        "checkHandleAvailability"
    );
    let (by_name, parameters) = route(&routes, "GET", "/v1/admin/integrations/acme%2Flinear/%3C1.2.3");
    assert_eq!((by_name.operation, parameters), ("getIntegrationByName", vec!["acme/linear".into(), "<1.2.3".into()]));
}

/// The operation that a path means, and its parameters.
fn route<'a>(routes: &'a [Route], method: &str, path: &str) -> (&'a Route, Vec<String>) {
    let fits = |route: &'a Route| Some((route, match_path(route.path, path).filter(|_| route.method == method)?));
    routes
        .iter()
        .filter_map(fits)
        .min_by_key(|(route, _)| route.parameters())
        .unwrap_or_else(|| panic!("{method} {path}"))
}

#[test]
fn every_call_of_the_official_cli_is_understood() {
    let beside = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/golden");
    let root = std::env::var_os("BOTPRESS_GOLDEN").map_or_else(|| PathBuf::from(beside), PathBuf::from);
    let Ok(files) = std::fs::read_dir(root.join("cli-traffic")) else {
        println!("skipped: no recordings of cli-traffic");
        return;
    };
    let routes = all_routes();
    let mut understood = 0;
    for path in files.map(|file| file.unwrap().path()) {
        let mut recorded: Value = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
        for request in recorded["requests"].as_array_mut().unwrap() {
            if let Some(code) = request["body"].get_mut("code") {
                *code = "the recording leaves it out".into();
            }
            let target = request["url"].as_str().unwrap();
            let (path, query) = target.split_once('?').unwrap_or((target, ""));
            let (route, parameters) = route(&routes, request["method"].as_str().unwrap(), path);
            let parameters: Vec<&str> = parameters.iter().map(String::as_str).collect();
            let body = if request["body"].is_null() { String::new() } else { request["body"].to_string() };
            let (written_target, written_body) = (route.read_and_write)(&parameters, query, body.as_bytes());
            assert_eq!(written_target, target);
            assert_eq!(written_body, request["body"], "{} is written back otherwise", route.operation);
            if request["response"]["status"].as_u64().unwrap() < 300 {
                let mut answer = request["response"]["body"].take();
                if let Some(integration) = answer.get_mut("integration") {
                    without_nulls(integration); // the stand-in of the recordings echoes what was removed
                }
                let written = (route.answer)(answer.clone());
                // The stand-in lists whole integrations where the platform lists short ones.
                if !route.operation.starts_with("list") {
                    nothing_is_lost(&answer, &written, route.operation);
                }
            }
            understood += 1;
        }
    }
    assert!(understood > 0);
    println!("cli-traffic: {understood} requests understood");
}

fn without_nulls(value: &mut Value) {
    if let Value::Object(members) = value {
        members.retain(|_, member| !member.is_null());
        members.values_mut().for_each(without_nulls);
    }
}

/// All that came is written back, except what only the stand-in of the recordings adds, and `null`s.
fn nothing_is_lost(came: &Value, written: &Value, at: &str) {
    match came {
        Value::Object(members) => {
            for (key, value) in members
                .iter()
                .filter(|(key, value)| !matches!(key.as_str(), "workspaceId" | "sdkVersion") && !value.is_null())
            {
                nothing_is_lost(value, &written[key], &format!("{at}.{key}"));
            }
        }
        other => assert!(other == written, "{at} is lost or changed"),
    }
}

/// Encodes, compares with what is expected on the wire, decodes as a server would, and compares with what was encoded.
#[track_caller]
fn on_the_wire<E: Endpoint + PartialEq>(request: &E, line: &str, body: Value) {
    let encoded = request.encode().unwrap();
    assert_eq!(format!("{} {}", E::METHOD, encoded.path_and_query), line, "{}", E::OPERATION);
    let sent: Value = encoded.body.as_deref().map_or(Value::Null, |body| serde_json::from_slice(body).unwrap());
    assert_eq!(sent, body, "{}", E::OPERATION);
    let (path, query) = encoded.path_and_query.split_once('?').unwrap_or((&encoded.path_and_query, ""));
    let parameters = match_path(E::PATH, path).unwrap();
    let parameters: Vec<&str> = parameters.iter().map(String::as_str).collect();
    let read = E::decode(&parameters, query, encoded.body.as_deref().unwrap_or_default()).unwrap();
    assert!(read == *request, "{} is read back as something else", E::OPERATION);
}

const NO_BODY: Value = Value::Null;

#[test]
fn accounts_and_workspaces_travel_both_ways() {
    on_the_wire(&get_account::Request::new(), "GET /v1/admin/account/me", NO_BODY);
    on_the_wire(
        &create_personal_access_token::Request::new("ci"),
        "POST /v1/admin/account/pats",
        json!({"note": "ci"}),
    );
    on_the_wire(&list_workspaces::Request::new().handle("acme"), "GET /v1/admin/workspaces?handle=acme", NO_BODY);
    on_the_wire(&get_workspace::Request::new("ws_1"), "GET /v1/admin/workspaces/ws_1", NO_BODY);
    on_the_wire(
        &update_workspace::Request::new("ws_1").handle("acme").is_public(true).spending_limit(Number::from(5)),
        "PUT /v1/admin/workspaces/ws_1",
        json!({"handle": "acme", "isPublic": true, "spendingLimit": 5}),
    );
    on_the_wire(
        &list_public_workspaces::Request::new().workspace_ids(vec!["a".into(), "b".into()]).search("x"),
        "GET /v1/admin/workspaces/public?workspaceIds=a&workspaceIds=b&search=x",
        NO_BODY,
    );
    on_the_wire(
        &check_handle_availability::Request::new("acme"),
        "PUT /v1/admin/workspaces/handle-availability",
        json!({"handle": "acme"}),
    );
}

#[test]
fn integrations_travel_both_ways() {
    let mut create = CreateIntegrationBody::new("acme/demo", "1.0.0");
    create.url = Some("https://h".to_owned());
    create.extra.insert("new".to_owned(), json!([1]));
    let created = json!({"name": "acme/demo", "version": "1.0.0", "url": "https://h", "new": [1]});
    on_the_wire(&create_integration::Request::new(create.clone()), "POST /v1/admin/integrations", created.clone());
    on_the_wire(&validate_integration_creation::Request::new(create), "POST /v1/admin/integrations/validate", created);
    let mut update = UpdateIntegrationBody::new();
    update.url = Patch::Remove;
    update.events = Some([("gone".to_owned(), None)].into());
    let updated = json!({"events": {"gone": null}, "url": null});
    on_the_wire(
        &update_integration::Request::new("int_1", update.clone()),
        "PUT /v1/admin/integrations/int_1",
        updated.clone(),
    );
    on_the_wire(
        &validate_integration_update::Request::new("int_1", update),
        "PUT /v1/admin/integrations/int_1/validate",
        updated,
    );
    on_the_wire(&get_integration::Request::new("int_1"), "GET /v1/admin/integrations/int_1", NO_BODY);
    on_the_wire(
        &get_integration_by_name::Request::new("acme/demo", "<1.2.3"),
        "GET /v1/admin/integrations/acme%2Fdemo/%3C1.2.3",
        NO_BODY,
    );
    on_the_wire(
        &list_integrations::Request::new()
            .next_token("t")
            .limit(5_u32)
            .name("acme/demo")
            .version("latest")
            .interface_name("listable")
            .installed_by_bot_id("bot_1")
            .verification_status(VerificationStatus::Approved)
            .search("x y")
            .sort_by(IntegrationSort::InstallCount)
            .direction(SortDirection::Descending)
            .visibility("private")
            .dev(true),
        "GET /v1/admin/integrations?nextToken=t&limit=5&name=acme%2Fdemo&version=latest&interfaceName=listable\
         &installedByBotId=bot_1&verificationStatus=approved&search=x%20y&sortBy=installCount&direction=desc\
         &visibility=private&dev=true",
        NO_BODY,
    );
    on_the_wire(&delete_integration::Request::new("int_1"), "DELETE /v1/admin/integrations/int_1", json!({}));
    on_the_wire(
        &request_integration_verification::Request::new("int_1"),
        "POST /v1/admin/integrations/request-verification",
        json!({"integrationId": "int_1"}),
    );
    on_the_wire(
        &rotate_integration_signing_secrets::Request::new("int_1"),
        "POST /v1/admin/integrations/int_1/signing-secrets/rotate",
        json!({}),
    );
    on_the_wire(
        &create_integration_api_key::Request::new("int_1").note("server"),
        "POST /v1/admin/integrations/iaks",
        json!({"integrationId": "int_1", "note": "server"}),
    );
    on_the_wire(
        &list_integration_api_keys::Request::new("int_1"),
        "GET /v1/admin/integrations/iaks?integrationId=int_1",
        NO_BODY,
    );
    on_the_wire(
        &delete_integration_api_key::Request::new("iak_1"),
        "DELETE /v1/admin/integrations/iaks/iak_1",
        json!({}),
    );
    on_the_wire(
        &get_integration_logs::Request::new("int_1", "2026-01-01T00:00:00.000Z").level("error").next_token("t"),
        "GET /v1/admin/integrations/int_1/logs?timeStart=2026-01-01T00%3A00%3A00.000Z&level=error&nextToken=t",
        NO_BODY,
    );
    let target = "/v1/admin/bots/bot_1/integrations/int_1/shareable-id?integrationInstanceAlias=slack";
    on_the_wire(
        &create_integration_shareable_id::Request::new("bot_1", "int_1").integration_instance_alias("slack"),
        &format!("POST {target}"),
        json!({}),
    );
    on_the_wire(
        &get_integration_shareable_id::Request::new("bot_1", "int_1").integration_instance_alias("slack"),
        &format!("GET {target}"),
        NO_BODY,
    );
    on_the_wire(
        &delete_integration_shareable_id::Request::new("bot_1", "int_1").integration_instance_alias("slack"),
        &format!("DELETE {target}"),
        json!({}),
    );
}

#[test]
fn the_hub_interfaces_and_plugins_travel_both_ways() {
    on_the_wire(&get_public_integration_by_id::Request::new("i"), "GET /v1/admin/hub/integrations/i", NO_BODY);
    on_the_wire(
        &get_public_integration::Request::new("linear", "latest"),
        "GET /v1/admin/hub/integrations/linear/latest",
        NO_BODY,
    );
    on_the_wire(
        &list_public_integrations::Request::new().interface_id("ifver_1"),
        "GET /v1/admin/hub/integrations?interfaceId=ifver_1",
        NO_BODY,
    );
    on_the_wire(&get_public_interface_by_id::Request::new("i"), "GET /v1/admin/hub/interfaces/i", NO_BODY);
    on_the_wire(
        &get_public_interface::Request::new("listable", "0.0.3"),
        "GET /v1/admin/hub/interfaces/listable/0.0.3",
        NO_BODY,
    );
    on_the_wire(
        &list_public_interfaces::Request::new().name("hitl").version("2.1.0"),
        "GET /v1/admin/hub/interfaces?name=hitl&version=2.1.0",
        NO_BODY,
    );
    on_the_wire(&get_public_plugin_by_id::Request::new("p"), "GET /v1/admin/hub/plugins/p", NO_BODY);
    on_the_wire(&get_public_plugin::Request::new("p", "1"), "GET /v1/admin/hub/plugins/p/1", NO_BODY);
    on_the_wire(&list_public_plugins::Request::new().name("p"), "GET /v1/admin/hub/plugins?name=p", NO_BODY);
    on_the_wire(&get_interface::Request::new("i"), "GET /v1/admin/interfaces/i", NO_BODY);
    on_the_wire(&get_interface_by_name::Request::new("a/i", "1"), "GET /v1/admin/interfaces/a%2Fi/1", NO_BODY);
    on_the_wire(&list_interfaces::Request::new().next_token("t"), "GET /v1/admin/interfaces?nextToken=t", NO_BODY);
    on_the_wire(&get_plugin::Request::new("p"), "GET /v1/admin/plugins/p", NO_BODY);
    on_the_wire(&get_plugin_by_name::Request::new("p", "1"), "GET /v1/admin/plugins/p/1", NO_BODY);
    on_the_wire(&list_plugins::Request::new().version("1"), "GET /v1/admin/plugins?version=1", NO_BODY);
}

#[test]
fn bots_travel_both_ways() {
    on_the_wire(&create_bot::Request::new(CreateBotBody::new()), "POST /v1/admin/bots", json!({}));
    let mut create = CreateBotBody::new();
    create.dev = Some(true);
    create.url = Some("https://h".to_owned());
    on_the_wire(&create_bot::Request::new(create), "POST /v1/admin/bots", json!({"url": "https://h", "dev": true}));
    let mut slack = BotIntegrationBody::new();
    slack.integration_id = Some("int_1".into());
    slack.configuration_type = Patch::Remove;
    let mut update = UpdateBotBody::new();
    update.integrations = Some([("slack".to_owned(), Some(slack)), ("old".to_owned(), None)].into());
    on_the_wire(
        &update_bot::Request::new("bot_1", update),
        "PUT /v1/admin/bots/bot_1",
        json!({"integrations": {"slack": {"integrationId": "int_1", "configurationType": null}, "old": null}}),
    );
    on_the_wire(
        &get_bot::Request::new("bot_1").should_merge_plugins(false),
        "GET /v1/admin/bots/bot_1?shouldMergePlugins=false",
        NO_BODY,
    );
    on_the_wire(
        &list_bots::Request::new()
            .page_size(2_u32)
            .dev(true)
            .tags(Tags::from([("a".to_owned(), "b".to_owned())]))
            .integration_names(vec!["slack".to_owned(), "linear".to_owned()]),
        "GET /v1/admin/bots?pageSize=2&dev=true&tags.a=b&integrationNames=slack&integrationNames=linear",
        NO_BODY,
    );
    on_the_wire(&delete_bot::Request::new("bot_1"), "DELETE /v1/admin/bots/bot_1", json!({}));
    on_the_wire(&create_bot_api_key::Request::new("bot_1"), "POST /v1/admin/bots/baks", json!({"botId": "bot_1"}));
    on_the_wire(&list_bot_api_keys::Request::new("bot_1"), "GET /v1/admin/bots/baks?botId=bot_1", NO_BODY);
    on_the_wire(&delete_bot_api_key::Request::new("bak_1"), "DELETE /v1/admin/bots/baks/bak_1", json!({}));
    on_the_wire(
        &rotate_bot_signing_secrets::Request::new("bot_1"),
        "POST /v1/admin/bots/bot_1/signing-secrets/rotate",
        json!({}),
    );
    on_the_wire(
        &get_bot_logs::Request::new("bot_1", "2026").workflow_id("wkf_1").message_contains("a b"),
        "GET /v1/admin/bots/bot_1/logs?timeStart=2026&workflowId=wkf_1&messageContains=a%20b",
        NO_BODY,
    );
}

#[track_caller]
fn written_back<T: Serialize + DeserializeOwned>(json: Value) -> T {
    let read: T = serde_json::from_str(&json.to_string()).unwrap();
    assert_eq!(serde_json::to_value(&read).unwrap(), json);
    read
}

#[test]
fn the_bodies_of_bots_are_written_back_equal_and_keep_what_is_unknown() {
    let schema = json!({"type": "object"});
    written_back::<CreateBotBody>(json!({
        "name": "b", "description": "d", "url": "https://h", "code": "x", "dev": false, "type": "adk", "new": {"a": null},
        "states": {"s": {"type": "bot", "schema": schema, "expiry": 5, "new": 1}},
        "events": {"e": {"schema": schema}}, "recurringEvents": {"r": {"schedule": {"cron": "* * * * *"}, "type": "e", "payload": {}}},
        "subscriptions": {"events": null}, "actions": {"a": {"input": {"schema": schema}, "output": {"schema": schema}}},
        "configuration": {"data": {"k": 1}, "schema": schema}, "user": {"tags": {"t": {}}}, "conversation": {}, "message": {},
        "tags": {"a": "b"}, "medias": [{"url": "u", "name": "n"}], "secrets": {"S": "v"}, "maxExecutionTime": 60,
    }));
    written_back::<UpdateBotBody>(json!({
        "url": null, "authentication": "hmac-sha256", "blocked": true, "alwaysAlive": false, "layers": ["l"], "new": 1,
        "states": {"gone": null}, "events": {"gone": null, "e": {"schema": schema, "attributes": {"gone": null}}},
        "recurringEvents": {"gone": null}, "actions": {"gone": null}, "user": {"tags": {"gone": null}},
        "subscriptions": {"events": {"slack:reactionAdded": {}, "gone": null}}, "tags": {"gone": null}, "secrets": {"GONE": null},
        "integrations": {"gone": null, "slack": {
            "integrationId": "i", "enabled": true, "configurationType": "manual", "configuration": {"token": "t"},
            "disabledChannels": ["dm"], "new": 1,
        }},
        "plugins": {"gone": null, "p": {"id": "plugver_1", "enabled": true, "configuration": {}, "interfaces": {}}},
        "shouldMergePlugins": true,
    }));
}

#[test]
fn answers_have_every_key_that_the_platform_gives() {
    let schema = json!({"type": "object"});
    let bot = json!({
        "id": "bot_1", "createdAt": "c", "updatedAt": "u", "name": "b", "signingSecret": "", "plugins": {},
        "integrations": {"slack": {
            "id": "i", "webhookId": "w", "webhookUrl": "https://w", "name": "slack", "version": "1.0.0", "createdAt": "c",
            "updatedAt": "u", "enabled": true, "configuration": {"token": "hush"}, "status": "registration_failed",
            "disabledChannels": [], "title": "", "description": "", "iconUrl": "", "public": false, "visibility": "private",
            "verificationStatus": "unapproved", "lifecycleStatus": "published", "identifier": "T1",
            "configurationType": null, "statusReason": "no token",
        }},
        "user": {"tags": {}}, "conversation": {"tags": {}}, "message": {"tags": {}}, "states": {},
        "configuration": {"data": {"key": "hush"}, "schema": schema}, "events": {}, "subscriptions": {"events": null}, "actions": {},
        "recurringEvents": {"r": {
            "schedule": {"cron": "@daily"}, "type": "e", "payload": {}, "failedAttempts": 2, "lastFailureReason": null,
        }},
        "tags": {}, "dev": true, "secrets": ["S"], "alwaysAlive": false, "status": "active", "medias": [], "type": "studio",
    });
    let read = written_back::<get_bot::Response>(json!({"bot": bot})).bot;
    assert_eq!(read.integrations["slack"].status.as_str(), "registration_failed");
    assert!(!format!("{read:?}").contains("hush"));
    let short = serde_json::to_value(BotSummary::from(&read)).unwrap();
    assert_eq!(
        short,
        json!({"id": "bot_1", "createdAt": "c", "updatedAt": "u", "name": "b", "tags": {}, "type": "studio"})
    );

    written_back::<get_workspace::Response>(json!({
        "id": "ws_1", "name": "w", "ownerId": "o", "createdAt": "c", "updatedAt": "u", "botCount": 1,
        "billingVersion": "v4", "plan": "team", "blocked": false, "spendingLimit": 0.5, "activeTrialId": null,
    }));
    let free = json!({"available": true, "suggestions": ["acme-1"]});
    written_back::<check_handle_availability::Response>(free);
    written_back::<get_account::Response>(json!({
        "account": {"id": "a", "email": "e", "createdAt": "c", "emailVerified": true, "displayName": "d"},
    }));
    written_back::<get_integration_shareable_id::Response>(json!({"shareableId": "s", "isExpired": false}));
    written_back::<list_integration_api_keys::Response>(json!({
        "iaks": [{"id": "iak_1", "createdAt": "c", "note": ""}],
    }));
    written_back::<list_bot_api_keys::Response>(json!({"baks": []}));
    written_back::<get_public_plugin::Response>(json!({"plugin": {
        "id": "p", "name": "p", "version": "1.0.0", "createdAt": "c", "updatedAt": "u", "title": "", "description": "",
        "iconUrl": "", "readmeUrl": "", "public": true, "visibility": "public", "lifecycleStatus": "published",
        "dependencies": {"interfaces": {}},
    }}));
    written_back::<list_public_integrations::Response>(json!({"meta": {"nextToken": "t"}, "integrations": [{
        "id": "i", "createdAt": "c", "updatedAt": "u", "name": "n", "version": "1.0.0", "title": "t", "description": "d",
        "iconUrl": "", "public": true, "visibility": "public", "verificationStatus": "approved",
        "lifecycleStatus": "deprecated", "ownerWorkspace": {"id": "ws", "name": "w", "handle": null},
        "meta": {"installs": 1, "views": 2}, "matchedOn": {"name": true}, "attributes": {"category": "x"},
    }]}));
}

#[test]
fn answers_without_anything_but_an_id_are_read() {
    let bot: Bot = serde_json::from_value(json!({"id": "bot_1", "brandNew": 1})).unwrap();
    assert_eq!(bot, Bot::new("bot_1", "", "", ""));
    serde_json::from_value::<get_integration::Response>(json!({"integration": {"id": "i"}})).unwrap();
    serde_json::from_value::<get_interface::Response>(json!({"interface": {"id": "i"}})).unwrap();
    serde_json::from_value::<get_plugin::Response>(json!({"plugin": {"id": "i"}})).unwrap();
    serde_json::from_value::<get_workspace::Response>(json!({"id": "i"})).unwrap();
    serde_json::from_value::<list_interfaces::Response>(json!({})).unwrap();
}

#[test]
fn logs_come_page_by_page_though_their_token_stands_beside_them() {
    let line = json!({"timestamp": "t", "level": "info", "message": "m", "userId": "user_1"});
    let page = written_back::<get_integration_logs::Response>(json!({"logs": [line], "nextToken": "n"}));
    let (lines, next) = get_integration_logs::Request::into_page(page);
    assert_eq!((lines.len(), next.as_deref()), (1, Some("n")));
    written_back::<get_bot_logs::Response>(json!({"logs": []}));
}

#[test]
fn a_token_is_written_once_and_never_shown() {
    let made = json!({"id": "iak_1", "value": "hush", "createdAt": "c", "note": "n"});
    let key = written_back::<create_integration_api_key::Response>(made.clone());
    assert_eq!(key.value.reveal(), "hush");
    let bak = written_back::<create_bot_api_key::Response>(made.clone());
    let pat = written_back::<create_personal_access_token::Response>(json!({"pat": made}));
    let rotated = written_back::<rotate_integration_signing_secrets::Response>(json!({"newSigningSecret": "hush"}));
    let mut body = UpdateBotBody::new();
    body.secrets = Some(SecretValues([("S".to_owned(), Some("hush".to_owned()))].into()));
    let mut slack = BotIntegrationBody::new();
    slack.configuration = Some(ConfigurationValues(json!({"token": "hush"}).as_object().unwrap().clone()));
    body.integrations = Some([("slack".to_owned(), Some(slack))].into());
    let shown = format!("{key:?} {bak:?} {pat:?} {rotated:?} {body:?}");
    assert!(shown.contains("iak_1") && shown.contains("token") && !shown.contains("hush"), "{shown}");
}

#[test]
fn what_is_wrong_in_a_definition_is_told_with_its_path() {
    let body = br#"{"name": "a", "version": "1.0.0", "actions": {"x": {"input": {"schema": {}}, "output": 5}}}"#;
    let error = create_integration::Request::decode(&[], "", body).unwrap_err();
    assert_eq!(error.at, "body.actions.x.output");
    let error = update_bot::Request::decode(&["b"], "", br#"{"integrations": {"slack": {"enabled": 1}}}"#).unwrap_err();
    assert_eq!(error.at, "body.integrations.slack.enabled");
}
