//! What the compiler says.

#[test]
fn what_is_right_compiles() {
    let cases = trybuild::TestCases::new();
    cases.pass("pass/*.rs");
}
