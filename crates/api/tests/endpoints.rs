//! Both sides of the wire, per operation: what a client encodes is what the official client sends, and a server reads
//! it back.
#![allow(clippy::unwrap_used, reason = "helpers of tests fail as tests do")]
#![allow(clippy::needless_pass_by_value, reason = "`json!(..)` as an argument reads better without `&`")]

use botpress_api::endpoint::*;
use botpress_api::types::{
    AccessPolicy, EventStatus, FileTagFilter, FileTagFilters, Object, Schedule, SortDirection, StateKind, TagPatch,
    Tags, TimeField, WorkflowStatus, WorkflowStatusGroup,
};
use botpress_api::{DecodeError, Endpoint, Paginated, Patch};
use serde_json::{Value, json};

fn tags(pairs: &[(&str, &str)]) -> Tags {
    pairs.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect()
}

fn changes(pairs: &[(&str, Option<&str>)]) -> TagPatch {
    pairs.iter().map(|(key, value)| ((*key).to_owned(), value.map(str::to_owned))).collect()
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

#[test]
fn conversations_travel_both_ways() {
    on_the_wire(
        &create_conversation::Request::new("channel", tags(&[("id", "c-1")])).properties(tags(&[("p", "v")])),
        "POST /v1/chat/conversations",
        json!({"channel": "channel", "tags": {"id": "c-1"}, "properties": {"p": "v"}}),
    );
    on_the_wire(
        &get_conversation::Request::new("conv/1 é"),
        "GET /v1/chat/conversations/conv%2F1%20%C3%A9",
        Value::Null,
    );
    on_the_wire(
        &list_conversations::Request::new()
            .next_token("a+b/c=")
            .page_size(5_u32)
            .sort_field(TimeField::UpdatedAt)
            .sort_direction(SortDirection::Ascending)
            .tags(tags(&[("id", "a b"), ("x:y", "z"), ("dotted.key", "1&2")]))
            .participant_ids(vec!["u1".into(), "u2".into()])
            .min_message_count(2_u64),
        "GET /v1/chat/conversations?nextToken=a%2Bb%2Fc%3D&pageSize=5&sortField=updatedAt&sortDirection=asc&tags.id=a%20b&tags.x%3Ay=z\
         &tags.dotted.key=1%262&participantIds=u1&participantIds=u2&minMessageCount=2",
        Value::Null,
    );
    on_the_wire(&list_conversations::Request::new(), "GET /v1/chat/conversations", Value::Null);
    on_the_wire(
        &get_or_create_conversation::Request::new("channel", changes(&[("id", Some("c-1")), ("gone", None)]))
            .discriminate_by_tags(vec!["id".to_owned()]),
        "POST /v1/chat/conversations/get-or-create",
        json!({"channel": "channel", "tags": {"id": "c-1", "gone": null}, "discriminateByTags": ["id"]}),
    );
    on_the_wire(
        &update_conversation::Request::new("conv_1").tags(changes(&[("id", None)])),
        "PUT /v1/chat/conversations/conv_1",
        json!({"tags": {"id": null}}),
    );
    on_the_wire(&delete_conversation::Request::new("c"), "DELETE /v1/chat/conversations/c", json!({}));
    on_the_wire(
        &list_participants::Request::new("c").next_token("t"),
        "GET /v1/chat/conversations/c/participants?nextToken=t",
        Value::Null,
    );
    on_the_wire(
        &add_participant::Request::new("c", "u"),
        "POST /v1/chat/conversations/c/participants",
        json!({"userId": "u"}),
    );
    on_the_wire(&get_participant::Request::new("c", "u"), "GET /v1/chat/conversations/c/participants/u", Value::Null);
    on_the_wire(
        &remove_participant::Request::new("c", "u"),
        "DELETE /v1/chat/conversations/c/participants/u",
        json!({}),
    );
}

#[test]
fn events_travel_both_ways() {
    on_the_wire(
        &create_event::Request::new("somethingHappened", json!({"what": "x"}))
            .conversation_id("conv_1")
            .user_id("user_1")
            .message_id("msg_1")
            .workflow_id("wkf_1")
            .schedule(Schedule::at("2026-01-01T00:00:00.000Z")),
        "POST /v1/chat/events",
        json!({
            "type": "somethingHappened", "payload": {"what": "x"}, "schedule": {"dateTime": "2026-01-01T00:00:00.000Z"},
            "conversationId": "conv_1", "userId": "user_1", "workflowId": "wkf_1", "messageId": "msg_1",
        }),
    );
    on_the_wire(&get_event::Request::new("e"), "GET /v1/chat/events/e", Value::Null);
    on_the_wire(
        &list_events::Request::new().kind("bench:somethingHappened").status(EventStatus::Processed),
        "GET /v1/chat/events?type=bench%3AsomethingHappened&status=processed",
        Value::Null,
    );
    on_the_wire(&cancel_scheduled_event::Request::new("e"), "DELETE /v1/chat/events/scheduled/e", json!({}));
}

#[test]
fn messages_travel_both_ways() {
    on_the_wire(
        &create_message::Request::new(json!({"text": "é😀"}), "user_1", "conv_1", "text", tags(&[("id", "m-1")])),
        "POST /v1/chat/messages",
        json!({"payload": {"text": "é😀"}, "userId": "user_1", "conversationId": "conv_1", "type": "text", "tags": {"id": "m-1"}}),
    );
    on_the_wire(
        &get_or_create_message::Request::new("user_1", "conv_1", "text", changes(&[("id", Some("m"))]))
            .payload(json!({"text": "hi"}))
            .discriminate_by_tags(vec!["id".to_owned()]),
        "POST /v1/chat/messages/get-or-create",
        json!({
            "payload": {"text": "hi"}, "userId": "user_1", "conversationId": "conv_1", "type": "text",
            "tags": {"id": "m"}, "discriminateByTags": ["id"],
        }),
    );
    on_the_wire(&get_message::Request::new("m"), "GET /v1/chat/messages/m", Value::Null);
    on_the_wire(
        &update_message::Request::new("m").tags(TagPatch::new()).payload(json!({"text": "edited"})),
        "PUT /v1/chat/messages/m",
        json!({"tags": {}, "payload": {"text": "edited"}}),
    );
    on_the_wire(
        &list_messages::Request::new().conversation_id("c").after_date("2026-01-01T00:00:00.000Z"),
        "GET /v1/chat/messages?conversationId=c&afterDate=2026-01-01T00%3A00%3A00.000Z",
        Value::Null,
    );
    on_the_wire(&delete_message::Request::new("m"), "DELETE /v1/chat/messages/m", json!({}));
    on_the_wire(
        &import_messages::Request::new([import_messages::ImportedMessage::new("c", "u", "2026", "text", json!({}))]),
        "POST /v1/chat/messages/import-messages",
        json!({"messages": [
            {"payload": {}, "userId": "u", "conversationId": "c", "type": "text", "tags": {}, "createdAt": "2026"},
        ]}),
    );
    on_the_wire(
        &initialize_incoming_message::Request::new()
            .user(
                initialize_incoming_message::NewUser::new(changes(&[("id", Some("u"))]))
                    .discriminate_by_tags(["id".to_owned()]),
            )
            .conversation(initialize_incoming_message::NewConversation::new("channel", TagPatch::new()))
            .message(initialize_incoming_message::NewMessage::new("text", json!({"text": "x"}), TagPatch::new())),
        "POST /v1/chat/initialize-incoming-message",
        json!({
            "user": {"tags": {"id": "u"}, "discriminateByTags": ["id"]}, "conversation": {"channel": "channel", "tags": {}},
            "message": {"type": "text", "payload": {"text": "x"}, "tags": {}},
        }),
    );
}

#[test]
fn users_travel_both_ways() {
    on_the_wire(
        &create_user::Request::new(Tags::new()).name("N").picture_url("https://p"),
        "POST /v1/chat/users",
        json!({"tags": {}, "name": "N", "pictureUrl": "https://p"}),
    );
    on_the_wire(&get_user::Request::new("u"), "GET /v1/chat/users/u", Value::Null);
    on_the_wire(
        &list_users::Request::new().conversation_id("c").range_field(TimeField::CreatedAt),
        "GET /v1/chat/users?conversationId=c&rangeField=createdAt",
        Value::Null,
    );
    on_the_wire(
        &get_or_create_user::Request::new(changes(&[("id", Some("u"))])).discriminate_by_tags(vec!["id".to_owned()]),
        "POST /v1/chat/users/get-or-create",
        json!({"tags": {"id": "u"}, "discriminateByTags": ["id"]}),
    );
    on_the_wire(
        &update_user::Request::new("u").name("N").picture_url(Patch::Remove),
        "PUT /v1/chat/users/u",
        json!({"name": "N", "pictureUrl": null}),
    );
    on_the_wire(&delete_user::Request::new("u"), "DELETE /v1/chat/users/u", json!({}));
}

#[test]
fn states_travel_both_ways() {
    on_the_wire(
        &get_state::Request::new(StateKind::Integration, "a/b c?é", "my/state"),
        "GET /v1/chat/states/integration/a%2Fb%20c%3F%C3%A9/my%2Fstate",
        Value::Null,
    );
    on_the_wire(
        &set_state::Request::new("conversation", "c", "s", json!({"n": 1})).expiry(60_000),
        "POST /v1/chat/states/conversation/c/s",
        json!({"payload": {"n": 1}, "expiry": 60000}),
    );
    on_the_wire(
        &set_state::Request::new("user", "u", "s", Value::Null).expiry(Patch::Remove),
        "POST /v1/chat/states/user/u/s",
        json!({"payload": null, "expiry": null}),
    );
    on_the_wire(
        &get_or_set_state::Request::new("bot", "b", "s", json!({})),
        "POST /v1/chat/states/bot/b/s/get-or-set",
        json!({"payload": {}}),
    );
    on_the_wire(
        &patch_state::Request::new("workflow", "w", "s", json!({"n": null})),
        "PATCH /v1/chat/states/workflow/w/s",
        json!({"payload": {"n": null}}),
    );
    on_the_wire(
        &set_state_expiry::Request::new("user", "u", "s", None),
        "POST /v1/chat/states/user/u/s/expiry",
        json!({"expiry": null}),
    );
}

#[test]
fn files_travel_both_ways() {
    on_the_wire(
        &upsert_file::Request::new("a.bin", 3_u64)
            .index(false)
            .access_policies([AccessPolicy::PublicContent])
            .public_content_immediately_accessible(true),
        "PUT /v1/files",
        json!({
            "key": "a.bin", "size": 3, "index": false, "accessPolicies": ["public_content"],
            "publicContentImmediatelyAccessible": true,
        }),
    );
    on_the_wire(&get_file::Request::new("dir/a.txt"), "GET /v1/files/dir%2Fa.txt", Value::Null);
    on_the_wire(&delete_file::Request::new("f"), "DELETE /v1/files/f", json!({}));
    let filters = FileTagFilters::from([
        ("a".to_owned(), "b".into()),
        ("c".to_owned(), FileTagFilter::any_of(["d", "e"])),
        ("k".to_owned(), FileTagFilter::none_of(["r", "s"])),
        ("x".to_owned(), FileTagFilter::exists(false)),
    ]);
    on_the_wire(
        &list_files::Request::new().tags(filters).ids(vec!["f1".into(), "f2".into()]).indexed(true),
        "GET /v1/files?tags.a=b&tags.c=d&tags.c=e&tags.k.not=r&tags.k.not=s&tags.x.exists=false&ids=f1&ids=f2&indexed=true",
        Value::Null,
    );
    on_the_wire(
        &update_file_metadata::Request::new("f")
            .tags(changes(&[("a", None)]))
            .metadata(Object::from_iter([("m".to_owned(), Value::Null)]))
            .expires_at(Patch::Remove),
        "PUT /v1/files/f",
        json!({"metadata": {"m": null}, "tags": {"a": null}, "expiresAt": null}),
    );
    on_the_wire(
        &copy_file::Request::new("f", "b.txt").overwrite(true),
        "POST /v1/files/f/b.txt",
        json!({"overwrite": true}),
    );
    on_the_wire(
        &search_files::Request::new("what").limit(3_u32).context_depth(1_u32),
        "GET /v1/files/search?query=what&limit=3&contextDepth=1",
        Value::Null,
    );
    on_the_wire(&list_file_passages::Request::new("f"), "GET /v1/files/f/passages", Value::Null);
    on_the_wire(&list_file_tags::Request::new(), "GET /v1/files/tags", Value::Null);
    on_the_wire(&list_file_tag_values::Request::new("a b"), "GET /v1/files/tags/a%20b/values", Value::Null);
    on_the_wire(&list_knowledge_bases::Request::new(), "GET /v1/files/knowledge-bases", Value::Null);
}

#[test]
fn the_other_operations_travel_both_ways() {
    on_the_wire(
        &configure_integration::Request::new()
            .identifier(Patch::Remove)
            .schedule_register_call("monthly")
            .sandbox_identifiers(json!(["a"])),
        "POST /v1/chat/integrations/configure",
        json!({"identifier": null, "scheduleRegisterCall": "monthly", "sandboxIdentifiers": ["a"]}),
    );
    on_the_wire(&configure_integration::Request::new(), "POST /v1/chat/integrations/configure", json!({}));
    on_the_wire(
        &track_analytics::Request::new("n", 2_u64),
        "POST /v1/chat/analytics",
        json!({"name": "n", "count": 2}),
    );
    on_the_wire(
        &call_action::Request::new("slack:addReaction", json!({"a": 1})),
        "POST /v1/chat/actions",
        json!({"type": "slack:addReaction", "input": {"a": 1}}),
    );
    on_the_wire(
        &list_tag_values::Request::new("id/x", "conversation"),
        "GET /v1/chat/tags/id%2Fx/values?type=conversation",
        Value::Null,
    );
    on_the_wire(
        &capture_observation::Request::new("obs", json!({"a": 1})).trace_id("t"),
        "POST /v1/chat/observations",
        json!({"name": "obs", "data": {"a": 1}, "traceId": "t"}),
    );
    on_the_wire(&introspect::Request::new("bot_1"), "POST /v1/admin/introspect", json!({"botId": "bot_1"}));
    on_the_wire(
        &run_vrl::Request::new(json!({"a": 1}), ".a"),
        "POST /v1/admin/helper/vrl",
        json!({"data": {"a": 1}, "script": ".a"}),
    );
}

#[test]
fn workflows_travel_both_ways() {
    on_the_wire(
        &create_workflow::Request::new("w", WorkflowStatus::Pending).input(json!({"a": 1})).user_id("u"),
        "POST /v1/chat/workflows",
        json!({"name": "w", "status": "pending", "input": {"a": 1}, "userId": "u"}),
    );
    on_the_wire(&get_workflow::Request::new("w"), "GET /v1/chat/workflows/w", Value::Null);
    on_the_wire(
        &list_workflows::Request::new().statuses([WorkflowStatus::Pending, WorkflowStatus::Failed]),
        "GET /v1/chat/workflows?statuses=pending&statuses=failed",
        Value::Null,
    );
    on_the_wire(
        &get_or_create_workflow::Request::new("w", "pending")
            .tags(tags(&[("table", "7")]))
            .discriminate_by_tags(["table".to_owned()])
            .discriminate_by_status_group(WorkflowStatusGroup::Active),
        "POST /v1/chat/workflows/get-or-create",
        json!({"name": "w", "status": "pending", "tags": {"table": "7"}, "discriminateByTags": ["table"],
               "discriminateByStatusGroup": "active"}),
    );
    on_the_wire(
        &update_workflow::Request::new("w").status("completed"),
        "PUT /v1/chat/workflows/w",
        json!({"status": "completed"}),
    );
    on_the_wire(&delete_workflow::Request::new("w"), "DELETE /v1/chat/workflows/w", json!({}));
}

#[test]
fn tags_in_a_query_are_read_dotted_bracketed_and_as_json() {
    let expected = tags(&[("id", "a b"), ("x:y", "z")]);
    for query in [
        "tags.id=a%20b&tags.x%3Ay=z",
        "tags[id]=a+b&tags[x:y]=z",
        "tags%5Bid%5D=a%20b&tags%5Bx%3Ay%5D=z",
        "tags=%7B%22id%22%3A%22a%20b%22%2C%22x%3Ay%22%3A%22z%22%7D",
    ] {
        assert_eq!(list_users::Request::decode(&[], query, b"").unwrap().tags, Some(expected.clone()), "{query}");
    }
    let read = |query| list_files::Request::decode(&[], query, b"").unwrap().tags.unwrap();
    let expected = FileTagFilters::from([
        ("c".to_owned(), FileTagFilter::any_of(["d", "e"])),
        ("n".to_owned(), FileTagFilter::none_of(["q"])),
        ("x".to_owned(), FileTagFilter::exists(true)),
    ]);
    assert_eq!(read("tags.c=d&tags.c=e&tags.n.not=q&tags.x.exists=true"), expected);
    assert_eq!(read("tags[c][0]=d&tags[c][1]=e&tags[n][not]=q&tags[x][exists]=true"), expected);
    assert_eq!(
        read(
            "tags=%7B%22c%22%3A%5B%22d%22%2C%22e%22%5D%2C%22n%22%3A%7B%22not%22%3A%22q%22%7D%2C%22x%22%3A%7B%22exists%22%3Atrue%7D%7D"
        ),
        expected
    );
    assert_eq!(list_files::Request::decode(&[], "ids[]=a&ids[]=b", b"").unwrap().ids.unwrap().len(), 2);
}

#[test]
fn a_request_of_the_wrong_shape_is_refused_with_its_path() {
    let at = |result: Result<(), DecodeError>| result.unwrap_err().to_string();
    let event = |body: &str| create_event::Request::decode(&[], "", body.as_bytes()).map(drop);
    assert_eq!(at(event(r#"{"payload": {}}"#)), "body: missing field `type` at line 1 column 15");
    assert!(
        at(event(r#"{"type": "t", "payload": {}, "schedule": {"delay": "x"}}"#))
            .starts_with("body.schedule.delay: invalid type")
    );
    assert!(at(event("{} x")).starts_with("body: "));
    assert_eq!(
        at(list_users::Request::decode(&[], "pageSize=many", b"").map(drop)),
        r#"query.pageSize: expected a whole number, found "many""#
    );
    assert_eq!(at(list_tag_values::Request::decode(&["k"], "", b"").map(drop)), "query.type: is missing");
}

#[test]
fn a_page_gives_its_items_and_the_token_of_the_next() {
    let page = json!({"users": [{"id": "user_1", "tags": {"a": null}}], "meta": {"nextToken": "t"}});
    let (users, next) = list_users::Request::into_page(serde_json::from_value(page).unwrap());
    assert_eq!((users[0].id.as_str(), users[0].tags.len(), next.as_deref()), ("user_1", 0, Some("t")));
    let mut request = list_users::Request::new();
    request.set_next_token("t".to_owned());
    assert_eq!(request.encode().unwrap().path_and_query, "/v1/chat/users?nextToken=t");
}

#[test]
fn paths_are_split_before_they_are_decoded() {
    let parameters = match_path("/v1/chat/messages/{id}", "/v1/chat/messages/a%2Fb");
    assert_eq!(parameters, Some(vec!["a/b".to_owned()]));
    assert_eq!(match_path("/v1/chat/messages/{id}", "/v1/chat/messages/a/b"), None);
    assert_eq!(match_path("/v1/chat/messages/{id}", "/v1/chat/messages/"), None);
}

#[test]
fn what_a_request_carries_in_its_body_is_not_shown() {
    let request = set_state::Request::new("user", "u", "s", json!({"token": "hush"}));
    let shown = format!("{request:?}");
    assert!(shown.contains("setState") && !shown.contains("hush"), "{shown}");
}

#[test]
fn of_the_platforms_objects_only_the_id_is_required() {
    let message: botpress_api::types::Message = serde_json::from_value(json!({"id": "msg_1", "brandNew": 1})).unwrap();
    assert_eq!((message.id.as_str(), &message.payload, message.direction.as_str()), ("msg_1", &json!({}), ""));
    let event = json!({"id": "evt_1", "status": "brandNew", "failureReason": null});
    let event: botpress_api::types::Event = serde_json::from_value(event).unwrap();
    assert_eq!(event.status, EventStatus::Other("brandNew".to_owned()));
    for object in ["conversation", "user", "state", "file", "workflow"] {
        let reply = json!({object: {"id": "x"}});
        let read = match object {
            "conversation" => serde_json::from_value::<get_conversation::Response>(reply).map(drop),
            "user" => serde_json::from_value::<get_user::Response>(reply).map(drop),
            "state" => serde_json::from_value::<get_state::Response>(reply).map(drop),
            "file" => serde_json::from_value::<get_file::Response>(reply).map(drop),
            _ => serde_json::from_value::<get_workflow::Response>(reply).map(drop),
        };
        assert!(read.is_ok(), "{object}: {read:?}");
    }
    assert!(serde_json::from_value::<get_user::Response>(json!({"user": {"tags": {}}})).is_err());
}

#[test]
fn objects_are_written_in_the_platforms_form() {
    use botpress_api::types::{Direction, File, FileOwner, Message, UploadTarget};
    let message = Message::new("msg_1", "2026", Direction::Incoming, "conv_1", "user_1", "text", json!({"text": "x"}));
    assert_eq!(
        serde_json::to_value(create_message::Response::new(message)).unwrap(),
        json!({"message": {
            "id": "msg_1", "createdAt": "2026", "updatedAt": "2026", "type": "text", "payload": {"text": "x"},
            "direction": "incoming", "userId": "user_1", "conversationId": "conv_1", "tags": {},
        }})
    );
    let file =
        File::new("file_1", "2026", "bot_1", FileOwner::integration("acme/slack", "slack"), "a.txt", "text/plain");
    assert_eq!(
        serde_json::to_value(upsert_file::Response::new(UploadTarget::new(file, "https://u"))).unwrap(),
        json!({"file": {
            "id": "file_1", "botId": "bot_1", "key": "a.txt", "url": "", "size": null, "contentType": "text/plain",
            "tags": {}, "metadata": {}, "createdAt": "2026", "updatedAt": "2026", "accessPolicies": [], "index": false,
            "status": "upload_pending", "owner": {"type": "integration", "name": "acme/slack", "alias": "slack"},
            "uploadUrl": "https://u",
        }})
    );
}
