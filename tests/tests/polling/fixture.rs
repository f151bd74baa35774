//! What most tests start from: a tournament of two players, known to the upstream and polled once.

use std::time::Duration;

use domain::id::TournamentId;
use sim::{Ladder, Profile, ProfileId};
use tests::{
    Service,
    outbox::{Nudged, Outbox},
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

/// The service with the cup.
pub(crate) struct Fixture {
    pub(crate) service: Service,
    pub(crate) cup: TournamentId,
    outbox: Outbox,
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
        Self { service, cup, outbox: Outbox::default() }
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
        self.outbox.nudged(&self.database).await
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
