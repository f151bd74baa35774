//! The metrics of this instance, under the names that dashboards and alerts use.
//!
//! Without a recorder, which only the executables install, all of these functions do nothing.

use std::{
    sync::{Arc, OnceLock},
    time::Duration,
};

use ::metrics::{Counter, Histogram, counter, histogram};
use axum::extract::MatchedPath;
use chrono::TimeDelta;
use http::{Method, StatusCode};

/// The route that matched a request; empty if the request was refused before routing or no route matched.
#[derive(Clone, Debug, Default)]
pub(crate) struct Route(Arc<OnceLock<MatchedPath>>);

impl Route {
    pub(crate) fn set(&self, matched: MatchedPath) {
        let _ = self.0.set(matched);
    }

    /// The template of the path, so that there are no more label values than routes.
    pub(crate) fn name(&self) -> &str {
        self.0.get().map_or("unmatched", MatchedPath::as_str)
    }
}

/// Counts an answered request.
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

/// Maps unknown methods to one name, because clients may invent methods.
fn method_name(method: &Method) -> &'static str {
    let known = ["GET", "HEAD", "POST", "PATCH", "PUT", "DELETE", "OPTIONS"];
    known.into_iter().find(|name| method == name).unwrap_or("other")
}

/// The counters of one address's reads on the fast path, kept so that they are looked up only once.
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
    /// Looks up the counters of `view`, which was found at `route`.
    pub(crate) fn of(route: &Route, view: &'static str) -> Self {
        let (get, name) = (method_name(&Method::GET), || route.name().to_owned());
        Self {
            answered: requests(name(), get, StatusCode::OK),
            not_modified: requests(name(), get, StatusCode::NOT_MODIFIED),
            duration: durations(name(), get),
            hits: hits(view),
        }
    }

    /// Counts a read on the fast path: a 304 if `is_known`, and a hit if it waited for no render.
    pub(crate) fn count(&self, is_known: bool, is_hit: bool, took: Duration) {
        if is_known { &self.not_modified } else { &self.answered }.increment(1);
        self.duration.record(took);
        self.hits.increment(u64::from(is_hit));
    }
}

/// Counts a request beyond its class's limit, or a stream beyond its client's.
pub(crate) fn refused(class: &'static str) {
    counter!("aoe2_rate_limited_total", "class" => class).increment(1);
}

fn hits(view: &'static str) -> Counter {
    counter!("aoe2_view_hits_total", "view" => view)
}

/// Counts a view that needed no render.
pub(crate) fn hit(view: &'static str) {
    hits(view).increment(1);
}

fn stale_answers(view: &'static str) -> Counter {
    counter!("aoe2_view_stale_total", "view" => view)
}

/// Counts a render, successful or failed.
pub(crate) fn rendered(view: &'static str, is_ok: bool, took: Duration) {
    let outcome = if is_ok { "ok" } else { "failed" };
    counter!("aoe2_view_renders_total", "view" => view, "outcome" => outcome).increment(1);
    histogram!("aoe2_view_render_duration_seconds", "view" => view).record(took);
    // Create the counter with 0: if it first appeared with 1, that would not show as an increase.
    stale_answers(view).increment(0);
    hits(view).increment(0);
}

/// Counts a view's last good body that was served because the current one could not be rendered.
pub(crate) fn stale(view: &'static str) {
    stale_answers(view).increment(1);
}

/// The outcome of a host's write, as a label for alerts.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Write {
    /// The write was done.
    Done,
    /// The request was invalid, forbidden or over a limit.
    Refused,
    /// The database was down or busy.
    Unavailable,
    /// The host's token could not be checked, because its key was not known.
    KeysUnknown,
    /// An internal error.
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

    /// Counts a write with this outcome.
    pub(crate) fn count(self) {
        self.counter().increment(1);
    }
}

/// Records the delay between a nudge's insertion into the outbox and its arrival at the hub. The clocks of two machines
/// may differ a little.
pub(crate) fn nudge_arrived(after: TimeDelta) {
    histogram!("aoe2_nudge_latency_seconds").record(after.to_std().unwrap_or_default());
}

/// Creates the counters of writes with 0, because a missing counter is not known to be 0.
pub(crate) fn announce() {
    for outcome in Write::ALL {
        outcome.counter().increment(0);
    }
}
