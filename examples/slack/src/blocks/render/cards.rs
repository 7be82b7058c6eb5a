//! Cards, alone and several.

use botpress_sdk::{
    api::id::MessageId,
    messages::{Card, CardAction, CardActionKind, Carousel},
};

use super::{actions, is_blank, is_web_address, plain, sections, visible};
use crate::{
    blocks::{
        Accessory, ActionElement, Block, Button, Image, ImageElement,
        limits::{BUTTON_TEXT, BUTTON_URL, BUTTON_VALUE, IMAGE_TEXT, IMAGE_URL},
        pack,
        post::{Part, Render},
        reference::Reference,
    },
    markdown::{Mrkdwn, clip_text},
};

impl Render for Card {
    fn render(&self, message: &MessageId) -> Vec<Part> {
        let blocks = card(self, message, "card-0", "");
        pack::posts(&heading(self), vec![blocks])
    }
}

impl Render for Carousel {
    fn render(&self, message: &MessageId) -> Vec<Part> {
        let headings = self.items.iter().map(heading).fold(Mrkdwn::default(), |all, heading| all.then(&heading));
        let cards = self.items.iter().enumerate();
        let cards =
            cards.map(|(index, item)| card(item, message, &format!("card-{index}"), &format!("/items/{index}")));
        pack::posts(&headings, cards.collect())
    }
}

fn heading(card: &Card) -> Mrkdwn {
    Mrkdwn::bold(&card.title)
}

/// The blocks of a card; `pointer` is its place in the payload.
fn card(card: &Card, message: &MessageId, id: &str, pointer: &str) -> Vec<Block> {
    let mut text = heading(card).then(&Mrkdwn::from_markdown(card.subtitle.as_deref().unwrap_or_default(), &[]));
    let mut buttons = Vec::new();
    for (index, action) in card.actions.iter().enumerate() {
        let value = || {
            let said = if action.value.is_empty() { &action.label } else { &action.value };
            let pointer = format!("{pointer}/actions/{index}/value");
            Reference::shorten(said.clone(), BUTTON_VALUE, message.as_str(), &pointer)
        };
        match button(action, index, value) {
            Some(button) => buttons.push(ActionElement::Button(button)),
            // Slack opens no such address from a button.
            None => text = text.then(&Mrkdwn::link(&action.value, &action.label)),
        }
    }
    let picture = card.image_url.as_deref().filter(|url| !is_blank(url));
    if let Some(url) = picture.filter(|url| !is_web_address(url, IMAGE_URL)) {
        text = text.then(&Mrkdwn::link(url, url));
    }
    let picture = picture.filter(|url| is_web_address(url, IMAGE_URL)).map(|url| ImageElement {
        image_url: url.to_owned(),
        alt_text: clip_text(visible(&[&card.title]).unwrap_or("image"), IMAGE_TEXT),
    });
    let mut blocks = sections(&text);
    match (blocks.first_mut(), picture) {
        (Some(Block::Section(section)), picture) => section.accessory = picture.map(Accessory::Image),
        (_, Some(ImageElement { image_url, alt_text })) => {
            blocks.push(Block::Image(Image { image_url, alt_text, title: None, block_id: None }));
        }
        _ => {}
    }
    blocks.extend(actions(buttons, id));
    blocks
}

/// The button for an action; `None` if it is a link that no button can be.
fn button(action: &CardAction, index: usize, value: impl FnOnce() -> String) -> Option<Button> {
    let text = plain(visible(&[&action.label, &action.value]).unwrap_or("…"), BUTTON_TEXT);
    let (name, url) = match action.action {
        CardActionKind::Url if !is_web_address(&action.value, BUTTON_URL) => return None,
        CardActionKind::Url => ("link", Some(action.value.clone())),
        CardActionKind::Say => ("say", None),
        // Also what the SDK knows and this integration does not: the bot learns of the click.
        _ => ("postback", None),
    };
    let value = url.is_none().then(value);
    // Slack wants ids that are unique in their row.
    Some(Button { action_id: format!("{name}_{index}"), text, url, value, style: None, confirm: None })
}
