//! The command line that every integration's binary has.

use std::{
    env,
    ffi::OsString,
    fmt, fs,
    future::pending,
    io::{self, Write},
    panic::resume_unwind,
    path::{Path, PathBuf},
    process::ExitCode,
    sync::Arc,
};

use botpress_core::{
    BoxFuture, Env, Error, Integration, Result,
    definition::{BodyError, DefinitionErrors, IntegrationDefinition, Resolved},
};
use tokio::task::JoinSet;

use crate::{NativeHost, Server, ServerError, host::as_host, trace};

/// Runs an integration's binary: `fn main() -> ExitCode { botpress_sdk::run(Slack::new) }`.
///
/// Without arguments it serves; `--help` lists the rest. `new` makes the integration from the environment, and only when it is
/// served: `definition` needs no secrets. What goes wrong is said in a sentence on standard error, and the exit code is 2.
///
/// [`Cli`] does the same and takes further commands.
pub fn run<I: Integration>(new: impl FnOnce(&Env) -> Result<I> + 'static) -> ExitCode {
    Cli::new(new).run()
}

/// The command line of an integration's binary, for those who add to it.
///
/// ```no_run
/// # use std::process::ExitCode;
/// # use botpress_core::{Env, Integration, Result};
/// # fn example<I: Integration>(new: fn(&Env) -> Result<I>) -> ExitCode {
/// use botpress_server::Cli;
///
/// Cli::new(new)
///     .server(|server| server.body_limit(1024 * 1024))
///     .serve_option("--poll", "asks the other system what is new", |_host| async { Ok(()) })
///     .command("demo", "plays a short conversation", |_arguments| ExitCode::SUCCESS)
///     .default_command("demo")
///     .run()
/// # }
/// ```
#[must_use = "a command line does nothing until it is run"]
pub struct Cli {
    new: MakeServer,
    definition: fn() -> Result<IntegrationDefinition, DefinitionErrors>,
    server: Box<dyn FnOnce(Server) -> Server>,
    serve_options: Vec<ServeOption>,
    commands: Vec<Command>,
    default: &'static str,
}

/// The server of an integration, without the integration's type.
type MakeServer = Box<dyn FnOnce(&Env, Arc<NativeHost>) -> Result<Server>>;

/// What runs beside the server when it is asked for.
struct ServeOption {
    name: &'static str,
    about: &'static str,
    run: Box<dyn FnOnce(Arc<NativeHost>) -> BoxFuture<'static, Result<()>>>,
}

struct Command {
    name: &'static str,
    about: &'static str,
    run: Box<dyn FnOnce(Vec<String>) -> ExitCode>,
}

const SERVE: &str = "serve";
const DEFINITION: &str = "definition";

impl Cli {
    /// The command line of the integration that `new` makes from the environment.
    pub fn new<I: Integration>(new: impl FnOnce(&Env) -> Result<I> + 'static) -> Self {
        Self {
            new: Box::new(|env, host| Ok(Server::on_host(new(env)?, host))),
            definition: I::definition,
            server: Box::new(|server| server),
            serve_options: Vec::new(),
            commands: Vec::new(),
            default: SERVE,
        }
    }

    /// Changes the server before it serves: limits, signing secrets.
    pub fn server(mut self, change: impl FnOnce(Server) -> Server + 'static) -> Self {
        self.server = Box::new(change);
        self
    }

    /// Adds an option of `serve`, such as `--poll`: what `run` answers runs beside the server, on the server's host, for work that no
    /// request begins. Connections that the integration keeps to another system are an example.
    ///
    /// It runs until the server has stopped, and is dropped then. When it ends with an error first, the server stops as it does when
    /// it is asked to, and the command fails with that error.
    pub fn serve_option<F>(
        mut self,
        name: &'static str,
        about: &'static str,
        run: impl FnOnce(Arc<NativeHost>) -> F + 'static,
    ) -> Self
    where
        F: Future<Output = Result<()>> + Send + 'static,
    {
        self.serve_options.push(ServeOption { name, about, run: Box::new(|host| Box::pin(run(host))) });
        self
    }

