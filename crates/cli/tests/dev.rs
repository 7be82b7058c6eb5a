//! `dev` with a crate that is edited meanwhile, and the commands that talk to it. Slow, since crates are built: it is run by name,
//! `cargo test -p cargo-botpress --test dev`.
#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "helpers of tests fail as tests do")]

mod common;

use std::{
    fs,
    io::{BufRead as _, BufReader, Read as _, Write as _},
    net::{TcpListener, TcpStream},
    os::unix::fs::PermissionsExt as _,
    path::Path,
    process::{Output, Stdio},
    thread,
};

use common::{Running, assert_success, botpress, directory, json, new_crate, send, text};
use serde_json::{Value, json};

fn dev(directory: &Path, arguments: &[&str]) -> Running {
    Running::start(botpress(directory).args(["dev", "--port", "0", "--json"]).args(arguments))
}

fn run(directory: &Path, arguments: &[&str]) -> Output {
    botpress(directory).args(arguments).output().unwrap()
}

fn edit(file: &Path, from: &str, to: &str) {
    let text = fs::read_to_string(file).unwrap();
    assert!(text.contains(from), "{from} is not in {text}");
    fs::write(file, text.replace(from, to)).unwrap();
}

/// Posts to a URL; answers the body.
fn post(url: &str) -> String {
    let (address, path) = url.strip_prefix("http://").unwrap().split_once('/').unwrap();
    let mut stream = TcpStream::connect(address).unwrap();
    write!(stream, "POST /{path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncontent-length: 0\r\n\r\n").unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer.split_once("\r\n\r\n").unwrap().1.to_owned()
}

/// What the page tells whoever opens it now: the notice at the beginning of its stream.
fn told(page_url: &str) -> Value {
    let address = page_url.strip_prefix("http://").unwrap().trim_end_matches('/');
    let enter = format!(
        "POST /console/api/session HTTP/1.1\r\nhost: {address}\r\nx-botpress-page: 1\r\ncontent-type: application/json\r\n\
         content-length: 2\r\nconnection: close\r\n\r\n{{}}"
    );
    let mut stream = TcpStream::connect(address).unwrap();
    stream.write_all(enter.as_bytes()).unwrap();
    let mut entered = String::new();
    stream.read_to_string(&mut entered).unwrap();
    let cookie = entered.split("set-cookie: ").nth(1).unwrap().split(';').next().unwrap();
    let mut stream = TcpStream::connect(address).unwrap();
    write!(stream, "GET /console/api/live HTTP/1.1\r\nhost: {address}\r\ncookie: {cookie}\r\n\r\n").unwrap();
    let mut lines = BufReader::new(stream).lines().map(Result::unwrap);
    let notice = lines.find_map(|line| Some(line.strip_prefix("data: ")?.to_owned())).unwrap();
    serde_json::from_str::<Value>(&notice).unwrap()["notice"].clone()
}

/// A webhook that answers at once, or waits for the test when it is told to.
const HANDLER: &str = r#"
        if let Some(test) = request.query_param("wait") {
            use std::io::Read as _;
            std::net::TcpStream::connect(test)?.read_exact(&mut [0])?;
        }
        Ok(WebhookResponse::text("one"))
"#;

