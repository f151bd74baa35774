//! Ceilings: the least that a server can do for the same bytes. This executable runs them as separate processes, by
//! hidden commands.

use std::{
    convert::Infallible,
    fs,
    io::{self, BufRead as _, Read as _, Write as _},
    net::{TcpListener, TcpStream},
    path::Path,
    process::ExitCode,
    sync::{Arc, mpsc},
    thread,
};

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, Response, StatusCode};
use http_body_util::Full;
use hyper::{server::conn::http1, service::service_fn};
use hyper_util::rt::TokioIo;
use tempfile::NamedTempFile;

use super::{Process, http::Answer, http::head_length};

/// Answers every request with the answer in a file.
const HYPER: &str = "ceiling-hyper";
/// Accepts readers, and writes the same bytes to each on every command.
const LOOP: &str = "ceiling-loop";

/// Runs the ceiling that the command line names; `None` when it names none.
pub(crate) async fn run(arguments: &[String]) -> Option<ExitCode> {
    let [kind, file] = arguments else { return None };
    if ![HYPER, LOOP].contains(&kind.as_str()) {
        return None;
    }
    super::sockets::raise_limit();
    let commands = owner();
    if kind == HYPER {
        answer_always(Path::new(file)).await;
    } else {
        write_to_all(Path::new(file), &commands);
    }
    Some(ExitCode::SUCCESS)
}

/// The owner's commands, one per line; when the owner is gone, this process ends.
fn owner() -> mpsc::Receiver<()> {
    let (sender, commands) = mpsc::channel();
    thread::spawn(move || {
        io::stdin().lock().lines().map_while(Result::ok).for_each(|_| _ = sender.send(()));
        std::process::exit(0);
    });
    commands
}

/// Starts a bare hyper server that sends this answer.
pub(crate) fn hyper(answer: &Answer) -> Process {
    let mut file = NamedTempFile::new().unwrap();
    file.write_all(answer.head.as_bytes()).unwrap();
    file.write_all(&answer.body).unwrap();
    Process::ceiling(HYPER, file.path())
}

/// Starts a bare loop for so many readers, which sends `opening` first and `frame` each time.
pub(crate) fn bare_loop(readers: usize, opening: &[u8], frame: &[u8]) -> Process {
    let mut file = NamedTempFile::new().unwrap();
    file.write_all(format!("{readers} {}\n", opening.len()).as_bytes()).unwrap();
    file.write_all(opening).unwrap();
    file.write_all(frame).unwrap();
    Process::ceiling(LOOP, file.path())
}

async fn answer_always(file: &Path) {
    let mut head = fs::read(file).unwrap();
    let body = Bytes::from(head.split_off(head_length(&head).unwrap()));
    let answer = Answer { head: String::from_utf8(head).unwrap(), body: Vec::new() };
    // hyper adds its own date.
    let headers = answer
        .headers()
        .filter(|(name, _)| *name != "date")
        .map(|(name, value)| (HeaderName::from_bytes(name.as_bytes()).unwrap(), HeaderValue::from_str(value).unwrap()));
    let prepared = Arc::new((StatusCode::from_u16(answer.status()).unwrap(), headers.collect::<HeaderMap>(), body));
    let listener = tokio::net::TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    println!("{}", listener.local_addr().unwrap());
    while let Ok((stream, _)) = listener.accept().await {
        let _ = stream.set_nodelay(true);
        let prepared = Arc::clone(&prepared);
        tokio::spawn(http1::Builder::new().serve_connection(
            TokioIo::new(stream),
            service_fn(move |_| {
                let (status, headers, body) = &*prepared;
                let mut response = Response::new(Full::new(body.clone()));
                *response.status_mut() = *status;
                *response.headers_mut() = headers.clone();
                std::future::ready(Ok::<_, Infallible>(response))
            }),
        ));
    }
}

fn write_to_all(file: &Path, owner: &mpsc::Receiver<()>) {
    let contents = fs::read(file).unwrap();
    let line = contents.iter().position(|byte| *byte == b'\n').unwrap();
    let numbers = String::from_utf8_lossy(&contents[..line]).into_owned();
    let (readers, opening) = numbers.split_once(' ').unwrap();
    let (opening, frame) = contents[line + 1..].split_at(opening.parse().unwrap());
    let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    // The standard library's queue is short, and the readers connect all at once.
    rustix::net::listen(&listener, 4_096).unwrap();
    println!("{}", listener.local_addr().unwrap());
    let mut streams = Vec::new();
    for _ in 0..readers.parse().unwrap() {
        let (stream, _) = listener.accept().unwrap();
        streams.push(greet(stream, opening));
    }
    for () in owner {
        for stream in &mut streams {
            let _ = stream.write(frame);
        }
    }
}

/// Reads a reader's request, and opens the stream.
fn greet(mut stream: TcpStream, opening: &[u8]) -> TcpStream {
    stream.set_nodelay(true).unwrap();
    let mut request = [0; 2_048];
    let _ = stream.read(&mut request).unwrap();
    stream.write_all(opening).unwrap();
    stream.set_nonblocking(true).unwrap();
    stream
}
