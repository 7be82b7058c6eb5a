//! `cargo botpress new`: a crate that builds, with tests that pass.

use std::{
    env, fs, io,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use clap::{Args, ValueEnum};
use serde_json::json;

use crate::{failure::Failure, ui::Ui};

/// Makes a new integration: a crate that builds, with tests that pass.
#[derive(Debug, Args)]
pub(crate) struct New {
    /// The name of the crate and of the integration: lower-case letters, digits and hyphens. The directory is made here.
    name: String,
    /// What to begin with.
    #[arg(long, value_enum, default_value = "hello")]
    template: Template,
    /// Depends on the SDK in this directory (a checkout of its repository) in place of the published one.
    #[arg(long, value_name = "DIR")]
    sdk_path: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Template {
    /// One struct, and a webhook that is logged.
    Empty,
    /// An action that greets, and a channel that writes to the log.
    Hello,
    /// Messages come in by webhook, the bot's answers go out to a URL.
    Webhook,
    /// A help desk: secrets, an external API, a channel, an action, an event, a state.
    Full,
}

/// Path and content; in both, the names of the template stand for those of the new crate.
type File = (&'static str, &'static str);

macro_rules! files {
    ($($path:literal <- $source:literal),* $(,)?) => {
        &[$(($path, include_str!(concat!("../templates/", $source)))),*]
    };
}

const SHARED: &[File] = files![
    ".gitignore" <- "shared/gitignore.tpl",
    "icon.svg" <- "shared/icon.svg",
    "src/main.rs" <- "shared/main.rs",
];

impl Template {
    const fn files(self) -> &'static [File] {
        match self {
            Self::Empty => files![
                "Cargo.toml" <- "empty/Cargo.toml.tpl",
                "botpress.toml" <- "empty/botpress.toml.tpl",
                "hub.md" <- "empty/hub.md",
                "src/lib.rs" <- "empty/src/lib.rs",
                "tests/integration.rs" <- "empty/tests/integration.rs",
            ],
            Self::Hello => files![
                "Cargo.toml" <- "hello/Cargo.toml.tpl",
                "botpress.toml" <- "hello/botpress.toml.tpl",
                "hub.md" <- "hello/hub.md",
                "src/lib.rs" <- "hello/src/lib.rs",
                "tests/integration.rs" <- "hello/tests/integration.rs",
            ],
            Self::Webhook => files![
                "Cargo.toml" <- "webhook/Cargo.toml.tpl",
                "botpress.toml" <- "webhook/botpress.toml.tpl",
                "hub.md" <- "webhook/hub.md",
                "message.json" <- "webhook/message.json",
                "src/lib.rs" <- "webhook/src/lib.rs",
                "tests/handlers.rs" <- "webhook/tests/handlers.rs",
                "tests/end_to_end.rs" <- "webhook/tests/end_to_end.rs",
            ],
            Self::Full => files![
                ".env" <- "full/env.tpl",
                "Cargo.toml" <- "full/Cargo.toml.tpl",
                "botpress.toml" <- "full/botpress.toml.tpl",
                "hub.md" <- "full/hub.md",
                "src/handlers.rs" <- "full/src/handlers.rs",
                "src/help_desk.rs" <- "full/src/help_desk.rs",
                "src/lib.rs" <- "full/src/lib.rs",
                "src/webhook.rs" <- "full/src/webhook.rs",
                "tests/handlers.rs" <- "full/tests/handlers.rs",
            ],
        }
    }
}

pub(crate) fn run(new: New, ui: &Ui) -> Result<(), Failure> {
    let names = Names::of(&new.name)?;
    let sdk = new.sdk_path.as_deref().map(checkout).transpose()?;
    let directory = env::current_dir().map_err(Failure::io("find out the current directory"))?.join(&new.name);
    make(&directory)?;
    let mut written = Vec::new();
    for (path, content) in SHARED.iter().chain(new.template.files()) {
        let mut content = names.fill(content);
        if *path == "Cargo.toml" {
            content = with_sdk(&content, sdk.as_deref());
        }
        write(&directory.join(path), &content)?;
        written.push(*path);
    }
    written.sort_unstable();
    format(&directory, &written);
    ui.result(&json!({ "name": new.name, "directory": directory, "files": written }), || {
        format!(
            "Made {name}, an integration.\n\n  cd {name}\n  cargo test              runs its tests\n  \
             cargo botpress dev      runs it in a Botpress of its own, and again after each save\n",
            name = new.name
        )
    });
    Ok(())
}

/// The names that stand for those of the new crate, and what replaces them.
struct Names {
    package: String,
    library: String,
    integration: String,
    title: String,
}

impl Names {
    fn of(name: &str) -> Result<Self, Failure> {
        check_name(name)?;
        let words: Vec<&str> = name.split('-').filter(|word| !word.is_empty()).collect();
        Ok(Self {
            package: name.to_owned(),
            library: name.replace('-', "_"),
            integration: words.iter().map(|word| capitalised(word)).collect(),
            title: capitalised(&words.join(" ")),
        })
    }

    fn fill(&self, content: &str) -> String {
        content
            .replace("my-integration", &self.package)
            .replace("my_integration", &self.library)
            .replace("MyIntegration", &self.integration)
            .replace("My integration", &self.title)
    }
}

fn check_name(name: &str) -> Result<(), Failure> {
    let fits = name.starts_with(|first: char| first.is_ascii_lowercase())
        && name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
        && !name.ends_with('-')
        && !name.contains("--");
    if !fits {
        return Err(Failure::Usage(format!(
            "`{name}` cannot be the name of an integration: use lower-case letters, digits and single hyphens, with a \
             letter first, for example `acme-chat`"
        )));
    }
    // Keywords, and what the crate's code already calls by these names.
    const TAKEN: [&str; 46] = [
        "as",
        "async",
        "await",
        "break",
        "const",
        "continue",
        "crate",
        "dyn",
        "else",
        "enum",
        "extern",
        "false",
        "fn",
        "for",
        "gen",
        "if",
        "impl",
        "in",
        "let",
        "loop",
        "match",
        "mod",
        "move",
        "mut",
        "pub",
        "ref",
        "return",
        "self",
        "static",
        "struct",
        "super",
        "trait",
        "true",
        "try",
        "type",
        "unsafe",
        "use",
        "where",
        "while",
        "test",
        "core",
        "std",
        "alloc",
        "serde",
        "tokio",
        "serde-json",
    ];
    if TAKEN.contains(&name) || name.starts_with("botpress-") {
        return Err(Failure::Usage(format!(
            "`{name}` means something else to Rust; add a word, for example `{name}-integration`"
        )));
    }
    Ok(())
}

fn capitalised(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map(|first| first.to_ascii_uppercase().to_string() + letters.as_str()).unwrap_or_default()
}

/// Where the SDK's crates are in a checkout.
fn checkout(directory: &Path) -> Result<PathBuf, Failure> {
    let crates = fs::canonicalize(directory.join("crates"));
    crates.ok().filter(|crates| crates.join("sdk").join("Cargo.toml").is_file()).ok_or_else(|| {
        Failure::Usage(format!(
            "{} is no checkout of the SDK: there is no crates/sdk in it; give --sdk-path the repository's directory",
            directory.display()
        ))
    })
}

/// The manifest with the SDK's crates from a checkout, or as published with this tool.
fn with_sdk(manifest: &str, crates: Option<&Path>) -> String {
    let (version, _patch) = env!("CARGO_PKG_VERSION").rsplit_once('.').unwrap_or_default();
    // A string of JSON is one of TOML, too.
    let source = |name: &str| match crates {
        Some(crates) => format!("path = {}", json!(crates.join(name))),
        None => format!("version = \"{version}\""),
    };
    let dependency = |name: &str| match crates {
        Some(_) => format!("{{ {} }}", source(name)),
        None => format!("\"{version}\""),
    };
    manifest
        .replace("{{sdk}}", &dependency("sdk"))
        .replace("{{sdk-source}}", &source("sdk"))
        .replace("{{local}}", &dependency("local"))
}

/// Formats the code, since where a line breaks and which import comes first depends on the crate's name. Where there is no
/// rustfmt, the code stays as it is.
fn format(directory: &Path, files: &[&str]) {
    let code = files.iter().filter(|file| file.ends_with(".rs"));
    let mut rustfmt = Command::new("rustfmt");
    rustfmt.args(["--edition", "2024"]).args(code).current_dir(directory);
    let _ = rustfmt.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).status();
}

