//! Outgoing HTTP of the native host, against real sockets.
#![allow(clippy::unwrap_used, reason = "a helper of tests fails the test")]

use std::{
    net::SocketAddr,
    sync::{Arc, Mutex},
};

use botpress_client::{Body, BodyError, Host, HttpError};
use botpress_server::NativeHost;
use bytes::Bytes;
use futures_util::stream;
use http::{Request, StatusCode};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpListener,
};

/// A server that reads one request until `end`, answers `answer`, and closes; what it read is in the mutex then.
async fn answering(end: &'static str, answer: &'static str) -> (SocketAddr, Arc<Mutex<String>>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let seen = Arc::new(Mutex::new(String::new()));
    let log = seen.clone();
    tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        let (mut request, mut buffer) = (Vec::new(), [0; 1024]);
        while !request.ends_with(end.as_bytes()) {
            let length = stream.read(&mut buffer).await.unwrap();
            request.extend_from_slice(&buffer[..length]);
        }
        *log.lock().unwrap() = String::from_utf8(request).unwrap();
        stream.write_all(answer.as_bytes()).await.unwrap();
    });
    (address, seen)
}

fn request(uri: String, body: Body) -> Request<Body> {
    Request::post(uri).header("x-own", "yes").body(body).unwrap()
}

fn chunks(length: Option<u64>) -> Body {
    let chunks = ["first ", "second"].map(|chunk| Ok::<_, BodyError>(Bytes::from_static(chunk.as_bytes())));
    Body::Stream { length, chunks: Box::pin(stream::iter(chunks)) }
}

#[tokio::test]
async fn a_request_is_sent_as_it_is_and_its_answer_comes_back() {
    let (address, seen) = answering("{}", "HTTP/1.1 201 Created\r\nx-theirs: 1\r\ncontent-length: 2\r\n\r\nok").await;
    let body = Body::from("{}");
    let answer = NativeHost::new().http(request(format!("http://{address}/a/b?c=d%20e"), body)).await.unwrap();
    assert_eq!((answer.status(), &answer.headers()["x-theirs"]), (StatusCode::CREATED, &"1".parse().unwrap()));
    assert!(matches!(answer.body(), Body::Stream { length: Some(2), .. }));
    assert_eq!(answer.into_body().into_bytes(10).await.unwrap(), "ok");
    let seen = seen.lock().unwrap();
    assert!(seen.starts_with("POST /a/b?c=d%20e HTTP/1.1\r\n"), "{seen}");
    for part in
        ["x-own: yes\r\n", "content-length: 2\r\n", &format!("host: {address}\r\n"), "user-agent: botpress-sdk-rust/"]
    {
        assert!(seen.contains(part), "{part} is not in {seen}");
    }
}

#[tokio::test]
async fn a_stream_of_known_length_is_sent_with_it() {
    let (address, seen) = answering("second", "HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n").await;
    let answer = NativeHost::new().http(request(format!("http://{address}/"), chunks(Some(12)))).await.unwrap();
    assert!(matches!(answer.body(), Body::Empty));
    let seen = seen.lock().unwrap();
    assert!(seen.contains("content-length: 12\r\n") && seen.ends_with("\r\n\r\nfirst second"), "{seen}");
}

#[tokio::test]
async fn a_stream_of_unknown_length_is_sent_in_chunks_and_one_comes_back() {
    let answer = "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n";
    let (address, seen) = answering("0\r\n\r\n", answer).await;
    let answer = NativeHost::new().http(request(format!("http://{address}/"), chunks(None))).await.unwrap();
    assert!(matches!(answer.body(), Body::Stream { length: None, .. }));
    assert_eq!(answer.into_body().into_bytes(10).await.unwrap(), "abcde");
    assert!(seen.lock().unwrap().contains("transfer-encoding: chunked\r\n"));
}

#[tokio::test]
async fn a_stream_that_ends_before_its_length_fails_the_request() {
    let (address, _) = answering("never", "").await;
    let error = NativeHost::new().http(request(format!("http://{address}/"), chunks(Some(13)))).await.unwrap_err();
    assert!(matches!(error, HttpError::Connection(_)), "{error}");
}

#[tokio::test]
async fn a_redirect_is_an_answer_like_any_other() {
    let (address, _) =
        answering("\r\n\r\n", "HTTP/1.1 302 Found\r\nlocation: /other\r\ncontent-length: 0\r\n\r\n").await;
    let answer = NativeHost::new().http(request(format!("http://{address}/"), Body::Empty)).await.unwrap();
    assert_eq!(answer.status(), StatusCode::FOUND);
}

