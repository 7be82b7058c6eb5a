//! What the messages in `cases` have in common, checked without compiling them.
#![allow(clippy::unwrap_used, reason = "helpers of tests fail as tests do")]

use std::{fs, path::PathBuf};

/// Cases with more than one message, and why.
const SEVERAL: &[(&str, &str)] = &[
    ("action/four_mistakes", "all mistakes are reported at once"),
    ("integration/two_mistakes", "all mistakes are reported at once"),
    ("schema/four_mistakes", "all mistakes are reported at once"),
    ("schema/format_unknown", "it has two fields with a mistake each"),
    ("integration/action_not_derived", "the compiler repeats it at the author's own impl"),
    ("integration/channel_not_derived", "the compiler repeats it at the author's own impl"),
    ("integration/interface_without_handlers", "each action that lacks a handler is named"),
    ("integration/interface_entity_not_derived", "nothing else that is asked for is there either"),
    ("integration/interface_entity_without_serialize", "it has no handler either"),
];

/// A message of ours says what to do in one of these words.
const WHAT_TO_DO: &[&str] = &[
    "write ",
    "did you mean `",
    "leave ",
    "keep one",
    "shorten ",
    "give one ",
    "put this ",
    "remove this",
    "say which",
    "it has `",
    "an option of",
];

#[test]
fn one_mistake_has_one_message() {
    for (case, text) in messages() {
        let count = headlines(&text).count();
        let several = SEVERAL.iter().any(|(known, _)| *known == case);
        assert_eq!(count > 1, several, "{case} has {count} messages");
        assert!(!text.contains("\nwarning") && !text.starts_with("warning"), "{case} has a warning");
    }
}

#[test]
fn a_message_of_ours_says_what_to_do() {
    for (case, text) in messages() {
        for headline in headlines(&text).filter(|line| line.starts_with("error: ")) {
            assert!(WHAT_TO_DO.iter().any(|words| headline.contains(words)), "{case}: {headline}");
        }
    }
}

#[test]
fn no_message_comes_from_inside_an_expansion() {
    for (case, text) in messages() {
        assert!(!text.contains("this error originates in the derive macro"), "{case}");
        assert!(!text.contains("internal error") && !text.contains("proc-macro derive panicked"), "{case}");
    }
}

fn headlines(text: &str) -> impl Iterator<Item = &str> {
    text.lines().filter(|line| line.starts_with("error"))
}

/// Every case with what the compiler says to it.
fn messages() -> Vec<(String, String)> {
    let cases = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("cases");
    let mut messages = Vec::new();
    for derive in fs::read_dir(&cases).unwrap() {
        for file in fs::read_dir(derive.unwrap().path()).unwrap() {
            let path = file.unwrap().path();
            if path.extension().is_some_and(|extension| extension == "stderr") {
                let case = path.with_extension("").strip_prefix(&cases).unwrap().to_string_lossy().replace('\\', "/");
                messages.push((case, fs::read_to_string(&path).unwrap()));
            }
        }
    }
    assert!(messages.len() > 100, "the cases are not where they were");
    messages
}
