//! `cargo run -p slack` plays a conversation between a simulated Slack workspace, the integration and local Botpress, and stays
//! up; `-- --once` exits afterwards. `-- serve` serves the integration alone, with `--socket-mode` for real Slack on a machine that Slack
//! cannot call; `-- definition` prints what it declares.

mod demo;

use std::process::ExitCode;

use botpress_sdk::Cli;
use slack::{Slack, socket_mode::SocketMode};

fn main() -> ExitCode {
    let socket = SocketMode::default();
    let heard = socket.clone();
    Cli::new(move |env| Ok(Slack::new(env)?.heard_through(&heard)))
        .serve_option("--socket-mode", "connects real Slack without a public address (SLACK_APP_TOKEN)", |host| {
            socket.run(host)
        })
        .command("demo", "plays a conversation on this machine; `--once` exits afterwards", demo::run)
        .default_command("demo")
        .run()
}
