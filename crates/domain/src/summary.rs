//! The summary: the leader of each statistic.

mod candidate;
mod cards;

pub use cards::{Figure, StreakSummaryCard, SummaryCard, TournamentSummary};

use crate::{
    clock::Timestamp, matches::Outcome, participations::Participation, record::decided, tournament::RankBy,
    tournament_facts::TournamentFacts,
};
use candidate::{Candidate, compare, leader};

/// The number of games that an entry needs to lead in win rate, unless a client asks for another one.
pub const USUAL_WIN_RATE_GAMES: i64 = 5;

/// The summary for every possible minimum number of games in the win rate card.
#[derive(Clone, Debug, PartialEq)]
pub struct Summaries {
    /// All cards but the win rate's.
    common: TournamentSummary,
    /// The leaders in win rate with their number of games, ordered by the minimum for which they lead, the lowest
    /// first. No entry after a leader has both a higher rate and more games.
    win_rates: Vec<(i64, SummaryCard)>,
}

impl Summaries {
    /// Computes the leaders among the linked entries.
    #[must_use]
    pub fn of(tournament_facts: &TournamentFacts) -> Self {
        let candidates: Vec<_> =
            tournament_facts.entrants.iter().filter_map(|entrant| Candidate::of(entrant, tournament_facts)).collect();
        Self { common: common(tournament_facts, &candidates), win_rates: win_rates(&candidates) }
    }

    /// The summary in which the win rate requires `min_games` games.
    #[must_use]
    pub fn of_at_least(&self, min_games: i64) -> TournamentSummary {
        let best = self.win_rates.get(self.case(min_games)).map(|(_, card)| card.clone());
        TournamentSummary { best_win_rate: best, ..self.common.clone() }
    }

    /// The number of distinct summaries.
    #[must_use]
    pub fn cases(&self) -> usize {
        self.win_rates.len() + 1
    }

    /// The index of the summary for `min_games`: equal indices mean equal summaries, and there is at most one more of
    /// them than there are entries.
    #[must_use]
    pub fn case(&self, min_games: i64) -> usize {
        self.win_rates.partition_point(|(games, _)| *games < min_games)
    }
}

/// The leaders among the linked entries. The win rate requires `min_games` games.
#[must_use]
pub fn summary(tournament_facts: &TournamentFacts, min_games: i64) -> TournamentSummary {
    Summaries::of(tournament_facts).of_at_least(min_games)
}

/// Every entry that leads in win rate among those who played at least as many games.
fn win_rates(candidates: &[Candidate<'_>]) -> Vec<(i64, SummaryCard)> {
    let rated = candidates.iter().filter_map(|candidate| Some((candidate, Figure::Percent(candidate.record.win_pct?))));
    let mut rated: Vec<_> = rated.collect();
    rated.sort_by(|(a, one), (b, other)| compare((b, *other), (a, *one)));
    let mut leaders: Vec<(i64, SummaryCard)> = Vec::new();
    for (candidate, percent) in rated {
        let games = candidate.record.games_played;
        if leaders.last().is_none_or(|(most, _)| games > *most) {
            leaders.push((games, candidate.card(percent)));
        }
    }
    leaders
}

/// All cards but the win rate's.
fn common(tournament_facts: &TournamentFacts, candidates: &[Candidate<'_>]) -> TournamentSummary {
    let highest = |rank_by| {
        let ranks = |candidate: &Candidate<'_>| tournament_facts.metrics(candidate.entrant).rank.map(Figure::Whole);
        leader(candidates, ranks).filter(|_| tournament_facts.tournament.rank_by == rank_by)
    };
    let newest = candidates.iter().filter_map(|candidate| candidate.games.first()).map(|game| game.started_at).max();
    TournamentSummary {
        last_polled_at: newest,
        highest_peak_rating: highest(RankBy::PeakRating),
        highest_current_rating: highest(RankBy::CurrentRating),
        best_win_rate: None,
        longest_win_streak: longest_streak(candidates),
        biggest_climber: leader(candidates, |candidate| climbed(candidate.rated).map(Figure::Whole)),
        most_games_played: leader(candidates, |candidate| positive(candidate.record.games_played)),
    }
}

fn positive(count: i64) -> Option<Figure> {
    (count > 0).then_some(Figure::Whole(count))
}

/// The rating after the last rated game minus the one after the first; `None` with fewer than two rated games.
fn climbed(games: &[Participation]) -> Option<i64> {
    let mut newest_first = decided(games).filter_map(|(game, _)| game.new_rating);
    let last = newest_first.next()?;
    newest_first.last().map(|first| last - first)
}

fn longest_streak(candidates: &[Candidate<'_>]) -> Option<StreakSummaryCard> {
    let card = leader(candidates, |candidate| positive(candidate.record.longest_win_streak))?;
    let holder = candidates.iter().find(|candidate| candidate.entrant.entry.id == card.tournament_player_id)?;
    let (streak_start, streak_end) = longest_run(holder.games);
    Some(StreakSummaryCard { card, streak_start, streak_end })
}

/// When the first and the last win of the longest run ended; of equally long runs, the latest.
fn longest_run(games: &[Participation]) -> (Option<Timestamp>, Option<Timestamp>) {
    let decided: Vec<_> = decided(games).collect();
    let runs = decided.split(|(_, outcome)| *outcome == Outcome::Loss);
    // Games come newest first, so the first of equally long runs is the latest.
    let longest = runs.reduce(|longest, run| if run.len() > longest.len() { run } else { longest }).unwrap_or_default();
    let ended = |game: Option<&(&Participation, Outcome)>| game.and_then(|(game, _)| game.completed_at);
    (ended(longest.last()), ended(longest.first()))
}
