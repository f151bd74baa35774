//! From the outbox to viewers: mark the views out of date first, then hand the frame to the hub, so that
//! who refetches after a nudge never gets an older body from this instance.

use store::feed::{Feed, Word};
use tokio_util::sync::CancellationToken;

use crate::{app::App, hub::REMEMBERED, measure, stream::BEAT};

/// Follows the feed until told to stop, then ends every stream.
pub async fn follow(app: App, mut feed: Feed, stop: CancellationToken) {
    measure::announce();
    let beats = beat(&app);
    let words = async {
        let (newest, past) = feed.history(REMEMBERED).await;
        app.views.marks().mark_all();
        app.hub.remember(newest, past);
        loop {
            for word in feed.next().await {
                take(&app, word);
            }
        }
    };
    let () = tokio::select! {
        () = words => (),
        () = beats => (),
        () = stop.cancelled() => (),
    };
    app.hub.end();
}

fn take(app: &App, word: Word) {
    match word {
        Word::Nudge(nudge) => {
            app.views.marks().mark(nudge.event, &nudge.scope);
            let told_at = nudge.told_at;
            app.hub.publish(nudge);
            measure::nudge_arrived(app.clock.now() - told_at);
        }
        Word::Missed(newest) => {
            app.views.marks().mark_all();
            app.hub.start_over(newest);
        }
        Word::Polled(times) => app.views.polled(times),
    }
}

/// One ticker for every connection.
async fn beat(app: &App) {
    let mut beats = tokio::time::interval(BEAT);
    loop {
        beats.tick().await;
        app.hub.beat();
    }
}
