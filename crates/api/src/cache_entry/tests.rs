//! Single-flight cache entries: shared renders, invalidation, and the last good value while making a new one fails.

use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

use super::*;

fn at(second: i64) -> Timestamp {
    Timestamp::from_unix_seconds(second).unwrap()
}

#[tokio::test]
async fn many_who_ask_at_once_share_one_making() {
    let (entry, made) = (Arc::new(CacheEntry::default()), Arc::new(AtomicU64::new(0)));
    let asking: Vec<_> = (0..100)
        .map(|_| {
            let (entry, made) = (Arc::clone(&entry), Arc::clone(&made));
            tokio::spawn(async move {
                let make = async || {
                    tokio::task::yield_now().await;
                    Ok::<_, ()>((made.fetch_add(1, Relaxed), None))
                };
                *entry.get(at(0), || 1, make).await.unwrap().0
            })
        })
        .collect();
    for asked in asking {
        assert_eq!(asked.await.unwrap(), 0);
    }
    assert_eq!(made.load(Relaxed), 1);
}

#[tokio::test]
async fn who_gives_up_or_fails_leaves_nobody_waiting() {
    let entry = Arc::new(CacheEntry::default());
    let ask = |made: Result<u64, &'static str>, takes: u64| {
        let entry = Arc::clone(&entry);
        tokio::spawn(async move {
            let make = async || {
                tokio::time::sleep(Duration::from_millis(takes)).await;
                made.map(|value| (value, None))
            };
            entry.get(at(0), || 1, make).await.map(|(value, _)| *value)
        })
    };
    let gives_up = ask(Ok(1), 60_000);
    tokio::task::yield_now().await;
    let others = [ask(Ok(2), 1), ask(Ok(3), 1), ask(Ok(4), 1)];
    tokio::task::yield_now().await;
    gives_up.abort();
    let mut outcomes = Vec::new();
    for other in others {
        outcomes.push(tokio::time::timeout(Duration::from_secs(5), other).await.expect("nobody waits").unwrap());
    }
    assert!(outcomes[0].is_ok() && outcomes.iter().all(|outcome| *outcome == outcomes[0]), "{outcomes:?}");
}

#[tokio::test]
async fn who_waits_in_vain_is_told_when_it_failed_and_does_not_try_in_turn() {
    let (entry, tried) = (Arc::new(CacheEntry::<u64>::default()), Arc::new(AtomicU64::new(0)));
    let asking: Vec<_> = (0..50)
        .map(|_| {
            let (entry, tried) = (Arc::clone(&entry), Arc::clone(&tried));
            tokio::spawn(async move {
                let make = async || {
                    tried.fetch_add(1, Relaxed);
                    tokio::time::sleep(Duration::from_millis(10)).await;
                    Err("away")
                };
                entry.get(at(0), || 1, make).await.map(|(value, _)| *value)
            })
        })
        .collect();
    let mut first = 0;
    for asked in asking {
        match asked.await.unwrap().unwrap_err() {
            EntryError::Failed(error) => first += usize::from(error == "away"),
            EntryError::RecentlyFailed => {}
        }
    }
    assert_eq!((first, tried.load(Relaxed)), (1, 1));
}

#[tokio::test]
async fn an_invalidation_or_the_clock_ends_a_value() {
    let entry = CacheEntry::default();
    let get = async |now, version, value: u64| {
        *entry.get(at(now), || version, async || Ok::<_, ()>((value, Some(at(10))))).await.unwrap().0
    };
    assert_eq!(get(0, 1, 100).await, 100);
    assert_eq!(get(9, 1, 101).await, 100, "still good");
    assert_eq!(get(9, 2, 102).await, 102, "invalidated");
    assert_eq!(get(10, 2, 103).await, 103, "run out");
}

#[tokio::test]
async fn an_invalidation_during_the_making_is_not_lost() {
    let (entry, version) = (CacheEntry::default(), AtomicU64::new(1));
    let version = || version.fetch_add(1, Relaxed);
    // Every call of `version` finds another nudge: a value made before it must not count as fresh afterwards.
    let (first, _) = entry.get(at(0), version, async || Ok::<_, ()>((1, None))).await.unwrap();
    let (second, _) = entry.get(at(0), version, async || Ok::<_, ()>((2, None))).await.unwrap();
    assert_eq!((*first, *second), (1, 2));
}

#[tokio::test]
async fn the_last_good_value_serves_while_making_fails() {
    let never = CacheEntry::default();
    let error = never.get(at(0), || 1, async || Err::<(u64, _), _>("away")).await.unwrap_err();
    assert_eq!(error, EntryError::Failed("away"));
    let entry = CacheEntry::default();
    entry.get(at(0), || 1, async || Ok::<_, ()>((7, None))).await.unwrap();
    let stale = entry.get(at(0), || 2, async || Err::<(u64, _), _>("away")).await.unwrap();
    assert_eq!((*stale.0, stale.1), (7, Freshness::Stale));
    // During the pause after a failure no caller tries again.
    let untried = entry.get(at(0), || 2, async || -> Result<(u64, _), ()> { panic!("tried") }).await.unwrap();
    assert_eq!((*untried.0, untried.1), (7, Freshness::Stale));
}

