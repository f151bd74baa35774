//! Parts that were loaded before, to be reused by later facts.

use std::sync::Arc;

use domain::{head_to_head::MapNames, history::PastRatings, standings::RecentGames};

use super::LoadedFacts;
use crate::read::accounts::EarlierPart;

/// Parts that were loaded before, kept until they are requested again, because little of them has changed.
#[derive(Clone, Debug, Default)]
pub(super) struct EarlierParts {
    pub(super) recent: Option<Arc<EarlierPart<Arc<RecentGames>>>>,
    pub(super) past: Option<Arc<EarlierPart<Arc<PastRatings>>>>,
    pub(super) maps: Option<Arc<EarlierPart<Arc<MapNames>>>>,
}

impl LoadedFacts {
    /// A part of these facts, to be reused by later ones.
    pub(super) fn earlier<T>(&self, part: &Arc<T>) -> EarlierPart<Arc<T>> {
        EarlierPart { part: Arc::clone(part), accounts: self.accounts.clone() }
    }

    /// The parts loaded here, or else the earlier ones.
    pub(super) fn earlier_parts(&self) -> EarlierParts {
        let recent = self.facts.recent.as_ref().map(|recent| Arc::new(self.earlier(recent)));
        let past = self.facts.past.as_ref().map(|past| Arc::new(self.earlier(past)));
        let maps = self.facts.maps.as_ref().map(|maps| Arc::new(self.earlier(maps)));
        EarlierParts {
            maps: maps.or_else(|| self.earlier.maps.clone()),
            recent: recent.or_else(|| self.earlier.recent.clone()),
            past: past.or_else(|| self.earlier.past.clone()),
        }
    }
}
