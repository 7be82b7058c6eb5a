//! What can be tried without building a crate: making one, local Botpress by itself, and what is said when something is wrong.
#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "helpers of tests fail as tests do")]

mod common;

use std::{
    fs,
    io::{Read as _, Write as _},
    net::{TcpListener, TcpStream},
    os::unix::fs::PermissionsExt as _,
};

use common::{Running, botpress, directory, json, new_crate, text};

#[test]
fn a_new_crate_has_its_own_names_and_is_never_written_over() {
    let here = directory("new");
    let made = new_crate(&here, "acme-chat", "full");
    let code = fs::read_to_string(made.join("src/lib.rs")).unwrap();
    assert!(code.contains("pub struct AcmeChat"), "{code}");
    for name in ["my-integration", "my_integration", "MyIntegration", "My integration", "{{"] {
        let found = std::process::Command::new("grep").args(["-r", name]).current_dir(&made).output().unwrap();
        assert_eq!(text(&found.stdout), "", "{name}");
    }
    let again = botpress(&here).args(["new", "acme-chat"]).output().unwrap();
    assert_eq!(again.status.code(), Some(1));
    assert!(text(&again.stderr).ends_with("acme-chat exists already; choose another name or remove it\n"));
}

#[test]
fn what_cannot_be_meant_ends_with_2_and_what_fails_with_1() {
    // Outside of this repository, which is a package that cargo understands.
    let here = std::env::temp_dir().join(format!("cargo-botpress-{}", std::process::id()));
    fs::create_dir_all(&here).unwrap();
    for (arguments, code, sentence) in [
        (&["new", "Acme"][..], 2, "error: `Acme` cannot be the name of an integration: use lower-case letters"),
        (&["new", "acme", "--sdk-path", "."], 2, "error: . is no checkout of the SDK"),
        (&["nothing"], 2, "error: unrecognized subcommand 'nothing'"),
        (&["logs"], 1, "error: no local Botpress runs here; start one with `cargo botpress dev`"),
        (&["trigger", "action", "greet", "[]"], 2, "error: invalid value '[]' for '[JSON]': must be a JSON object"),
        (&["definition"], 1, "error: cargo does not understand this package; run it in an integration's directory"),
    ] {
        let output = botpress(&here).args(arguments).output().unwrap();
        assert_eq!(output.status.code(), Some(code), "{arguments:?}");
        let said = text(&output.stderr);
        assert!(said.starts_with(sentence), "{arguments:?}: {said}");
    }
    for (arguments, sentence) in [
        (&["definition"][..], "error: say which package is meant, with --package: `"),
        (&["definition", "-p", "acme"], "error: there is no package `acme` here; with a binary there are `"),
        (
            &["definition", "-p", "botpress-api"],
            "error: `botpress-api` has no binary; an integration's src/main.rs calls",
        ),
        (&["definition", "-p", "hello", "--bin", "bye"], "error: `hello` has no binary `bye`; it has `hello`"),
    ] {
        let output = botpress(common::repository()).args(arguments).output().unwrap();
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        let said = text(&output.stderr);
        assert!(said.starts_with(sentence), "{arguments:?}: {said}");
    }
    let output = botpress(&here).args(["logs", "--json"]).output().unwrap();
    assert_eq!(json(&output)["error"]["type"], "failed");
    let output = botpress(&here).args(["--json", "local", "--port", "x"]).output().unwrap();
    assert_eq!((output.status.code(), &json(&output)["error"]["type"]), (Some(2), &"usage".into()));
    assert!(json(&output)["error"]["message"].as_str().unwrap().starts_with("invalid value 'x' for '--port"));
    fs::remove_dir_all(&here).unwrap();
}

#[test]
fn completions_are_for_the_binary_that_a_shell_sees() {
    for shell in ["bash", "zsh", "fish"] {
        let output = botpress(&directory("completions")).args(["completions", shell]).output().unwrap();
        assert!(text(&output.stdout).contains("cargo-botpress"), "{shell}");
    }
    let complete = "source <(\"$0\" completions bash)
        complete -p cargo-botpress
        COMP_WORDS=(cargo-botpress new --template '') COMP_CWORD=3
        _cargo-botpress cargo-botpress '' --template
        echo \"${COMPREPLY[@]}\"";
    let bash = std::process::Command::new("bash").args(["-c", complete, env!("CARGO_BIN_EXE_cargo-botpress")]).output();
    let completed = text(&bash.unwrap().stdout);
    assert!(completed.ends_with(" cargo-botpress\nempty hello webhook full\n"), "{completed}");
    let output = botpress(&directory("completions")).args(["completions", "fish", "--json"]).output().unwrap();
    assert!(json(&output)["script"].as_str().unwrap().contains("cargo-botpress"));
}

