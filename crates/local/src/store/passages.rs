//! What indexed files say, in passages, and finding them by their words.

use std::collections::HashMap;
use std::rc::Rc;

use botpress_api::types::FileTagFilters;
use rusqlite::{Transaction, params, params_from_iter};

use super::Scope;
use super::files::{self, FileRow};
use crate::failure::Failure;

/// What a text may have in bytes to be indexed.
const LARGEST_TEXT: i64 = 4 * 1024 * 1024;
/// What a passage has in characters at most.
const LONGEST: usize = 2000;
/// How many words of a query count.
const MOST_WORDS: usize = 32;

/// A passage of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct PassageRow {
    /// Its number in the file, from 0.
    pub(crate) position: i64,
    pub(crate) text: String,
}

/// A passage that has words of a query.
#[derive(Debug, Clone)]
pub(crate) struct Hit {
    pub(crate) file: Rc<FileRow>,
    pub(crate) passage: PassageRow,
    /// Which part of the query's words it has: more than 0, at most 1.
    pub(crate) score: f64,
}

/// Which passages to find.
#[derive(Debug, Clone)]
pub(crate) struct Query {
    pub(crate) text: String,
    /// What their files have to meet.
    pub(crate) tags: FileTagFilters,
    pub(crate) limit: usize,
}

/// Takes the content of a file apart, or says why it cannot be.
pub(super) fn index(tx: &Transaction<'_>, file: &FileRow, content: i64) -> Result<Result<(), String>, Failure> {
    let subtype = file.content_type.split(';').next().unwrap_or_default().trim();
    let is_text = subtype.starts_with("text/") || ["json", "xml", "yaml"].iter().any(|kind| subtype.ends_with(kind));
    if !is_text {
        return Ok(Err(format!("local Botpress indexes texts only, and `{subtype}` is none")));
    }
    if file.expected > LARGEST_TEXT {
        return Ok(Err(format!("the text has {} bytes, {LARGEST_TEXT} are indexed at most", file.expected)));
    }
    let (mut bytes, mut number) = (vec![], 0);
    while let Some(chunk) = files::chunk(tx, content, number)? {
        bytes.extend(chunk);
        number += 1;
    }
    let Ok(text) = String::from_utf8(bytes) else { return Ok(Err("the text is not UTF-8".to_owned())) };
    let mut statement = tx.prepare_cached("INSERT INTO passages (content, position, text) VALUES (?1, ?2, ?3)")?;
    for (position, passage) in passages(&text).into_iter().enumerate() {
        statement.execute(params![content, i64::try_from(position).unwrap_or(i64::MAX), passage])?;
    }
    Ok(Ok(()))
}

/// The passages of a file after a position, in order.
pub(crate) fn list(
    tx: &Transaction<'_>,
    file: &FileRow,
    after: Option<i64>,
    limit: usize,
) -> Result<Vec<PassageRow>, Failure> {
    between(tx, file, after.map_or(0, |after| after.saturating_add(1)), i64::MAX, limit)
}

