//! The games of accounts, and which of them count.

use std::{
    cmp::Reverse,
    collections::{HashMap, HashSet},
    sync::Arc,
};

use crate::{
    clock::Timestamp,
    id::{CivilizationId, MatchId, ProfileId, SideId},
    matches::Outcome,
};

/// One account's part in a match on the tournament's ladder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Participation {
    /// The match.
    pub match_id: MatchId,
    /// When it started.
    pub started_at: Timestamp,
    /// When it ended; `None` while it is played.
    pub completed_at: Option<Timestamp>,
    /// The side the account was on, if the upstream reports it.
    pub side: Option<SideId>,
    /// Its civilization, -1 when the upstream does not report it.
    pub civilization_id: CivilizationId,
    /// How it ended for the account, if the upstream reports it.
    pub outcome: Option<Outcome>,
    /// The rating before the game.
    pub old_rating: Option<i64>,
    /// The rating after the game.
    pub new_rating: Option<i64>,
}

impl Participation {
    /// When the game ended and the rating after it; `None` unless both are known.
    #[must_use]
    pub fn settled(&self) -> Option<(Timestamp, i64)> {
        self.completed_at.zip(self.new_rating)
    }

    /// Whether a player on `other` played against this account. An unknown side counts as an opposing one.
    #[must_use]
    pub fn was_against(&self, other: Option<SideId>) -> bool {
        self.side.is_none() || self.side != other
    }
}

/// Games by account, each account's newest first: by start, then by the higher match id. Clones share the data.
#[derive(Clone, Debug, Default)]
pub struct Participations(Arc<HashMap<ProfileId, Arc<[Participation]>>>);

impl Participations {
    /// The games of an account, newest first; empty without an account.
    #[must_use]
    pub fn of(&self, profile: Option<ProfileId>) -> &[Participation] {
        profile.and_then(|profile| self.0.get(&profile)).map_or(&[], |games| games)
    }

    /// The number of games of all accounts together.
    #[must_use]
    pub fn count(&self) -> usize {
        self.0.values().map(|games| games.len()).sum()
    }

    /// The number of games that do not share memory with `other`.
    #[must_use]
    pub fn count_besides(&self, other: &Self) -> usize {
        let is_shared = |profile, games| other.0.get(profile).is_some_and(|held| Arc::ptr_eq(held, games));
        self.0.iter().filter(|(profile, games)| !is_shared(*profile, games)).map(|(_, games)| games.len()).sum()
    }

    /// The same games without the matches `excluded`.
    #[must_use]
    pub fn without(&self, excluded: &HashSet<MatchId>) -> Self {
        if excluded.is_empty() {
            return self.clone();
        }
        let counts = |game: &Participation| !excluded.contains(&game.match_id);
        let counted = |games: &Arc<[Participation]>| {
            if games.iter().all(counts) { Arc::clone(games) } else { games.iter().copied().filter(counts).collect() }
        };
        let by_account: HashMap<_, _> = self.0.iter().map(|(profile, games)| (*profile, counted(games))).collect();
        by_account.into()
    }

    /// The games by account, each account's newest first.
    #[must_use]
    pub fn by_account(&self) -> &HashMap<ProfileId, Arc<[Participation]>> {
        &self.0
    }
}

impl From<HashMap<ProfileId, Arc<[Participation]>>> for Participations {
    /// Requires each account's games to be sorted, newest first.
    fn from(by_account: HashMap<ProfileId, Arc<[Participation]>>) -> Self {
        Self(Arc::new(by_account))
    }
}

impl FromIterator<(ProfileId, Participation)> for Participations {
    fn from_iter<I: IntoIterator<Item = (ProfileId, Participation)>>(games: I) -> Self {
        let mut by_account: HashMap<_, Vec<_>> = HashMap::new();
        for (profile, game) in games {
            by_account.entry(profile).or_default().push(game);
        }
        let newest_first = |mut games: Vec<Participation>| -> Arc<[Participation]> {
            games.sort_unstable_by_key(|game| Reverse((game.started_at, game.match_id)));
            games.into()
        };
        let ordered: HashMap<_, _> =
            by_account.into_iter().map(|(profile, games)| (profile, newest_first(games))).collect();
        ordered.into()
    }
}
