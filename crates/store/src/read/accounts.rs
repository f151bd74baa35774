//! Which accounts' games and observations have to be read: all on a roster, or only those that changed since a part of
//! the facts was loaded.

use std::{collections::HashMap, sync::Arc};

use domain::{
    clock::Timestamp,
    id::{ProfileId, TournamentId},
};

use crate::{Error, Snapshot};

/// The accounts of a roster as of one snapshot, with the time of the last change to each one's rows, `None` if no
/// change is recorded. Clones share it.
#[derive(Clone, Debug, Default)]
pub struct Accounts(Arc<HashMap<ProfileId, Option<Timestamp>>>);

/// A part of a tournament's facts that was loaded earlier, and the roster's accounts as they were then.
#[derive(Debug)]
pub struct EarlierPart<T> {
    /// The part.
    pub part: T,
    /// The accounts.
    pub accounts: Accounts,
}

impl<T> EarlierPart<T> {
    /// Maps the part.
    pub(super) fn map<'a, U>(&'a self, of: impl FnOnce(&'a T) -> U) -> EarlierPart<U> {
        EarlierPart { part: of(&self.part), accounts: self.accounts.clone() }
    }
}

/// A part by account.
type ByAccount<'a, V> = Option<EarlierPart<&'a HashMap<ProfileId, V>>>;

impl Accounts {
    /// Loads the accounts on the roster of `tournament`.
    #[tracing::instrument(target = "trace", name = "store.read.accounts.load", skip_all)]
    pub async fn load(snapshot: &mut Snapshot, tournament: TournamentId) -> Result<Self, Error> {
        let rows = sqlx::query!(
            r#"select entry.profile_id as "profile_id!", changes.changed_at as "changed_at?"
            from tournament_players entry
            left join (
                select *
                from account_changes
                where profile_id = any(array(select profile_id from tournament_players where tournament_id = $1))
            ) changes on changes.profile_id = entry.profile_id
            where entry.tournament_id = $1 and entry.profile_id is not null"#,
            tournament.0,
        )
        .fetch_all(&mut **snapshot)
        .await?;
        let changed_at = rows.into_iter().map(|row| (ProfileId(row.profile_id), row.changed_at.map(Timestamp::from)));
        Ok(Self(Arc::new(changed_at.collect())))
    }

    /// The accounts for which `earlier` is missing or outdated.
    pub(super) fn to_read<V>(&self, earlier: &ByAccount<'_, V>) -> Vec<i64> {
        let is_stale = |profile: &&ProfileId| earlier.as_ref().is_none_or(|earlier| !self.agrees(earlier, **profile));
        self.0.keys().filter(is_stale).map(|profile| profile.0).collect()
    }

    /// Completes `read` with the unchanged accounts of `earlier`.
    pub(super) fn complete<V: Clone>(
        &self,
        mut read: HashMap<ProfileId, V>,
        earlier: &ByAccount<'_, V>,
    ) -> HashMap<ProfileId, V> {
        if let Some(earlier) = earlier {
            let kept = self.0.keys().filter(|profile| self.agrees(earlier, **profile));
            read.extend(kept.filter_map(|profile| Some((*profile, earlier.part.get(profile)?.clone()))));
        }
        read
    }

    /// The earlier part, if an account has not changed since.
    pub(super) fn unchanged<'a, T>(&self, earlier: Option<&'a EarlierPart<T>>, profile: ProfileId) -> Option<&'a T> {
        earlier.filter(|earlier| self.agrees(earlier, profile)).map(|earlier| &earlier.part)
    }

    /// Whether an account has not changed since.
    fn agrees<T>(&self, earlier: &EarlierPart<T>, profile: ProfileId) -> bool {
        let then = earlier.accounts.0.get(&profile);
        then.is_some() && then == self.0.get(&profile)
    }
}
