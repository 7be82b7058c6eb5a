//! What the handlers have in common, whatever the variant.

use std::io;

use botpress_sdk::{
    Integration, Issue, IssueCategory,
    api::{
        error::{ApiError, ErrorKind},
        types::Tags as TagMap,
    },
    client::IssueValue,
    http::StatusCode,
    prelude::*,
};
use serde_json::{Value, json};

use crate::{
    call_api,
    members::{Behave, CallApi, Config, Conv, Id, Main, MessageId, Messages, Modern, SomethingHappened},
    print,
};

/// An integration that declares what all variants have.
pub(crate) trait Bench:
    Integration<Configuration = Config> + Declares<SomethingHappened> + Declares<Conv>
{
}

/// Succeeds or fails as told.
pub(crate) async fn behave<I: Bench>(cx: &Context<I>, what: &str) -> Result<Value> {
    let api = |kind, message: &str| Err(ApiError::new(kind, message).into());
    match what {
        "throwRuntime" => Err(Error::runtime("runtime failure told to the user")),
        "throwRuntimeWithMetadata" => {
            Err(Error::runtime("runtime failure").with_metadata(json!({ "field": "value", "n": 1 })))
        }
        "throwRuntimeWithId" => Err(Error::runtime("runtime failure").with_id("err_custom_id")),
        "throwPlain" => Err(io::Error::other("plain failure with internals").into()),
        "throwNotFound" => api(ErrorKind::ResourceNotFound, "the thing is not found"),
        "throwInvalidPayload" => Err(Error::invalid_payload("the payload is invalid")),
        "throwUnauthorized" => api(ErrorKind::Unauthorized, "not authorized"),
        "throwRateLimited" => api(ErrorKind::RateLimited, "slow down"),
        "returnNull" => Ok(Value::Null),
        "returnString" => Ok("str".into()),
        "returnCtx" => Ok(json!({ "ctx": context(cx)? })),
        "log" => {
            log(cx);
            Ok(json!({ "logged": true }))
        }
        _ => Ok(json!({ "did": what })),
    }
}

/// A line per level, per derivation of the logger, and an issue.
fn log<I: Bench>(cx: &Context<I>) {
    let logger = cx.logger();
    logger.info("info arg 5 { a: 1 }");
    logger.debug("debug line");
    logger.warn("warn line");
    logger.error("error line");
    logger.for_bot().info("for bot");
    logger.for_bot_only().warn("for bot only");
    logger.with_user_id("user_1").with_conversation_id("conv_1").info("with ids");
    let issue = Issue::new("CODE", IssueCategory::Configuration, "t", "d");
    logger.issue(issue.data("k", IssueValue::new("r").pretty("p")).group_by("k"));
}

fn context<I: Bench>(cx: &Context<I>) -> Result<Value> {
    Ok(json!({
        "botId": cx.bot_id(),
        "botUserId": cx.bot_user_id(),
        "integrationId": cx.integration_id(),
        "integrationAlias": cx.integration_alias(),
        "webhookId": cx.webhook_id(),
        "operation": cx.operation(),
        "configurationType": cx.configuration_type(),
        "configuration": serde_json::to_value(cx.configuration())?,
    }))
}

pub(crate) async fn register<I: Bench>(cx: &Context<I>, webhook_url: &str) -> Result<()> {
    print::handler("register", &json!({ "webhookUrl": webhook_url, "ctx": context(cx)?, "restKeys": [] }));
    behave_as_configured(cx).await
}

pub(crate) async fn unregister<I: Bench>(cx: &Context<I>, webhook_url: &str) -> Result<()> {
    print::handler("unregister", &json!({ "webhookUrl": webhook_url }));
    behave_as_configured(cx).await
}

async fn behave_as_configured<I: Bench>(cx: &Context<I>) -> Result<()> {
    match cx.configuration().mode() {
        Some(mode) => behave(cx, mode).await.map(drop),
        None => Ok(()),
    }
}

pub(crate) async fn webhook<I: Bench>(cx: &Context<I>, request: WebhookRequest) -> Result<WebhookResponse> {
    let ok = WebhookResponse::ok();
    Ok(match request.query_param("do").unwrap_or_default().as_str() {
        "" => ok,
        "echoReq" => WebhookResponse::json(&inner(&request))?.with_header("x-custom", "v"),
        "status" => {
            let code = request.query_param("code").unwrap_or_default();
            WebhookResponse::new(code.parse::<StatusCode>()?)
        }
        "bodyOnly" => ok.with_body("plain text body"),
        "emptyBody" => ok.with_body(""),
        "redirect" => WebhookResponse::redirect("https://example.com/?a=b"),
        "html" => WebhookResponse::html("<p>é😀</p>"),
        "createEvent" => {
            let event = cx.emit(SomethingHappened { what: "x".to_owned() }).await?;
            ok.with_body(json!({ "id": event.id }).to_string())
        }
        what => {
            // What it answers is no response, so there is none.
            behave(cx, what).await?;
            ok
        }
    })
}

