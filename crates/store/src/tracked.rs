//! Tracked accounts and tournaments: whose accounts are polled, and which tournaments a change of them concerns.

use std::collections::{BTreeMap, BTreeSet};

use chrono::TimeDelta;
use domain::{
    clock::Timestamp,
    id::{MatchId, ProfileId, TournamentId},
};

use crate::{Connection, Error, Pool, Tx};

/// How long after its window a tournament is still followed: results are corrected within hours. After that it is not
/// polled, and only changes of its live matches nudge it, unless its window is reopened or it has series to play.
const FOLLOWED_AFTER_END: TimeDelta = TimeDelta::days(1);

/// How long after its schedule, or without one after its creation, a series that is not decided keeps its tournament
/// followed: one that nobody plays must not do so for ever.
const FOLLOWED_FOR_SERIES: TimeDelta = TimeDelta::days(30);

/// The tournaments that are followed at a moment.
#[derive(Debug)]
pub struct Followed(pub(crate) Vec<i64>);

/// The tournaments that are followed at `now`: those whose window did not end more than a day ago, and those with a
/// series to play.
#[tracing::instrument(target = "trace", name = "store.tracked.followed", skip_all)]
pub async fn followed(connection: &mut Connection, now: Timestamp) -> Result<Followed, Error> {
    let followed = sqlx::query_scalar!(
        "select tournament.id
        from tournaments tournament
        where
            tournament.end_date is null
            or tournament.end_date > $1
            or tournament.id in (
                select series.tournament_id
                from series
                where
                    series.status in ('scheduled', 'live')
                    and coalesce(series.scheduled_at, series.created_at) > $2
            )",
        (now - FOLLOWED_AFTER_END).inner(),
        (now - FOLLOWED_FOR_SERIES).inner(),
    )
    .fetch_all(connection)
    .await?;
    Ok(Followed(followed))
}

/// Every account linked on the roster of a tournament that is followed at `now`.
#[tracing::instrument(target = "trace", name = "store.tracked.accounts", skip_all)]
pub async fn accounts(pool: &Pool, now: Timestamp) -> Result<BTreeSet<ProfileId>, Error> {
    let followed = followed(&mut pool.acquire().await?, now).await?;
    let rows = sqlx::query_scalar!(
        r#"select distinct entry.profile_id as "profile_id!"
        from tournament_players entry
        where entry.profile_id is not null and entry.tournament_id = any($1)"#,
        &followed.0,
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
    let followed = followed(&mut pool.acquire().await?, now).await?;
    let rows = sqlx::query!(
        r#"select entry.tournament_id, array_agg(entry.profile_id) as "profiles!"
        from tournament_players entry
        where entry.profile_id is not null and entry.tournament_id = any($1)
        group by entry.tournament_id"#,
        &followed.0,
    )
    .fetch_all(pool)
    .await?;
    let roster = |profiles: Vec<i64>| profiles.into_iter().map(ProfileId).collect();
    Ok(rows.into_iter().map(|row| (TournamentId(row.tournament_id), roster(row.profiles))).collect())
}

/// The tournaments with any of `profiles` on their rosters, whether they are followed or not.
#[tracing::instrument(target = "trace", name = "store.tracked.with_accounts", skip_all)]
pub async fn with_accounts(tx: &mut Tx, profiles: &BTreeSet<ProfileId>) -> Result<Vec<TournamentId>, Error> {
    let profiles: Vec<_> = profiles.iter().map(|profile| profile.0).collect();
    let rows = sqlx::query_scalar!(
        "select distinct tournament_id from tournament_players where profile_id = any($1)",
        &profiles,
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows.into_iter().map(TournamentId).collect())
}

/// The tournaments among `followed` that have any of `profiles` on their rosters.
#[tracing::instrument(target = "trace", name = "store.tracked.followed_with_accounts", skip_all)]
pub async fn followed_with_accounts(
    tx: &mut Tx,
    profiles: &BTreeSet<ProfileId>,
    followed: &Followed,
) -> Result<Vec<TournamentId>, Error> {
    let profiles: Vec<_> = profiles.iter().map(|profile| profile.0).collect();
    let rows = sqlx::query_scalar!(
        "select distinct tournament_id
        from tournament_players
        where profile_id = any($1) and tournament_id = any($2)",
        &profiles,
        &followed.0,
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows.into_iter().map(TournamentId).collect())
}

/// The tournaments among `followed` that have a player of any of `matches` on their rosters.
#[tracing::instrument(target = "trace", name = "store.tracked.followed_with_matches", skip_all)]
pub async fn followed_with_matches(
    tx: &mut Tx,
    matches: &BTreeSet<MatchId>,
    followed: &Followed,
) -> Result<Vec<TournamentId>, Error> {
    let matches: Vec<_> = matches.iter().map(|id| id.0).collect();
    let rows = sqlx::query_scalar!(
        "select distinct entry.tournament_id
        from match_players player
        join tournament_players entry on entry.profile_id = player.profile_id
        where player.match_id = any($1) and entry.tournament_id = any($2)",
        &matches,
        &followed.0,
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows.into_iter().map(TournamentId).collect())
}
