//! Uploading files: the API gives a place, the content goes there.

use botpress_api::{
    endpoint::upsert_file,
    types::{File, UploadTarget},
};
use bytes::Bytes;
use http::{Method, header::CONTENT_TYPE};

use crate::{Body, BodyStream, Client, Error, Http, HttpFailure, HttpResponse};

/// The most of a download that is held in memory, when its length is not known beforehand. The platform takes files
/// of up to 100 MB.
const MAX_DOWNLOAD_BYTES: usize = 100 * 1024 * 1024;

/// What a file is to contain: bytes, text, a stream of known length, or what an address answers.
#[derive(Debug)]
pub struct FileContent(Source);

#[derive(Debug)]
enum Source {
    Body { size: u64, body: Body },
    Url(String),
}

impl FileContent {
    /// `size` bytes that arrive in `chunks`: nothing but the chunk at hand is kept in memory.
    #[must_use]
    pub fn stream(size: u64, chunks: BodyStream) -> Self {
        Self(Source::Body { size, body: Body::Stream { length: Some(size), chunks } })
    }

    /// `size` bytes of a body, of [`HttpResponse::into_sized_body`] for example.
    #[must_use]
    pub fn body(size: u64, body: Body) -> Self {
        Self(Source::Body { size, body })
    }

    /// What a `GET` of `url` answers, without a token. It is passed on as it arrives when the answer tells its length.
    #[must_use]
    pub fn from_url(url: impl Into<String>) -> Self {
        Self(Source::Url(url.into()))
    }
}

impl From<Bytes> for FileContent {
    fn from(bytes: Bytes) -> Self {
        Self(Source::Body { size: bytes.len() as u64, body: bytes.into() })
    }
}

impl From<Vec<u8>> for FileContent {
    fn from(bytes: Vec<u8>) -> Self {
        Bytes::from(bytes).into()
    }
}

impl From<String> for FileContent {
    fn from(text: String) -> Self {
        Bytes::from(text).into()
    }
}

impl From<&'static str> for FileContent {
    fn from(text: &'static str) -> Self {
        Bytes::from_static(text.as_bytes()).into()
    }
}

/// The content of a file that could not be uploaded.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum UploadError {
    /// There is no content; nothing was sent. Empty content counts as none.
    #[error("No content was provided for the file")]
    NoContent,
    /// The content could not be fetched; the API was not called.
    #[error("Failed to download file from provided URL: {0}")]
    Download(#[source] HttpFailure),
    /// The content did not arrive; the file exists and is pending.
    #[error("Failed to upload file: {source}")]
    Upload {
        /// The file.
        file: Box<File>,
        /// What happened.
        source: HttpFailure,
    },
}

impl Client {
    /// Creates or replaces the file of `request` with `content`; the request's `size` is filled in here.
    ///
    /// The content goes to a place that the API names, without token and without a second try. The client's timeout
    /// applies to each of the exchanges: allow for the size of the file.
    ///
    /// # Errors
    ///
    /// [`Error::Upload`] for the content, the other kinds for the call of the API.
    pub async fn upload_file(
        &self,
        mut request: upsert_file::Request,
        content: impl Into<FileContent>,
    ) -> Result<File, Error> {
        let (size, body) = match content.into().0 {
            Source::Body { size, body } => (size, body),
            Source::Url(url) => {
                self.download(&url).await.map_err(|error| Error::Upload(UploadError::Download(error)))?
            }
        };
        if size == 0 {
            return Err(Error::Upload(UploadError::NoContent));
        }
        request.size = size;
        let public = request.public_content_immediately_accessible == Some(true);
        let UploadTarget { mut file, upload_url, .. } = self.send(request).await?.file;
        let mut put =
            Http::new(self.host().clone()).request(Method::PUT, upload_url).timeout(self.timeout()).body(body);
        if !file.content_type.is_empty() {
            put = put.header(CONTENT_TYPE, &file.content_type);
        }
        if public {
            put = put.header("x-amz-tagging", "public=true");
        }
        match put.await.and_then(HttpResponse::error_for_status) {
            Ok(_) => {
                file.size = Some(size);
                Ok(file)
            }
            Err(error) => Err(Error::Upload(UploadError::Upload { file: Box::new(file), source: error.kind })),
        }
    }

    async fn download(&self, url: &str) -> Result<(u64, Body), HttpFailure> {
        let request = Http::new(self.host().clone()).get(url).timeout(self.timeout());
        let answer = request.max_response_bytes(MAX_DOWNLOAD_BYTES).await.map_err(|error| error.kind)?;
        let answer = answer.error_for_status().map_err(|error| error.kind)?;
        answer.into_sized_body().await.map_err(|error| error.kind)
    }
}
