//! Installing integrations into the bot.

use std::sync::Arc;

use botpress_api::id::{IntegrationId, WebhookId};
use botpress_api::operation::{self, OperationName};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Serialize;
use serde_json::{Map, Value, json};

use super::call::Caller;
use super::journal::Happening;
use super::schemas::Schema;
use super::script::{self, Outcome, ScriptError};
use super::{Instance, Platform};
use crate::admin::check;
use crate::failure::Failure;
use crate::recording::{End, What, because, find_mask};
use crate::store::installs::{self, NewIntegration, UNINSTALLED};

/// An integration to install: where it is served, what it declares, how it is configured.
#[derive(Clone)]
#[must_use]
pub struct Installation {
    alias: String,
    url: String,
    definition: Result<Value, String>,
    configuration: Result<Value, String>,
    configuration_type: Option<String>,
}

impl Installation {
    /// The integration served at `url` (`http://127.0.0.1:8072`), under `alias` in the bot, with the body of
    /// `createIntegration` as its definition: a `botpress_api::CreateIntegrationBody`, or JSON.
    pub fn new(alias: impl Into<String>, url: impl Into<String>, definition: impl Serialize) -> Self {
        Self {
            alias: alias.into(),
            url: url.into(),
            definition: serde_json::to_value(definition).map_err(|error| error.to_string()),
            configuration: Ok(Value::Object(Map::new())),
            configuration_type: None,
        }
    }

    /// The configuration that the bot's owner would type in; an empty object by default.
    pub fn configuration(mut self, configuration: impl Serialize) -> Self {
        self.configuration = serde_json::to_value(configuration).map_err(|error| error.to_string());
        self
    }

    /// Which of the declared `configurations` it is; the default one when not set.
    pub fn configuration_type(mut self, name: impl Into<String>) -> Self {
        self.configuration_type = Some(name.into());
        self
    }
}

/// The configuration may hold secrets and stays out.
impl std::fmt::Debug for Installation {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Installation").field("alias", &self.alias).field("url", &self.url).finish_non_exhaustive()
    }
}

/// An installed integration.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Installed {
    /// Its name in the bot.
    pub alias: String,
    /// The id of the integration's version: the subject of states of type `integration`.
    pub integration_id: String,
    /// The id under which webhooks reach it.
    pub webhook_id: String,
    /// The URL for external systems to call: `<webhook URL>/<webhook id>`.
    pub webhook_url: String,
    /// The URL for an external system that calls all installations of the integration at one place:
    /// `<webhook URL>/integration/global/<name>`. Its `extractScript` says which of them a request is for (feature `vrl`);
    /// `None` when it declares none.
    pub shared_webhook_url: Option<String>,
    /// Where its configuration begins in a browser, as its `linkTemplateScript` says. `None` when it declares none, when
    /// that failed (the integration's log says why), and without the feature `vrl`.
    pub link: Option<String>,
    /// Whether it accepted its configuration.
    pub registration: Registration,
}

/// How `register` ended.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Registration {
    /// The integration accepted its configuration.
    Registered,
    /// The integration refused, or could not be reached. It stays installed; install it again to retry.
    Failed {
        /// What it said.
        reason: String,
    },
}

impl Installed {
    /// Whether the integration accepted its configuration.
    #[must_use]
    pub fn is_registered(&self) -> bool {
        self.registration == Registration::Registered
    }
}

/// An installation that could not even be tried.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum InstallError {
    /// Something about it cannot be right.
    #[error("{what}: {message}")]
    Invalid {
        /// Which part: `alias`, `url`, `definition`, `configuration`.
        what: &'static str,
        /// What is wrong with it.
        message: String,
    },
    /// No integration of this alias is installed.
    #[error("no integration is installed as `{0}`")]
    NotInstalled(String),
    /// Local Botpress failed, or has stopped.
    #[error("local Botpress: {0}")]
    Local(String),
}

impl From<Failure> for InstallError {
    fn from(failure: Failure) -> Self {
        Self::Local(failure.to_string())
    }
}

/// All but what names of integrations are made of.
const PLAIN_IN_PATHS: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'/');

