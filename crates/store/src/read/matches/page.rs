//! Lists all matches of a roster within a tournament's window, page by page, from the first to start to the last. Each
//! page is a read of its own with a bounded cost, so that no connection is held between two pages.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use domain::{
    clock::Timestamp,
    id::{ProfileId, TournamentId},
    matches::MatchState,
    tournament::Window,
    view::matches::MatchRead,
};

use super::{Filter, list::unfinished, load};
use crate::{
    Error, Snapshot,
    read::{roster, tournaments},
};

/// About how many games are looked at for a page.
const LOOKED_AT: usize = 2_000;
/// At least so many of each account's games are looked at.
const OF_ACCOUNT: usize = 8;

/// A page of matches.
#[derive(Clone, Debug)]
pub struct Page {
    /// The matches by their start, then by their id. A page in the middle may be empty.
    pub rows: Vec<MatchRead>,
    /// Where the next page begins, if there is one.
    pub next: Option<Position>,
}

/// A place in the order of matches, after which a page begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    started_at: DateTime<Utc>,
    match_id: i64,
}

/// A game of an account.
struct Game {
    profile_id: i64,
    match_id: i64,
    started_at: DateTime<Utc>,
}

impl Game {
    fn position(&self) -> Position {
        Position { started_at: self.started_at, match_id: self.match_id }
    }
}

/// The first matches after `after`, or the first ones of all, that pass the filter, lie in the tournament's window, and
/// in which a linked roster member plays or played. Without a state in the filter, lobbies are left out, because they
/// have not started. `None` when there is no such tournament.
///
/// # Errors
/// [`Error::Corrupt`] when a match has a state, or a player an outcome, that the schema does not allow.
pub async fn page(
    snapshot: &mut Snapshot,
    tournament: TournamentId,
    filter: Filter,
    after: Option<Position>,
) -> Result<Option<Page>, Error> {
    let Some(found) = tournaments::one(snapshot, tournament).await? else { return Ok(None) };
    let linked = roster::linked(snapshot, tournament).await?.unwrap_or_default();
    let roster: Vec<_> = linked.into_iter().filter_map(|(_, profile)| profile).collect();
    let (mut ids, mut next) = (Vec::new(), None);
    if filter.state.is_none_or(|state| state == MatchState::Completed) {
        let accounts = filter.profile_id.as_ref().map_or(&roster[..], std::slice::from_ref);
        (ids, next) = finished(snapshot, accounts, found.window, after).await?;
    }
    if filter.state != Some(MatchState::Completed) {
        let rows = unfinished(snapshot, tournament, filter).await?.into_iter();
        let rows = rows.filter(|row| found.window.contains(row.started_at.into()));
        let positions = rows.map(|row| Position { started_at: row.started_at, match_id: row.match_id });
        let here = positions.filter(|at| after.is_none_or(|after| after < *at) && next.is_none_or(|next| *at <= next));
        ids.extend(here.map(|position| position.match_id));
    }
    let mut rows = load(snapshot, tournament, &ids).await?;
    rows.retain(|row| passes(row, filter, &roster));
    rows.sort_unstable_by_key(|row| (row.started_at, row.match_id));
    Ok(Some(Page { rows, next }))
}

/// Whether a match passes the filter and concerns the roster.
fn passes(row: &MatchRead, filter: Filter, roster: &[ProfileId]) -> bool {
    filter.leaderboard_id.is_none_or(|ladder| row.leaderboard_id == Some(ladder))
        // Other matches were found by their accounts.
        && (filter.profile_id.is_none() || row.players.iter().any(|player| roster.contains(&player.profile_id)))
}

/// The finished matches of these accounts after `after`, up to the position that is returned with them: of each account
/// only its first games are looked at, beyond which its others are not known.
#[tracing::instrument(target = "trace", name = "store.read.matches.page.finished", skip_all)]
async fn finished(
    snapshot: &mut Snapshot,
    accounts: &[ProfileId],
    window: Window,
    after: Option<Position>,
) -> Result<(Vec<i64>, Option<Position>), Error> {
    let of_each = (LOOKED_AT / accounts.len().max(1)).max(OF_ACCOUNT);
    let first = window.start.map(|start| Position { started_at: start.inner(), match_id: i64::MIN });
    let after = after.max(first);
    let profiles: Vec<_> = accounts.iter().map(|profile| profile.0).collect();
    let games = sqlx::query_file_as!(
        Game,
        "src/read/matches/page_of_accounts.sql",
        &profiles,
        after.map(|after| after.started_at),
        after.map_or(i64::MIN, |after| after.match_id),
        window.end.map(Timestamp::inner),
        i64::try_from(of_each).unwrap_or(i64::MAX),
    )
    .fetch_all(&mut **snapshot)
    .await?;
    let end = end(&games, of_each);
    let here = games.iter().map(Game::position).filter(|position| end.is_none_or(|end| *position <= end));
    let mut ids: Vec<_> = here.map(|position| position.match_id).collect();
    ids.sort_unstable();
    ids.dedup();
    Ok((ids, end))
}

/// The position up to which all games are known, when of some accounts more than these follow.
fn end(games: &[Game], of_each: usize) -> Option<Position> {
    let mut accounts: HashMap<i64, (usize, Position)> = HashMap::new();
    for game in games {
        let (count, last) = accounts.entry(game.profile_id).or_insert((0, game.position()));
        *count += 1;
        *last = game.position().max(*last);
    }
    accounts.into_values().filter(|(count, _)| *count >= of_each).map(|(_, last)| last).min()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn game(profile_id: i64, second: i64) -> Game {
        let started_at = DateTime::from_timestamp(second, 0).unwrap();
        Game { profile_id, match_id: 1_000 - second, started_at }
    }

    #[test]
    fn all_is_known_up_to_the_first_account_of_which_more_follows() {
        let end = |games: &[Game]| end(games, 2).map(|position| position.started_at.timestamp());
        assert_eq!(end(&[]), None);
        assert_eq!(end(&[game(1, 5), game(2, 7)]), None, "of both there are no more");
        assert_eq!(end(&[game(1, 5), game(1, 9), game(2, 7)]), Some(9));
        assert_eq!(end(&[game(1, 9), game(1, 5), game(2, 6), game(2, 7), game(3, 1)]), Some(7));
    }
}
