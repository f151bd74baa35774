//! Series with their games.

mod games;

use domain::{
    id::{EntryId, SeriesId, StageId, TeamId, TournamentId},
    series::SeriesStatus,
    stages::side::{Group, Round},
    view::series::{SeriesRead, SideNames},
};

use super::sides;
use crate::{
    Connection, Error,
    columns::{admits, decided_by, series_format, series_status, side, winner},
};

/// Which series of a tournament to list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct SeriesFilter {
    /// Only this one.
    pub series: Option<SeriesId>,
    /// Only those of this stage.
    pub stage: Option<StageId>,
    /// Only those that are this far.
    pub status: Option<SeriesStatus>,
    /// Only those of this entry.
    pub entry: Option<EntryId>,
    /// Only those of this team.
    pub team: Option<TeamId>,
    /// Also those of stages that only owners see.
    pub with_drafts: bool,
}

/// The series that pass the filter, by schedule, those without one last, then by id.
///
/// # Errors
/// [`Error::Corrupt`] when one has a value that the schema does not allow.
pub async fn list(
    connection: &mut Connection,
    tournament: TournamentId,
    filter: SeriesFilter,
) -> Result<Vec<SeriesRead>, Error> {
    let rows = rows(connection, tournament, filter).await?;
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let names = sides::names(connection, tournament).await?;
    let ids: Vec<_> = rows.iter().map(|row| row.id).collect();
    let mut games = games::of_series(connection, &ids).await?;
    rows.into_iter()
        .map(|row| {
            let games = games.remove(&row.id).unwrap_or_default();
            Ok(SeriesRead { games, ..row.read(&names)? })
        })
        .collect()
}

#[tracing::instrument(target = "trace", name = "store.read.series.rows", skip_all)]
async fn rows(connection: &mut Connection, tournament: TournamentId, filter: SeriesFilter) -> Result<Vec<Row>, Error> {
    let rows = sqlx::query_file_as!(
        Row,
        "src/read/series/list.sql",
        tournament.0,
        filter.series.map(|id| id.0),
        filter.stage.map(|id| id.0),
        filter.status.map(SeriesStatus::as_str),
        filter.entry.map(|id| id.0),
        filter.team.map(|id| id.0),
        filter.with_drafts,
    );
    Ok(rows.fetch_all(connection).await?)
}

struct Row {
    id: i64,
    stage_id: Option<i64>,
    round: Option<i16>,
    group_number: Option<i16>,
    label: Option<String>,
    first_entry_id: Option<i64>,
    second_entry_id: Option<i64>,
    first_team_id: Option<i64>,
    second_team_id: Option<i64>,
    best_of: Option<i16>,
    play_all: Option<i16>,
    admits: String,
    scheduled_at: Option<chrono::DateTime<chrono::Utc>>,
    stream_url: Option<String>,
    note: Option<String>,
    pairing_reason: Option<String>,
    status: String,
    first_score: i16,
    second_score: i16,
    winner: Option<i16>,
    decided_by: Option<String>,
    decided_at: Option<chrono::DateTime<chrono::Utc>>,
}

impl Row {
    fn read(self, names: &SideNames) -> Result<SeriesRead, Error> {
        let score = |games: i16| u8::try_from(games).map_err(|_| Error::corrupt("first_score", &games));
        let number = |number: i16| u16::try_from(number).map_err(|_| Error::corrupt("round", &number));
        Ok(SeriesRead {
            series_id: SeriesId(self.id),
            stage_id: self.stage_id.map(StageId),
            round: self.round.map(number).transpose()?.map(Round),
            group: self.group_number.map(number).transpose()?.map(Group),
            label: self.label,
            sides: [
                names.of(side(self.first_entry_id, self.first_team_id)?),
                names.of(side(self.second_entry_id, self.second_team_id)?),
            ],
            format: series_format(self.best_of, self.play_all)?,
            admits: admits(&self.admits)?,
            scheduled_at: self.scheduled_at.map(Into::into),
            stream_url: self.stream_url,
            status: series_status(&self.status)?,
            score: [score(self.first_score)?, score(self.second_score)?],
            winner: self.winner.map(winner).transpose()?,
            games: Vec::new(),
            decided_by: self.decided_by.as_deref().map(decided_by).transpose()?,
            decided_at: self.decided_at.map(Into::into),
            pairing_reason: self.pairing_reason,
            note: self.note,
        })
    }
}
