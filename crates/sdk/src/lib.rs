//! Write Botpress integrations in Rust.
