//! Names: how Rust's become the wire's, what the platform accepts, what somebody may have meant.

/// Characters in the name of an action, channel, message, event or state.
const LENGTH: std::ops::RangeInclusive<usize> = 2..=100;

/// A type's or variant's identifier in lowerCamelCase, so that the platform accepts it: `HTTPRequest` is `httpRequest`.
pub(crate) fn lower_camel(ident: &str) -> String {
    join_camel(&words(ident))
}

/// A field's identifier in SCREAMING_SNAKE_CASE.
pub(crate) fn screaming(ident: &str) -> String {
    words(ident).iter().map(|word| word.to_uppercase()).collect::<Vec<_>>().join("_")
}

/// What is wrong with the name of an action, channel, message, event or state, and what to write.
pub(crate) fn member_problem(name: &str) -> Option<String> {
    let better = join_camel(&platform_words(name));
    let starts = name.starts_with(|c: char| c.is_ascii_lowercase());
    if name.is_empty() {
        Some("the name is empty: write `name = \"..\"` in camelCase".to_owned())
    } else if !starts || better != name {
        let better = better.trim_start_matches(|c: char| c.is_ascii_digit());
        let better = if better.is_empty() { ".." } else { better };
        Some(format!(
            "Botpress takes no `{name}` as a name, only camelCase that starts with a letter: write `name = \"{better}\"`"
        ))
    } else if !LENGTH.contains(&name.chars().count()) {
        Some(format!("Botpress takes names of 2 to 100 characters, not `{name}`: write `name = \"..\"`"))
    } else {
        None
    }
}

/// Whether a secret's name is one for the platform.
pub(crate) fn is_screaming(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_uppercase())
        && name.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_')
        && !name.ends_with('_')
        && !name.contains("__")
}

/// The known word that is nearest to `name`, if any is near.
pub(crate) fn nearest<'a>(name: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let name = name.to_lowercase();
    known
        .map(|word| (distance(&name, word), word))
        .filter(|(distance, word)| *distance <= 1 + word.len().min(name.len()) / 4)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, word)| word)
}

/// Insertions, deletions, replacements and swaps of neighbours that lead from `a` to `b`.
fn distance(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let mut rows = vec![vec![0; b.len() + 1]; a.len() + 1];
    for (i, row) in rows.iter_mut().enumerate() {
        row[0] = i;
    }
    for (j, cell) in rows[0].iter_mut().enumerate() {
        *cell = j;
    }
    for i in 1..=a.len() {
        for j in 1..=b.len() {
            let replaced = rows[i - 1][j - 1] + usize::from(a[i - 1] != b[j - 1]);
            let mut best = replaced.min(rows[i - 1][j] + 1).min(rows[i][j - 1] + 1);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                best = best.min(rows[i - 2][j - 2] + 1);
            }
            rows[i][j] = best;
        }
    }
    rows[a.len()][b.len()]
}

/// How serde renames the fields of a struct.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub(crate) enum RenameRule {
    #[default]
    None,
    Upper,
    Pascal,
    Camel,
    ScreamingSnake,
    Kebab,
    ScreamingKebab,
}

impl RenameRule {
    /// The rule that `rename_all = ".."` names.
    pub(crate) fn parse(name: &str) -> Option<Self> {
        Some(match name {
            "lowercase" | "snake_case" => Self::None,
            "UPPERCASE" => Self::Upper,
            "PascalCase" => Self::Pascal,
            "camelCase" => Self::Camel,
            "SCREAMING_SNAKE_CASE" => Self::ScreamingSnake,
            "kebab-case" => Self::Kebab,
            "SCREAMING-KEBAB-CASE" => Self::ScreamingKebab,
            _ => return None,
        })
    }

    /// The name of a field on the wire, by serde's rules.
    pub(crate) fn apply(self, field: &str) -> String {
        match self {
            Self::None => field.to_owned(),
            Self::Upper | Self::ScreamingSnake => field.to_ascii_uppercase(),
            Self::Pascal => pascal(field),
            Self::Camel => {
                let pascal = pascal(field);
                let mut chars = pascal.chars();
                chars.next().map(|first| first.to_ascii_lowercase().to_string() + chars.as_str()).unwrap_or_default()
            }
            Self::Kebab => field.replace('_', "-"),
            Self::ScreamingKebab => field.to_ascii_uppercase().replace('_', "-"),
        }
    }
}

