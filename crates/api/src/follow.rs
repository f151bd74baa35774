//! Applies the feed of nudges to this instance: invalidates views before it hands the nudge to the hub, which sends it
//! to subscribers. So a client that refetches after a nudge never gets an older body from this instance.

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

/// Sends heartbeats, with one ticker for all connections.
async fn heartbeats(app: &App) {
    let mut ticks = tokio::time::interval(HEARTBEAT_INTERVAL);
    loop {
        ticks.tick().await;
        app.hub.heartbeat();
    }
}
