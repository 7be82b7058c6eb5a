//! Two processes of the integration, of which one is killed now and then.

use std::process::Stdio;

use tokio::{
    io::{AsyncBufReadExt as _, BufReader},
    process::{Child, Command},
};

use crate::stage::{Stage, environment};

/// The processes, behind the same addresses whenever they are started again.
pub(crate) struct Processes {
    running: Vec<Process>,
    kills: usize,
}

struct Process {
    child: Child,
    port: u16,
    environment: Vec<(&'static str, String)>,
}

impl Processes {
    /// Starts them in the environment that the integration has on the stage, but for the way to the Botpress API.
    pub(crate) async fn start(stage: &Stage, api_url: &str) -> Self {
        let mut environment = environment(&stage.workspace, &stage.botpress).to_vec();
        environment.push(("BP_API_URL", api_url.to_owned()));
        let start = || Process::start(environment.clone(), 0);
        Self { running: vec![start().await, start().await], kills: 0 }
    }

    pub(crate) fn urls(&self) -> Vec<String> {
        self.running.iter().map(|process| format!("http://127.0.0.1:{}", process.port)).collect()
    }

    /// Kills the one whose turn it is (SIGKILL), and starts it again.
    pub(crate) async fn kill_one(&mut self) {
        let at = self.kills % self.running.len();
        let process = &mut self.running[at];
        process.child.kill().await.unwrap();
        *process = Process::start(process.environment.clone(), process.port).await;
        self.kills += 1;
    }

    /// How often one was killed.
    pub(crate) fn kills(&self) -> usize {
        self.kills
    }

    /// Lets them finish what they do.
    pub(crate) async fn stop(self) {
        for mut process in self.running {
            let id = process.child.id().expect("a process that still runs").to_string();
            assert!(Command::new("kill").args(["-TERM", &id]).status().await.unwrap().success());
            assert!(process.child.wait().await.unwrap().success());
        }
    }
}

impl Process {
    async fn start(environment: Vec<(&'static str, String)>, port: u16) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_slack"));
        command.args(["serve", "--port", &port.to_string()]).env_clear().envs(environment.iter().cloned());
        command.stdout(Stdio::piped()).stderr(Stdio::null()).kill_on_drop(true);
        let mut child = command.spawn().unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let line = lines.next_line().await.unwrap().expect("a line that says where it listens");
        let port = line.strip_prefix("Listening on port ").expect(&line).parse().unwrap();
        // What it logs is read, so that it can go on writing.
        tokio::spawn(async move { while let Ok(Some(_)) = lines.next_line().await {} });
        Self { child, port, environment }
    }
}
