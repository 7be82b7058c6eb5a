//! Human in the loop, with a channel of the integration's own, for its tags.

use botpress_sdk::interfaces::{
    Hitl,
    hitl::{HitlChannel, HitlMessages},
};
use botpress_sdk::prelude::*;
use serde::Deserialize;

use crate::{assert_rebuilt, never_called};

#[derive(Integration)]
#[integration(
    name = "zendesk", version = "0.1.0",
    channels(Ticket), entities(HitlTicket), interfaces(Hitl<HitlTicket>(HitlChannel as Ticket)),
)]
struct Zendesk;

#[derive(Entity, Schema, Deserialize)]
#[serde(rename_all = "camelCase")]
#[allow(dead_code, reason = "it is there for its schema")]
struct HitlTicket {
    priority: Option<Priority>,
    chatbot_name: Option<String>,
    chatbot_photo_url: Option<String>,
    requester_name: Option<String>,
    requester_email: Option<String>,
    #[botpress(pattern = r"^\d+$")]
    ticket_form_id: Option<String>,
}

#[derive(Schema, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Priority {
    Low,
    Normal,
    High,
    Urgent,
}

#[derive(Channel)]
#[channel(name = "hitl", title = "Zendesk Ticket", messages = HitlMessages, conversation = TicketTags, message = CommentTags)]
struct Ticket;

#[derive(Tags)]
struct TicketTags {
    #[tag(title = "Zendesk Ticket ID")]
    id: String,
}

#[derive(Tags)]
#[serde(rename_all = "camelCase")]
struct CommentTags {
    #[tag(title = "Zendesk Comment ID")]
    zendesk_comment_id: String,
}

impl Deliver<Ticket> for Zendesk {
    async fn deliver(&self, _: &Context<Self>, _: Outgoing<Ticket>) -> Result<CommentTags> {
        Err(Error::runtime("nobody calls this"))
    }
}

never_called!(Zendesk);

#[test]
fn zendesk_declares_what_the_official_one_declares_through_interfaces() {
    assert_rebuilt::<Zendesk>("zendesk");
}