/// Makes the directory, which must be new: nothing of anyone is written over.
fn make(directory: &Path) -> Result<(), Failure> {
    match fs::create_dir(directory) {
        Ok(()) => Ok(()),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
            Err(Failure::Failed(format!("{} exists already; choose another name or remove it", directory.display())))
        }
        Err(error) => Err(Failure::io(format!("make {}", directory.display()))(error)),
    }
}

fn write(path: &Path, content: &str) -> Result<(), Failure> {
    let written = path.parent().map_or(Ok(()), fs::create_dir_all).and_then(|()| fs::write(path, content));
    written.map_err(Failure::io(format!("write {}", path.display())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_cannot_be_a_crate_and_an_integration_are_refused() {
        for name in ["", "Acme", "acme_chat", "-acme", "acme-", "a--b", "1password", "fn", "tokio", "botpress-sdk", "é"]
        {
            assert!(matches!(check_name(name), Err(Failure::Usage(_))), "{name}");
        }
        for name in ["acme", "acme-chat", "a1"] {
            assert!(check_name(name).is_ok(), "{name}");
        }
    }

    #[test]
    fn the_names_of_the_template_become_those_of_the_crate() {
        let names = Names::of("acme-chat").unwrap();
        let filled = names.fill("my-integration my_integration MyIntegration My integration");
        assert_eq!(filled, "acme-chat acme_chat AcmeChat Acme chat");
    }

    #[test]
    fn without_a_checkout_the_sdk_of_this_version_is_asked_for() {
        for template in Template::value_variants() {
            let (_, manifest) = template.files().iter().find(|(path, _)| *path == "Cargo.toml").unwrap();
            let manifest: toml::Table = with_sdk(manifest, None).parse().unwrap();
            assert_eq!(manifest["dependencies"]["botpress-sdk"].as_str(), Some("0.1"));
        }
    }
}
