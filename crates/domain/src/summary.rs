//! The summary: who leads in what.

use std::cmp::{Ordering, Reverse};

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    clock::Timestamp,
    entrant::Entrant,
    id::{EntryId, ProfileId},
    matches::Outcome,
    participations::Participation,
    record::{TournamentRecord, decided},
    tournament::RankBy,
    tournament_facts::TournamentFacts,
};

/// The leaders. A card is null when nobody qualifies.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct TournamentSummary {
    /// When the newest game of anybody started; null when there is none.
    #[schema(required)]
    pub last_polled_at: Option<Timestamp>,
    /// The highest peak rating, in a tournament ranked by it; final once that has ended.
    #[schema(required)]
    pub highest_peak_rating: Option<SummaryCard>,
    /// The highest current rating, in a tournament ranked by it; final once that has ended.
    pub highest_current_rating: Option<SummaryCard>,
    /// The highest percentage of games won, among those who played enough.
    #[schema(required)]
    pub best_win_rate: Option<SummaryCard>,
    /// The longest run of wins.
    #[schema(required)]
    pub longest_win_streak: Option<StreakSummaryCard>,
    /// The most rating gained from the first game to the last; may be negative when everybody lost some.
    #[schema(required)]
    pub biggest_climber: Option<SummaryCard>,
    /// The most games.
    #[schema(required)]
    pub most_games_played: Option<SummaryCard>,
}

/// Who leads, and with what.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct SummaryCard {
    /// The entry.
    pub tournament_player_id: EntryId,
    /// Its account.
    pub profile_id: ProfileId,
    /// The displayed name.
    pub name: String,
    /// The figure.
    pub value: Figure,
}

/// Who had the longest run of wins, and when.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct StreakSummaryCard {
    /// Who, and how many wins.
    #[serde(flatten)]
    pub card: SummaryCard,
    /// When the first of them ended.
    pub streak_start: Option<Timestamp>,
    /// When the last of them ended.
    pub streak_end: Option<Timestamp>,
}

/// A count or rating, or a percentage.
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd, Serialize, Deserialize, ToSchema)]
#[serde(untagged)]
pub enum Figure {
    /// Games, or rating points.
    Whole(i64),
    /// Percent, with one decimal.
    Percent(f64),
}

/// Somebody who may lead.
struct Candidate<'a> {
    entrant: &'a Entrant,
    profile_id: ProfileId,
    games: &'a [Participation],
    record: TournamentRecord,
}

/// The summary for every number of games that it may take to lead in win rate.
#[derive(Clone, Debug, PartialEq)]
pub struct Summaries {
    /// Without a leader in win rate.
    common: TournamentSummary,
    /// The leaders in win rate, each with the games it played: who leads for fewer games comes first. Nobody after
    /// one has both a higher rate and more games.
    win_rates: Vec<(i64, SummaryCard)>,
}

impl Summaries {
    /// The leaders among the linked entries.
    #[must_use]
    pub fn of(tournament_facts: &TournamentFacts) -> Self {
        let candidates: Vec<_> =
            tournament_facts.entrants.iter().filter_map(|entrant| Candidate::of(entrant, tournament_facts)).collect();
        Self { common: common(tournament_facts, &candidates), win_rates: win_rates(&candidates) }
    }

    /// The summary when it takes `min_games` games to lead in win rate.
    #[must_use]
    pub fn of_at_least(&self, min_games: i64) -> TournamentSummary {
        let best = self.win_rates.get(self.case(min_games)).map(|(_, card)| card.clone());
        TournamentSummary { best_win_rate: best, ..self.common.clone() }
    }

    /// How many cases differ.
    #[must_use]
    pub fn cases(&self) -> usize {
        self.win_rates.len() + 1
    }

    /// The number of the case that `min_games` is: summaries of the same case are the same, and cases are at most
    /// one more than entries.
    #[must_use]
    pub fn case(&self, min_games: i64) -> usize {
        self.win_rates.partition_point(|(games, _)| *games < min_games)
    }
}

/// The leaders among the linked entries. For the win rate one has to have played `min_games` games.
#[must_use]
pub fn summary(tournament_facts: &TournamentFacts, min_games: i64) -> TournamentSummary {
    Summaries::of(tournament_facts).of_at_least(min_games)
}

/// Everybody who leads in win rate among those who played as many games or more.
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

/// Every card but the win rate's.
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
        biggest_climber: leader(candidates, |candidate| climbed(candidate.games).map(Figure::Whole)),
        most_games_played: leader(candidates, |candidate| positive(candidate.record.games_played)),
    }
}

impl<'a> Candidate<'a> {
    fn of(entrant: &'a Entrant, tournament_facts: &'a TournamentFacts) -> Option<Self> {
        let games = tournament_facts.participations_of(entrant);
        let record = TournamentRecord::of(games, Vec::new());
        Some(Self { entrant, profile_id: entrant.entry.profile_id?, games, record })
    }

    fn card(&self, value: Figure) -> SummaryCard {
        SummaryCard {
            tournament_player_id: self.entrant.entry.id,
            profile_id: self.profile_id,
            name: self.entrant.entry.displayed_name().to_owned(),
            value,
        }
    }
}

/// The order of figures of one card; ties go to who played more games in the window, then to the older entry.
fn compare((a, one): (&Candidate<'_>, Figure), (b, other): (&Candidate<'_>, Figure)) -> Ordering {
    let key = |candidate: &Candidate<'_>| (candidate.record.games_played, Reverse(candidate.entrant.entry.id));
    // Figures of one card are of one kind, and no percentage is not a number.
    one.partial_cmp(&other).unwrap_or(Ordering::Equal).then_with(|| key(a).cmp(&key(b)))
}

/// Whoever has the highest figure.
fn leader(candidates: &[Candidate<'_>], figure: impl Fn(&Candidate<'_>) -> Option<Figure>) -> Option<SummaryCard> {
    let figures = candidates.iter().filter_map(|candidate| Some((candidate, figure(candidate)?)));
    let best = figures.max_by(|one, other| compare(*one, *other));
    best.map(|(candidate, value)| candidate.card(value))
}

fn positive(count: i64) -> Option<Figure> {
    (count > 0).then_some(Figure::Whole(count))
}

/// The rating after the last rated game less the one after the first; it takes two.
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

/// When the first and the last win of the longest run ended; of several as long, the latest.
fn longest_run(games: &[Participation]) -> (Option<Timestamp>, Option<Timestamp>) {
    let decided: Vec<_> = decided(games).collect();
    let runs = decided.split(|(_, outcome)| *outcome == Outcome::Loss);
    // Newest first: of equals, the one met first is the latest.
    let longest = runs.reduce(|longest, run| if run.len() > longest.len() { run } else { longest }).unwrap_or_default();
    let ended = |game: Option<&(&Participation, Outcome)>| game.and_then(|(game, _)| game.completed_at);
    (ended(longest.last()), ended(longest.first()))
}
