//! The matches that the upstream still shows: each player's last few of each type. A match that has left every player's
//! list is dropped.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use crate::game::Match;
use crate::ids::{MatchId, ProfileId};
use crate::ladder::MatchType;

#[derive(Clone, Debug, PartialEq)]
pub(crate) struct History {
    limit: usize,
    matches: BTreeMap<MatchId, Match>,
    shown: BTreeMap<ProfileId, BTreeMap<MatchType, VecDeque<MatchId>>>,
}

impl History {
    pub(crate) fn new(limit: usize) -> Self {
        Self { limit, matches: BTreeMap::new(), shown: BTreeMap::new() }
    }

    pub(crate) fn keep(&mut self, game: Match) {
        let fallen: Vec<MatchId> = game.participants.iter().filter_map(|one| self.list(one.profile, &game)).collect();
        self.matches.insert(game.id, game);
        for id in fallen {
            self.forget_if_unlisted(id);
        }
    }

    /// Adds the match to a player's list and returns the match that it displaced.
    fn list(&mut self, profile: ProfileId, game: &Match) -> Option<MatchId> {
        let by_type = self.shown.entry(profile).or_default();
        let list = by_type.entry(game.match_type).or_default();
        list.push_back(game.id);
        (list.len() > self.limit).then(|| list.pop_front()).flatten()
    }

    fn forget_if_unlisted(&mut self, id: MatchId) {
        let Some(game) = self.matches.get(&id) else {
            return;
        };
        let listed = game.participants.iter().any(|one| self.ids_of(one.profile).any(|listed| listed == id));
        if !listed {
            self.matches.remove(&id);
        }
    }

    fn ids_of(&self, profile: ProfileId) -> impl Iterator<Item = MatchId> {
        let by_type = self.shown.get(&profile).into_iter();
        by_type.flat_map(BTreeMap::values).flatten().copied()
    }

    /// The matches in the histories of these players, each once.
    pub(crate) fn of(&self, profiles: &BTreeSet<ProfileId>) -> Vec<&Match> {
        let ids: BTreeSet<MatchId> = profiles.iter().flat_map(|profile| self.ids_of(*profile)).collect();
        ids.iter().filter_map(|id| self.matches.get(id)).collect()
    }

    pub(crate) fn get(&self, id: MatchId) -> Option<&Match> {
        self.matches.get(&id)
    }

    pub(crate) fn get_mut(&mut self, id: MatchId) -> Option<&mut Match> {
        self.matches.get_mut(&id)
    }

    pub(crate) fn all(&self) -> impl DoubleEndedIterator<Item = &Match> {
        self.matches.values()
    }
}
