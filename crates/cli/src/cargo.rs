//! The integration's crate: found and built by cargo.

use std::{
    collections::HashSet,
    env, io,
    path::{Path, PathBuf},
    process::Stdio,
};

use clap::Args;
use serde::Deserialize;
use tokio::{
    io::{AsyncBufReadExt as _, BufReader},
    process::{Child, Command},
};

use crate::{
    failure::Failure,
    ui::{Tone, Ui},
};

/// Which integration it is about.
#[derive(Debug, Clone, Args)]
pub(crate) struct Choice {
    /// The package with the integration; the one of the current directory unless given.
    #[arg(short, long, value_name = "NAME")]
    package: Option<String>,
    /// The binary that serves it, for a package with several.
    #[arg(long, value_name = "NAME")]
    bin: Option<String>,
    /// Builds with optimisations.
    #[arg(long)]
    release: bool,
}

/// A crate with a binary that serves an integration.
#[derive(Debug, Clone)]
pub(crate) struct Package {
    pub(crate) name: String,
    pub(crate) directory: PathBuf,
    /// What its code is made of: the directories of the package itself and of those it has by path.
    pub(crate) sources: Vec<PathBuf>,
    /// Where cargo builds.
    pub(crate) target: PathBuf,
    bin: String,
    release: bool,
}

/// Why there is no binary.
#[derive(Debug)]
pub(crate) enum BuildError {
    /// The code has errors: what the compiler says about them, as it is read on a terminal.
    Code(String),
    /// Cargo could not even be run.
    Cargo(Failure),
}

impl From<BuildError> for Failure {
    fn from(error: BuildError) -> Self {
        match error {
            BuildError::Code(_) => {
                Self::Failed("the integration does not build; the compiler says why above".to_owned())
            }
            BuildError::Cargo(failure) => failure,
        }
    }
}

#[derive(Deserialize)]
struct Metadata {
    packages: Vec<Found>,
    workspace_members: HashSet<String>,
    target_directory: PathBuf,
    resolve: Option<Resolve>,
}

#[derive(Deserialize)]
struct Found {
    id: String,
    name: String,
    source: Option<String>,
    manifest_path: PathBuf,
    targets: Vec<Target>,
    default_run: Option<String>,
}

#[derive(Deserialize)]
struct Target {
    name: String,
    kind: Vec<String>,
}

#[derive(Deserialize)]
struct Resolve {
    nodes: Vec<Node>,
}

#[derive(Deserialize)]
struct Node {
    id: String,
    dependencies: Vec<String>,
}

impl Found {
    fn directory(&self) -> PathBuf {
        self.manifest_path.parent().map(Path::to_path_buf).unwrap_or_default()
    }

    fn binaries(&self) -> impl Iterator<Item = &str> {
        let binaries = self.targets.iter().filter(|target| target.kind.iter().any(|kind| kind == "bin"));
        binaries.map(|target| target.name.as_str())
    }
}

impl Choice {
    /// The crate that is meant.
    pub(crate) async fn find(&self) -> Result<Package, Failure> {
        let output = cargo()
            .args(["metadata", "--format-version", "1"])
            .stderr(Stdio::piped())
            .stdout(Stdio::piped())
            .output()
            .await
            .map_err(Failure::io("run cargo"))?;
        if !output.status.success() {
            let said = String::from_utf8_lossy(&output.stderr);
            return Err(Failure::Failed(format!(
                "cargo does not understand this package; run it in an integration's directory:\n{}",
                said.trim_end()
            )));
        }
        let metadata: Metadata = serde_json::from_slice(&output.stdout)
            .map_err(|error| Failure::Failed(format!("cannot read what `cargo metadata` says: {error}")))?;
        let current = env::current_dir().map_err(Failure::io("find out the current directory"))?;
        let found = self.choose(&metadata, &current)?;
        Ok(Package {
            name: found.name.clone(),
            directory: found.directory(),
            sources: sources(&metadata, found),
            target: metadata.target_directory.clone(),
            bin: self.binary(found)?,
            release: self.release,
        })
    }

