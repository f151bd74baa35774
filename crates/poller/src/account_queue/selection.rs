//! Which accounts a round of a poll fetches: of those that are wanted and of all others, in the tournaments' turns.

use std::collections::BTreeSet;

use domain::{
    clock::Timestamp,
    id::{ProfileId, TournamentId},
};

use super::{AccountQueue, Rosters, account_state::AccountState, turns::in_turn};

/// Accounts that are not wanted get one in this many places of a round, however many are wanted.
const SHARE_OF_OTHERS: usize = 5;
/// The most failing accounts per round, each in a request of its own.
pub(super) const ALONE: usize = 10;

/// The accounts that a round should fetch.
pub(crate) struct AccountSelection<'a> {
    /// Whether an account is wanted.
    pub(crate) is_wanted: &'a (dyn Fn(ProfileId) -> bool + Sync),
    /// The share of all accounts to take as well, from 0 to 1, in turn.
    pub(crate) others: f64,
}

impl AccountSelection<'_> {
    /// Every account is wanted.
    pub(super) const EVERYBODY: Self = AccountSelection { is_wanted: &|_| true, others: 0.0 };

    /// This share of `all` accounts: at least one, unless the share is zero.
    pub(super) fn share_of(&self, all: usize) -> usize {
        (all as f64 * self.others).ceil() as usize
    }
}

impl AccountQueue {
    /// Chooses the round's accounts that do not fail, each with the tournament in whose turn it was chosen.
    pub(super) fn choose(
        &mut self,
        rosters: &Rosters,
        selection: &AccountSelection<'_>,
    ) -> Vec<(TournamentId, ProfileId)> {
        let is_wanted = |profile: &ProfileId| {
            let account = &self.accounts[profile];
            account.preferred.is_some() || account.state == AccountState::New || (selection.is_wanted)(*profile)
        };
        let share = selection.share_of(self.accounts.len());
        let others = if share > 0 { self.by_tournament(rosters, |profile| !is_wanted(profile)) } else { Vec::new() };
        let waiting: usize = others.iter().map(|(_, accounts)| accounts.len()).sum();
        let reserved = share.min(waiting).min(self.size / SHARE_OF_OTHERS);
        let wanted = self.by_tournament(rosters, is_wanted);
        let (mut chosen, after) = in_turn(&wanted, self.after, self.size - reserved);
        self.after = after;
        let room = (self.size - chosen.len()).min(share);
        if room > 0 {
            let (others, others_after) = in_turn(&others, self.others_after, room);
            self.others_after = others_after;
            chosen.extend(others);
        }
        chosen
    }

    /// Each tournament's accounts that do not fail and match `is_of_kind`, the least recently chosen first.
    fn by_tournament(
        &self,
        rosters: &Rosters,
        is_of_kind: impl Fn(&ProfileId) -> bool,
    ) -> Vec<(TournamentId, Vec<ProfileId>)> {
        let sorted = |roster: &BTreeSet<ProfileId>| {
            let is_eligible = |profile: &&ProfileId| !self.accounts[profile].state.is_failing() && is_of_kind(profile);
            let mut accounts: Vec<_> = roster.iter().filter(is_eligible).copied().collect();
            accounts.sort_by_key(|profile| {
                let account = &self.accounts[profile];
                (account.preferred.unwrap_or(u64::MAX), account.chosen, *profile)
            });
            accounts
        };
        rosters.iter().map(|(tournament, roster)| (*tournament, sorted(roster))).collect()
    }

    /// The failing accounts to fetch in this round, those whose backoff ended first at the front.
    pub(super) fn choose_failing(&mut self, rosters: &Rosters, now: Timestamp) -> Vec<ProfileId> {
        let failing = rosters.iter().map(|(tournament, roster)| {
            let due = |profile: &ProfileId| Some((self.accounts[profile].state.due(now)?, *profile));
            let mut accounts: Vec<_> = roster.iter().filter_map(due).collect();
            accounts.sort_unstable();
            (*tournament, accounts.into_iter().map(|(_, profile)| profile).collect())
        });
        let (chosen, _) = in_turn(&failing.collect::<Vec<_>>(), self.alone_after, ALONE);
        for (tournament, profile) in &chosen {
            self.accounts.entry(*profile).or_default().turn = Some(*tournament);
        }
        chosen.into_iter().map(|(_, profile)| profile).collect()
    }
}
