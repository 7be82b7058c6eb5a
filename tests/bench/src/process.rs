//! Processes: how they are started, and what they use.

use std::{
    env,
    ffi::OsStr,
    fs,
    io::{self, BufRead, BufReader, Read, Write},
    net::TcpStream,
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

/// The variable that says which server a process is.
pub(crate) const WHICH: &str = "BENCH_SERVER";

/// One of the servers, in a process of its own.
pub(crate) struct Server {
    child: Child,
    pub(crate) port: u16,
    /// What it said when it was ready.
    pub(crate) ready: String,
}

impl Server {
    /// Starts it on the first core, and waits until it says where it listens.
    pub(crate) fn start(which: &str) -> io::Result<Self> {
        Self::start_with(which, &[])
    }

    /// The same, with variables.
    pub(crate) fn start_with(which: &str, env: &[(&str, &OsStr)]) -> io::Result<Self> {
        let program = env::current_exe()?;
        let mut command = Command::new("taskset");
        command.args(["-c", "0"]).arg(&program);
        let child = spawn(&mut command, which, env).or_else(|_| spawn(&mut Command::new(&program), which, env))?;
        let mut server = Self { child, port: 0, ready: String::new() };
        let out = server.child.stdout.take().ok_or(io::ErrorKind::BrokenPipe)?;
        let mut line = String::new();
        BufReader::new(out).read_line(&mut line)?;
        let port = line.trim_end().rsplit(' ').next().and_then(|port| port.parse().ok());
        server.port = port.ok_or_else(|| io::Error::other(format!("{which} does not listen: {line:?}")))?;
        server.ready = line;
        Ok(server)
    }

    /// Processor time of all its threads so far.
    pub(crate) fn cpu(&self) -> io::Result<Duration> {
        let mut nanoseconds = 0;
        for thread in fs::read_dir(format!("/proc/{}/task", self.child.id()))? {
            let figures = fs::read_to_string(thread?.path().join("schedstat"))?;
            nanoseconds += figures.split(' ').next().and_then(|figure| figure.parse().ok()).unwrap_or(0);
        }
        Ok(Duration::from_nanos(nanoseconds))
    }

    /// Resident memory in MB.
    pub(crate) fn resident(&self) -> io::Result<f64> {
        let status = fs::read_to_string(format!("/proc/{}/status", self.child.id()))?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap_or_default();
        let kilobytes: f64 = line.split_whitespace().next().and_then(|figure| figure.parse().ok()).unwrap_or_default();
        Ok(kilobytes / 1000.0)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn spawn(command: &mut Command, which: &str, env: &[(&str, &OsStr)]) -> io::Result<Child> {
    command.envs(env.iter().copied()).env(WHICH, which).env("PORT", "0").stdout(Stdio::piped()).spawn()
}

/// Milliseconds from the start of a process to its first answer.
pub(crate) fn time_to_first_answer(which: &str) -> io::Result<f64> {
    let started = Instant::now();
    let server = Server::start(which)?;
    let mut stream = TcpStream::connect(("127.0.0.1", server.port))?;
    stream.write_all(b"GET /health HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n")?;
    stream.read_to_end(&mut Vec::new())?;
    Ok(started.elapsed().as_secs_f64() * 1000.0)
}

/// The size in MB of another release binary of this workspace.
pub(crate) fn size_of(binary: &str) -> Option<f64> {
    let path = env::current_exe().ok()?.with_file_name(binary);
    Some(fs::metadata(path).ok()?.len() as f64 / 1_000_000.0)
}
