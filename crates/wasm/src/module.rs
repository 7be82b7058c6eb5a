//! An integration as a module: calls in, answers out.

use std::{collections::HashMap, sync::Arc};

use botpress_client::{Host, LogLevel, LogLine, LogRecord, LogScope};
use botpress_core::{Env, Integration, Result, Runtime};
use bytes::Bytes;
use http::{Response, StatusCode};
use serde::Deserialize;
use serde_json::json;

use crate::{
    executor::Executor,
    frame,
    host::{self, ModuleHost},
    http as wire,
    imports::Imports,
    operations::Operations,
};

/// One instance of a module.
pub(crate) struct Module {
    runtime: Runtime,
    executor: Executor,
    operations: Arc<Operations>,
    imports: Arc<dyn Imports>,
}

#[derive(Deserialize)]
struct InitHead {
    #[serde(default)]
    env: HashMap<String, String>,
}

impl Module {
    /// The integration that `new` makes from the environment in `frame`; `None` when there is none, after a line in the log
    /// that says why.
    pub(crate) fn new<I: Integration>(
        imports: Arc<dyn Imports>,
        frame: Bytes,
        new: impl FnOnce(&Env) -> Result<I>,
    ) -> Option<Self> {
        let (env, problem) = match frame::decode(frame) {
            Ok((InitHead { env }, _)) => (env, None),
            Err(error) => (HashMap::new(), Some(format!("the environment's frame cannot be read: {error}"))),
        };
        let executor = Executor::default();
        let operations = Operations::new(imports.clone());
        let host: Arc<dyn Host> =
            Arc::new(ModuleHost::new(imports.clone(), operations.clone(), executor.spawner(), env));
        let made = match problem {
            Some(problem) => Err(problem),
            None => new(&Env::from_host(host.clone())).map_err(|error| error.to_string()),
        };
        match made {
            Ok(integration) => Some(Self { runtime: Runtime::new(integration, host), executor, operations, imports }),
            Err(problem) => {
                log_error(&*imports, format!("the integration cannot start: {problem}"));
                None
            }
        }
    }

    /// Takes a call and runs what is ready.
    pub(crate) fn handle(&mut self, call: u32, frame: Bytes) {
        let runtime = self.runtime.clone();
        let future = async move {
            let response = match wire::read_call(frame) {
                Ok(request) => runtime.handle(request).await,
                Err(error) => refusal(&error),
            };
            wire::write_answer(&response)
        };
        self.executor.start(call, Box::pin(future));
        self.run();
    }

    /// Takes the answer to an operation and runs what is ready.
    pub(crate) fn resolve(&mut self, operation: u32, frame: Bytes) {
        self.operations.resolve(operation, frame);
        self.run();
    }

    fn run(&mut self) {
        for (call, answer) in self.executor.run() {
            self.imports.respond(call, &answer);
        }
    }
}

/// Writes an error that belongs to no call.
pub(crate) fn log_error(imports: &dyn Imports, message: String) {
    host::write_log(imports, &LogRecord::Line(LogLine::new(LogLevel::Error, message, LogScope::default())));
}

