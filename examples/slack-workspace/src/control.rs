//! What administrators and tests do.

use crate::{
    Chaos, Consent, DeliveryFailure, Failure, Injected, Refusal, SocketEnd, Workspace, model::ConsentRequest,
    workspace::APP_ID,
};

/// What administrators do.
impl Workspace {
    /// A person opens the address at which an app asks to be installed (`/oauth/v2/authorize?…`, on whatever host), and
    /// answers. Gives the address to which their browser is sent.
    ///
    /// # Errors
    ///
    /// What the page would say: [`Refusal::InvalidClientId`], [`Refusal::BadRedirectUri`], [`Refusal::InvalidScope`].
    pub fn consent(&self, user: &str, url: &str, consent: Consent) -> Result<String, Refusal> {
        let query = url.split_once('?').map_or("", |(_, query)| query);
        self.core.change(|model| model.consent(user, &ConsentRequest::parse(query), consent))
    }

    /// Takes an app out of the workspace: `tokens_revoked` and `app_uninstalled`, and its tokens are dead.
    ///
    /// # Errors
    ///
    /// [`Refusal::AppNotFound`].
    pub fn uninstall(&self, app: &str) -> Result<(), Refusal> {
        self.core.change(|model| model.uninstall(app))
    }

    /// A token for `apps.manifest.*`, and one to refresh it (`tooling.tokens.rotate`), as the page "Your Apps" gives them.
    ///
    /// # Errors
    ///
    /// [`Refusal::UserNotFound`].
    pub fn configuration_tokens(&self, user: &str) -> Result<(String, String), Refusal> {
        self.core.change(|model| model.configuration_tokens(user))
    }

    /// Tells the app that it hears too many events (`app_rate_limited`).
    pub fn announce_rate_limit(&self) {
        self.core.change(|model| model.announce_rate_limit(APP_ID));
    }
}

/// What tests do.
impl Workspace {
    /// Makes the next call of `method` fail. Several failures of one method happen one after the other.
    ///
    /// ```no_run
    /// # use slack_workspace::{Failure, Workspace};
    /// # fn test(workspace: &Workspace) {
    /// workspace.fail("chat.postMessage", Failure::AnswerLost);
    /// workspace.fail("users.list", Failure::Refused("internal_error".to_owned())).after(1).times(3);
    /// # }
    /// ```
    pub fn fail(&self, method: &str, failure: Failure) -> Injected<Failure> {
        self.core.faults.inject(method, failure)
    }

    /// Makes the next call of `method` fail: [`fail`](Self::fail) without more to say.
    pub fn fail_next(&self, method: &str, failure: Failure) {
        self.fail(method, failure);
    }

    /// Makes the next attempt fail to deliver an event (`message`), a payload (`block_actions`) or a command (`/weather`).
    pub fn fail_delivery(&self, kind: &str, failure: DeliveryFailure) -> Injected<DeliveryFailure> {
        self.core.delivery_faults.inject(kind, failure)
    }

    /// Lets events and calls fail at random until [`heal`](Self::heal). What people do reaches the app all the same, since
    /// Slack does not repeat it.
    pub fn stir(&self, chaos: Chaos) {
        self.core.chaos.begin(chaos);
    }

    /// Ends all failures.
    pub fn heal(&self) {
        self.core.faults.clear();
        self.core.delivery_faults.clear();
        self.core.chaos.end();
    }

    /// How many websockets the app has open.
    #[must_use]
    pub fn open_sockets(&self) -> usize {
        self.core.sockets.count(APP_ID)
    }

    /// Ends all websockets of the app.
    pub fn end_sockets(&self, how: SocketEnd) {
        self.core.sockets.end(APP_ID, how);
    }

    /// Shares the files that wait for it ([`FileSharing`](crate::FileSharing)).
    ///
    /// # Errors
    ///
    /// What keeps the app from posting where the files belong.
    pub fn share_files(&self) -> Result<(), Refusal> {
        self.core.change(crate::model::Model::share_files)
    }

    /// Lets all access tokens that expire expire now. They can still be refreshed.
    pub fn expire_tokens(&self) {
        self.core.change(crate::model::Model::expire_tokens);
    }
}
