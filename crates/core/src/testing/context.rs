//! A context for one handler.

use std::sync::Arc;

use http::HeaderMap;
use serde_json::json;

use super::{ALIAS, BOT_ID, BOT_USER_ID, INTEGRATION_ID, Recorder, WEBHOOK_ID};
use crate::{
    Context, Host, Integration, Logger,
    context::{Call, Identity},
    runtime::Shared,
};

impl<I: Integration> Context<I> {
    /// A context to call a handler with, and the recorder that answers for everything outside.
    ///
    /// ```
    /// # use botpress_core::{Action, Context, Handle, Result};
    /// # async fn example<I: Handle<A>, A: Action>(slack: I, config: I::Configuration, input: A) -> Result<()> {
    /// let (cx, recorder) = Context::for_test(slack, config);
    /// cx.integration().handle(&cx, input).await?;
    /// assert_eq!(recorder.requests().len(), 1);
    /// # Ok(()) }
    /// ```
    #[must_use]
    pub fn for_test(integration: I, configuration: I::Configuration) -> (Self, Recorder) {
        let recorder = Recorder::new();
        let host: Arc<dyn Host> = Arc::new(recorder.clone());
        let shared = Shared::new(host.clone());
        let identity = Identity {
            bot_id: BOT_ID.into(),
            bot_user_id: BOT_USER_ID.into(),
            integration_id: INTEGRATION_ID.into(),
            integration_alias: ALIAS.to_owned(),
            webhook_id: WEBHOOK_ID.into(),
            operation: "ping".to_owned(),
            configuration: json!({}),
            configuration_type: None,
            traceparent: None,
        };
        let logger = Logger::new(host, identity.log_scope());
        let call = Call::new(Arc::new(shared), identity, logger, &HeaderMap::new());
        (Self::new(Arc::new(integration), configuration, call), recorder)
    }
}