/// The passages of a file from a position to another one, both included.
pub(crate) fn between(
    tx: &Transaction<'_>,
    file: &FileRow,
    from: i64,
    to: i64,
    limit: usize,
) -> Result<Vec<PassageRow>, Failure> {
    if !file.indexed {
        return Ok(vec![]);
    }
    let mut statement = tx.prepare_cached(
        "SELECT position, text FROM passages WHERE content = ?1 AND position BETWEEN ?2 AND ?3 ORDER BY position LIMIT ?4",
    )?;
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let rows = statement.query_map(params![file.content, from, to, limit], |row| {
        Ok(PassageRow { position: row.get(0)?, text: row.get(1)? })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// The passages that have most of the query's words, in files that the scope sees.
pub(crate) fn search(tx: &Transaction<'_>, scope: &Scope, query: &Query) -> Result<Vec<Hit>, Failure> {
    let words = words(&query.text);
    if words.is_empty() {
        return Ok(vec![]);
    }
    let matching = vec!["SELECT rowid FROM passage_words WHERE passage_words MATCH ?"; words.len()].join(" UNION ALL ");
    let sql = format!(
        "SELECT o.seq, p.position, p.text, count(*) AS found FROM ({matching}) w JOIN passages p ON p.seq = w.rowid \
         JOIN files o ON o.content = p.content WHERE o.bot = ? AND (? = 0 OR o.owner = ? OR o.shared) AND o.indexed \
         AND (o.expires_at IS NULL OR o.expires_at > ?) GROUP BY p.seq, o.seq ORDER BY found DESC, o.seq DESC, p.position"
    );
    let scope_args = [scope.bot, scope.owner, scope.owner, scope.now].map(rusqlite::types::Value::from);
    let args = words.iter().map(|word| rusqlite::types::Value::from(format!("\"{word}\""))).chain(scope_args);
    let mut statement = tx.prepare_cached(&sql)?;
    let mut rows = statement.query(params_from_iter(args))?;
    let mut seen: HashMap<i64, Option<Rc<FileRow>>> = HashMap::new();
    let mut hits = vec![];
    while let Some(row) = rows.next()? {
        let seq = row.get(0)?;
        let file = match seen.get(&seq) {
            Some(file) => file.clone(),
            None => {
                let file = files::load(tx, seq)?;
                let meets =
                    query.tags.iter().all(|(key, filter)| filter.matches(file.tags.get(key).map(String::as_str)));
                seen.entry(seq).or_insert(meets.then(|| Rc::new(file))).clone()
            }
        };
        let Some(file) = file else { continue };
        let found: u32 = row.get(3)?;
        let score = f64::from(found) / f64::from(u32::try_from(words.len()).unwrap_or(u32::MAX));
        hits.push(Hit { file, passage: PassageRow { position: row.get(1)?, text: row.get(2)? }, score });
        if hits.len() == query.limit {
            break;
        }
    }
    Ok(hits)
}

/// What is between blank lines. What is longer than a passage may be is cut, after a word where there is one.
fn passages(text: &str) -> Vec<String> {
    let mut passages = vec![];
    let mut paragraph = String::new();
    for line in text.lines().chain([""]) {
        if !line.trim().is_empty() {
            paragraph.push_str(line);
            paragraph.push('\n');
            continue;
        }
        let mut rest = paragraph.trim();
        while let Some((end, _)) = rest.char_indices().nth(LONGEST) {
            let end = rest[..end].rfind(char::is_whitespace).filter(|end| *end > 0).unwrap_or(end);
            passages.push(rest[..end].to_owned());
            rest = rest[end..].trim_start();
        }
        if !rest.is_empty() {
            passages.push(rest.to_owned());
        }
        paragraph.clear();
    }
    passages
}

/// The words of a query, each once.
fn words(query: &str) -> Vec<String> {
    let mut words: Vec<String> = vec![];
    for word in query.split(|letter: char| !letter.is_alphanumeric()).map(str::to_lowercase) {
        if !word.is_empty() && !words.contains(&word) && words.len() < MOST_WORDS {
            words.push(word);
        }
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_taken_apart_at_blank_lines_and_where_it_is_too_long() {
        assert_eq!(passages("# One\nline\r\n\r\n  \n two \n\n\n"), ["# One\nline", "two"]);
        let long = format!("{} tail", "word ".repeat(500).trim());
        let cut = passages(&long);
        assert_eq!(cut.len(), 2);
        assert!(cut.iter().all(|passage| passage.len() <= LONGEST && !passage.ends_with(' ')), "{cut:?}");
        assert_eq!(cut.join(" "), long, "nothing is lost");
        let one_word = "é".repeat(LONGEST + 1);
        assert_eq!(passages(&one_word).concat(), one_word);
        assert!(passages(" \n\n").is_empty());
    }

    #[test]
    fn the_words_of_a_query_count_once_each_and_signs_are_none() {
        assert_eq!(words("Où est l'Hôtel? \"est\" NOT* (où)"), ["où", "est", "l", "hôtel", "not"]);
        assert!(words(" ?!").is_empty());
    }
}
