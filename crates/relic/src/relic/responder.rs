//! A minimal HTTP server for tests that can misbehave: it sends exactly the given bytes.

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use serde_json::Value;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpListener, TcpStream},
};
use url::Url;

/// What to do on a connection after the request has been read, before it is closed.
pub(super) enum Step {
    Send(Vec<u8>),
    Repeat(Vec<u8>, usize),
    Wait(Duration),
}

pub(super) type Answer = Vec<Step>;

/// An answer with this status line, these headers and this body.
pub(super) fn respond(status: &str, headers: &str, body: impl AsRef<[u8]>) -> Answer {
    let body = body.as_ref();
    let head = format!("HTTP/1.1 {status}\r\ncontent-length: {}\r\nconnection: close\r\n{headers}\r\n", body.len());
    vec![Step::Send([head.as_bytes(), body].concat())]
}

/// A successful answer.
pub(super) fn json(body: &Value) -> Answer {
    respond("200 OK", "content-type: application/json\r\n", body.to_string())
}

/// A refusal: HTTP status `status` and a result code in the body.
pub(super) fn refusal(status: &str) -> Answer {
    respond(status, "", r#"{"result":{"code":3,"message":"UNREGISTERED_PROFILE_NAME"}}"#)
}

#[derive(Clone)]
pub(super) struct Responder {
    pub(super) url: Url,
    heads: Arc<Mutex<Vec<String>>>,
}

impl Responder {
    /// Serves on a free port until the test's runtime ends.
    pub(super) async fn start(answer: impl Fn(&Url) -> Answer + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url: Url = format!("http://{}", listener.local_addr().unwrap()).parse().unwrap();
        let responder = Self { url, heads: Arc::default() };
        let (this, answer) = (responder.clone(), Arc::new(answer));
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (this, answer) = (this.clone(), Arc::clone(&answer));
                tokio::spawn(async move { this.serve(stream, &*answer).await });
            }
        });
        responder
    }

    async fn serve(&self, mut stream: TcpStream, answer: &(impl Fn(&Url) -> Answer + Sync)) {
        let mut head = Vec::new();
        while !head.ends_with(b"\r\n\r\n") {
            head.push(stream.read_u8().await.unwrap());
        }
        let head = String::from_utf8(head).unwrap();
        let target = head.split(' ').nth(1).unwrap();
        let steps = answer(&self.url.join(target).unwrap());
        self.heads.lock().unwrap().push(head);
        for step in steps {
            // The client may hang up before the end, which some tests provoke.
            let sent = match step {
                Step::Send(bytes) => stream.write_all(&bytes).await,
                Step::Wait(time) => {
                    tokio::time::sleep(time).await;
                    Ok(())
                }
                Step::Repeat(bytes, times) => repeat(&mut stream, &bytes, times).await,
            };
            if sent.is_err() {
                return;
            }
        }
        _ = stream.shutdown().await;
    }

    /// The requests so far, each with its headers.
    pub(super) fn heads(&self) -> Vec<String> {
        self.heads.lock().unwrap().clone()
    }
}

async fn repeat(stream: &mut TcpStream, bytes: &[u8], times: usize) -> std::io::Result<()> {
    for _ in 0..times {
        stream.write_all(bytes).await?;
    }
    Ok(())
}

/// The profiles that a request names.
pub(super) fn profiles(request: &Url) -> Vec<i64> {
    parameter(request, "profile_ids").map_or_else(Vec::new, |list| serde_json::from_str(&list).unwrap())
}

/// A query parameter's value.
pub(super) fn parameter(request: &Url, name: &str) -> Option<String> {
    request.query_pairs().find(|(key, _)| key == name).map(|(_, value)| value.into_owned())
}