impl Platform {
    pub(crate) async fn install(&self, installation: Installation) -> Result<Installed, InstallError> {
        let (new, alias, configuration, configuration_type) = self.checked(installation)?;
        let _one_at_a_time = self.managing.lock().await;
        let others = self.instances.all().into_iter().filter(|other| other.row.alias != alias).count();
        if others >= check::INSTALLATIONS {
            let message = format!("a bot has {} installed integrations at most", check::INSTALLATIONS);
            return Err(InstallError::Invalid { what: "alias", message });
        }
        let (time, random) = self.id_seed()?;
        let webhook_id = WebhookId::generate(time, random).into_string();
        let (bot, now) = (self.bot.clone(), self.now());
        let (row, all) = self
            .run(move |tx| {
                let integration = installs::deploy(tx, bot.workspace, &new, now)?;
                let configuration = (configuration_type.as_deref(), configuration.as_str());
                let row = installs::install(tx, bot.seq, &alias, integration, &webhook_id, configuration, now)?;
                Ok((row, installs::instances(tx, bot.seq)?))
            })
            .await?;
        // Another installation of the same version has got the new URL and definition, too.
        for other in all.into_iter().filter(|other| other.status != UNINSTALLED) {
            self.instances.put(other);
        }
        let instance = self.instances.put(row);
        let registration = self.register(&instance).await?;
        Ok(Installed {
            alias: instance.row.alias.clone(),
            integration_id: instance.row.integration_id.clone(),
            webhook_id: instance.row.webhook_id.clone(),
            webhook_url: self.webhook_of(&instance),
            shared_webhook_url: self.shared_webhook_of(&instance),
            link: self.link(&instance).await,
            registration,
        })
    }

    pub(crate) async fn uninstall(&self, alias: &str) -> Result<(), InstallError> {
        let _one_at_a_time = self.managing.lock().await;
        let instance = self
            .instances
            .find(|row| row.alias == alias)
            .ok_or_else(|| InstallError::NotInstalled(alias.to_owned()))?;
        Ok(self.remove(&instance).await?)
    }

    /// Takes an installation out of the bot, whatever its `unregister` says: who removes it wants it gone.
    pub(crate) async fn remove(&self, instance: &Arc<Instance>) -> Result<(), Failure> {
        because(self.recording.cause(), self.remove_now(instance)).await
    }

    async fn remove_now(&self, instance: &Arc<Instance>) -> Result<(), Failure> {
        let failure = if instance.row.enabled { self.call_unregister(instance).await } else { None };
        let alias = &instance.row.alias;
        self.instances.remove(instance.row.seq);
        let (seq, reason, now) = (instance.row.seq, failure.clone(), self.now());
        self.run(move |tx| installs::set_uninstalled(tx, seq, reason.as_deref(), now)).await?;
        self.stands(alias, UNINSTALLED, failure.as_deref());
        self.journal.write(Happening::Uninstalled { alias: alias.clone(), failure });
        Ok(())
    }

    /// Records where an installation stands from now on.
    fn stands(&self, alias: &str, status: &'static str, failure: Option<&str>) {
        let step = self.recording.step(What::Status { status });
        let failure = failure.map(str::to_owned);
        step.bot(&self.bot.id).alias(Some(alias)).happened(End { failure, ..End::default() });
    }

    /// Tells an installation that it is disabled; the status says how that went.
    pub(crate) async fn unregister(&self, instance: &Arc<Instance>) -> Result<(), Failure> {
        because(self.recording.cause(), self.unregister_now(instance)).await
    }

    async fn unregister_now(&self, instance: &Arc<Instance>) -> Result<(), Failure> {
        let reason = self.call_unregister(instance).await;
        let status = if reason.is_none() { "unregistered" } else { "unregistration_failed" };
        let (seq, now, failure) = (instance.row.seq, self.now(), reason.clone());
        self.run(move |tx| installs::set_status(tx, seq, status, reason.as_deref(), now)).await?;
        let status = if failure.is_none() { "unregistered" } else { "unregistration failed" };
        self.stands(&instance.row.alias, status, failure.as_deref());
        Ok(())
    }

