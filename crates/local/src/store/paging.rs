//! Selections with filters, and their pages.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use rusqlite::types::Value;
use rusqlite::{OptionalExtension as _, Transaction, params_from_iter};

use super::Scope;
use super::tags::Tagged;
use crate::failure::Failure;

/// Rows of a page when the caller does not say.
pub(crate) const DEFAULT_PAGE: usize = 20;
/// Rows of a page at most, whatever the caller says.
pub(crate) const LARGEST_PAGE: usize = 100;

/// Which page of a list, in which order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Paging {
    pub(crate) token: Option<String>,
    pub(crate) size: usize,
    pub(crate) field: Field,
    pub(crate) ascending: bool,
}

/// What a list is sorted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Field {
    CreatedAt,
    UpdatedAt,
}

impl Field {
    pub(super) const fn column(self) -> &'static str {
        match self {
            Self::CreatedAt => "created_at",
            Self::UpdatedAt => "updated_at",
        }
    }
}

/// One page: what is on it, and how to ask for the next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Page<T> {
    pub(crate) items: Vec<T>,
    pub(crate) next: Option<String>,
}

impl Paging {
    /// Newest first, which is the API's order unless asked otherwise.
    pub(crate) fn newest(token: Option<String>, size: Option<usize>) -> Self {
        Self {
            token,
            size: size.unwrap_or(DEFAULT_PAGE).clamp(1, LARGEST_PAGE),
            field: Field::CreatedAt,
            ascending: false,
        }
    }
}

/// `SELECT` over one table, called `o`, put together filter by filter.
#[derive(Debug)]
pub(super) struct Select {
    table: &'static str,
    joins: String,
    join_args: Vec<Value>,
    conditions: String,
    args: Vec<Value>,
}

impl Select {
    pub(super) fn from(table: &'static str) -> Self {
        Self { table, joins: String::new(), join_args: vec![], conditions: "1".to_owned(), args: vec![] }
    }

    /// What the scope made; for the bot, everything of the bot.
    pub(super) fn owned(table: &'static str, scope: &Scope) -> Self {
        let mut select = Self::from(table);
        select.and("o.bot = ?", [scope.bot]);
        if !scope.is_bot() {
            select.and("o.owner = ?", [scope.owner]);
        }
        select
    }

    pub(super) fn and<V: Into<Value>>(&mut self, condition: &str, args: impl IntoIterator<Item = V>) {
        self.conditions.push_str(" AND ");
        self.conditions.push_str(condition);
        self.args.extend(args.into_iter().map(Into::into));
    }

    pub(super) fn and_maybe<V: Into<Value>>(&mut self, condition: &str, arg: Option<V>) {
        if let Some(arg) = arg {
            self.and(condition, [arg]);
        }
    }

    pub(super) fn join(&mut self, join: &str, args: impl IntoIterator<Item = Value>) {
        self.joins.push(' ');
        self.joins.push_str(join);
        self.join_args.extend(args);
    }

    /// Joined rather than tested row by row, so that the tag's index can lead.
    pub(super) fn with_tag(&mut self, kind: Tagged, owner: i64, key: &str, value: &str) {
        let (table, name) = (kind.table(), format!("t{}", self.joins.len()));
        self.join(
            &format!(
                "JOIN {table} {name} ON {name}.object = o.seq AND {name}.owner = ? AND {name}.key = ? AND {name}.value = ?"
            ),
            [owner.into(), key.to_owned().into(), value.to_owned().into()],
        );
    }

    pub(super) fn without_tag(&mut self, kind: Tagged, owner: i64, key: &str) {
        let table = kind.table();
        self.and::<Value>(
            &format!("NOT EXISTS (SELECT 1 FROM {table} x WHERE x.object = o.seq AND x.owner = ? AND x.key = ?)"),
            [owner.into(), key.to_owned().into()],
        );
    }

    /// The number of the oldest row.
    pub(super) fn first(self, tx: &Transaction<'_>) -> Result<Option<i64>, Failure> {
        let Self { table, joins, join_args, conditions, args } = self;
        let sql = format!("SELECT o.seq FROM {table} o{joins} WHERE {conditions} ORDER BY o.seq LIMIT 1");
        let mut statement = tx.prepare_cached(&sql)?;
        Ok(statement.query_row(params_from_iter(join_args.into_iter().chain(args)), |row| row.get(0)).optional()?)
    }

    /// The row numbers of one page.
    pub(super) fn page(mut self, tx: &Transaction<'_>, paging: &Paging) -> Result<Page<i64>, Failure> {
        let column = paging.field.column();
        let (than, direction) = if paging.ascending { (">", "ASC") } else { ("<", "DESC") };
        if let Some(token) = &paging.token {
            let (value, seq) = read_token(token, paging)?;
            self.and(&format!("(o.{column}, o.seq) {than} (?, ?)"), [value, seq]);
        }
        let Self { table, joins, join_args, conditions, args } = self;
        let limit = paging.size + 1;
        let sql = format!(
            "SELECT o.{column}, o.seq FROM {table} o{joins} WHERE {conditions} \
             ORDER BY o.{column} {direction}, o.seq {direction} LIMIT {limit}"
        );
        let mut statement = tx.prepare_cached(&sql)?;
        let rows = statement
            .query_map(params_from_iter(join_args.into_iter().chain(args)), |row| Ok((row.get(0)?, row.get(1)?)))?;
        let mut rows: Vec<(i64, i64)> = rows.collect::<Result<_, _>>()?;
        let more = rows.len() > paging.size;
        rows.truncate(paging.size);
        let next = rows.last().filter(|_| more).map(|(value, seq)| write_token(*value, *seq, paging));
        Ok(Page { items: rows.into_iter().map(|(_, seq)| seq).collect(), next })
    }
}

impl Page<i64> {
    /// The page with its rows read.
    pub(super) fn load<T>(self, mut read: impl FnMut(i64) -> Result<T, Failure>) -> Result<Page<T>, Failure> {
        let items = self.items.into_iter().map(&mut read).collect::<Result<_, _>>()?;
        Ok(Page { items, next: self.next })
    }
}

/// A token names the last row of its page and the order it was made for; another order would skip rows.
fn write_token(value: i64, seq: i64, paging: &Paging) -> String {
    URL_SAFE_NO_PAD.encode(format!("{}.{value}.{seq}", order(paging)))
}

fn read_token(token: &str, paging: &Paging) -> Result<(i64, i64), Failure> {
    let wrong =
        || Failure::query("query.nextToken", "is not a token of this list: leave it out to begin at the first page");
    let text = URL_SAFE_NO_PAD.decode(token).ok().and_then(|bytes| String::from_utf8(bytes).ok()).ok_or_else(wrong)?;
    let mut parts = text.splitn(3, '.');
    if parts.next() != Some(order(paging)) {
        return Err(wrong());
    }
    let mut number = || parts.next().and_then(|part| part.parse().ok()).ok_or_else(wrong);
    Ok((number()?, number()?))
}

fn order(paging: &Paging) -> &'static str {
    match (paging.field, paging.ascending) {
        (Field::CreatedAt, false) => "c-",
        (Field::CreatedAt, true) => "c+",
        (Field::UpdatedAt, false) => "u-",
        (Field::UpdatedAt, true) => "u+",
    }
}
