//! A fair queue that chooses which accounts to fetch next, so that no tournament delays another.
//!
//! Healthy accounts share requests. An account that was never answered shares requests only within its own tournament;
//! one that failed is fetched alone, with exponential backoff. The queue knows neither requests nor the wall clock.

mod account_state;
mod selection;
#[cfg(test)]
mod tests;
mod turns;

use std::{
    collections::{BTreeMap, BTreeSet, HashMap, HashSet},
    time::Duration,
};

use domain::{
    clock::Timestamp,
    id::{ProfileId, TournamentId},
};
use relic::Failure;

pub(crate) use account_state::is_refused;
use account_state::{AccountState, Pauses};
pub(crate) use selection::AccountSelection;
use turns::{begin_after, in_turn};

/// The linked accounts of each tournament.
pub type Rosters = BTreeMap<TournamentId, BTreeSet<ProfileId>>;

/// Accounts that are not wanted get one in this many places of a round, however many are wanted.
const SHARE_OF_OTHERS: usize = 5;
/// The most failing accounts per round, each in a request of its own.
const ALONE: usize = 10;

/// How many tournaments' new and failing accounts are fetched concurrently.
pub(crate) const AT_ONCE: usize = 4;

/// The longest backoff of a failing account.
const LONGEST_PAUSE: Duration = Duration::from_secs(3_600);
/// The longest backoff before the upstream has answered anything: it may be refusing everybody.
const LONGEST_PAUSE_BEFORE: Duration = Duration::from_secs(300);

/// The accounts to fetch in one round.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PollRound {
    /// Accounts that were answered the last time, preferred ones first: they share requests.
    pub shared: Vec<ProfileId>,
    /// Accounts that were never answered: they share requests only within their own tournament.
    pub new: Vec<(TournamentId, Vec<ProfileId>)>,
    /// Failing accounts whose backoff is over: one request for each.
    pub alone: Vec<ProfileId>,
}

/// The state of the queue.
#[derive(Debug)]
pub struct AccountQueue {
    /// The most accounts in one round, not counting failing ones.
    size: usize,
    /// The time between rounds.
    cadence: Duration,
    rounds: u64,
    /// How many accounts were preferred so far.
    preferred: u64,
    /// Whether the upstream ever answered anything about an account.
    has_worked: bool,
    accounts: HashMap<ProfileId, Account>,
    /// The tournament after which the next round begins, when one round does not hold all accounts.
    after: Option<TournamentId>,
    /// The same for accounts that are not wanted.
    others_after: Option<TournamentId>,
    /// The same for failing accounts.
    alone_after: Option<TournamentId>,
    /// The last of the tournaments whose new accounts the last round fetched first: a round whose first requests all
    /// fail ends with them.
    new_after: Option<TournamentId>,
}

#[derive(Clone, Copy, Debug, Default)]
struct Account {
    state: AccountState,
    /// The round in which it was last chosen.
    chosen: u64,
    /// Its position among the preferred accounts.
    preferred: Option<u64>,
}

impl AccountQueue {
    /// Creates a queue for rounds of at most `size` accounts, one every `cadence`.
    #[must_use]
    pub fn new(size: usize, cadence: Duration) -> Self {
        Self {
            size,
            cadence,
            rounds: 0,
            preferred: 0,
            has_worked: false,
            accounts: HashMap::new(),
            after: None,
            others_after: None,
            alone_after: None,
            new_after: None,
        }
    }

    /// Changes the time between rounds.
    pub fn set_cadence(&mut self, cadence: Duration) {
        self.cadence = cadence;
    }

    /// Whether an account is on any roster, as of the last round.
    #[must_use]
    pub fn knows(&self, profile: ProfileId) -> bool {
        self.accounts.contains_key(&profile)
    }

    /// Chooses this account before others of its tournament until it is answered. Several preferred accounts keep the
    /// order in which they were preferred.
    pub fn prefer(&mut self, profile: ProfileId) {
        if let Some(account) = self.accounts.get_mut(&profile) {
            let place = &mut self.preferred;
            account.preferred.get_or_insert_with(|| {
                *place += 1;
                *place
            });
        }
    }

    /// Restores the turns of an earlier queue: `answered` accounts, the least recently fetched first. All other
    /// accounts come before them.
    pub fn restore(&mut self, answered: &[ProfileId]) {
        self.has_worked |= !answered.is_empty();
        for profile in answered {
            self.rounds += 1;
            let account = self.accounts.entry(*profile).or_default();
            account.chosen = self.rounds;
            if account.state == AccountState::New {
                account.state = AccountState::ANSWERED;
            }
        }
    }

    /// Chooses the next round's accounts, taking one of each tournament in turn; forgets accounts on no roster.
    pub fn next_round(&mut self, rosters: &Rosters, now: Timestamp) -> PollRound {
        self.next_round_of(rosters, &AccountSelection::EVERYBODY, now)
    }

