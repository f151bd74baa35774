//! Applies the feed of nudges to this instance: invalidates views before it hands the nudge to the hub, which sends it
//! to subscribers. So a client that refetches after a nudge never gets an older body from this instance.

use std::sync::Arc;

use domain::{id::TournamentId, tournament::CURRENT};
use sse::{HEARTBEAT_INTERVAL, REPLAY_FRAMES};
use store::feed::{Feed, Update};
use tokio_util::sync::CancellationToken;

use crate::{app::App, metrics};

/// Follows the feed until `stop` is cancelled, then ends every stream.
pub async fn follow(app: App, mut feed: Feed, stop: CancellationToken) {
    metrics::announce();
    http_server::metrics::announce();
    sse::metrics::announce();
    let heartbeats = heartbeats(&app);
    let updates = async {
        let (newest, past) = feed.history(REPLAY_FRAMES).await;
        app.versions.invalidate_all();
        app.hub.seed(newest, past);
        loop {
            for update in feed.next().await {
                apply(&app, update);
            }
        }
    };
    let () = tokio::select! {
        () = updates => (),
        () = heartbeats => (),
        () = stop.cancelled() => (),
    };
    app.hub.end();
}

fn apply(app: &App, update: Update) {
    match update {
        Update::Nudge(nudge) => {
            app.versions.invalidate(nudge.event, &nudge.scope);
            let published_at = nudge.published_at;
            app.hub.publish(nudge);
            metrics::nudge_arrived(app.clock.now() - published_at);
        }
        Update::Missed(newest) => {
            app.versions.invalidate_all();
            app.hub.resync(newest);
        }
        Update::Polled(times) => app.views.set_poll_times(times),
    }
}

/// Sends heartbeats, with one ticker for all connections. They tell streams of the current tournament which one it is.
async fn heartbeats(app: &App) {
    let mut ticks = tokio::time::interval(HEARTBEAT_INTERVAL);
    loop {
        ticks.tick().await;
        app.hub.heartbeat(current(app).await);
    }
}

/// The current tournament, if a stream follows it. The slug index was then read before, and answers within a second.
async fn current(app: &App) -> Option<TournamentId> {
    if Arc::strong_count(&app.current_streams) == 1 {
        return None;
    }
    // As long as there is none, or it is not known, the streams stay with the one that they began with.
    app.slug_index.resolve(CURRENT).await.ok().map(|found| found.id)
}
