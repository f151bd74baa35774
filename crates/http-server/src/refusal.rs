//! Replaces hyper's own 400, 414 and 431 responses to HTTP/1.1 requests whose head cannot be read, which no route sees.
//!
//! hyper answers those with a bare head, and has no option for another answer. So this socket finds that head among the
//! bytes to be written, and writes the application's answer instead. It is the last response on its connection.

use std::{
    io::{IoSlice, Result},
    pin::Pin,
    sync::Arc,
    task::{Context, Poll, ready},
};

use bytes::{Buf as _, Bytes};
use http::StatusCode;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

use crate::{Application, tracked_io::TrackedIo};

/// The end of a head.
const END: &[u8] = b"\r\n\r\n";
/// More bytes than hyper's own refusals have; our heads have far more headers.
const LONGEST: usize = 200;

/// A socket on which the application's refusals replace hyper's.
pub(crate) struct Refusing<A> {
    pub(crate) socket: TrackedIo,
    application: Arc<A>,
    /// What is still to be written in place of a refusal.
    instead: Bytes,
}

impl<A: Application> Refusing<A> {
    pub(crate) fn new(socket: TrackedIo, application: Arc<A>) -> Self {
        Self { socket, application, instead: Bytes::new() }
    }

    fn write_instead(&mut self, cx: &mut Context<'_>) -> Poll<Result<()>> {
        while !self.instead.is_empty() {
            let written = ready!(Pin::new(&mut self.socket).poll_write(cx, &self.instead))?;
            if written == 0 {
                return Poll::Ready(Err(std::io::ErrorKind::WriteZero.into()));
            }
            self.instead.advance(written);
        }
        Poll::Ready(Ok(()))
    }
}

impl<A: Application> AsyncRead for Refusing<A> {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<Result<()>> {
        Pin::new(&mut self.socket).poll_read(cx, buffer)
    }
}

impl<A: Application> AsyncWrite for Refusing<A> {
    fn poll_write(self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<Result<usize>> {
        self.poll_write_vectored(cx, &[IoSlice::new(bytes)])
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        parts: &[IoSlice<'_>],
    ) -> Poll<Result<usize>> {
        ready!(self.write_instead(cx))?;
        let found = parts.iter().enumerate().find_map(|(index, part)| Some((index, refusal(part)?)));
        match found {
            None => Pin::new(&mut self.socket).poll_write_vectored(cx, parts),
            Some((0, (0, status))) => {
                self.instead = self.application.refuse(status);
                // What the socket does not take now is written with the flush.
                if let Poll::Ready(Err(error)) = self.write_instead(cx) {
                    return Poll::Ready(Err(error));
                }
                Poll::Ready(Ok(parts.first().map_or(0, |part| part.len())))
            }
            // Writes what comes before the refusal first.
            Some((0, (start, _))) => {
                let before = parts.first().and_then(|part| part.get(..start)).unwrap_or_default();
                Pin::new(&mut self.socket).poll_write(cx, before)
            }
            Some((index, _)) => {
                Pin::new(&mut self.socket).poll_write_vectored(cx, parts.get(..index).unwrap_or_default())
            }
        }
    }

    fn is_write_vectored(&self) -> bool {
        self.socket.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Result<()>> {
        ready!(self.write_instead(cx))?;
        Pin::new(&mut self.socket).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Result<()>> {
        ready!(self.write_instead(cx))?;
        Pin::new(&mut self.socket).poll_shutdown(cx)
    }
}

/// The offset and status of hyper's refusal at the end of `bytes`, if there is one. Our heads always have more headers.
fn refusal(bytes: &[u8]) -> Option<(usize, StatusCode)> {
    let head = bytes.strip_suffix(END)?;
    let searched = head.get(head.len().saturating_sub(LONGEST)..)?;
    let start = match searched.windows(END.len()).rposition(|window| window == END) {
        Some(end_before) => head.len() - searched.len() + end_before + END.len(),
        None if searched.len() == head.len() => 0,
        None => return None,
    };
    let mut lines = std::str::from_utf8(head.get(start..)?).ok()?.split("\r\n");
    let (version, status) = lines.next()?.split_once(' ')?;
    let status = StatusCode::from_bytes(status.get(..3)?.as_bytes()).ok()?;
    let is_bare = lines.all(|line| {
        let name = line.split(':').next().unwrap_or_default();
        ["connection", "content-length", "date"].iter().any(|known| name.eq_ignore_ascii_case(known))
    });
    (version.starts_with("HTTP/1.") && status.is_client_error() && is_bare).then_some((start, status))
}

#[cfg(test)]
mod tests {
    use super::*;

    const REFUSAL: &str =
        "HTTP/1.1 431 Request Header Fields Too Large\r\nconnection: close\r\ncontent-length: 0\r\ndate: now\r\n\r\n";

    #[test]
    fn a_refusal_is_recognised_among_other_bytes() {
        let found = |text: &str| refusal(text.as_bytes()).map(|(start, status)| (start, status.as_u16()));
        assert_eq!(found(REFUSAL), Some((0, 431)));
        assert_eq!(found("HTTP/1.1 414 URI Too Long\r\ncontent-length: 0\r\n\r\n"), Some((0, 414)));
        let after = "HTTP/1.1 304 Not Modified\r\nx-request-id: 1\r\n\r\n";
        assert_eq!(found(&format!("{after}{REFUSAL}")), Some((after.len(), 431)));
        assert_eq!(
            found(&format!("{{\"body\": \"{}\"}}\r\n\r\n{REFUSAL}", "x".repeat(500))).map(|(_, status)| status),
            Some(431)
        );
        for other in [
            after,
            "HTTP/1.1 404 Not Found\r\nx-request-id: 1\r\ncontent-length: 0\r\n\r\n",
            "HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n",
            "0\r\n\r\n",
            "\r\n\r\n",
            "",
        ] {
            assert_eq!(found(other), None, "{other:?}");
        }
        assert_eq!(found(&REFUSAL.replace("date", "vary")), None);
    }
}
