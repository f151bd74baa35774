//! The live snapshot of lobbies and games, replaced by every poll.

use std::collections::BTreeSet;

use domain::{
    clock::Timestamp,
    id::{MatchId, ProfileId},
    live::{Lobby, LobbyMember},
};

use crate::{Error, Tx, columns::column, poll_status::StatusRow};

/// The row in which the poll of lobbies records its successes.
pub const STATUS_ROW: StatusRow = StatusRow("live");

/// Lobbies that could not be read: they stay in the snapshot.
#[derive(Clone, Copy, Debug)]
pub enum Unread<'a> {
    /// These lobbies, which are listed.
    Lobbies(&'a BTreeSet<MatchId>),
    /// Possibly any lobby: some row could not be read at all.
    Any,
}

/// The differences from the previous snapshot.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Replaced {
    /// All accounts in a lobby that came, went or changed.
    pub changed: BTreeSet<ProfileId>,
    /// The accounts that left a game that had started and whose result is not known.
    pub left: Vec<(MatchId, ProfileId)>,
}

/// Like [`replace_except`], with nothing kept. Returns all accounts in a lobby that came, went or changed.
pub async fn replace(tx: &mut Tx, lobbies: &[Lobby], now: Timestamp) -> Result<BTreeSet<ProfileId>, Error> {
    Ok(replace_except(tx, lobbies, Unread::Lobbies(&BTreeSet::new()), now).await?.changed)
}

/// Replaces the snapshot with `lobbies` and the kept part of the previous one.
///
/// A match's start is the time of the first poll that lists its lobby, because the upstream does not say. A lobby whose
/// match is already known changes only its state, and only forward.
#[tracing::instrument(target = "trace", name = "store.live.replace_except", skip_all)]
pub async fn replace_except(
    tx: &mut Tx,
    lobbies: &[Lobby],
    kept: Unread<'_>,
    now: Timestamp,
) -> Result<Replaced, Error> {
    let mut changed: BTreeSet<i64> = save_matches(tx, lobbies, now).await?.into_iter().collect();
    let before = sqlx::query!("select match_id, profile_id from live_match_players").fetch_all(&mut **tx).await?;
    let members: Vec<(&Lobby, &LobbyMember)> =
        lobbies.iter().flat_map(|lobby| lobby.members.iter().map(move |member| (lobby, member))).collect();
    let (matches, profiles) = (column(&members, |(l, _)| l.match_id.0), column(&members, |(_, m)| m.profile_id.0));
    let gone = remove(tx, lobbies, &matches, &profiles, kept).await?;
    let come = sqlx::query_scalar!(
        "insert into live_match_players (match_id, profile_id, civilization_id, team_id)
        select seen.*
        from unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::bigint[])
            as seen (match_id, profile_id, civilization_id, team_id)
        left join live_match_players known
            on known.match_id = seen.match_id and known.profile_id = seen.profile_id
        where known.match_id is null
            or (known.civilization_id, known.team_id) is distinct from (seen.civilization_id, seen.team_id)
        on conflict (match_id, profile_id) do update
        set civilization_id = excluded.civilization_id, team_id = excluded.team_id
        returning match_id",
        &matches,
        &profiles,
        &column(&members, |(_, m)| m.civilization_id.0),
        &column(&members, |(_, m)| m.side.map(|side| side.0)) as &[Option<i64>],
    )
    .fetch_all(&mut **tx)
    .await?;
    let of_members: Vec<_> = gone.iter().map(|gone| gone.match_id).chain(come).collect();
    touch(tx, &of_members, now).await?;
    changed.extend(of_members);
    let before = before.into_iter().map(|row| (row.match_id, row.profile_id));
    let everybody = before.chain(matches.into_iter().zip(profiles));
    let changed = everybody.filter(|(id, _)| changed.contains(id)).map(|(_, profile)| ProfileId(profile)).collect();
    let left = gone.into_iter().filter(|gone| gone.was_playing);
    let left = left.map(|gone| (MatchId(gone.match_id), ProfileId(gone.profile_id))).collect();
    Ok(Replaced { changed, left })
}

/// An account that left a lobby.
struct Gone {
    match_id: i64,
    profile_id: i64,
    was_playing: bool,
}

/// Removes the accounts that are neither in the `lobbies` nor kept. `matches` and `profiles` are the lobbies' members.
#[tracing::instrument(target = "trace", name = "store.live.remove", skip_all)]
async fn remove(
    tx: &mut Tx,
    lobbies: &[Lobby],
    matches: &[i64],
    profiles: &[i64],
    kept: Unread<'_>,
) -> Result<Vec<Gone>, Error> {
    let (kept, all_are_kept): (Vec<i64>, bool) = match kept {
        Unread::Lobbies(these) => (these.iter().map(|id| id.0).collect(), false),
        Unread::Any => (Vec::new(), true),
    };
    let gone = sqlx::query_file_as!(
        Gone,
        "src/live/remove.sql",
        matches,
        profiles,
        &column(lobbies, |l| l.match_id.0),
        all_are_kept,
        &kept,
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(gone)
}

/// Updates the times of lobbies whose members changed. A finished match shows who played it, whoever stays in its
/// lobby.
#[tracing::instrument(target = "trace", name = "store.live.touch", skip_all)]
async fn touch(tx: &mut Tx, lobbies: &[i64], now: Timestamp) -> Result<(), Error> {
    if lobbies.is_empty() {
        return Ok(());
    }
    sqlx::query!(
        "update matches set updated_at = $2
        where match_id = any($1) and completed_at is null and updated_at <> $2",
        lobbies,
        now.inner(),
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

#[tracing::instrument(target = "trace", name = "store.live.save_matches", skip_all)]
async fn save_matches(tx: &mut Tx, lobbies: &[Lobby], now: Timestamp) -> Result<Vec<i64>, Error> {
    let changed = sqlx::query_scalar!(
        "insert into matches as stored
            (match_id, matchtype_id, leaderboard_id, map_name, description, state, started_at, updated_at)
        select seen.*, $7::timestamptz, $7::timestamptz
        from unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::text[], $5::text[], $6::text[])
            as seen (match_id, matchtype_id, leaderboard_id, map_name, description, state)
        left join matches known on known.match_id = seen.match_id
        where known.match_id is null or (known.state = 'staging' and seen.state = 'in_progress')
        on conflict (match_id) do update
        set state = excluded.state, updated_at = excluded.updated_at
        where stored.state = 'staging' and excluded.state = 'in_progress'
        returning match_id",
        &column(lobbies, |l| l.match_id.0),
        &column(lobbies, |l| l.matchtype_id.0),
        &column(lobbies, |l| l.leaderboard_id.map(|id| id.0)) as &[Option<i64>],
        &column(lobbies, |l| l.map_name.clone()),
        &column(lobbies, |l| l.description.clone()) as &[Option<String>],
        &column(lobbies, |l| if l.started { "in_progress" } else { "staging" }.to_owned()),
        now.inner(),
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(changed)
}
