//! Files that people share: copied to Botpress, where the bot can read them.

use botpress_sdk::{
    client::{FileContent, RequestError},
    http::Uri,
    messages::MarkdownBlocItem as Item,
    prelude::*,
};

use super::hearing::Hearing;
use crate::api::SlackFile;

/// How large a file may be in bytes; Botpress takes no more.
const LARGEST: u64 = 100 * 1024 * 1024;

impl Hearing<'_> {
    /// A file as the bot gets it, whatever it is; none when it does not exist any more. One that cannot be copied is a link to
    /// Slack.
    pub(super) async fn copy_of(&self, file: &SlackFile) -> Option<Item> {
        let mut file = file.clone();
        if file.is_stub() {
            match self.at.api.file(&file.id).await {
                Ok(whole) => file = whole,
                Err(error) => self.cx.logger().for_bot().warn(format!("the file {} is only a link: {error}", file.id)),
            }
        }
        if file.is_gone() {
            return None;
        }
        let address = if file.is_elsewhere() {
            file.address().map(str::to_owned)
        } else {
            match self.store(&file).await {
                Ok(url) => Some(url),
                Err(error) => {
                    self.cx.logger().for_bot().warn(format!("the file {} is only a link: {error}", file.id));
                    None
                }
            }
        };
        match address {
            Some(address) => Some(item(&file, address)),
            None => file.permalink.as_ref().map(|link| {
                let title = file.label().unwrap_or("file").replace(['[', ']'], "");
                Item::Text(messages::Text::new(format!("[{title}]({link})")))
            }),
        }
    }

    /// Copies a file's content to Botpress; answers where it is.
    async fn store(&self, file: &SlackFile) -> Result<String> {
        let url = file.address().ok_or_else(|| Error::runtime("Slack does not say where its content is"))?;
        // The token goes to Slack and to nobody else.
        if !is_of_slack(&self.slack.api_url, url) {
            return Err(Error::runtime("its content is not at Slack"));
        }
        if file.size > LARGEST {
            return Err(Error::runtime("it is larger than 100 MB"));
        }
        let (size, content) =
            self.at.api.download(url).await.map_err(|error: RequestError| Error::runtime(error.to_string()))?;
        let key = format!("slack/{}/{}", file.id, file.name.as_deref().unwrap_or("file"));
        let mut upload = self.cx.upload_file(key, FileContent::body(size, content)).public();
        if let Some(kind) = &file.mimetype {
            upload = upload.content_type(kind);
        }
        Ok(upload.await?.url)
    }
}

fn is_of_slack(api: &str, url: &str) -> bool {
    let (Ok(url), Ok(api)) = (url.parse::<Uri>(), api.parse::<Uri>()) else { return false };
    let secure = url.scheme_str() == Some("https");
    url.authority() == api.authority()
        || secure && url.host().is_some_and(|host| host == "slack.com" || host.ends_with(".slack.com"))
}

fn item(file: &SlackFile, address: String) -> Item {
    /// The payload, with the title when there is one.
    macro_rules! titled {
        ($kind:ident) => {{
            let payload = messages::$kind::new(address);
            match file.label() {
                Some(title) => Item::$kind(payload.title(title)),
                None => Item::$kind(payload),
            }
        }};
    }
    match file.mimetype.as_deref().and_then(|kind| kind.split('/').next()) {
        Some("image") => titled!(Image),
        Some("audio") => titled!(Audio),
        Some("video") => titled!(Video),
        _ => titled!(File),
    }
}
