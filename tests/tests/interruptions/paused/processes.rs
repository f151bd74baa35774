//! Processes behind a proxy of their own, which pauses them at a message.

use std::time::Duration;

use domain::{clock::Clock as _, id::TournamentId};
use rustix::process::{Pid, Signal, kill_process};
use server::SystemClock;
use sim::{Config, Endpoint, Ladder, Profile, Sim, World};
use tests::{
    Database, Proxy,
    program::{Program, Running},
    proxy::Fault,
    tournament::{create, enter, tournament},
};
use tokio::time::{sleep, timeout};

use crate::interruptions::fixture::ONE;

/// A database with a cup of one player.
pub(super) async fn cup() -> (Database, TournamentId) {
    let database = Database::fresh().await;
    database.run("insert into leaderboards values (3, 'rm', true)").await;
    let cup = create(&database.pool, &tournament("cup")).await;
    enter(&database.pool, cup, "One", Some(ONE.0)).await;
    (database, cup)
}

/// An upstream that knows the player.
pub(super) async fn upstream() -> Sim {
    let now = SystemClock.now().unix_seconds();
    let mut world = World::new(Config::new(7, now));
    world.add_profile(Profile::new(ONE, "One").rated(Ladder::SoloRm, 1500, now - 86_400));
    Sim::local(world).await.unwrap()
}

/// A process whose way to the database leads through a proxy.
pub(super) struct Process {
    pub(super) proxy: Proxy,
    pub(super) running: Running,
}

impl Process {
    /// Runs `program` on `database` until it answers.
    pub(super) async fn serve(program: Program, database: &Database) -> Self {
        let (program, proxy) = behind_proxy(program, database).await;
        Self { proxy, running: program.serve().await }
    }

    /// Pauses it at the message after `messages`, once it comes to that.
    pub(super) fn pause_after(&self, messages: usize) {
        self.proxy.fault_after(messages, pausing(self.running.id()));
    }

    /// Waits until it was paused; `false` when it sends nothing that it could be paused at.
    pub(super) async fn is_paused(&self, within: Duration) -> bool {
        let paused = async {
            while !self.proxy.has_happened() {
                sleep(Duration::from_millis(10)).await;
            }
        };
        timeout(within, paused).await.is_ok()
    }

    /// Lets it go on.
    pub(super) fn goes_on(&self) {
        self.proxy.mend();
        self.running.signal(Signal::CONT);
    }
}

/// `program` with its database behind a proxy.
pub(super) async fn behind_proxy(program: Program, database: &Database) -> (Program, Proxy) {
    let port = database.options().get_port();
    let proxy = Proxy::to(format!("127.0.0.1:{port}")).await;
    let url = database.url.replacen(&format!(":{port}/"), &format!(":{}/", proxy.port()), 1);
    (program.set("DATABASE_URL", url), proxy)
}

/// Pauses the process of that id.
pub(super) fn pausing(id: u32) -> Fault {
    Fault::Call(Box::new(move || {
        let id = Pid::from_raw(id.try_into().expect("an id")).expect("not 0");
        kill_process(id, Signal::STOP).expect("it runs");
    }))
}

/// How many requests an upstream has had.
pub(super) fn requests(sim: &Sim) -> u64 {
    Endpoint::ALL.map(|endpoint| sim.requests(endpoint).count).iter().sum()
}
