//! Uploading files.
#![allow(clippy::unwrap_used, reason = "tests")]

mod support;

use std::time::Duration;

use botpress_api::endpoint::upsert_file;
use botpress_client::{Error, FileContent, UploadError};
use bytes::Bytes;
use serde_json::json;
use support::{Reply, client};

fn place() -> Reply {
    let url = "https://files.example.com/a?signature=signature-secret";
    Reply::json(200, &json!({"file": {"id": "file_1", "key": "a.txt", "contentType": "text/plain", "uploadUrl": url}}))
}

fn request() -> upsert_file::Request {
    upsert_file::Request::new("a.txt", 0u64)
}

fn done() -> Reply {
    Reply::new(200, "")
}

#[tokio::test(start_paused = true)]
async fn a_stream_is_sent_as_a_stream_with_its_length_and_no_token() {
    let (client, host) = client([place(), done()]);
    let chunks = ["hello ", "world"].map(|chunk| Ok(Bytes::from_static(chunk.as_bytes())));
    let content = FileContent::stream(11, Box::pin(futures_util::stream::iter(chunks)));
    let file = client.upload_file(request(), content).await.unwrap();
    assert_eq!((file.id.as_str(), file.size), ("file_1", Some(11)));
    let sent = host.sent();
    assert_eq!(sent[0].body, r#"{"key":"a.txt","size":11}"#);
    assert_eq!((sent[1].method.as_str(), sent[1].form.as_str()), ("PUT", "Stream(Some(11))"));
    assert_eq!(sent[1].body, "hello world");
    let headers: Vec<_> = sent[1].headers.keys().map(http::HeaderName::as_str).collect();
    assert_eq!(headers, ["content-type"]);
}

#[tokio::test(start_paused = true)]
async fn a_download_of_known_length_is_passed_on_as_it_arrives() {
    let download = || Reply::new(200, "abc").trickling(Duration::ZERO);
    let compressed = download().header("content-length", "2").header("content-encoding", "gzip");
    for (download, form) in [
        (download().header("content-length", "3"), "Stream(Some(3))"),
        (download(), "Bytes(3)"),
        (compressed, "Bytes(3)"),
    ] {
        let (client, host) = client([download, place(), done()]);
        client.upload_file(request(), FileContent::from_url("https://example.com/x")).await.unwrap();
        let sent = host.sent();
        assert!(!sent[0].headers.contains_key("authorization"));
        assert_eq!(sent[1].body, r#"{"key":"a.txt","size":3}"#);
        assert_eq!((sent[2].form.as_str(), &sent[2].body[..]), (form, &b"abc"[..]));
    }
}

#[tokio::test(start_paused = true)]
async fn a_failed_upload_names_the_file_and_not_the_signature() {
    let (client, host) = client([place(), Reply::lost()]);
    let error = client.upload_file(request(), "content").await.unwrap_err();
    assert!(error.to_string().starts_with("Failed to upload file: the connection failed: reset"), "{error}");
    assert!(!format!("{error:?}").contains("signature-secret"), "{error:?}");
    let Error::Upload(UploadError::Upload { file, .. }) = error else { panic!("{error:?}") };
    assert_eq!(file.id, "file_1");
    assert_eq!(host.sent().len(), 2, "a signed place is not tried twice");
}

#[tokio::test(start_paused = true)]
async fn empty_content_is_no_content_and_sends_nothing() {
    let (client, host) = client([]);
    for content in [FileContent::from(Vec::new()), FileContent::from("")] {
        let error = client.upload_file(request(), content).await.unwrap_err();
        assert!(matches!(error, Error::Upload(UploadError::NoContent)), "{error:?}");
    }
    assert!(host.sent().is_empty());
}
