//! The accept loop for HTTP/1.1 and cleartext HTTP/2, with limits on connections.

use std::{sync::Arc, time::Duration};

use tokio::{
    net::TcpListener,
    time::{Instant, sleep},
};
use tokio_util::sync::CancellationToken;

use crate::{
    Application, ConnectionLimiter,
    connection::{Connection, limit_unsent},
    connection_reaper::ConnectionReaper,
};

/// How long open requests have to end once the service stops.
const DRAIN: Duration = Duration::from_secs(8);
/// How long idle connections have to end.
const GRACE: Duration = Duration::from_secs(1);
/// How often to check whether they did.
const CHECK_INTERVAL: Duration = Duration::from_millis(20);
/// How long to wait after a connection could not be accepted.
const PAUSE_AFTER_FAILURE: Duration = Duration::from_millis(50);
/// How long no connection may have failed before they are said to be accepted again: while the process is out of file
/// handles, each one that it closes lets one connection in.
const RECOVERED_AFTER: Duration = Duration::from_secs(1);

/// Serves as many connections as `limiter` grants until `stop` is cancelled, then lets open requests end.
pub async fn serve(
    listener: TcpListener,
    application: Arc<impl Application>,
    limiter: Arc<ConnectionLimiter>,
    stop: CancellationToken,
) {
    let reaper = Arc::new(ConnectionReaper::default());
    let watch = {
        let (reaper, stop) = (Arc::clone(&reaper), stop.clone());
        tokio::spawn(async move { reaper.run(stop).await })
    };
    let mut failed_at = None;
    while let Some(accepted) = stop.run_until_cancelled(listener.accept()).await {
        log_outage(&mut failed_at, accepted.as_ref().err());
        let Ok((socket, peer)) = accepted else {
            // Most likely out of file handles: the kernel keeps the queue meanwhile.
            sleep(PAUSE_AFTER_FAILURE).await;
            continue;
        };
        let Some(permit) = limiter.acquire(peer.ip()) else {
            tracing::debug!(%peer, "there are too many connections");
            continue;
        };
        let _ = socket.set_nodelay(true);
        limit_unsent(&socket);
        let watched = reaper.watch();
        let key = watched.key();
        let connection = Connection {
            application: Arc::clone(&application),
            reaper: Arc::clone(&reaper),
            socket,
            peer,
            watched,
            permit,
        };
        let task = tokio::spawn(connection.serve(stop.clone()));
        reaper.set_task(key, task.abort_handle());
    }
    drop(listener);
    watch.abort();
    if tokio::time::timeout(DRAIN, drained(&limiter, &reaper)).await.is_err() {
        let (open, limit_s) = (limiter.open(), DRAIN.as_secs());
        tracing::warn!(open, limit_s, "connections did not end in time and are cut off");
    }
}

/// Logs when connections begin to fail, with the first failure's `error`, and when they are accepted again. During an
/// outage, one last failed at `failed_at`.
fn log_outage(failed_at: &mut Option<Instant>, error: Option<&std::io::Error>) {
    if let Some(error) = error {
        if failed_at.replace(Instant::now()).is_none() {
            tracing::warn!(%error, "connections cannot be accepted: clients wait until they can");
        }
    } else if failed_at.take_if(|at| at.elapsed() >= RECOVERED_AFTER).is_some() {
        tracing::info!("connections are accepted again");
    }
}

/// Waits for the last connection. Idle ones have a moment to end gracefully.
async fn drained(limiter: &ConnectionLimiter, reaper: &ConnectionReaper) {
    let begun = Instant::now();
    while limiter.open() > 0 {
        sleep(CHECK_INTERVAL).await;
        if begun.elapsed() > GRACE {
            reaper.close_idle();
        }
    }
}

#[cfg(test)]
mod tests {
    use std::{convert::Infallible, net::SocketAddr};

    use bytes::Bytes;
    use futures_util::{StreamExt as _, stream};
    use http::{Request, Response, StatusCode};
    use http_body_util::StreamBody;
    use hyper::body::{Frame, Incoming};
    use tokio::{
        io::{AsyncReadExt as _, AsyncWriteExt as _},
        net::TcpStream,
    };

    use super::*;
    use crate::{HijackSlot, Outgoing, ResponseOrFuture};

    /// Answers each request with two frames, of which the second takes this long.
    struct Slow(Duration);

