//! The queue of accounts: shares, turns, and the backoff of failing accounts.

use proptest::prelude::*;

use super::{selection::ALONE, *};

const CADENCE: Duration = Duration::from_secs(60);

fn at(second: i64) -> Timestamp {
    Timestamp::from_unix_seconds(1_780_272_000 + second).unwrap()
}

fn profiles(ids: impl IntoIterator<Item = i64>) -> Vec<ProfileId> {
    ids.into_iter().map(ProfileId).collect()
}

/// Tournaments 1, 2, 3 and so on with these accounts.
fn rosters<const N: usize>(of: [std::ops::RangeInclusive<i64>; N]) -> Rosters {
    (1..).map(TournamentId).zip(of.map(|ids| ids.map(ProfileId).collect())).collect()
}

fn everybody(round: &PollRound) -> Vec<ProfileId> {
    let new = round.new.iter().flat_map(|(_, profiles)| profiles);
    round.shared.iter().chain(new).chain(&round.alone).copied().collect()
}

fn sorted(mut profiles: Vec<ProfileId>) -> Vec<ProfileId> {
    profiles.sort_unstable();
    profiles
}

fn refusal(profiles: &[ProfileId]) -> Failure {
    let error = relic::Error::ResultCode { code: 3, message: String::new() };
    Failure { profiles: profiles.to_vec(), error }
}

fn timeout(profiles: &[ProfileId]) -> Failure {
    Failure { profiles: profiles.to_vec(), error: relic::Error::Timeout }
}

/// A queue in which every account was answered except the refused ones.
fn after_one_round(size: usize, rosters: &Rosters, refused: &[i64]) -> AccountQueue {
    let mut queue = AccountQueue::new(size, CADENCE);
    loop {
        let round = queue.next_round(rosters, at(0));
        if round.new.is_empty() {
            return queue;
        }
        let failures: Vec<_> = refused.iter().map(|id| refusal(&[ProfileId(*id)])).collect();
        queue.settle(&everybody(&round), &failures, true, at(0));
    }
}

/// The seconds of a day at which an account that is always refused is fetched, with one round a minute.
fn fetch_times(queue: &mut AccountQueue, rosters: &Rosters, profile: ProfileId, is_answering: bool) -> Vec<i64> {
    (1..1_440)
        .map(|minute| minute * 60)
        .filter(|second| {
            let round = queue.next_round(rosters, at(*second));
            let is_asked = round.alone.contains(&profile);
            queue.settle(&everybody(&round), &[refusal(&[profile])], is_answering, at(*second));
            is_asked
        })
        .collect()
}

#[test]
fn a_round_that_is_large_enough_has_all_accounts_every_time() {
    let rosters = rosters([1..=60, 41..=100]);
    let mut queue = after_one_round(100, &rosters, &[]);
    for _ in 0..3 {
        let mut round = queue.next_round(&rosters, at(60)).shared;
        round.sort_unstable();
        assert_eq!(round, profiles(1..=100));
        queue.settle(&round, &[], true, at(60));
    }
}

#[test]
fn in_smaller_rounds_tournaments_have_equal_shares_and_no_account_is_forgotten() {
    let rosters = rosters([1..=200, 301..=310, 401..=500]);
    let mut queue = after_one_round(100, &rosters, &[]);
    let mut seen = HashSet::new();
    for _ in 0..5 {
        let round = queue.next_round(&rosters, at(60)).shared;
        let of = |ids: std::ops::RangeInclusive<i64>| round.iter().filter(|id| ids.contains(&id.0)).count();
        // Ten need no more than ten; the two others share what is left.
        assert_eq!((of(1..=200), of(301..=310), of(401..=500)), (45, 10, 45));
        queue.settle(&round, &[], true, at(60));
        seen.extend(round);
    }
    assert_eq!(seen.len(), 310);
}

#[test]
fn more_tournaments_than_places_take_turns() {
    let rosters: Rosters = (1..=25).map(|id| (TournamentId(id), BTreeSet::from([ProfileId(id)]))).collect();
    let mut queue = after_one_round(10, &rosters, &[]);
    let mut seen: Vec<_> = (0..5).flat_map(|_| queue.next_round(&rosters, at(60)).shared).collect();
    seen.sort_unstable();
    let twice: Vec<_> = (1..=25).flat_map(|id| [ProfileId(id); 2]).collect();
    assert_eq!(seen, twice);
}

#[test]
fn a_preferred_account_comes_first_until_it_is_answered() {
    let rosters = rosters([1..=300]);
    let mut queue = after_one_round(100, &rosters, &[]);
    queue.prefer(ProfileId(240));
    for _ in 0..2 {
        let round = queue.next_round(&rosters, at(60)).shared;
        assert_eq!(round[0], ProfileId(240));
        queue.settle(&round, &[timeout(&profiles([240]))], false, at(60));
    }
    let round = queue.next_round(&rosters, at(60)).shared;
    queue.settle(&round, &[], true, at(60));
    assert_ne!(queue.next_round(&rosters, at(60)).shared[0], ProfileId(240));
}

