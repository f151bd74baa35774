//! Event streams whose readers do not keep up.

use std::time::Duration;

use tests::Service;
use tokio::io::AsyncReadExt as _;

use super::wire::{Wire, nudge, service};

async fn listener(service: &Service) -> Wire {
    let mut wire = Wire::to(service).await;
    wire.ask("/v1/stream").await;
    wire.until("retry:").await;
    wire
}

/// Enough nudges to fill the kernel's buffers between us and somebody who does not read.
const MANY: usize = 8_000;
/// So many at once a reader can take.
const AT_ONCE: usize = 40;

/// Reads until nothing arrives for two seconds.
async fn take_all(wire: &mut Wire) -> String {
    let (mut came, mut buffer) = (Vec::new(), vec![0; 256 * 1024]);
    while let Ok(Ok(read @ 1..)) = tokio::time::timeout(Duration::from_secs(2), wire.0.read(&mut buffer)).await {
        came.extend_from_slice(&buffer[..read]);
    }
    String::from_utf8(came).unwrap()
}

/// Publishes nudges until a client that does not read must be stuck, while `ahead` reads every one.
async fn fill(service: &Service, ahead: &mut Wire) {
    for _ in 0..MANY / AT_ONCE {
        nudge(service, AT_ONCE).await;
        let mut came = String::new();
        while came.matches("}\n\n\r\n").count() < AT_ONCE {
            came.push_str(&ahead.until("\n").await);
        }
        assert!(!came.contains("resync"), "who reads misses nothing");
    }
}

/// The ids of the nudges that arrived, with `None` for each `resync`.
fn heard(text: &str) -> Vec<Option<i64>> {
    let mut id = None;
    let mut heard = Vec::new();
    for line in text.lines() {
        match line.split_once(": ") {
            Some(("id", number)) => id = Some(number.parse().unwrap()),
            Some(("event", "resync")) => heard.push(None),
            Some(("event", _)) => heard.push(id),
            _ => {}
        }
    }
    heard
}

/// The ids of all nudges, in their order.
async fn ids(service: &Service) -> Vec<i64> {
    service.database.value("select array_agg(id order by id) from nudges").await
}

/// Whether there is one `resync` (`None`) where ids that were issued are missing between those that arrived, and none
/// elsewhere.
fn has_a_resync_for_each_gap(heard: &[Option<i64>], issued: &[i64]) -> bool {
    // Ids grow by the clock; their places follow each other.
    let place = |id: i64| issued.binary_search(&id).expect("an id that was issued");
    let mut heard = heard.iter().map(|id| id.map(place)).chain([Some(issued.len())]);
    let mut last = None;
    while let Some(id) = heard.next() {
        let (told, next) = match id {
            Some(id) => (false, id),
            None => match heard.next().flatten() {
                Some(id) => (true, id),
                None => return false,
            },
        };
        if last.is_some_and(|last| next <= last || (next > last + 1) != told) {
            return false;
        }
        last = Some(next);
    }
    true
}

#[tokio::test]
async fn who_fell_behind_is_told_to_start_over_and_others_miss_nothing() {
    let service = service().await;
    let (mut behind, mut ahead) = (listener(&service).await, listener(&service).await);
    fill(&service, &mut ahead).await;
    let issued = ids(&service).await;
    let some = heard(&take_all(&mut behind).await);
    assert!(some.len() < MANY && some.contains(&None), "{} came", some.len());
    assert!(has_a_resync_for_each_gap(&some, &issued), "{some:?} of {issued:?}");
    nudge(&service, 1).await;
    let newest = ids(&service).await.pop();
    assert_eq!(heard(&take_all(&mut behind).await), [newest], "and it goes on from there");
}

#[tokio::test]
async fn who_does_not_read_at_all_is_cut() {
    let service = service().await;
    let (mut stalled, mut ahead) = (listener(&service).await, listener(&service).await);
    fill(&service, &mut ahead).await;
    tokio::time::sleep(Duration::from_secs(31)).await;
    let mut buffer = vec![0; 256 * 1024];
    // What the kernel still holds comes, then the end.
    let ended = tokio::time::timeout(Duration::from_secs(3), async {
        while matches!(stalled.0.read(&mut buffer).await, Ok(1..)) {}
    });
    assert!(ended.await.is_ok(), "it is still open");
}