#[tokio::test]
async fn an_answer_that_breaks_off_fails_while_it_is_read() {
    let (address, _) = answering("\r\n\r\n", "HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\npart").await;
    let answer = NativeHost::new().http(request(format!("http://{address}/"), Body::Empty)).await.unwrap();
    assert!(matches!(answer.into_body().into_bytes(1000).await, Err(BodyError::Read(_))));
}

#[tokio::test]
async fn failing_to_connect_differs_from_failing_later_and_neither_shows_secrets() {
    let unused = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let error = NativeHost::new()
        .http(request(format!("http://me:hidden@{unused}/?key=hidden"), Body::Empty))
        .await
        .unwrap_err();
    assert!(matches!(error, HttpError::Connect(_)), "{error}");
    assert!(!error.to_string().contains("hidden"), "{error}");

    let (address, _) = answering("\r\n\r\n", "").await;
    let error =
        NativeHost::new().http(request(format!("http://{address}/?key=hidden"), Body::Empty)).await.unwrap_err();
    assert!(matches!(error, HttpError::Connection(_)), "{error}");
    assert!(!error.to_string().contains("hidden"), "{error}");
}

#[tokio::test]
async fn an_address_that_is_not_http_is_an_invalid_request() {
    for uri in ["/path", "ftp://localhost/", "localhost:80"] {
        let error = NativeHost::new().http(request(uri.to_owned(), Body::Empty)).await.unwrap_err();
        assert!(matches!(error, HttpError::InvalidRequest(_)), "{uri}: {error}");
    }
}

#[tokio::test]
async fn a_server_that_speaks_no_tls_fails_to_connect() {
    let (address, _) = answering("", "HTTP/1.1 400 Bad Request\r\n\r\n").await;
    let error = NativeHost::new().http(request(format!("https://{address}/"), Body::Empty)).await.unwrap_err();
    assert!(matches!(error, HttpError::Connect(_)), "{error}");
}

#[tokio::test]
async fn a_connection_that_speaks_another_protocol_carries_what_both_sides_say() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let server = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        let mut request = Vec::new();
        while !request.ends_with(b"\r\n\r\n") {
            request.push(stream.read_u8().await.unwrap());
        }
        // What comes with the answer belongs to the other protocol already.
        let answer =
            "HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: echo\r\nx-theirs: 1\r\n\r\nhello ";
        stream.write_all(answer.as_bytes()).await.unwrap();
        let mut said = [0; 4];
        stream.read_exact(&mut said).await.unwrap();
        stream.write_all(&said).await.unwrap();
        String::from_utf8(request).unwrap()
    });
    let request = Request::get(format!("http://{address}/link?ticket=1"))
        .header("connection", "upgrade")
        .header("upgrade", "echo")
        .body(())
        .unwrap();
    let response = NativeHost::new().upgrade(request).await.unwrap();
    assert_eq!(response.status(), StatusCode::SWITCHING_PROTOCOLS);
    assert_eq!(response.headers()["x-theirs"], "1");
    let mut connection = response.into_body();
    connection.write_all(b"echo").await.unwrap();
    let mut heard = String::new();
    connection.read_to_string(&mut heard).await.unwrap();
    assert_eq!(heard, "hello echo");
    let request = server.await.unwrap();
    assert!(
        request.starts_with("GET /link?ticket=1 HTTP/1.1\r\n") && request.contains("upgrade: echo\r\n"),
        "{request}"
    );
}

#[tokio::test]
async fn a_server_that_keeps_to_http_is_told_from_one_that_is_not_there() {
    let (address, _) = answering("\r\n\r\n", "HTTP/1.1 401 Unauthorized\r\ncontent-length: 0\r\n\r\n").await;
    let request = |address| Request::get(format!("http://{address}/?ticket=hidden")).body(()).unwrap();
    let Err(error) = NativeHost::new().upgrade(request(address)).await else { panic!("it has agreed") };
    assert!(matches!(error, HttpError::Connection(_)), "{error}");
    assert!(error.to_string().contains("the server keeps to HTTP: it answered 401 Unauthorized"), "{error}");
    let unused = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let Err(error) = NativeHost::new().upgrade(request(unused)).await else { panic!("nobody is there") };
    assert!(matches!(error, HttpError::Connect(_)), "{error}");
    assert!(!error.to_string().contains("hidden"), "{error}");
}

#[test]
fn randomness_differs_and_the_clock_does_not_go_back() {
    let host = NativeHost::new();
    let (mut one, mut two) = ([0; 16], [0; 16]);
    host.random(&mut one);
    host.random(&mut two);
    assert_ne!(one, two);
    let before = host.monotonic();
    assert!(host.monotonic() >= before);
}
