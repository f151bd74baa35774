//! Chooses whose match history to fetch next: accounts that just finished a game, and in slow rotation all others.

mod expected;

use std::{
    collections::{BTreeSet, HashMap},
    time::Duration,
};

use chrono::TimeDelta;
use domain::{
    clock::Timestamp,
    id::{MatchId, ProfileId},
    matches::Match,
    player::PlayerStats,
};
use store::lease::Epoch;

use crate::{
    account_queue::{AccountQueue, AccountSelection, PollRound, Rosters},
    cadence::{DEFAULT_MATCHES, DEFAULT_STATS},
};
use expected::Expected;

/// The most histories per round, not counting failing accounts: a hundred requests.
const ROUND: usize = 1_000;
/// Every account's history is fetched once in this time, for what no other poll shows: custom games that were in no
/// lobby, and corrected results. It takes longer if one round per cadence does not suffice.
const FULL_PASS: Duration = Duration::from_secs(600);
/// How long the upstream may take to show a game in a history.
const HISTORY_LAG: TimeDelta = TimeDelta::minutes(2);
/// After so many cadences without their stats, accounts are fetched in every round.
const STATS_CADENCES: u32 = 3;

/// The queue of histories.
#[derive(Debug)]
pub struct HistoryQueue {
    queue: AccountQueue,
    cadence: Duration,
    stats_cadence: Duration,
    accounts: HashMap<ProfileId, Known>,
    expected: Expected,
    /// Accounts that are about to play a series.
    awaited: BTreeSet<ProfileId>,
    /// When histories were fetched under earlier leaders, for accounts whose stats were not polled yet.
    fetched: HashMap<ProfileId, Timestamp>,
    /// The start of the last round that included a part of all accounts.
    part_fetched_at: Option<Timestamp>,
}

/// What the stats say about an account.
#[derive(Clone, Copy, Debug)]
struct Known {
    last_match: Option<Timestamp>,
    learned_at: Timestamp,
}

impl HistoryQueue {
    /// Creates a queue for one round every `cadence`, whose accounts' stats are polled every `stats_cadence`.
    #[must_use]
    pub fn new(cadence: Duration, stats_cadence: Duration) -> Self {
        Self {
            queue: AccountQueue::new(ROUND, cadence),
            cadence,
            stats_cadence,
            accounts: HashMap::new(),
            expected: Expected::default(),
            awaited: BTreeSet::new(),
            fetched: HashMap::new(),
            part_fetched_at: None,
        }
    }

    /// Changes the time between rounds, and between polls of stats.
    pub fn set_cadences(&mut self, cadence: Duration, stats_cadence: Duration) {
        self.queue.set_cadence(cadence);
        (self.cadence, self.stats_cadence) = (cadence, stats_cadence);
    }

    /// Records who finished a ranked game since their stats were last polled: the stats' time of the last game is
    /// within a second of the newest ranked completion in the history (observed November 2025). Returns whether anybody
    /// did.
    pub fn note_stats(&mut self, polled: &[PlayerStats], now: Timestamp) -> bool {
        let mut has_any = false;
        for stats in polled {
            let profile = stats.player.profile_id;
            let last_match = stats.ratings.iter().filter_map(|rating| rating.last_match_at).max();
            let before = self.accounts.insert(profile, Known { last_match, learned_at: now });
            has_any |= self.catch_up(profile, last_match, now);
            let Some(last) = last_match.filter(|last| before.is_some_and(|known| known.last_match != Some(*last)))
            else {
                continue;
            };
            self.expected.completion(profile, last, now);
            self.queue.prefer(profile);
            has_any = true;
        }
        has_any
    }

    /// Records who is no longer in a listed game, which is therefore over. Returns whether there is anybody.
    pub fn note_ended_games(&mut self, games: impl IntoIterator<Item = (MatchId, ProfileId)>, now: Timestamp) -> bool {
        let mut has_any = false;
        for (game, profile) in games {
            self.expected.game(profile, game, now);
            self.queue.prefer(profile);
            has_any = true;
        }
        has_any
    }

