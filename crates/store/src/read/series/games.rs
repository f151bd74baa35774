//! The games of series, with their maps and players.

use std::collections::HashMap;

use domain::{
    id::{CivilizationId, MatchId, ProfileId},
    view::series::{SeriesGameRead, SeriesPlayerRead},
};

use crate::{
    Connection, Error,
    columns::{not_counted, winner},
};

/// The games of these series, by series, each in its order.
///
/// # Errors
/// [`Error::Corrupt`] when one has a value that the schema does not allow.
#[tracing::instrument(target = "trace", name = "store.read.series.games.of_series", skip_all)]
pub(super) async fn of_series(
    connection: &mut Connection,
    series: &[i64],
) -> Result<HashMap<i64, Vec<SeriesGameRead>>, Error> {
    let rows = sqlx::query_file_as!(Row, "src/read/series/games.sql", series).fetch_all(connection).await?;
    let mut games: HashMap<_, Vec<_>> = HashMap::new();
    for row in rows {
        games.entry(row.series_id).or_default().push(row.read()?);
    }
    Ok(games)
}

/// A game with its players as parallel arrays.
struct Row {
    series_id: i64,
    match_id: Option<i64>,
    decision_id: Option<i64>,
    winner: Option<i16>,
    not_counted: Option<String>,
    map_name: Option<String>,
    started_at: Option<chrono::DateTime<chrono::Utc>>,
    completed_at: Option<chrono::DateTime<chrono::Utc>>,
    profiles: Vec<i64>,
    sides: Vec<Option<i16>>,
    civilizations: Vec<i64>,
    civilization_names: Vec<Option<String>>,
}

impl Row {
    fn read(self) -> Result<SeriesGameRead, Error> {
        let why = self.not_counted.as_deref().map(not_counted).transpose()?;
        let players = self.profiles.into_iter().zip(self.sides).zip(self.civilizations).zip(self.civilization_names);
        let mut players: Vec<_> = players
            .map(|(((profile, side), civilization), civilization_name)| SeriesPlayerRead {
                side: side.and_then(|side| u8::try_from(side).ok()),
                profile_id: ProfileId(profile),
                civilization_id: CivilizationId(civilization),
                civilization_name,
            })
            .collect();
        players.sort_by_key(|player| (player.side.is_none(), player.side, player.profile_id));
        Ok(SeriesGameRead {
            match_id: self.match_id.map(MatchId),
            counts: why.is_none(),
            why,
            decision_id: self.decision_id,
            winner: self.winner.map(winner).transpose()?,
            map_name: self.map_name,
            started_at: self.started_at.map(Into::into),
            completed_at: self.completed_at.map(Into::into),
            players,
        })
    }
}