#[test]
fn a_saved_change_serves_while_the_request_before_it_finishes_in_the_old_code() {
    let here = new_crate(&directory("swap"), "acme-chat", "empty");
    let code = here.join("src/lib.rs");
    edit(&code, "Ok(WebhookResponse::ok())", HANDLER);
    let mut dev = dev(&here, &[]);
    let page = dev.event("ready")["pageUrl"].as_str().unwrap().to_owned();
    let serving = dev.event("serving");
    assert_eq!((&serving["alias"], &serving["installed"]), (&json!("acme-chat"), &json!(true)));
    let webhook = serving["webhookUrl"].as_str().unwrap().to_owned();
    assert_eq!(post(&webhook), "one");

    // The old code is in the middle of a request when it has said hello.
    let test = TcpListener::bind("127.0.0.1:0").unwrap();
    let slow = format!("{webhook}?wait={}", test.local_addr().unwrap());
    let slow = thread::spawn(move || post(&slow));
    let (mut in_old_code, _) = test.accept().unwrap();

    edit(&code, r#"text("one")"#, r#"text("two")"#);
    let swapped = dev.event("serving");
    assert_eq!(swapped["installed"], false, "the definition is the same");
    assert_eq!(swapped["webhookUrl"], webhook.as_str());
    assert_eq!(post(&webhook), "two");
    assert!(!slow.is_finished());
    in_old_code.write_all(&[1]).unwrap();
    assert_eq!(slow.join().unwrap(), "one");
    assert_eq!(dev.event("retired")["url"], serving["url"]);

    // What does not build changes nothing.
    edit(&code, r#"text("two")"#, r#"text(two)"#);
    let errors = dev.event("build-failed")["errors"].to_string();
    assert!(errors.contains("cannot find value `two`"), "{errors}");
    assert_eq!(post(&webhook), "two");
    let notice = told(&page);
    assert_eq!(notice["kind"], "problem");
    assert!(notice["text"].as_str().unwrap().contains("cannot find value `two`"), "{notice}");

    // A changed definition is installed again, in the same place.
    let three = fs::read_to_string(&code).unwrap().replace("text(two)", r#"text("three")"#);
    fs::write(&code, three.replace(r#"title = "Acme chat""#, r#"title = "Acme""#)).unwrap();
    let installed = dev.event("serving");
    assert_eq!((&installed["installed"], &installed["webhookUrl"]), (&json!(true), &json!(webhook)));
    assert_eq!(post(&webhook), "three");
    edit(&here.join("hub.md"), "#", "##");
    assert_eq!(dev.event("serving")["installed"], true, "the readme is part of the definition");
    // The line was printed before it was cleared.
    while told(&page) != Value::Null {}

    let address = webhook.strip_prefix("http://").unwrap().split('/').next().unwrap().to_owned();
    let (code, _) = dev.stop("-INT");
    assert_eq!(code, Some(0));
    TcpListener::bind(&address).unwrap();
    let integration = installed["url"].as_str().unwrap().strip_prefix("http://").unwrap();
    assert!(TcpStream::connect(integration).is_err(), "the integration has ended, too");
    assert!(!here.join(".botpress/local.json").exists());
}

#[test]
fn the_bot_and_the_integration_can_be_talked_to_in_the_terminal() {
    let here = new_crate(&directory("talk"), "acme-chat", "webhook");
    let mut dev = dev(&here, &[]);
    let ready = dev.event("ready");
    dev.event("serving");

    let said = run(&here, &["chat", "--tag", "id=terminal", "Good morning", "--json"]);
    assert_success("chat", &said);
    assert_eq!(json(&said)["payload"]["text"], "Good morning", "the bot echoes");
    let delivered = |line: &Value| line["source"] == "integration" && line["message"] == "terminal: Good morning";
    while !delivered(&dev.event("log")) {}

    let replayed = run(&here, &["replay", "message.json", "--json"]);
    assert_success("replay", &replayed);
    assert_eq!(json(&replayed)["status"], 200);
    // The bot's answer has no reply URL to go to, and is logged.
    let logged = |line: &Value| line["source"] == "integration" && line["message"] == "lobby: Good morning";
    while !logged(&dev.event("log")) {}

    let logs = run(&here, &["logs", "--source", "integration"]);
    assert!(text(&logs.stdout).contains("lobby: Good morning"), "{}", text(&logs.stdout));
    // From anywhere else, with an address and a token.
    let elsewhere = directory("elsewhere");
    let address = ["--api-url", ready["apiUrl"].as_str().unwrap(), "--token", ready["token"].as_str().unwrap()];
    let logs = run(&elsewhere, &[&["logs"], &address[..]].concat());
    assert!(text(&logs.stdout).contains("lobby: Good morning"), "{}{}", text(&logs.stdout), text(&logs.stderr));
    let said = run(&elsewhere, &[&["chat", "Hello", "--json"], &address[..]].concat());
    assert_eq!(json(&said)["payload"]["text"], "Hello");
    fs::write(here.join("wrong.json"), r#"{"body": "{}"}"#).unwrap();
    let refused = run(&here, &["replay", "wrong.json"]);
    assert_eq!(refused.status.code(), Some(1), "{}", text(&refused.stderr));
    let undeclared = run(&here, &["trigger", "action", "greet"]);
    assert_eq!(undeclared.status.code(), Some(1));
    assert!(text(&undeclared.stderr).contains("`greet` is not declared"), "{}", text(&undeclared.stderr));
    dev.stop("-TERM");
}

#[test]
fn the_configuration_comes_from_the_file_and_the_flags_and_is_read_again_when_saved() {
    let here = new_crate(&directory("configured"), "acme-chat", "hello");
    let mut dev = dev(&here, &["--config", "greeting=Ahoy"]);
    dev.event("serving");
    let greet = ["trigger", "action", "greet", r#"{"name": "Ada"}"#, "--json"];
    assert_eq!(json(&run(&here, &greet)), json!({ "text": "Ahoy Ada!" }));
    dev.stop("-TERM");

    let mut dev = self::dev(&here, &[]);
    dev.event("serving");
    assert_eq!(json(&run(&here, &greet)), json!({ "text": "Hello Ada!" }));
    edit(&here.join("botpress.toml"), "Hello", "Good day,");
    assert_eq!(dev.event("serving")["installed"], true);
    assert_eq!(json(&run(&here, &greet)), json!({ "text": "Good day, Ada!" }));

    // An integration that ends by itself is told of, and is back at the next save.
    let found = std::process::Command::new("pgrep").args(["-P", &dev.id().to_string()]).output().unwrap();
    for process in text(&found.stdout).lines() {
        send("-KILL", process.parse().unwrap());
    }
    dev.event("ended");
    edit(&here.join("botpress.toml"), "Good day,", "Hi");
    dev.event("serving");
    assert_eq!(json(&run(&here, &greet)), json!({ "text": "Hi Ada!" }));
    dev.stop("-TERM");
}

#[test]
fn what_stands_behind_two_dashes_is_for_the_integration_which_then_registers_each_time() {
    let here = new_crate(&directory("options"), "acme-chat", "empty");
    let main = here.join("src/main.rs");
    let note = r#".serve_option("--note", "notes", |_| async { println!("noted one"); Ok(()) }).run()"#;
    edit(&main, "run(acme_chat::AcmeChat::new)", &format!("Cli::new(acme_chat::AcmeChat::new){note}"));
    let mut dev = dev(&here, &["--", "--note"]);
    while dev.event("log")["message"] != "noted one" {}
    dev.event("serving");
    edit(&main, "noted one", "noted two");
    while dev.event("log")["message"] != "noted two" {}
    assert_eq!(dev.event("serving")["installed"], true);
    dev.stop("-TERM");
}

/// A browser that tells its address to the test; where programs are looked for, with it in front.
fn browser(directory: &Path, test: &TcpListener) -> String {
    let opener = directory.join("xdg-open");
    let port = test.local_addr().unwrap().port();
    fs::write(&opener, format!("#!/bin/bash\nexec 3<>/dev/tcp/127.0.0.1/{port}\necho \"$1\" >&3\n")).unwrap();
    fs::set_permissions(&opener, fs::Permissions::from_mode(0o755)).unwrap();
    format!("{}:{}", directory.display(), std::env::var("PATH").unwrap())
}

#[test]
#[cfg(target_os = "linux")]
fn the_page_is_opened_when_somebody_sits_at_the_terminal_and_has_not_declined() {
    let place = directory("opened");
    let here = new_crate(&place, "acme-chat", "empty");
    let test = TcpListener::bind("127.0.0.1:0").unwrap();
    let path = browser(&place, &test);
    // `script` is a terminal.
    let terminal = |arguments: &str| {
        let dev = format!("{} botpress dev --port 0 {arguments}", env!("CARGO_BIN_EXE_cargo-botpress"));
        let mut command = std::process::Command::new("script");
        command.args(["-q", "-c", &dev, "/dev/null"]).current_dir(&here).env("PATH", &path).env("DISPLAY", ":1");
        Child(command.stdin(Stdio::null()).stdout(Stdio::piped()).spawn().unwrap())
    };
    let mut declined = terminal("--no-open");
    let mut lines = BufReader::new(declined.0.stdout.take().unwrap()).lines().map_while(Result::ok);
    assert!(lines.any(|line| line.contains("webhooks")), "it is ready");
    drop(declined);
    // With `--json` a program is looking.
    let mut json =
        Running::start(botpress(&here).env("PATH", &path).env("DISPLAY", ":1").args(["dev", "--port", "0", "--json"]));
    json.event("ready");
    json.stop("-INT");

    let opened = terminal("");
    let mut address = String::new();
    test.accept().unwrap().0.read_to_string(&mut address).unwrap();
    assert!(address.starts_with("http://127.0.0.1:"), "{address}");
    test.set_nonblocking(true).unwrap();
    assert!(test.accept().is_err(), "once");
    drop(opened);
}

/// Killed when dropped.
struct Child(std::process::Child);

impl Drop for Child {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[test]
fn ctrl_c_ends_a_build_with_all_that_it_runs() {
    let here = new_crate(&directory("interrupted"), "acme-chat", "empty");
    let test = TcpListener::bind("127.0.0.1:0").unwrap();
    let script = "fn main() { std::io::Read::read(&mut std::net::TcpStream::connect(\"ADDRESS\").unwrap(), &mut [0]).unwrap(); }";
    let script = script.replace("ADDRESS", &test.local_addr().unwrap().to_string());
    fs::write(here.join("build.rs"), script).unwrap();
    let dev = dev(&here, &[]);
    let (mut building, _) = test.accept().unwrap();
    assert_eq!(dev.stop("-INT").0, Some(0));
    assert_eq!(building.read(&mut [0]).unwrap_or(0), 0, "the build script has ended");
}

#[test]
fn a_definition_is_compared_with_its_snapshot() {
    let here = new_crate(&directory("snapshot"), "acme-chat", "hello");
    assert_success("--write", &run(&here, &["definition", "--write", "definition.json"]));
    assert_success("--check", &run(&here, &["definition", "--check", "definition.json"]));
    let printed = json(&run(&here, &["definition", "--body"]));
    assert_eq!(printed["actions"]["greet"]["title"], "Greet");
    assert!(printed["icon"].as_str().unwrap().starts_with("PHN2"), "files are read in");

    edit(&here.join("src/lib.rs"), r#"title = "Greet""#, r#"title = "Welcome""#);
    let differs = run(&here, &["definition", "--check", "definition.json"]);
    assert_eq!(differs.status.code(), Some(1));
    let said = text(&differs.stderr);
    assert!(said.contains(r#"~ actions.greet.title: "Greet" -> "Welcome""#), "{said}");
    assert!(said.contains("if that is meant, `cargo botpress definition --write definition.json`"), "{said}");
}