    /// Adds a command. `run` gets the arguments after its name and answers the exit code.
    pub fn command(
        mut self,
        name: &'static str,
        about: &'static str,
        run: impl FnOnce(Vec<String>) -> ExitCode + 'static,
    ) -> Self {
        self.commands.push(Command { name, about, run: Box::new(run) });
        self
    }

    /// The command that runs when none is named; `serve` unless set.
    pub fn default_command(mut self, name: &'static str) -> Self {
        self.default = name;
        self
    }

    /// Runs the command that the process's arguments name.
    pub fn run(self) -> ExitCode {
        let mut arguments = env::args_os();
        let program = arguments.next().unwrap_or_default();
        let program =
            Path::new(&program).file_stem().map_or_else(Default::default, |name| name.to_string_lossy().into_owned());
        match self.run_with(&program, arguments) {
            Ok(code) => code,
            Err(error) => {
                let _ = write_error(&program, &error);
                ExitCode::from(2)
            }
        }
    }

    fn run_with(self, program: &str, arguments: impl Iterator<Item = OsString>) -> Result<ExitCode, CliError> {
        let arguments: Result<Vec<String>, OsString> = arguments.map(OsString::into_string).collect();
        let mut arguments =
            arguments.map_err(|argument| CliError::Usage(format!("{argument:?} is not valid Unicode")))?;
        let command = match arguments.first() {
            Some(first) if !first.starts_with('-') => arguments.remove(0),
            _ => self.default.to_owned(),
        };
        if let Some(own) = self.commands.iter().position(|own| own.name == command) {
            // Its own options are its own, `--help` only when it is not the default.
            if !(command == self.default && wants_help(&arguments)) {
                let Command { run, .. } = self.into_command(own);
                return Ok(run(arguments));
            }
        }
        if wants_help(&arguments) || command == "help" {
            print(&self.help(program));
            return Ok(ExitCode::SUCCESS);
        }
        if arguments.iter().any(|argument| argument == "--version" || argument == "-V") {
            let definition = (self.definition)()?;
            print(&format!("{} {}\n", definition.name, definition.version));
            return Ok(ExitCode::SUCCESS);
        }
        match command.as_str() {
            SERVE => self.serve(arguments.into_iter()),
            DEFINITION => self.print_definition(arguments.into_iter()),
            unknown => {
                Err(CliError::Usage(format!("there is no command {unknown:?}; the commands are {}", self.names())))
            }
        }
    }

    fn into_command(mut self, index: usize) -> Command {
        self.commands.swap_remove(index)
    }

    fn serve(mut self, mut arguments: impl Iterator<Item = String>) -> Result<ExitCode, CliError> {
        let (mut port, mut beside) = (None, Vec::new());
        while let Some(argument) = arguments.next() {
            if let Some(known) = self.serve_options.iter().position(|option| option.name == argument) {
                beside.push(self.serve_options.swap_remove(known));
                continue;
            }
            let value = match argument.strip_prefix("--port") {
                Some("") => arguments.next(),
                Some(value) => value.strip_prefix('=').map(str::to_owned),
                None => return Err(unknown_option(SERVE, &argument)),
            };
            let value = value.ok_or_else(|| CliError::Usage("`--port` needs a number: `--port 8072`".to_owned()))?;
            port = Some(parse_port("--port", &value)?);
        }
        let host = Arc::new(NativeHost::new());
        let env = Env::from_host(as_host(&host));
        if port.is_none() {
            port = env
                .get("PORT")
                .filter(|value| !value.is_empty())
                .map(|value| parse_port("PORT", &value))
                .transpose()?;
        }
        trace::install(host.clone());
        let mut server = (self.server)((self.new)(&env, host.clone()).map_err(CliError::Integration)?);
        if let Some(port) = port {
            server = server.port(port);
        }
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().map_err(CliError::Runtime)?;
        let served = runtime.block_on(serve_beside(server, beside, &host));
        // What is left has had its time.
        runtime.shutdown_background();
        served.map(|()| ExitCode::SUCCESS)
    }

