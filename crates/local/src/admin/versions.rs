//! Versions: exact ones, `latest`, and ranges in the way of npm.

use semver::{Version, VersionReq};

use crate::failure::Failure;

/// What a version in a path or query asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Wanted {
    Latest,
    Exact(Version),
    /// One of these ranges.
    Ranges(Vec<VersionReq>),
}

impl Wanted {
    /// Reads `latest`, `1.2.3`, `<1.2.3`, `^1`, `1.x`, `>=1.0.0 <2.0.0`, `1.x || 3.x`.
    pub(super) fn read(at: &str, text: &str) -> Result<Self, Failure> {
        let text = text.trim();
        if text == "latest" {
            return Ok(Self::Latest);
        }
        if let Ok(exact) = Version::parse(text) {
            return Ok(Self::Exact(exact));
        }
        let wrong = || format!("`{text}` is neither `latest`, nor a version such as 1.2.3, nor a range such as <1.2.3");
        let ranges: Result<Vec<_>, _> = text.split("||").map(|range| VersionReq::parse(&with_commas(range))).collect();
        match ranges {
            Ok(ranges) if !text.is_empty() => Ok(Self::Ranges(ranges)),
            _ if at.starts_with("query") => Err(Failure::query(at, wrong())),
            _ => Err(Failure::identifier(at, wrong())),
        }
    }

    fn admits(&self, version: &Version) -> bool {
        match self {
            Self::Latest => true,
            Self::Exact(exact) => exact == version,
            Self::Ranges(ranges) => ranges.iter().any(|range| range.matches(version)),
        }
    }

    /// The highest of those that are wanted.
    pub(super) fn pick<T>(&self, all: impl IntoIterator<Item = T>, version: impl Fn(&T) -> &str) -> Option<T> {
        let read = all.into_iter().filter_map(|item| Some((Version::parse(version(&item)).ok()?, item)));
        read.filter(|(version, _)| self.admits(version)).max_by(|a, b| a.0.cmp(&b.0)).map(|(_, item)| item)
    }
}

/// `>= 1.0.0 <2.0.0` with its parts apart, as the parser wants them.
fn with_commas(range: &str) -> String {
    let mut parts: Vec<String> = Vec::new();
    for word in range.split([' ', ',']).filter(|word| !word.is_empty()) {
        match parts.last_mut() {
            Some(last) if last.ends_with(['<', '>', '=', '^', '~']) => last.push_str(word),
            _ => parts.push(word.to_owned()),
        }
    }
    parts.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALL: [&str; 6] = ["0.9.0", "1.0.0", "1.2.2", "1.2.3", "2.0.0", "2.1.0-rc.1"];

    #[test]
    fn the_highest_version_of_a_range_is_meant() {
        for (wanted, found) in [
            ("latest", Some("2.1.0-rc.1")),
            ("1.2.3", Some("1.2.3")),
            ("1.2.4", None),
            ("<1.2.3", Some("1.2.2")),
            ("< 1.2.3", Some("1.2.2")),
            ("^1", Some("1.2.3")),
            ("1.x", Some("1.2.3")),
            (">=1.0.0 <1.2.3", Some("1.2.2")),
            ("0.x || 1.0.x", Some("1.0.0")),
            ("*", Some("2.0.0")),
            (">3", None),
        ] {
            let read = Wanted::read("path.version", wanted).unwrap();
            assert_eq!(read.pick(ALL, |version| version), found, "{wanted}");
        }
    }

    #[test]
    fn what_is_no_version_is_refused() {
        for wrong in ["", "newest", "1.2.3.4", "<>"] {
            let refused = Wanted::read("path.version", wrong);
            assert!(matches!(refused, Err(Failure::Identifier { .. })), "{wrong}: {refused:?}");
        }
    }
}
