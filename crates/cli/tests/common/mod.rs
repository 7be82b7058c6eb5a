//! What the tests share: the binary, directories to work in, crates that it makes.
#![allow(clippy::unwrap_used, clippy::expect_used, dead_code, reason = "helpers of tests fail as tests do")]

use std::{
    fs,
    io::{BufRead as _, BufReader},
    path::{Path, PathBuf},
    process::{Child, ChildStdout, Command, Output, Stdio},
};

use serde_json::Value;

/// The repository: the SDK that new crates depend on.
pub(crate) fn repository() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2).unwrap()
}

/// An empty directory of this name, for one test.
pub(crate) fn directory(name: &str) -> PathBuf {
    let directory = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    if directory.exists() {
        fs::remove_dir_all(&directory).unwrap();
    }
    fs::create_dir_all(&directory).unwrap();
    directory
}

/// `cargo botpress`, as cargo starts it, in `directory`.
pub(crate) fn botpress(directory: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_cargo-botpress"));
    command.arg("botpress").current_dir(directory);
    for_crates(&mut command);
    command
}

/// `cargo` itself, in `directory`.
pub(crate) fn cargo(directory: &Path) -> Command {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.current_dir(directory);
    for_crates(&mut command);
    command
}

/// New crates share what they build: their dependencies are the same.
fn for_crates(command: &mut Command) {
    command
        .env("CARGO_TARGET_DIR", Path::new(env!("CARGO_TARGET_TMPDIR")).join("target"))
        .env("CARGO_PROFILE_DEV_DEBUG", "0")
        .env("CARGO_INCREMENTAL", "0")
        .env("CARGO_TERM_COLOR", "never")
        .env("NO_COLOR", "1")
        .env_remove("CARGO_MANIFEST_DIR");
}

/// A crate from a template, on the SDK of this repository and with the versions of its lock file.
pub(crate) fn new_crate(directory: &Path, name: &str, template: &str) -> PathBuf {
    let output = botpress(directory)
        .args(["new", name, "--template", template, "--sdk-path"])
        .arg(repository())
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", text(&output.stderr));
    let directory = directory.join(name);
    fs::copy(repository().join("Cargo.lock"), directory.join("Cargo.lock")).unwrap();
    directory
}

pub(crate) fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// Fails with what was printed unless it succeeded.
pub(crate) fn assert_success(what: &str, output: &Output) {
    assert!(output.status.success(), "{what}:\n{}{}", text(&output.stdout), text(&output.stderr));
}

/// A command that runs until it is stopped, and prints a line of JSON for each thing that happens.
pub(crate) struct Running {
    child: Child,
    lines: BufReader<ChildStdout>,
    seen: Vec<String>,
}

impl Running {
    pub(crate) fn start(command: &mut Command) -> Self {
        let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap());
        Self { child, lines, seen: Vec::new() }
    }

    /// The next line.
    pub(crate) fn line(&mut self) -> Option<Value> {
        let mut line = String::new();
        self.lines.read_line(&mut line).unwrap();
        self.seen.push(line.clone());
        serde_json::from_str(&line).ok()
    }

    /// The next event of this name; those before it are passed over.
    #[track_caller]
    pub(crate) fn event(&mut self, name: &str) -> Value {
        loop {
            match self.line() {
                Some(event) if event["event"] == name => return event,
                Some(_) => {}
                None => panic!("no `{name}` any more; it said:\n{}", self.seen.concat()),
            }
        }
    }

    pub(crate) fn id(&self) -> u32 {
        self.child.id()
    }

    /// Asks it to stop with this signal; answers its exit code and the rest of its lines.
    pub(crate) fn stop(mut self, signal: &str) -> (Option<i32>, Vec<Value>) {
        send(signal, self.child.id());
        let mut rest = Vec::new();
        while let Some(line) = self.line() {
            rest.push(line);
        }
        (self.child.wait().unwrap().code(), rest)
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

pub(crate) fn send(signal: &str, process: u32) {
    assert!(Command::new("kill").args([signal, &process.to_string()]).status().unwrap().success());
}

/// What `output` printed, as JSON.
#[track_caller]
pub(crate) fn json(output: &Output) -> Value {
    serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|error| panic!("{error}: {}{}", text(&output.stdout), text(&output.stderr)))
}
