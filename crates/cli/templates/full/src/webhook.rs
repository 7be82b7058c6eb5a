//! What the help desk tells: comments and closed tickets.

use botpress_sdk::{http::StatusCode, prelude::*};
use serde::Deserialize;

use crate::{Account, MessageTags, Messages, MyIntegration, Ticket, TicketClosed, TicketTags, UserTags};

/// An event of the help desk.
#[derive(Debug, Deserialize)]
#[serde(tag = "type", rename_all = "camelCase")]
enum Notice {
    /// Somebody wrote in a ticket.
    Comment { id: String, ticket: String, author: Author, text: String },
    /// A ticket was closed.
    Closed { ticket: String },
    /// What is of no interest here.
    #[serde(other)]
    Other,
}

#[derive(Debug, Deserialize)]
struct Author {
    id: String,
    name: Option<String>,
}

impl Lifecycle for MyIntegration {
    /// Accepts the configuration if the key is good for the help desk at this address.
    async fn register(&self, cx: &Context<Self>, _webhook_url: &str) -> Result<()> {
        let account = self.help_desk(cx).account().await?;
        cx.logger().for_bot().info(format!("Connected to the help desk of {}", account.name));
        cx.state::<Account>().set(&Account { name: account.name }).await?;
        Ok(())
    }

    async fn webhook(&self, cx: &Context<Self>, request: WebhookRequest) -> Result<WebhookResponse> {
        if request.header("x-api-key") != Some(self.secrets.api_key.expose()) {
            return Ok(WebhookResponse::new(StatusCode::UNAUTHORIZED));
        }
        match request.json()? {
            Notice::Comment { id, ticket, author, text } => self.hear(cx, id, ticket, author, text).await?,
            Notice::Closed { ticket } => {
                cx.emit(TicketClosed { ticket_id: ticket }).await?;
            }
            Notice::Other => {}
        }
        Ok(WebhookResponse::ok())
    }
}

impl MyIntegration {
    async fn hear(
        &self,
        cx: &Context<Self>,
        id: String,
        ticket: String,
        author: Author,
        text: String,
    ) -> Result<()> {
        let mut user = cx.user_with(UserTags { id: author.id });
        if let Some(name) = author.name {
            user = user.name(name);
        }
        let user = user.await?.into_inner();
        let ticket = cx.conversation_with::<Ticket>(TicketTags { id: ticket }).await?.into_inner();
        let text = Messages::Text(messages::Text::new(text));
        // The help desk repeats what it got no answer to: the bot hears it once.
        cx.message_with::<Ticket>(ticket.id, user.id, text, MessageTags { id })
            .discriminate_by([MessageTags::ID])
            .await?;
        Ok(())
    }
}
