//! The integration in a process of its own.

use std::{
    io::{BufRead, BufReader, Read},
    process::{Child, ChildStderr, ChildStdout, Command, Stdio},
};

/// The token that calls of the API carry.
pub(crate) const TOKEN: &str = "bp_iak_test_token";

/// A running integration; it ends with the value.
pub(crate) struct Integration {
    child: Child,
    stdout: BufReader<ChildStdout>,
    stderr: ChildStderr,
    port: u16,
}

impl Integration {
    /// Starts the binary on a free port with this environment and nothing else in it.
    pub(crate) fn start(env: &[(String, String)], api_url: &str) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_conformance"))
            .args(["serve", "--port", "0"])
            .env_clear()
            .envs(env.iter().map(|(name, value)| (name, value)))
            .env("BP_API_URL", api_url)
            .env("BP_TOKEN", TOKEN)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut stdout = BufReader::new(child.stdout.take().unwrap());
        let stderr = child.stderr.take().unwrap();
        let mut line = String::new();
        stdout.read_line(&mut line).unwrap();
        let port = line.trim_end().strip_prefix("Listening on port ").map(str::parse);
        let Some(Ok(port)) = port else { panic!("the integration did not start: {line:?}") };
        Self { child, stdout, stderr, port }
    }

    pub(crate) fn port(&self) -> u16 {
        self.port
    }

    /// Ends it and answers what it printed after the line that says where it listens. What a handler prints is written before
    /// its response is.
    pub(crate) fn end(mut self) -> (String, String) {
        self.child.kill().unwrap();
        let (mut out, mut err) = (String::new(), String::new());
        self.stdout.read_to_string(&mut out).unwrap();
        self.stderr.read_to_string(&mut err).unwrap();
        (out, err)
    }
}

impl Drop for Integration {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
