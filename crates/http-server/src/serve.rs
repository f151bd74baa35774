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
    while let Some(accepted) = stop.run_until_cancelled(listener.accept()).await {
        let (socket, peer) = match accepted {
            Ok(accepted) => accepted,
            Err(error) => {
                // Most likely out of file handles: the kernel keeps the queue meanwhile.
                tracing::warn!(%error, "cannot accept a connection");
                sleep(Duration::from_millis(50)).await;
                continue;
            }
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
        tracing::warn!("some connections did not end in time");
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
