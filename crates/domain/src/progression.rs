//! The progression: every entry's rating after each game.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    clock::Timestamp,
    entrant::Entrant,
    id::{EntryId, ProfileId},
    participations::Participation,
    roster::by_name,
    tournament_facts::TournamentFacts,
};

/// One entry's rating over its games in the window.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct PlayerProgression {
    /// The entry.
    pub tournament_player_id: EntryId,
    /// Its account.
    pub profile_id: ProfileId,
    /// The in-game name, or the entry's name when there is none.
    pub alias: String,
    /// A point for every game, the oldest first.
    pub points: Vec<ProgressionPoint>,
}

/// The rating after a game.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ProgressionPoint {
    /// When the game ended.
    pub completed_at: Timestamp,
    /// The rating after it.
    pub rating: i64,
}

/// The series of every polled entry that has points, sorted by in-game name, and the time of the newest point.
#[must_use]
pub fn progression(tournament_facts: &TournamentFacts) -> (Option<Timestamp>, Vec<PlayerProgression>) {
    let series_of = |entrant: &Entrant| {
        let points = points(tournament_facts, entrant);
        (!points.is_empty()).then_some(())?;
        Some(PlayerProgression {
            tournament_player_id: entrant.entry.id,
            profile_id: entrant.player.as_ref()?.0.profile_id,
            alias: entrant.alias().to_owned(),
            points,
        })
    };
    let mut series: Vec<_> = tournament_facts.entrants.iter().filter_map(series_of).collect();
    series.sort_by(|a, b| by_name(&a.alias, &b.alias).then_with(|| a.profile_id.cmp(&b.profile_id)));
    let newest = series.iter().filter_map(|series| series.points.last()).map(|point| point.completed_at).max();
    (newest, series)
}

/// The rating of an entrant after each of its games, the oldest first.
#[must_use]
pub fn points(tournament_facts: &TournamentFacts, entrant: &Entrant) -> Vec<ProgressionPoint> {
    settled(tournament_facts.rated_participations_of(entrant)).map(|(_, point)| point).collect()
}

/// The games that ended with a rating, sorted by completion, then by match id.
pub(crate) fn settled(games: &[Participation]) -> impl Iterator<Item = (&Participation, ProgressionPoint)> {
    let mut settled: Vec<_> = games
        .iter()
        .filter_map(|game| {
            let (completed_at, rating) = game.settled()?;
            Some((game, ProgressionPoint { completed_at, rating }))
        })
        .collect();
    settled.sort_unstable_by_key(|(game, point)| (point.completed_at, game.match_id));
    settled.into_iter()
}
