//! A semaphore whose permits go to the work that most requests wait for.

use std::{collections::VecDeque, sync::atomic::Ordering, time::Duration};

use parking_lot::Mutex;
use tokio::{sync::oneshot, time::Instant};

use super::demand::Count;

/// A waiter that has waited for this long goes first, whatever its demand.
const LONGEST_WAIT: Duration = Duration::from_secs(1);

/// A number of permits, and the waiters, the oldest first.
#[derive(Debug)]
pub(super) struct Turns(Mutex<State>);

#[derive(Debug)]
struct State {
    free: usize,
    waiting: VecDeque<Turn>,
}

#[derive(Debug)]
struct Turn {
    demand: Option<Count>,
    since: Instant,
    granted: oneshot::Sender<()>,
}

/// A permit, held until this is dropped.
#[derive(Debug)]
pub(super) struct Permit<'a>(&'a Turns);

impl Turns {
    /// Creates a semaphore with so many permits.
    pub(super) fn new(permits: usize) -> Self {
        Self(Mutex::new(State { free: permits, waiting: VecDeque::new() }))
    }

    /// Waits for a permit. A waiter without `demand` counts as one request.
    pub(super) async fn acquire(&self, demand: Option<Count>) -> Permit<'_> {
        let turn = {
            let mut state = self.0.lock();
            if state.free > 0 {
                state.free -= 1;
                return Permit(self);
            }
            let (granted, turn) = oneshot::channel();
            state.waiting.push_back(Turn { demand, since: Instant::now(), granted });
            turn
        };
        // A caller that is cancelled between the grant and this point gives the permit back.
        let granted = Granted { turns: self, turn: Some(turn) };
        granted.wait().await
    }

    fn release(&self) {
        let mut state = self.0.lock();
        while let Some(turn) = state.next() {
            if turn.granted.send(()).is_ok() {
                return;
            }
        }
        state.free += 1;
    }
}

impl State {
    fn next(&mut self) -> Option<Turn> {
        let oldest = self.waiting.front()?;
        let place = if oldest.since.elapsed() >= LONGEST_WAIT { 0 } else { self.most_wanted() };
        self.waiting.remove(place)
    }

    /// The index of the waiter with the highest demand; among equals, of the oldest.
    fn most_wanted(&self) -> usize {
        let demand = |turn: &Turn| turn.demand.as_ref().map_or(1, |count| count.load(Ordering::Relaxed));
        let wanted = self.waiting.iter().map(demand).enumerate();
        wanted.max_by_key(|&(place, demand)| (demand, std::cmp::Reverse(place))).map_or(0, |(place, _)| place)
    }
}

/// A turn that the caller waits for.
struct Granted<'a> {
    turns: &'a Turns,
    turn: Option<oneshot::Receiver<()>>,
}

impl<'a> Granted<'a> {
    async fn wait(mut self) -> Permit<'a> {
        if let Some(turn) = &mut self.turn {
            // It is always granted in the end: senders are dropped only with the semaphore.
            let _ = turn.await;
        }
        self.turn = None;
        Permit(self.turns)
    }
}

impl Drop for Granted<'_> {
    fn drop(&mut self) {
        let Some(mut turn) = self.turn.take() else { return };
        turn.close();
        if turn.try_recv().is_ok() {
            self.turns.release();
        }
    }
}

impl Drop for Permit<'_> {
    fn drop(&mut self) {
        self.0.release();
    }
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, atomic::AtomicUsize};

    use futures_util::{FutureExt as _, future::join_all};

    use super::*;

    fn wanted_by(count: usize) -> Option<Count> {
        Some(Arc::new(AtomicUsize::new(count)))
    }

    #[tokio::test]
    async fn what_most_wait_for_comes_first_and_of_equals_the_oldest() {
        let turns = Turns::new(1);
        let first = turns.acquire(None).await;
        let order = Mutex::new(Vec::new());
        let wait = async |name: &'static str, count| {
            let _permit = turns.acquire(wanted_by(count)).await;
            order.lock().push(name);
        };
        let waits = join_all([wait("few", 1), wait("many", 90), wait("more", 99), wait("also many", 90)]);
        let release = async {
            tokio::task::yield_now().await;
            drop(first);
        };
        tokio::join!(waits, release);
        assert_eq!(*order.lock(), ["more", "many", "also many", "few"]);
    }

    #[tokio::test(start_paused = true)]
    async fn whoever_has_waited_long_comes_before_what_most_wait_for() {
        let turns = Turns::new(1);
        let first = turns.acquire(None).await;
        let mut few = Box::pin(turns.acquire(wanted_by(1)));
        assert!(few.as_mut().now_or_never().is_none());
        tokio::time::advance(LONGEST_WAIT).await;
        let mut many = Box::pin(turns.acquire(wanted_by(1_000)));
        assert!(many.as_mut().now_or_never().is_none());
        drop(first);
        assert!(many.as_mut().now_or_never().is_none());
        assert!(few.as_mut().now_or_never().is_some());
    }

    #[tokio::test]
    async fn a_turn_that_is_given_up_is_the_next_ones() {
        let turns = Turns::new(1);
        let first = turns.acquire(None).await;
        let mut before = Box::pin(turns.acquire(wanted_by(9)));
        let mut after = Box::pin(turns.acquire(wanted_by(1)));
        assert!(before.as_mut().now_or_never().is_none() && after.as_mut().now_or_never().is_none());
        drop(first);
        // Granted, but never polled.
        drop(before);
        let permit = after.now_or_never().expect("the permit was given on");
        drop(permit);
        assert!(turns.acquire(None).now_or_never().is_some());
    }
}
