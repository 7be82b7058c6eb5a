//! `cargo botpress definition`: what the integration declares.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Stdio,
};

use clap::Args;
use serde_json::{Value, json};
use tokio::process::Command;

use crate::{
    cargo::{Choice, Package},
    diff,
    failure::Failure,
    ui::{Tone, Ui},
};

/// Prints what the integration declares, as JSON; or keeps it in a file, or compares it with one.
///
/// A snapshot in version control shows in a review what a change does to the bots that use the integration; `--check` in CI
/// sees to it that it is not forgotten.
#[derive(Debug, Args)]
pub(crate) struct Definition {
    /// The body of the API call that deploys it: files read in, what is not resolved left out.
    #[arg(long)]
    body: bool,
    /// Compares it with this file, and fails when they differ.
    #[arg(long, value_name = "FILE", conflicts_with = "write")]
    check: Option<PathBuf>,
    /// Writes it to this file.
    #[arg(long, value_name = "FILE")]
    write: Option<PathBuf>,
    #[command(flatten)]
    choice: Choice,
}

pub(crate) async fn run(definition: Definition, ui: &Ui) -> Result<(), Failure> {
    let package = definition.choice.find().await?;
    let executable = package.build(ui).await?;
    let found = of(&package, &executable, definition.body).await?;
    match (&definition.check, &definition.write) {
        (Some(file), _) => check(&package, file, &found, ui),
        (None, Some(file)) => {
            fs::write(file, pretty(&found)).map_err(Failure::io(format!("write {}", file.display())))?;
            ui.result(&json!({ "written": file }), || format!("Wrote {}\n", file.display()));
            Ok(())
        }
        (None, None) => {
            ui.result(&found, || pretty(&found));
            Ok(())
        }
    }
}

/// What the binary says that it declares.
pub(crate) async fn of(package: &Package, executable: &Path, body: bool) -> Result<Value, Failure> {
    let mut command = Command::new(executable);
    command.arg("definition").env("CARGO_MANIFEST_DIR", &package.directory);
    if body {
        command.arg("--body");
    }
    command.stdin(Stdio::null()).kill_on_drop(true);
    let output = command.output().await.map_err(Failure::io(format!("run {}", executable.display())))?;
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr);
        let said = said.trim_end();
        return Err(Failure::Failed(said.strip_prefix("error: ").unwrap_or(said).to_owned()));
    }
    serde_json::from_slice(&output.stdout).map_err(|error| {
        Failure::Failed(format!(
            "`{} definition` does not print a definition ({error}); main must be `botpress_sdk::run(..)` or a `Cli`",
            executable.display()
        ))
    })
}

fn check(package: &Package, file: &Path, found: &Value, ui: &Ui) -> Result<(), Failure> {
    let again = format!("`cargo botpress definition --write {}`", file.display());
    let stored = fs::read(file)
        .map_err(|error| Failure::Failed(format!("cannot read {}: {error}; {again} makes it", file.display())))?;
    let stored: Value = serde_json::from_slice(&stored)
        .map_err(|error| Failure::Failed(format!("{} is no JSON: {error}; {again} makes it anew", file.display())))?;
    let differences = diff::between(&stored, found);
    if differences.is_empty() {
        ui.result(&json!({ "differences": [] }), || {
            format!("{} declares what {} says.\n", package.name, file.display())
        });
        return Ok(());
    }
    if ui.is_json() {
        ui.result(&json!({ "differences": differences }), String::new);
    } else {
        for difference in &differences {
            ui.note(Tone::Plain, format_args!("  {difference}"));
        }
    }
    let count = differences.len();
    let places = if count == 1 { "one place" } else { &format!("{count} places") };
    Err(Failure::Failed(format!(
        "{} declares something else than {} in {places}; if that is meant, {again}",
        package.name,
        file.display()
    )))
}

fn pretty(value: &Value) -> String {
    format!("{value:#}\n")
}