/// A field's identifier in PascalCase.
pub(crate) fn pascal(field: &str) -> String {
    let mut name = String::new();
    let mut upper = true;
    for c in field.chars() {
        if c == '_' {
            upper = true;
        } else if std::mem::take(&mut upper) {
            name.push(c.to_ascii_uppercase());
        } else {
            name.push(c);
        }
    }
    name
}

/// Words of a Rust identifier: at `_`, before an upper-case letter that follows a lower-case one, and before the last letter of
/// an acronym that a word follows.
fn words(ident: &str) -> Vec<String> {
    let chars: Vec<char> = ident.chars().collect();
    let mut words = Vec::new();
    let mut word = String::new();
    for (index, &c) in chars.iter().enumerate() {
        let before = index.checked_sub(1).map(|before| chars[before]);
        let after = chars.get(index + 1);
        let starts = c.is_uppercase()
            && before.is_some_and(|before| {
                before.is_lowercase() || (before.is_uppercase() && after.is_some_and(|after| after.is_lowercase()))
            });
        if (starts || c == '_') && !word.is_empty() {
            words.push(std::mem::take(&mut word));
        }
        if c != '_' {
            word.push(c);
        }
    }
    if !word.is_empty() {
        words.push(word);
    }
    words
}

/// Words as the platform cuts them: at what is neither letter nor digit, and between a lower-case and an upper-case letter.
fn platform_words(name: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word = String::new();
    let mut lower = false;
    for c in name.chars() {
        let separates = !c.is_ascii_alphanumeric();
        if (separates || (lower && c.is_ascii_uppercase())) && !word.is_empty() {
            words.push(std::mem::take(&mut word));
        }
        if !separates {
            word.push(c);
        }
        lower = c.is_ascii_lowercase();
    }
    if !word.is_empty() {
        words.push(word);
    }
    words
}

fn join_camel(words: &[String]) -> String {
    let mut name = String::new();
    for word in words {
        let word = word.to_lowercase();
        let mut chars = word.chars();
        match chars.next() {
            Some(first) if !name.is_empty() => name.extend(first.to_uppercase().chain(chars)),
            _ => name.push_str(&word),
        }
    }
    name
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_type_name_becomes_a_name_that_the_platform_accepts() {
        for (ident, name) in [
            ("AddReaction", "addReaction"),
            ("HTTPRequest", "httpRequest"),
            ("OAuthConfig", "oAuthConfig"),
            ("V2List", "v2list"),
            ("List_Items", "listItems"),
            ("Dm", "dm"),
        ] {
            assert_eq!(lower_camel(ident), name);
            assert_eq!(member_problem(name), None, "{name}");
        }
    }

    #[test]
    fn a_name_that_the_platform_refuses_is_answered_with_the_one_to_write() {
        for (name, better) in
            [("createURL", "createUrl"), ("add_reaction", "addReaction"), ("AddIt", "addIt"), ("v2List", "v2list")]
        {
            assert!(
                member_problem(name).is_some_and(|problem| problem.ends_with(&format!("`name = \"{better}\"`"))),
                "{name}"
            );
        }
        assert!(member_problem("a").is_some());
        assert!(member_problem("").is_some());
        assert!(member_problem("2nd").is_some());
    }

    #[test]
    fn fields_are_renamed_as_serde_renames_them() {
        for (rule, name) in [
            ("lowercase", "very_tasty"),
            ("snake_case", "very_tasty"),
            ("UPPERCASE", "VERY_TASTY"),
            ("PascalCase", "VeryTasty"),
            ("camelCase", "veryTasty"),
            ("SCREAMING_SNAKE_CASE", "VERY_TASTY"),
            ("kebab-case", "very-tasty"),
            ("SCREAMING-KEBAB-CASE", "VERY-TASTY"),
        ] {
            assert_eq!(RenameRule::parse(rule).map(|rule| rule.apply("very_tasty")).as_deref(), Some(name));
        }
        assert_eq!(RenameRule::parse("CamelCase"), None);
    }

    #[test]
    fn a_slip_of_the_pen_finds_the_word_that_was_meant() {
        let known = ["title", "description", "billable"];
        assert_eq!(nearest("titel", known.into_iter()), Some("title"));
        assert_eq!(nearest("descripton", known.into_iter()), Some("description"));
        assert_eq!(nearest("Billable", known.into_iter()), Some("billable"));
        assert_eq!(nearest("colour", known.into_iter()), None);
    }
}
