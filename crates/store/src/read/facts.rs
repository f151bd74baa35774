//! Loads a tournament's facts once per change for all of its tables, and adds parts that only some of them need.

mod earlier_parts;
mod moment;
mod parts;

use std::sync::Arc;

use domain::{
    clock::Timestamp,
    id::{NudgeId, TournamentId},
    table_facts::{TableFacts, map_names_bytes},
    tournament::Tournament,
};

pub use moment::{HasStages, Moment, moment};
pub use parts::FactParts;

use super::{accounts::Accounts, reference, roster, tournament_facts, tournaments};
use crate::{Error, Snapshot, poll_status::PollTimes};
use earlier_parts::EarlierParts;

/// The most games between entrants that any answer shows.
pub const MOST_MEETINGS: usize = 200;

/// Facts as of one moment, with the data that identifies the moment.
#[derive(Clone, Debug)]
pub struct LoadedFacts {
    /// The facts.
    pub facts: TableFacts,
    /// When each poll had last succeeded.
    pub polled: PollTimes,
    /// Whether the tournament has stages and series that everybody sees.
    pub has: HasStages,
    /// The moment.
    read_at: Timestamp,
    /// When all names of opponents were read, at least of accounts whose matches have not changed since.
    names_read_at: Option<Timestamp>,
    /// The newest nudge at that moment.
    as_of: NudgeId,
    /// The accounts of the roster at that moment.
    accounts: Accounts,
    earlier: EarlierParts,
}

/// Loads the facts of a tournament with `parts`; `None` when there is no such tournament. For accounts that have not
/// changed since `before` was loaded, games and observations are reused.
///
/// # Errors
/// [`Error::Corrupt`] when the tournament is ranked by what the schema does not allow, or a player has such an outcome.
pub async fn load(
    snapshot: &mut Snapshot,
    tournament: TournamentId,
    now: Timestamp,
    parts: FactParts,
    before: Option<&LoadedFacts>,
) -> Result<Option<LoadedFacts>, Error> {
    let Some(tournament) = tournaments::one(snapshot, tournament).await? else { return Ok(None) };
    let Moment { newest_nudge: as_of, polled, has } = moment(snapshot, tournament.id).await?;
    let accounts = Accounts::load(snapshot, tournament.id).await?;
    let before = before.filter(|before| before.counts_as(&tournament));
    let earlier = before.map(|before| before.earlier(&before.facts.tournament_facts));
    let tournament_facts =
        Arc::new(tournament_facts::load(snapshot, tournament, now, &accounts, earlier.as_ref()).await?);
    let civilizations = Arc::new(reference::civilization_names(snapshot).await?);
    let facts = TableFacts {
        tournament_facts,
        civilizations,
        teams: None,
        recent: None,
        past: None,
        maps: None,
        ratings: None,
    };
    let earlier = before.map(LoadedFacts::earlier_parts).unwrap_or_default();
    let names_read_at = before.and_then(|before| before.names_read_at);
    let loaded = LoadedFacts { facts, polled, has, read_at: now, names_read_at, as_of, accounts, earlier };
    Ok(Some(loaded.with(snapshot, parts).await?))
}

impl LoadedFacts {
    /// The same facts with `parts` added; `None` when a change of them was committed since they were loaded, because a
    /// part read now would be of another moment.
    ///
    /// # Errors
    /// [`Error::Corrupt`] when a player has an outcome that the schema does not allow.
    pub async fn complete(self, snapshot: &mut Snapshot, parts: FactParts) -> Result<Option<Self>, Error> {
        if self.is_outdated(snapshot).await? {
            return Ok(None);
        }
        Ok(Some(self.with(snapshot, parts).await?))
    }

    /// Whether a change of them was committed since they were loaded.
    #[tracing::instrument(target = "trace", name = "store.read.facts.is_outdated", skip_all)]
    async fn is_outdated(&self, snapshot: &mut Snapshot) -> Result<bool, Error> {
        let is_changed = sqlx::query_scalar!(
            r#"select exists (
                select
                from nudges
                where
                    id > $1
                    and event = 'standings'
                    and (tournament_ids is null or $2 = any(tournament_ids))
            ) as "is_changed!""#,
            self.as_of.0,
            self.facts.tournament_facts.tournament.id.0,
        )
        .fetch_one(&mut **snapshot)
        .await?;
        Ok(is_changed)
    }

    /// The same facts with presence as of `snapshot`.
    pub async fn with_presence(self, snapshot: &mut Snapshot) -> Result<Self, Error> {
        let presence = roster::presence(snapshot, self.facts.tournament_facts.tournament.id).await?;
        Ok(Self { facts: self.facts.with_presence(presence), ..self })
    }

    /// The same facts with what `snapshot` says of stages and series.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn with_stages(self, snapshot: &mut Snapshot) -> Result<Self, Error> {
        let has = moment(snapshot, self.facts.tournament_facts.tournament.id).await?.has;
        Ok(Self { has, ..self })
    }

    /// An estimate of the memory used, in bytes, including parts that are carried over.
    #[must_use]
    pub fn bytes(&self) -> usize {
        let recent = self.earlier.recent.as_ref().map_or(0, |recent| recent.part.bytes());
        let past = self.earlier.past.as_ref().map_or(0, |past| past.part.bytes());
        let maps = self.earlier.maps.as_ref().map_or(0, |maps| map_names_bytes(&maps.part));
        self.facts.bytes() + recent + past + maps
    }

    /// Whether the same games and observations count for `tournament` as when these were loaded.
    fn counts_as(&self, tournament: &Tournament) -> bool {
        let known = &self.facts.tournament_facts.tournament;
        (known.leaderboard_id, known.window) == (tournament.leaderboard_id, tournament.window)
    }
}
