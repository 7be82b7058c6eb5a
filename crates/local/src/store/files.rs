//! Files: what is known about them, and their content in pieces.
//!
//! Content is written under a number of its own while it arrives and becomes the file's when it is complete: a reader
//! sees all of it or none, and an upload that breaks off leaves nothing that counts. Content that no file has any more
//! is removed.

use botpress_api::types::{FileTagFilters, Object};
use rusqlite::types::Value as Sql;
use rusqlite::{OptionalExtension as _, Row, Transaction, params};

use super::paging::{Page, Paging, Select};
use super::users::{Texts, json};
use super::{Scope, passages};
use crate::failure::Failure;

/// A file as it is known.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct FileRow {
    pub(crate) seq: i64,
    pub(crate) id: String,
    pub(crate) owner: i64,
    /// The name and alias of the integration that owns it.
    pub(crate) integration: Option<(String, String)>,
    pub(crate) key: String,
    pub(crate) content_type: String,
    /// What the upload has to have.
    pub(crate) expected: i64,
    /// What it has, once it is uploaded.
    pub(crate) size: Option<i64>,
    pub(crate) content: Option<i64>,
    /// Counts its upserts: what was signed for an earlier one is void.
    pub(crate) generation: i64,
    pub(crate) status: String,
    pub(crate) failed_reason: Option<String>,
    pub(crate) metadata: Object,
    pub(crate) public: bool,
    pub(crate) shared: bool,
    pub(crate) indexed: bool,
    pub(crate) expires_at: Option<i64>,
    pub(crate) tags: Texts,
    pub(crate) created_at: i64,
    pub(crate) updated_at: i64,
}

/// A file to be created, or to begin anew.
#[derive(Debug, Clone)]
pub(crate) struct NewFile {
    pub(crate) id: String,
    pub(crate) key: String,
    pub(crate) content_type: String,
    pub(crate) size: i64,
    pub(crate) metadata: Object,
    pub(crate) tags: Texts,
    pub(crate) public: bool,
    pub(crate) shared: bool,
    pub(crate) indexed: bool,
    pub(crate) expires_at: Option<i64>,
}

/// What to change; what is `None` stays.
#[derive(Debug, Clone, Default)]
pub(crate) struct FileChange {
    /// `null` removes a member.
    pub(crate) metadata: Object,
    /// `None` removes.
    pub(crate) tags: Vec<(String, Option<String>)>,
    /// Public and shared.
    pub(crate) access: Option<(bool, bool)>,
    pub(crate) expires_at: botpress_api::Patch<i64>,
}

/// Which files to list.
#[derive(Debug, Clone, Default)]
pub(crate) struct FileFilter {
    pub(crate) tags: FileTagFilters,
    pub(crate) ids: Vec<String>,
    pub(crate) indexed: Option<bool>,
}

/// Creates the file, or has the one with this key begin anew: without content, and with what is given only.
pub(crate) fn upsert(tx: &Transaction<'_>, scope: &Scope, new: &NewFile) -> Result<FileRow, Failure> {
    let old: Option<i64> = tx
        .prepare_cached("SELECT content FROM files WHERE bot = ?1 AND owner = ?2 AND key = ?3")?
        .query_row(params![scope.bot, scope.owner, new.key], |row| row.get(0))
        .optional()?
        .flatten();
    let seq = tx
        .prepare_cached(
            "INSERT INTO files (id, bot, owner, key, content_type, expected, status, metadata, public, shared, indexed, \
             expires_at, created_at, updated_at) \
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, 'upload_pending', ?7, ?8, ?9, ?10, ?11, ?12, ?12) \
             ON CONFLICT (bot, owner, key) DO UPDATE SET content_type = excluded.content_type, \
             expected = excluded.expected, size = -1, content = NULL, generation = generation + 1, \
             status = excluded.status, failed_reason = NULL, metadata = excluded.metadata, public = excluded.public, \
             shared = excluded.shared, indexed = excluded.indexed, expires_at = excluded.expires_at, \
             updated_at = excluded.updated_at RETURNING seq",
        )?
        .query_row(
            params![
                new.id,
                scope.bot,
                scope.owner,
                new.key,
                new.content_type,
                new.size,
                serde_json::Value::Object(new.metadata.clone()).to_string(),
                new.public,
                new.shared,
                new.indexed,
                new.expires_at,
                scope.now
            ],
            |row| row.get(0),
        )?;
    tx.prepare_cached("DELETE FROM file_tags WHERE object = ?1")?.execute(params![seq])?;
    for (key, value) in &new.tags {
        put_tag(tx, seq, key, Some(value))?;
    }
    release(tx, old)?;
    load(tx, seq)
}

