//! Compiler messages as tests; see `tests/ui.rs`.