    /// Sets whose histories are fetched in every round, because they are about to play a series: a lobby that no poll
    /// saw must not wait for the slow rotation.
    pub fn await_games_of(&mut self, accounts: BTreeSet<ProfileId>) {
        self.awaited = accounts;
    }

    /// Records which matches the fetched histories contained.
    pub fn note_histories(&mut self, matches: &[Match]) {
        self.expected.met_by(matches);
    }

    /// How soon to run the next round: sooner than the cadence while a history has yet to show a finished game.
    #[must_use]
    pub fn next_in(&self, now: Timestamp) -> Option<Duration> {
        self.expected.next_in(now)
    }

    /// Whether the turns of earlier rounds were restored in this epoch.
    pub(crate) fn is_restored_in(&self, epoch: Epoch) -> bool {
        self.queue.is_restored_in(epoch)
    }

    /// Restores the turns of earlier rounds, including other workers': when each history was `fetched`, the oldest
    /// first. Accounts that finished a ranked game since then are fetched at once.
    pub(crate) fn restore(&mut self, epoch: Epoch, fetched: Vec<(ProfileId, Timestamp)>, now: Timestamp) {
        self.queue.restore(epoch, &fetched);
        self.fetched = fetched.into_iter().collect();
        let polled: Vec<_> = self.accounts.iter().map(|(profile, known)| (*profile, known.last_match)).collect();
        for (profile, last_match) in polled {
            self.catch_up(profile, last_match, now);
        }
    }

    /// Records a game that was finished while no worker polled, or that the history did not show when it was fetched.
    /// Returns whether there is one.
    fn catch_up(&mut self, profile: ProfileId, last_match: Option<Timestamp>, now: Timestamp) -> bool {
        let Some(fetched_at) = self.fetched.remove(&profile) else { return false };
        let Some(last) = last_match.filter(|last| *last > fetched_at - HISTORY_LAG) else { return false };
        self.expected.completion(profile, last, now);
        self.queue.prefer(profile);
        true
    }

    /// The underlying fair queue.
    pub fn account_queue(&mut self) -> &mut AccountQueue {
        &mut self.queue
    }

    /// Like [`AccountQueue::next_round`], but chooses accounts with an expected game, accounts whose stats are unknown,
    /// accounts that are about to play a series, and, once in each cadence, the next part of all accounts.
    pub fn next_round(&mut self, rosters: &Rosters, now: Timestamp) -> PollRound {
        self.expected.forget(now);
        let (expected, accounts, awaited) = (&self.expected, &self.accounts, &self.awaited);
        let without_stats = now - delta(self.stats_cadence * STATS_CADENCES);
        let is_wanted = |profile: ProfileId| {
            let has_recent_stats =
                accounts.get(&profile).is_some_and(|known| known.learned_at > without_stats && known.learned_at <= now);
            // A new leader knows no stats yet: its first round has everybody, who may have played meanwhile.
            !has_recent_stats || expected.is_of(profile) || awaited.contains(&profile)
        };
        // Rounds do not start to the second.
        let is_due = |last: Timestamp| now - last > delta(self.cadence * 9 / 10) || now < last;
        let takes_part = self.part_fetched_at.is_none_or(is_due);
        let parts = FULL_PASS.as_secs_f64() / self.cadence.as_secs_f64();
        let selection = AccountSelection { is_wanted: &is_wanted, others: if takes_part { 1.0 / parts } else { 0.0 } };
        let round = self.queue.next_round_of(rosters, &selection, now);
        if takes_part {
            self.part_fetched_at = Some(now);
        }
        self.accounts.retain(|profile, _| self.queue.knows(*profile));
        round
    }
}

fn delta(duration: Duration) -> TimeDelta {
    TimeDelta::from_std(duration).unwrap_or(TimeDelta::MAX)
}

impl Default for HistoryQueue {
    fn default() -> Self {
        Self::new(DEFAULT_MATCHES, DEFAULT_STATS)
    }
}

#[cfg(test)]
mod tests;
