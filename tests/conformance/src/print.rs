//! The lines that the handlers print.

use std::io::{self, Write};

use serde_json::Value;

/// `HANDLER register {..}`: proof that a handler ran, and with what.
pub(crate) fn handler(name: &str, got: &Value) {
    let _ = writeln!(io::stdout(), "HANDLER {name} {got}");
}
