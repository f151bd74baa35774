//! The queue of histories: accounts that played come first, and those that could not be fetched come again.

use std::collections::BTreeSet;

use domain::{
    id::{LeaderboardId, TournamentId},
    player::{Player, Rating},
};

use super::*;

fn stats(profile: i64, last_match: i64) -> PlayerStats {
    let profile_id = ProfileId(profile);
    let last_match_at = Timestamp::from_unix_seconds(last_match);
    let rating = Rating { last_match_at, ..Rating::new(profile_id, LeaderboardId(3), 1) };
    PlayerStats { player: Player::new(profile_id), ratings: vec![rating.into()] }
}

#[test]
fn accounts_that_just_played_come_first_and_none_is_forgotten() {
    let now = Timestamp::from_unix_seconds(1_780_272_000).unwrap();
    let everybody: BTreeSet<_> = (1..=2_500).map(ProfileId).collect();
    let rosters = Rosters::from([(TournamentId(1), everybody.clone())]);
    let mut queue = HistoryQueue::default();
    let mut round = || {
        let PollRound { shared, new, .. } = queue.next_round(&rosters, now);
        shared.into_iter().chain(new.into_iter().flat_map(|(_, profiles)| profiles)).collect::<Vec<_>>()
    };
    let mut seen: BTreeSet<_> = round().into_iter().collect();
    assert_eq!(seen.len(), ROUND);
    queue.note_stats(&[stats(240, 10)], now);
    // 240 finished a game between two polls; 7 was seen for the first time and may not have played for years.
    queue.note_stats(&[stats(240, 20), stats(7, 5)], now);
    let mut round = || {
        let PollRound { shared, new, .. } = queue.next_round(&rosters, now);
        shared.into_iter().chain(new.into_iter().flat_map(|(_, profiles)| profiles)).collect::<Vec<_>>()
    };
    let second = round();
    assert_eq!((second[0], second.contains(&ProfileId(7))), (ProfileId(240), false));
    seen.extend(second);
    seen.extend(round());
    seen.extend(round());
    assert_eq!(seen, everybody);
}

#[test]
fn accounts_that_played_since_the_last_fetch_are_chosen_in_either_order_of_polls() {
    let now = Timestamp::from_unix_seconds(1_780_272_000).unwrap();
    let hour_ago = now - TimeDelta::hours(1);
    let rosters = Rosters::from([(TournamentId(1), (1..=100).map(ProfileId).collect())]);
    let fetched: Vec<_> = (1..=100).map(|profile| (ProfileId(profile), hour_ago)).collect();
    let last_match =
        |profile: i64| (hour_ago + TimeDelta::minutes(if profile == 70 { 10 } else { -10 })).unix_seconds();
    let polled: Vec<_> = (1..=100).map(|profile| stats(profile, last_match(profile))).collect();
    for stats_first in [true, false] {
        let mut queue = HistoryQueue::default();
        if !stats_first {
            queue.restore(Epoch(1), fetched.clone(), now);
        }
        queue.note_stats(&polled, now);
        if stats_first {
            queue.restore(Epoch(1), fetched.clone(), now);
        }
        let round = queue.next_round(&rosters, now);
        let part = (1..=10).map(ProfileId);
        assert_eq!(round.shared.iter().copied().collect::<BTreeSet<_>>(), part.chain([ProfileId(70)]).collect());
        assert_eq!((round.new, round.alone), (Vec::new(), Vec::new()));
    }
}

#[test]
fn accounts_whose_histories_were_no_longer_fetched_share_no_requests_under_a_new_leader() {
    let now = Timestamp::from_unix_seconds(1_780_272_000).unwrap();
    let rosters = Rosters::from([(TournamentId(1), (1..=20).map(ProfileId).collect())]);
    let others = (1..=20).filter(|id| *id != 7).map(ProfileId);
    let lately = others.clone().map(|profile| (profile, now - TimeDelta::hours(5)));
    let fetched = std::iter::once((ProfileId(7), now - TimeDelta::hours(7))).chain(lately).collect();
    let mut queue = HistoryQueue::default();
    queue.restore(Epoch(1), fetched, now);
    let round = queue.next_round(&rosters, now);
    assert_eq!(round.shared, others.collect::<Vec<_>>(), "nobody's was, for five hours");
    assert_eq!(round.new, vec![(TournamentId(1), vec![ProfileId(7)])]);
}
