//! Search for accounts by a host: merges stored accounts and the upstream's answer into one list, the best match first.

use std::collections::BTreeMap;

use crate::{
    clock::Timestamp,
    id::ProfileId,
    player::{PlayerStats, PolledRating, Rank},
    view::accounts::{AccountRatingRead, AccountRead},
};

/// A key for a look-up at the upstream, which finds accounts only by number or by exact name.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum AccountKey {
    /// The account with this number.
    Number(ProfileId),
    /// Every account with exactly this name.
    Alias(String),
}

/// How well an account matches the query, the best first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Closeness {
    /// Its number or its name equals the query.
    Exact,
    /// Its name begins with the query.
    Prefix,
    /// Its name contains the query.
    Within,
}

/// An account that matches.
#[derive(Clone, Debug, PartialEq)]
pub struct FoundAccount {
    /// What is shown of the account.
    pub shown: AccountRead,
    /// How well it matches.
    pub closeness: Closeness,
    /// Whether it was polled; of other accounts only a name is known.
    pub is_polled: bool,
}

impl FoundAccount {
    /// An account from the upstream's answer, which was looked up by its exact number or name.
    #[must_use]
    pub fn from_upstream(stats: &PlayerStats) -> Self {
        let player = &stats.player;
        let last_match_at = stats.ratings.iter().filter_map(|rating| rating.last_match_at).max();
        let shown = AccountRead {
            profile_id: player.profile_id,
            alias: player.alias.clone(),
            former_alias: None,
            country: player.country.clone(),
            ratings: stats.ratings.iter().map(shown_rating).collect(),
            last_match_at,
            tournaments: Vec::new(),
        };
        Self { shown, closeness: Closeness::Exact, is_polled: true }
    }

    /// Whether this is an exact match, and enough is known of it to be recognized.
    #[must_use]
    pub fn answers(&self) -> bool {
        self.closeness == Closeness::Exact && self.shown.former_alias.is_none() && self.is_polled
    }

    /// The sort key. Among equally close accounts, those that have this name today come first, then those that played
    /// last.
    fn place(&self) -> (Closeness, bool, std::cmp::Reverse<Option<Timestamp>>, ProfileId) {
        let shown = &self.shown;
        let is_former = shown.former_alias.is_some();
        (self.closeness, is_former, std::cmp::Reverse(shown.last_match_at), shown.profile_id)
    }
}

/// The `limit` best matches. What was `looked_up` of an account at the upstream takes precedence over what is `known`
/// of it, except that the later time of a last game counts, because games may be known here that the upstream does not
/// tell.
#[must_use]
pub fn merge(known: Vec<FoundAccount>, looked_up: &[PlayerStats], limit: usize) -> Vec<FoundAccount> {
    let mut all: BTreeMap<_, _> = known.into_iter().map(|account| (account.shown.profile_id, account)).collect();
    for stats in looked_up {
        let mut account = FoundAccount::from_upstream(stats);
        if let Some(known) = all.remove(&account.shown.profile_id) {
            account.shown.alias = account.shown.alias.or(known.shown.alias);
            account.shown.country = account.shown.country.or(known.shown.country);
            account.shown.last_match_at = account.shown.last_match_at.max(known.shown.last_match_at);
            account.shown.tournaments = known.shown.tournaments;
        }
        all.insert(account.shown.profile_id, account);
    }
    let mut all: Vec<_> = all.into_values().collect();
    all.sort_by_key(FoundAccount::place);
    all.truncate(limit);
    all
}

fn shown_rating(rating: &PolledRating) -> AccountRatingRead {
    AccountRatingRead {
        leaderboard_id: rating.leaderboard_id,
        rating: rating.current_rating,
        max_rating: rating.max_rating.unwrap_or(rating.current_rating),
        rank: rating.rank.and_then(Rank::number),
        games: rating.wins.unwrap_or(0).saturating_add(rating.losses.unwrap_or(0)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::player::Player;

    fn account(number: i64, closeness: Closeness, last_match_at: Option<i64>) -> FoundAccount {
        let shown = AccountRead {
            profile_id: ProfileId(number),
            alias: Some(format!("Player {number}")),
            former_alias: None,
            country: None,
            ratings: Vec::new(),
            last_match_at: last_match_at.and_then(Timestamp::from_unix_seconds),
            tournaments: vec!["cup".to_owned()],
        };
        FoundAccount { shown, closeness, is_polled: false }
    }

    fn numbers(accounts: &[FoundAccount]) -> Vec<i64> {
        accounts.iter().map(|account| account.shown.profile_id.0).collect()
    }

    #[test]
    fn exact_ones_come_first_then_who_played_last() {
        use Closeness::{Exact, Prefix, Within};
        let mut former = account(9, Exact, Some(99));
        former.shown.former_alias = Some("Once".to_owned());
        let known = vec![
            account(1, Within, Some(50)),
            account(2, Prefix, None),
            account(3, Prefix, Some(10)),
            account(4, Prefix, Some(20)),
            former,
            account(5, Exact, Some(1)),
            account(6, Exact, None),
        ];
        assert_eq!(numbers(&merge(known.clone(), &[], 20)), [5, 6, 9, 4, 3, 2, 1]);
        assert_eq!(numbers(&merge(known, &[], 3)), [5, 6, 9]);
    }

    #[test]
    fn what_the_upstream_tells_goes_before_and_takes_nothing_back() {
        let looked_up = |number| PlayerStats { player: Player::new(ProfileId(number)), ratings: Vec::new() };
        let known = vec![account(1, Closeness::Within, Some(50)), account(2, Closeness::Prefix, Some(60))];
        let merged = merge(known, &[looked_up(1), looked_up(7)], 20);
        assert_eq!(numbers(&merged), [1, 7, 2]);
        assert_eq!(merged[0].shown.alias.as_deref(), Some("Player 1"));
        assert_eq!(merged[0].shown.tournaments, ["cup"]);
        assert_eq!(merged[0].shown.last_match_at, Timestamp::from_unix_seconds(50));
        assert!(merged[0].answers() && merged[1].answers() && !merged[2].answers());
    }
}
