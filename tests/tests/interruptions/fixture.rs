//! What every interruption has in common: a cup under way, somebody else who writes, and the enumeration of messages.

use std::{
    sync::Mutex,
    time::{Duration, Instant},
};

use domain::{
    clock::Timestamp,
    id::TournamentId,
    nudge::{Event, Scope},
};
use futures_util::future::join_all;
use sim::{Ladder, Profile, ProfileId};
use store::{Error, nudges, tournaments};
use tests::{
    Database, Service,
    proxy::Fault,
    service::{HOST, NOW},
    tournament::{create, enter, tournament},
    until,
};

/// On the cup's roster.
pub(crate) const ONE: ProfileId = ProfileId(101);
/// On the other tournament's roster.
pub(crate) const TWO: ProfileId = ProfileId(102);
/// Everybody is served again within this time of an interruption.
pub(crate) const WITHIN: Duration = Duration::from_secs(10);

/// What happens to the connection at a message.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Silence {
    /// The message does not arrive.
    Before,
    /// It does, its answer does not.
    After,
}

impl Silence {
    pub(crate) fn fault(self) -> Fault {
        match self {
            Self::Before => Fault::SilentBefore,
            Self::After => Fault::SilentAfter,
        }
    }
}

/// A service with two tournaments of one player each, polled once.
pub(crate) async fn cups() -> (Service, TournamentId) {
    let service = Service::start().await;
    service.sim.world(|world| {
        let yesterday = world.now() - 86_400;
        for (id, alias, rating) in [(ONE, "One", 2000), (TWO, "Two", 1700)] {
            world.add_profile(Profile::new(id, alias).rated(Ladder::SoloRm, rating, yesterday));
        }
    });
    let cup = create(&service.database.pool, &tournament("cup")).await;
    let other = create(&service.database.pool, &tournament("other")).await;
    enter(&service.database.pool, cup, "One", Some(ONE.0)).await;
    enter(&service.database.pool, other, "Two", Some(TWO.0)).await;
    service.make_owner(cup, HOST).await;
    service.poll_all().await;
    service.settle().await;
    (service, cup)
}

/// Sets so many fixtures up, one after another: a busy machine must not run into the deadlines that are tested here.
pub(crate) async fn fixtures<S>(count: usize, make: impl AsyncFn() -> S) -> Vec<S> {
    let mut fixtures = Vec::new();
    for _ in 0..count {
        fixtures.push(make().await);
    }
    fixtures
}

/// Interrupts at message 0, 1, 2, … until one is no longer reached, on several fixtures at a time; how many were.
pub(crate) async fn everywhere<S>(fixtures: &[S], point: impl AsyncFn(&S, usize) -> bool) -> usize {
    let reached = join_all(fixtures.iter().enumerate().map(async |(first, fixture)| {
        let mut reached = 0;
        for message in (first..).step_by(fixtures.len()) {
            if !point(fixture, message).await {
                return reached;
            }
            reached += 1;
        }
        reached
    }));
    reached.await.into_iter().sum()
}

/// The same for each of several kinds of steps that every fixture can take; how many were, by kind. A fixture takes
/// whatever is next: most of an interruption is spent waiting for a deadline, and some kinds have many more messages
/// than others.
pub(crate) async fn everywhere_in_each<K, S>(
    kinds: &[K],
    fixtures: &[S],
    point: impl AsyncFn(&S, &K, usize) -> bool,
) -> Vec<usize> {
    let all: Vec<_> = kinds.iter().map(|_| Mutex::new(Progress::default())).collect();
    let next = || {
        let open = all.iter().enumerate().filter(|(_, progress)| !progress.lock().unwrap().is_over);
        let (kind, progress) = open.min_by_key(|(_, progress)| progress.lock().unwrap().next)?;
        let mut progress = progress.lock().unwrap();
        progress.next += 1;
        Some((kind, progress.next - 1))
    };
    join_all(fixtures.iter().map(async |fixture| {
        while let Some((kind, message)) = next() {
            let was_reached = point(fixture, &kinds[kind], message).await;
            let mut progress = all[kind].lock().unwrap();
            progress.reached += usize::from(was_reached);
            progress.is_over |= !was_reached;
        }
    }))
    .await;
    all.into_iter().map(|progress| progress.into_inner().unwrap().reached).collect()
}

/// How far the interruptions of one kind of steps are.
#[derive(Default)]
struct Progress {
    next: usize,
    reached: usize,
    is_over: bool,
}

/// What a host's write does, from elsewhere: locks the tournament, changes something, nudges. Tried again once when
/// another transaction is in the way, as the api does.
pub(crate) async fn somebody_else_writes(database: &Database, slug: &str) {
    let asked = Instant::now();
    while let Err(error) = write_once(database, slug).await {
        assert!(matches!(error, Error::Contended(_) | Error::Unavailable(_)), "{error}");
        assert!(asked.elapsed() < WITHIN, "others wait: {error}");
    }
    assert!(asked.elapsed() < WITHIN, "others waited {:?}", asked.elapsed());
}

async fn write_once(database: &Database, slug: &str) -> Result<(), Error> {
    let now: Timestamp = NOW.parse().unwrap();
    let mut tx = database.pool.begin().await?;
    let locked = tournaments::lock(&mut tx, slug).await?.expect("the tournament");
    nudges::publish(&mut tx, Event::Standings, &Scope::only([locked.id]).unwrap(), now).await?;
    tx.commit().await
}

/// Waits until it is so, which has to be in time.
pub(crate) async fn in_time(what: &str, is_so: impl AsyncFn() -> bool) {
    let asked = Instant::now();
    until(what, WITHIN, is_so).await;
    assert!(asked.elapsed() < WITHIN, "it took {:?}: {what}", asked.elapsed());
}
