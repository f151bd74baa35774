//! When requests are sent that do not wait for the answers to those before them.

use std::{
    borrow::Cow,
    time::{Duration, Instant},
};

/// Which requests are sent, and when.
pub(crate) trait Schedule {
    /// Returns the next request that is due by `now`, which that connection then sends, with the moment since when it
    /// has been due.
    fn next(&mut self, now: Instant, connection: usize) -> Option<(Instant, Cow<'_, [u8]>)>;

    /// Takes the head of the answer to what that connection sent last.
    fn answered(&mut self, connection: usize, head: &[u8]);
}

/// The same request at a constant rate.
#[derive(Debug)]
pub(super) struct Constant<'a> {
    request: &'a [u8],
    due: Instant,
    gap: Duration,
}

impl<'a> Constant<'a> {
    /// So many requests a second from now on.
    pub(super) fn new(request: &'a [u8], rate: u32) -> Self {
        Self { request, due: Instant::now(), gap: Duration::from_secs(1) / rate }
    }
}

impl Schedule for Constant<'_> {
    fn next(&mut self, now: Instant, _: usize) -> Option<(Instant, Cow<'_, [u8]>)> {
        let due = self.due;
        if due > now {
            return None;
        }
        self.due += self.gap;
        Some((due, Cow::Borrowed(self.request)))
    }

    fn answered(&mut self, _: usize, _: &[u8]) {}
}