/// The answer to what is no request.
fn refusal(error: &wire::CallError) -> Response<Bytes> {
    let mut response = Response::new(json!({ "error": error.to_string() }).to_string().into());
    *response.status_mut() = StatusCode::BAD_REQUEST;
    response
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use botpress_core::{
        BoxFuture, Context, Error, Lifecycle, WebhookRequest, WebhookResponse,
        definition::{DefinitionErrors, IntegrationDefinition},
        dispatch,
        operation::{Operation, Reply},
    };
    use serde_json::Value;

    use super::*;
    use crate::imports::recorded::{Import, Recorded};

    /// Answers a webhook and goes on sleeping.
    struct Sleeper;

    impl Integration for Sleeper {
        const NAME: &'static str = "sleeper";
        type Configuration = ();
        type UserTags = ();

        fn definition() -> Result<IntegrationDefinition, DefinitionErrors> {
            IntegrationDefinition::builder("sleeper", "0.1.0").try_build()
        }

        fn dispatch<'a>(&'a self, cx: &'a Context<Self>, operation: Operation) -> BoxFuture<'a, Result<Reply>> {
            match operation {
                Operation::Webhook(request) => dispatch::webhook(self, cx, request),
                _ => dispatch::done(),
            }
        }
    }

    impl Lifecycle for Sleeper {
        async fn webhook(&self, cx: &Context<Self>, _: WebhookRequest) -> Result<WebhookResponse> {
            cx.spawn(|_, cx| async move {
                cx.host().sleep(Duration::from_micros(1500)).await;
                cx.logger().info("awake");
                Ok(())
            })?;
            Ok(WebhookResponse::new(StatusCode::ACCEPTED))
        }
    }

    fn module() -> (Arc<Recorded>, Module) {
        let imports = Arc::new(Recorded::default());
        let env = frame::encode(&json!({ "env": { "GREETING": "hi" } }), b"");
        let module = Module::new(imports.clone(), env.into(), |env| {
            assert_eq!(env.get("GREETING").as_deref(), Some("hi"));
            Ok(Sleeper)
        });
        (imports, module.unwrap())
    }

    fn call(operation: &str, body: &Value) -> Bytes {
        let headers = [
            ["x-bot-id", "bot"],
            ["x-bot-user-id", "user"],
            ["x-integration-id", "integration"],
            ["x-integration-alias", "alias"],
            ["x-webhook-id", "webhook"],
            ["x-bp-operation", operation],
            ["x-bp-configuration", "e30="],
        ];
        let head = json!({ "method": "POST", "path": "/", "headers": headers });
        frame::encode(&head, body.to_string().as_bytes()).into()
    }

    #[test]
    fn a_call_is_answered_when_its_background_work_is_done() {
        let (imports, mut module) = module();
        let request = json!({ "req": { "method": "POST", "path": "/", "query": "", "headers": {} } });

        module.handle(1, call("webhook_received", &request));
        let asked = imports.take();
        let [Import::HostCall(op, head, _)] = &asked[..] else { panic!("{asked:?}") };
        assert_eq!(*head, json!({ "op": "sleep", "ms": 2 }), "not shorter than asked for");

        module.handle(2, call("ping", &json!({})));
        let answers = imports.take();
        assert!(matches!(&answers[..], [Import::Respond(2, head, _)] if head["status"] == 200), "{answers:?}");

        module.resolve(*op, frame::encode(&json!({}), b"").into());
        let ended = imports.take();
        let [Import::Log(line), Import::Respond(1, head, _)] = &ended[..] else { panic!("{ended:?}") };
        assert_eq!((&line["msg"], &line["level"]), (&json!("awake"), &json!("info")));
        assert_eq!(head["status"], 202);
    }

    #[test]
    fn a_call_that_is_no_request_is_refused_and_the_module_goes_on() {
        let (imports, mut module) = module();

        module.handle(1, Bytes::from_static(b"\x02\0\0\0{}"));
        let refused = imports.take();
        assert!(matches!(&refused[..], [Import::Respond(1, head, _)] if head["status"] == 400), "{refused:?}");
        module.handle(1, call("ping", &json!({})));
        assert!(matches!(&imports.take()[..], [Import::Respond(1, head, _)] if head["status"] == 200));
    }

    #[test]
    fn what_keeps_an_integration_from_starting_is_in_the_log() {
        let start = |frame: Vec<u8>| {
            let imports = Arc::new(Recorded::default());
            let made = Module::new(imports.clone(), frame.into(), |_| {
                Err::<Sleeper, _>(Error::from(std::io::Error::other("SECRET_KEY is not set")))
            });
            assert!(made.is_none());
            imports.take()
        };
        let message = |log: &[Import]| match log {
            [Import::Log(line)] => line["msg"].as_str().unwrap().to_owned(),
            other => panic!("{other:?}"),
        };
        assert_eq!(
            message(&start(frame::encode(&json!({}), b""))),
            "the integration cannot start: SECRET_KEY is not set"
        );
        assert!(message(&start(b"?".to_vec())).contains("the environment's frame cannot be read"));
    }
}
