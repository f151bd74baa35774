//! Whose history to fetch next: a fair queue in which those who just played come first.

use std::{collections::HashMap, time::Duration};

use domain::{clock::Timestamp, id::ProfileId, player::PlayerStats};

use crate::{
    account_queue::{AccountQueue, Rosters, Round},
    settings::DEFAULT_MATCHES,
};

/// How many histories one round fetches at most, failing accounts aside: everybody's, while they fit.
const ROUND: usize = 100;

/// The queue of histories.
#[derive(Debug)]
pub struct HistoryQueue {
    queue: AccountQueue,
    last_match: HashMap<ProfileId, Timestamp>,
}

impl HistoryQueue {
    /// A queue for one round every `cadence`.
    #[must_use]
    pub fn new(cadence: Duration) -> Self {
        Self { queue: AccountQueue::new(ROUND, cadence), last_match: HashMap::new() }
    }

    /// Notes who finished a ranked game since they were last seen: the time of the last one is within
    /// a second of the newest ranked completion in the history (observed November 2025).
    pub fn played(&mut self, polled: &[PlayerStats]) {
        for stats in polled {
            let Some(last) = stats.ratings.iter().filter_map(|rating| rating.last_match_at).max() else { continue };
            let profile = stats.player.profile_id;
            if self.last_match.insert(profile, last).is_some_and(|before| before != last) {
                self.queue.prefer(profile);
            }
        }
    }

    /// The fair queue itself.
    pub fn accounts(&mut self) -> &mut AccountQueue {
        &mut self.queue
    }

    /// As [`AccountQueue::next_round`].
    pub fn next_round(&mut self, rosters: &Rosters, now: Timestamp) -> Round {
        let round = self.queue.next_round(rosters, now);
        self.last_match.retain(|profile, _| self.queue.knows(*profile));
        round
    }
}

impl Default for HistoryQueue {
    fn default() -> Self {
        Self::new(DEFAULT_MATCHES)
    }
}

#[cfg(test)]
mod tests;
