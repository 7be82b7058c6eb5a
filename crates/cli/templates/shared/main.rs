//! Serves the integration: `cargo run`; `cargo botpress dev` runs it in a Botpress of its own.

use std::process::ExitCode;

fn main() -> ExitCode {
    botpress_sdk::run(my_integration::MyIntegration::new)
}
