//! Reconciles duplicate rows: an answer, or a round of them, may contain an account, a rating, a match or a name more
//! than once, with differences. A total order of the rows decides which one is kept, so that neither their order nor
//! their number matters.
//!
//! The order is always: the newer row, as far as the rows show; then the fuller one; then, between equally good rows,
//! whichever compares greater.

use std::{cmp::Ordering, collections::BTreeMap, fmt::Debug};

use domain::{
    id::{LeaderboardId, MatchId, ProfileId},
    live::Lobby,
    matches::{Match, Outcome},
    player::{Alias, Player, PlayerStats, PolledRating},
};

/// Keeps each account once, by profile id, and each of its ratings once, by ladder.
pub(crate) fn stats(rows: Vec<PlayerStats>) -> Vec<PlayerStats> {
    let mut players: BTreeMap<ProfileId, Player> = BTreeMap::new();
    let mut ratings: BTreeMap<(ProfileId, LeaderboardId), PolledRating> = BTreeMap::new();
    for stats in rows {
        keep(&mut players, stats.player.profile_id, stats.player, better_player);
        for rating in stats.ratings {
            keep(&mut ratings, (rating.profile_id, rating.leaderboard_id), rating, better_rating);
        }
    }
    let mut all: BTreeMap<ProfileId, PlayerStats> =
        players.into_iter().map(|(id, player)| (id, PlayerStats { player, ratings: vec![] })).collect();
    for rating in ratings.into_values() {
        if let Some(stats) = all.get_mut(&rating.profile_id) {
            stats.ratings.push(rating);
        }
    }
    all.into_values().collect()
}

/// Keeps each match once, by its id.
pub(crate) fn matches(rows: Vec<Match>) -> Vec<Match> {
    let mut matches: BTreeMap<MatchId, Match> = BTreeMap::new();
    for found in rows {
        keep(&mut matches, found.match_id, found, better_match);
    }
    matches.into_values().collect()
}

/// Keeps each lobby of a page once, in the place where it is first listed.
pub(crate) fn lobbies(rows: Vec<Lobby>) -> Vec<Lobby> {
    let order: Vec<MatchId> = rows.iter().map(|lobby| lobby.match_id).collect();
    let mut lobbies: BTreeMap<MatchId, Lobby> = BTreeMap::new();
    for lobby in rows {
        keep(&mut lobbies, lobby.match_id, lobby, better_lobby);
    }
    order.into_iter().filter_map(|id| lobbies.remove(&id)).collect()
}

/// Keeps one name for each account, by profile id: the most frequent one, then the longest. The rows do not show which
/// is newer.
pub(crate) fn aliases(rows: Vec<Alias>) -> Vec<Alias> {
    let mut votes: BTreeMap<ProfileId, BTreeMap<String, usize>> = BTreeMap::new();
    for Alias { profile_id, alias } in rows {
        *votes.entry(profile_id).or_default().entry(alias).or_default() += 1;
    }
    let elected = |names: BTreeMap<String, usize>| {
        let best = names.into_iter().max_by_key(|(alias, times)| (*times, alias.chars().count(), alias.clone()));
        best.map(|(alias, _)| alias)
    };
    let named = |(profile_id, names)| Some(Alias { profile_id, alias: elected(names)? });
    votes.into_iter().filter_map(named).collect()
}

fn keep<K: Ord, T: Debug>(kept: &mut BTreeMap<K, T>, key: K, row: T, better: fn(&T, &T) -> Ordering) {
    let is_better = |known: &T| {
        let order = better(&row, known);
        // Debug output contains every field, so that different rows always compare as different.
        order.then_with(|| format!("{row:?}").cmp(&format!("{known:?}"))).is_gt()
    };
    if kept.get(&key).is_none_or(is_better) {
        kept.insert(key, row);
    }
}

/// Experience and level only grow.
fn better_player(one: &Player, other: &Player) -> Ordering {
    let rank = |player: &Player| (player.xp, player.level, player.known_values());
    rank(one).cmp(&rank(other))
}

/// The last game's date and the number of games only grow.
fn better_rating(one: &PolledRating, other: &PolledRating) -> Ordering {
    let games = |rating: &PolledRating| rating.wins.unwrap_or(0).saturating_add(rating.losses.unwrap_or(0));
    let rank = |rating: &PolledRating| (rating.last_match_at, games(rating), rating.known_values());
    rank(one).cmp(&rank(other))
}

/// A completed match is newer than a running one. Of two, the one in which somebody won is better, then the one with
/// more facts about more players.
fn better_match(one: &Match, other: &Match) -> Ordering {
    let facts = |found: &Match| -> usize {
        let of_players = found.players.iter().map(|player| {
            let numbers = [player.old_rating, player.new_rating, player.xp_gained].iter().flatten().count();
            let others = [!player.civilization_is_guess, player.side.is_some(), player.outcome.is_some()];
            numbers + others.into_iter().filter(|is_told| *is_told).count()
        });
        of_players.sum::<usize>() + usize::from(!found.map_is_guess) + usize::from(found.description.is_some())
    };
    let rank = |found: &Match| {
        let outcomes = found.players.iter().map(|player| (player.side.map(|side| side.0), player.outcome));
        (found.completed_at.is_some(), is_decided(outcomes), found.players.len(), facts(found), found.completed_at)
    };
    rank(one).cmp(&rank(other))
}

fn better_lobby(one: &Lobby, other: &Lobby) -> Ordering {
    let rank = |lobby: &Lobby| (lobby.started, lobby.members.len(), lobby.description.is_some());
    rank(one).cmp(&rank(other))
}

/// Whether a match's known outcomes are possible: not everybody won, and not everybody lost, unless the outcomes are of
/// only one side. Players without a side count as sides of their own.
pub(crate) fn is_decided(players: impl Iterator<Item = (Option<i64>, Option<Outcome>)>) -> bool {
    let known: Vec<(Option<i64>, Outcome)> = players.filter_map(|(side, outcome)| Some((side, outcome?))).collect();
    let Some((first, rest)) = known.split_first() else { return true };
    let is_one_side = rest.iter().all(|player| player.0.is_some() && player.0 == first.0);
    is_one_side || rest.iter().any(|player| player.1 != first.1)
}

#[cfg(test)]
mod tests;