    fn print_definition(self, arguments: impl Iterator<Item = String>) -> Result<ExitCode, CliError> {
        let mut body = false;
        for argument in arguments {
            match argument.as_str() {
                "--body" => body = true,
                _ => return Err(unknown_option(DEFINITION, &argument)),
            }
        }
        let definition = (self.definition)()?;
        let json = if body {
            let resolved = read_files(&definition)?;
            serde_json::to_string_pretty(&definition.to_body(&resolved)?)?
        } else {
            serde_json::to_string_pretty(&definition)?
        };
        print(&format!("{json}\n"));
        Ok(ExitCode::SUCCESS)
    }

    fn names(&self) -> String {
        let own = self.commands.iter().map(|command| command.name);
        own.chain([SERVE, DEFINITION]).map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
    }

    fn help(&self, program: &str) -> String {
        let mut help = format!("Usage: {program} [command] [options]\n\nCommands:\n");
        let mut line = |name: &str, about: &str| {
            let note = if name == self.default { " (default)" } else { "" };
            help.push_str(&format!("  {name:<24} {about}{note}\n"));
        };
        for command in &self.commands {
            line(command.name, command.about);
        }
        line(SERVE, "serves the integration");
        help.push_str("    --port <number>        the port to listen on; the variable PORT, then 8072, unless given\n");
        for option in &self.serve_options {
            help.push_str(&format!("    {:<22} {}\n", option.name, option.about));
        }
        let mut line = |name: &str, about: &str| help.push_str(&format!("  {name:<24} {about}\n"));
        line(DEFINITION, "prints what the integration declares, as JSON");
        help.push_str(
            "    --body                 prints the body of the API call that creates it, with files read in\n",
        );
        help.push_str(HELP_REST);
        help
    }
}

const HELP_REST: &str = "
Options:
  -h, --help               prints this
  -V, --version            prints name and version of the integration

Environment:
  BP_API_URL, BP_TOKEN     the Botpress API and the token it is called with
  BP_SIGNING_SECRETS       secrets with which requests must be signed, separated by commas
  BP_LOG_FORMAT            `json` for log lines in JSON
  LOG_LEVEL                debug, info, warn or error; all unless set
  PORT                     the port to listen on
  SECRET_<NAME>            the integration's secrets
";

impl fmt::Debug for Cli {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Cli").field("commands", &self.names()).field("default", &self.default).finish_non_exhaustive()
    }
}

/// Serves until the process is asked to stop, or until what runs beside the server fails.
async fn serve_beside(server: Server, beside: Vec<ServeOption>, host: &Arc<NativeHost>) -> Result<(), CliError> {
    let mut running = JoinSet::new();
    for ServeOption { name, run, .. } in beside {
        let run = run(host.clone());
        running.spawn(async move { run.await.map_err(|error| CliError::Beside { name, error }) });
    }
    let mut failure = None;
    let failed = async {
        while let Some(ended) = running.join_next().await {
            match ended {
                Ok(Ok(())) => {}
                Ok(Err(error)) => {
                    failure = Some(error);
                    return;
                }
                Err(ended) => resume_unwind(ended.into_panic()),
            }
        }
        pending().await
    };
    server.serve_or_until(failed).await?;
    failure.map_or(Ok(()), Err)
}

fn wants_help(arguments: &[String]) -> bool {
    arguments.iter().any(|argument| argument == "--help" || argument == "-h")
}

fn unknown_option(command: &str, option: &str) -> CliError {
    CliError::Usage(format!("`{command}` has no option {option:?}"))
}

fn parse_port(name: &str, value: &str) -> Result<u16, CliError> {
    value.parse().map_err(|_| CliError::Usage(format!("{name} must be a port from 0 to 65535, not {value:?}")))
}

/// The files that `definition` names. Their paths are relative to the package, which is where `cargo run` says; a binary that is
/// run by itself looks in the current directory.
fn read_files(definition: &IntegrationDefinition) -> Result<Resolved, CliError> {
    let package = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default());
    let mut resolved = Resolved::new();
    for name in definition.files() {
        let path = package.join(name);
        match fs::read(&path) {
            Ok(content) => resolved = resolved.file(name, content),
            Err(source) => return Err(CliError::File { path, source }),
        }
    }
    Ok(resolved)
}

/// A closed pipe ends what is printed, not the program.
fn print(text: &str) {
    let _ = io::stdout().write_all(text.as_bytes());
}

