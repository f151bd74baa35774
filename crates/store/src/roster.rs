//! Rosters: finds, adds, changes and removes their entries.

use domain::{
    id::{EntryId, ProfileId, TournamentId},
    roster::{Entry, Presentation},
};
use sqlx::types::Json;

use crate::{Error, Tx};

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
