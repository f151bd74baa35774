//! Whose history to fetch next: those who just played first, then everybody in turn.

use std::collections::{BTreeMap, BTreeSet};

use domain::{clock::Timestamp, id::ProfileId, player::PlayerStats};

/// How many histories one round fetches at most.
const ROUND: usize = 100;

/// The state of the turn-taking.
#[derive(Debug, Default)]
pub struct Selection {
    last_match: BTreeMap<ProfileId, Timestamp>,
    due: BTreeSet<ProfileId>,
    after: Option<ProfileId>,
}

impl Selection {
    /// Notes who finished a ranked game since they were last seen: the time of the last one is within
    /// a second of the newest ranked completion in the history (observed November 2025).
    pub fn played(&mut self, polled: &[PlayerStats]) {
        for stats in polled {
            let Some(last) = stats.ratings.iter().filter_map(|rating| rating.last_match_at).max() else { continue };
            let profile = stats.player.profile_id;
            if self.last_match.insert(profile, last).is_some_and(|before| before != last) {
                self.due.insert(profile);
            }
        }
    }

    /// Whose histories to fetch in the next round: everybody's while they fit in one.
    pub fn next_round(&mut self, tracked: &BTreeSet<ProfileId>) -> Vec<ProfileId> {
        self.due.retain(|profile| tracked.contains(profile));
        self.last_match.retain(|profile, _| tracked.contains(profile));
        if tracked.len() <= ROUND {
            self.due.clear();
            return tracked.iter().copied().collect();
        }
        let mut round: Vec<_> = self.due.iter().take(ROUND).copied().collect();
        self.due.retain(|profile| !round.contains(profile));
        // Those after the last one served, then from the beginning again.
        let turn = |profile: &&ProfileId| self.after.is_none_or(|after| **profile > after);
        let in_turn: Vec<_> = tracked.iter().filter(turn).chain(tracked).copied().collect();
        for profile in in_turn {
            if round.len() == ROUND {
                break;
            }
            if !round.contains(&profile) {
                round.push(profile);
                self.after = Some(profile);
            }
        }
        round
    }

    /// Puts back who could not be fetched.
    pub fn failed(&mut self, profiles: impl IntoIterator<Item = ProfileId>) {
        self.due.extend(profiles);
    }
}

#[cfg(test)]
mod tests {
    use domain::{
        id::LeaderboardId,
        player::{Player, Rating},
    };

    use super::*;

    fn stats(profile: i64, last_match: i64) -> PlayerStats {
        let profile_id = ProfileId(profile);
        let player = Player {
            profile_id,
            alias: None,
            steam_id: None,
            xbox_id: None,
            country: None,
            clan_name: None,
            region_id: None,
            level: None,
            xp: None,
        };
        let rating = Rating {
            profile_id,
            leaderboard_id: LeaderboardId(3),
            current_rating: 1,
            max_rating: 1,
            wins: 0,
            losses: 0,
            streak: 0,
            drops: 0,
            rank: None,
            rank_total: None,
            region_rank: None,
            region_rank_total: None,
            last_match_at: Timestamp::from_unix_seconds(last_match),
        };
        PlayerStats { player, ratings: vec![rating.into()] }
    }

    fn profiles(range: std::ops::RangeInclusive<i64>) -> BTreeSet<ProfileId> {
        range.map(ProfileId).collect()
    }

    #[test]
    fn up_to_a_hundred_are_all_fetched_every_time() {
        let mut selection = Selection::default();
        let everybody = profiles(1..=100);
        for _ in 0..2 {
            assert_eq!(selection.next_round(&everybody).into_iter().collect::<BTreeSet<_>>(), everybody);
        }
    }

    #[test]
    fn beyond_that_who_played_comes_first_and_nobody_is_forgotten() {
        let mut selection = Selection::default();
        let everybody = profiles(1..=250);
        selection.played(&[stats(240, 10)]);
        selection.played(&[stats(240, 20), stats(7, 5)]);
        let first = selection.next_round(&everybody);
        // 240 finished a game between two polls; 7 was seen for the first time and may have been idle for years.
        assert_eq!((first[0], first.len()), (ProfileId(240), 100));
        let mut seen: BTreeSet<_> = first.into_iter().collect();
        seen.extend(selection.next_round(&everybody));
        seen.extend(selection.next_round(&everybody));
        assert_eq!(seen, everybody);
    }

    #[test]
    fn who_failed_is_next() {
        let mut selection = Selection::default();
        let everybody = profiles(1..=300);
        selection.next_round(&everybody);
        selection.failed([ProfileId(50), ProfileId(999)]);
        let round = selection.next_round(&everybody);
        assert_eq!(round[0], ProfileId(50));
        assert!(!round.contains(&ProfileId(999)), "who left every roster is not fetched");
    }
}
