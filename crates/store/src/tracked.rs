//! Tracked accounts and tournaments: whose accounts are polled, and which tournaments a change of them concerns.

use std::collections::{BTreeMap, BTreeSet};

use chrono::TimeDelta;
use domain::{
    clock::Timestamp,
    id::{MatchId, ProfileId, TournamentId},
};

use crate::{Error, Pool, Tx};

/// How long after its window a tournament is still followed: results are corrected within hours. After that it is
/// neither polled nor nudged about, unless its window is reopened.
const FOLLOWED_AFTER_END: TimeDelta = TimeDelta::days(1);

/// Tournaments whose window ended before this are no longer followed.
pub(crate) fn settled_before(now: Timestamp) -> Timestamp {
    now - FOLLOWED_AFTER_END
}

/// Every account linked on the roster of a tournament that is followed at `now`, which means that its window did not
/// end more than a day ago.
#[tracing::instrument(target = "trace", name = "store.tracked.accounts", skip_all)]
pub async fn accounts(pool: &Pool, now: Timestamp) -> Result<BTreeSet<ProfileId>, Error> {
    let rows = sqlx::query_scalar!(
        r#"select distinct entry.profile_id as "profile_id!"
        from tournament_players entry
        join tournaments tournament on tournament.id = entry.tournament_id
        where
            entry.profile_id is not null
            and (tournament.end_date is null or tournament.end_date > $1)"#,
        settled_before(now).inner(),
    )
    .fetch_all(pool)
    .await?;
    Ok(rows.into_iter().map(ProfileId).collect())
}

/// The accounts linked on the roster of each tournament that is followed at `now` and has any.
#[tracing::instrument(target = "trace", name = "store.tracked.accounts_by_tournament", skip_all)]
pub async fn accounts_by_tournament(
    pool: &Pool,
    now: Timestamp,
) -> Result<BTreeMap<TournamentId, BTreeSet<ProfileId>>, Error> {
    let rows = sqlx::query!(
        r#"select entry.tournament_id, array_agg(entry.profile_id) as "profiles!"
        from tournament_players entry
        join tournaments tournament on tournament.id = entry.tournament_id
        where
            entry.profile_id is not null
            and (tournament.end_date is null or tournament.end_date > $1)
        group by entry.tournament_id"#,
        settled_before(now).inner(),
    )
    .fetch_all(pool)
    .await?;
    let roster = |profiles: Vec<i64>| profiles.into_iter().map(ProfileId).collect();
    Ok(rows.into_iter().map(|row| (TournamentId(row.tournament_id), roster(row.profiles))).collect())
}

/// The tournaments that are followed at `now` and have any of `profiles` on their rosters.
#[tracing::instrument(target = "trace", name = "store.tracked.tournaments_of", skip_all)]
pub async fn tournaments_of(
    tx: &mut Tx,
    profiles: &BTreeSet<ProfileId>,
    now: Timestamp,
) -> Result<Vec<TournamentId>, Error> {
    let profiles: Vec<_> = profiles.iter().map(|profile| profile.0).collect();
    let rows = sqlx::query_scalar!(
        "select distinct entry.tournament_id
        from tournament_players entry
        join tournaments tournament on tournament.id = entry.tournament_id
        where
            entry.profile_id = any($1)
            and (tournament.end_date is null or tournament.end_date > $2)",
        &profiles,
        settled_before(now).inner(),
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows.into_iter().map(TournamentId).collect())
}

/// The tournaments that are followed at `now` and have a player of any of `matches` on their rosters.
#[tracing::instrument(target = "trace", name = "store.tracked.tournaments_in", skip_all)]
pub async fn tournaments_in(
    tx: &mut Tx,
    matches: &BTreeSet<MatchId>,
    now: Timestamp,
) -> Result<Vec<TournamentId>, Error> {
    let matches: Vec<_> = matches.iter().map(|id| id.0).collect();
    let rows = sqlx::query_scalar!(
        "select distinct entry.tournament_id
        from match_players player
        join tournament_players entry on entry.profile_id = player.profile_id
        join tournaments tournament on tournament.id = entry.tournament_id
        where
            player.match_id = any($1)
            and (tournament.end_date is null or tournament.end_date > $2)",
        &matches,
        settled_before(now).inner(),
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows.into_iter().map(TournamentId).collect())
}
