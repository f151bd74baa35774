//! The accept loop: HTTP/1.1 and cleartext HTTP/2, with the caps and time limits the stock one lacks.

mod activity;
mod connection;
mod fast_path;
mod front;
mod guard;
mod handover;
mod head;
mod held;
mod refusal;
mod response_body;
mod stream_executor;
mod transfer;

use std::{sync::Arc, time::Duration};

use axum::Router;
use tokio::{
    net::TcpListener,
    time::{Instant, sleep},
};
use tokio_util::sync::CancellationToken;

use crate::app::App;
use connection::{Connection, limit_unsent};
use front::Front;
use guard::Guard;

/// Open requests have this long to end once the service stops.
const DRAIN: Duration = Duration::from_secs(8);
/// Connections over which nothing is asked have this long.
const GRACE: Duration = Duration::from_secs(1);
/// How often it is seen whether they did.
const LOOK: Duration = Duration::from_millis(20);

/// Serves until told to stop, then lets open requests end.
pub async fn serve(listener: TcpListener, app: App, router: Router, stop: CancellationToken) {
    let front = Arc::new(Front::new(app.clone(), router));
    let guard = Arc::new(Guard::default());
    let watch = {
        let (guard, stop) = (Arc::clone(&guard), stop.clone());
        tokio::spawn(async move { guard.keep(stop).await })
    };
    while let Some(accepted) = stop.run_until_cancelled(listener.accept()).await {
        let (socket, peer) = match accepted {
            Ok(accepted) => accepted,
            Err(error) => {
                // Out of file handles, most likely: the kernel keeps the queue meanwhile.
                tracing::warn!(%error, "cannot accept a connection");
                sleep(Duration::from_millis(50)).await;
                continue;
            }
        };
        let Some(place) = app.places.take(peer.ip()) else {
            tracing::debug!(%peer, "there is no place for another connection");
            continue;
        };
        let _ = socket.set_nodelay(true);
        limit_unsent(&socket);
        let watched = guard.watch();
        let key = watched.key();
        let connection =
            Connection { front: Arc::clone(&front), guard: Arc::clone(&guard), socket, peer, watched, place };
        let task = tokio::spawn(connection.serve(stop.clone()));
        guard.by(key, task.abort_handle());
    }
    drop(listener);
    watch.abort();
    if tokio::time::timeout(DRAIN, drained(&app, &guard)).await.is_err() {
        tracing::warn!("some connections did not end in time");
    }
}

/// Waits for the last connection. Those over which nothing is asked have a moment to hear that they are to go.
async fn drained(app: &App, guard: &Guard) {
    let begun = Instant::now();
    while app.places.taken_in_all() > 0 {
        sleep(LOOK).await;
        if begun.elapsed() > GRACE {
            guard.dismiss();
        }
    }
}
