//! An integration with interfaces in local Botpress, over real sockets: its interfaces are looked up in the hub, it is deployed and
//! installed, and a bot calls it.
#![allow(clippy::unwrap_used, reason = "helpers of tests fail as tests do")]

use std::{net::Ipv4Addr, sync::Arc};

use botpress_local::LocalBotpress;
use botpress_sdk::{
    Integration, NativeHost, Server,
    api::{
        definition::bot::UpdateBotBody,
        endpoint::{
            admin::{create_integration, list_integrations, update_bot},
            call_action,
        },
    },
    client::{Client, ClientOptions},
    definition::{BodyError, Implementation, IntegrationDefinition, LookupError, Resolved},
    interfaces::{
        MessageState, ProactiveConversation, TypingIndicator,
        message_state::MessageSent,
        proactive_conversation::{ConversationOutput, GetOrCreateConversation},
        typing_indicator::{StartTypingIndicator, StopTypingIndicator},
    },
    prelude::*,
};
use interfaces_test::{Pausable, Player};
use serde::Deserialize;
use serde_json::{Value, json};

#[derive(Integration)]
#[integration(
    name = "sms", version = "0.1.0",
    channels(Dm), entities(Phone),
    interfaces(
        TypingIndicator,
        MessageState,
        ProactiveConversation<Phone>(GetOrCreateConversation as "startConversation"),
    ),
)]
struct Sms;

#[derive(Entity, Schema, Deserialize)]
struct Phone {
    number: String,
}

#[derive(Channel)]
#[channel(messages = Texts, conversation = Number)]
struct Dm;

#[derive(Messages)]
enum Texts {
    Text(messages::Text),
}

#[derive(Tags)]
struct Number {
    number: String,
}

impl Deliver<Dm> for Sms {
    async fn deliver(&self, _: &Context<Self>, _: Outgoing<Dm>) -> Result<()> {
        Ok(())
    }
}

impl Handle<GetOrCreateConversation<Phone>> for Sms {
    async fn handle(&self, cx: &Context<Self>, input: GetOrCreateConversation<Phone>) -> Result<ConversationOutput> {
        let number = Number { number: input.conversation.number };
        let conversation = cx.conversation_with::<Dm>(number).discriminate_by([Number::NUMBER]).await?;
        cx.emit(MessageSent::new()).conversation(conversation.id.clone()).await?;
        Ok(ConversationOutput::new(conversation.id.clone()))
    }
}

impl Handle<StartTypingIndicator> for Sms {
    async fn handle(&self, _: &Context<Self>, input: StartTypingIndicator) -> Result<()> {
        match input.timeout {
            Some(timeout) if timeout.as_millis() == 1500 => Ok(()),
            other => Err(Error::runtime(format!("{other:?}"))),
        }
    }
}

impl Handle<StopTypingIndicator> for Sms {
    async fn handle(&self, _: &Context<Self>, _: StopTypingIndicator) -> Result<()> {
        Ok(())
    }
}

impl Lifecycle for Sms {}

fn admin(local: &LocalBotpress) -> Client {
    let options = ClientOptions::new().base_url(local.api_url()).token(local.personal_access_token());
    Client::new(Arc::new(NativeHost::new()), options.workspace_id(local.workspace_id()))
}

/// Serves the integration on a free port.
async fn serve(local: &LocalBotpress) -> String {
    let environment = [("BP_API_URL", local.api_url()), ("BP_TOKEN", local.token()), ("LOG_LEVEL", "error")];
    let server = Server::on_host(Sms, Arc::new(NativeHost::new().with_env(environment)));
    let server = server.address(Ipv4Addr::LOCALHOST).port(0).bind().await.unwrap();
    let url = format!("http://{}", server.local_addr());
    tokio::spawn(server.serve_until(std::future::pending()));
    url
}

