//! Measures the HTML pages of a tournament: cached ones, ones that a change made out of date, and thousands of viewers.

pub(crate) mod cached;
pub(crate) mod cold;
pub(crate) mod open;
mod script;
mod viewers;

use domain::{
    clock::Clock as _,
    id::{EntryId, TournamentId},
    nudge::Scope,
};
use server::SystemClock;

use crate::{
    event::{self, Size},
    load::{
        Fixture, Metrics,
        nudging::{self, Committed},
    },
};

/// The event whose pages are measured.
const SIZE: Size = Size { entries: 32, games: 2_000 };
/// The tournament's page.
const PAGE: &str = "/t/crowd";
/// Its overlay for broadcasts.
const OVERLAY: &str = "/t/crowd/overlay";
/// What browsers accept; some know no zstd.
const CODINGS: [&str; 2] = ["gzip, deflate, br", "gzip, deflate, br, zstd"];

/// The pages of an event with teams, whose entries' ratings change.
struct Event {
    fixture: Fixture,
    scope: Scope,
    /// The last rating of the account that plays.
    rating: i64,
}

impl Event {
    /// Sets it up, with these metrics if they are given.
    async fn set(metrics: Option<Metrics>) -> Self {
        let fixture = Fixture::with(SIZE, |wire| {
            let metrics = metrics.map(Metrics::setting);
            [("DATABASE_URL", wire.direct.clone())].into_iter().chain(metrics).collect()
        })
        .await;
        let id = TournamentId(fixture.database.value("select id from tournaments where slug = 'crowd'").await);
        let entries: Vec<i64> =
            fixture.database.value("select array_agg(id order by id) from tournament_players").await;
        let entries: Vec<_> = entries.into_iter().map(EntryId).collect();
        event::form_teams(&fixture.database.pool, id, &entries).await;
        // Above every other rating, so that the change is in every table.
        let mut event = Self { fixture, scope: Scope::one(id), rating: 3_000 };
        event.change().await;
        event
    }

    /// Changes a rating, as a poll does, and publishes the nudge.
    async fn change(&mut self) -> Committed {
        self.rating += 1;
        let pool = &self.fixture.database.pool;
        event::rate(pool, 1, self.rating, SystemClock.now()).await;
        nudging::publish(pool, &self.scope).await
    }
}
