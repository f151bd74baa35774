//! Client-side deadlines for statements.

use std::{
    pin::Pin,
    task::{Context, Poll},
    time::Duration,
};

use futures_util::{Stream, stream::BoxStream};
use tokio::time::{Instant, Sleep};

/// The error of a deadline that passed: what did not happen, and within which time.
pub(super) fn too_late(what: &str, within: Duration) -> sqlx::Error {
    sqlx::Error::Io(std::io::Error::new(std::io::ErrorKind::TimedOut, format!("{what} within {within:?}")))
}

/// The error of a statement that was not answered in time.
pub(super) fn unanswered(since: Instant) -> sqlx::Error {
    too_late("the server did not answer", since.elapsed())
}

/// A statement's rows, all of which must arrive before the deadline. Calls `ended` with the result.
pub(super) struct TimedRows<'e, T, F> {
    rows: BoxStream<'e, Result<T, sqlx::Error>>,
    sent_at: Instant,
    deadline: Pin<Box<Sleep>>,
    ended: Option<F>,
}

impl<'e, T, F: FnOnce(Option<&sqlx::Error>)> TimedRows<'e, T, F> {
    pub(super) fn new(rows: BoxStream<'e, Result<T, sqlx::Error>>, deadline: Instant, ended: F) -> Self {
        let deadline = Box::pin(tokio::time::sleep_until(deadline));
        Self { rows, sent_at: Instant::now(), deadline, ended: Some(ended) }
    }

    fn end(&mut self, error: Option<&sqlx::Error>) {
        if let Some(ended) = self.ended.take() {
            ended(error);
        }
    }
}

impl<T, F: FnOnce(Option<&sqlx::Error>) + Unpin> Stream for TimedRows<'_, T, F> {
    type Item = Result<T, sqlx::Error>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if self.ended.is_none() {
            return Poll::Ready(None);
        }
        let next = match self.rows.as_mut().poll_next(cx) {
            Poll::Ready(next) => next,
            Poll::Pending if self.deadline.as_mut().poll(cx).is_ready() => Some(Err(unanswered(self.sent_at))),
            Poll::Pending => return Poll::Pending,
        };
        match &next {
            Some(Ok(_)) => {}
            Some(Err(error)) => self.end(Some(error)),
            None => self.end(None),
        }
        Poll::Ready(next)
    }
}
