//! Bodies of HTTP requests and responses, both ways.

use std::fmt;

use bytes::{Bytes, BytesMut};
use futures_util::StreamExt;

use crate::BoxStream;

/// A failure while a body was read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum BodyError {
    /// The body is longer than the reader allows.
    #[error("the body is longer than {limit} bytes")]
    TooLong {
        /// The limit, in bytes.
        limit: usize,
    },
    /// The connection, or whatever produced the body, failed.
    #[error("the body could not be read: {0}")]
    Read(String),
}

/// The chunks of a streamed body.
pub type BodyStream = BoxStream<'static, Result<Bytes, BodyError>>;

/// A body: nothing, bytes in memory, or a stream of chunks.
#[derive(Default)]
pub enum Body {
    /// No body.
    #[default]
    Empty,
    /// A body in memory.
    Bytes(Bytes),
    /// A body that arrives in chunks.
    Stream {
        /// The length in bytes, when it is known.
        length: Option<u64>,
        /// The chunks.
        chunks: BodyStream,
    },
}

impl Body {
    /// The whole body in memory.
    ///
    /// # Errors
    ///
    /// [`BodyError::TooLong`] when it is longer than `limit` bytes; [`BodyError::Read`] when its source fails.
    pub async fn into_bytes(self, limit: usize) -> Result<Bytes, BodyError> {
        let too_long = || BodyError::TooLong { limit };
        match self {
            Self::Empty => Ok(Bytes::new()),
            Self::Bytes(bytes) if bytes.len() > limit => Err(too_long()),
            Self::Bytes(bytes) => Ok(bytes),
            Self::Stream { length: Some(length), .. } if length > limit as u64 => Err(too_long()),
            Self::Stream { mut chunks, .. } => {
                let mut whole = BytesMut::new();
                while let Some(chunk) = chunks.next().await {
                    let chunk = chunk?;
                    if whole.len() + chunk.len() > limit {
                        return Err(too_long());
                    }
                    whole.extend_from_slice(&chunk);
                }
                Ok(whole.freeze())
            }
        }
    }
}

impl fmt::Debug for Body {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => f.write_str("Empty"),
            Self::Bytes(bytes) => write!(f, "Bytes({})", bytes.len()),
            Self::Stream { length, .. } => write!(f, "Stream({length:?})"),
        }
    }
}

impl From<Vec<u8>> for Body {
    fn from(bytes: Vec<u8>) -> Self {
        Bytes::from(bytes).into()
    }
}

impl From<Bytes> for Body {
    fn from(bytes: Bytes) -> Self {
        if bytes.is_empty() { Self::Empty } else { Self::Bytes(bytes) }
    }
}

impl From<String> for Body {
    fn from(text: String) -> Self {
        text.into_bytes().into()
    }
}

impl From<&'static str> for Body {
    fn from(text: &'static str) -> Self {
        Bytes::from_static(text.as_bytes()).into()
    }
}
