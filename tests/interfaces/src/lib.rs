//! A crate of interfaces, as anybody may write one.
