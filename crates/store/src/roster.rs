//! Rosters: their entries, the accounts to poll, and the tournaments that a change concerns.

use std::collections::{BTreeMap, BTreeSet};

use chrono::TimeDelta;
use domain::{
    clock::Timestamp,
    id::{EntryId, MatchId, ProfileId, TournamentId},
    roster::{Entry, Presentation},
};
use sqlx::types::Json;

use crate::{Error, Pool, Tx};

/// How long after its window a tournament is still followed: results are corrected within hours. After that it is
/// neither polled nor nudged about, unless its window is reopened.
const FOLLOWED_AFTER_END: TimeDelta = TimeDelta::days(1);

/// Tournaments whose window ended before this are no longer followed.
fn settled_before(now: Timestamp) -> Timestamp {
    now - FOLLOWED_AFTER_END
}

/// Every account linked on the roster of a tournament that is followed at `now`, which means that its window did not
/// end more than a day ago.
#[tracing::instrument(target = "trace", name = "store.roster.tracked", skip_all)]
pub async fn tracked(pool: &Pool, now: Timestamp) -> Result<BTreeSet<ProfileId>, Error> {
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
#[tracing::instrument(target = "trace", name = "store.roster.tracked_by_tournament", skip_all)]
pub async fn tracked_by_tournament(
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
#[tracing::instrument(target = "trace", name = "store.roster.tournaments_of", skip_all)]
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
#[tracing::instrument(target = "trace", name = "store.roster.tournaments_in", skip_all)]
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

/// An entry, with what must be unique on a roster.
#[derive(Clone, Debug)]
pub struct Listed {
    /// The entry.
    pub id: EntryId,
    /// Its name.
    pub name: String,
    /// The account it is linked to.
    pub profile_id: Option<ProfileId>,
}

/// The entries of a roster, oldest first.
#[tracing::instrument(target = "trace", name = "store.roster.list", skip_all)]
pub async fn list(tx: &mut Tx, tournament: TournamentId) -> Result<Vec<Listed>, Error> {
    let rows = sqlx::query!(
        "select id, name, profile_id from tournament_players where tournament_id = $1 order by id",
        tournament.0,
    )
    .fetch_all(&mut **tx)
    .await?;
    let listed = rows.into_iter().map(|row| Listed {
        id: EntryId(row.id),
        name: row.name,
        profile_id: row.profile_id.map(ProfileId),
    });
    Ok(listed.collect())
}

/// The entry with that number; a number below the entries' range means an account.
#[tracing::instrument(target = "trace", name = "store.roster.find", skip_all)]
pub async fn find(tx: &mut Tx, tournament: TournamentId, id: EntryId) -> Result<Option<Entry>, Error> {
    let row = sqlx::query!(
        r#"select id, name, profile_id, presentation as "presentation: Json<Presentation>"
        from tournament_players
        where tournament_id = $1 and (id = $2 or ($2 < $3 and profile_id = $2))"#,
        tournament.0,
        id.0,
        EntryId::FIRST.0,
    )
    .fetch_optional(&mut **tx)
    .await?;
    Ok(row.map(|row| Entry {
        id: EntryId(row.id),
        name: row.name,
        profile_id: row.profile_id.map(ProfileId),
        presentation: row.presentation.0,
    }))
}

/// The entry that is linked to an account.
#[tracing::instrument(target = "trace", name = "store.roster.find_linked", skip_all)]
pub async fn find_linked(tx: &mut Tx, tournament: TournamentId, profile: ProfileId) -> Result<Option<Listed>, Error> {
    let row = sqlx::query!(
        "select id, name from tournament_players where tournament_id = $1 and profile_id = $2",
        tournament.0,
        profile.0,
    )
    .fetch_optional(&mut **tx)
    .await?;
    Ok(row.map(|row| Listed { id: EntryId(row.id), name: row.name, profile_id: Some(profile) }))
}

/// Adds an entry.
///
/// # Errors
/// [`Error::UniqueViolation`] when the name or the account is already on the roster.
#[tracing::instrument(target = "trace", name = "store.roster.add", skip_all)]
pub async fn add(
    tx: &mut Tx,
    tournament: TournamentId,
    name: &str,
    profile: Option<ProfileId>,
    presentation: &Presentation,
) -> Result<EntryId, Error> {
    let id = sqlx::query_scalar!(
        "insert into tournament_players (tournament_id, name, profile_id, presentation)
        values ($1, $2, $3, $4)
        returning id",
        tournament.0,
        name,
        profile.map(|profile| profile.0),
        Json(presentation) as _,
    )
    .fetch_one(&mut **tx)
    .await?;
    Ok(EntryId(id))
}

/// Saves an entry's account and presentation.
///
/// # Errors
/// [`Error::UniqueViolation`] when the account is already on the roster.
#[tracing::instrument(target = "trace", name = "store.roster.update", skip_all)]
pub async fn update(tx: &mut Tx, entry: &Entry) -> Result<(), Error> {
    sqlx::query!(
        "update tournament_players set profile_id = $2, presentation = $3 where id = $1",
        entry.id.0,
        entry.profile_id.map(|profile| profile.0),
        Json(&entry.presentation) as _,
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Removes an entry, also from its team.
#[tracing::instrument(target = "trace", name = "store.roster.remove", skip_all)]
pub async fn remove(tx: &mut Tx, entry: EntryId) -> Result<(), Error> {
    sqlx::query!("delete from tournament_players where id = $1", entry.0).execute(&mut **tx).await?;
    Ok(())
}

/// The name of an account, as polled or as found in matches.
#[tracing::instrument(target = "trace", name = "store.roster.alias", skip_all)]
pub async fn alias(tx: &mut Tx, profile: ProfileId) -> Result<Option<String>, Error> {
    let alias = sqlx::query_scalar!(
        r#"select coalesce(
            (select alias from players where profile_id = $1),
            (select alias from profile_aliases where profile_id = $1)
        ) as alias"#,
        profile.0,
    )
    .fetch_one(&mut **tx)
    .await?;
    Ok(alias)
}
