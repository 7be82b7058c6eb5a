//! Pages that ask what has to be known before an account can be connected.

mod choices;
mod field;
mod form;
mod page;

pub use choices::Choices;
pub use form::Form;

use std::{future::Future, sync::Arc};

use super::{ended, see_other, shown, webhook_url};
use crate::{Context, Integration, Result, WebhookRequest, WebhookResponse};

/// One request to the wizard's pages, which are at `/oauth/wizard/<step>`.
///
/// ```
/// # mod botpress_sdk { pub use botpress_core::*; pub mod prelude { pub use botpress_core::*; } }
/// # use botpress_derive::Schema;
/// use botpress_sdk::{oauth::{OAuthApp, Wizard}, prelude::*};
/// use serde::Deserialize;
///
/// #[derive(Deserialize, Schema)]
/// # #[botpress(crate = botpress_core)]
/// #[serde(rename_all = "camelCase")]
/// struct Credentials {
///     #[botpress(title = "Client ID", placeholder = "1234.5678")]
///     client_id: String,
///     #[botpress(title = "Client secret")]
///     client_secret: Secret,
/// }
///
/// # fn app(id: String, secret: Secret) -> OAuthApp { OAuthApp::new(id, secret) }
/// async fn set_up<I: Integration>(cx: &Context<I>, wizard: Wizard) -> Result<WebhookResponse> {
///     Ok(match wizard.step() {
///         "start" => wizard
///             .choices("Connect your workspace")
///             .text("Which app shall the bot use?")
///             .choice("default", "The app of Botpress", "There is nothing to set up.")
///             .choice("own", "An app of your own", "It needs a client id and a secret.")
///             .to("chosen"),
///         "chosen" if wizard.choice() == Some("own") => wizard.go_to("credentials"),
///         "credentials" => {
///             let form = wizard.form::<Credentials>("Your app").link("Find them here", "https://api.slack.com/apps");
///             match form.submitted() {
///                 Ok(credentials) if credentials.client_id.starts_with('x') => {
///                     form.refuse_field("clientId", "Slack does not know this app.")
///                 }
///                 Ok(Credentials { client_id, client_secret }) => app(client_id, client_secret).authorize(cx),
///                 Err(page) => page, // not filled in yet, or not well
///             }
///         }
///         "done" => wizard.done(),
///         _ => wizard.go_to("start"),
///     })
/// }
///
/// async fn webhook<I: Integration>(cx: &Context<I>, request: WebhookRequest) -> Result<WebhookResponse> {
///     Routes::of(&request)
///         .any("/oauth/wizard/{step}", |_| Wizard::serve(cx, &request, |wizard| set_up(cx, wizard)))
///         .await
/// }
/// ```
///
/// The pages work without JavaScript, with keyboard and screen reader, in light and dark, and run nothing (their content security
/// policy forbids it). Texts are escaped.
///
/// What a person fills in is in the request's body and, for choices, in its query: keep it out of the log.
#[derive(Debug, Clone)]
pub struct Wizard(Arc<Visit>);

/// What is known of the request.
struct Visit {
    step: String,
    /// Where webhooks arrive.
    webhook_url: String,
    /// The webhook's id, by which the platform finds the installation.
    state: String,
    chosen: Vec<String>,
    /// What was filled in; `None` when nothing was sent yet.
    filled: Option<Vec<(String, String)>>,
}

impl std::fmt::Debug for Visit {
    /// What was filled in may be secret: not printed.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Visit").field("step", &self.step).finish_non_exhaustive()
    }
}

/// The parameter with the choice.
const CHOICE: &str = "wizchoice";
/// What the names of a form's fields begin with.
const FIELD: &str = "wizform.";

impl Wizard {
    /// Answers a request below `/oauth/wizard/` with what `answer` makes of it. What it fails with is shown on the platform's
    /// page at the end: an [`Error::runtime`](crate::Error::runtime) and what a provider said as it is, anything else in general
    /// words, and whole in the log.
    ///
    /// # Errors
    ///
    /// Never: whatever fails is shown.
    pub async fn serve<I, F, T>(cx: &Context<I>, request: &WebhookRequest, answer: F) -> Result<WebhookResponse>
    where
        I: Integration,
        F: FnOnce(Self) -> T,
        T: Future<Output = Result<WebhookResponse>>,
    {
        let wizard = Self::of(cx, request);
        if request.query_param("state").is_some_and(|state| state != wizard.0.state) {
            let message =
                "This address belongs to another installation. Start again from the configuration in Botpress.";
            return Ok(wizard.failed(message));
        }
        Ok(match answer(wizard.clone()).await {
            Ok(response) => response,
            Err(error) => wizard.failed(&shown(cx, &error)),
        })
    }

    fn of<I: Integration>(cx: &Context<I>, request: &WebhookRequest) -> Self {
        let parse = |text: &str| form_urlencoded::parse(text.as_bytes()).into_owned().collect::<Vec<_>>();
        let step = request.path.trim_end_matches('/').rsplit('/').next().unwrap_or_default();
        let chosen = parse(&request.query).into_iter().filter(|(name, _)| name == CHOICE);
        Self(Arc::new(Visit {
            step: step.to_owned(),
            webhook_url: webhook_url(cx),
            state: cx.webhook_id().as_str().to_owned(),
            chosen: chosen.map(|(_, choice)| choice).collect(),
            filled: (request.method == "POST").then(|| parse(request.body())),
        }))
    }

    /// The step that is asked for: the last part of the path.
    #[must_use]
    pub fn step(&self) -> &str {
        &self.0.step
    }

    /// What was chosen on the page before; the first, when there is more.
    #[must_use]
    pub fn choice(&self) -> Option<&str> {
        self.0.chosen.first().map(String::as_str)
    }

    /// Everything that was chosen on the page before.
    #[must_use]
    pub fn chosen(&self) -> &[String] {
        &self.0.chosen
    }

    /// A page with something to choose.
    pub fn choices(&self, heading: impl Into<String>) -> Choices {
        Choices::new(self, heading.into())
    }

    /// A page with a form that has a field per field of `T`: with the titles, descriptions and placeholders of its schema, choices
    /// for enums of plain variants, and password fields for secrets.
    pub fn form<T: crate::Schema>(&self, heading: impl Into<String>) -> Form<T> {
        Form::new(self, heading.into())
    }

    /// Sends the browser to another step.
    pub fn go_to(&self, step: &str) -> WebhookResponse {
        see_other(self.address(step))
    }

    /// Sends the browser elsewhere.
    pub fn redirect(&self, url: impl Into<String>) -> WebhookResponse {
        see_other(url)
    }

    /// Ends well, on the platform's page.
    pub fn done(&self) -> WebhookResponse {
        ended(&self.0.webhook_url, None)
    }

    /// Ends badly, on the platform's page, which shows `message`.
    pub fn failed(&self, message: &str) -> WebhookResponse {
        ended(&self.0.webhook_url, Some(message))
    }

    /// The address of a step.
    #[must_use]
    pub fn address(&self, step: &str) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        query.append_pair("state", &self.0.state);
        format!("{}?{}", self.path(step), query.finish())
    }

    /// The address of a step, without its query.
    fn path(&self, step: &str) -> String {
        format!("{}/oauth/wizard/{step}", self.0.webhook_url)
    }
}
