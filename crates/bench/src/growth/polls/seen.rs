//! The games that became known during the measurement, and how soon after their end.

use std::collections::HashMap;

use domain::clock::{Clock as _, Timestamp};
use sim::ProfileId;
use tests::{Service, service::NOW};

use crate::figure::Report;

/// A game when it was first seen.
struct Game {
    is_ranked: bool,
    /// The first of its players who is on a roster.
    account: i64,
    /// The time from its end, in seconds.
    delay: i64,
}

/// The games that were seen, by id.
#[derive(Default)]
pub(super) struct Seen(HashMap<i64, Game>);

impl Seen {
    /// Records the games that were not there before, ignoring those that ended before the first poll.
    pub(super) async fn look(&mut self, service: &Service) {
        let now = service.clock.now();
        let games = "select
                played.match_id,
                played.leaderboard_id is not null,
                min(player.profile_id),
                extract(epoch from $1 - played.completed_at)::bigint
            from matches played
            join match_players player using (match_id)
            join tournament_players entry on entry.profile_id = player.profile_id
            where played.updated_at = $1 and played.completed_at > $2
            group by played.match_id";
        let start = NOW.parse::<Timestamp>().unwrap();
        let rows: Vec<(i64, bool, i64, i64)> = sqlx::query_as(games)
            .bind(now.inner())
            .bind(start.inner())
            .fetch_all(&service.database.pool)
            .await
            .unwrap();
        for (id, is_ranked, account, delay) in rows {
            self.0.entry(id).or_insert(Game { is_ranked, account, delay });
        }
    }

    pub(super) fn report(&self, report: &mut Report, name: &str, profiles: &[ProfileId]) {
        let of = |is_wanted: &dyn Fn(&Game) -> bool| {
            let mut delays: Vec<_> = self.0.values().filter(|game| is_wanted(game)).map(|game| game.delay).collect();
            delays.sort_unstable();
            delays
        };
        let at =
            |delays: &[i64], part: f64| delays.get((delays.len() as f64 * part) as usize).copied().unwrap_or(0) as f64;
        let (ranked, custom) = (of(&|game| game.is_ranked), of(&|game| !game.is_ranked));
        let games = format!("{name}: {} ladder games known after their end", ranked.len());
        report.at_most(&format!("{games}, p50"), at(&ranked, 0.5), 45.0, "s");
        report.at_most(&format!("{games}, p99"), at(&ranked, 0.99), 90.0, "s");
        let middle = profiles[profiles.len() / 2].0;
        let halves = [true, false].map(|is_low| of(&|game| game.is_ranked && (game.account < middle) == is_low));
        let [low, high] = halves.map(|delays| delays.iter().sum::<i64>() as f64 / delays.len() as f64);
        report.at_most(&format!("{games}: the upper half of ids over the lower"), high / low, 1.1, "");
        let games = format!("{name}: {} custom games known after their end", custom.len());
        report.at_most(&format!("{games}, p99"), at(&custom, 0.99), 360.0, "s");
    }
}