#[test]
fn preferred_accounts_keep_their_order_and_others_a_fifth_of_the_round() {
    let rosters = rosters([1..=300]);
    let mut queue = after_one_round(300, &rosters, &[]);
    queue.size = 100;
    let preferred: Vec<_> = (1..=150).rev().map(ProfileId).collect();
    preferred.iter().for_each(|profile| queue.prefer(*profile));
    // Preferring it again does not change its position.
    queue.prefer(ProfileId(1));
    let selection = AccountSelection { is_wanted: &|_| false, others: 0.1 };
    let round = queue.next_round_of(&rosters, &selection, at(60)).shared;
    assert_eq!(round[..80], preferred[..80], "in the order in which they were");
    assert_eq!(sorted(round[80..].to_vec()), profiles(151..=170));
    queue.settle(&round, &[], true, at(60));
    let round = queue.next_round_of(&rosters, &selection, at(120)).shared;
    assert_eq!(round[..70], preferred[80..], "the rest of them");
    assert_eq!(round.len(), 100, "and a tenth of everybody");
}

#[test]
fn turns_of_an_earlier_queue_are_restored() {
    let rosters = rosters([1..=10]);
    let mut queue = AccountQueue::new(100, CADENCE);
    queue.restore(Epoch(1), &[5, 3, 4, 1, 2, 99].map(|id| (ProfileId(id), at(0))));
    let selection = AccountSelection { is_wanted: &|_| false, others: 0.2 };
    let round = queue.next_round_of(&rosters, &selection, at(0));
    assert_eq!(round.new, vec![(TournamentId(1), profiles(6..=10))], "never fetched");
    assert_eq!(round.shared, profiles([5, 3]), "fetched longest ago");
    queue.postpone(&profiles([3]));
    queue.settle(&profiles([5, 6, 7, 8, 9, 10]), &[], true, at(0));
    assert_eq!(sorted(queue.next_round_of(&rosters, &selection, at(60)).shared), profiles([3, 4]));
}

#[test]
fn new_accounts_share_requests_only_within_their_tournament() {
    let (old, both) = (rosters([1..=3]), rosters([1..=5, 11..=12]));
    let mut queue = after_one_round(100, &old, &[]);
    let round = queue.next_round(&both, at(60));
    let new = vec![(TournamentId(1), profiles([4, 5])), (TournamentId(2), profiles([11, 12]))];
    assert_eq!(round, PollRound { shared: profiles([1, 2, 3]), new, alone: Vec::new() });
}

#[test]
fn a_refused_account_is_fetched_alone_and_backs_off_up_to_an_hour() {
    let rosters = rosters([1..=3]);
    let mut queue = after_one_round(100, &rosters, &[2]);
    let fetched_at = fetch_times(&mut queue, &rosters, ProfileId(2), true);
    assert_eq!(fetched_at[..7], [60, 180, 420, 900, 1_860, 3_780, 7_380].map(|second: i64| second));
    assert!(fetched_at[6..].windows(2).all(|pair| pair[1] - pair[0] == 3_600), "{fetched_at:?}");
    queue.settle(&profiles([2]), &[], true, at(86_400));
    let again = sorted(queue.next_round(&rosters, at(86_460)).shared);
    assert_eq!(again, profiles([1, 2, 3]), "once answered it is as the others");
}

#[test]
fn failures_of_the_whole_upstream_do_not_count_against_accounts() {
    let rosters = rosters([1..=3]);
    let mut queue = after_one_round(100, &rosters, &[]);
    for minute in 1..20 {
        let round = queue.next_round(&rosters, at(minute * 60));
        assert_eq!(round.shared.len(), 3, "in minute {minute}");
        let failure = if minute % 2 == 0 { timeout(&round.shared) } else { refusal(&round.shared) };
        queue.settle(&round.shared, &[failure], false, at(minute * 60));
    }
}

#[test]
fn an_account_that_fails_repeatedly_with_others_is_fetched_alone() {
    let rosters = rosters([1..=3]);
    let mut queue = after_one_round(100, &rosters, &[]);
    for _ in 0..3 {
        let round = queue.next_round(&rosters, at(60));
        assert_eq!(round.alone, []);
        queue.settle(&everybody(&round), &[timeout(&profiles([2, 3]))], true, at(60));
    }
    let round = queue.next_round(&rosters, at(60));
    assert_eq!(round, PollRound { shared: profiles([1]), new: Vec::new(), alone: profiles([2, 3]) });
    queue.settle(&everybody(&round), &[timeout(&profiles([3]))], true, at(60));
    let round = queue.next_round(&rosters, at(180));
    assert_eq!((sorted(round.shared), round.alone), (profiles([1, 2]), profiles([3])), "only who fails alone stays so");
}

