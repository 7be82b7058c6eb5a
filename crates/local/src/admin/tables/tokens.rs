//! Tokens: hashes, and what they are for.

use rusqlite::{OptionalExtension as _, Transaction, params};

use crate::failure::Failure;
use crate::platform::hub::{Token, TokenKind};

/// A token to keep.
#[derive(Debug, Clone)]
pub(crate) struct NewToken {
    /// What the API calls it; `None` for those that the library hands out.
    pub(crate) id: Option<String>,
    /// One token has it in a workspace: putting another one of the same name ends the one before.
    pub(crate) name: String,
    pub(crate) note: String,
    pub(crate) kind: TokenKind,
    pub(crate) hash: [u8; 32],
    pub(crate) workspace: i64,
    pub(crate) bot: Option<i64>,
    pub(crate) integration: Option<i64>,
}

/// A token as lists show it.
#[derive(Debug, Clone)]
pub(crate) struct Listed {
    pub(crate) id: String,
    pub(crate) note: String,
    pub(crate) created_at: i64,
}

/// Keeps a token.
pub(crate) fn put(tx: &Transaction<'_>, new: &NewToken, now: i64) -> Result<(), Failure> {
    tx.prepare_cached(
        "INSERT INTO tokens (id, workspace, name, note, kind, bot, integration, hash, created_at) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9) \
         ON CONFLICT (workspace, name) DO UPDATE SET kind = excluded.kind, bot = excluded.bot, hash = excluded.hash, \
         created_at = excluded.created_at",
    )?
    .execute(params![
        new.id,
        new.workspace,
        new.name,
        new.note,
        new.kind.as_str(),
        new.bot,
        new.integration,
        new.hash,
        now
    ])?;
    Ok(())
}

/// All tokens, of every workspace.
pub(crate) fn all(tx: &Transaction<'_>) -> Result<Vec<Token>, Failure> {
    let mut statement = tx.prepare_cached(
        "SELECT t.seq, t.kind, t.hash, t.workspace, t.bot, i.id, t.integration IS NOT NULL \
         FROM tokens t LEFT JOIN integrations i ON i.seq = t.integration AND i.deleted_at IS NULL",
    )?;
    let rows = statement.query_map([], |row| {
        let (kind, hash): (String, Vec<u8>) = (row.get(1)?, row.get(2)?);
        let (integration, bound): (Option<String>, bool) = (row.get(5)?, row.get(6)?);
        let (Some(kind), Ok(hash)) = (TokenKind::read(&kind), hash.try_into()) else { return Ok(None) };
        if bound && integration.is_none() {
            return Ok(None);
        }
        Ok(Some(Token { seq: row.get(0)?, kind, hash, workspace: row.get(3)?, bot: row.get(4)?, integration }))
    })?;
    Ok(rows.filter_map(Result::transpose).collect::<Result<_, _>>()?)
}

/// The personal access tokens of a workspace, newest first.
pub(crate) fn of_workspace(tx: &Transaction<'_>, workspace: i64) -> Result<Vec<Listed>, Failure> {
    listed(tx, "workspace", workspace, TokenKind::Personal)
}

/// The keys of an integration, newest first.
pub(crate) fn of_integration(tx: &Transaction<'_>, integration: i64) -> Result<Vec<Listed>, Failure> {
    listed(tx, "integration", integration, TokenKind::Integration)
}

/// The keys of a bot, newest first.
pub(crate) fn of_bot(tx: &Transaction<'_>, bot: i64) -> Result<Vec<Listed>, Failure> {
    listed(tx, "bot", bot, TokenKind::Bot)
}

fn listed(tx: &Transaction<'_>, column: &str, subject: i64, kind: TokenKind) -> Result<Vec<Listed>, Failure> {
    let mut statement = tx.prepare_cached(&format!(
        "SELECT id, note, created_at FROM tokens WHERE {column} = ?1 AND kind = ?2 AND id IS NOT NULL ORDER BY seq DESC"
    ))?;
    let rows = statement.query_map(params![subject, kind.as_str()], |row| {
        Ok(Listed { id: row.get(0)?, note: row.get(1)?, created_at: row.get(2)? })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Ends a token of the workspace.
pub(crate) fn delete(tx: &Transaction<'_>, workspace: i64, kind: TokenKind, id: &str) -> Result<(), Failure> {
    let found: Option<i64> = tx
        .prepare_cached("DELETE FROM tokens WHERE workspace = ?1 AND kind = ?2 AND id = ?3 RETURNING seq")?
        .query_row(params![workspace, kind.as_str(), id], |row| row.get(0))
        .optional()?;
    found.map(drop).ok_or_else(|| Failure::not_found("key", id))
}
