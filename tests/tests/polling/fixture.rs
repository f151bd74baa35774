//! What most tests start from: a tournament of two players, known to the upstream and polled once.

use std::time::Duration;

use domain::id::TournamentId;
use sim::{Ladder, Profile, ProfileId};
use tests::{
    Service,
    tournament::{create, enter, tournament},
};

/// On the cup's roster.
pub(crate) const ONE: ProfileId = ProfileId(101);
/// On the cup's roster.
pub(crate) const TWO: ProfileId = ProfileId(102);
/// Known upstream, on no roster.
pub(crate) const STRANGER: ProfileId = ProfileId(103);
/// As [`STRANGER`].
pub(crate) const PASSER_BY: ProfileId = ProfileId(104);

/// A nudge as it lies in the outbox: the event and whom it concerns.
pub(crate) type Nudged = (String, Option<Vec<i64>>);

/// The service with the cup.
pub(crate) struct Fixture {
    pub(crate) service: Service,
    pub(crate) cup: TournamentId,
    told: std::cell::Cell<i64>,
}

impl std::ops::Deref for Fixture {
    type Target = Service;

    fn deref(&self) -> &Service {
        &self.service
    }
}

impl Fixture {
    /// Everybody upstream, nobody on a roster, nothing polled.
    pub(crate) async fn empty() -> Self {
        let service = Service::start().await;
        // However slow the machine, no test lasts longer.
        service.database.run("update worker_lease set expires_at = now() + interval '1 hour'").await;
        service.sim.world(|world| {
            let week_ago = world.now() - 7 * 86_400;
            // Far apart, so that a game moves nobody's rank.
            for (id, alias, rating) in
                [(ONE, "One", 2000), (TWO, "Two", 1700), (STRANGER, "Stranger", 1400), (PASSER_BY, "Passer-by", 1100)]
            {
                world.add_profile(Profile::new(id, alias).rated(Ladder::SoloRm, rating, week_ago));
            }
        });
        let cup = create(&service.database.pool, &tournament("cup")).await;
        Self { service, cup, told: std::cell::Cell::new(0) }
    }

    /// The cup with both its players, polled.
    pub(crate) async fn set() -> Self {
        let fixture = Self::empty().await;
        fixture.enter(fixture.cup, "One", ONE).await;
        fixture.enter(fixture.cup, "Two", TWO).await;
        fixture.poll_all().await;
        fixture.nudged().await;
        fixture
    }

    /// Adds an entry.
    pub(crate) async fn enter(&self, to: TournamentId, name: &str, profile: ProfileId) {
        enter(&self.database.pool, to, name, Some(profile.0)).await;
    }

    /// One more tournament, with one player.
    pub(crate) async fn tournament_of(&self, slug: &str, profile: ProfileId) -> TournamentId {
        let id = create(&self.database.pool, &tournament(slug)).await;
        self.enter(id, "Only", profile).await;
        id
    }

    /// The nudges committed since this was last asked, in order.
    pub(crate) async fn nudged(&self) -> Vec<Nudged> {
        let rows: Vec<(i64, String, Option<Vec<i64>>)> =
            sqlx::query_as("select id, event, tournament_ids from nudges where id > $1 order by id")
                .bind(self.told.get())
                .fetch_all(&self.database.pool)
                .await
                .unwrap();
        self.told.set(rows.last().map_or(self.told.get(), |row| row.0));
        rows.into_iter().map(|(_, event, tournaments)| (event, tournaments)).collect()
    }

    /// Time passes, upstream and here.
    pub(crate) fn pass(&self, seconds: u64) {
        self.sim.world(|world| world.advance(Duration::from_secs(seconds)));
        self.clock.advance(chrono::TimeDelta::seconds(seconds.try_into().unwrap()));
    }
}

/// A nudge for these tournaments.
pub(crate) fn nudge<const N: usize>(event: &str, tournaments: [TournamentId; N]) -> Nudged {
    (event.to_owned(), Some(tournaments.map(|id| id.0).to_vec()))
}
