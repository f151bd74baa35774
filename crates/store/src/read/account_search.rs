//! Finding accounts by number or by any name they were ever seen under, with what tells one from another.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use domain::{
    clock::Timestamp,
    found_account::{Closeness, FoundAccount},
    id::{LeaderboardId, ProfileId},
    view::accounts::{AccountRatingRead, AccountRead},
};

use crate::{Error, Snapshot};

/// The most tournaments listed for one account.
const TOURNAMENTS: i64 = 20;

/// What a search asks for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AccountQuery {
    /// The account of this number.
    pub number: Option<ProfileId>,
    /// Accounts whose names have this in them, whatever the case and the accents.
    pub name: Option<String>,
}

/// The `limit` accounts that fit best: exact matches, then names that begin with the query, then names that contain it;
/// among equals those that have the name today, then those that played last. At most 200 names of each kind are
/// considered.
///
/// # Errors
/// [`Error::Corrupt`] when the statement returns an unknown closeness.
#[tracing::instrument(target = "trace", name = "store.read.account_search.find", skip_all)]
pub async fn find(snapshot: &mut Snapshot, query: &AccountQuery, limit: i64) -> Result<Vec<FoundAccount>, Error> {
    // No stored name contains a NUL, and Postgres refuses one as a parameter.
    let name = query.name.as_deref().filter(|name| !name.contains('\0'));
    let name = match name {
        Some(name) => folded(snapshot, name).await?.filter(|name| !name.is_empty()),
        None => None,
    };
    let rows =
        sqlx::query_file_as!(Row, "src/read/account_search/find.sql", name, query.number.map(|number| number.0), limit)
            .fetch_all(&mut **snapshot)
            .await?;
    let accounts: Vec<_> = rows.iter().map(|row| row.profile_id).collect();
    let mut ratings = ratings(snapshot, &accounts).await?;
    let mut tournaments = tournaments(snapshot, &accounts).await?;
    let found = rows.into_iter().map(|row| {
        let profile_id = ProfileId(row.profile_id);
        let shown = AccountRead {
            profile_id,
            alias: row.alias,
            former_alias: row.former_alias,
            country: row.country,
            ratings: ratings.remove(&profile_id).unwrap_or_default(),
            last_match_at: row.last_match_at.map(Timestamp::from),
            tournaments: tournaments.remove(&profile_id).unwrap_or_default(),
        };
        Ok(FoundAccount { shown, closeness: closeness(row.closeness)?, is_polled: row.is_polled })
    });
    found.collect()
}

struct Row {
    profile_id: i64,
    closeness: i32,
    alias: Option<String>,
    former_alias: Option<String>,
    country: Option<String>,
    is_polled: bool,
    last_match_at: Option<DateTime<Utc>>,
}

fn closeness(place: i32) -> Result<Closeness, Error> {
    match place {
        0 => Ok(Closeness::Exact),
        1 => Ok(Closeness::Prefix),
        2 => Ok(Closeness::Within),
        _ => Err(Error::corrupt("closeness", &place.to_string())),
    }
}

/// The name in the folded form in which the database stores names for searches.
#[tracing::instrument(target = "trace", name = "store.read.account_search.folded", skip_all)]
async fn folded(snapshot: &mut Snapshot, name: &str) -> Result<Option<String>, Error> {
    Ok(sqlx::query_scalar!("select folded_name($1)", name).fetch_one(&mut **snapshot).await?)
}

#[tracing::instrument(target = "trace", name = "store.read.account_search.ratings", skip_all)]
async fn ratings(
    snapshot: &mut Snapshot,
    accounts: &[i64],
) -> Result<HashMap<ProfileId, Vec<AccountRatingRead>>, Error> {
    let rows = sqlx::query!(
        r#"select profile_id, leaderboard_id, current_rating, max_rating, rank, wins + losses as "games!"
        from player_ratings
        where profile_id = any($1)
        order by leaderboard_id"#,
        accounts,
    )
    .fetch_all(&mut **snapshot)
    .await?;
    let mut ratings: HashMap<_, Vec<_>> = HashMap::new();
    for row in rows {
        let shown = AccountRatingRead {
            leaderboard_id: LeaderboardId(row.leaderboard_id),
            rating: row.current_rating,
            max_rating: row.max_rating,
            rank: row.rank,
            games: row.games,
        };
        ratings.entry(ProfileId(row.profile_id)).or_default().push(shown);
    }
    Ok(ratings)
}

/// The slugs of the newest tournaments that each account has an entry in.
#[tracing::instrument(target = "trace", name = "store.read.account_search.tournaments", skip_all)]
pub async fn tournaments(snapshot: &mut Snapshot, accounts: &[i64]) -> Result<HashMap<ProfileId, Vec<String>>, Error> {
    let rows = sqlx::query!(
        r#"select account.profile_id as "profile_id!", entered.slug
        from unnest($1::bigint[]) account (profile_id)
        cross join lateral (
            select tournament.slug
            from tournament_players entry
            join tournaments tournament on tournament.id = entry.tournament_id
            where entry.profile_id = account.profile_id
            order by tournament.created_at desc, tournament.id desc
            limit $2
        ) entered"#,
        accounts,
        TOURNAMENTS,
    )
    .fetch_all(&mut **snapshot)
    .await?;
    let mut tournaments: HashMap<_, Vec<_>> = HashMap::new();
    for row in rows {
        tournaments.entry(ProfileId(row.profile_id)).or_default().push(row.slug);
    }
    Ok(tournaments)
}
