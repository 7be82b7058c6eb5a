//! What somebody does in a browser who connects a workspace.

use botpress_sdk::{
    client::{Http, HttpResponse},
    http::{StatusCode, header::LOCATION},
};
use slack_workspace::Consent;

use crate::support::{ADA, Stage};

/// A page, or where the browser is sent.
pub(crate) struct Page {
    pub(crate) status: StatusCode,
    pub(crate) location: Option<String>,
    pub(crate) text: String,
}

/// Opens a page, and does not go where it leads.
pub(crate) async fn open(stage: &Stage, url: &str) -> Page {
    match stage.open(url).await {
        Ok(location) => Page { status: StatusCode::SEE_OTHER, location: Some(location), text: String::new() },
        Err(_) => read(Http::new(stage.host.clone()).get(url).await.unwrap()).await,
    }
}

/// Fills in the form of a page of the wizard.
pub(crate) async fn fill(stage: &Stage, page: &str, fields: &[(&str, &str)]) -> Page {
    let fields = fields.iter().map(|(name, value)| (format!("wizform.{name}"), *value));
    read(Http::new(stage.host.clone()).post(stage.wizard(page)).form(fields).await.unwrap()).await
}

/// Answers on Slack's page, comes back, and reads what it says at the end.
pub(crate) async fn agree(stage: &Stage, page: &Page, consent: Consent) -> String {
    let asked = page.location.as_deref().expect("a page that leads to Slack");
    let back = stage.workspace.consent(ADA, asked, consent).unwrap();
    open(stage, &back).await.location.expect("the page at the end")
}

async fn read(response: HttpResponse) -> Page {
    let location = response.headers.get(LOCATION).map(|url| url.to_str().unwrap().to_owned());
    Page { status: response.status, location, text: response.text().await.unwrap() }
}
