//! Serves the variant of the integration that the variable `VARIANT` names.

use std::{env, io::Write, process::ExitCode};

use botpress_sdk::{Cli, run};
use conformance::{Bare, Full, Unknown};

fn main() -> ExitCode {
    let variant = env::var("VARIANT").unwrap_or_default();
    match variant.as_str() {
        "" | "full" => run(|_| Ok(Full)),
        "bare" => run(|_| Ok(Bare)),
        "unknown" => run(|_| Ok(Unknown)),
        "owntrace" => Cli::new(|_| Ok(Full)).server(|server| server.forward_trace(false)).run(),
        _ => {
            let known = "full, bare, unknown and owntrace";
            let _ = writeln!(std::io::stderr(), "error: there is no variant {variant:?}; VARIANT may be {known}");
            ExitCode::from(2)
        }
    }
}
