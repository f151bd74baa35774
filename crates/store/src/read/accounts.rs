//! Which accounts' games and observations have to be read: everybody's on a roster, or only those that changed since
//! earlier facts were loaded.

use std::{collections::HashMap, sync::Arc};

use domain::{
    clock::Timestamp,
    facts::TournamentFacts,
    id::{ProfileId, TournamentId},
};

use crate::{Error, Snapshot};

/// When the rows about each account of a roster last changed; `None` for accounts without any change on record.
pub(super) type Changes = HashMap<ProfileId, Option<Timestamp>>;

/// The accounts of a roster as of one snapshot, and what is known of them already.
#[derive(Debug)]
pub struct Accounts<'a> {
    /// When each last changed.
    pub(super) changes: Arc<Changes>,
    /// Earlier facts of the same ladder and window.
    pub(super) before: Option<&'a TournamentFacts>,
    all: Vec<i64>,
    changed: Vec<i64>,
    unchanged: Vec<ProfileId>,
}

impl Accounts<'static> {
    /// The accounts on the roster of `tournament`, of which nothing is known.
    ///
    /// # Errors
    /// [`Error`] when the query fails.
    pub async fn load(snapshot: &mut Snapshot, tournament: TournamentId) -> Result<Self, Error> {
        let rows = sqlx::query!(
            r#"select entry.profile_id as "profile_id!", changes.changed_at as "changed_at?"
            from tournament_players entry
            left join account_changes changes on changes.profile_id = entry.profile_id
            where entry.tournament_id = $1 and entry.profile_id is not null"#,
            tournament.0,
        )
        .fetch_all(&mut *snapshot.0)
        .await?;
        let changes = rows.into_iter().map(|row| (ProfileId(row.profile_id), row.changed_at.map(Timestamp::from)));
        Ok(Self::of(Arc::new(changes.collect())))
    }

    /// The accounts in `changes`, of which nothing is known.
    pub(super) fn of(changes: Arc<Changes>) -> Self {
        let all: Vec<_> = changes.keys().map(|profile| profile.0).collect();
        Self { changes, before: None, changed: all.clone(), all, unchanged: Vec::new() }
    }
}

impl Accounts<'_> {
    /// The same accounts when `facts` are known, loaded when accounts had changed as in `changes`.
    pub(super) fn since<'a>(self, facts: &'a TournamentFacts, changes: &Changes) -> Accounts<'a> {
        let is_unchanged = |profile: &ProfileId| changes.get(profile) == self.changes.get(profile);
        let (unchanged, changed): (Vec<_>, Vec<_>) = self.changes.keys().copied().partition(is_unchanged);
        let changed = changed.into_iter().map(|profile| profile.0).collect();
        Accounts { changes: self.changes, before: Some(facts), all: self.all, changed, unchanged }
    }

    /// The accounts to read when `known` tells of each as it was: those that changed, else everybody.
    pub(super) fn to_read<T>(&self, known: Option<&T>) -> &[i64] {
        if known.is_some() { &self.changed } else { &self.all }
    }

    /// `read` with what `known` tells of the accounts that were not read, as they have not changed.
    pub(super) fn with_known<V: Clone>(
        &self,
        mut read: HashMap<ProfileId, V>,
        known: Option<&HashMap<ProfileId, V>>,
    ) -> HashMap<ProfileId, V> {
        if let Some(known) = known {
            let kept = self.unchanged.iter().filter_map(|profile| Some((*profile, known.get(profile)?.clone())));
            read.extend(kept);
        }
        read
    }
}