/// The file with this id or key, if the scope sees it: its own before those that others share.
pub(crate) fn get(tx: &Transaction<'_>, scope: &Scope, id_or_key: &str) -> Result<FileRow, Failure> {
    find(tx, scope, id_or_key, false)
}

/// Changes what is known about a file of the scope's own.
pub(crate) fn update(
    tx: &Transaction<'_>,
    scope: &Scope,
    id_or_key: &str,
    change: FileChange,
) -> Result<FileRow, Failure> {
    let mut file = find(tx, scope, id_or_key, true)?;
    for (key, value) in change.metadata {
        if value.is_null() {
            file.metadata.shift_remove(&key);
        } else {
            file.metadata.insert(key, value);
        }
    }
    change.expires_at.apply(&mut file.expires_at);
    let (public, shared) = change.access.unwrap_or((file.public, file.shared));
    for (key, value) in &change.tags {
        put_tag(tx, file.seq, key, value.as_deref())?;
    }
    tx.prepare_cached(
        "UPDATE files SET metadata = ?2, public = ?3, shared = ?4, expires_at = ?5, updated_at = ?6 WHERE seq = ?1",
    )?
    .execute(params![
        file.seq,
        serde_json::Value::Object(file.metadata).to_string(),
        public,
        shared,
        file.expires_at,
        scope.now
    ])?;
    load(tx, file.seq)
}

/// Removes a file of the scope's own.
pub(crate) fn delete(tx: &Transaction<'_>, scope: &Scope, id_or_key: &str) -> Result<(), Failure> {
    let file = find(tx, scope, id_or_key, true)?;
    tx.prepare_cached("DELETE FROM files WHERE seq = ?1")?.execute(params![file.seq])?;
    release(tx, file.content)
}

/// Copies a file with its content to another key of the scope's own.
pub(crate) fn copy(
    tx: &Transaction<'_>,
    scope: &Scope,
    id_or_key: &str,
    id: &str,
    key: &str,
    overwrite: bool,
) -> Result<FileRow, Failure> {
    let from = get(tx, scope, id_or_key)?;
    if from.content.is_none() {
        let message = format!("the file `{}` has no content yet", from.key);
        return Err(Failure::invalid("path.idOrKey", message));
    }
    let there: Option<i64> = tx
        .prepare_cached("SELECT seq FROM files WHERE bot = ?1 AND owner = ?2 AND key = ?3")?
        .query_row(params![scope.bot, scope.owner, key], |row| row.get(0))
        .optional()?;
    if there == Some(from.seq) {
        return Ok(from);
    }
    if there.is_some() && !overwrite {
        return Err(Failure::Conflict(format!("path.destinationKey: there is a file `{key}`: set `overwrite`")));
    }
    let new = NewFile {
        id: id.to_owned(),
        key: key.to_owned(),
        content_type: from.content_type,
        size: from.expected,
        metadata: from.metadata,
        tags: from.tags,
        public: from.public,
        shared: from.shared,
        indexed: from.indexed,
        expires_at: from.expires_at,
    };
    let to = upsert(tx, scope, &new)?;
    tx.prepare_cached("UPDATE files SET content = ?2, size = ?3, status = ?4 WHERE seq = ?1")?.execute(params![
        to.seq,
        from.content,
        from.size,
        from.status
    ])?;
    load(tx, to.seq)
}

