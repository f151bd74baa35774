//! The moment of a snapshot: the newest nudge and the times of the polls. The same query says whether the tournament
//! has stages and series.

use domain::id::{NudgeId, TournamentId};

use crate::{Error, Snapshot, nudges::Times, poll_status::PollTimes};

/// The moment of a snapshot.
#[derive(Clone, Debug)]
pub struct Moment {
    /// The newest nudge.
    pub newest_nudge: NudgeId,
    /// When each poll had last succeeded.
    pub polled: PollTimes,
    /// Whether the tournament has stages and series.
    pub has: HasStages,
}

/// Whether a tournament has stages and series that everybody sees.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct HasStages {
    /// Whether there is a stage.
    pub stages: bool,
    /// Whether there is a series, of a stage or by itself.
    pub series: bool,
}

/// The moment of a snapshot, with what it says of a tournament's stages and series.
///
/// # Errors
/// When the database cannot be read.
#[tracing::instrument(target = "trace", name = "store.read.facts.moment.moment", skip_all)]
pub async fn moment(snapshot: &mut Snapshot, tournament: TournamentId) -> Result<Moment, Error> {
    let row = sqlx::query_file!("src/read/facts/moment.sql", tournament.0).fetch_one(&mut **snapshot).await?;
    Ok(Moment {
        newest_nudge: NudgeId(row.newest_nudge),
        polled: PollTimes::named(row.polled.0),
        has: HasStages { stages: row.has_stages, series: row.has_series },
    })
}
