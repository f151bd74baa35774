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

use chrono::TimeDelta;
use domain::{
    clock::Timestamp,
    id::{ProfileId, TournamentId},
};
use relic::Failure;
use store::lease::Epoch;

pub(crate) use account_state::is_refused;
use account_state::{AccountState, Pauses};
pub(crate) use selection::AccountSelection;
use turns::begin_after;

/// The linked accounts of each tournament.
pub type Rosters = BTreeMap<TournamentId, BTreeSet<ProfileId>>;

/// The longest backoff of a failing account.
const LONGEST_PAUSE: Duration = Duration::from_secs(3_600);
/// The longest backoff before the upstream has answered anything: it may be refusing everybody.
const LONGEST_PAUSE_BEFORE: Duration = Duration::from_secs(300);

/// How much older than the newest fetch of any history an account's own may be. One that is older was failing, because
/// everybody is fetched in far less time than this.
const LONGEST_WITHOUT_FETCH: TimeDelta = TimeDelta::hours(1);

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
    /// The tournament whose failing account was fetched last; the next round begins after it, because a round may end
    /// before it has fetched all that it chose.
    alone_after: Option<TournamentId>,
    /// The same for new accounts.
    new_after: Option<TournamentId>,
    /// The epoch in which the turns of earlier rounds were restored.
    restored_in: Option<Epoch>,
}

#[derive(Clone, Copy, Debug, Default)]
struct Account {
    state: AccountState,
    /// The round in which it was last chosen.
    chosen: u64,
    /// The tournament in whose turn it was last chosen to be fetched apart from others.
    turn: Option<TournamentId>,
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
            restored_in: None,
        }
    }

    /// Changes the time between rounds.
    pub fn set_cadence(&mut self, cadence: Duration) {
        self.cadence = cadence;
    }

    /// The time between rounds.
    pub(crate) const fn cadence(&self) -> Duration {
        self.cadence
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

    /// Whether the turns of earlier rounds were restored in this epoch.
    pub(crate) fn is_restored_in(&self, epoch: Epoch) -> bool {
        self.restored_in == Some(epoch)
    }

    /// Restores the turns of earlier rounds, including other workers': when each account's history was `fetched`, the
    /// oldest first. All other accounts come before them.
    ///
    /// Which accounts fail is not stored, except that their last fetch is long ago. A new leader takes these for new
    /// ones, which costs a few requests for each, after the accounts that share requests.
    pub(crate) fn restore(&mut self, epoch: Epoch, fetched: &[(ProfileId, Timestamp)]) {
        self.restored_in = Some(epoch);
        let Some((_, newest)) = fetched.last() else { return };
        self.has_worked = true;
        for (profile, _) in fetched.iter().filter(|(_, at)| *newest - *at < LONGEST_WITHOUT_FETCH) {
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
                account.turn = Some(tournament);
                new.entry(tournament).or_default().push(profile);
            } else {
                round.shared.push(profile);
            }
        }
        round.shared.sort_by_key(|profile| self.accounts[profile].preferred.unwrap_or(u64::MAX));
        round.new = begin_after(new, self.new_after);
        round
    }

    /// Records that these accounts of one tournament are now fetched apart from others: the next round begins after it.
    pub(crate) fn begin_apart(&mut self, profiles: &[ProfileId]) {
        let Some(account) = profiles.first().and_then(|profile| self.accounts.get(profile)) else { return };
        let after = if account.state.is_failing() { &mut self.alone_after } else { &mut self.new_after };
        *after = account.turn;
    }

    /// Records what became of `requested` accounts. `is_answering` says whether the upstream answered anything in this
    /// round: if it did not, a failure says nothing about the account.
    pub fn settle(&mut self, requested: &[ProfileId], failures: &[Failure], is_answering: bool, now: Timestamp) {
        if is_answering && !std::mem::replace(&mut self.has_worked, true) {
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
                    account.state = account.state.after(failure, is_answering, now, pauses);
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
}
