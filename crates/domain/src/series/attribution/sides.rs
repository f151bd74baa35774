//! The sides of a tournament's series, and the two groups that played against each other in a match.

use std::collections::HashMap;

use super::super::facts::{PlayedGame, SeriesFacts, SideAccounts};
use crate::id::ProfileId;

impl SideAccounts {
    fn accounts(&self) -> impl Iterator<Item = ProfileId> {
        let (entry, team) = match self {
            Self::Entry(account) => (*account, None),
            Self::Team(accounts) => (None, Some(accounts)),
        };
        entry.into_iter().chain(team.into_iter().flatten().copied())
    }

    /// Whether the account may play for the side.
    pub(super) fn has(&self, account: ProfileId) -> bool {
        match self {
            Self::Entry(own) => *own == Some(account),
            Self::Team(accounts) => accounts.contains(&account),
        }
    }
}

/// The sides of series, each once, by their accounts.
#[derive(Default)]
pub(super) struct Sides<'a> {
    sides: Vec<&'a SideAccounts>,
    numbers: HashMap<&'a SideAccounts, usize>,
    by_account: HashMap<ProfileId, Vec<usize>>,
}

/// Two sides by their numbers, the smaller first.
pub(super) type Pair = [usize; 2];

impl<'a> Sides<'a> {
    /// The pair of a series' sides, which are added if they are new.
    pub(super) fn add(&mut self, facts: &'a SeriesFacts) -> Pair {
        let [a, b] = &facts.sides;
        sorted(self.number(a), self.number(b))
    }

    fn number(&mut self, side: &'a SideAccounts) -> usize {
        if let Some(number) = self.numbers.get(side) {
            return *number;
        }
        let number = self.sides.len();
        self.sides.push(side);
        self.numbers.insert(side, number);
        for account in side.accounts() {
            self.by_account.entry(account).or_default().push(number);
        }
        number
    }

    /// The pairs of sides that two groups may have played for.
    pub(super) fn of(&self, [a, b]: &[Lineup; 2]) -> impl Iterator<Item = Pair> {
        self.with(a).flat_map(move |first| self.with(b).map(move |second| sorted(first, second)))
    }

    /// The sides that have every account of a group.
    fn with(&self, group: &Lineup) -> impl Iterator<Item = usize> {
        let of_first = group.first().and_then(|account| self.by_account.get(account));
        let has_all = |side: &usize| group.iter().all(|account| self.sides[*side].has(*account));
        of_first.into_iter().flatten().copied().filter(has_all)
    }
}

const fn sorted(a: usize, b: usize) -> Pair {
    if a <= b { [a, b] } else { [b, a] }
}

/// Accounts that played together.
pub(super) type Lineup = Vec<ProfileId>;

/// The two groups that played against each other; `None` when there were not exactly two, or unequal ones.
pub(super) fn opposing_lineups(game: &PlayedGame) -> Option<[Lineup; 2]> {
    let mut players: Vec<_> = game
        .players
        .iter()
        .map(|player| ((player.side, player.side.is_none().then_some(player.profile_id)), player.profile_id))
        .collect();
    players.sort_unstable();
    players.dedup();
    let mut groups = players.chunk_by(|(a, _), (b, _)| a == b);
    let (Some(a), Some(b), None) = (groups.next(), groups.next(), groups.next()) else { return None };
    let accounts = |group: &[(_, ProfileId)]| group.iter().map(|(_, account)| *account).collect();
    (a.len() == b.len()).then(|| [accounts(a), accounts(b)])
}
