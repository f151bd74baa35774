//! The live snapshot of lobbies and games, replaced by every poll.

mod matches;

use std::collections::BTreeSet;

use domain::{
    clock::Timestamp,
    id::{MatchId, ProfileId},
    live::{Lobby, LobbyMember},
};

use crate::{Error, Tx, columns::column, poll_status::StatusRow};
use matches::{save_matches, touch};

/// The row in which the poll of lobbies records its successes.
pub const STATUS_ROW: StatusRow = StatusRow("live");

/// Lobbies that could not be read: they stay in the snapshot.
#[derive(Clone, Copy, Debug)]
pub enum Unreadable<'a> {
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

/// Replaces the snapshot with `lobbies` and the kept part of the previous one.
///
/// A match's start is the time of the first poll that lists its lobby, because the upstream does not say. A lobby whose
/// match is already known changes only its state, and only forward.
#[tracing::instrument(target = "trace", name = "store.live.replace_except", skip_all)]
pub async fn replace_except(
    tx: &mut Tx,
    lobbies: &[Lobby],
    kept: Unreadable<'_>,
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
    kept: Unreadable<'_>,
) -> Result<Vec<Gone>, Error> {
    let (kept, all_are_kept): (Vec<i64>, bool) = match kept {
        Unreadable::Lobbies(these) => (these.iter().map(|id| id.0).collect(), false),
        Unreadable::Any => (Vec::new(), true),
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
