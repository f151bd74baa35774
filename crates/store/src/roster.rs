//! The rosters: which accounts are followed, and whose tournaments a change concerns.

use std::collections::BTreeSet;

use domain::id::{MatchId, ProfileId, TournamentId};

use crate::{Error, Pool, Write};

/// Every account linked on any roster.
///
/// # Errors
/// When the database does.
pub async fn tracked(pool: &Pool) -> Result<BTreeSet<ProfileId>, Error> {
    let rows = sqlx::query_scalar!(
        r#"select distinct profile_id as "profile_id!" from tournament_players where profile_id is not null"#
    )
    .fetch_all(pool)
    .await?;
    Ok(rows.into_iter().map(ProfileId).collect())
}

/// The tournaments on whose rosters any of `profiles` is.
///
/// # Errors
/// When the database does.
pub async fn tournaments_of(tx: &mut Write<'_>, profiles: &BTreeSet<ProfileId>) -> Result<Vec<TournamentId>, Error> {
    let profiles: Vec<_> = profiles.iter().map(|profile| profile.0).collect();
    let rows = sqlx::query_scalar!(
        "select distinct tournament_id from tournament_players where profile_id = any($1)",
        &profiles,
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows.into_iter().map(TournamentId).collect())
}

/// The tournaments of which anybody on the roster played in any of `matches`.
///
/// # Errors
/// When the database does.
pub async fn tournaments_in(tx: &mut Write<'_>, matches: &BTreeSet<MatchId>) -> Result<Vec<TournamentId>, Error> {
    let matches: Vec<_> = matches.iter().map(|id| id.0).collect();
    let rows = sqlx::query_scalar!(
        "select distinct entry.tournament_id
        from match_players player
        join tournament_players entry on entry.profile_id = player.profile_id
        where player.match_id = any($1)",
        &matches,
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows.into_iter().map(TournamentId).collect())
}
