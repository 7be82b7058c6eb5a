//! The help desk's API, as far as it is needed.

use botpress_sdk::{
    client::{Http, RequestError},
    http::StatusCode,
    prelude::*,
};
use serde::{Deserialize, Serialize, de::DeserializeOwned};

/// The help desk at one address, with one key.
pub(crate) struct HelpDesk<'a> {
    http: Http,
    url: &'a str,
    key: &'a Secret,
}

/// Who the key belongs to.
#[derive(Debug, Deserialize)]
pub(crate) struct AccountInfo {
    pub(crate) name: String,
}

/// A comment that was added to a ticket.
#[derive(Debug, Deserialize)]
pub(crate) struct Comment {
    pub(crate) id: String,
}

#[derive(Debug, Deserialize)]
struct CloseAnswer {
    was_open: bool,
}

#[derive(Debug, Serialize)]
struct NewComment<'a> {
    text: &'a str,
}

#[derive(Debug, Serialize)]
struct Nothing {}

impl<'a> HelpDesk<'a> {
    pub(crate) fn new(http: Http, url: &'a str, key: &'a Secret) -> Self {
        Self { http, url: url.trim_end_matches('/'), key }
    }

    /// Who the key belongs to.
    pub(crate) async fn account(&self) -> Result<AccountInfo> {
        let request = self.http.get(format!("{}/account", self.url)).bearer(self.key.expose());
        Ok(request.send().await.map_err(explain)?.error_for_status().map_err(explain)?.json().await?)
    }

    /// Adds a comment to a ticket.
    pub(crate) async fn comment(&self, ticket: &str, text: &str) -> Result<Comment> {
        self.post(&format!("/tickets/{ticket}/comments"), &NewComment { text }).await
    }

    /// Closes a ticket; answers whether it was open.
    pub(crate) async fn close(&self, ticket: &str) -> Result<bool> {
        let answer: CloseAnswer = self.post(&format!("/tickets/{ticket}/close"), &Nothing {}).await?;
        Ok(answer.was_open)
    }

    async fn post<T: DeserializeOwned>(&self, path: &str, body: &impl Serialize) -> Result<T> {
        let request = self.http.post(format!("{}{path}", self.url)).bearer(self.key.expose()).json(body);
        Ok(request.send().await.map_err(explain)?.error_for_status().map_err(explain)?.json().await?)
    }
}

/// What the bot's owner can do something about is said to them; the rest may be tried again.
fn explain(error: RequestError) -> Error {
    match error.status() {
        Some(StatusCode::UNAUTHORIZED) => Error::runtime("the help desk does not know the API key"),
        Some(StatusCode::NOT_FOUND) => Error::runtime("the help desk does not know this ticket"),
        _ => error.into(),
    }
}
