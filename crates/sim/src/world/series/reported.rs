//! How long a fixture's game takes, and how long it is reported to have taken; see the documentation of `series`.

use std::time::Duration;

use crate::clock::Moment;
use crate::lobby::Lobby;
use crate::series::{FixtureProgress, FixtureTimes, Role};
use crate::world::World;

impl World {
    /// How long a game takes.
    pub(super) fn draw_length(&mut self, role: Role) -> Duration {
        let times = self.fixtures.times;
        match role {
            Role::Restarted if times.reported.is_none() => self.seconds(FixtureTimes::RESTART),
            Role::Restarted => self.seconds(times.game) / 3,
            Role::Rehosted => self.seconds(times.game) / 2,
            _ => self.seconds(times.game),
        }
    }

    /// The reported start and end of the game of a lobby that ends now.
    pub(super) fn reported(&mut self, progress: &FixtureProgress, role: Role, lobby: &Lobby) -> (Moment, Moment) {
        let Some((shortest, longest)) = self.fixtures.times.reported else {
            return (lobby.started.unwrap_or(self.clock), self.clock);
        };
        let earliest = Moment::from_unix(self.earliest_start(progress, lobby));
        let earliest = earliest.max(self.clock.minus(Duration::from_secs(longest)));
        let latest = self.clock.minus(Duration::from_secs(shortest)).max(earliest);
        let spare = u64::try_from(latest.unix() - earliest.unix()).unwrap_or_default();
        let start = earliest.plus(self.seconds((0, spare)));
        for seat in &lobby.seats {
            self.fixtures.latest_starts.insert(seat.profile, start.unix());
        }
        let end = match role {
            Role::Restarted => start.plus(self.seconds(FixtureTimes::RESTART)).min(self.clock),
            _ => self.clock,
        };
        (start, end)
    }

    /// After the players' other games, and not too long before the fixture.
    fn earliest_start(&self, progress: &FixtureProgress, lobby: &Lobby) -> i64 {
        let starts = lobby.seats.iter().filter_map(|seat| self.fixtures.latest_starts.get(&seat.profile));
        let after = starts.max().map(|start| start + 1);
        after.unwrap_or(i64::MIN).max(progress.fixture.start - FixtureTimes::EARLIEST)
    }
}
