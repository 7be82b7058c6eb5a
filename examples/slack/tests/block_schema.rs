#![allow(missing_docs)]
use botpress_sdk::schema::{SchemaOptions, UnionStyle, schema_of};
#[test]
fn show() {
    let mut s = schema_of::<slack::blocks::Text>();
    SchemaOptions::new().discriminated_unions(UnionStyle::AnyOf).apply(&mut s);
    std::fs::write("/tmp/txt/ours.json", serde_json::to_string_pretty(&s).unwrap()).unwrap();
}
