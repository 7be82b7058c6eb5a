//! Frames: what crosses the border of the module, a JSON head and raw bytes.

use bytes::{Buf, Bytes};
use serde::de::DeserializeOwned;
use serde_json::Value;

/// A frame that cannot be read.
#[derive(Debug, thiserror::Error)]
pub(crate) enum FrameError {
    #[error("it ends after {0} bytes, before its head does")]
    Short(usize),
    #[error("its head is not what it should be: {0}")]
    Head(#[from] serde_json::Error),
}

/// The frame of `head` and `body`.
pub(crate) fn encode(head: &Value, body: &[u8]) -> Vec<u8> {
    let head = head.to_string();
    let mut frame = Vec::with_capacity(4 + head.len() + body.len());
    // A module's memory ends at 4 GiB: a length always fits.
    frame.extend_from_slice(&(head.len() as u32).to_le_bytes());
    frame.extend_from_slice(head.as_bytes());
    frame.extend_from_slice(body);
    frame
}

/// Head and body of `frame`; the body is not copied.
pub(crate) fn decode<H: DeserializeOwned>(mut frame: Bytes) -> Result<(H, Bytes), FrameError> {
    let length = frame.len();
    let short = || FrameError::Short(length);
    let head = frame.try_get_u32_le().map_err(|_| short())? as usize;
    if head > frame.len() {
        return Err(short());
    }
    let head = frame.split_to(head);
    Ok((serde_json::from_slice(&head)?, frame))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn any_byte_survives_in_a_body() {
        let head = json!({ "url": "https://x.test/é" });
        let body: Vec<u8> = (0..=255).collect();

        let (read, rest): (Value, _) = decode(encode(&head, &body).into()).unwrap();
        assert_eq!((read, &rest[..]), (head, &body[..]));
    }

    #[test]
    fn the_layout_is_a_little_endian_length_the_head_and_the_body() {
        assert_eq!(encode(&json!({}), b"\xff"), b"\x02\0\0\0{}\xff");
    }

    #[test]
    fn a_frame_that_is_cut_off_or_no_json_is_an_error() {
        for broken in [&b""[..], b"\x02\0\0", b"\x03\0\0\0{}", b"\xff\xff\xff\xff{}", b"\x02\0\0\0{]"] {
            assert!(decode::<Value>(Bytes::copy_from_slice(broken)).is_err(), "{broken:?}");
        }
    }
}
