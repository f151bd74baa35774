//! Serves the world on a real socket: starts, stops and sets the speed. `answers` makes the answers, `faulty` the
//! faulty ones.

mod answers;
pub(crate) mod connections;
mod faults;
pub(crate) mod faulty;
mod parameters;
pub(crate) mod responses;

use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tokio::time::{Instant, MissedTickBehavior, interval};

use crate::endpoint::Endpoint;
use crate::fault::Faults;
use crate::requests::{Log, Requests};
use crate::world::{Config, World};

/// How often the world is advanced while it runs.
const TICK: Duration = Duration::from_millis(250);

/// The state that the server and its handle share.
struct Shared {
    world: Mutex<World>,
    faults: Mutex<Faults>,
    log: Mutex<Log>,
}

/// Locks, ignoring poisoning: a panic leaves nothing here half done.
pub(crate) fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A running simulated upstream. Dropping it stops it and closes every connection.
pub struct Sim {
    shared: Arc<Shared>,
    address: SocketAddr,
    serving: JoinHandle<()>,
    running: Mutex<Option<JoinHandle<()>>>,
}

impl Sim {
    /// Serves the world at this address; port 0 takes any free one. Time stands still until [`Sim::run`].
    ///
    /// # Errors
    /// If the address cannot be bound.
    pub async fn start(world: World, address: SocketAddr) -> io::Result<Self> {
        let listener = TcpListener::bind(address).await?;
        let address = listener.local_addr()?;
        let shared = Arc::new(Shared { world: Mutex::new(world), faults: Mutex::default(), log: Mutex::default() });
        let router = answers::router(Arc::clone(&shared));
        Ok(Self {
            shared,
            address,
            serving: tokio::spawn(connections::serve(listener, router)),
            running: Mutex::default(),
        })
    }

    /// Serves the world on a free loopback port.
    ///
    /// # Errors
    /// If no port can be bound.
    pub async fn local(world: World) -> io::Result<Self> {
        Self::start(world, SocketAddr::from((Ipv4Addr::LOCALHOST, 0))).await
    }

    /// The URL that replaces the upstream's base URL; without a slash at the end.
    #[must_use]
    pub fn base_url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The address it listens at.
    #[must_use]
    pub const fn address(&self) -> SocketAddr {
        self.address
    }

    /// Reads or changes the world while no request is answered.
    pub fn world<T>(&self, visit: impl FnOnce(&mut World) -> T) -> T {
        visit(&mut locked(&self.shared.world))
    }

    /// Runs the world at `speed` simulated seconds per real one, replacing any earlier speed. At 1 its clock keeps up
    /// with the real one; see the crate's documentation of time.
    pub fn run(&self, speed: f64) {
        let task = tokio::spawn(live(Arc::clone(&self.shared), speed));
        if let Some(before) = locked(&self.running).replace(task) {
            before.abort();
        }
    }

    /// Stops time again.
    pub fn pause(&self) {
        if let Some(task) = locked(&self.running).take() {
            task.abort();
        }
    }

    /// The requests that an endpoint has received.
    #[must_use]
    pub fn requests(&self, endpoint: Endpoint) -> Requests {
        locked(&self.shared.log).of(endpoint)
    }

    /// Resets the count of requests.
    pub fn forget_requests(&self) {
        locked(&self.shared.log).forget();
    }

    /// Stops serving, frees the port and returns the world, so that another server can continue with it at the same
    /// address.
    pub async fn shutdown(mut self) -> World {
        self.pause();
        self.serving.abort();
        // Waits until the listener is dropped; the result is that the task was aborted.
        let _aborted = (&mut self.serving).await;
        let nothing = World::new(Config::new(0, 0));
        std::mem::replace(&mut *locked(&self.shared.world), nothing)
    }
}

impl Drop for Sim {
    fn drop(&mut self) {
        self.pause();
        self.serving.abort();
    }
}

async fn live(shared: Arc<Shared>, speed: f64) {
    let mut ticks = interval(TICK);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut last = Instant::now();
    loop {
        ticks.tick().await;
        let elapsed = last.elapsed();
        last += elapsed;
        let lived = elapsed.as_secs_f64() * speed;
        let lived = Duration::try_from_secs_f64(lived).unwrap_or_default();
        locked(&shared.world).advance(lived);
    }
}
