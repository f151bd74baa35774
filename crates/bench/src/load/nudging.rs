//! Publishes nudges while readers listen, and measures how long each took to reach them.

use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};

use domain::{
    clock::Clock as _,
    id::TournamentId,
    nudge::{Event, Scope},
};
use server::SystemClock;
use store::{Pool, nudges};
use tokio::{
    task,
    time::{interval, sleep},
};

use super::{Latencies, Readers};

/// How long to wait for the last frames.
const STRAGGLERS: Duration = Duration::from_secs(2);
/// The longest measurement.
const LONGEST: Duration = Duration::from_secs(300);

/// A nudge, and the moment before it was committed.
pub(crate) type Committed = (i64, Instant);

/// Publishes one nudge.
pub(crate) async fn publish(pool: &Pool, scope: &Scope) -> Committed {
    let mut tx = pool.begin().await.unwrap();
    nudges::publish(&mut tx, Event::Standings, scope, SystemClock.now()).await.unwrap();
    let id: i64 = sqlx::query_scalar("select currval('nudges_id_seq')").fetch_one(&mut *tx).await.unwrap();
    let committing = Instant::now();
    tx.commit().await.unwrap();
    (id, committing)
}

/// Publishes `count` nudges, each of which names so many tournaments that a few fill a socket.
pub(crate) async fn flood(pool: &Pool, count: usize) {
    let scope = Scope::only((1_000_000..1_000_800).map(TournamentId)).unwrap();
    for _ in 0..count {
        publish(pool, &scope).await;
    }
}

/// Publishes at a constant pace while `readers` listen. Returns how long each frame took to each reader.
pub(crate) async fn listen(readers: Readers, pool: &Pool, count: usize, gap: Duration) -> (Readers, Latencies) {
    listen_to(readers, (count, gap), async || publish(pool, &Scope::All).await, |_| ()).await
}

/// The same of nudges that `publish` publishes; calls `heard` with the number of each reader that received one.
pub(crate) async fn listen_to(
    readers: Readers,
    (count, gap): (usize, Duration),
    mut publish: impl AsyncFnMut() -> Committed,
    mut heard: impl FnMut(usize) + Send + 'static,
) -> (Readers, Latencies) {
    let seen: Arc<Mutex<Vec<Committed>>> = Arc::default();
    let seeing = Arc::clone(&seen);
    let note = move |reader: usize, bytes: &[u8]| {
        let now = Instant::now();
        let mut seen = seeing.lock().unwrap();
        for id in ids(bytes) {
            seen.push((id, now));
            heard(reader);
        }
    };
    let publishing = async {
        let mut ticks = interval(gap);
        let mut committed = HashMap::new();
        for _ in 0..count {
            ticks.tick().await;
            committed.extend([publish().await]);
        }
        committed
    };
    let (readers, committed) = reading(readers, note, publishing).await;
    let seen = seen.lock().unwrap();
    let late = seen.iter().filter_map(|(id, at)| Some(at.saturating_duration_since(*committed.get(id)?)));
    (readers, late.collect())
}

/// Does `work` while `readers` read, and lets them read for a moment afterwards.
pub(crate) async fn reading<T>(
    mut readers: Readers,
    heard: impl FnMut(usize, &[u8]) + Send + 'static,
    work: impl Future<Output = T>,
) -> (Readers, T) {
    let stop = Arc::new(AtomicBool::new(false));
    let stopping = Arc::clone(&stop);
    let reading = task::spawn_blocking(move || {
        readers.read_until(LONGEST, heard, |_| stopping.load(Ordering::Relaxed));
        readers
    });
    let done = work.await;
    sleep(STRAGGLERS).await;
    stop.store(true, Ordering::Relaxed);
    (reading.await.unwrap(), done)
}

/// The ids of the events in what a reader received.
fn ids(bytes: &[u8]) -> impl Iterator<Item = i64> {
    let text = std::str::from_utf8(bytes).unwrap_or_default();
    text.split("id: ").skip(1).filter_map(|rest| {
        let (id, rest) = rest.split_once('\n')?;
        rest.starts_with("event: ").then(|| id.parse().ok())?
    })
}
