//! Recordings, films and other files: fetched from their address and uploaded to Slack.

use botpress_sdk::{
    client::{Body, HttpResponse},
    http::{Uri, header::CONTENT_TYPE},
    prelude::*,
};
use percent_encoding::percent_decode_str;

use crate::Slack;

/// The content of a file, and what to call it.
#[derive(Debug)]
pub(super) struct Content {
    pub(super) name: String,
    /// In bytes.
    pub(super) size: u64,
    pub(super) body: Body,
}

/// How much of a file is held in memory when nobody says how long it is, in bytes.
const LARGEST: usize = 100 * 1024 * 1024;

impl Slack {
    /// What is at an address. One of Botpress' own files is looked up first: their addresses expire.
    pub(super) async fn fetch(&self, cx: &Context<Self>, address: &str) -> Result<Content> {
        let mut name = last_segment(address);
        let mut address = address.to_owned();
        if name.starts_with("file_")
            && let Ok(file) = cx.file(&*name).await
        {
            name = file.key.rsplit('/').next().unwrap_or_default().to_owned();
            address = file.url;
        }
        let unreachable = |error| Error::runtime(format!("the file cannot be fetched: {error}"));
        let response = cx.http().get(&address).max_response_bytes(LARGEST).await;
        let response = response.and_then(HttpResponse::error_for_status).map_err(unreachable)?;
        let kind = response.headers.get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
        let name = with_extension(name, kind);
        let (size, body) = response.into_sized_body().await.map_err(unreachable)?;
        if size == 0 {
            return Err(Error::runtime("the file is empty, and Slack takes no empty files"));
        }
        Ok(Content { name, size, body })
    }
}

/// The last part of an address' path, decoded.
fn last_segment(address: &str) -> String {
    let path = address.parse::<Uri>().map(|uri| uri.path().to_owned()).unwrap_or_default();
    let segment = path.rsplit('/').find(|segment| !segment.is_empty()).unwrap_or_default();
    percent_decode_str(segment).decode_utf8_lossy().into_owned()
}

/// Slack tells the type of a file by its name.
fn with_extension(name: String, kind: &str) -> String {
    const EXTENSIONS: [(&str, &str); 12] = [
        ("application/pdf", "pdf"),
        ("application/zip", "zip"),
        ("audio/mp4", "m4a"),
        ("audio/mpeg", "mp3"),
        ("audio/ogg", "ogg"),
        ("audio/wav", "wav"),
        ("image/gif", "gif"),
        ("image/jpeg", "jpg"),
        ("image/png", "png"),
        ("text/plain", "txt"),
        ("video/mp4", "mp4"),
        ("video/webm", "webm"),
    ];
    let name = if name.is_empty() { "file".to_owned() } else { name };
    let has_one = name.rsplit_once('.').is_some_and(|(stem, end)| !stem.is_empty() && (1..=5).contains(&end.len()));
    let kind = kind.split(';').next().unwrap_or_default().trim();
    match EXTENSIONS.iter().find(|(known, _)| *known == kind) {
        Some((_, extension)) if !has_one => format!("{name}.{extension}"),
        _ => name,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_called_what_its_address_calls_it() {
        assert_eq!(last_segment("https://a.test/x/My%20song+1.mp3?token=s"), "My song+1.mp3");
        assert_eq!(last_segment("https://a.test/"), "");
        assert_eq!(with_extension("song".to_owned(), "audio/mpeg; q=1"), "song.mp3");
        assert_eq!(with_extension("song.ogg".to_owned(), "audio/mpeg"), "song.ogg");
        assert_eq!(with_extension(String::new(), "application/octet-stream"), "file");
    }
}
