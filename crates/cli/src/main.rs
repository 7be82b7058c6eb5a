//! `cargo botpress`: make, run, watch and try Botpress integrations.

mod browser;
mod cargo;
mod chat;
mod definition;
mod dev;
mod diff;
mod failure;
mod journal;
mod local;
mod logs;
mod new;
mod replay;
mod running;
mod signals;
mod trigger;
mod ui;

use std::{env, ffi::OsString, process::ExitCode};

use clap::{CommandFactory as _, Parser, Subcommand};
use clap_complete::Shell;
use serde_json::json;

use crate::{failure::Failure, ui::Ui};

/// Makes, runs, watches and tries Botpress integrations written in Rust.
///
/// Everything runs on this machine: no account, no network.
#[derive(Debug, Parser)]
#[command(
    name = "cargo-botpress",
    bin_name = "cargo botpress",
    version,
    after_help = "Exit codes: 0 it worked, 1 it failed, 2 wrong usage."
)]
struct Cli {
    #[command(subcommand)]
    command: Command,
    /// Prints JSON on standard output: one object per line.
    #[arg(long, global = true)]
    json: bool,
}

#[derive(Debug, Subcommand)]
enum Command {
    New(new::New),
    Dev(dev::Dev),
    Local(local::Local),
    Definition(definition::Definition),
    Chat(chat::Chat),
    Trigger(trigger::Trigger),
    Replay(replay::Replay),
    Logs(logs::Logs),
    /// Prints a script that completes `cargo-botpress` in a shell.
    ///
    /// For example: `cargo botpress completions bash > ~/.local/share/bash-completion/completions/cargo-botpress`.
    Completions {
        /// The shell.
        shell: Shell,
    },
}

fn main() -> ExitCode {
    let arguments = arguments();
    let cli = match Cli::try_parse_from(&arguments) {
        Ok(cli) => cli,
        Err(error) => return misunderstood(&error, &arguments),
    };
    let ui = Ui::new(cli.json);
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            ui.failure(&Failure::io("start")(error));
            return ExitCode::from(1);
        }
    };
    match runtime.block_on(run(cli.command, ui)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            ui.failure(&failure);
            failure.exit_code()
        }
    }
}

async fn run(command: Command, ui: Ui) -> Result<(), Failure> {
    match command {
        Command::New(new) => new::run(new, &ui),
        Command::Dev(dev) => dev::run(dev, &ui).await,
        Command::Local(local) => local::run(local, &ui).await,
        Command::Definition(definition) => definition::run(definition, &ui).await,
        Command::Chat(chat) => chat::run(chat, &ui).await,
        Command::Trigger(trigger) => trigger::run(trigger, &ui).await,
        Command::Replay(replay) => replay::run(replay, &ui).await,
        Command::Logs(logs) => logs::run(logs, &ui).await,
        Command::Completions { shell } => {
            let script = completions(shell);
            ui.result(&json!({ "shell": shell.to_string(), "script": script }), || script);
            Ok(())
        }
    }
}

/// Completes the name that a shell sees, which has no space.
fn completions(shell: Shell) -> String {
    // With a hyphen in the name, the script for bash finds no subcommand: it is written with another sign.
    let name = if shell == Shell::Bash { "cargo_botpress" } else { "cargo-botpress" };
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Cli::command().name(name).bin_name(name), name, &mut script);
    String::from_utf8_lossy(&script).replace(name, "cargo-botpress")
}

/// Wrong usage as JSON for who wants that; help and versions are for people.
fn misunderstood(error: &clap::Error, arguments: &[OsString]) -> ExitCode {
    if error.use_stderr() && arguments.iter().any(|argument| argument == "--json") {
        let said = error.render().to_string();
        let failure = Failure::Usage(said.trim().trim_start_matches("error: ").to_owned());
        Ui::new(true).failure(&failure);
        return failure.exit_code();
    }
    // Whoever closed the pipe wants no more.
    let _ = error.print();
    ExitCode::from(if error.use_stderr() { 2 } else { 0 })
}

/// The arguments, without the `botpress` that cargo puts in front of them.
fn arguments() -> Vec<OsString> {
    let mut arguments: Vec<OsString> = env::args_os().collect();
    if arguments.get(1).is_some_and(|first| first == "botpress") {
        arguments.remove(1);
    }
    arguments
}
