//! Searching indexed files. They are found by their words, not by what they mean.

use botpress_api::endpoint::{list_file_passages, list_knowledge_bases, search_files};
use botpress_api::types::{FoundPassage, ListMeta, Passage, PassageContext, PassageFile, PassageMeta};

use super::{Call, check_length, paging};
use crate::failure::Failure;
use crate::platform::clock::iso;
use crate::store::Transaction;
use crate::store::files::{self, FileRow};
use crate::store::paging::{DEFAULT_PAGE, LARGEST_PAGE};
use crate::store::passages::{self, Hit, PassageRow, Query};

/// What a query may have in characters.
const LONGEST_QUERY: usize = 2048;
/// How many passages may be added on either side.
const DEEPEST: u32 = 10;

pub(crate) async fn search(call: Call, request: search_files::Request) -> Result<search_files::Response, Failure> {
    check_length("query.query", &request.query, LONGEST_QUERY).map_err(|failure| match failure {
        Failure::Invalid { at, message } => Failure::Query { at, message },
        other => other,
    })?;
    let limit = request.limit.map_or(DEFAULT_PAGE, |limit| usize::try_from(limit).unwrap_or(LARGEST_PAGE));
    let query =
        Query { text: request.query, tags: request.tags.unwrap_or_default(), limit: limit.clamp(1, LARGEST_PAGE) };
    let depth = i64::from(request.context_depth.unwrap_or_default().min(DEEPEST));
    let (apart, joined) = (request.with_context.unwrap_or_default(), request.consolidate.unwrap_or_default());
    let found = call.run(move |work| {
        let hits = passages::search(work.tx, &work.scope, &query)?;
        if joined {
            return Ok(by_file(hits));
        }
        hits.into_iter().map(|hit| with_context(work.tx, &hit, depth, apart)).collect()
    });
    Ok(search_files::Response::new(found.await?))
}

pub(crate) async fn list_passages(
    call: Call,
    request: list_file_passages::Request,
) -> Result<list_file_passages::Response, Failure> {
    let size = paging(None, request.page_size.or(request.limit), None, None)?.size;
    let after = request.next_token.map(|token| {
        token.parse::<i64>().map_err(|_| Failure::query("query.nextToken", "is none that this API has given"))
    });
    let after = after.transpose()?;
    let (file, mut rows) = call
        .run(move |work| {
            let file = files::get(work.tx, &work.scope, request.id.as_str())?;
            let rows = passages::list(work.tx, &file, after, size + 1)?;
            Ok((file, rows))
        })
        .await?;
    let more = rows.len() > size;
    rows.truncate(size);
    let next = rows.last().filter(|_| more).map(|row| row.position.to_string());
    let shown = rows.into_iter().map(|row| {
        let mut passage = Passage::new(id(&file, &row), row.text);
        passage.meta = meta("chunk", Some(row.position));
        passage
    });
    Ok(list_file_passages::Response::new(shown.collect::<Vec<_>>(), ListMeta::new(next)))
}

/// Nothing here makes any.
pub(crate) async fn list_knowledge_bases(
    _: Call,
    _: list_knowledge_bases::Request,
) -> Result<list_knowledge_bases::Response, Failure> {
    Ok(list_knowledge_bases::Response::new(vec![], ListMeta::default()))
}

/// A passage with those around it: in its text, and apart when that was asked for.
fn with_context(tx: &Transaction<'_>, hit: &Hit, depth: i64, apart: bool) -> Result<FoundPassage, Failure> {
    let at = hit.passage.position;
    let around = if depth == 0 {
        vec![hit.passage.clone()]
    } else {
        passages::between(tx, &hit.file, at - depth, at + depth, usize::MAX)?
    };
    let texts: Vec<_> = around.iter().map(|row| row.text.as_str()).collect();
    let mut found = shown(hit, texts.join("\n\n"));
    found.meta = meta("chunk", Some(at));
    found.context = apart.then(|| {
        let context = around.iter().map(|row| {
            let offset = row.position - at;
            let kind = match offset {
                ..0 => "preceding",
                0 => "current",
                1.. => "subsequent",
            };
            let mut context = PassageContext::new(kind, row.text.as_str());
            context.id = Some(id(&hit.file, row));
            context.offset = Some(offset);
            context
        });
        context.collect()
    });
    Ok(found)
}

/// The passages of each file as one, in the order of the file; the file with the best one first.
fn by_file(mut hits: Vec<Hit>) -> Vec<FoundPassage> {
    let mut found = vec![];
    while let Some(best) = hits.first().cloned() {
        let (mut own, others): (Vec<_>, _) = hits.into_iter().partition(|hit| hit.file.seq == best.file.seq);
        own.sort_by_key(|hit| hit.passage.position);
        let texts: Vec<_> = own.iter().map(|hit| hit.passage.text.as_str()).collect();
        let mut one = shown(&best, texts.join("\n\n"));
        one.meta = meta("consolidated", None);
        found.push(one);
        hits = others;
    }
    found
}

fn shown(hit: &Hit, content: String) -> FoundPassage {
    let file = &hit.file;
    let (created, updated) = (iso(file.created_at), iso(file.updated_at));
    let mut of = PassageFile::new(file.id.as_str(), file.key.as_str(), file.content_type.as_str(), created, updated);
    of.metadata = file.metadata.clone();
    of.tags = file.tags.clone();
    let mut found = FoundPassage::new(content, hit.score);
    found.file = Some(of);
    found
}

fn meta(kind: &str, position: Option<i64>) -> PassageMeta {
    let mut meta = PassageMeta::new();
    meta.kind = Some(kind.to_owned());
    meta.position = position.and_then(|position| u32::try_from(position).ok());
    meta
}

fn id(file: &FileRow, passage: &PassageRow) -> String {
    format!("{}-{}", file.id, passage.position)
}
