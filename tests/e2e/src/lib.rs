//! Its tests are the crate: see `tests`.
