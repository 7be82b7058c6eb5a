//! Where providers send people back to.

use std::future::Future;

use botpress_api::operation::header;

use super::{ended, shown, webhook_url};
use crate::{Context, Integration, Result, Secret, WebhookRequest, WebhookResponse};

/// An account that was connected.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[must_use]
pub struct Connected {
    identifier: Option<String>,
}

impl Connected {
    /// It is connected.
    pub fn new() -> Self {
        Self::default()
    }

    /// It is connected, and webhooks to the integration as a whole that are for `identifier`, a team's id for example, are for
    /// this installation from now on, whoever had them before.
    pub fn identified_by(identifier: impl Into<String>) -> Self {
        Self { identifier: Some(identifier.into()) }
    }
}

/// Answers `/oauth`, where the provider sends people back to: hands its code to `connect`, and ends on the platform's page, which
/// says whether it worked. An [`Error::runtime`](crate::Error::runtime) of `connect`, and what the provider said, is shown there.
///
/// # Errors
///
/// Never: whatever fails is shown.
pub async fn callback<I, F, T>(cx: &Context<I>, request: &WebhookRequest, connect: F) -> Result<WebhookResponse>
where
    I: Integration,
    F: FnOnce(Secret) -> T,
    T: Future<Output = Result<Connected>>,
{
    let webhooks = webhook_url(cx);
    let code = match code(cx, request) {
        Ok(code) => code,
        Err(reason) => {
            cx.logger().for_bot().warn(&*reason);
            return Ok(ended(&webhooks, Some(&reason)));
        }
    };
    Ok(match connect(code).await {
        Ok(Connected { identifier: None }) => ended(&webhooks, None),
        Ok(Connected { identifier: Some(identifier) }) => {
            ended(&webhooks, None).with_header(header::INTEGRATION_IDENTIFIER, identifier)
        }
        Err(error) => ended(&webhooks, Some(&shown(cx, &error))),
    })
}

/// The code, or the sentence that says why there is none.
fn code<I: Integration>(cx: &Context<I>, request: &WebhookRequest) -> Result<Secret, String> {
    if request.query_param("state").as_deref() != Some(cx.webhook_id().as_str()) {
        return Err(
            "This address belongs to another installation. Start again from the configuration in Botpress.".into()
        );
    }
    match (request.query_param("error").as_deref(), request.query_param("code")) {
        (Some("access_denied"), _) => Err("The access was not allowed, so nothing was connected.".into()),
        (Some(code), _) => {
            // Anybody can write an address: no more of it is repeated than a code can be.
            let is_code = code.len() <= 64 && code.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
            let code = if is_code { format!(" ({code})") } else { String::new() };
            Err(format!(
                "The provider refused{code}, so nothing was connected. Start again from the configuration in Botpress."
            ))
        }
        (None, Some(code)) if !code.is_empty() => Ok(Secret::new(code)),
        (None, _) => Err("The provider sent no code. Start again from the configuration in Botpress.".into()),
    }
}