/// One page of files.
pub(crate) fn list(
    tx: &Transaction<'_>,
    scope: &Scope,
    filter: FileFilter,
    paging: &Paging,
) -> Result<Page<FileRow>, Failure> {
    selection(scope, filter).page(tx, paging)?.load(|seq| load(tx, seq))
}

pub(super) fn selection(scope: &Scope, filter: FileFilter) -> Select {
    let mut select = Select::from("files");
    select.and("o.bot = ?", [scope.bot]);
    if !scope.is_bot() {
        select.and("(o.owner = ? OR o.shared)", [scope.owner]);
    }
    if !filter.ids.is_empty() {
        let marks = marks(filter.ids.len());
        select.within(&format!("SELECT seq AS object FROM files WHERE id IN ({marks})"), filter.ids);
    }
    for (key, filter) in filter.tags {
        for values in [filter.any_of, filter.within] {
            if !values.is_empty() {
                let marks = marks(values.len());
                select.within(
                    &format!("SELECT object FROM file_tags WHERE key = ? AND value IN ({marks})"),
                    std::iter::once(key.clone()).chain(values),
                );
            }
        }
        let of_file = "SELECT 1 FROM file_tags x WHERE x.object = o.seq AND x.key = ?";
        if !filter.none_of.is_empty() {
            let marks = marks(filter.none_of.len());
            select.and(
                &format!("NOT EXISTS ({of_file} AND x.value IN ({marks}))"),
                std::iter::once(key.clone()).chain(filter.none_of),
            );
        }
        match filter.exists {
            Some(true) => select.within("SELECT object FROM file_tags WHERE key = ?", [key]),
            Some(false) => select.and(&format!("NOT EXISTS ({of_file})"), [key]),
            None => {}
        }
    }
    if let Some(indexed) = filter.indexed {
        select.and::<Sql>("o.indexed = ?", [i64::from(indexed).into()]);
    }
    select
}

