//! A tournament's facts: loaded once per change for all of its tables, and completed by parts that only some need.

use std::sync::Arc;

use domain::{
    clock::Timestamp,
    facts::TournamentFacts,
    id::{NudgeId, TournamentId},
    tournament::Tournament,
};

use super::{
    accounts::{Accounts, Changes},
    field, head_to_head, history, players, reference, roster, standings, tournaments,
};
use crate::{Error, Snapshot, nudges::Times, poll_status::PollTimes};

/// The most games between entrants that any answer shows.
pub const MOST_MEETINGS: usize = 200;

/// Facts as of one moment, with what tells which moment that was.
#[derive(Clone, Debug)]
pub struct LoadedFacts {
    /// The facts.
    pub facts: TournamentFacts,
    /// When each poll had last succeeded.
    pub polled: PollTimes,
    /// The newest nudge then.
    as_of: NudgeId,
    /// When each account of the roster had last changed.
    changes: Arc<Changes>,
}

/// The parts of the facts that only some tables need.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Parts {
    /// The teams.
    pub teams: bool,
    /// The newest games, with whom they were played.
    pub recent: bool,
    /// Past ratings.
    pub past: bool,
    /// Where entrants met.
    pub maps: bool,
    /// Everybody's place on every ladder.
    pub ratings: bool,
}

impl Parts {
    /// Whether `facts` have all of these.
    #[must_use]
    pub fn are_in(self, facts: &TournamentFacts) -> bool {
        (!self.teams || facts.teams.is_some())
            && (!self.recent || facts.recent.is_some())
            && (!self.past || facts.past.is_some())
            && (!self.maps || facts.maps.is_some())
            && (!self.ratings || facts.ratings.is_some())
    }
}

/// The facts of a tournament with `parts`; `None` when there is no such tournament. Of accounts that have not changed
/// since `before` was loaded, games and observations are taken from there.
///
/// # Errors
/// When the database does.
pub async fn load(
    snapshot: &mut Snapshot,
    tournament: TournamentId,
    now: Timestamp,
    parts: Parts,
    before: Option<&LoadedFacts>,
) -> Result<Option<LoadedFacts>, Error> {
    let Some(tournament) = tournaments::one(snapshot, tournament).await? else { return Ok(None) };
    let moment = sqlx::query_file!("src/read/facts/as_of.sql").fetch_one(&mut *snapshot.0).await?;
    let accounts = Accounts::load(snapshot, tournament.id).await?;
    let (accounts, parts) = match before.filter(|before| before.counts_as(&tournament)) {
        // Whoever asked for the past once will again: what changed of it is little.
        Some(LoadedFacts { facts, changes, .. }) => {
            let (recent, past) = (parts.recent || facts.recent.is_some(), parts.past || facts.past.is_some());
            (accounts.since(facts, changes), Parts { recent, past, ..parts })
        }
        None => (accounts, parts),
    };
    let field = Arc::new(field::load(snapshot, tournament, now, &accounts).await?);
    let civilizations = Arc::new(reference::civilization_names(snapshot).await?);
    let facts =
        TournamentFacts { field, civilizations, teams: None, recent: None, past: None, maps: None, ratings: None };
    let (polled, as_of) = (PollTimes::named(moment.polled.0), NudgeId(moment.newest_nudge));
    let loaded = LoadedFacts { facts, polled, as_of, changes: Arc::clone(&accounts.changes) };
    Ok(Some(loaded.with(snapshot, parts, &accounts).await?))
}

impl LoadedFacts {
    /// The same facts with `parts` that they lack; `None` when a change of them was committed since they were
    /// loaded, so that a part read now would be of another moment.
    ///
    /// # Errors
    /// When the database does.
    pub async fn complete(self, snapshot: &mut Snapshot, parts: Parts) -> Result<Option<Self>, Error> {
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
            self.facts.field.tournament.id.0,
        )
        .fetch_one(&mut *snapshot.0)
        .await?;
        if is_changed {
            return Ok(None);
        }
        let accounts = Accounts::of(Arc::clone(&self.changes));
        Ok(Some(self.with(snapshot, parts, &accounts).await?))
    }

    /// The same facts with who is present as of `snapshot`.
    ///
    /// # Errors
    /// When the database does.
    pub async fn with_presence(self, snapshot: &mut Snapshot) -> Result<Self, Error> {
        let presence = roster::presence(snapshot, self.facts.field.tournament.id).await?;
        Ok(Self { facts: self.facts.with_presence(presence), ..self })
    }

    /// Whether the same games and observations count for `tournament` as when these were loaded.
    fn counts_as(&self, tournament: &Tournament) -> bool {
        let known = &self.facts.field.tournament;
        (known.leaderboard_id, known.window) == (tournament.leaderboard_id, tournament.window)
    }

    async fn with(mut self, snapshot: &mut Snapshot, parts: Parts, accounts: &Accounts<'_>) -> Result<Self, Error> {
        let field = Arc::clone(&self.facts.field);
        let facts = &mut self.facts;
        let tournament = &field.tournament;
        if parts.teams && facts.teams.is_none() {
            facts.teams = Some(roster::teams(snapshot, tournament.id).await?.into());
        }
        if parts.recent && facts.recent.is_none() {
            facts.recent = Some(standings::recent(snapshot, &field, accounts).await?.into());
        }
        if parts.past && facts.past.is_none() {
            facts.past = Some(history::past(snapshot, tournament, accounts).await?.into());
        }
        if parts.maps && facts.maps.is_none() {
            facts.maps = Some(head_to_head::maps(snapshot, &field, MOST_MEETINGS).await?.into());
        }
        if parts.ratings && facts.ratings.is_none() {
            facts.ratings = Some(players::ratings(snapshot, tournament.id).await?.into());
        }
        Ok(self)
    }
}
