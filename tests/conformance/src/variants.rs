//! The integration, three times: what is declared has to be handled, so a variant with fewer handlers declares less.

use botpress_sdk::prelude::*;
use serde_json::Value;

use crate::{
    behaviour::{self, Bench},
    members::{Behave, CallApi, Config, Conv, Echo, Id, Main, MessageId, Modern, SomethingHappened},
};

/// With every handler there is, except the catch-all.
#[derive(Debug, Integration)]
#[integration(
    name = "bench-integration", version = "0.1.0", configuration = Config, user = Id,
    channels(Main, Modern), actions(Echo, Behave, CallApi), events(SomethingHappened), states(Conv),
    updates(Modern), extra(message_updated, conversation_updated),
    creation(user(id), conversation(Main, id), conversation(Modern, id)),
)]
pub struct Full;

/// Without the handlers that create and update.
#[derive(Debug, Integration)]
#[integration(
    name = "bench-integration", version = "0.1.0", configuration = Config, user = Id,
    channels(Main, Modern), actions(Echo, Behave, CallApi), events(SomethingHappened), states(Conv),
)]
pub struct Bare;

/// With a catch-all.
#[derive(Debug, Integration)]
#[integration(
    name = "bench-integration", version = "0.1.0", configuration = Config, user = Id,
    channels(Main, Modern), actions(Echo, Behave, CallApi), events(SomethingHappened), states(Conv),
    updates(Modern), extra(message_updated, conversation_updated),
    creation(user(id), conversation(Main, id), conversation(Modern, id)),
    catch_all,
)]
pub struct Unknown;

/// The handlers that all variants have.
macro_rules! handlers {
    ($($variant:ty),*) => {$(
        impl Bench for $variant {}

        impl Lifecycle for $variant {
            async fn register(&self, cx: &Context<Self>, webhook_url: &str) -> Result<()> {
                behaviour::register(cx, webhook_url).await
            }

            async fn unregister(&self, cx: &Context<Self>, webhook_url: &str) -> Result<()> {
                behaviour::unregister(cx, webhook_url).await
            }

            async fn webhook(&self, cx: &Context<Self>, request: WebhookRequest) -> Result<WebhookResponse> {
                behaviour::webhook(cx, request).await
            }
        }

        impl Handle<Echo> for $variant {
            async fn handle(&self, _: &Context<Self>, input: Echo) -> Result<Echo> {
                Ok(input)
            }
        }

        impl Handle<Behave> for $variant {
            async fn handle(&self, cx: &Context<Self>, input: Behave) -> Result<Value> {
                behaviour::behave_action(cx, input).await
            }
        }

        impl Handle<CallApi> for $variant {
            async fn handle(&self, cx: &Context<Self>, input: CallApi) -> Result<Value> {
                behaviour::call_api(cx, input).await
            }
        }

        impl Deliver<Main> for $variant {
            async fn deliver(&self, cx: &Context<Self>, out: Outgoing<Main>) -> Result<MessageId> {
                behaviour::deliver(cx, out).await
            }
        }

        impl Deliver<Modern> for $variant {
            async fn deliver(&self, _: &Context<Self>, out: Outgoing<Modern>) -> Result<MessageId> {
                Ok(behaviour::deliver_modern(&out))
            }
        }
    )*};
}

/// The handlers of those that create and update.
macro_rules! creating_handlers {
    ($($variant:ty),*) => {$(
        impl Update<Modern> for $variant {
            async fn message_updated(&self, _: &Context<Self>, update: MessageUpdate<Modern>) -> Result<()> {
                behaviour::message_updated(&update);
                Ok(())
            }

            async fn conversation_updated(&self, _: &Context<Self>, update: ConversationUpdate<Modern>) -> Result<()> {
                behaviour::conversation_updated(&update);
                Ok(())
            }
        }

        impl CreateUser for $variant {
            async fn create_user(&self, cx: &Context<Self>, tags: Id) -> Result<WebhookResponse> {
                behaviour::create_user(cx, tags).await
            }
        }

        impl CreateConversation<Main> for $variant {
            async fn create_conversation(&self, cx: &Context<Self>, tags: Id) -> Result<WebhookResponse> {
                behaviour::create_conversation(cx, <Self as Declares<Main>>::NAME, tags).await
            }
        }

        impl CreateConversation<Modern> for $variant {
            async fn create_conversation(&self, cx: &Context<Self>, tags: Id) -> Result<WebhookResponse> {
                behaviour::create_conversation(cx, <Self as Declares<Modern>>::NAME, tags).await
            }
        }
    )*};
}

handlers!(Full, Bare, Unknown);
creating_handlers!(Full, Unknown);

impl CatchAll for Unknown {
    async fn catch_all(&self, cx: &Context<Self>, request: &WebhookRequest) -> Result<Option<WebhookResponse>> {
        Ok(behaviour::catch_all(cx.operation(), request))
    }
}