    impl Application for Slow {
        fn call(self: &Arc<Self>, _: Request<Incoming>, peer: SocketAddr, _: Option<HijackSlot>) -> ResponseOrFuture {
            let pause = self.0;
            let frames = stream::unfold(0, move |sent| async move {
                sleep(if sent == 1 { pause } else { Duration::ZERO }).await;
                let bytes = ["first", "second"].get(sent)?.as_bytes();
                Some((Ok::<_, Infallible>(Frame::data(Bytes::from_static(bytes))), sent + 1))
            });
            ResponseOrFuture::Ready(Response::new(Outgoing::body(StreamBody::new(frames), peer.ip(), None)))
        }

        fn refuse(&self, _: StatusCode) -> Bytes {
            Bytes::new()
        }
    }

    /// Panics where the path says, else answers.
    struct Panicking;

    impl Application for Panicking {
        fn call(
            self: &Arc<Self>,
            request: Request<Incoming>,
            peer: SocketAddr,
            _: Option<HijackSlot>,
        ) -> ResponseOrFuture {
            let path = request.uri().path().to_owned();
            assert_ne!(path, "/at-once");
            let frames = stream::iter(["first", "second"]).map(move |text| {
                assert_ne!((path.as_str(), text), ("/body", "second"));
                Ok::<_, Infallible>(Frame::data(Bytes::from_static(text.as_bytes())))
            });
            let response = Response::new(Outgoing::body(StreamBody::new(frames), peer.ip(), None));
            let is_late = request.uri().path() == "/later";
            ResponseOrFuture::Pending(Box::pin(async move {
                tokio::task::yield_now().await;
                assert!(!is_late);
                response
            }))
        }

        fn refuse(&self, _: StatusCode) -> Bytes {
            Bytes::new()
        }
    }

    /// Starts a server of one connection at a time.
    async fn start(application: impl Application) -> (SocketAddr, Arc<ConnectionLimiter>, CancellationToken) {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let address = listener.local_addr().unwrap();
        let (limiter, stop) = (Arc::new(ConnectionLimiter::new(1, 1, Vec::new())), CancellationToken::new());
        tokio::spawn(serve(listener, Arc::new(application), Arc::clone(&limiter), stop.clone()));
        (address, limiter, stop)
    }

    /// All that is sent to a client that makes this request, until the connection ends.
    async fn answer(address: SocketAddr, path: &str) -> String {
        let mut client = TcpStream::connect(address).await.unwrap();
        let request = format!("GET {path} HTTP/1.1\r\nhost: standings\r\nconnection: close\r\n\r\n");
        client.write_all(request.as_bytes()).await.unwrap();
        let mut came = String::new();
        client.read_to_string(&mut came).await.unwrap();
        came
    }

    #[tokio::test]
    async fn a_panic_ends_its_connection_alone_and_returns_the_permit() {
        let (address, limiter, _stop) = start(Panicking).await;
        for path in ["/at-once", "/later", "/body", "/"] {
            let came = answer(address, path).await;
            match path {
                "/at-once" | "/later" => assert_eq!(came, "", "{path}"),
                "/body" => assert!(!came.contains("second") && !came.ends_with("\r\n0\r\n\r\n"), "{came:?}"),
                _ => assert!(came.ends_with("second\r\n0\r\n\r\n"), "{came:?}"),
            }
            let returned = async {
                while limiter.open() > 0 {
                    tokio::task::yield_now().await;
                }
            };
            tokio::time::timeout(DRAIN, returned).await.expect("the permit is returned");
        }
    }

    #[tokio::test]
    async fn a_body_that_is_being_made_is_sent_to_its_end_when_the_server_stops() {
        let (address, _, stop) = start(Slow(GRACE * 2)).await;
        let mut client = TcpStream::connect(address).await.unwrap();
        client.write_all(b"GET / HTTP/1.1\r\nhost: standings\r\n\r\n").await.unwrap();
        let mut head = Vec::new();
        while !head.windows(5).any(|bytes| bytes == b"first") {
            assert!(client.read_buf(&mut head).await.unwrap() > 0, "{}", String::from_utf8_lossy(&head));
        }
        stop.cancel();
        let mut rest = String::new();
        client.read_to_string(&mut rest).await.unwrap();
        assert!(rest.ends_with("second\r\n0\r\n\r\n"), "{rest:?}");
    }
}