    /// Like [`next_round`](Self::next_round), but chooses only the wanted accounts and a share of the others. Accounts
    /// that were never answered, or whose answer could not be used, are always wanted.
    pub(crate) fn next_round_of(
        &mut self,
        rosters: &Rosters,
        selection: &AccountSelection<'_>,
        now: Timestamp,
    ) -> PollRound {
        self.rounds += 1;
        self.keep_only(rosters);
        let chosen = self.choose(rosters, selection);
        let mut round = PollRound { alone: self.choose_failing(rosters, now), ..PollRound::default() };
        let mut new: BTreeMap<TournamentId, Vec<ProfileId>> = BTreeMap::new();
        for (tournament, profile) in chosen {
            let Some(account) = self.accounts.get_mut(&profile) else { continue };
            account.chosen = self.rounds;
            if account.state == AccountState::New {
                new.entry(tournament).or_default().push(profile);
            } else {
                round.shared.push(profile);
            }
        }
        round.shared.sort_by_key(|profile| self.accounts[profile].preferred.unwrap_or(u64::MAX));
        round.new = begin_after(new, self.new_after);
        self.new_after = round.new.iter().take(AT_ONCE).map(|(tournament, _)| *tournament).next_back();
        round
    }

    /// Records what became of `requested` accounts. `works` says whether the upstream answered anything in this round:
    /// if it did not, a failure says nothing about the account.
    pub fn settle(&mut self, requested: &[ProfileId], failures: &[Failure], works: bool, now: Timestamp) {
        if works && !std::mem::replace(&mut self.has_worked, true) {
            // Before this first answer the upstream may have been refusing everybody.
            self.accounts.values_mut().for_each(|account| account.state = AccountState::New);
        }
        let longest = if self.has_worked { LONGEST_PAUSE } else { LONGEST_PAUSE_BEFORE };
        let pauses = Pauses { cadence: self.cadence, longest };
        let failed: HashMap<ProfileId, &Failure> = failures
            .iter()
            .flat_map(|failure| failure.profiles.iter().map(move |profile| (*profile, failure)))
            .collect();
        for profile in requested {
            let Some(account) = self.accounts.get_mut(profile) else { continue };
            match failed.get(profile) {
                None => {
                    account.state = AccountState::ANSWERED;
                    account.preferred = None;
                }
                Some(failure) => {
                    account.state = account.state.after(failure, works, now, pauses);
                    self.prefer(*profile);
                }
            }
        }
    }

    /// Puts back accounts whose answers could not be stored, or that could not be fetched: they are preferred, but come
    /// after all that are so far.
    pub fn put_back(&mut self, profiles: &[ProfileId]) {
        for profile in profiles {
            if let Some(account) = self.accounts.get_mut(profile) {
                account.preferred = None;
            }
            self.prefer(*profile);
        }
    }

    /// Puts back accounts for which the round had no time; those that are not wanted come first in the next share of
    /// the others.
    pub(crate) fn postpone(&mut self, profiles: &[ProfileId]) {
        for profile in profiles {
            if let Some(account) = self.accounts.get_mut(profile) {
                account.chosen = 0;
            }
        }
    }

    fn keep_only(&mut self, rosters: &Rosters) {
        let tracked: HashSet<_> = rosters.values().flatten().copied().collect();
        self.accounts.retain(|profile, _| tracked.contains(profile));
        for profile in tracked {
            self.accounts.entry(profile).or_default();
        }
    }

    /// Chooses the round's accounts that do not fail, each with the tournament in whose turn it was chosen.
    fn choose(&mut self, rosters: &Rosters, selection: &AccountSelection<'_>) -> Vec<(TournamentId, ProfileId)> {
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
            let works = |profile: &&ProfileId| !self.accounts[profile].state.is_failing() && is_of_kind(profile);
            let mut accounts: Vec<_> = roster.iter().filter(works).copied().collect();
            accounts.sort_by_key(|profile| {
                let account = &self.accounts[profile];
                (account.preferred.unwrap_or(u64::MAX), account.chosen, *profile)
            });
            accounts
        };
        rosters.iter().map(|(tournament, roster)| (*tournament, sorted(roster))).collect()
    }

    /// The failing accounts to fetch in this round, those whose backoff ended first at the front.
    fn choose_failing(&mut self, rosters: &Rosters, now: Timestamp) -> Vec<ProfileId> {
        let failing = rosters.iter().map(|(tournament, roster)| {
            let due = |profile: &ProfileId| Some((self.accounts[profile].state.due(now)?, *profile));
            let mut accounts: Vec<_> = roster.iter().filter_map(due).collect();
            accounts.sort_unstable();
            (*tournament, accounts.into_iter().map(|(_, profile)| profile).collect())
        });
        let (chosen, last) = in_turn(&failing.collect::<Vec<_>>(), self.alone_after, ALONE);
        self.alone_after = last;
        chosen.into_iter().map(|(_, profile)| profile).collect()
    }
}
