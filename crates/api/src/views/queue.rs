//! The queue of renders for the few read connections. Tournaments with the most waiting requests come first.

mod demand;
mod turns;

use std::sync::atomic::{AtomicUsize, Ordering};

use domain::id::TournamentId;
use tokio::sync::{Semaphore, SemaphorePermit};

use self::{
    demand::{Demand, Waiting},
    turns::{Permit, Turns},
};
use super::READ_CONNECTIONS;

/// The connections that renders use at a time; one more is left for the slug index and the health checks.
const RENDERING: usize = READ_CONNECTIONS - 1;
/// How many of these may serve views that single clients chose, so that other renders never wait for all of them.
const CHOSEN: usize = 1;
/// How many of these may read pages of exports, so that other views that clients chose never wait for more than one
/// page.
const EXPORTS: usize = 1;
/// So many queued renders take about a second.
const LONG: usize = 200;

/// The number of renders in progress or waiting, and their turns.
#[derive(Debug)]
pub(crate) struct RenderQueue {
    connections: Turns,
    chosen: Semaphore,
    exports: Semaphore,
    demand: Demand,
    length: AtomicUsize,
}

impl Default for RenderQueue {
    fn default() -> Self {
        Self {
            connections: Turns::new(RENDERING),
            chosen: Semaphore::new(CHOSEN),
            exports: Semaphore::new(EXPORTS),
            demand: Demand::default(),
            length: AtomicUsize::new(0),
        }
    }
}

/// A render, counted until this is dropped.
#[derive(Debug)]
pub(crate) struct Queued<'a>(&'a RenderQueue);

impl Drop for Queued<'_> {
    fn drop(&mut self) {
        self.0.length.fetch_sub(1, Ordering::Relaxed);
    }
}

/// The turn of a view that a single client chose: it may wait for a connection.
#[derive(Debug)]
pub(super) struct ChosenTurn<'a>(#[expect(dead_code, reason = "held")] Option<SemaphorePermit<'a>>);

/// The right to use a read connection.
#[derive(Debug)]
pub(crate) struct Connection<'a> {
    _any: Permit<'a>,
    _chosen: Option<ChosenTurn<'a>>,
    _export: Option<SemaphorePermit<'a>>,
}

impl RenderQueue {
    /// Counts a render.
    pub(super) fn enter(&self) -> Queued<'_> {
        self.length.fetch_add(1, Ordering::Relaxed);
        Queued(self)
    }

    /// Whether a request that has an older body to show should not wait.
    pub(super) fn is_long(&self) -> bool {
        self.length.load(Ordering::Relaxed) >= LONG
    }

    /// Counts a request that waits for a view of `tournament`.
    pub(super) fn wait(&self, tournament: TournamentId) -> Waiting<'_> {
        self.demand.wait(tournament)
    }

    /// Waits for a connection to read data of `tournament`, or of all tournaments. Views that single clients chose
    /// first wait for each other.
    pub(super) async fn connection(&self, tournament: Option<TournamentId>, is_chosen: bool) -> Connection<'_> {
        let turn = if is_chosen { Some(self.chosen_turn().await) } else { None };
        self.connection_in_turn(tournament, turn).await
    }

    /// Waits for the turn of a view that a single client chose. Nobody may hold a lock meanwhile that other views need.
    pub(super) async fn chosen_turn(&self) -> ChosenTurn<'_> {
        // The semaphore is never closed.
        ChosenTurn(self.chosen.acquire().await.ok())
    }

    /// Waits for a connection as [`Self::connection`] does, for a view whose `turn` it is, if it needs one.
    pub(super) async fn connection_in_turn<'a>(
        &'a self,
        tournament: Option<TournamentId>,
        turn: Option<ChosenTurn<'a>>,
    ) -> Connection<'a> {
        let demand = tournament.and_then(|tournament| self.demand.of(tournament));
        Connection { _any: self.connections.acquire(demand).await, _chosen: turn, _export: None }
    }

    /// Waits for a connection to read a page of an export. Exports first wait for each other, in turn.
    pub(super) async fn export_connection(&self, tournament: TournamentId) -> Connection<'_> {
        // The semaphore is never closed.
        let export = self.exports.acquire().await.ok();
        Connection { _export: export, ..self.connection(Some(tournament), true).await }
    }
}
