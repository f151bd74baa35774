//! The round against an upstream that is a closure.

use std::{
    sync::{
        Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use super::*;

fn ids(range: std::ops::Range<i64>) -> Vec<ProfileId> {
    range.map(ProfileId).collect()
}

fn rows(profiles: Vec<ProfileId>) -> Rows<ProfileId> {
    Rows { rows: profiles, aliases: vec![], dropped: 1 }
}

fn refusal() -> Error {
    Error::result_code(3, "UNREGISTERED_PROFILE_NAME")
}

/// Asks for 100 profiles at once, some of which the upstream refuses; also counts the requests.
async fn gather_with_bad(bad: impl Fn(ProfileId) -> bool) -> (Gathered<ProfileId>, usize) {
    let requests = AtomicUsize::new(0);
    let gathered = gather(&ids(0..100), 100, async |profiles: Vec<ProfileId>| {
        requests.fetch_add(1, Ordering::Relaxed);
        if profiles.iter().any(|&id| bad(id)) { Err(refusal()) } else { Ok(rows(profiles)) }
    })
    .await;
    (gathered, requests.into_inner())
}

fn failed(gathered: &Gathered<ProfileId>) -> Vec<i64> {
    gathered.failures.iter().flat_map(|failure| &failure.profiles).map(|id| id.0).collect()
}

#[tokio::test]
async fn every_profile_is_asked_for_once_in_the_order_given() {
    let asked = Mutex::new(Vec::new());
    let doubled = [ids(20..25), ids(0..25), ids(10..12)].concat();
    let mut gathered = gather(&doubled, 10, async |profiles: Vec<ProfileId>| {
        asked.lock().unwrap().push((profiles.len(), profiles[0].0));
        Ok(rows(profiles))
    })
    .await;
    gathered.rows.sort();
    assert_eq!(gathered.rows, ids(0..25));
    assert_eq!(*asked.lock().unwrap(), [(10, 20), (10, 5), (5, 15)]);
    assert_eq!(gathered.dropped, 3);
}

#[tokio::test]
async fn at_most_four_requests_are_in_flight() {
    let (flying, most) = (AtomicUsize::new(0), AtomicUsize::new(0));
    gather(&ids(0..40), 2, async |profiles: Vec<ProfileId>| {
        most.fetch_max(flying.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
        tokio::time::sleep(Duration::from_millis(2)).await;
        flying.fetch_sub(1, Ordering::SeqCst);
        Ok(rows(profiles))
    })
    .await;
    assert_eq!(most.into_inner(), 4);
}

#[tokio::test]
async fn nothing_asked_nothing_requested() {
    let gathered = gather(&[], 10, async |_| -> Result<Rows<()>, Error> { panic!("a request") }).await;
    assert_eq!(gathered, Gathered::default());
}

#[tokio::test]
async fn one_bad_profile_costs_no_other_and_few_requests() {
    for bad in [0, 37, 99] {
        let (gathered, requests) = gather_with_bad(|id| id.0 == bad).await;
        assert_eq!(failed(&gathered), [bad]);
        assert_eq!(gathered.failures[0].error, refusal());
        assert_eq!(gathered.rows.len(), 99);
        assert!(requests <= 15, "{requests}");
    }
}

#[tokio::test]
async fn many_bad_profiles_are_all_isolated() {
    let (gathered, _) = gather_with_bad(|id| id.0 % 7 == 0).await;
    assert_eq!(gathered.rows.len(), 85);
    assert!(gathered.failures.iter().all(|failure| failure.profiles.len() == 1));
    let (gathered, _) = gather_with_bad(|id| id.0 < 60).await;
    assert_eq!(gathered.rows.len(), 40);
}

#[tokio::test]
async fn an_upstream_that_refuses_everything_is_not_asked_about_each() {
    let (gathered, requests) = gather_with_bad(|_| true).await;
    assert_eq!(failed(&gathered).len(), 100);
    assert!(requests <= 40, "{requests}");
}

#[tokio::test]
async fn trouble_on_the_way_is_not_split_and_harms_no_other_batch() {
    for error in [Error::Timeout, Error::Status { status: 500, retry_after: None }] {
        let requests = AtomicUsize::new(0);
        let gathered = gather(&ids(0..100), 10, async |profiles: Vec<ProfileId>| {
            requests.fetch_add(1, Ordering::Relaxed);
            if profiles.contains(&ProfileId(5)) { Err(error.clone()) } else { Ok(rows(profiles)) }
        })
        .await;
        assert_eq!(requests.into_inner(), 10);
        assert_eq!(gathered.failures, [Failure { profiles: ids(0..10), error }]);
        assert_eq!(gathered.rows.len(), 90);
    }
}

#[tokio::test]
async fn once_told_to_wait_nothing_more_is_sent() {
    let soon = Some(Duration::from_secs(9));
    for error in [Error::RateLimited { retry_after: None }, Error::Status { status: 503, retry_after: soon }] {
        let requests = AtomicUsize::new(0);
        let gathered = gather(&ids(0..100), 10, async |profiles: Vec<ProfileId>| {
            let nth = requests.fetch_add(1, Ordering::SeqCst);
            tokio::time::sleep(Duration::from_millis(if nth == 3 { 5 } else { 20 })).await;
            if nth == 3 { Err(error.clone()) } else { Ok(rows(profiles)) }
        })
        .await;
        assert_eq!(requests.into_inner(), 4, "what was in flight may end, nothing new starts");
        assert_eq!(gathered.rows.len(), 30);
        assert_eq!(failed(&gathered).len(), 70);
        assert!(gathered.failures.iter().all(|failure| failure.error == error));
    }
}