#[test]
fn local_botpress_is_ready_when_it_says_so_and_leaves_nothing_behind() {
    let here = directory("local");
    let mut local = Running::start(botpress(&here).args(["local", "--port", "0", "--json"]));
    let ready = local.line().unwrap();
    let (api, token, bot) = (&ready["apiUrl"], &ready["token"], &ready["botId"]);
    assert_eq!(ready["webhookUrl"], format!("{}/webhook", api.as_str().unwrap()));
    assert!(ready["workspaceId"].as_str().unwrap().starts_with("wkspace_"), "{ready}");
    assert!(token.is_string() && bot.is_string());
    let address = api.as_str().unwrap().strip_prefix("http://").unwrap();
    assert!(get(address, "/health").ends_with("ok"));
    assert_eq!(ready["pageUrl"], format!("{}/", api.as_str().unwrap()));
    assert!(
        get(address, "/").contains("<title>Local Botpress</title>"),
        "who opens the port in a browser gets the page"
    );

    let announced = here.join(".botpress/local.json");
    let mode = fs::metadata(&announced).unwrap().permissions().mode();
    assert_eq!(mode & 0o077, 0, "there are keys in it");
    let port = address.rsplit(':').next().unwrap();
    let taken = botpress(&directory("second")).args(["local", "--port", port]).output().unwrap();
    assert_eq!(taken.status.code(), Some(1));
    assert!(text(&taken.stderr).contains("--port 0 takes a free one"), "{}", text(&taken.stderr));

    let logs = botpress(&here).args(["logs"]).output().unwrap();
    assert!(logs.status.success());
    let replayed = botpress(&here).args(["trigger", "action", "greet"]).output().unwrap();
    assert!(text(&replayed.stderr).starts_with("error: no integration is installed in the bot"));

    assert_eq!(local.stop("-INT").0, Some(0));
    assert!(!announced.exists());
    assert!(
        botpress(&here).args(["logs", "--follow"]).status().unwrap().success(),
        "what it did last can still be read"
    );
    TcpListener::bind(address).unwrap();
}

#[test]
fn what_local_botpress_keeps_in_a_file_is_there_again() {
    let here = directory("kept");
    let workspace = || {
        let mut local = Running::start(botpress(&here).args(["local", "--port", "0", "--data", "bot.db", "--json"]));
        let ready = local.line().unwrap();
        local.stop("-TERM");
        ready["workspaceId"].clone()
    };
    assert_eq!(workspace(), workspace());
}

#[test]
fn the_bot_of_local_botpress_follows_a_script_or_is_served_elsewhere() {
    let here = directory("bot");
    fs::write(here.join("bot.yaml"), "rules:\n  - when: { mesage: hi }\n    do: []\n").unwrap();
    let wrong = botpress(&here).args(["local", "--port", "0", "--bot", "bot.yaml"]).output().unwrap();
    assert_eq!(wrong.status.code(), Some(1));
    let said = text(&wrong.stderr);
    assert!(said.starts_with("error: --bot bot.yaml: the script is wrong: line 2 column"), "{said}");
    fs::write(here.join("bot.yaml"), "rules:\n  - when: { message: \"*\" }\n    do: [{ say: hi }]\n").unwrap();

    let mut local = Running::start(botpress(&here).args(["local", "--port", "0", "--bot", "bot.yaml", "--json"]));
    assert!(local.line().unwrap()["apiUrl"].is_string());
    local.stop("-TERM");

    let bot = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", bot.local_addr().unwrap());
    let local = Running::start(botpress(&here).args(["local", "--port", "0", "--bot", &url, "--json"]));
    let (mut call, _) = bot.accept().unwrap();
    let mut said = Vec::new();
    while !text(&said).contains("x-bp-operation: register\r\n") {
        let mut some = [0; 1024];
        let read = call.read(&mut some).unwrap();
        assert_ne!(read, 0, "{}", text(&said));
        said.extend_from_slice(&some[..read]);
    }
    local.stop("-KILL");
}

fn get(address: &str, path: &str) -> String {
    let mut stream = TcpStream::connect(address).unwrap();
    write!(stream, "GET {path} HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\n\r\n").unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer
}
