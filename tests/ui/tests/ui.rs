//! One case per mistake: `cases/<derive>/<mistake>.rs`, and what the compiler says to it in the `.stderr` beside it.
//!
//! `TRYBUILD=overwrite cargo test -p ui --test ui` writes the messages anew; read them before you commit them. A message has one mistake, points at the
//! word, and ends in what to write.

#[test]
fn every_mistake_gets_one_message_with_the_line_to_write() {
    let cases = trybuild::TestCases::new();
    cases.compile_fail("cases/*/*.rs");
}

#[test]
fn what_is_right_compiles() {
    let cases = trybuild::TestCases::new();
    cases.pass("pass/*.rs");
}
