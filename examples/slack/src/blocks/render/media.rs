//! Pictures, places, files.

use botpress_sdk::{api::id::MessageId, messages};

use super::{is_web_address, plain, sections, visible};
use crate::{
    blocks::{
        Block, Image,
        limits::{IMAGE_TEXT, IMAGE_URL},
        pack,
        post::{Part, Render, Upload, UploadKind},
    },
    markdown::{Mrkdwn, clip_text},
};

impl Render for messages::Image {
    fn render(&self, _: &MessageId) -> Vec<Part> {
        let title = self.title.as_deref().filter(|title| visible(&[title]).is_some());
        if !is_web_address(&self.image_url, IMAGE_URL) {
            return pack::text(&Mrkdwn::link(&self.image_url, title.unwrap_or(&self.image_url)));
        }
        let alt_text = clip_text(title.unwrap_or("image"), IMAGE_TEXT);
        let title = title.map(|title| plain(title, IMAGE_TEXT));
        let text = Mrkdwn::literal(&alt_text);
        let block = Block::Image(Image { image_url: self.image_url.clone(), alt_text, title, block_id: None });
        pack::posts(&text, vec![vec![block]])
    }
}

impl Render for messages::Location {
    fn render(&self, _: &MessageId) -> Vec<Part> {
        let Self { latitude, longitude, .. } = self;
        let title = Mrkdwn::bold(self.title.as_deref().unwrap_or_default());
        let address = Mrkdwn::literal(self.address.as_deref().unwrap_or_default());
        let map = format!("https://www.google.com/maps/search/?api=1&query={latitude},{longitude}");
        let text = title.then(&address);
        let link = Mrkdwn::link(&map, &format!("{latitude}, {longitude}"));
        pack::posts(&text.clone().then(&link), vec![sections(&text.then(&link))])
    }
}

impl Render for messages::Audio {
    fn render(&self, _: &MessageId) -> Vec<Part> {
        upload(UploadKind::Audio, &self.audio_url, self.title.as_ref())
    }
}

impl Render for messages::Video {
    fn render(&self, _: &MessageId) -> Vec<Part> {
        upload(UploadKind::Video, &self.video_url, self.title.as_ref())
    }
}

impl Render for messages::File {
    fn render(&self, _: &MessageId) -> Vec<Part> {
        upload(UploadKind::File, &self.file_url, self.title.as_ref())
    }
}

fn upload(kind: UploadKind, url: &str, title: Option<&String>) -> Vec<Part> {
    let title = title.filter(|title| visible(&[title]).is_some()).cloned();
    vec![Part::Upload(Upload { kind, url: url.to_owned(), title })]
}
