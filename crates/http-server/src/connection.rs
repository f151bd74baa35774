//! Serves one connection, over HTTP/1.1 or HTTP/2, until it ends or is hijacked.

use std::{future::poll_fn, net::SocketAddr, pin::pin, sync::Arc, task::Poll, time::Duration};

use hyper::server::conn::{http1, http2};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::TcpStream;
use tokio_util::sync::CancellationToken;

use crate::{
    Application, ConnectionPermit, HijackSlot,
    connection_reaper::{ConnectionReaper, Watched},
    connection_service::ConnectionService,
    refusal::Refusing,
    stream_executor::StreamExecutor,
    tracked_io::TrackedIo,
};

/// The first bytes of every HTTP/2 connection (RFC 9113, section 3.4); no HTTP/1.1 method starts like this.
const PREFACE: &[u8] = b"PRI";
/// How long to wait for the rest of these bytes before the first look again.
const FIRST_PAUSE: Duration = Duration::from_millis(10);
/// The most concurrent requests of one HTTP/2 connection.
const AT_ONCE: u32 = 100;
/// The largest head of a request, in bytes.
const LARGEST_HEAD: usize = 64 * 1024;
/// The largest head of an HTTP/2 request, uncompressed, in bytes.
const LARGEST_HEAD_LIST: u32 = 16 * 1024;
/// The send buffer of each HTTP/2 stream, in bytes.
const SEND_BUFFER: usize = 32 * 1024;
/// The receive window of an HTTP/2 stream, in bytes; a connection's is four times that.
const RECEIVE_WINDOW: u32 = 64 * 1024;
/// The most streams that a client opened and reset before we accepted them; beyond that the connection ends
/// (CVE-2023-44487).
const PENDING_RESETS: usize = 20;
/// The most streams that we reset for a client's errors; beyond that the connection ends.
const RESETS_OF_OURS: usize = 200;
/// The most unsent bytes in the kernel for a connection, beyond the client's window.
const UNSENT: u32 = 128 * 1024;

/// A connection to serve.
pub(crate) struct Connection<A> {
    pub(crate) application: Arc<A>,
    pub(crate) reaper: Arc<ConnectionReaper>,
    pub(crate) socket: TcpStream,
    pub(crate) peer: SocketAddr,
    pub(crate) watched: Watched,
    pub(crate) permit: ConnectionPermit,
}

impl<A: Application> Connection<A> {
    /// Serves it until it ends, or until `stop` is cancelled and its open requests end.
    pub(crate) async fn serve(self, stop: CancellationToken) {
        match is_http2(&self.socket).await {
            Ok(true) => self.serve_http2(stop).await,
            Ok(false) => self.serve_http1(stop).await,
            Err(error) => tracing::debug!(%error, "a connection ended before it began"),
        }
    }

    async fn serve_http1(self, stop: CancellationToken) {
        let slot = HijackSlot::default();
        let activity = Arc::clone(&self.watched.activity);
        let service =
            ConnectionService::new(self.application.clone(), self.peer, Arc::clone(&activity), Some(slot.clone()));
        let socket = TrackedIo { socket: self.socket, activity };
        let io = TokioIo::new(Refusing::new(socket, self.application));
        let mut connection = http1::Builder::new()
            .max_buf_size(LARGEST_HEAD)
            // The reaper does this for all connections together.
            .header_read_timeout(None)
            .serve_connection(io, service);
        let mut stopped = pin!(stop.cancelled());
        let mut is_stopping = false;
        let hijack = poll_fn(|cx| {
            if !is_stopping && stopped.as_mut().poll(cx).is_ready() {
                is_stopping = true;
                std::pin::Pin::new(&mut connection).graceful_shutdown();
            }
            match std::pin::Pin::new(&mut connection).poll(cx) {
                Poll::Ready(Ok(())) => Poll::Ready(None),
                Poll::Ready(Err(error)) => {
                    tracing::debug!(%error, "a connection ended early");
                    Poll::Ready(None)
                }
                Poll::Pending => slot.take().map_or(Poll::Pending, |hijack| Poll::Ready(Some(hijack))),
            }
        });
        if let Some(hijack) = hijack.await {
            let TrackedIo { socket, activity } = connection.into_parts().io.into_inner().socket;
            // Does not hijack the connection of a client that pipelines requests without reading the responses.
            if !activity.is_stuck() {
                hijack(socket, self.permit);
            }
        }
    }

    async fn serve_http2(self, stop: CancellationToken) {
        let activity = Arc::clone(&self.watched.activity);
        activity.set_http2();
        let service = ConnectionService::new(self.application, self.peer, Arc::clone(&activity), None);
        let io = TokioIo::new(TrackedIo { socket: self.socket, activity: Arc::clone(&activity) });
        let executor = StreamExecutor { reaper: self.reaper, activity: Arc::clone(&activity) };
        let mut connection = pin!(http2(executor).serve_connection(io, service));
        let ended = tokio::select! {
            ended = connection.as_mut() => ended,
            () = async { tokio::select! { () = stop.cancelled() => {}, () = activity.wait_idle() => {} } } => {
                connection.as_mut().graceful_shutdown();
                connection.await
            }
        };
        if let Err(error) = ended {
            tracing::debug!(%error, "a connection ended early");
        }
    }
}

/// An HTTP/2 builder with a bound on everything that a connection may keep.
fn http2(executor: StreamExecutor) -> http2::Builder<StreamExecutor> {
    let mut builder = http2::Builder::new(executor);
    builder
        .timer(TokioTimer::new())
        .keep_alive_interval(Duration::from_secs(30))
        .max_concurrent_streams(AT_ONCE)
        .max_header_list_size(LARGEST_HEAD_LIST)
        .max_send_buf_size(SEND_BUFFER)
        .initial_stream_window_size(RECEIVE_WINDOW)
        .initial_connection_window_size(4 * RECEIVE_WINDOW)
        .max_pending_accept_reset_streams(PENDING_RESETS)
        .max_local_error_reset_streams(RESETS_OF_OURS);
    builder
}

/// Limits the unsent bytes that the kernel takes. With a buffer of megabytes, a slow reader would seem to take nothing
/// for a minute.
pub(crate) fn limit_unsent(socket: &TcpStream) {
    #[cfg(any(target_os = "linux", target_os = "android"))]
    let _ = socket2::SockRef::from(socket).set_tcp_notsent_lowat(UNSENT);
    #[cfg(not(any(target_os = "linux", target_os = "android")))]
    let _ = socket2::SockRef::from(socket).set_send_buffer_size(UNSENT as usize);
}

/// Whether the client speaks HTTP/2, judged by its first bytes, which stay unread.
async fn is_http2(socket: &TcpStream) -> std::io::Result<bool> {
    let mut first = [0; PREFACE.len()];
    let mut pause = FIRST_PAUSE;
    loop {
        let seen = socket.peek(&mut first).await?;
        if seen == PREFACE.len() || seen == 0 || !PREFACE.starts_with(&first[..seen]) {
            return Ok(first == PREFACE);
        }
        // The bytes come in one packet, except from clients that probe the server. What is unread does not wake this
        // task; the pauses grow, so that many such clients cost little until the reaper ends them.
        tokio::time::sleep(pause).await;
        pause *= 2;
    }
}
