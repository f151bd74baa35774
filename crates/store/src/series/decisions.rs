//! Stores what hosts decide about a series.

use domain::{
    clock::Timestamp,
    id::{MatchId, SeriesId, TournamentId},
    series::{GameDecision, Ruling},
};

use crate::{Error, Tx};

/// Stores the decision about a series as a whole; `None` hands it back to its games.
#[tracing::instrument(target = "trace", name = "store.series.decisions.rule", skip_all)]
pub async fn rule(tx: &mut Tx, series: SeriesId, ruling: Option<(Ruling, Timestamp)>) -> Result<(), Error> {
    let score = match ruling {
        Some((Ruling::Score([first, second]), _)) => Some((i16::from(first), i16::from(second))),
        _ => None,
    };
    let walkover = match ruling {
        Some((Ruling::Walkover(winner), _)) => Some(i16::from(u8::from(winner))),
        _ => None,
    };
    sqlx::query!(
        "update series
        set ruled_at = $2, ruled_first = $3, ruled_second = $4, ruled_walkover = $5, ruled_cancelled = $6
        where id = $1",
        series.0,
        ruling.map(|(_, at)| at.inner()),
        score.map(|(first, _)| first),
        score.map(|(_, second)| second),
        walkover,
        matches!(ruling, Some((Ruling::Cancelled, _))),
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Which decisions about single games of a series are withdrawn.
#[derive(Clone, Copy, Debug)]
pub enum Withdrawn {
    /// All of them.
    All,
    /// The one about this match.
    Match(MatchId),
    /// The one with this number.
    Decision(i64),
}

/// Withdraws decisions about single games of a series.
#[tracing::instrument(target = "trace", name = "store.series.decisions.withdraw", skip_all)]
pub async fn withdraw(tx: &mut Tx, series: SeriesId, withdrawn: Withdrawn) -> Result<(), Error> {
    let (match_id, decision) = match withdrawn {
        Withdrawn::All => (None, None),
        Withdrawn::Match(id) => (Some(id.0), None),
        Withdrawn::Decision(id) => (None, Some(id)),
    };
    sqlx::query!(
        "delete from series_game_decisions
        where series_id = $1 and ($2::bigint is null or match_id = $2) and ($3::bigint is null or id = $3)",
        series.0,
        match_id,
        decision,
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Stores a decision about a single game of a series.
///
/// # Errors
/// [`Error::UniqueViolation`] when there is one about the match already, in this series or in another.
#[tracing::instrument(target = "trace", name = "store.series.decisions.decide", skip_all)]
pub async fn decide(
    tx: &mut Tx,
    (tournament, series): (TournamentId, SeriesId),
    decision: &GameDecision,
) -> Result<(), Error> {
    sqlx::query!(
        "insert into series_game_decisions (tournament_id, series_id, match_id, counts, winner, map_name, made_at)
        values ($1, $2, $3, $4, $5, $6, $7)",
        tournament.0,
        series.0,
        decision.match_id.map(|id| id.0),
        decision.counts,
        decision.winner.map(|winner| i16::from(u8::from(winner))),
        decision.map_name,
        decision.made_at.inner(),
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}
