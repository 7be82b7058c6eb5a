//! `cargo run -p slack` plays a conversation between a simulated Slack workspace, the integration and local Botpress, and stays
//! up; `-- --once` exits afterwards. `-- serve` serves the integration alone, `-- definition` prints what it declares.

mod demo;

use std::process::ExitCode;

use botpress_sdk::Cli;
use slack::Slack;

fn main() -> ExitCode {
    Cli::new(Slack::new)
        .command("demo", "plays a conversation on this machine; `--once` exits afterwards", demo::run)
        .default_command("demo")
        .run()
}
