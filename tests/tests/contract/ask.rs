//! Requests with exactly the given headers, and answers read to the end.

use std::{io::Read as _, time::Duration};

use reqwest::{
    Method, RequestBuilder, Response,
    header::{HeaderMap, HeaderName, HeaderValue},
};
use serde_json::Value;
use tests::Service;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
    time::timeout,
};

/// An answer, read to its end.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Vec<u8>,
}

impl Answer {
    pub(crate) async fn of(response: Response) -> Self {
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        Self { status, headers, body: response.bytes().await.unwrap().to_vec() }
    }

    /// The status and headers of an answer that does not end.
    pub(crate) fn head_of(response: &Response) -> Self {
        Self { status: response.status().as_u16(), headers: response.headers().clone(), body: Vec::new() }
    }

    /// The value of a header that is there at most once.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let mut values = self.headers.get_all(name).iter();
        let value = values.next().map(|value| value.to_str().unwrap());
        assert_eq!(values.next(), None, "{name} is there twice");
        value
    }

    pub(crate) fn json(&self) -> Value {
        let text = self.decoded();
        serde_json::from_slice(&text).unwrap_or_else(|_| panic!("not JSON: {:?}", String::from_utf8_lossy(&text)))
    }

    /// The body without its content coding.
    pub(crate) fn decoded(&self) -> Vec<u8> {
        let mut decoded = Vec::new();
        match self.header("content-encoding") {
            None => decoded.clone_from(&self.body),
            Some("br") => {
                brotli::Decompressor::new(self.body.as_slice(), 4_096).read_to_end(&mut decoded).map(drop).unwrap();
            }
            Some("gzip") => {
                flate2::read::GzDecoder::new(self.body.as_slice()).read_to_end(&mut decoded).map(drop).unwrap();
            }
            Some("zstd") => decoded = zstd::bulk::decompress(&self.body, 10_000_000).unwrap(),
            Some(other) => panic!("nobody asked for {other}"),
        }
        decoded
    }
}

/// A request with these headers; a name may come twice.
pub(crate) fn request(service: &Service, method: Method, path: &str, headers: &[(&str, &str)]) -> RequestBuilder {
    let mut map = HeaderMap::new();
    for (name, value) in headers {
        map.append(HeaderName::try_from(*name).unwrap(), HeaderValue::try_from(*value).unwrap());
    }
    service.client.request(method, format!("{}{path}", service.base_url)).headers(map)
}

pub(crate) async fn ask(service: &Service, method: Method, path: &str, headers: &[(&str, &str)]) -> Answer {
    let sent = request(service, method, path, headers).send();
    Answer::of(service.background.beside(sent).await.expect("an answer")).await
}

pub(crate) async fn get(service: &Service, path: &str, headers: &[(&str, &str)]) -> Answer {
    ask(service, Method::GET, path, headers).await
}

/// Like [`get`], but waits for the newest answer: beside other work a service may give an older one, and says so.
pub(crate) async fn get_fresh(service: &Service, path: &str, headers: &[(&str, &str)]) -> Answer {
    let newest = async {
        loop {
            let answer = get(service, path, headers).await;
            if answer.header("warning").is_none() {
                return answer;
            }
        }
    };
    timeout(Duration::from_secs(60), newest).await.unwrap_or_else(|_| panic!("{path} stays old"))
}

/// Sends `head` as it is, which no client library would, and reads the answer until the connection ends.
pub(crate) async fn raw(service: &Service, head: &[u8]) -> Answer {
    let address = service.base_url.strip_prefix("http://").unwrap();
    let mut socket = TcpStream::connect(address).await.unwrap();
    socket.write_all(head).await.unwrap();
    socket.write_all(b"\r\nHost: standings\r\nConnection: close\r\n\r\n").await.unwrap();
    let mut bytes = Vec::new();
    socket.read_to_end(&mut bytes).await.unwrap();
    let end = bytes.windows(4).position(|window| window == b"\r\n\r\n").expect("a head");
    let text = String::from_utf8(bytes[..end].to_vec()).unwrap();
    let mut lines = text.split("\r\n");
    let status = lines.next().and_then(|line| line.split(' ').nth(1)).and_then(|code| code.parse().ok()).unwrap();
    let mut headers = HeaderMap::new();
    for (name, value) in lines.map(|line| line.split_once(": ").unwrap()) {
        headers.append(HeaderName::try_from(name).unwrap(), HeaderValue::try_from(value).unwrap());
    }
    Answer { status, headers, body: bytes[end + 4..].to_vec() }
}
