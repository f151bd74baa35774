//! A database with an event in it, and an api process that serves it.

use domain::clock::Clock as _;
use server::SystemClock;
use tests::Database;

use super::{
    Process,
    http::{self, Answer},
    wire::Wire,
};
use crate::event;

/// The path of the tournament's standings.
pub(crate) const STANDINGS: &str = "/v1/tournaments/crowd/standings";
/// The path of the stream of every event.
pub(crate) const STREAM: &str = "/v1/stream";

/// The fixture of a case.
pub(crate) struct Fixture {
    pub(crate) database: Database,
    pub(crate) wire: Wire,
    pub(crate) api: Process,
}

impl Fixture {
    /// Sets up an event of so many entries and games.
    pub(crate) async fn set(size: event::Size) -> Self {
        Self::with(size, |_| Vec::new()).await
    }

    /// The same, with more environment variables for the api.
    pub(crate) async fn with(size: event::Size, more: impl FnOnce(&Wire) -> Vec<(&'static str, String)>) -> Self {
        let database = Database::fresh().await;
        event::store_crowd(&database, SystemClock.now(), size).await;
        let wire = Wire::to(&database).await;
        let more = more(&wire);
        let usual = [
            ("DATABASE_URL", wire.url.as_str()),
            ("ENVIRONMENT", "development"),
            ("LISTENER_ENABLED", "true"),
            ("LOG_LEVEL", "INFO"),
            ("MAX_CONNECTIONS", "20000"),
            ("MAX_CONNECTIONS_PER_CLIENT", "0"),
            ("MAX_STREAMS_PER_CLIENT", "0"),
            ("POLLING_ENABLED", "false"),
            ("PORT", "0"),
            // Counted, but never refused: the cost is part of the figures.
            ("RATE_LIMIT_PER_MINUTE", "100000000"),
        ];
        let more: Vec<_> = more.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let api = Process::service(&[&usual, more.as_slice()].concat());
        let fixture = Self { database, wire, api };
        fixture.warm().await;
        fixture
    }

    /// Sends requests until the api answers from memory.
    async fn warm(&self) {
        for _ in 0..100 {
            let answer = http::ask(self.api.address, &http::get(STANDINGS, &[]));
            if answer.is_ok_and(|answer| answer.status() == 200) {
                // The feed reads the outbox after a second at the latest, and invalidates every view.
                tokio::time::sleep(std::time::Duration::from_millis(1_500)).await;
                self.ask(STANDINGS, &[]);
                return;
            }
            tokio::time::sleep(std::time::Duration::from_millis(100)).await;
        }
        eprintln!("  the api does not answer");
    }

    /// The answer to a request with these headers.
    pub(crate) fn ask(&self, path: &str, headers: &[(&str, &str)]) -> Answer {
        http::ask(self.api.address, &http::get(path, headers)).unwrap()
    }
}