#[tokio::test]
async fn an_integration_with_interfaces_is_deployed_installed_and_called() {
    let local = LocalBotpress::builder().start().await.unwrap();
    let admin = admin(&local);
    let definition = Sms::definition().unwrap();

    let resolved = Resolved::new().look_up_interfaces(&definition, &admin).await.unwrap();
    let mut body = definition.to_body(&resolved).unwrap();
    body.url = Some(serve(&local).await);
    let deployed = admin.send(create_integration::Request::new(body)).await.unwrap().integration;
    let statement = &deployed.interfaces["proactive-conversation<phone>"];
    assert!(statement.id.as_deref().is_some_and(|id| id.starts_with("ifver_")));
    assert_eq!(statement.actions["getOrCreateConversation"].name, "startConversation");
    let found = admin.send(list_integrations::Request::new().interface_name("message-state")).await.unwrap();
    assert_eq!(found.integrations[0].id, deployed.id, "a plugin finds it by the interface");

    let install = json!({ "integrations": { "sms": { "integrationId": deployed.id, "enabled": true } } });
    let install: UpdateBotBody = serde_json::from_value(install).unwrap();
    admin.send(update_bot::Request::new(local.bot_id(), install)).await.unwrap();

    let options = ClientOptions::new().base_url(local.api_url()).token(local.bot_token()).bot_id(local.bot_id());
    let bot = Client::new(Arc::new(NativeHost::new()), options);
    let call = async |action: &str, input: Value| {
        let request = call_action::Request::new(format!("sms:{action}"), input);
        bot.send(request).await.map(|answer| answer.output).map_err(|error| error.to_string())
    };
    let started = call("startConversation", json!({ "conversation": { "number": "+1" } })).await.unwrap();
    let conversation = local.conversations().await.unwrap().remove(0);
    assert_eq!(started, json!({ "conversationId": conversation.id }));
    let again = call("startConversation", json!({ "conversation": { "number": "+1" } })).await.unwrap();
    assert_eq!(again, started);
    let events = local.events().await.unwrap();
    assert_eq!(events[0].kind, "sms:messageSent");
    assert_eq!(events[0].conversation_id.as_ref(), Some(&conversation.id));

    let typing = json!({ "conversationId": conversation.id, "messageId": "msg_1", "timeout": 1500 });
    assert_eq!(call("startTypingIndicator", typing).await.unwrap(), json!({}));
    let wrong = call("stopTypingIndicator", json!({ "conversationId": conversation.id })).await.unwrap_err();
    assert!(wrong.contains("messageId"), "{wrong}");
    local.stop().await;
}

#[tokio::test]
async fn a_body_without_ids_is_taken_where_the_hub_has_such_a_version_and_refused_where_it_has_not() {
    let local = LocalBotpress::builder().start().await.unwrap();
    let body = Sms::definition().unwrap().to_body(&Resolved::new()).unwrap();
    let mut unknown = body.clone();
    let statement = unknown.interfaces.as_mut().and_then(|interfaces| interfaces.get_mut("typing-indicator"));
    statement.unwrap().version = Some("9.9.9".to_owned());
    let refused = admin(&local).send(create_integration::Request::new(unknown)).await.unwrap_err().to_string();
    assert!(refused.contains("body.interfaces.typing-indicator.id"), "{refused}");
    assert!(refused.contains("typing-indicator@9.9.9"), "{refused}");
    admin(&local).send(create_integration::Request::new(body)).await.unwrap();
}

#[tokio::test]
async fn an_interface_that_the_hub_does_not_have_is_named_with_its_version() {
    let local = LocalBotpress::builder().start().await.unwrap();
    let definition = IntegrationDefinition::builder("house", "0.1.0")
        .entity("player", <Player as botpress_sdk::Entity>::definition())
        .channel("remote", botpress_sdk::definition::ChannelDefinition::new());
    let pausable = Implementation::of(Pausable::<Player>::definition()).entity("player", "player");
    let pausable = pausable.channel("remote", botpress_sdk::definition::Override::named("radio"));
    let definition = definition.implement(pausable).try_build().unwrap();

    let error = Resolved::new().look_up_interfaces(&definition, &admin(&local)).await.unwrap_err();
    assert!(matches!(error, LookupError::NotFound { .. }));
    assert_eq!(
        error.to_string(),
        "interfaces.pausable<player>: there is no interface `pausable` of version 1.2.0 in the hub"
    );
    let known = Resolved::new().interface("pausable<player>", "ifver_1");
    let resolved = known.look_up_interfaces(&definition, &admin(&local)).await.unwrap();
    let body = definition.to_body(&resolved);
    assert_eq!(
        body.map(|body| body.interfaces.unwrap()["pausable<player>"].id.clone()),
        Ok::<_, BodyError>(Some("ifver_1".to_owned()))
    );

    local.stop().await;
}

#[tokio::test]
async fn a_hub_that_cannot_be_asked_is_no_missing_interface() {
    let options = ClientOptions::new().base_url("http://127.0.0.1:9").retry(botpress_sdk::client::RetryPolicy::new(0));
    let client = Client::new(Arc::new(NativeHost::new()), options);
    let error = Resolved::new().look_up_interfaces(&Sms::definition().unwrap(), &client).await.unwrap_err();
    assert_eq!(error.to_string(), "interfaces.typing-indicator: the hub could not be asked for its id");
    assert!(std::error::Error::source(&error).is_some());
}
