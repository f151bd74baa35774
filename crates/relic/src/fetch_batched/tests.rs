//! The round, with a closure in place of the upstream.

use std::{
    sync::{
        Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use tokio::sync::Notify;

use super::*;
use crate::Failure;

fn ids(range: std::ops::Range<i64>) -> Vec<ProfileId> {
    range.map(ProfileId).collect()
}

fn rows(profiles: Vec<ProfileId>) -> Rows<ProfileId> {
    Rows { rows: profiles, dropped: 1, ..Rows::default() }
}

/// Runs a round while nothing is known of other endpoints.
async fn fetch_batched<F, R>(profiles: &[ProfileId], size: usize, fetch: F) -> BatchResult<ProfileId>
where
    F: Fn(Vec<ProfileId>) -> R,
    R: Future<Output = Result<Rows<ProfileId>, Error>>,
{
    super::fetch_batched(profiles, size, false, || OtherEndpoints::Unknown, fetch).await.fetched
}

fn refusal() -> Error {
    Error::result_code(3, "UNREGISTERED_PROFILE_NAME")
}

/// Fetches 100 profiles in one batch, some of which the upstream refuses; also counts the requests.
async fn gather_with_bad(bad: impl Fn(ProfileId) -> bool) -> (BatchResult<ProfileId>, usize) {
    let requests = AtomicUsize::new(0);
    let fetched = fetch_batched(&ids(0..100), 100, async |profiles: Vec<ProfileId>| {
        requests.fetch_add(1, Ordering::Relaxed);
        if profiles.iter().any(|&id| bad(id)) { Err(refusal()) } else { Ok(rows(profiles)) }
    })
    .await;
    (fetched, requests.into_inner())
}

fn failed(fetched: &BatchResult<ProfileId>) -> Vec<i64> {
    fetched.failures.iter().flat_map(|failure| &failure.profiles).map(|id| id.0).collect()
}

#[tokio::test]
async fn every_profile_is_requested_once_in_the_given_order() {
    let asked = Mutex::new(Vec::new());
    let doubled = [ids(20..25), ids(0..25), ids(10..12)].concat();
    let mut fetched = fetch_batched(&doubled, 10, async |profiles: Vec<ProfileId>| {
        asked.lock().unwrap().push((profiles.len(), profiles[0].0));
        Ok(rows(profiles))
    })
    .await;
    fetched.rows.sort();
    assert_eq!(fetched.rows, ids(0..25));
    assert_eq!(*asked.lock().unwrap(), [(10, 20), (10, 5), (5, 15)]);
    assert_eq!(fetched.dropped, 3);
}

#[tokio::test]
async fn at_most_four_requests_are_in_flight() {
    let (flying, most) = (AtomicUsize::new(0), AtomicUsize::new(0));
    fetch_batched(&ids(0..40), 2, async |profiles: Vec<ProfileId>| {
        most.fetch_max(flying.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
        tokio::time::sleep(Duration::from_millis(2)).await;
        flying.fetch_sub(1, Ordering::SeqCst);
        Ok(rows(profiles))
    })
    .await;
    assert_eq!(most.into_inner(), 4);
}

#[tokio::test]
async fn without_profiles_nothing_is_requested() {
    let fetched = fetch_batched(&[], 10, async |_| -> Result<Rows<ProfileId>, Error> { panic!("a request") }).await;
    assert_eq!(fetched, BatchResult::default());
}

#[tokio::test]
async fn one_bad_profile_fails_alone_with_few_requests() {
    for bad in [0, 37, 99] {
        let (fetched, requests) = gather_with_bad(|id| id.0 == bad).await;
        assert_eq!(failed(&fetched), [bad]);
        assert_eq!(fetched.failures[0].error, refusal());
        assert_eq!(fetched.rows.len(), 99);
        assert!(requests <= 15, "{requests}");
    }
}

#[tokio::test]
async fn many_bad_profiles_are_all_isolated() {
    let (fetched, _) = gather_with_bad(|id| id.0 % 7 == 0).await;
    assert_eq!(fetched.rows.len(), 85);
    assert!(fetched.failures.iter().all(|failure| failure.profiles.len() == 1));
    let (fetched, _) = gather_with_bad(|id| id.0 < 60).await;
    assert_eq!(fetched.rows.len(), 40);
}

#[tokio::test]
async fn an_upstream_that_refuses_everything_gets_few_requests() {
    let (fetched, requests) = gather_with_bad(|_| true).await;
    assert_eq!(failed(&fetched).len(), 100);
    assert!(requests <= 40, "{requests}");
}

/// Every failure of a server that answers.
fn answers() -> Vec<Error> {
    vec![
        Error::Status { status: 500, retry_after: None },
        Error::Status { status: 400, retry_after: None },
        Error::Status { status: 502, retry_after: None },
        Error::not_json("<html>"),
        Error::WrongShape { lacks: "statGroups" },
        Error::TooLarge { limit: 1 },
        Error::Transport("reset".to_owned()),
        refusal(),
    ]
}

/// Fetches 40 profiles in batches of `size`; requests that include `bad` ones fail with `error`. Also counts the
/// requests.
async fn fetch_around(
    bad: &[i64],
    size: usize,
    error: &Error,
    other_endpoints: OtherEndpoints,
) -> (FetchedBatches<ProfileId>, usize) {
    let requests = AtomicUsize::new(0);
    let fetched = super::fetch_batched(
        &ids(0..40),
        size,
        false,
        || other_endpoints,
        async |profiles: Vec<ProfileId>| {
            requests.fetch_add(1, Ordering::Relaxed);
            if profiles.iter().any(|id| bad.contains(&id.0)) { Err(error.clone()) } else { Ok(rows(profiles)) }
        },
    )
    .await;
    (fetched, requests.into_inner())
}

#[tokio::test]
async fn a_bad_profile_fails_alone_while_other_batches_are_answered() {
    for error in answers() {
        let (FetchedBatches { fetched, all_batches_failed, .. }, requests) =
            fetch_around(&[5], 10, &error, OtherEndpoints::Unknown).await;
        assert_eq!(fetched.failures, [Failure { profiles: ids(5..6), error: error.clone() }]);
        assert_eq!((fetched.rows.len(), all_batches_failed), (39, false));
        assert!(requests <= 4 + 2 * 4, "{requests}: two for each halving");
        let (FetchedBatches { fetched, .. }, _) = fetch_around(&[5, 6, 17], 10, &error, OtherEndpoints::Unknown).await;
        assert_eq!((failed(&fetched), fetched.rows.len()), (vec![5, 6, 17], 37));
    }
}

#[tokio::test]
async fn a_batch_that_failed_before_any_was_answered_is_halved_too() {
    let error = Error::Status { status: 500, retry_after: None };
    // Only the last batch is answered, after all others.
    let (FetchedBatches { fetched, .. }, _) = fetch_around(&[1, 11, 21], 10, &error, OtherEndpoints::Unknown).await;
    assert_eq!((failed(&fetched), fetched.rows.len()), (vec![1, 11, 21], 37));
}

#[tokio::test]
async fn batches_are_not_halved_while_the_server_fails() {
    let everybody: Vec<i64> = (0..40).collect();
    for error in answers().into_iter().filter(|error| *error != refusal()) {
        let (FetchedBatches { fetched, all_batches_failed, .. }, requests) =
            fetch_around(&everybody, 10, &error, OtherEndpoints::Unknown).await;
        assert_eq!((requests, fetched.failures.len(), all_batches_failed), (4, 4, true), "{error}");
    }
}

#[tokio::test]
async fn a_single_batch_is_halved_if_another_endpoint_answers() {
    for error in answers() {
        let (FetchedBatches { fetched, all_batches_failed, .. }, requests) =
            fetch_around(&[5], 40, &error, OtherEndpoints::Answering).await;
        assert_eq!((failed(&fetched), fetched.rows.len(), all_batches_failed), (vec![5], 39, true));
        assert!(requests <= 1 + 2 * 6, "{requests}");
        // One bad profile in either half.
        let (FetchedBatches { fetched, .. }, _) = fetch_around(&[5, 25], 40, &error, OtherEndpoints::Answering).await;
        assert_eq!((failed(&fetched), fetched.rows.len()), (vec![5, 25], 38));
    }
    let everybody: Vec<i64> = (0..40).collect();
    let error = Error::Status { status: 500, retry_after: None };
    for (size, batches) in [(40, 1), (10, 4)] {
        let (FetchedBatches { fetched, .. }, requests) =
            fetch_around(&everybody, size, &error, OtherEndpoints::Answering).await;
        assert_eq!((requests, failed(&fetched).len()), (batches + 6, 40), "an endpoint in trouble is given up soon");
    }
}

#[tokio::test]
async fn the_extra_requests_of_a_round_are_bounded() {
    let requests = AtomicUsize::new(0);
    let fetched = fetch_batched(&ids(0..1000), 100, async |profiles: Vec<ProfileId>| {
        requests.fetch_add(1, Ordering::Relaxed);
        if profiles.iter().any(|id| id.0 % 2 == 0) { Err(refusal()) } else { Ok(rows(profiles)) }
    })
    .await;
    let requests = requests.into_inner();
    assert!(requests <= 10 + EXTRA_REQUESTS, "{requests}");
    assert_eq!(failed(&fetched).len() + fetched.rows.len(), 1000, "everybody is accounted for");
}

#[tokio::test]
async fn timeouts_are_not_retried_and_affect_no_other_batch() {
    let (FetchedBatches { fetched, .. }, requests) =
        fetch_around(&[5], 10, &Error::Timeout, OtherEndpoints::Answering).await;
    assert_eq!(requests, 4);
    assert_eq!(fetched.failures, [Failure { profiles: ids(0..10), error: Error::Timeout }]);
    assert_eq!(fetched.rows.len(), 30);
}

#[tokio::test]
async fn a_truncated_answer_is_used_and_requested_again_in_halves() {
    let cut = |profiles: &[ProfileId]| profiles.len() > 3 && profiles.contains(&ProfileId(5));
    let answer = async |profiles: Vec<ProfileId>| {
        let incomplete = cut(&profiles).then(|| Error::not_json("{"));
        Ok(Rows { incomplete, ..rows(profiles[..profiles.len() / 2].to_vec()) })
    };
    let mut fetched = fetch_batched(&ids(0..20), 10, answer).await;
    fetched.rows.sort();
    fetched.rows.dedup();
    assert_eq!(fetched.failures, []);
    let seen: Vec<i64> = fetched.rows.iter().map(|id| id.0).collect();
    assert_eq!(seen, [0, 1, 2, 3, 4, 5, 6, 7, 10, 11, 12, 13, 14]);
    let alone = fetch_batched(&ids(0..10), 10, answer).await;
    assert_eq!((alone.rows, failed(&fetched)), (vec![], vec![]), "nothing was answered in full");
    assert_eq!(alone.failures.len(), 1);
}

#[tokio::test]
async fn nothing_is_sent_after_a_request_to_wait() {
    let soon = Some(Duration::from_secs(9));
    for error in [Error::RateLimited { retry_after: None }, Error::Status { status: 503, retry_after: soon }] {
        let (requests, fourth_failed) = (AtomicUsize::new(0), Notify::new());
        let fetched = fetch_batched(&ids(0..100), 10, async |profiles: Vec<ProfileId>| {
            match requests.fetch_add(1, Ordering::SeqCst) {
                // These are in flight until the fourth has failed.
                0..3 => fourth_failed.notified().await,
                3 => {
                    fourth_failed.notify_waiters();
                    return Err(error.clone());
                }
                _ => {}
            }
            Ok(rows(profiles))
        })
        .await;
        assert_eq!(requests.into_inner(), 4, "what was in flight may end, nothing new starts");
        assert_eq!(fetched.rows.len(), 30);
        assert_eq!(failed(&fetched).len(), 70);
        assert!(fetched.failures.iter().all(|failure| failure.error == error));
    }
}

#[tokio::test]
async fn a_failed_batch_is_halved_while_other_requests_are_answered() {
    for (is_answering, failed) in [(true, ids(3..4)), (false, ids(0..5))] {
        let fetch = async |profiles: Vec<ProfileId>| {
            if profiles.contains(&ProfileId(3)) {
                Err(Error::Status { status: 500, retry_after: None })
            } else {
                Ok(rows(profiles))
            }
        };
        let fetched =
            super::fetch_batched(&ids(0..5), 10, is_answering, || OtherEndpoints::Unknown, fetch).await.fetched;
        let failures: Vec<_> = fetched.failures.into_iter().flat_map(|failure| failure.profiles).collect();
        assert_eq!((failures, fetched.rows.len()), (failed.clone(), 5 - failed.len()));
    }
}
