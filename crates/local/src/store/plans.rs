//! How SQLite goes about each list, with each filter.

use std::cell::RefCell;

use rusqlite::types::Value;
use rusqlite::{Transaction, params_from_iter};
use serde_json::json;

use super::conversations::ConversationFilter;
use super::events::EventFilter;
use super::files::FileFilter;
use super::messages::MessageFilter;
use super::paging::{Field, Paging};
use super::tags::TagKey;
use super::users::UserFilter;
use super::workflows::WorkflowFilter;
use super::{
    BOT, Data, Scope, connect, conversations, events, files, installs, messages, participants, users, workflows,
};
use crate::failure::Failure;

thread_local! {
    static PLANS: RefCell<Vec<String>> = const { RefCell::new(vec![]) };
}

/// Notes the plan of a page that is about to be read.
pub(super) fn note(tx: &Transaction<'_>, sql: &str, args: &[Value]) -> Result<(), Failure> {
    let mut statement = tx.prepare(&format!("EXPLAIN QUERY PLAN {sql}"))?;
    let steps = statement.query_map(params_from_iter(args), |row| row.get::<_, String>(3))?;
    let plan = steps.collect::<Result<Vec<_>, _>>()?.join("\n");
    PLANS.with_borrow_mut(|plans| plans.push(plan));
    Ok(())
}

#[test]
fn no_list_walks_through_a_table_and_none_sorts_that_is_not_narrowed_by_tags_members_or_times() {
    let mut connection = connect(&Data::Memory).unwrap();
    let tx = connection.transaction().unwrap();
    let bot = installs::bot(&tx, "w", "b", "u", "Bot", 0).unwrap().seq;
    let bot_scope = Scope { bot, owner: BOT, now: 0 };
    conversations::create(&tx, &bot_scope, BOT, "c", "dm", Default::default()).unwrap();
    let tag = || vec![(TagKey { owner: 7, key: "id".to_owned() }, "1".to_owned())];
    let text = |text: &str| Some(text.to_owned());
    let user = || UserFilter { conversation: None, tags: vec![], after: None, before: None, range: Field::CreatedAt };
    let file = |tags: serde_json::Value| {
        let query = format!("tags={}", tags.to_string().replace('"', "%22"));
        let tags = <botpress_api::endpoint::list_files::Request as botpress_api::Endpoint>::decode(&[], &query, b"");
        FileFilter { tags: tags.unwrap().tags.unwrap(), ..FileFilter::default() }
    };
    for scope in [bot_scope, Scope { owner: 7, ..bot_scope }] {
        for (field, ascending) in [(Field::CreatedAt, false), (Field::CreatedAt, true), (Field::UpdatedAt, false)] {
            let paging = Paging { field, ascending, ..Paging::newest(None, None) };
            let times = (Some(1), Some(2));
            for filter in [
                user(),
                UserFilter { tags: tag(), ..user() },
                UserFilter { conversation: scope.is_bot().then(|| "c".to_owned()), ..user() },
                UserFilter { after: times.0, before: times.1, range: field, ..user() },
            ] {
                let narrowed = !filter.tags.is_empty() || filter.conversation.is_some();
                users::list(&tx, &scope, filter, &paging).unwrap();
                check("users", narrowed);
            }
            for filter in [
                ConversationFilter::default(),
                ConversationFilter { tags: tag(), ..Default::default() },
                ConversationFilter { participants: vec!["u".to_owned(), "v".to_owned()], ..Default::default() },
                ConversationFilter { integration: text("chat"), ..Default::default() },
                ConversationFilter { channel: text("dm"), ..Default::default() },
                ConversationFilter { after: times.0, before: times.1, ..Default::default() },
                ConversationFilter { min_messages: Some(1), max_messages: Some(2), ..Default::default() },
            ] {
                let by_time = filter.after.is_some() && field != Field::CreatedAt;
                let narrowed = by_time || !filter.tags.is_empty() || !filter.participants.is_empty();
                conversations::list(&tx, &scope, filter, &paging).unwrap();
                check("conversations", narrowed);
            }
        }
        let paging = Paging::newest(None, None);
        for filter in [
            MessageFilter::default(),
            MessageFilter { conversation: scope.is_bot().then(|| "c".to_owned()), ..Default::default() },
            MessageFilter { tags: tag(), ..Default::default() },
            MessageFilter { after: Some(1), before: Some(2), ..Default::default() },
        ] {
            let narrowed = !filter.tags.is_empty();
            messages::list(&tx, &scope, filter, &paging).unwrap();
            check("messages", narrowed);
        }
        for filter in [
            EventFilter::default(),
            EventFilter { kind: text("k"), ..Default::default() },
            EventFilter { conversation_id: text("c"), ..Default::default() },
            EventFilter { user_id: text("u"), ..Default::default() },
            EventFilter { message_id: text("m"), ..Default::default() },
            EventFilter { workflow_id: text("w"), ..Default::default() },
            EventFilter { status: text("pending"), ..Default::default() },
        ] {
            events::list(&tx, &scope, filter, &paging).unwrap();
            check("events", false);
        }
        for filter in [
            WorkflowFilter::default(),
            WorkflowFilter { name: text("n"), ..Default::default() },
            WorkflowFilter { conversation_id: text("c"), ..Default::default() },
            WorkflowFilter { user_id: text("u"), ..Default::default() },
            WorkflowFilter { parent_id: text("p"), ..Default::default() },
            WorkflowFilter { statuses: vec!["failed".to_owned()], ..Default::default() },
            WorkflowFilter { tags: tag(), ..Default::default() },
        ] {
            let narrowed = !filter.tags.is_empty();
            workflows::list(&tx, &scope, filter, &paging).unwrap();
            check("workflows", narrowed);
        }
        for field in [Field::CreatedAt, Field::UpdatedAt, Field::Key, Field::Size, Field::Status] {
            let paging = Paging { field, ..Paging::newest(None, None) };
            for (narrowed, filter) in [
                (false, FileFilter::default()),
                (false, FileFilter { indexed: Some(true), ..FileFilter::default() }),
                (true, FileFilter { ids: vec!["f".to_owned()], ..FileFilter::default() }),
                (true, file(json!({ "a": ["1", "2"], "b": { "in": ["3"] } }))),
                (true, file(json!({ "a": { "exists": true } }))),
                (false, file(json!({ "a": { "not": "1" }, "b": { "exists": false } }))),
            ] {
                files::list(&tx, &scope, filter, &paging).unwrap();
                check("files", narrowed);
            }
        }
    }
    participants::list(&tx, &bot_scope, "c", &Paging::newest(None, None)).unwrap();
    check("participants", false);
}

/// The page just read began at an index. One that was narrowed may sort what is left.
fn check(what: &str, narrowed: bool) {
    let plan = PLANS.with_borrow_mut(Vec::pop).unwrap();
    // `w` is what it was narrowed to; `i` are the installations, of which a bot has a few.
    let walks = plan.lines().any(|step| step.starts_with("SCAN") && !["SCAN w", "SCAN i"].contains(&step));
    assert!(!walks, "{what}:\n{plan}");
    assert!(narrowed || !plan.contains("TEMP B-TREE"), "{what}:\n{plan}");
}
