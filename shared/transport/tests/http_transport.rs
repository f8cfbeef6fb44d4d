//! The real transport against a listener of our own.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::time::Duration;

use bytes::Bytes;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use transport::{HttpTransport, Limits, Transport, TransportError};

const LIMITS: Limits = Limits {
    connect_timeout: Duration::from_secs(2),
    timeout: Duration::from_millis(400),
    max_body_bytes: 100,
};

fn transport() -> HttpTransport {
    HttpTransport::new(LIMITS).unwrap()
}

fn get(address: &str) -> http::Request<Bytes> {
    http::Request::get(address).body(Bytes::new()).unwrap()
}

async fn read_head(stream: &mut TcpStream) -> String {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        match stream.read_u8().await {
            Ok(byte) => head.push(byte),
            Err(_) => break,
        }
    }
    String::from_utf8(head).unwrap()
}

/// Answers one connection with `bytes`, then closes it. Returns the address and the request's head.
async fn answering(bytes: Vec<u8>) -> (String, tokio::task::JoinHandle<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}/path", listener.local_addr().unwrap());
    let served = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        let head = read_head(&mut stream).await;
        // The client may hang up on a body that is too long for it.
        let _ = stream.write_all(&bytes).await;
        let _ = stream.shutdown().await;
        head
    });
    (address, served)
}

#[tokio::test]
async fn a_response_comes_back_whole_with_its_status_and_headers() {
    let answer =
        b"HTTP/1.1 404 Not Found\r\nX-Seen: yes\r\nContent-Length: 5\r\n\r\nhello".to_vec();
    let (address, served) = answering(answer).await;

    let response = transport().send(get(&address)).await.unwrap();

    assert_eq!(response.status(), 404);
    assert_eq!(response.headers()["x-seen"], "yes");
    assert_eq!(response.body().as_ref(), b"hello");
    let head = served.await.unwrap().to_ascii_lowercase();
    assert!(head.contains("user-agent: woosync/"), "{head}");
    assert!(head.contains("accept-encoding: gzip"), "{head}");
}

#[tokio::test]
async fn a_refused_connection_was_not_sent() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}/", listener.local_addr().unwrap());
    drop(listener);

    let error = transport().send(get(&address)).await.unwrap_err();

    assert!(matches!(error, TransportError::NotSent(_)), "{error:?}");
    assert!(!error.may_have_acted());
}

#[tokio::test]
async fn a_connection_closed_before_the_answer_is_lost() {
    let (address, _served) = answering(Vec::new()).await;

    let error = transport().send(get(&address)).await.unwrap_err();

    assert!(matches!(error, TransportError::Lost(_)), "{error:?}");
    assert!(error.may_have_acted());
}

#[tokio::test]
async fn a_connection_closed_within_the_body_is_lost() {
    let (address, _served) =
        answering(b"HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\nhalf".to_vec()).await;

    let error = transport().send(get(&address)).await.unwrap_err();

    assert!(matches!(error, TransportError::Lost(_)), "{error:?}");
}

#[tokio::test]
async fn a_silent_host_times_out() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}/", listener.local_addr().unwrap());
    let silent = tokio::spawn(async move {
        let (_stream, _) = listener.accept().await.unwrap();
        std::future::pending::<()>().await;
    });

    let error = transport().send(get(&address)).await.unwrap_err();

    assert_eq!(error, TransportError::TimedOut);
    silent.abort();
}

#[tokio::test]
async fn a_body_announced_too_large_is_not_read() {
    let (address, _served) =
        answering(b"HTTP/1.1 200 OK\r\nContent-Length: 101\r\n\r\n".to_vec()).await;

    let error = transport().send(get(&address)).await.unwrap_err();

    assert_eq!(error, TransportError::TooLarge { limit_bytes: 100 });
}

#[tokio::test]
async fn a_body_that_grows_too_large_is_cut_off() {
    let mut answer = b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n".to_vec();
    answer.extend(std::iter::repeat_n(b'x', 101));
    let (address, _served) = answering(answer).await;

    let error = transport().send(get(&address)).await.unwrap_err();

    assert_eq!(error, TransportError::TooLarge { limit_bytes: 100 });
}

#[tokio::test]
async fn a_redirect_is_returned_and_not_followed() {
    let answer =
        b"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/login\r\nContent-Length: 0\r\n\r\n";
    let (address, _served) = answering(answer.to_vec()).await;

    let response = transport().send(get(&address)).await.unwrap();

    assert_eq!(response.status(), 302);
    assert_eq!(response.headers()["location"], "http://127.0.0.1:1/login");
}

#[tokio::test]
async fn plain_http_to_another_machine_is_refused() {
    let error = transport()
        .send(get("http://crm.example.com/api?key=s3cret"))
        .await
        .unwrap_err();

    assert!(matches!(error, TransportError::Refused(_)), "{error:?}");
    assert!(!error.may_have_acted());
    assert!(!error.to_string().contains("s3cret"));
}

/// "hello gzip" and 5,000 × "x", compressed.
const HELLO_GZIP: [u8; 30] = [
    31, 139, 8, 0, 0, 0, 0, 0, 2, 3, 203, 72, 205, 201, 201, 87, 72, 175, 202, 44, 0, 0, 25, 106,
    210, 223, 10, 0, 0, 0,
];
const MANY_GZIP: [u8; 40] = [
    31, 139, 8, 0, 0, 0, 0, 0, 2, 3, 237, 193, 49, 1, 0, 0, 0, 194, 160, 218, 139, 111, 10, 63,
    160, 0, 0, 0, 0, 128, 183, 1, 38, 240, 219, 0, 136, 19, 0, 0,
];

fn compressed(body: &[u8]) -> Vec<u8> {
    let head = format!(
        "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: {}\r\n\r\n",
        body.len()
    );
    [head.as_bytes(), body].concat()
}

#[tokio::test]
async fn a_compressed_body_is_unpacked_and_measured_unpacked() {
    let (address, _served) = answering(compressed(&HELLO_GZIP)).await;
    let response = transport().send(get(&address)).await.unwrap();
    assert_eq!(response.body().as_ref(), b"hello gzip");

    let (address, _served) = answering(compressed(&MANY_GZIP)).await;
    let error = transport().send(get(&address)).await.unwrap_err();
    assert_eq!(error, TransportError::TooLarge { limit_bytes: 100 });
}
