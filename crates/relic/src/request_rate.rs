//! Limits the rate of requests to the upstream: one rate for all endpoints, first come, first served.

use std::{num::NonZeroU32, sync::Arc};

use governor::{DefaultDirectRateLimiter, Quota, RateLimiter};
use tokio::sync::Mutex;

/// Requests at once after a pause. With the highest rate there are at most 40 in any second; the upstream refuses more
/// than 50.
const BURST: NonZeroU32 = NonZeroU32::new(10).expect("10 is not 0");

/// The rate limiter; clones share it.
#[derive(Clone, Debug)]
pub(crate) struct RequestRate {
    limiter: Arc<DefaultDirectRateLimiter>,
    /// The limiter alone does not serve in order of arrival; the lock's queue does.
    turn: Arc<Mutex<()>>,
}

impl RequestRate {
    pub(crate) fn new(per_second: NonZeroU32) -> Self {
        let quota = Quota::per_second(per_second).allow_burst(BURST);
        Self { limiter: Arc::new(RateLimiter::direct(quota)), turn: Arc::default() }
    }

    /// Waits until one more request may be sent.
    pub(crate) async fn wait(&self) {
        let _turn = self.turn.lock().await;
        self.limiter.until_ready().await;
    }
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, Instant};

    use futures_util::future::join_all;

    use super::*;

    #[tokio::test]
    async fn no_second_has_more_than_the_rate_and_the_burst_and_turns_are_in_order() {
        let rate = RequestRate::new(NonZeroU32::new(30).unwrap());
        let sent = std::sync::Mutex::new(Vec::new());
        let ask = async |number: usize| {
            rate.wait().await;
            sent.lock().unwrap().push((number, Instant::now()));
        };
        join_all((0..60).map(ask)).await;
        let sent = sent.into_inner().unwrap();
        assert!(sent.iter().map(|(number, _)| *number).eq(0..60), "in the order in which they asked");
        for (first, (_, since)) in sent.iter().enumerate() {
            let within = sent[first..].iter().take_while(|(_, at)| *at - *since < Duration::from_secs(1)).count();
            assert!(within <= 40, "{within} within a second");
        }
    }
}