#[test]
fn requests_to_wait_do_not_count_against_accounts() {
    let rosters = rosters([1..=3]);
    let mut queue = AccountQueue::new(100, CADENCE);
    let round = queue.next_round(&rosters, at(0));
    let wish = relic::Error::RateLimited { retry_after: None };
    queue.settle(&everybody(&round), &[Failure { profiles: profiles([1, 2, 3]), error: wish }], true, at(0));
    assert_eq!(queue.next_round(&rosters, at(60)), round);
}

#[test]
fn failing_accounts_share_few_requests_fairly_among_their_tournaments() {
    let rosters = rosters([1..=100, 201..=203]);
    let failing: Vec<_> = (1..=100).chain([202]).collect();
    let mut queue = after_one_round(200, &rosters, &failing);
    let round = queue.next_round(&rosters, at(60));
    assert_eq!(round.alone.len(), ALONE);
    assert!(round.alone.contains(&ProfileId(202)), "a hundred others do not keep it waiting");
    assert_eq!(round.shared, profiles([201, 203]));
}

#[test]
fn accounts_refused_before_the_first_answer_are_fetched_again() {
    let rosters = rosters([1..=3]);
    let mut queue = AccountQueue::new(100, CADENCE);
    let round = queue.next_round(&rosters, at(0));
    queue.settle(&everybody(&round), &[refusal(&profiles([1, 2, 3]))], false, at(0));
    let fetched_at = fetch_times(&mut queue, &rosters, ProfileId(2), false);
    // The others are answered here, but this does not count while `is_answering` is false.
    assert!(fetched_at.windows(2).all(|pair| pair[1] - pair[0] <= 300), "{fetched_at:?}");
    queue.settle(&profiles([1]), &[], true, at(86_400));
    assert_eq!(everybody(&queue.next_round(&rosters, at(86_400))), profiles([1, 2, 3]));
}

#[test]
fn a_clock_that_is_set_back_delays_no_account() {
    let rosters = rosters([1..=2]);
    let mut queue = after_one_round(100, &rosters, &[2]);
    for second in [60, 180, 420] {
        let round = queue.next_round(&rosters, at(second));
        assert_eq!(round.alone, profiles([2]), "{second}");
        queue.settle(&round.alone, &[refusal(&round.alone)], true, at(second));
    }
    assert_eq!(queue.next_round(&rosters, at(430)).alone, []);
    assert_eq!(queue.next_round(&rosters, at(-3_600)).alone, profiles([2]));
}

#[test]
fn accounts_on_no_roster_are_forgotten() {
    let mut queue = after_one_round(100, &rosters([1..=2]), &[2]);
    let left = rosters([1..=1]);
    assert_eq!(everybody(&queue.next_round(&left, at(60))), profiles([1]));
    assert!(!queue.knows(ProfileId(2)));
}

/// Some tournaments whose accounts overlap, and which of those are always refused.
fn worlds() -> impl Strategy<Value = (Rosters, HashSet<ProfileId>, usize)> {
    let roster = proptest::collection::btree_set((1..60_i64).prop_map(ProfileId), 1..30);
    let rosters = proptest::collection::vec(roster, 1..8)
        .prop_map(|rosters| (1..).map(TournamentId).zip(rosters).collect::<Rosters>());
    let refused = proptest::collection::hash_set((1..60_i64).prop_map(ProfileId), 0..40);
    (rosters, refused, 1..40_usize)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn no_account_is_chosen_twice_and_no_tournament_exceeds_its_share(world in worlds()) {
        let (rosters, refused, size) = world;
        let mut queue = AccountQueue::new(size, CADENCE);
        let mut answered = HashSet::new();
        // One place in each, in the worst case, and thirty accounts on each roster.
        let rounds = rosters.len() * 30;
        for number in 0..rounds {
            let now = at(i64::try_from(number).unwrap() * 60);
            let round = queue.next_round(&rosters, now);
            let chosen = everybody(&round);
            let distinct: HashSet<_> = chosen.iter().copied().collect();
            prop_assert_eq!(distinct.len(), chosen.len());
            prop_assert!(chosen.len() - round.alone.len() <= size && round.alone.len() <= ALONE);
            for roster in rosters.values() {
                let waits = |profile: &&ProfileId| !distinct.contains(profile) && !queue.accounts[profile].state.is_failing();
                let takes = chosen.iter().filter(|profile| roster.contains(profile)).count();
                // While accounts wait, they get their tournament's whole share of the round, which other accounts
                // share.
                if roster.iter().filter(waits).count() > 0 {
                    prop_assert!(takes >= size / rosters.len(), "{takes} of {size}");
                }
            }
            let failures: Vec<_> =
                chosen.iter().filter(|profile| refused.contains(profile)).map(|profile| refusal(&[*profile])).collect();
            queue.settle(&chosen, &failures, true, now);
            answered.extend(chosen.into_iter().filter(|profile| !refused.contains(profile)));
        }
        let due: HashSet<_> = rosters.values().flatten().filter(|profile| !refused.contains(profile)).copied().collect();
        prop_assert_eq!(answered, due, "everybody has their turn");
    }
}
