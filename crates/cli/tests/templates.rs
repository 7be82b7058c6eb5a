//! Each template makes a crate that is formatted, builds without a warning, and passes its tests. Slow: it is run by name,
//! `cargo test -p cargo-botpress --test templates`.
#![allow(clippy::unwrap_used, reason = "helpers of tests fail as tests do")]

mod common;

use common::{assert_success, cargo, directory, new_crate};

fn builds_and_passes(template: &str) {
    let directory = new_crate(&directory(template), "acme-chat", template);
    for arguments in [
        &["fmt", "--check"][..],
        &["clippy", "--quiet", "--all-targets", "--", "-D", "warnings"],
        &["test", "--quiet"],
        // Tests may not bring in what the crate itself needs.
        &["build", "--quiet"],
    ] {
        assert_success(&format!("cargo {}", arguments.join(" ")), &cargo(&directory).args(arguments).output().unwrap());
    }
}

#[test]
fn the_template_empty_builds_and_its_tests_pass() {
    builds_and_passes("empty");
}

#[test]
fn the_template_hello_builds_and_its_tests_pass() {
    builds_and_passes("hello");
}

#[test]
fn the_template_webhook_builds_and_its_tests_pass() {
    builds_and_passes("webhook");
}

#[test]
fn the_template_full_builds_and_its_tests_pass() {
    builds_and_passes("full");
}
