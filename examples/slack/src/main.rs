//! `cargo run -p slack` plays a conversation between a simulated Slack workspace, the integration and local Botpress, and stays
//! up; `-- --once` exits afterwards. `-- serve` serves the integration alone, with `--socket-mode` for real Slack on a machine that Slack
//! cannot call; `-- manifest` prints the Slack app to make for that; `-- definition` prints what the integration declares.

mod demo;

use std::{
    io::{Write as _, stdout},
    process::ExitCode,
};

use botpress_sdk::Cli;
use slack::{Slack, socket_mode::SocketMode};

fn main() -> ExitCode {
    let socket = SocketMode::default();
    let heard = socket.clone();
    Cli::new(move |env| Ok(Slack::new(env)?.heard_through(&heard)))
        .serve_option("--socket-mode", "connects real Slack without a public address (SLACK_APP_TOKEN)", |host| {
            socket.run(host)
        })
        .command("manifest", "prints the manifest of a Slack app for Socket Mode, to make it from", |_| {
            print_manifest()
        })
        .command("demo", "plays a conversation on this machine; `--once` exits afterwards", demo::run)
        .default_command("demo")
        .run()
}

fn print_manifest() -> ExitCode {
    match writeln!(stdout(), "{:#}", SocketMode::manifest()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(_) => ExitCode::FAILURE,
    }
}