fn inner(request: &WebhookRequest) -> Value {
    let mut json = json!({
        "path": request.path,
        "query": request.query,
        "method": request.method,
        "headers": request.headers,
    });
    if let Some(body) = &request.body {
        json["body"] = body.as_str().into();
    }
    json
}

pub(crate) async fn behave_action<I: Bench>(cx: &Context<I>, input: Behave) -> Result<Value> {
    if let Some(cost) = input.cost {
        cx.set_cost(cost);
    }
    behave(cx, &input.r#do).await
}

pub(crate) async fn call_api<I: Bench>(cx: &Context<I>, input: CallApi) -> Result<Value> {
    if let Some(operation) = input.op {
        return call_api::call(cx.client(), &operation, input.args).await;
    }
    let conversation = cx.conversation(input.id.unwrap_or_else(|| "conv_1".to_owned()));
    let state = conversation.state::<Conv>().get_or_set(&Conv { n: 1 }).await?;
    Ok(json!({ "n": state.n }))
}

pub(crate) async fn deliver<I: Bench>(cx: &Context<I>, out: Outgoing<Main>) -> Result<MessageId> {
    match &out.message {
        Messages::Text(_) => print::handler(
            "message text",
            &json!({
                "payload": out.source.payload,
                "conversation": out.conversation,
                "user": out.user,
                "message": out.source,
                "type": out.source.kind,
                "operation": cx.operation(),
            }),
        ),
        Messages::ThrowsPlain(_) => return Err(io::Error::other("plain failure in message handler").into()),
        Messages::ThrowsRuntime(_) => return Err(Error::runtime("runtime failure in message handler")),
        Messages::Acks(_) => out.ack(MessageId { id: Some("external-1".to_owned()) }).await?,
    }
    Ok(MessageId { id: None })
}

pub(crate) fn deliver_modern(out: &Outgoing<Modern>) -> MessageId {
    print::handler("messageCreated", &out.source.payload);
    MessageId { id: None }
}

pub(crate) fn message_updated(update: &MessageUpdate<Modern>) {
    print::handler(
        "messageUpdated",
        &json!({
            "payload": update.current.payload,
            "currentMessage": update.current,
            "previousMessage": update.previous,
            "type": update.current.kind,
            "conversation": update.conversation,
            "user": update.user,
        }),
    );
}

pub(crate) fn conversation_updated(update: &ConversationUpdate<Modern>) {
    print::handler(
        "conversationUpdated",
        &json!({ "currentConversation": update.current, "previousConversation": update.previous }),
    );
}

pub(crate) async fn create_user<I: Bench>(cx: &Context<I>, tags: Id) -> Result<WebhookResponse> {
    let map = tags.to_map();
    print::handler("createUser", &json!({ "tags": map }));
    match tags.behave {
        Some(what) => nothing(cx, &what).await,
        None => Ok(WebhookResponse::ok().with_body(json!({ "user": { "id": "user_1", "tags": map } }).to_string())),
    }
}

pub(crate) async fn create_conversation<I: Bench>(cx: &Context<I>, channel: &str, tags: Id) -> Result<WebhookResponse> {
    let map = tags.to_map();
    print::handler("createConversation", &json!({ "channel": channel, "tags": map }));
    match tags.behave {
        Some(what) => nothing(cx, &what).await,
        None => Ok(conversation(channel, &map)),
    }
}

fn conversation(channel: &str, tags: &TagMap) -> WebhookResponse {
    let conversation = json!({ "conversation": { "id": "conv_1", "channel": channel, "tags": tags } });
    WebhookResponse::new(StatusCode::CREATED).with_body(conversation.to_string())
}

/// Behaves, and answers no response of its own.
async fn nothing<I: Bench>(cx: &Context<I>, what: &str) -> Result<WebhookResponse> {
    behave(cx, what).await?;
    Ok(WebhookResponse::ok())
}

/// Answers two operations that no integration knows.
pub(crate) fn catch_all(operation: &str, request: &WebhookRequest) -> Option<WebhookResponse> {
    match operation {
        "custom_op" => {
            let echo = json!({ "path": request.path, "method": request.method, "body": request.body });
            let response = WebhookResponse::new(StatusCode::MULTI_STATUS).with_header("x-op", "custom");
            Some(response.with_body(echo.to_string()))
        }
        "custom_nostatus" => Some(WebhookResponse::ok().with_body("nostatus")),
        _ => None,
    }
}
