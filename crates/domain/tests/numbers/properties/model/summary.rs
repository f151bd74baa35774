//! The model of the summary.

use std::cmp::Reverse;

use domain::{
    entrant::Entrant,
    record::TournamentRecord,
    summary::{Figure, StreakSummaryCard, SummaryCard, TournamentSummary},
};

use super::{
    Model,
    record::{count, runs},
    shown,
};

impl Model<'_> {
    pub(in crate::properties) fn summary(&self, min_games: i64) -> TournamentSummary {
        let newest = self.candidates().iter().flat_map(|one| self.counted(one)).map(|game| game.started_at).max();
        let rating = self.leader(|one, _| Some(whole(self.rank_metric(one)?)));
        let is_by_peak = self.is_by_peak();
        TournamentSummary {
            last_polled_at: newest,
            highest_peak_rating: rating.clone().filter(|_| is_by_peak),
            highest_current_rating: rating.filter(|_| !is_by_peak),
            best_win_rate: self.leader(|_, record| {
                let tenths = record.win_pct?;
                (record.games_played >= min_games).then_some(Figure::Percent(tenths))
            }),
            longest_win_streak: self.streak(),
            biggest_climber: self.leader(|one, _| Some(whole(self.climb(one)?))),
            most_games_played: self
                .leader(|_, record| Some(whole(record.games_played)).filter(|_| record.games_played > 0)),
        }
    }

    fn candidates(&self) -> Vec<&Entrant> {
        self.fixture.entrants.iter().filter(|entrant| entrant.entry.profile_id.is_some()).collect()
    }

    /// The candidate that no other candidate precedes.
    fn leader(&self, figure: impl Fn(&Entrant, &TournamentRecord) -> Option<Figure>) -> Option<SummaryCard> {
        let mut rows = vec![];
        for one in self.candidates() {
            let record = self.record(one);
            if let Some(value) = figure(one, &record) {
                let tenths = match value {
                    Figure::Whole(number) => number * 10,
                    #[expect(clippy::cast_possible_truncation, reason = "0 to 100")]
                    Figure::Percent(percent) => (percent * 10.0).round() as i64,
                };
                rows.push((Reverse(tenths), Reverse(record.games_played), one.entry.id, one, value));
            }
        }
        rows.sort_by_key(|(value, games, id, _, _)| (*value, *games, *id));
        let (_, _, _, one, value) = rows.into_iter().next()?;
        let profile_id = one.entry.profile_id?;
        Some(SummaryCard { tournament_player_id: one.entry.id, profile_id, name: shown(&one.entry), value })
    }

    fn climb(&self, entrant: &Entrant) -> Option<i64> {
        let newest_first = self.reached(entrant);
        if count(newest_first.len()) < 2 {
            return None;
        }
        Some(newest_first[0] - newest_first[newest_first.len() - 1])
    }

    fn streak(&self) -> Option<StreakSummaryCard> {
        let card = self.leader(|_, record| {
            let longest = record.longest_win_streak;
            (longest > 0).then_some(whole(longest))
        })?;
        let one = self.candidates().into_iter().find(|one| one.entry.id == card.tournament_player_id)?;
        let longest = self.record(one).longest_win_streak;
        // Runs come newest first, so the first one of that length is the latest.
        let (streak_start, streak_end, _) =
            runs(&self.decided(one)).into_iter().find(|(_, _, length)| *length == longest)?;
        Some(StreakSummaryCard { card, streak_start, streak_end })
    }
}

fn whole(number: i64) -> Figure {
    Figure::Whole(number)
}
