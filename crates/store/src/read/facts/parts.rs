//! The parts of the facts that only some tables need, loaded when one of those is requested.

use std::sync::Arc;

use chrono::TimeDelta;
use domain::table_facts::TableFacts;

use super::{LoadedFacts, MOST_MEETINGS};
use crate::{
    Error, Snapshot,
    read::{game_maps, history, ladder_ratings, recent_games},
    teams,
};

/// How old the names of accounts on no roster may be: a renaming is no change of a tournament.
const NAMES_LAST: TimeDelta = TimeDelta::minutes(10);

/// The parts of the facts that only some tables need.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct FactParts {
    /// The teams.
    pub teams: bool,
    /// The newest games, with their players.
    pub recent: bool,
    /// Past ratings.
    pub past: bool,
    /// The maps of games between entrants.
    pub maps: bool,
    /// Every account's rating on every ladder.
    pub ratings: bool,
}

impl FactParts {
    /// None of them.
    pub const NONE: Self = Self { teams: false, recent: false, past: false, maps: false, ratings: false };

    /// These and those of `other`.
    #[must_use]
    pub fn union(self, other: Self) -> Self {
        Self {
            teams: self.teams || other.teams,
            recent: self.recent || other.recent,
            past: self.past || other.past,
            maps: self.maps || other.maps,
            ratings: self.ratings || other.ratings,
        }
    }

    /// Whether `facts` have all of these.
    #[must_use]
    pub fn are_in(self, facts: &TableFacts) -> bool {
        (!self.teams || facts.teams.is_some())
            && (!self.recent || facts.recent.is_some())
            && (!self.past || facts.past.is_some())
            && (!self.maps || facts.maps.is_some())
            && (!self.ratings || facts.ratings.is_some())
    }
}

impl LoadedFacts {
    pub(super) async fn with(mut self, snapshot: &mut Snapshot, parts: FactParts) -> Result<Self, Error> {
        let tournament_facts = Arc::clone(&self.facts.tournament_facts);
        let facts = &mut self.facts;
        let tournament = &tournament_facts.tournament;
        if parts.teams && facts.teams.is_none() {
            facts.teams = Some(teams::list(snapshot, tournament.id).await?.into());
        }
        if parts.recent && facts.recent.is_none() {
            let earlier = self.earlier.recent.take();
            let keep_names = self.names_read_at.is_some_and(|at| self.read_at - at < NAMES_LAST);
            let recent =
                recent_games::recent(snapshot, &tournament_facts, &self.accounts, earlier.as_deref(), keep_names)
                    .await?;
            if !keep_names {
                self.names_read_at = Some(self.read_at);
            }
            facts.recent = Some(recent.into());
        }
        if parts.past && facts.past.is_none() {
            let earlier = self.earlier.past.take();
            let past = history::past(snapshot, tournament, &self.accounts, earlier.as_deref()).await?;
            facts.past = Some(past.into());
        }
        if parts.maps && facts.maps.is_none() {
            let earlier = self.earlier.maps.take();
            let maps =
                game_maps::maps(snapshot, &tournament_facts, MOST_MEETINGS, &self.accounts, earlier.as_deref()).await?;
            facts.maps = Some(maps.into());
        }
        if parts.ratings && facts.ratings.is_none() {
            facts.ratings = Some(ladder_ratings::ratings(snapshot, tournament.id).await?.into());
        }
        Ok(self)
    }
}
