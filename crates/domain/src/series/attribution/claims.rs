//! Which series may take a game.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::{
    super::facts::{PlayedGame, SeriesFacts, SideAccounts},
    is_open_at, precedence,
    progress::Progress,
};
use crate::id::{MatchId, ProfileId, SideId};

/// The series of a tournament by the accounts of their first sides, and the games that the host decided about.
pub(super) struct Claims<'a> {
    series: Vec<&'a SeriesFacts>,
    by_account: HashMap<ProfileId, Vec<usize>>,
    decided_by_host: BTreeSet<MatchId>,
}

impl<'a> Claims<'a> {
    pub(super) fn of(series: &[&'a SeriesFacts]) -> Self {
        let mut by_account: HashMap<_, Vec<usize>> = HashMap::new();
        for (index, facts) in series.iter().enumerate() {
            for account in facts.sides[0].accounts() {
                by_account.entry(account).or_default().push(index);
            }
        }
        let decisions = series.iter().flat_map(|facts| &facts.host.games);
        let decided_by_host = decisions.filter_map(|decision| decision.match_id).collect();
        Self { series: series.to_vec(), by_account, decided_by_host }
    }

    pub(super) fn is_decided_by_host(&self, id: MatchId) -> bool {
        self.decided_by_host.contains(&id)
    }

    /// The series that takes a game, by its index.
    pub(super) fn claimant(&self, game: &PlayedGame, progress: &[Progress<'_>]) -> Option<usize> {
        let groups = opposing_groups(game)?;
        let candidates = groups.iter().flatten().filter_map(|account| self.by_account.get(account)).flatten();
        candidates
            .copied()
            .filter(|index| self.may_take(*index, game, &groups, progress))
            .min_by(|a, b| precedence(self.series[*a], self.series[*b]))
    }

    fn may_take(&self, index: usize, game: &PlayedGame, groups: &[Group; 2], progress: &[Progress<'_>]) -> bool {
        let facts = self.series[index];
        facts.admits.admits(game.matchtype_id)
            && is_open_at(facts, game.started_at)
            && !progress[index].is_decided()
            && are_sides(groups, &facts.sides)
    }
}

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

type Group = BTreeSet<ProfileId>;

/// The two groups that played against each other; `None` when there were not exactly two, or unequal ones.
fn opposing_groups(game: &PlayedGame) -> Option<[Group; 2]> {
    let mut groups: BTreeMap<(Option<SideId>, Option<ProfileId>), Group> = BTreeMap::new();
    for player in &game.players {
        let alone = player.side.is_none().then_some(player.profile_id);
        groups.entry((player.side, alone)).or_default().insert(player.profile_id);
    }
    let groups: Vec<_> = groups.into_values().collect();
    <[Group; 2]>::try_from(groups).ok().filter(|[a, b]| a.len() == b.len())
}

fn are_sides([a, b]: &[Group; 2], [first, second]: &[SideAccounts; 2]) -> bool {
    let is_of = |group: &Group, side: &SideAccounts| group.iter().all(|account| side.has(*account));
    is_of(a, first) && is_of(b, second) || is_of(b, first) && is_of(a, second)
}
