//! The binary as it is started: commands, exit codes, standard output and standard error.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "helpers of tests fail as tests do")]

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::{TcpListener, TcpStream},
    process::{Child, Command, Output, Stdio},
};

use serde_json::{Value, json};

fn hello() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_hello"));
    for variable in ["PORT", "BP_LOG_FORMAT", "LOG_LEVEL", "BP_SIGNING_SECRETS", "BP_API_URL", "BP_TOKEN"] {
        command.env_remove(variable);
    }
    command
}

fn run(arguments: &[&str]) -> Output {
    hello().args(arguments).output().unwrap()
}

fn text(bytes: Vec<u8>) -> String {
    String::from_utf8(bytes).unwrap()
}

/// A server of the binary; stopped when dropped.
struct Server {
    child: Child,
    out: BufReader<std::process::ChildStdout>,
    port: u16,
}

impl Server {
    fn start(command: &mut Command) -> Self {
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let mut out = BufReader::new(child.stdout.take().unwrap());
        let mut line = String::new();
        out.read_line(&mut line).unwrap();
        let port = line.strip_prefix("Listening on port ").expect(&line).trim_end().parse().unwrap();
        Self { child, out, port }
    }

    /// Sends an operation and answers status and body.
    fn call(&self, operation: &str, body: &Value) -> (u16, Value) {
        let body = body.to_string();
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        write!(
            stream,
            "POST / HTTP/1.1\r\nhost: x\r\nconnection: close\r\nx-bot-id: bot_1\r\nx-bot-user-id: user_bot\r\n\
             x-integration-id: intg_1\r\nx-integration-alias: bench\r\nx-webhook-id: webhook_1\r\n\
             x-bp-operation: {operation}\r\nx-bp-configuration: e30=\r\ncontent-length: {}\r\n\r\n{body}",
            body.len()
        )
        .unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        (head.split(' ').nth(1).unwrap().parse().unwrap(), serde_json::from_str(body).unwrap())
    }

