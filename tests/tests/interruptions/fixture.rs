//! What every interruption has in common: a cup under way, somebody else who writes, and the enumeration of messages.

use std::{sync::Mutex, time::Duration};

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
use tokio::{sync::RwLock, time::timeout};

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

/// What interruptions of one kind use, each for itself.
pub(crate) struct Fixtures<S, Make> {
    ready: Vec<S>,
    make: Make,
}

/// Sets so many fixtures up, one after another: a busy machine must not run into the deadlines that are tested here.
pub(crate) async fn fixtures<S, Make: AsyncFn() -> S>(count: usize, make: Make) -> Fixtures<S, Make> {
    let mut ready = Vec::new();
    for _ in 0..count {
        ready.push(make().await);
    }
    Fixtures { ready, make }
}

/// It took longer than [`WITHIN`].
#[derive(Debug)]
pub(crate) struct Late(#[expect(dead_code, reason = "shown when a test fails")] String);

/// Locked for reading by every interruption, and for writing by one that is repeated.
static MACHINE: RwLock<()> = RwLock::const_new(());

/// Interrupts once. An interruption that is late is repeated in a new fixture without others beside it, and then has
/// to be in time: dozens at once keep a slow machine busy for longer than the deadlines leave.
async fn interrupt<S>(
    fixture: &mut S,
    make: impl AsyncFn() -> S,
    point: impl AsyncFn(&S) -> Result<bool, Late>,
) -> bool {
    let beside_others = {
        let _shared = MACHINE.read().await;
        point(fixture).await
    };
    match beside_others {
        Ok(was_reached) => was_reached,
        Err(late) => {
            eprintln!("{late:?}: repeated alone");
            let _alone = MACHINE.write().await;
            *fixture = make().await;
            point(fixture).await.expect("in time without others beside it")
        }
    }
}

/// Interrupts at message 0, 1, 2, … until one is no longer reached, on several fixtures at a time; how many were.
pub(crate) async fn everywhere<S, Make: AsyncFn() -> S>(
    fixtures: Fixtures<S, Make>,
    point: impl AsyncFn(&S, usize) -> Result<bool, Late>,
) -> usize {
    everywhere_in_each(&[()], fixtures, async |fixture, (), message| point(fixture, message).await).await[0]
}

/// The same at the first `count` messages, each of which has to be reached.
pub(crate) async fn at_the_first<S, Make: AsyncFn() -> S>(
    count: usize,
    fixtures: Fixtures<S, Make>,
    point: impl AsyncFn(&S, usize) -> Result<bool, Late>,
) {
    let point = async |fixture: &S, message| if message < count { point(fixture, message).await } else { Ok(false) };
    assert_eq!(everywhere(fixtures, point).await, count);
}

/// The same for each of several kinds of steps that every fixture can take; how many were, by kind. A fixture takes
/// whatever is next: most of an interruption is spent waiting for a deadline, and some kinds have many more messages
/// than others.
pub(crate) async fn everywhere_in_each<K, S, Make: AsyncFn() -> S>(
    kinds: &[K],
    fixtures: Fixtures<S, Make>,
    point: impl AsyncFn(&S, &K, usize) -> Result<bool, Late>,
) -> Vec<usize> {
    let all: Vec<_> = kinds.iter().map(|_| Mutex::new(Progress::default())).collect();
    let next = || {
        let open = all.iter().enumerate().filter(|(_, progress)| !progress.lock().unwrap().is_over);
        let (kind, progress) = open.min_by_key(|(_, progress)| progress.lock().unwrap().next)?;
        let mut progress = progress.lock().unwrap();
        progress.next += 1;
        Some((kind, progress.next - 1))
    };
    join_all(fixtures.ready.into_iter().map(async |mut fixture| {
        while let Some((kind, message)) = next() {
            let point = async |fixture: &S| point(fixture, &kinds[kind], message).await;
            let was_reached = interrupt(&mut fixture, &fixtures.make, point).await;
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

/// What a host's write does, from elsewhere: locks the tournament, changes something, nudges. Tried again when another
/// transaction is in the way, as the api does.
pub(crate) async fn somebody_else_writes(database: &Database, slug: &str) -> Result<(), Late> {
    let written = async {
        while let Err(error) = write_once(database, slug).await {
            assert!(matches!(error, Error::Contended(_) | Error::Unavailable(_)), "{error}");
        }
    };
    all_in_time("somebody else writes", written).await
}

async fn write_once(database: &Database, slug: &str) -> Result<(), Error> {
    let now: Timestamp = NOW.parse().unwrap();
    let mut tx = database.pool.begin().await?;
    let locked = tournaments::lock(&mut tx, slug).await?.expect("the tournament");
    nudges::publish(&mut tx, Event::Standings, &Scope::one(locked.id), now).await?;
    tx.commit().await
}

/// Waits until it is so, which has to be in time.
pub(crate) async fn in_time(what: &str, is_so: impl AsyncFn() -> bool) -> Result<(), Late> {
    all_in_time(what, until(what, 2 * WITHIN, is_so)).await
}

/// Waits for all of it, which has to be done in time.
pub(crate) async fn all_in_time(what: &str, all: impl Future<Output = ()>) -> Result<(), Late> {
    timeout(WITHIN, all).await.map_err(|_| Late(what.to_owned()))
}
