//! Creates, changes and deletes series.

use domain::{
    clock::Timestamp,
    id::{SeriesId, StageId, TournamentId},
    series::{Admits, SeriesFormat},
    stages::{
        side::{Group, Round, Side},
        stage::Stage,
    },
};

use crate::{
    Error, Tx,
    columns::{column, series_format_columns, side_columns, time},
};

/// A series to create.
#[derive(Clone, Debug)]
pub struct NewSeries {
    /// Its stage, if it has one.
    pub stage: Option<StageId>,
    /// Its round of the stage.
    pub round: Option<Round>,
    /// Its group of the stage.
    pub group: Option<Group>,
    /// The two sides.
    pub sides: [Side; 2],
    /// How many games it has.
    pub format: SeriesFormat,
    /// Which kinds of match count.
    pub admits: Admits,
    /// Why its sides were paired.
    pub pairing_reason: Option<String>,
    /// What the host can change of it.
    pub details: SeriesDetails,
}

impl NewSeries {
    /// A series of a stage, with the stage's settings.
    #[must_use]
    pub fn of_stage(stage: &Stage, round: Round, sides: [Side; 2]) -> Self {
        Self {
            stage: Some(stage.id),
            round: Some(round),
            group: None,
            sides,
            format: stage.settings.series_format,
            admits: stage.settings.admits,
            pairing_reason: None,
            details: SeriesDetails::default(),
        }
    }
}

/// What a host can change of a series besides its result.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SeriesDetails {
    /// When it is to begin.
    pub scheduled_at: Option<Timestamp>,
    /// A link to its broadcast.
    pub stream_url: Option<String>,
    /// What the host calls it.
    pub label: Option<String>,
    /// The host's note.
    pub note: Option<String>,
}

/// How many series a tournament has. Only while the tournament is locked does the number stay.
#[tracing::instrument(target = "trace", name = "store.series.edit.count", skip_all)]
pub async fn count(tx: &mut Tx, tournament: TournamentId) -> Result<usize, Error> {
    let count =
        sqlx::query_scalar!(r#"select count(*) as "count!" from series where tournament_id = $1"#, tournament.0,);
    Ok(usize::try_from(count.fetch_one(&mut **tx).await?).unwrap_or(usize::MAX))
}

/// Creates series and returns their ids, in the same order.
///
/// # Errors
/// [`Error::ForeignKeyViolation`] when a side is not of the tournament.
#[tracing::instrument(target = "trace", name = "store.series.edit.create", skip_all)]
pub async fn create(
    tx: &mut Tx,
    tournament: TournamentId,
    new: &[NewSeries],
    now: Timestamp,
) -> Result<Vec<SeriesId>, Error> {
    let number = |number: u16| i16::try_from(number).unwrap_or(i16::MAX);
    let ids = sqlx::query_file_scalar!(
        "src/series/edit/create.sql",
        tournament.0,
        now.inner(),
        &column(new, |series| series.stage.map(|id| id.0)) as &[Option<i64>],
        &column(new, |series| series.round.map(|round| number(round.0))) as &[Option<i16>],
        &column(new, |series| series.group.map(|group| number(group.0))) as &[Option<i16>],
        &column(new, |series| side_columns(series.sides[0]).0) as &[Option<i64>],
        &column(new, |series| side_columns(series.sides[1]).0) as &[Option<i64>],
        &column(new, |series| side_columns(series.sides[0]).1) as &[Option<i64>],
        &column(new, |series| side_columns(series.sides[1]).1) as &[Option<i64>],
        &column(new, |series| series_format_columns(series.format).0) as &[Option<i16>],
        &column(new, |series| series_format_columns(series.format).1) as &[Option<i16>],
        &column(new, |series| series.admits.as_str().to_owned()),
        &column(new, |series| series.pairing_reason.clone()) as &[Option<String>],
        &column(new, |series| time(series.details.scheduled_at)) as &[Option<chrono::DateTime<chrono::Utc>>],
        &column(new, |series| series.details.stream_url.clone()) as &[Option<String>],
        &column(new, |series| series.details.label.clone()) as &[Option<String>],
        &column(new, |series| series.details.note.clone()) as &[Option<String>],
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(ids.into_iter().map(SeriesId).collect())
}

/// Saves what a host can change of a series besides its result.
#[tracing::instrument(target = "trace", name = "store.series.edit.update", skip_all)]
pub async fn update(tx: &mut Tx, id: SeriesId, details: &SeriesDetails) -> Result<(), Error> {
    sqlx::query!(
        "update series set scheduled_at = $2, stream_url = $3, label = $4, note = $5 where id = $1",
        id.0,
        time(details.scheduled_at),
        details.stream_url,
        details.label,
        details.note,
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Sets which kinds of match count for the series of a stage that are not decided. Returns whether any differed.
#[tracing::instrument(target = "trace", name = "store.series.edit.admit", skip_all)]
pub async fn admit(tx: &mut Tx, stage: StageId, admits: Admits) -> Result<bool, Error> {
    let changed = sqlx::query!(
        "update series set admits = $2 where stage_id = $1 and status in ('scheduled', 'live') and admits <> $2",
        stage.0,
        admits.as_str(),
    )
    .execute(&mut **tx)
    .await?;
    Ok(changed.rows_affected() > 0)
}

/// Deletes a series.
#[tracing::instrument(target = "trace", name = "store.series.edit.delete", skip_all)]
pub async fn delete(tx: &mut Tx, id: SeriesId) -> Result<(), Error> {
    sqlx::query!("delete from series where id = $1", id.0).execute(&mut **tx).await?;
    Ok(())
}
