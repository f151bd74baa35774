//! An api in a process of its own: its processor time and its memory can be measured, and its file descriptors limited.

use std::{collections::BTreeSet, time::Duration};

use rustix::process::{Pid, Resource, Rlimit, getrlimit, prlimit};
use tests::{
    Database,
    program::{Program, Running},
    tournament::{create, tournament},
};
use tokio::{net::TcpStream, time::sleep};

use super::wire::Wire;

/// The unit of a process's times in `/proc`: 100 a second (`USER_HZ`).
const TICK: Duration = Duration::from_millis(10);
/// How long processor time is measured.
const MEASURED: Duration = Duration::from_secs(2);

/// An api, and its database.
pub(crate) struct ApiProcess {
    pub(crate) running: Running,
    pub(crate) database: Database,
}

impl ApiProcess {
    pub(crate) async fn start() -> Self {
        let database = Database::fresh().await;
        create(&database.pool, &tournament("cup")).await;
        let running = Program::new("api").set("DATABASE_URL", &database.url).serve().await;
        Self { running, database }
    }

    pub(crate) fn address(&self) -> String {
        format!("127.0.0.1:{}", self.running.port)
    }

    pub(crate) async fn connect(&self) -> Wire {
        Wire(TcpStream::connect(self.address()).await.unwrap())
    }

    /// The processor time that it takes in [`MEASURED`].
    pub(crate) async fn processor_time(&self) -> Duration {
        let before = self.processor_time_so_far();
        sleep(MEASURED).await;
        self.processor_time_so_far() - before
    }

    /// Fields 14 and 15 of `/proc/PID/stat`; the second, a name in brackets, may contain spaces.
    fn processor_time_so_far(&self) -> Duration {
        let stat = std::fs::read_to_string(format!("/proc/{}/stat", self.running.id())).unwrap();
        let fields: Vec<_> = stat.rsplit(')').next().unwrap().split_whitespace().collect();
        let ticks = |index: usize| fields[index - 3].parse::<u32>().unwrap();
        TICK * (ticks(14) + ticks(15))
    }

    /// Leaves it `spare` descriptors; it may have inherited some with high numbers.
    pub(crate) fn spare_descriptors(&self, spare: usize) {
        let open = std::fs::read_dir(format!("/proc/{}/fd", self.running.id())).unwrap();
        let numbers = open.map(|entry| entry.unwrap().file_name().to_str().unwrap().parse::<u64>().unwrap());
        let open: BTreeSet<_> = numbers.collect();
        self.limit_descriptors((0..).filter(|number| !open.contains(number)).nth(spare));
    }

    /// Lets it open no file.
    pub(crate) fn no_descriptors(&self) {
        self.limit_descriptors(Some(0));
    }

    /// Lets it have as many descriptors as the system allows.
    pub(crate) fn free_descriptors(&self) {
        self.limit_descriptors(getrlimit(Resource::Nofile).maximum);
    }

    fn limit_descriptors(&self, most: Option<u64>) {
        let id = Pid::from_raw(self.running.id().try_into().unwrap()).unwrap();
        // It inherited our limit, and could not exceed a lower one again.
        let limit = Rlimit { current: most, maximum: getrlimit(Resource::Nofile).maximum };
        prlimit(Some(id), Resource::Nofile, limit).unwrap();
    }
}
