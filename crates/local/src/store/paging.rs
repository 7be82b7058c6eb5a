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
    Key,
    Size,
    Status,
}

impl Field {
    pub(super) const fn column(self) -> &'static str {
        match self {
            Self::CreatedAt => "created_at",
            Self::UpdatedAt => "updated_at",
            Self::Key => "key",
            Self::Size => "size",
            Self::Status => "status",
        }
    }

    const fn is_text(self) -> bool {
        matches!(self, Self::Key | Self::Status)
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
    tags: Option<&'static str>,
    /// How many tags are joined, as `t0`, `t1` and so on.
    tag_count: usize,
    tag_conditions: String,
    tag_args: Vec<Value>,
    /// A selection of row numbers, as `object`, to begin at.
    within: Option<String>,
    within_args: Vec<Value>,
    conditions: String,
    args: Vec<Value>,
}

impl Select {
    pub(super) fn from(table: &'static str) -> Self {
        Self {
            table,
            tags: None,
            tag_count: 0,
            tag_conditions: String::new(),
            tag_args: vec![],
            within: None,
            within_args: vec![],
            conditions: String::new(),
            args: vec![],
        }
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

    pub(super) fn with_tag(&mut self, kind: Tagged, owner: i64, key: &str, value: &str) {
        let name = format!("t{}", self.tag_count);
        self.tags = Some(kind.table());
        self.tag_count += 1;
        let condition =
            format!(" AND {name}.object = o.seq AND {name}.owner = ? AND {name}.key = ? AND {name}.value = ?");
        self.tag_conditions.push_str(&condition);
        self.tag_args.extend([owner.into(), key.to_owned().into(), value.to_owned().into()]);
    }

    /// Only the rows that the selection names as `object`. It should be the narrow one: it decides where the search begins,
    /// unless there are tags or an earlier one.
    pub(super) fn within<V: Into<Value>>(&mut self, selection: &str, args: impl IntoIterator<Item = V>) {
        if self.within.is_some() || self.tag_count > 0 {
            self.and(&format!("o.seq IN ({selection})"), args);
            return;
        }
        self.within = Some(selection.to_owned());
        self.within_args = args.into_iter().map(Into::into).collect();
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
        let mut statement = tx.prepare_cached(&self.sql("o.seq", "o.seq LIMIT 1"))?;
        Ok(statement.query_row(params_from_iter(self.into_args()), |row| row.get(0)).optional()?)
    }

    /// The row numbers of one page.
    pub(super) fn page(mut self, tx: &Transaction<'_>, paging: &Paging) -> Result<Page<i64>, Failure> {
        let column = paging.field.column();
        let (than, direction) = if paging.ascending { (">", "ASC") } else { ("<", "DESC") };
        if let Some(token) = &paging.token {
            let (value, seq) = read_token(token, paging)?;
            self.and(&format!("(o.{column}, o.seq) {than} (?, ?)"), [value, seq.into()]);
        }
        let order = format!("o.{column} {direction}, o.seq {direction} LIMIT {}", paging.size + 1);
        let sql = self.sql(&format!("o.{column}, o.seq"), &order);
        let args: Vec<Value> = self.into_args().collect();
        #[cfg(test)]
        super::plans::note(tx, &sql, &args)?;
        let mut statement = tx.prepare_cached(&sql)?;
        let rows = statement.query_map(params_from_iter(args), |row| Ok((row.get(0)?, row.get(1)?)))?;
        let mut rows: Vec<(Value, i64)> = rows.collect::<Result<_, _>>()?;
        let more = rows.len() > paging.size;
        rows.truncate(paging.size);
        let next = rows.last().filter(|_| more).map(|(value, seq)| write_token(value, *seq, paging));
        Ok(Page { items: rows.into_iter().map(|(_, seq)| seq).collect(), next })
    }

    /// Tags come first, and `CROSS JOIN` keeps them there: SQLite knows nothing about how selective they are and would
    /// as soon walk through all rows of an owner to find the one with a tag.
    fn sql(&self, columns: &str, order: &str) -> String {
        let (table, conditions, tag_conditions) = (self.table, &self.conditions, &self.tag_conditions);
        let tags: Vec<_> = self
            .tags
            .iter()
            .flat_map(|tags| (0..self.tag_count).map(move |index| format!("{tags} t{index}")))
            .collect();
        let mut from = tags.join(" JOIN ");
        let mut meet = String::new();
        if let Some(within) = &self.within {
            let first = if from.is_empty() { "" } else { " JOIN " };
            from = format!("(SELECT DISTINCT object FROM ({within})) w{first}{from}");
            meet.push_str(" AND o.seq = w.object");
        }
        if !from.is_empty() {
            from.push_str(" CROSS JOIN ");
        }
        // Among themselves the tags meet in the object.
        let same: String = (1..self.tag_count).map(|index| format!(" AND t{index}.object = t0.object")).collect();
        format!(
            "SELECT {columns} FROM {from}{table} o WHERE 1{meet}{tag_conditions}{same}{conditions} ORDER BY {order}"
        )
    }

    fn into_args(self) -> impl Iterator<Item = Value> {
        self.within_args.into_iter().chain(self.tag_args).chain(self.args)
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
fn write_token(value: &Value, seq: i64, paging: &Paging) -> String {
    let value = match value {
        Value::Integer(value) => value.to_string(),
        Value::Text(value) => value.clone(),
        _ => String::new(),
    };
    URL_SAFE_NO_PAD.encode(format!("{}.{seq}.{value}", order(paging)))
}

fn read_token(token: &str, paging: &Paging) -> Result<(Value, i64), Failure> {
    let wrong =
        || Failure::query("query.nextToken", "is not a token of this list: leave it out to begin at the first page");
    let text = URL_SAFE_NO_PAD.decode(token).ok().and_then(|bytes| String::from_utf8(bytes).ok()).ok_or_else(wrong)?;
    let mut parts = text.splitn(3, '.');
    if parts.next() != Some(order(paging)) {
        return Err(wrong());
    }
    let seq = parts.next().and_then(|part| part.parse().ok()).ok_or_else(wrong)?;
    let value = parts.next().ok_or_else(wrong)?;
    let value = if paging.field.is_text() {
        Value::Text(value.to_owned())
    } else {
        Value::Integer(value.parse().map_err(|_| wrong())?)
    };
    Ok((value, seq))
}

fn order(paging: &Paging) -> &'static str {
    match (paging.field, paging.ascending) {
        (Field::CreatedAt, false) => "c-",
        (Field::CreatedAt, true) => "c+",
        (Field::UpdatedAt, false) => "u-",
        (Field::UpdatedAt, true) => "u+",
        (Field::Key, false) => "k-",
        (Field::Key, true) => "k+",
        (Field::Size, false) => "s-",
        (Field::Size, true) => "s+",
        (Field::Status, false) => "t-",
        (Field::Status, true) => "t+",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::{Data, Store};

    async fn plan(select: Select, order: &'static str) -> String {
        let store = Store::open(Data::Memory).await.unwrap();
        let work = move |tx: &Transaction<'_>| {
            let mut statement = tx.prepare(&format!("EXPLAIN QUERY PLAN {}", select.sql("o.seq", order)))?;
            let steps = statement.query_map(params_from_iter(select.into_args()), |row| row.get::<_, String>(3))?;
            Ok(steps.collect::<Result<Vec<_>, _>>()?.join("\n"))
        };
        store.run(work).await.unwrap()
    }

    const SCOPE: Scope = Scope { bot: 1, owner: 2, now: 0 };

    #[tokio::test]
    async fn a_look_up_by_tags_begins_at_the_tags_whatever_else_is_asked() {
        for table in ["users", "conversations", "messages"] {
            let kind = match table {
                "users" => Tagged::User,
                "conversations" => Tagged::Conversation,
                _ => Tagged::Message,
            };
            let mut select = Select::owned(table, &SCOPE);
            select.with_tag(kind, 2, "id", "1");
            select.with_tag(kind, 2, "thread", "2");
            let plan = plan(select, "o.seq LIMIT 1").await;
            let first = plan.lines().next().unwrap();
            assert!(first.contains(&format!("{}_value (owner=? AND key=? AND value=?)", kind.table())), "{plan}");
            assert!(plan.contains("SEARCH o USING INTEGER PRIMARY KEY") && !plan.contains("SCAN"), "{plan}");
        }
    }

    #[tokio::test]
    async fn a_list_walks_along_an_index_in_its_order_and_sorts_nothing() {
        let newest = "o.created_at DESC, o.seq DESC LIMIT 21";
        let of =
            |scope: Scope| ["users", "conversations", "messages", "events"].map(|table| Select::owned(table, &scope));
        let mut conversation = Select::from("messages");
        conversation.and("o.conversation = ?", [1]);
        let mut filtered = Select::owned("conversations", &SCOPE);
        filtered.and("o.channel = ?", ["dm".to_owned()]);
        let mut kinds = Select::owned("events", &Scope { owner: super::super::BOT, ..SCOPE });
        kinds.and("o.status = ?", ["pending".to_owned()]);
        let all = of(SCOPE).into_iter().chain(of(Scope { owner: super::super::BOT, ..SCOPE }));
        for mut select in all.chain([conversation, filtered, kinds]) {
            select.and("(o.created_at, o.seq) < (?, ?)", [1, 1]);
            let plan = plan(select, newest).await;
            assert!(plan.starts_with("SEARCH o USING") && !plan.contains("TEMP B-TREE"), "{plan}");
        }
    }
}
