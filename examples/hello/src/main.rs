//! Serves the integration: `cargo run -p hello`.

use std::process::ExitCode;

fn main() -> ExitCode {
    botpress_sdk::run(hello::Hello::new)
}