    fn choose<'a>(&self, metadata: &'a Metadata, current: &Path) -> Result<&'a Found, Failure> {
        let members = || metadata.packages.iter().filter(|found| metadata.workspace_members.contains(&found.id));
        let found = match &self.package {
            Some(name) => members().find(|found| found.name == *name),
            None => members()
                .filter(|found| current.starts_with(found.directory()))
                .max_by_key(|found| found.directory().as_os_str().len()),
        };
        found.ok_or_else(|| {
            let names =
                list(members().filter(|found| found.binaries().next().is_some()).map(|found| found.name.as_str()));
            Failure::Usage(match &self.package {
                Some(name) => format!("there is no package `{name}` here; with a binary there are {names}"),
                None => format!("say which package is meant, with --package: {names}"),
            })
        })
    }

    fn binary(&self, found: &Found) -> Result<String, Failure> {
        let names: Vec<&str> = found.binaries().collect();
        match (&self.bin, &names[..], &found.default_run) {
            (Some(name), names, _) if names.contains(&name.as_str()) => Ok(name.clone()),
            (Some(name), names, _) => Err(Failure::Usage(format!(
                "`{}` has no binary `{name}`; it has {}",
                found.name,
                list(names.iter().copied())
            ))),
            (None, [only], _) => Ok((*only).to_owned()),
            (None, [], _) => Err(Failure::Usage(format!(
                "`{}` has no binary; an integration's src/main.rs calls `botpress_sdk::run`",
                found.name
            ))),
            (None, _, Some(default)) => Ok(default.clone()),
            (None, names, None) => {
                Err(Failure::Usage(format!("say which binary is meant, with --bin: {}", list(names.iter().copied()))))
            }
        }
    }
}

/// The directories of the package and of everything that it depends on by path.
fn sources(metadata: &Metadata, found: &Found) -> Vec<PathBuf> {
    let nodes = metadata.resolve.iter().flat_map(|resolve| &resolve.nodes);
    let dependencies: std::collections::HashMap<_, _> = nodes.map(|node| (&node.id, &node.dependencies)).collect();
    let (mut reached, mut open) = (HashSet::new(), vec![&found.id]);
    while let Some(id) = open.pop() {
        if reached.insert(id) {
            open.extend(dependencies.get(id).copied().into_iter().flatten());
        }
    }
    let local = metadata.packages.iter().filter(|package| package.source.is_none() && reached.contains(&package.id));
    local.map(Found::directory).collect()
}

fn list<'a>(names: impl Iterator<Item = &'a str>) -> String {
    names.map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}

fn cargo() -> Command {
    let mut command = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.stdin(Stdio::null()).kill_on_drop(true);
    command
}

#[derive(Deserialize)]
#[serde(tag = "reason", rename_all = "kebab-case")]
enum CargoMessage {
    CompilerMessage {
        message: Diagnostic,
    },
    CompilerArtifact {
        target: Target,
        executable: Option<PathBuf>,
    },
    #[serde(other)]
    Other,
}

#[derive(Deserialize)]
struct Diagnostic {
    rendered: Option<String>,
    level: String,
}

impl Package {
    /// Builds the binary and answers where it is. Cargo's progress and the compiler's words go to standard error as they come.
    pub(crate) async fn build(&self, ui: &Ui) -> Result<PathBuf, BuildError> {
        let format = if ui.is_coloured() { "json-diagnostic-rendered-ansi" } else { "json" };
        let mut command = cargo();
        command.args(["build", "--message-format", format, "--package", &self.name, "--bin", &self.bin]);
        if self.release {
            command.arg("--release");
        }
        command.stdout(Stdio::piped()).current_dir(&self.directory);
        let io = |what| move |error| BuildError::Cargo(Failure::io(what)(error));
        let mut child = Group::spawn(&mut command).map_err(io("run cargo"))?;
        let mut executable = None;
        let mut errors = String::new();
        if let Some(stdout) = child.0.stdout.take() {
            let mut lines = BufReader::new(stdout).lines();
            while let Some(line) = lines.next_line().await.map_err(io("read what cargo says"))? {
                match serde_json::from_str(&line) {
                    Ok(CargoMessage::CompilerMessage { message: Diagnostic { rendered: Some(text), level } }) => {
                        ui.note(Tone::Plain, text.trim_end());
                        if level == "error" {
                            errors.push_str(&text);
                        }
                    }
                    Ok(CargoMessage::CompilerArtifact { target, executable: Some(path) })
                        if target.name == self.bin =>
                    {
                        executable = Some(path);
                    }
                    _ => {}
                }
            }
        }
        let status = child.0.wait().await.map_err(io("run cargo"))?;
        match executable {
            Some(executable) if status.success() => Ok(executable),
            _ if status.success() => {
                Err(BuildError::Cargo(Failure::Failed(format!("cargo built no binary `{}`", self.bin))))
            }
            _ => Err(BuildError::Code(errors)),
        }
    }
}

/// A process and those it starts: all of them end when it is dropped.
struct Group(Child);

impl Group {
    fn spawn(command: &mut Command) -> io::Result<Self> {
        #[cfg(unix)]
        command.process_group(0);
        command.spawn().map(Self)
    }
}

#[cfg(unix)]
impl Drop for Group {
    fn drop(&mut self) {
        use rustix::process::{Pid, Signal, kill_process_group};
        // There is no id any more when it was waited for.
        let id = self.0.id().and_then(|id| i32::try_from(id).ok()).and_then(Pid::from_raw);
        if let Some(id) = id {
            let _ = kill_process_group(id, Signal::KILL);
        }
    }
}
