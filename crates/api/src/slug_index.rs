//! An in-memory index from slugs to tournaments, so that an unknown slug costs no query.

use std::{collections::HashMap, sync::Arc};

use domain::{
    clock::Timestamp,
    id::TournamentId,
    tournament::{CURRENT, Schedule, current, next_current},
};
use store::{Pool, read};

use crate::{
    cache_entry::{CacheEntry, Freshness, InFlight, Validity},
    error::Error,
    runtimes,
    views::ReadContext,
};

/// The slugs of all tournaments, invalidated by `live` nudges.
#[derive(Clone, Debug)]
pub(crate) struct SlugIndex {
    context: ReadContext,
    addresses: Arc<CacheEntry<Addresses>>,
}

#[derive(Debug)]
struct Addresses {
    by_slug: HashMap<String, Schedule>,
    current: Option<TournamentId>,
    /// The time at which the clock alone may change which tournament is current.
    until: Option<Timestamp>,
}

/// A tournament that was found by its slug.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct ResolvedTournament {
    pub(crate) id: TournamentId,
    /// How long, and how certainly, the slug leads to it.
    pub(crate) resolution: Resolution,
}

/// How long, and how certainly, an address leads to a view.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Resolution {
    /// The time at which the clock alone may change where it leads.
    pub(crate) until: Option<Timestamp>,
    /// Stale if the address may lead elsewhere already, because the index could not be read again.
    pub(crate) freshness: Freshness,
}

impl Resolution {
    /// An address that always leads to the same view.
    pub(crate) const FIXED: Self = Self { until: None, freshness: Freshness::Fresh };
}

pub(crate) const NO_TOURNAMENT: Error = Error::NotFound("Tournament not found");

impl SlugIndex {
    /// Creates an empty index.
    pub(crate) fn new(context: ReadContext) -> Self {
        Self { context, addresses: Arc::default() }
    }

    /// Finds the tournament at `slug`, which may be `current`.
    ///
    /// # Errors
    /// [`Error::NotFound`], or [`Error::Unavailable`] when the slug index was never read.
    pub(crate) async fn resolve(&self, slug: &str) -> Result<ResolvedTournament, Error> {
        let (now, asked) = (self.context.clock.now(), self.context.versions.slug_index());
        let (addresses, freshness) = match self.addresses.usable(now, asked) {
            Some(usable) => usable,
            None => {
                let start = |in_flight| Ok(runtimes::load(self.clone().load(in_flight)));
                self.addresses.wait((now, asked), start, || false).await?
            }
        };
        addresses.find(slug, freshness).ok_or(NO_TOURNAMENT)
    }

    /// Reads all slugs, for all requests that wait.
    async fn load(self, in_flight: InFlight) -> Result<(), store::Error> {
        let _in_flight = in_flight;
        // Read the version before the data.
        let version = self.context.versions.slug_index();
        match Addresses::load(&self.context.pool, self.context.clock.now()).await {
            Ok((addresses, until)) => {
                self.addresses.put(addresses, Validity { version, expires_at: until });
                Ok(())
            }
            Err(error) => {
                self.addresses.fail();
                Err(error)
            }
        }
    }
}

impl Addresses {
    async fn load(pool: &Pool, now: Timestamp) -> Result<(Self, Option<Timestamp>), store::Error> {
        let all = read::tournaments::addresses(&mut pool.acquire().await?).await?;
        let schedules: Vec<_> = all.iter().map(|address| address.schedule).collect();
        let by_slug = all.into_iter().map(|address| (address.slug, address.schedule)).collect();
        let until = next_current(&schedules, now);
        Ok((Self { by_slug, current: current(&schedules, now), until }, until))
    }

    fn find(&self, slug: &str, freshness: Freshness) -> Option<ResolvedTournament> {
        let schedule = if slug == CURRENT {
            self.by_slug.values().find(|schedule| Some(schedule.id) == self.current)
        } else {
            self.by_slug.get(slug)
        };
        schedule.map(|schedule| ResolvedTournament {
            id: schedule.id,
            resolution: Resolution { until: self.until, freshness },
        })
    }
}
