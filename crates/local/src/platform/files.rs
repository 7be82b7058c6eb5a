//! Where the content of files is sent to and read from: URLs that say by themselves who may use them.
//!
//! An upload URL is good for one hour and for the upsert that gave it. Public content has one URL for ever; the URL of any
//! other content is different on each read and good for one hour. The key is drawn at the start: a restart ends them.

use std::fmt::Write as _;

use bytes::{Bytes, BytesMut};
use futures_util::{Stream, StreamExt as _};
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;
use subtle::ConstantTimeEq as _;

use super::{Platform, random};
use crate::failure::Failure;
use crate::store::files::{self, FileRow};

/// What a file may have in bytes: 100 MB.
pub(crate) const LARGEST_FILE: u64 = 100 * 1024 * 1024;
/// How long a signed URL is good, in milliseconds.
const GOOD_FOR: i64 = 60 * 60 * 1000;
/// What is kept of a content at a time in bytes, on its way in and out.
const CHUNK: usize = 256 * 1024;

/// What a URL allows.
#[derive(Debug, Clone, Copy)]
enum Right {
    Upload { generation: i64 },
    Download,
}

/// The members of a signed URL's query.
#[derive(Debug, Default, serde::Deserialize)]
pub(crate) struct Grant {
    expires: Option<i64>,
    nonce: Option<String>,
    token: Option<String>,
    /// Which upsert an upload is for.
    upload: Option<i64>,
}

impl Platform {
    pub(crate) fn upload_url(&self, file: &FileRow) -> Result<String, Failure> {
        let right = Right::Upload { generation: file.generation };
        Ok(format!("{}&upload={}", self.signed(file, right)?, file.generation))
    }

    pub(crate) fn download_url(&self, file: &FileRow) -> Result<String, Failure> {
        if file.public {
            return Ok(format!("{}/files/{}", self.api_url, file.id));
        }
        self.signed(file, Right::Download)
    }

    fn signed(&self, file: &FileRow, right: Right) -> Result<String, Failure> {
        let expires = self.now().saturating_add(GOOD_FOR);
        let nonce = format!("{:016x}", u64::from_be_bytes(random::bytes()?));
        let token = self.token(&file.id, right, expires, &nonce)?;
        Ok(format!("{}/files/{}?expires={expires}&nonce={nonce}&token={token}", self.api_url, file.id))
    }

    fn token(&self, id: &str, right: Right, expires: i64, nonce: &str) -> Result<String, Failure> {
        let mut mac =
            Hmac::<Sha256>::new_from_slice(&self.url_key).map_err(|error| Failure::Internal(error.to_string()))?;
        let right = match right {
            Right::Upload { generation } => format!("upload {generation}"),
            Right::Download => "download".to_owned(),
        };
        mac.update(format!("{right}\n{id}\n{expires}\n{nonce}").as_bytes());
        let mut token = String::new();
        for byte in mac.finalize().into_bytes() {
            write!(token, "{byte:02x}").map_err(|error| Failure::Internal(error.to_string()))?;
        }
        Ok(token)
    }

    fn granted(&self, id: &str, right: Right, grant: &Grant) -> Result<(), Failure> {
        let refused =
            || Failure::Forbidden("the URL of the file is not good, or not any more: ask for a new one".to_owned());
        let (Some(expires), Some(nonce), Some(token)) = (grant.expires, &grant.nonce, &grant.token) else {
            return Err(refused());
        };
        let wanted = self.token(id, right, expires, nonce)?;
        let same = bool::from(wanted.as_bytes().ct_eq(token.as_bytes()));
        if same && self.now() < expires { Ok(()) } else { Err(refused()) }
    }

    /// Takes in the content of a file, piece by piece. Content of another size than announced is refused, and the file
    /// says so.
    pub(crate) async fn receive_content<E: std::fmt::Display>(
        &self,
        id: &str,
        grant: &Grant,
        body: impl Stream<Item = Result<Bytes, E>>,
    ) -> Result<(), Failure> {
        let generation = grant.upload.unwrap_or_default();
        self.granted(id, Right::Upload { generation }, grant)?;
        let (file, now) = (id.to_owned(), self.now());
        let (file, content) =
            self.run(move |tx| Ok((files::by_id(tx, &file, now)?, files::begin_content(tx)?))).await?;
        let (id, now) = (file.id.clone(), self.now());
        let received = match self.receive(content, file.expected, body).await {
            Ok(()) => self.run(move |tx| files::complete(tx, &id, generation, content, now)).await.map(drop),
            Err(failure) => Err(failure),
        };
        if let Err(failure) = &received {
            let (id, reason) = (file.id, failure.to_string());
            self.run(move |tx| files::give_up(tx, &id, generation, Some(content), &reason)).await?;
        }
        received
    }

    async fn receive<E: std::fmt::Display>(
        &self,
        content: i64,
        expected: i64,
        body: impl Stream<Item = Result<Bytes, E>>,
    ) -> Result<(), Failure> {
        let wrong = |size: String| Failure::invalid("body", format!("has {size} bytes, {expected} were announced"));
        let mut body = std::pin::pin!(body);
        let mut kept = BytesMut::with_capacity(CHUNK);
        let (mut size, mut number) = (0, 0);
        while let Some(part) = body.next().await {
            let part = part.map_err(|error| Failure::invalid("body", format!("broke off: {error}")))?;
            size += i64::try_from(part.len()).unwrap_or(i64::MAX);
            if size > expected {
                return Err(wrong(format!("more than {expected}")));
            }
            kept.extend_from_slice(&part);
            while kept.len() >= CHUNK {
                let chunk = kept.split_to(CHUNK).freeze();
                self.run(move |tx| files::add_chunk(tx, content, number, &chunk)).await?;
                number += 1;
            }
        }
        if size < expected {
            return Err(wrong(size.to_string()));
        }
        if !kept.is_empty() {
            self.run(move |tx| files::add_chunk(tx, content, number, &kept)).await?;
        }
        Ok(())
    }

    /// The file whose content may be read with this URL.
    pub(crate) async fn readable(&self, id: &str, grant: &Grant) -> Result<FileRow, Failure> {
        let (wanted, now) = (id.to_owned(), self.now());
        let file = self.run(move |tx| files::by_id(tx, &wanted, now)).await?;
        if !file.public {
            self.granted(id, Right::Download, grant)?;
        }
        Ok(file)
    }
}

/// The content in pieces; nothing but the piece at hand is kept in memory.
pub(crate) fn pieces(
    platform: std::sync::Arc<Platform>,
    content: i64,
) -> impl Stream<Item = Result<Bytes, Failure>> + Send {
    futures_util::stream::unfold(Some(0), move |number| {
        let platform = std::sync::Arc::clone(&platform);
        async move {
            let number = number?;
            match platform.run(move |tx| files::chunk(tx, content, number)).await {
                Ok(chunk) => chunk.map(|chunk| (Ok(Bytes::from(chunk)), Some(number + 1))),
                Err(failure) => Some((Err(failure), None)),
            }
        }
    })
}