    async fn call_unregister(&self, instance: &Arc<Instance>) -> Option<String> {
        let body = operation::Registration::new(self.webhook_of(instance));
        let failure = match self.call(instance, OperationName::Unregister, &body).await {
            Ok(answer) if answer.status.is_success() => None,
            Ok(answer) => Some(answer.reason()),
            Err(error) => Some(error.to_string()),
        };
        if let Some(reason) = &failure {
            let message = format!("{}: unregister failed: {reason}", instance.row.alias);
            self.log("warn", Some(&instance.row.integration_id), message);
        }
        failure
    }

    /// Serves the integration from another URL, from the next call on.
    pub(crate) async fn move_to(&self, alias: &str, url: String) -> Result<(), InstallError> {
        let instance = self
            .instances
            .find(|row| row.alias == alias)
            .ok_or_else(|| InstallError::NotInstalled(alias.to_owned()))?;
        Caller::check(&url).map_err(|message| InstallError::Invalid { what: "url", message })?;
        let (seq, now) = (instance.row.seq, self.now());
        self.run(move |tx| installs::set_url(tx, seq, &url, now)).await?;
        self.reload().await?;
        self.stands(alias, "served by a new build", None);
        Ok(())
    }

    /// Configures an installation anew, and has it register if it is enabled. Secrets that are masked stay as they are.
    pub(crate) async fn configure(
        &self,
        alias: &str,
        configuration_type: Option<String>,
        mut configuration: Value,
    ) -> Result<(), Failure> {
        let _one_at_a_time = self.managing.lock().await;
        let found = self.instances.find(|row| row.alias == alias);
        let instance = found.ok_or_else(|| Failure::not_found("installation", alias))?;
        let definition = &instance.row.definition;
        let declared = match &configuration_type {
            None => &definition["configuration"],
            Some(name) => definition["configurations"].get(name).ok_or_else(|| {
                Failure::invalid("configurationType", format!("`{name}` is not declared in `configurations`"))
            })?,
        };
        let old = Value::Object(instance.row.configuration.clone());
        instance.declared.veils.configuration.restore(&mut configuration, &old);
        if let Some(at) = find_mask("configuration", &configuration) {
            return Err(Failure::invalid(at, "has no value yet: type one in"));
        }
        if !configuration.is_object() {
            return Err(Failure::invalid("configuration", "must be an object"));
        }
        let schema = Schema::read(&declared["schema"])
            .map_err(|message| Failure::Schema { at: "configuration".to_owned(), message })?;
        schema.check("configuration", &configuration)?;
        let (seq, now, text) = (instance.row.seq, self.now(), configuration.to_string());
        self.run(move |tx| installs::set_configuration(tx, seq, configuration_type.as_deref(), &text, now)).await?;
        self.reload().await?;
        match self.instances.get(seq).filter(|instance| instance.row.enabled) {
            Some(instance) => self.register(&instance).await.map(drop),
            None => Ok(()),
        }
    }

    pub(crate) fn webhook_of(&self, instance: &Instance) -> String {
        format!("{}/{}", self.webhook_url, instance.row.webhook_id)
    }

    fn shared_webhook_of(&self, instance: &Instance) -> Option<String> {
        script::text(&instance.row.definition["identifier"]["extractScript"])?;
        let name = utf8_percent_encode(&instance.row.name, PLAIN_IN_PATHS);
        Some(format!("{}/integration/global/{name}", self.webhook_url))
    }

    /// Where the configuration of an installation begins, when its integration says so.
    pub(crate) async fn link(&self, instance: &Instance) -> Option<String> {
        let row = &instance.row;
        let (at, configuration) = match &row.configuration_type {
            None => ("configuration".to_owned(), &row.definition["configuration"]),
            Some(name) => (format!("configurations.{name}"), &row.definition["configurations"][name]),
        };
        let script = script::text(&configuration["identifier"]["linkTemplateScript"])?;
        let about = json!({ "webhookId": row.webhook_id, "webhookUrl": self.webhook_url, "env": "development" });
        let error = match self.scripts.run(script, about).await {
            Ok(Outcome { result: Value::String(link), .. }) if !link.is_empty() => return Some(link),
            Ok(_) => ScriptError::Failed("a link is a string".to_owned()),
            Err(ScriptError::Unavailable) => return None,
            Err(error) => error,
        };
        let message = format!("{}: {at}.identifier.linkTemplateScript {error}", row.alias);
        self.log("error", Some(&row.integration_id), message);
        None
    }