    /// Asks the server to stop, and answers its exit code and what it wrote.
    #[cfg(unix)]
    fn stop(mut self, signal: &str) -> (Option<i32>, String, String) {
        let sent = Command::new("kill").args([signal, &self.child.id().to_string()]).status().unwrap();
        assert!(sent.success());
        let code = self.child.wait().unwrap().code();
        let (mut out, mut err) = (String::new(), String::new());
        self.out.read_to_string(&mut out).unwrap();
        self.child.stderr.take().unwrap().read_to_string(&mut err).unwrap();
        (code, out, err)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn message(content: &str) -> Value {
    let date = "2026-01-01T00:00:00.000Z";
    json!({
        "type": "text",
        "payload": { "text": content },
        "conversation": {
            "id": "conv_1", "createdAt": date, "updatedAt": date, "channel": "console", "integration": "hello", "tags": {},
        },
        "message": {
            "id": "msg_1", "createdAt": date, "updatedAt": date, "type": "text", "payload": { "text": content },
            "direction": "outgoing", "userId": "user_bot", "conversationId": "conv_1", "tags": {},
        },
        "user": { "id": "user_bot", "createdAt": date, "updatedAt": date, "tags": {} },
    })
}

#[cfg(unix)]
#[test]
fn it_serves_on_the_port_it_is_given_and_stops_with_0_when_asked() {
    for signal in ["-TERM", "-INT"] {
        let server = Server::start(hello().args(["serve", "--port", "0"]));
        let answer = server.call("action_triggered", &json!({ "type": "greet", "input": { "name": "Ada" } }));
        assert_eq!(answer, (200, json!({ "output": { "text": "Hello Ada!" }, "meta": { "cost": 0 } })));
        assert_eq!(server.stop(signal), (Some(0), String::new(), String::new()));
    }
}

#[cfg(unix)]
#[test]
fn log_lines_are_json_when_asked_for() {
    let server = Server::start(hello().env("PORT", "0").env("BP_LOG_FORMAT", "json"));
    assert_eq!(server.call("message_created", &message("two\nlines")), (200, json!({})));
    let (_, out, _) = server.stop("-TERM");
    assert_eq!(
        out,
        concat!(
            r#"{"msg":"two\nlines","level":"info","botId":"bot_1","integrationId":"intg_1","integrationAlias":"bench","#,
            r#""visible_to_bot_owner":true,"hidden_to_integration_owner":false,"options":{"visibleToBotOwners":true,"#,
            r#""hiddenToIntegrationOwners":false,"botId":"bot_1","integrationId":"intg_1","integrationAlias":"bench","#,
            r#""conversationId":"conv_1"}}"#,
            "\n"
        )
    );
}

#[cfg(unix)]
#[test]
fn an_invalid_log_level_is_complained_about_once_and_before_the_first_line() {
    let server = Server::start(hello().args(["--port=0"]).env("LOG_LEVEL", "loud"));
    for text in ["one", "two"] {
        assert_eq!(server.call("message_created", &message(text)).0, 200);
    }
    let (_, out, err) = server.stop("-TERM");
    assert_eq!(out, "one\ntwo\n");
    assert_eq!(
        err,
        "Invalid LOG_LEVEL \"loud\", expected one of: debug, info, warn, error. Logging is not filtered.\n"
    );
}

#[test]
fn definition_prints_what_it_declares() {
    let output = run(&["definition"]);
    assert!(output.status.success());
    let definition: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(definition["name"], "hello");
    assert_eq!(definition["icon"], "icon.svg");
    assert_eq!(definition["actions"]["greet"]["title"], "Greet");
}

#[test]
fn the_body_has_the_files_of_the_package_read_in() {
    let output = hello().args(["definition", "--body"]).current_dir(env!("CARGO_MANIFEST_DIR")).output().unwrap();
    assert!(output.status.success(), "{}", text(output.stderr));
    let body: Value = serde_json::from_slice(&output.stdout).unwrap();
    // The beginning of `<svg` in base64.
    assert!(body["icon"].as_str().unwrap().starts_with("PHN2"), "{}", body["icon"]);

    let elsewhere = hello()
        .args(["definition", "--body"])
        .current_dir(std::env::temp_dir())
        .env_remove("CARGO_MANIFEST_DIR")
        .output()
        .unwrap();
    assert_eq!(elsewhere.status.code(), Some(2));
    assert!(text(elsewhere.stderr).starts_with("error: cannot read icon.svg: "));
}

#[test]
fn help_and_version_are_printed() {
    let help = text(run(&["--help"]).stdout);
    for part in ["Usage: hello [command] [options]", "serve", "(default)", "definition", "--port", "BP_SIGNING_SECRETS"]
    {
        assert!(help.contains(part), "{part} is not in {help}");
    }
    assert_eq!(text(run(&["--version"]).stdout), "hello 0.1.0\n");
}

#[test]
fn what_is_wrong_is_said_in_a_sentence_with_exit_code_2() {
    let taken = TcpListener::bind("0.0.0.0:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    let listening = format!("error: cannot listen on 0.0.0.0:{port}: ");
    for (arguments, sentence) in [
        (&["server"][..], "error: there is no command \"server\"; the commands are `serve`, `definition`\n"),
        (&["--prot", "1"], "error: `serve` has no option \"--prot\"\n"),
        (&["definition", "--boby"], "error: `definition` has no option \"--boby\"\n"),
        (&["--port"], "error: `--port` needs a number: `--port 8072`\n"),
        (&["--port", "99999"], "error: --port must be a port from 0 to 65535, not \"99999\"\n"),
        (&["--port", &port], &listening),
    ] {
        let output = run(arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        let said = text(output.stderr);
        assert!(said.starts_with(sentence), "{arguments:?}: {said}");
    }
    let output = hello().env("PORT", "http").output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(text(output.stderr).starts_with("error: PORT must be a port from 0 to 65535, not \"http\"\n"));
}
