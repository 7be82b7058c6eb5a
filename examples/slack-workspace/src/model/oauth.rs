//! OAuth: a person allows an app, the app gets a code, and for the code a token.

use std::time::Duration;

use serde_json::{Value, json};

use super::{
    App, Model, Refusal,
    app::ALL_SCOPES,
    render::Audience,
    tokens::{Holder, Pair},
};
use crate::Happening;

/// How long a code can be exchanged.
const CODE_LIFE: Duration = Duration::from_secs(600);

/// What a person says to an app that wants to be installed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Consent {
    /// Yes.
    Allow,
    /// No.
    Cancel,
}

/// What an app asks a person for: the parameters of the authorize page.
#[derive(Debug, Clone, Default)]
pub(crate) struct ConsentRequest {
    pub(crate) client_id: String,
    pub(crate) scope: String,
    pub(crate) redirect_uri: Option<String>,
    pub(crate) state: Option<String>,
}

#[derive(Debug)]
pub(crate) struct Code {
    value: String,
    app: String,
    scopes: Vec<String>,
    redirect_uri: Option<String>,
    user: String,
    expires: Duration,
    is_used: bool,
}

impl ConsentRequest {
    pub(crate) fn parse(query: &str) -> Self {
        let mut request = Self::default();
        for (name, value) in form_urlencoded::parse(query.as_bytes()) {
            match &*name {
                "client_id" => request.client_id = value.into_owned(),
                "scope" => request.scope = value.into_owned(),
                "redirect_uri" => request.redirect_uri = Some(value.into_owned()),
                "state" => request.state = Some(value.into_owned()),
                _ => {}
            }
        }
        request
    }

    pub(crate) fn scopes(&self) -> impl Iterator<Item = &str> {
        self.scope.split([',', ' ']).filter(|scope| !scope.is_empty())
    }
}

impl Model {
    /// The app that asks, when its request can be shown to a person.
    pub(crate) fn consent_to(&self, request: &ConsentRequest) -> Result<&App, Refusal> {
        let is_it = |app: &&App| app.client_id == request.client_id;
        let app = self.apps().iter().find(is_it).ok_or(Refusal::InvalidClientId)?;
        if redirect(app, request).is_none() {
            return Err(Refusal::BadRedirectUri);
        }
        let mut scopes = request.scopes().peekable();
        let allowed = |scope: &str| match &app.scopes {
            Some(scopes) => scopes.iter().any(|allowed| allowed == scope),
            None => ALL_SCOPES.contains(&scope) || scope.contains(':') || scope == "commands",
        };
        if scopes.peek().is_none() || !scopes.all(allowed) {
            return Err(Refusal::InvalidScope);
        }
        Ok(app)
    }

    /// A person answers: the address to which they are sent.
    pub(crate) fn consent(
        &mut self,
        user: &str,
        request: &ConsentRequest,
        consent: Consent,
    ) -> Result<String, Refusal> {
        self.user(user).ok_or(Refusal::UserNotFound)?;
        let app = self.consent_to(request)?.clone();
        let target = redirect(&app, request).ok_or(Refusal::BadRedirectUri)?;
        let mut answer = form_urlencoded::Serializer::new(String::new());
        match consent {
            Consent::Cancel => answer.append_pair("error", "access_denied"),
            Consent::Allow => {
                let value = self.next_id("code.");
                answer.append_pair("code", &value);
                let expires = self.now() + CODE_LIFE;
                self.codes.push(Code {
                    value,
                    app: app.id,
                    scopes: request.scopes().map(str::to_owned).collect(),
                    redirect_uri: request.redirect_uri.clone(),
                    user: user.to_owned(),
                    expires,
                    is_used: false,
                });
                &mut answer
            }
        };
        answer.append_pair("state", request.state.as_deref().unwrap_or_default());
        let separator = if target.contains('?') { '&' } else { '?' };
        Ok(format!("{target}{separator}{}", answer.finish()))
    }

    /// Exchanges a code: the app is installed.
    pub(crate) fn redeem(&mut self, app: &str, code: &str, redirect_uri: Option<&str>) -> Result<Value, Refusal> {
        let now = self.now();
        let known = self.codes.iter_mut().find(|known| known.value == code && known.app == app);
        let known = known.filter(|known| known.expires > now).ok_or(Refusal::InvalidCode)?;
        if known.is_used {
            return Err(Refusal::CodeAlreadyUsed);
        }
        if known.redirect_uri.as_deref() != redirect_uri {
            return Err(Refusal::BadRedirectUri);
        }
        known.is_used = true;
        let (user, mut scopes) = (known.user.clone(), known.scopes.clone());
        // Scopes only ever become more.
        if self.app(app)?.is_installed {
            scopes.extend(self.granted_scopes(app));
        }
        scopes.sort();
        scopes.dedup();
        let rotates = self.app(app)?.rotates_tokens;
        self.app_mut(app)?.is_installed = true;
        let pair = self.issue(app, &Holder::Bot, &scopes, rotates);
        self.tell(Happening::AppInstalled { app: app.to_owned() });
        self.grant_json(app, &pair, Some(&user))
    }

    /// What `oauth.v2.access` answers for a pair of tokens.
    pub(crate) fn grant_json(&self, app: &str, pair: &Pair, user: Option<&str>) -> Result<Value, Refusal> {
        let mut grant = json!({
            "access_token": pair.access,
            "token_type": "bot",
            "scope": pair.scopes.join(","),
            "bot_user_id": self.app(app)?.bot_user,
            "app_id": app,
            "team": { "id": self.team.id, "name": self.team.name },
            "enterprise": null,
            "is_enterprise_install": false,
        });
        if let Some(user) = user {
            grant["authed_user"] = json!({ "id": user });
        }
        if let (Some(refresh), Some(expires_in)) = (&pair.refresh, pair.expires_in) {
            grant["refresh_token"] = refresh.as_str().into();
            grant["expires_in"] = expires_in.as_secs().into();
        }
        Ok(grant)
    }

    /// Takes an app out of the workspace, as an administrator does, or the app itself.
    pub(crate) fn uninstall(&mut self, app: &str) -> Result<(), Refusal> {
        let bot = self.app(app)?.bot_user.clone();
        let to_it = Audience::App(app.to_owned());
        let revoked = json!({ "type": "tokens_revoked", "tokens": { "oauth": [], "bot": [bot] } });
        self.announce(revoked, "tokens_revoked", &to_it);
        self.announce(json!({ "type": "app_uninstalled" }), "app_uninstalled", &to_it);
        self.revoke_tokens(app);
        self.app_mut(app)?.is_installed = false;
        self.tell(Happening::AppUninstalled { app: app.to_owned() });
        Ok(())
    }
}

/// Where the person is sent.
fn redirect(app: &App, request: &ConsentRequest) -> Option<String> {
    let asked = request.redirect_uri.clone();
    match (&app.redirect_urls, asked) {
        (None, asked) => asked,
        // An address below a registered one will do.
        (Some(known), Some(asked)) => known.iter().any(|known| asked.starts_with(known.as_str())).then_some(asked),
        (Some(known), None) => known.first().cloned(),
    }
}
