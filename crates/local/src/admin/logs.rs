//! Logs of integrations and bots.

use botpress_api::endpoint::admin::{get_bot_logs, get_integration_logs};
use botpress_api::types::LogEntry;

use super::tables::{bots, integrations};
use super::{AdminCall, LARGEST_PAGE};
use crate::failure::Failure;
use crate::platform::clock::{iso, parse_iso};
use crate::platform::logs::LogLine;

pub(super) async fn of_integration(
    call: AdminCall,
    request: get_integration_logs::Request,
) -> Result<get_integration_logs::Response, Failure> {
    let (workspace, id) = (call.workspace.seq, request.id.into_string());
    let wanted = id.clone();
    call.hub
        .run(move |tx| match integrations::get(tx, &wanted)?.filter(|row| row.workspace == workspace) {
            Some(_) => Ok(()),
            None => Err(Failure::not_found("integration", wanted)),
        })
        .await?;
    let filter = Filter {
        start: time("query.timeStart", Some(request.time_start))?,
        end: time("query.timeEnd", request.time_end)?,
        level: request.level,
        user: request.user_id.map(String::from),
        conversation: request.conversation_id.map(String::from),
        contains: request.message_contains,
        token: request.next_token,
    };
    let (logs, next) = filter.page(&call, |line| line.integration_id.as_deref() == Some(id.as_str()))?;
    Ok(get_integration_logs::Response::new(logs, next))
}

pub(super) async fn of_bot(call: AdminCall, request: get_bot_logs::Request) -> Result<get_bot_logs::Response, Failure> {
    let (workspace, id) = (call.workspace.seq, request.id.into_string());
    let wanted = id.clone();
    call.hub.run(move |tx| bots::get(tx, workspace, &wanted)).await?;
    let filter = Filter {
        start: time("query.timeStart", Some(request.time_start))?,
        end: time("query.timeEnd", request.time_end)?,
        level: request.level,
        user: request.user_id.map(String::from),
        conversation: request.conversation_id.map(String::from),
        contains: request.message_contains,
        token: request.next_token,
    };
    let (logs, next) = filter.page(&call, |line| line.bot_id == id)?;
    Ok(get_bot_logs::Response::new(logs, next))
}

struct Filter {
    start: Option<i64>,
    end: Option<i64>,
    level: Option<String>,
    user: Option<String>,
    conversation: Option<String>,
    contains: Option<String>,
    token: Option<String>,
}

impl Filter {
    /// Newest first; the token is the number of the last line of the page before.
    fn page(
        &self,
        call: &AdminCall,
        subject: impl Fn(&LogLine) -> bool,
    ) -> Result<(Vec<LogEntry>, Option<String>), Failure> {
        let before = match &self.token {
            None => u64::MAX,
            Some(token) => {
                token.parse().map_err(|_| Failure::query("query.nextToken", "is none that this API has given"))?
            }
        };
        let same = |wanted: &Option<String>, found: Option<&str>| wanted.as_deref().is_none_or(|it| found == Some(it));
        let mut lines = call.hub.logs.read(|line| {
            line.number < before
                && self.start.is_none_or(|start| line.at >= start)
                && self.end.is_none_or(|end| line.at <= end)
                && same(&self.level, Some(line.level))
                && same(&self.user, line.user_id.as_deref())
                && same(&self.conversation, line.conversation_id.as_deref())
                && self.contains.as_ref().is_none_or(|text| line.message.contains(text.as_str()))
                && subject(line)
        });
        let more = lines.len() > LARGEST_PAGE;
        lines.truncate(LARGEST_PAGE);
        let next = lines.last().filter(|_| more).map(|line| line.number.to_string());
        Ok((lines.into_iter().map(entry).collect(), next))
    }
}

fn entry(line: LogLine) -> LogEntry {
    let mut entry = LogEntry::new(iso(line.at), line.level, line.message);
    entry.user_id = line.user_id.map(Into::into);
    entry.conversation_id = line.conversation_id.map(Into::into);
    entry
}

fn time(at: &str, text: Option<String>) -> Result<Option<i64>, Failure> {
    let read = |text: String| {
        parse_iso(&text)
            .ok_or_else(|| Failure::query(at, format!("`{text}` is no time in ISO 8601, as 2026-11-22T06:41:43.000Z")))
    };
    text.map(read).transpose()
}