/// A task that stores a value of `version` after so many milliseconds, or fails.
fn task(
    entry: &Arc<CacheEntry<u64>>,
    (version, takes): (u64, u64),
    brings: Result<u64, &'static str>,
    in_flight: InFlight,
) -> tokio::task::JoinHandle<Result<(), &'static str>> {
    let entry = Arc::clone(entry);
    tokio::spawn(async move {
        let _in_flight = in_flight;
        tokio::time::sleep(Duration::from_millis(takes)).await;
        match brings {
            Ok(value) => {
                entry.put(value, Validity { version, expires_at: None });
                Ok(())
            }
            Err(error) => {
                entry.fail();
                Err(error)
            }
        }
    })
}

fn no_task(_: InFlight) -> Result<tokio::task::JoinHandle<Result<(), &'static str>>, &'static str> {
    panic!("somebody makes it")
}

#[tokio::test(start_paused = true)]
async fn who_can_be_shown_an_older_value_waits_for_a_second_and_the_task_goes_on() {
    let entry = Arc::new(CacheEntry::default());
    entry.put(1, Validity { version: 1, expires_at: None });
    let begun = tokio::time::Instant::now();
    let start = |in_flight| Ok(task(&entry, (2, 5_000), Ok(2), in_flight));
    let (value, freshness) = entry.wait((at(0), 2), start, || false).await.unwrap();
    assert_eq!((*value, freshness, begun.elapsed().as_secs()), (1, Freshness::Stale, 1));
    let (value, freshness) = entry.wait((at(0), 2), no_task, || true).await.unwrap();
    assert_eq!((*value, freshness, begun.elapsed().as_secs()), (1, Freshness::Stale, 1), "at once");
    tokio::time::sleep(Duration::from_secs(5)).await;
    assert_eq!(entry.usable(at(0), 2).map(|(value, freshness)| (*value, freshness)), Some((2, Freshness::Fresh)));
}

#[tokio::test(start_paused = true)]
async fn what_was_never_made_is_waited_for() {
    let entry = Arc::new(CacheEntry::default());
    let start = |in_flight| Ok(task(&entry, (1, 5_000), Ok(7), in_flight));
    assert_eq!(*entry.wait((at(0), 1), start, || true).await.unwrap().0, 7);
    let never = Arc::new(CacheEntry::default());
    let begun = tokio::time::Instant::now();
    let start = |in_flight| Ok(task(&never, (1, 60_000), Ok(7), in_flight));
    assert_eq!(never.wait((at(0), 1), start, || false).await.unwrap_err(), EntryError::RecentlyFailed);
    assert_eq!(begun.elapsed(), DEADLINE);
}

#[tokio::test(start_paused = true)]
async fn whoever_began_is_told_why_it_failed() {
    let entry = Arc::new(CacheEntry::default());
    let start = |in_flight| Ok(task(&entry, (1, 10), Err("away"), in_flight));
    let (first, second) =
        tokio::join!(entry.wait((at(0), 1), start, || false), entry.wait((at(0), 1), no_task, || false));
    assert_eq!((first.unwrap_err(), second.unwrap_err()), (EntryError::Failed("away"), EntryError::RecentlyFailed));
}

/// A task that panics once whoever began it waits.
fn panicking(tried: &AtomicU64, in_flight: InFlight) -> tokio::task::JoinHandle<Result<(), &'static str>> {
    tried.fetch_add(1, Relaxed);
    tokio::spawn(async move {
        let _in_flight = in_flight;
        tokio::time::sleep(Duration::from_millis(10)).await;
        panic!("making it panics")
    })
}

#[tokio::test(start_paused = true)]
async fn a_panic_is_a_failure_that_no_waiter_repeats() {
    let (entry, tried) = (Arc::new(CacheEntry::<u64>::default()), Arc::new(AtomicU64::new(0)));
    let waiters: Vec<_> = (0..3)
        .map(|_| {
            let (entry, tried) = (Arc::clone(&entry), Arc::clone(&tried));
            tokio::spawn(async move {
                entry.wait((at(0), 1), |in_flight| Ok(panicking(&tried, in_flight)), || false).await.map(|_| ())
            })
        })
        .collect();
    let (mut panicked, mut told) = (0, 0);
    for waiter in waiters {
        match waiter.await {
            Err(error) => panicked += usize::from(error.is_panic()),
            Ok(outcome) => told += usize::from(outcome == Err(EntryError::RecentlyFailed)),
        }
    }
    assert_eq!((panicked, told, tried.load(Relaxed)), (1, 2, 1));
}

#[tokio::test(start_paused = true)]
async fn the_last_good_value_serves_when_making_it_panics() {
    let (entry, tried) = (Arc::new(CacheEntry::default()), AtomicU64::new(0));
    entry.put(7, Validity { version: 1, expires_at: None });
    let start = |in_flight| Ok(panicking(&tried, in_flight));
    for _ in 0..2 {
        let (value, freshness) = entry.wait((at(0), 2), start, || false).await.unwrap();
        assert_eq!((*value, freshness), (7, Freshness::Stale));
    }
    assert_eq!(tried.load(Relaxed), 1, "not again at once");
}