    /// Not repeated when it fails: whoever installs is waiting for the answer, and can install again.
    pub(crate) async fn register(&self, instance: &Arc<Instance>) -> Result<Registration, Failure> {
        // One chain for the call and for what comes of it.
        because(self.recording.cause(), self.register_now(instance)).await
    }

    async fn register_now(&self, instance: &Arc<Instance>) -> Result<Registration, Failure> {
        let body = operation::Registration::new(self.webhook_of(instance));
        let reason = match self.call(instance, OperationName::Register, &body).await {
            Ok(answer) if answer.status.is_success() => None,
            Ok(answer) => Some(answer.reason()),
            Err(error) => Some(error.to_string()),
        };
        let mut row = instance.row.clone();
        row.status = if reason.is_none() { "registered" } else { "registration_failed" }.to_owned();
        row.status_reason.clone_from(&reason);
        self.instances.put(row.clone());
        let now = self.now();
        self.run(move |tx| installs::set_status(tx, row.seq, &row.status, row.status_reason.as_deref(), now)).await?;
        self.stands(
            &instance.row.alias,
            if reason.is_none() { "registered" } else { "registration failed" },
            reason.as_deref(),
        );
        let (alias, integration) = (instance.row.alias.clone(), Some(instance.row.integration_id.as_str()));
        match reason {
            None => {
                self.log("info", integration, format!("{alias}: registered"));
                self.journal.write(Happening::Registered { alias });
                Ok(Registration::Registered)
            }
            Some(reason) => {
                self.log("error", integration, format!("{alias}: register failed: {reason}"));
                self.journal.write(Happening::RegistrationFailed { alias, reason: reason.clone() });
                Ok(Registration::Failed { reason })
            }
        }
    }

    /// The installation's parts, when they can be right.
    fn checked(
        &self,
        installation: Installation,
    ) -> Result<(NewIntegration, String, String, Option<String>), InstallError> {
        let Installation { alias, url, definition, configuration, configuration_type } = installation;
        let wrong = |what| move |message: String| InstallError::Invalid { what, message };
        let definition = definition.map_err(wrong("definition"))?;
        let configuration = configuration.map_err(wrong("configuration"))?;
        if alias.is_empty() || !alias.bytes().all(|byte| byte.is_ascii_graphic() && byte != b':') {
            return Err(wrong("alias")(format!("`{alias}` must be letters, digits and signs, without `:`")));
        }
        if !configuration.is_object() {
            return Err(wrong("configuration")("must be a JSON object".to_owned()));
        }
        Caller::check(&url).map_err(wrong("url"))?;
        check::definition(definition.as_object().unwrap_or(&Map::new())).map_err(|failure| {
            let failure = failure.to_string();
            wrong("definition")(failure.strip_prefix("body.").unwrap_or(&failure).to_owned())
        })?;
        let size = configuration.to_string().len();
        if size > check::LARGEST_CONFIGURATION {
            let limit = check::LARGEST_CONFIGURATION;
            return Err(wrong("configuration")(format!("has {size} bytes, {limit} are allowed")));
        }
        let text = |key: &str| {
            let text = definition[key].as_str().filter(|text| !text.is_empty());
            text.map(str::to_owned).ok_or_else(|| wrong("definition")(format!("has no `{key}`")))
        };
        if let Some(name) = &configuration_type
            && definition["configurations"].get(name).is_none()
        {
            return Err(wrong("configuration_type")(format!("`{name}` is not declared in `configurations`")));
        }
        let (time, random) = self.id_seed()?;
        let new = NewIntegration {
            id: IntegrationId::generate(time, random).into_string(),
            name: text("name")?,
            version: text("version")?,
            url,
            signing_secret: self.signing_secret.clone(),
            definition: definition.to_string(),
        };
        Ok((new, alias, configuration.to_string(), configuration_type))
    }
}
