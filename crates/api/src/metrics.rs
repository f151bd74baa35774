//! What is counted of this instance's work, by the names that dashboards and alerts know.
//!
//! Without a recorder, which only the executables install, all of this does nothing.

use std::{
    sync::{Arc, OnceLock},
    time::Duration,
};

use ::metrics::{Counter, Histogram, counter, histogram};
use axum::extract::MatchedPath;
use chrono::TimeDelta;
use http::{Method, StatusCode};

/// Where a request came to, noted on its way; nothing, if it was refused before or there is no such route.
#[derive(Clone, Debug, Default)]
pub(crate) struct Route(Arc<OnceLock<MatchedPath>>);

impl Route {
    pub(crate) fn set(&self, matched: MatchedPath) {
        let _ = self.0.set(matched);
    }

    /// The path's template, so that there are no more of them than routes.
    pub(crate) fn name(&self) -> &str {
        self.0.get().map_or("unmatched", MatchedPath::as_str)
    }
}

/// A request was answered.
pub(crate) fn answered(route: &Route, method: &Method, status: StatusCode, took: Duration) {
    let (route, method) = (route.name().to_owned(), method_name(method));
    requests(route.clone(), method, status).increment(1);
    durations(route, method).record(took);
}

fn requests(route: String, method: &'static str, status: StatusCode) -> Counter {
    let status = status.as_u16().to_string();
    counter!("aoe2_http_requests_total", "route" => route, "method" => method, "status" => status)
}

fn durations(route: String, method: &'static str) -> Histogram {
    histogram!("aoe2_http_request_duration_seconds", "route" => route, "method" => method)
}

/// Clients may make methods up.
fn method_name(method: &Method) -> &'static str {
    let known = ["GET", "HEAD", "POST", "PATCH", "PUT", "DELETE", "OPTIONS"];
    known.into_iter().find(|name| method == name).unwrap_or("other")
}

/// The counters of one address's hot reads, looked up once.
pub(crate) struct FastPathReads {
    answered: Counter,
    not_modified: Counter,
    duration: Histogram,
    hits: Counter,
}

impl std::fmt::Debug for FastPathReads {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("FastPathReads")
    }
}

impl FastPathReads {
    /// Those of `view`, which was found at `route`.
    pub(crate) fn of(route: &Route, view: &'static str) -> Self {
        let (get, name) = (method_name(&Method::GET), || route.name().to_owned());
        Self {
            answered: requests(name(), get, StatusCode::OK),
            not_modified: requests(name(), get, StatusCode::NOT_MODIFIED),
            duration: durations(name(), get),
            hits: hits(view),
        }
    }

    /// One was answered; with nothing, if the client had it already. A hit waited for no render.
    pub(crate) fn count(&self, is_known: bool, is_hit: bool, took: Duration) {
        if is_known { &self.not_modified } else { &self.answered }.increment(1);
        self.duration.record(took);
        self.hits.increment(u64::from(is_hit));
    }
}

/// A request was too many of its class, or a stream too many of its client's.
pub(crate) fn refused(class: &'static str) {
    counter!("aoe2_rate_limited_total", "class" => class).increment(1);
}

fn hits(view: &'static str) -> Counter {
    counter!("aoe2_view_hits_total", "view" => view)
}

/// A view was at hand.
pub(crate) fn hit(view: &'static str) {
    hits(view).increment(1);
}

fn stale_answers(view: &'static str) -> Counter {
    counter!("aoe2_view_stale_total", "view" => view)
}

/// A view was rendered, or could not be.
pub(crate) fn rendered(view: &'static str, is_ok: bool, took: Duration) {
    let outcome = if is_ok { "ok" } else { "failed" };
    counter!("aoe2_view_renders_total", "view" => view, "outcome" => outcome).increment(1);
    histogram!("aoe2_view_render_duration_seconds", "view" => view).record(took);
    // From 0 on: of a counter that appears with its first event, that one is no increase.
    stale_answers(view).increment(0);
    hits(view).increment(0);
}

/// A view's last good body was served in the place of one that could not be rendered.
pub(crate) fn stale(view: &'static str) {
    stale_answers(view).increment(1);
}

/// How a host's write came out, as alerts tell it.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Write {
    /// It was done.
    Done,
    /// The request was not right, or not allowed, or there were too many.
    Refused,
    /// The database was away or busy.
    Unavailable,
    /// Whether the host's token is good could not be told.
    KeysUnknown,
    /// Our fault.
    Failed,
}

impl Write {
    const ALL: [Self; 5] = [Self::Done, Self::Refused, Self::Unavailable, Self::KeysUnknown, Self::Failed];

    const fn name(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Refused => "refused",
            Self::Unavailable => "unavailable",
            Self::KeysUnknown => "keys_unknown",
            Self::Failed => "failed",
        }
    }

    fn counter(self) -> Counter {
        counter!("aoe2_host_writes_total", "outcome" => self.name())
    }

    /// A write came out like this.
    pub(crate) fn count(self) {
        self.counter().increment(1);
    }
}

/// A nudge came to the hub so long after it was put into the outbox. Two machines' clocks may differ a little.
pub(crate) fn nudge_arrived(after: TimeDelta) {
    histogram!("aoe2_nudge_latency_seconds").record(after.to_std().unwrap_or_default());
}

/// Names what may long not happen, for a counter that is not there is not known to be 0.
pub(crate) fn announce() {
    for outcome in Write::ALL {
        outcome.counter().increment(0);
    }
}
