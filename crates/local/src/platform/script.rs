//! Scripts in VRL, by which integrations say how their webhooks are told apart, and where their configuration begins.
//!
//! A script sees what it is given and nothing of this machine: no network, no environment, no files. Without the feature
//! `vrl` there is no interpreter: no script is checked, and none can be run.

use std::sync::Arc;
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::Duration;

use serde_json::Value;
use tokio::sync::{Semaphore, oneshot};

/// What a script may have in characters.
pub(crate) const LONGEST_SCRIPT: usize = 2000;

/// How long a script may take.
const LONGEST: Duration = Duration::from_secs(5);
/// How many scripts run at once, those included that nobody waits for any more.
const AT_ONCE: usize = 4;
/// The stack of a script's thread in bytes: scripts are recursed into, and only their length limits their depth.
const STACK: usize = 64 * 1024 * 1024;

/// What a script has made.
#[derive(Debug)]
pub(crate) struct Outcome {
    /// What it worked on, as it is after it.
    pub(crate) data: Value,
    /// What it evaluates to.
    pub(crate) result: Value,
}

/// Why a script made nothing. Begins with a verb, for the script's name to go before.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[allow(dead_code, reason = "the feature `vrl` decides which of them there are")]
pub(crate) enum ScriptError {
    /// It is no VRL; with what the compiler says.
    #[error("does not compile:\n{0}")]
    Invalid(String),
    /// It gave up, with its own words or those of the function that failed.
    #[error("failed: {0}")]
    Failed(String),
    /// It takes too long.
    #[error("was not done within {0:?}")]
    Timeout(Duration),
    /// This build cannot run it.
    #[error(
        "cannot be run: this build has no VRL; build botpress-local, or install cargo-botpress, with the feature `vrl`"
    )]
    Unavailable,
}

impl ScriptError {
    fn crashed() -> Self {
        Self::Failed("the interpreter crashed".to_owned())
    }

    /// The error without these texts: a function that fails may say what it was given.
    pub(crate) fn without<'a>(self, secrets: impl IntoIterator<Item = &'a String>) -> Self {
        match self {
            Self::Failed(message) => {
                let secrets = secrets.into_iter().filter(|secret| !secret.is_empty());
                Self::Failed(secrets.fold(message, |message, secret| message.replace(secret.as_str(), "***")))
            }
            other => other,
        }
    }
}

/// The scripts of a definition, each after its path.
pub(crate) fn all(definition: &Value) -> impl Iterator<Item = (String, &str)> {
    let identifier = ["extractScript", "fallbackHandlerScript"]
        .map(|name| (format!("identifier.{name}"), &definition["identifier"][name]));
    let configurations = definition["configurations"].as_object().into_iter().flatten();
    let configurations = configurations.map(|(name, configuration)| (format!("configurations.{name}"), configuration));
    let links = [("configuration".to_owned(), &definition["configuration"])]
        .into_iter()
        .chain(configurations)
        .map(|(at, it)| (format!("{at}.identifier.linkTemplateScript"), &it["identifier"]["linkTemplateScript"]));
    identifier.into_iter().chain(links).filter_map(|(at, script)| Some((at, text(script)?)))
}

/// A script that is there.
pub(crate) fn text(script: &Value) -> Option<&str> {
    script.as_str().filter(|script| !script.is_empty())
}

/// Refuses a script that does not compile.
pub(crate) fn check(script: &str) -> Result<(), ScriptError> {
    let script = script.to_owned();
    let (give, checked) = mpsc::channel();
    // When it takes too long nobody waits for it any more, here and below.
    apart(move || drop(give.send(engine::check(&script))))?;
    checked.recv_timeout(LONGEST).unwrap_or_else(|error| match error {
        RecvTimeoutError::Timeout => Err(ScriptError::Timeout(LONGEST)),
        RecvTimeoutError::Disconnected => Err(ScriptError::crashed()),
    })
}

/// Runs scripts.
#[derive(Debug, Clone)]
pub(crate) struct Scripts {
    within: Duration,
    room: Arc<Semaphore>,
}

impl Scripts {
    /// Whoever waits for an integration only so long does not wait longer for one of its scripts.
    pub(crate) fn new(operation_timeout: Duration) -> Self {
        Self { within: operation_timeout.min(LONGEST), room: Arc::new(Semaphore::new(AT_ONCE)) }
    }

    /// Runs a script on `data`. One that takes too long keeps its room until it is done.
    pub(crate) async fn run(&self, script: &str, data: Value) -> Result<Outcome, ScriptError> {
        let script = script.to_owned();
        let outcome = async {
            let room = Arc::clone(&self.room).acquire_owned().await;
            let (give, outcome) = oneshot::channel();
            apart(move || {
                let _room = room;
                drop(give.send(engine::run(&script, data)));
            })?;
            outcome.await.unwrap_or_else(|_| Err(ScriptError::crashed()))
        };
        tokio::time::timeout(self.within, outcome).await.unwrap_or(Err(ScriptError::Timeout(self.within)))
    }
}

/// Does the work on a thread that nobody has to wait for: not who asked for it, when it takes long, and not the end of
/// the process. VRL only loops over what there is, so that every script ends; but nothing can stop one.
fn apart(work: impl FnOnce() + Send + 'static) -> Result<(), ScriptError> {
    let thread = thread::Builder::new().name("vrl".to_owned()).stack_size(STACK);
    match thread.spawn(work) {
        Ok(_) => Ok(()),
        Err(error) => Err(ScriptError::Failed(error.to_string())),
    }
}

#[cfg(not(feature = "vrl"))]
mod engine {
    use serde_json::Value;

    use super::{Outcome, ScriptError};

    #[allow(clippy::unnecessary_wraps, reason = "with the feature it can fail")]
    pub(super) fn check(_: &str) -> Result<(), ScriptError> {
        Ok(())
    }

    pub(super) fn run(_: &str, _: Value) -> Result<Outcome, ScriptError> {
        Err(ScriptError::Unavailable)
    }
}

#[cfg(feature = "vrl")]
mod engine {
    use serde_json::Value;
    use vrl::compiler::runtime::{Runtime, Terminate};
    use vrl::compiler::{Program, TargetValue, TimeZone};
    use vrl::diagnostic::Formatter;
    use vrl::value::Secrets;

    use super::{Outcome, ScriptError};

    pub(super) fn check(script: &str) -> Result<(), ScriptError> {
        compile(script).map(drop)
    }

    pub(super) fn run(script: &str, data: Value) -> Result<Outcome, ScriptError> {
        let program = compile(script)?;
        let metadata = Value::Object(serde_json::Map::new()).into();
        let mut target = TargetValue { value: data.into(), metadata, secrets: Secrets::default() };
        let timezone = TimeZone::parse("UTC").unwrap_or_default();
        match Runtime::default().resolve(&mut target, &program, &timezone) {
            Ok(result) => Ok(Outcome { data: json(target.value)?, result: json(result)? }),
            Err(Terminate::Abort(error) | Terminate::Error(error)) => Err(ScriptError::Failed(error.to_string())),
        }
    }

    fn compile(script: &str) -> Result<Program, ScriptError> {
        match vrl::compiler::compile(script, &vrl::stdlib::all()) {
            Ok(compiled) => Ok(compiled.program),
            Err(problems) => Err(ScriptError::Invalid(Formatter::new(script, problems).to_string().trim().to_owned())),
        }
    }

    fn json(value: vrl::value::Value) -> Result<Value, ScriptError> {
        value.try_into().map_err(|_| ScriptError::Failed("what it makes cannot be written as JSON".to_owned()))
    }
}
