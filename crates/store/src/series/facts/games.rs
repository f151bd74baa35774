//! Loads the games that series may take.

use domain::{
    id::{MatchId, MatchTypeId, ProfileId, SideId, TournamentId},
    series::{Admits, PlayedBy, PlayedGame, SeriesFacts},
};

use crate::{
    Error, Tx,
    columns::{column, outcome, time},
};

/// The games in which two accounts of the roster took part since the first of these series may have begun, and the
/// matches `decided` about.
#[tracing::instrument(target = "trace", name = "store.series.facts.games.load", skip_all)]
pub(super) async fn load(
    tx: &mut Tx,
    tournament: TournamentId,
    series: &[SeriesFacts],
    decided: &[MatchId],
) -> Result<Vec<PlayedGame>, Error> {
    let since = series.iter().map(SeriesFacts::opens_at).min();
    let only_lobbies = series.iter().all(|facts| facts.admits == Admits::Lobby);
    let rows = sqlx::query_file_as!(
        Row,
        "src/series/facts/games.sql",
        tournament.0,
        time(since),
        only_lobbies,
        &column(decided, |id| id.0),
    )
    .fetch_all(&mut **tx)
    .await?;
    let game = |row: Row| {
        let outcomes = row.outcomes.iter().map(|name| name.as_deref().map(outcome).transpose());
        let players = row.profiles.iter().zip(row.sides).zip(outcomes).map(|((profile, side), outcome)| {
            Ok(PlayedBy { profile_id: ProfileId(*profile), side: side.map(SideId), outcome: outcome? })
        });
        Ok(PlayedGame {
            match_id: MatchId(row.match_id),
            matchtype_id: MatchTypeId(row.matchtype_id),
            started_at: row.started_at.into(),
            completed_at: row.completed_at.map(Into::into),
            players: players.collect::<Result<_, Error>>()?,
            is_excluded: row.is_excluded,
        })
    };
    rows.into_iter().map(game).collect()
}

/// A game with its players as parallel arrays.
struct Row {
    match_id: i64,
    matchtype_id: i64,
    started_at: chrono::DateTime<chrono::Utc>,
    completed_at: Option<chrono::DateTime<chrono::Utc>>,
    profiles: Vec<i64>,
    sides: Vec<Option<i64>>,
    outcomes: Vec<Option<String>>,
    is_excluded: bool,
}