fn write_error(program: &str, error: &CliError) -> io::Result<()> {
    let mut stderr = io::stderr().lock();
    writeln!(stderr, "error: {error}")?;
    if matches!(error, CliError::Usage(_)) {
        writeln!(stderr, "`{program} --help` lists commands and options")?;
    }
    Ok(())
}

/// Why a command did not do what it should.
#[derive(Debug, thiserror::Error)]
enum CliError {
    #[error("{0}")]
    Usage(String),
    #[error("the integration cannot start: {0}")]
    Integration(Error),
    #[error("`{name}`: {error}")]
    Beside { name: &'static str, error: Error },
    #[error("{0}")]
    Definition(#[from] DefinitionErrors),
    #[error(transparent)]
    Server(#[from] ServerError),
    #[error("cannot start: {0}")]
    Runtime(io::Error),
    #[error("the definition cannot be written as JSON: {0}")]
    Json(#[from] serde_json::Error),
    #[error(transparent)]
    Body(#[from] BodyError),
    #[error("cannot read {}: {source}; run it in the package's directory", .path.display())]
    File { path: PathBuf, source: io::Error },
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicBool, Ordering};

    use botpress_core::{
        Context,
        operation::{Operation, Reply},
    };
    use tokio::sync::Notify;

    use super::*;

    /// An integration that nothing is asked of.
    struct Idle;

    impl Integration for Idle {
        const NAME: &'static str = "idle";

        type Configuration = ();
        type UserTags = ();

        fn definition() -> Result<IntegrationDefinition, DefinitionErrors> {
            IntegrationDefinition::builder("idle", "0.1.0").title("Idle").try_build()
        }

        fn dispatch<'a>(&'a self, _: &'a Context<Self>, _: Operation) -> BoxFuture<'a, Result<Reply>> {
            Box::pin(async { Ok(Reply::Done) })
        }
    }

    fn run(cli: Cli, arguments: &[&str]) -> Result<ExitCode, CliError> {
        cli.run_with("idle", arguments.iter().map(OsString::from))
    }

    fn idle() -> Cli {
        Cli::new(|_| Ok(Idle))
    }

    #[test]
    fn what_runs_beside_the_server_ends_it_with_its_error() {
        let cli = idle().serve_option("--poll", "asks", |_| async { Err(Error::runtime("nobody answers")) });
        let failure = run(cli, &["serve", "--port", "0", "--poll"]).unwrap_err();
        assert_eq!(failure.to_string(), "`--poll`: nobody answers");
    }

    #[test]
    fn what_ends_well_beside_the_server_does_not_end_it() {
        let (done, ended) = (Arc::new(Notify::new()), Arc::new(AtomicBool::new(false)));
        let (was_done, noted) = (done.clone(), ended.clone());
        let cli = idle()
            .serve_option("--once", "asks once", move |_| async move {
                done.notify_one();
                Ok(())
            })
            .serve_option("--stop", "stops", move |_| async move {
                was_done.notified().await;
                noted.store(true, Ordering::Relaxed);
                Err(Error::runtime("as asked"))
            });
        let failure = run(cli, &["--once", "--port", "0", "--stop"]).unwrap_err();
        assert_eq!(failure.to_string(), "`--stop`: as asked");
        assert!(ended.load(Ordering::Relaxed));
    }

    #[test]
    fn it_runs_only_when_it_is_asked_for() {
        let cli = idle()
            .serve_option("--never", "is not asked for", |_| async { Err(Error::runtime("it was started")) })
            .serve_option("--stop", "stops", |_| async { Err(Error::runtime("as asked")) });
        let failure = run(cli, &["serve", "--port=0", "--stop"]).unwrap_err();
        assert_eq!(failure.to_string(), "`--stop`: as asked");
    }

    #[test]
    fn the_help_lists_it_below_serve() {
        let cli = idle().serve_option("--poll", "asks the other system what is new", |_| async { Ok(()) });
        let help = cli.help("idle");
        let line = "\n    --poll                 asks the other system what is new\n";
        assert!(help.contains(line), "{help}");
        assert!(help.find("serves the integration") < help.find(line) && help.find(line) < help.find("definition "));
    }
}
