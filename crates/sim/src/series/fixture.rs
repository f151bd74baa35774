//! A series that is to be played.

use std::collections::BTreeSet;

use super::decision::{Format, Side};
use super::error::FixtureError;
use super::incident::Incident;
use crate::ids::ProfileId;

/// The number of a fixture in its world.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct FixtureId(pub u64);

/// A series that is to be played.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Fixture {
    pub(crate) sides: [Vec<ProfileId>; 2],
    pub(crate) format: Format,
    pub(crate) start: i64,
    pub(super) incidents: Vec<Incident>,
}

impl Fixture {
    /// A series of two sides, of one to four players each, that begins at `start` (in unix seconds), or as soon after
    /// that as all its players are free.
    #[must_use]
    pub fn new(first: &[ProfileId], second: &[ProfileId], format: Format, start: i64) -> Self {
        Self { sides: [first.to_vec(), second.to_vec()], format, start, incidents: Vec::new() }
    }

    /// Adds an incident.
    #[must_use]
    pub fn with(mut self, incident: Incident) -> Self {
        self.incidents.push(incident);
        self
    }

    /// Everybody who plays in it, also those whom an incident brings in.
    pub(crate) fn players(&self) -> impl Iterator<Item = ProfileId> {
        let outsiders = self.incidents.iter().filter_map(|incident| incident.outsider());
        self.sides.iter().flatten().copied().chain(outsiders)
    }

    pub(crate) fn side(&self, side: Side) -> &[ProfileId] {
        &self.sides[side.index()]
    }

    /// Refuses what cannot be played.
    pub(crate) fn check(&self) -> Result<(), FixtureError> {
        let [first, second] = [self.sides[0].len(), self.sides[1].len()];
        if first != second || !(1..=4).contains(&first) {
            return Err(FixtureError::Sides(first, second));
        }
        let games = self.format.games();
        if !self.format.is_possible() {
            return Err(FixtureError::Games(games));
        }
        let mut places = self.incidents.iter().filter_map(|incident| incident.game());
        if let Some(place) = places.find(|place| !(1..=games).contains(place)) {
            return Err(FixtureError::NoSuchGame(place));
        }
        let joins = |incident: &Incident| matches!(incident, Incident::ThirdAccount { .. });
        if first == 4 && self.incidents.iter().any(joins) {
            return Err(FixtureError::Full);
        }
        self.check_players()
    }

    /// An outsider may come in more than once, but must play for no side.
    fn check_players(&self) -> Result<(), FixtureError> {
        let mut named = BTreeSet::new();
        if let Some(twice) = self.sides.iter().flatten().find(|player| !named.insert(**player)) {
            return Err(FixtureError::Twice(*twice));
        }
        let mut outsiders = self.incidents.iter().filter_map(|incident| incident.outsider());
        outsiders.find(|outsider| named.contains(outsider)).map_or(Ok(()), |twice| Err(FixtureError::Twice(twice)))
    }
}
