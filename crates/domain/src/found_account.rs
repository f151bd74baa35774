//! Accounts that a host looks for: what is known here and what the upstream tells are one list, the likeliest first.

use std::collections::BTreeMap;

use crate::{
    clock::Timestamp,
    id::ProfileId,
    player::{PlayerStats, PolledRating, Rank},
    view::accounts::{AccountRatingRead, AccountRead},
};

/// What the upstream can be asked about: it knows accounts by their numbers and by their exact names.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum AccountKey {
    /// The account of this number.
    Number(ProfileId),
    /// Every account of exactly this name.
    Alias(String),
}

/// How an account fits what was asked for, the best first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Closeness {
    /// It has this number, or this name.
    Exact,
    /// Its name begins so.
    Prefix,
    /// Its name has this in it.
    Within,
}

/// An account that fits.
#[derive(Clone, Debug, PartialEq)]
pub struct FoundAccount {
    /// What is shown of it.
    pub shown: AccountRead,
    /// How it fits.
    pub closeness: Closeness,
    /// Whether it was polled: of others nothing is known but a name.
    pub is_polled: bool,
}

impl FoundAccount {
    /// An account as the upstream tells of it, which was asked for exactly this one.
    #[must_use]
    pub fn told(stats: &PlayerStats) -> Self {
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

    /// Whether this is what was asked for, and enough is known of it to be recognized.
    #[must_use]
    pub fn answers(&self) -> bool {
        self.closeness == Closeness::Exact && self.shown.former_alias.is_none() && self.is_polled
    }

    /// Of two that fit alike, who goes by that name today comes first, then who played last.
    fn place(&self) -> (Closeness, bool, std::cmp::Reverse<Option<Timestamp>>, ProfileId) {
        let shown = &self.shown;
        let is_former = shown.former_alias.is_some();
        (self.closeness, is_former, std::cmp::Reverse(shown.last_match_at), shown.profile_id)
    }
}

/// The `limit` likeliest. What the upstream has `told` of an account goes before what is `known` of it, except that games
/// are known here of which it says nothing.
#[must_use]
pub fn merge(known: Vec<FoundAccount>, told: &[PlayerStats], limit: usize) -> Vec<FoundAccount> {
    let mut all: BTreeMap<_, _> = known.into_iter().map(|account| (account.shown.profile_id, account)).collect();
    for stats in told {
        let mut account = FoundAccount::told(stats);
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
        let told = |number| PlayerStats { player: Player::new(ProfileId(number)), ratings: Vec::new() };
        let known = vec![account(1, Closeness::Within, Some(50)), account(2, Closeness::Prefix, Some(60))];
        let merged = merge(known, &[told(1), told(7)], 20);
        assert_eq!(numbers(&merged), [1, 7, 2]);
        assert_eq!(merged[0].shown.alias.as_deref(), Some("Player 1"));
        assert_eq!(merged[0].shown.tournaments, ["cup"]);
        assert_eq!(merged[0].shown.last_match_at, Timestamp::from_unix_seconds(50));
        assert!(merged[0].answers() && merged[1].answers() && !merged[2].answers());
    }
}
