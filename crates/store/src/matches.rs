//! Finished matches and the players' names in them, as a poll of histories returns them.

use std::collections::BTreeSet;

use domain::{
    clock::Timestamp,
    id::MatchId,
    matches::{Match, MatchPlayer, UNNAMED_MAP},
    player::Alias,
};

use crate::{
    Error, Tx,
    columns::{column, outcome_name, time},
    poll_status::StatusRow,
};

/// The row in which the poll of histories records its successes.
pub const STATUS_ROW: StatusRow = StatusRow("matches");

/// Writes what differs from what is stored and returns the changed matches.
///
/// Late corrections are written; a value that is missing from a payload does not overwrite a stored one.
pub async fn save(tx: &mut Tx, matches: &[Match], now: Timestamp) -> Result<BTreeSet<MatchId>, Error> {
    let mut changed: BTreeSet<_> = save_matches(tx, matches, now).await?.into_iter().collect();
    let of_players = save_players(tx, matches).await?;
    touch(tx, &of_players, now).await?;
    changed.extend(of_players);
    Ok(changed.into_iter().map(MatchId).collect())
}

/// The subset of `matches` that are in the live snapshot.
#[tracing::instrument(target = "trace", name = "store.matches.among_live", skip_all)]
pub async fn among_live(tx: &mut Tx, matches: &BTreeSet<MatchId>) -> Result<BTreeSet<MatchId>, Error> {
    let matches: Vec<_> = matches.iter().map(|id| id.0).collect();
    let rows =
        sqlx::query_scalar!("select distinct match_id from live_match_players where match_id = any($1)", &matches)
            .fetch_all(&mut **tx)
            .await?;
    Ok(rows.into_iter().map(MatchId).collect())
}

/// Stores the names in lobbies of accounts without a known name. A history's name takes precedence, because a lobby's
/// may be older.
#[tracing::instrument(target = "trace", name = "store.matches.save_lobby_aliases", skip_all)]
pub async fn save_lobby_aliases(tx: &mut Tx, aliases: &[Alias]) -> Result<BTreeSet<MatchId>, Error> {
    let profiles = column(aliases, |a| a.profile_id.0);
    let known = sqlx::query_scalar!("select profile_id from profile_aliases where profile_id = any($1)", &profiles)
        .fetch_all(&mut **tx)
        .await?;
    let unknown: Vec<Alias> = aliases.iter().filter(|alias| !known.contains(&alias.profile_id.0)).cloned().collect();
    save_aliases(tx, &unknown).await
}

/// Stores the latest name of every account in a history and returns the matches in which a changed name is shown.
#[tracing::instrument(target = "trace", name = "store.matches.save_aliases", skip_all)]
pub async fn save_aliases(tx: &mut Tx, aliases: &[Alias]) -> Result<BTreeSet<MatchId>, Error> {
    // The sort is stable: of equal accounts the last name comes first, and stays.
    let mut latest: Vec<&Alias> = aliases.iter().rev().collect();
    latest.sort_by_key(|alias| alias.profile_id);
    latest.dedup_by_key(|alias| alias.profile_id);
    let renamed = sqlx::query_scalar!(
        "insert into profile_aliases (profile_id, alias)
        select polled.*
        from unnest($1::bigint[], $2::text[]) as polled (profile_id, alias)
        left join profile_aliases known on known.profile_id = polled.profile_id
        where known.alias is distinct from polled.alias
        on conflict (profile_id) do update set alias = excluded.alias
        returning profile_id",
        &column(&latest, |a| a.profile_id.0),
        &column(&latest, |a| a.alias.clone()),
    )
    .fetch_all(&mut **tx)
    .await?;
    if renamed.is_empty() {
        return Ok(BTreeSet::new());
    }
    let shown = sqlx::query_scalar!("select distinct match_id from match_players where profile_id = any($1)", &renamed)
        .fetch_all(&mut **tx)
        .await?;
    Ok(shown.into_iter().map(MatchId).collect())
}

#[tracing::instrument(target = "trace", name = "store.matches.save_matches", skip_all)]
async fn save_matches(tx: &mut Tx, matches: &[Match], now: Timestamp) -> Result<Vec<i64>, Error> {
    let changed = sqlx::query_file_scalar!(
        "src/matches/save_matches.sql",
        &column(matches, |m| m.match_id.0),
        &column(matches, |m| m.matchtype_id.0),
        &column(matches, |m| m.leaderboard_id.map(|id| id.0)) as &[Option<i64>],
        &column(matches, |m| m.map_name.clone()),
        &column(matches, |m| m.map_is_guess),
        &column(matches, |m| m.description.clone()) as &[Option<String>],
        &column(matches, |m| m.started_at.inner()),
        &column(matches, |m| time(m.completed_at)) as &[Option<chrono::DateTime<chrono::Utc>>],
        now.inner(),
        UNNAMED_MAP,
    )
    .fetch_all(&mut **tx)
    .await?;
    sqlx::query!(
        "update match_players player
        set
            leaderboard_id = played.leaderboard_id,
            started_at = played.started_at,
            completed_at = played.completed_at
        from matches played
        where played.match_id = any($1)
            and player.match_id = played.match_id
            and (player.leaderboard_id, player.started_at, player.completed_at)
                is distinct from (played.leaderboard_id, played.started_at, played.completed_at)",
        &changed,
    )
    .execute(&mut **tx)
    .await?;
    Ok(changed)
}

/// Updates the times of matches whose players changed, because the match as it is shown changed.
#[tracing::instrument(target = "trace", name = "store.matches.touch", skip_all)]
async fn touch(tx: &mut Tx, matches: &[i64], now: Timestamp) -> Result<(), Error> {
    if matches.is_empty() {
        return Ok(());
    }
    sqlx::query!(
        "update matches set updated_at = $2 where match_id = any($1) and updated_at <> $2",
        matches,
        now.inner(),
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

#[tracing::instrument(target = "trace", name = "store.matches.save_players", skip_all)]
async fn save_players(tx: &mut Tx, matches: &[Match]) -> Result<Vec<i64>, Error> {
    let players: Vec<(&Match, &MatchPlayer)> =
        matches.iter().flat_map(|played| played.players.iter().map(move |player| (played, player))).collect();
    let changed = sqlx::query_file_scalar!(
        "src/matches/save_players.sql",
        &column(&players, |(m, _)| m.match_id.0),
        &column(&players, |(_, p)| p.profile_id.0),
        &column(&players, |(_, p)| p.civilization_id.0),
        &column(&players, |(_, p)| p.civilization_is_guess),
        &column(&players, |(_, p)| p.side.map(|side| side.0)) as &[Option<i64>],
        &column(&players, |(_, p)| outcome_name(p.outcome)) as &[Option<&str>],
        &column(&players, |(_, p)| p.old_rating) as &[Option<i64>],
        &column(&players, |(_, p)| p.new_rating) as &[Option<i64>],
        &column(&players, |(_, p)| p.xp_gained) as &[Option<i64>],
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(changed)
}