/// The tags that the files of the scope have, in order.
pub(crate) fn tags(
    tx: &Transaction<'_>,
    scope: &Scope,
    after: Option<&str>,
    limit: usize,
) -> Result<Vec<String>, Failure> {
    let mut statement = tx.prepare_cached(
        "SELECT DISTINCT t.key FROM file_tags t JOIN files o ON o.seq = t.object \
         WHERE o.bot = ?1 AND (?2 = 0 OR o.owner = ?2 OR o.shared) AND t.key > ?3 ORDER BY t.key LIMIT ?4",
    )?;
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let rows =
        statement.query_map(params![scope.bot, scope.owner, after.unwrap_or_default(), limit], |row| row.get(0))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// The values that a tag of the scope's files has, in order.
pub(crate) fn tag_values(
    tx: &Transaction<'_>,
    scope: &Scope,
    tag: &str,
    after: Option<&str>,
    limit: usize,
) -> Result<Vec<String>, Failure> {
    let mut statement = tx.prepare_cached(
        "SELECT DISTINCT t.value FROM file_tags t JOIN files o ON o.seq = t.object \
         WHERE t.key = ?3 AND o.bot = ?1 AND (?2 = 0 OR o.owner = ?2 OR o.shared) AND (?4 IS NULL OR t.value > ?4) \
         ORDER BY t.value LIMIT ?5",
    )?;
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let rows = statement.query_map(params![scope.bot, scope.owner, tag, after, limit], |row| row.get(0))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// The file with this id, whoever asks: for URLs that say by themselves who may use them.
pub(crate) fn by_id(tx: &Transaction<'_>, id: &str, now: i64) -> Result<FileRow, Failure> {
    let seq: Option<i64> = tx
        .prepare_cached("SELECT seq FROM files WHERE id = ?1 AND (expires_at IS NULL OR expires_at > ?2)")?
        .query_row(params![id, now], |row| row.get(0))
        .optional()?;
    load(tx, seq.ok_or_else(|| Failure::not_found("file", id))?)
}

/// Begins new content.
pub(crate) fn begin_content(tx: &Transaction<'_>) -> Result<i64, Failure> {
    tx.prepare_cached("INSERT INTO contents DEFAULT VALUES")?.execute([])?;
    Ok(tx.last_insert_rowid())
}

/// Adds a piece to content that is arriving.
pub(crate) fn add_chunk(tx: &Transaction<'_>, content: i64, number: i64, data: &[u8]) -> Result<(), Failure> {
    tx.prepare_cached("INSERT INTO chunks (content, number, data) VALUES (?1, ?2, ?3)")?
        .execute(params![content, number, data])?;
    Ok(())
}

/// Makes content that has arrived the file's, unless the file began anew meanwhile, and indexes it when that is wanted.
pub(crate) fn complete(
    tx: &Transaction<'_>,
    id: &str,
    generation: i64,
    content: i64,
    now: i64,
) -> Result<FileRow, Failure> {
    let file = by_id(tx, id, now)?;
    if file.generation != generation {
        return Err(Failure::Conflict(format!("the file `{}` was begun anew meanwhile", file.key)));
    }
    let (status, reason) = match file.indexed.then(|| passages::index(tx, &file, content)).transpose()? {
        None => ("upload_completed", None),
        Some(Ok(())) => ("indexing_completed", None),
        Some(Err(reason)) => ("indexing_failed", Some(reason)),
    };
    tx.prepare_cached(
        "UPDATE files SET content = ?2, size = expected, status = ?3, failed_reason = ?4, updated_at = ?5 WHERE seq = ?1",
    )?
    .execute(params![file.seq, content, status, reason, now])?;
    release(tx, file.content)?;
    load(tx, file.seq)
}

/// Forgets content that will not be complete, and notes why on the file when it still waits for it.
pub(crate) fn give_up(
    tx: &Transaction<'_>,
    id: &str,
    generation: i64,
    content: Option<i64>,
    reason: &str,
) -> Result<(), Failure> {
    tx.prepare_cached("DELETE FROM contents WHERE seq = ?1")?.execute(params![content])?;
    tx.prepare_cached(
        "UPDATE files SET status = 'upload_failed', failed_reason = ?3 \
         WHERE id = ?1 AND generation = ?2 AND status IN ('upload_pending', 'upload_failed')",
    )?
    .execute(params![id, generation, reason])?;
    Ok(())
}

/// A piece of content; `None` after the last.
pub(crate) fn chunk(tx: &Transaction<'_>, content: i64, number: i64) -> Result<Option<Vec<u8>>, Failure> {
    Ok(tx
        .prepare_cached("SELECT data FROM chunks WHERE content = ?1 AND number = ?2")?
        .query_row(params![content, number], |row| row.get(0))
        .optional()?)
}

/// Removes what has expired.
pub(crate) fn purge(tx: &Transaction<'_>, now: i64) -> Result<(), Failure> {
    let mut statement = tx.prepare_cached("DELETE FROM files WHERE expires_at <= ?1 RETURNING content")?;
    let gone: Vec<Option<i64>> = statement.query_map(params![now], |row| row.get(0))?.collect::<Result<_, _>>()?;
    gone.into_iter().try_for_each(|content| release(tx, content))
}

/// Removes content that belongs to no file: what an earlier run was receiving when it ended.
pub(crate) fn clean(tx: &Transaction<'_>) -> Result<(), Failure> {
    tx.execute("DELETE FROM contents WHERE seq NOT IN (SELECT content FROM files WHERE content IS NOT NULL)", [])?;
    Ok(())
}

/// Removes content that no file has any more; copies share it.
fn release(tx: &Transaction<'_>, content: Option<i64>) -> Result<(), Failure> {
    tx.prepare_cached(
        "DELETE FROM contents WHERE seq = ?1 AND NOT EXISTS (SELECT 1 FROM files f WHERE f.content = contents.seq)",
    )?
    .execute(params![content])?;
    Ok(())
}

/// Its own before others', an id before a key.
fn find(tx: &Transaction<'_>, scope: &Scope, id_or_key: &str, to_write: bool) -> Result<FileRow, Failure> {
    let seq: Option<i64> = tx
        .prepare_cached(
            "SELECT seq FROM files WHERE bot = ?1 AND (id = ?2 OR key = ?2) \
             AND (?3 = 0 OR owner = ?3 OR (shared AND NOT ?4)) AND (expires_at IS NULL OR expires_at > ?5) \
             ORDER BY id = ?2 DESC, owner = ?3 DESC, seq LIMIT 1",
        )?
        .query_row(params![scope.bot, id_or_key, scope.owner, to_write, scope.now], |row| row.get(0))
        .optional()?;
    load(tx, seq.ok_or_else(|| Failure::not_found("file", id_or_key))?)
}

fn put_tag(tx: &Transaction<'_>, file: i64, key: &str, value: Option<&str>) -> Result<(), Failure> {
    match value {
        Some(value) => tx
            .prepare_cached(
                "INSERT INTO file_tags (object, key, value) VALUES (?1, ?2, ?3) \
                 ON CONFLICT (object, key) DO UPDATE SET value = excluded.value",
            )?
            .execute(params![file, key, value])?,
        None => {
            tx.prepare_cached("DELETE FROM file_tags WHERE object = ?1 AND key = ?2")?.execute(params![file, key])?
        }
    };
    Ok(())
}

fn marks(count: usize) -> String {
    vec!["?"; count].join(", ")
}

pub(super) fn load(tx: &Transaction<'_>, seq: i64) -> Result<FileRow, Failure> {
    let mut statement = tx.prepare_cached("SELECT key, value FROM file_tags WHERE object = ?1 ORDER BY key")?;
    let tags = statement.query_map(params![seq], |row| Ok((row.get(0)?, row.get(1)?)))?.collect::<Result<_, _>>()?;
    let mut statement = tx.prepare_cached(
        "SELECT f.id, f.owner, n.name, i.alias, f.key, f.content_type, f.expected, f.size, f.content, f.generation, \
         f.status, f.failed_reason, f.metadata, f.public, f.shared, f.indexed, f.expires_at, f.created_at, f.updated_at \
         FROM files f LEFT JOIN instances i ON i.seq = f.owner LEFT JOIN integrations n ON n.seq = i.integration \
         WHERE f.seq = ?1",
    )?;
    Ok(statement.query_row(params![seq], |row| read(row, seq, tags))?)
}

fn read(row: &Row<'_>, seq: i64, tags: Texts) -> rusqlite::Result<FileRow> {
    let integration: (Option<String>, Option<String>) = (row.get(2)?, row.get(3)?);
    Ok(FileRow {
        seq,
        id: row.get(0)?,
        owner: row.get(1)?,
        integration: integration.0.zip(integration.1),
        key: row.get(4)?,
        content_type: row.get(5)?,
        expected: row.get(6)?,
        size: Some(row.get(7)?).filter(|size| *size >= 0),
        content: row.get(8)?,
        generation: row.get(9)?,
        status: row.get(10)?,
        failed_reason: row.get(11)?,
        metadata: json(12, row.get_ref(12)?.as_str()?)?,
        public: row.get(13)?,
        shared: row.get(14)?,
        indexed: row.get(15)?,
        expires_at: row.get(16)?,
        tags,
        created_at: row.get(17)?,
        updated_at: row.get(18)?,
    })
}
