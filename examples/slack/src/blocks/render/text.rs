//! Texts.

use botpress_sdk::{api::id::MessageId, messages};

use crate::{
    blocks::{
        Text, fit, pack,
        post::{Part, Render},
    },
    markdown::Mrkdwn,
};

impl Render for Text {
    fn render(&self, message: &MessageId) -> Vec<Part> {
        let text = Mrkdwn::from_markdown(&self.text, self.mentions.as_deref().unwrap_or_default());
        let blocks = fit::fit(self.blocks.clone().unwrap_or_default(), message.as_str());
        match blocks.is_empty() {
            true if self.is_unfinished() && text.is_blank() => pack::text(&Mrkdwn::raw("…")),
            true => pack::text(&text),
            false => pack::posts(&text, blocks),
        }
    }
}

impl Render for messages::Text {
    fn render(&self, _: &MessageId) -> Vec<Part> {
        pack::text(&Mrkdwn::from_markdown(&self.text, &[]))
    }
}

impl Render for messages::Markdown {
    fn render(&self, _: &MessageId) -> Vec<Part> {
        pack::text(&Mrkdwn::from_markdown(&self.markdown, &[]))
    }
}
