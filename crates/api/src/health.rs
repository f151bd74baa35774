//! Whether this process can do its work, and whether what it shows is of today.
//!
//! The database is looked at once a second at most, however many ask, over the connections that serve reads.

use std::time::{Duration, Instant};

use axum::{
    extract::State,
    response::{IntoResponse as _, Response},
};
use domain::{clock::Timestamp, id::NudgeId};
use http::{StatusCode, header::CONTENT_TYPE};
use serde_json::{Map, Value, json};
use store::{
    nudges,
    poll_status::{Poll, PollTimes},
};

use crate::{app::App, cache_entry::CacheEntry};

/// The database has this long to answer; whoever asks after the health is answered a little later at most.
const TIMEOUT: Duration = Duration::from_millis(250);
/// A database that answered a read within this time is up, though all connections are busy just now.
const LATELY: Duration = Duration::from_secs(2);
/// A poll is late after so many of its cadences.
pub const LATE_CADENCES: u32 = 3;

/// What this process does, and how often polls are made, here or elsewhere.
#[derive(Clone, Debug, Default)]
pub struct Duties {
    /// It polls the upstream.
    pub polls: bool,
    /// It serves reads and the event stream.
    pub serves: bool,
    /// From one poll to the next.
    pub cadences: Vec<(Poll, Duration)>,
}

/// How the database is, as those see it who read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Database {
    /// It answers.
    Up,
    /// It answers, and takes no writes: a standby, or set so.
    ReadOnly,
    /// It answers, but nobody has run the migrations.
    SchemaMissing,
    /// It does not answer.
    #[default]
    Down,
}

impl Database {
    const fn name(self) -> &'static str {
        match self {
            Self::Up => "up",
            Self::ReadOnly => "read-only",
            Self::SchemaMissing => "schema missing",
            Self::Down => "down",
        }
    }
}

/// What the last look at the database found.
#[derive(Clone, Debug, Default)]
struct Found {
    database: Database,
    polled: PollTimes,
}

/// How this process is.
#[derive(Debug)]
pub(crate) struct Health {
    duties: Duties,
    since: Instant,
    found: CacheEntry<Found>,
}

impl Health {
    pub(crate) fn new(duties: Duties) -> Self {
        Self { duties, since: Instant::now(), found: CacheEntry::default() }
    }

    /// What a look at the database finds in this second.
    async fn look(&self, app: &App) -> Found {
        let second = || self.since.elapsed().as_secs();
        // The connections that do this process's work.
        let pool = if self.duties.serves { &app.reads } else { &app.pool };
        let made = async || {
            // What was known goes on ageing while nothing newer can be read.
            let known = || self.found.last().map(|found| found.polled.clone()).unwrap_or_default();
            // Of the outbox nothing but whether it can be read: every view that is rendered looks at it.
            let look = async { nudges::after(pool, NudgeId(i64::MAX)).await.map(|look| look.polled) };
            let found = match tokio::time::timeout(TIMEOUT, look).await {
                Ok(Ok(polled)) if pool.server().is_read_only() => Found { database: Database::ReadOnly, polled },
                Ok(Ok(polled)) => Found { database: Database::Up, polled },
                Ok(Err(error)) if error.is_schema_missing() => {
                    Found { database: Database::SchemaMissing, polled: known() }
                }
                Err(_) if pool.answered_within(LATELY) => Found { database: Database::Up, polled: known() },
                _ => Found { database: Database::Down, polled: known() },
            };
            Ok::<_, std::convert::Infallible>((found, None))
        };
        match self.found.get(app.clock.now(), second, made).await {
            Ok((found, _)) => Found::clone(&found),
            // A look always finds something.
            Err(_) => Found::default(),
        }
    }
}

/// Whether the process can do its work: the database answers, or there is something to serve without it.
#[utoipa::path(
    get,
    path = "/health/ready",
    operation_id = "health_ready_health_ready_get",
    tag = "infrastructure",
    responses((status = 200, body = Value), (status = 503, body = Value))
)]
pub(crate) async fn ready(State(app): State<App>) -> Response {
    let Duties { polls, serves, .. } = app.health.duties;
    let found = app.health.look(&app).await;
    let is_up = found.database == Database::Up;
    let is_readable = is_up || found.database == Database::ReadOnly;
    let is_warm = serves && app.views.is_warm();
    let is_ready = is_up || (serves && (is_readable || is_warm));
    let body = json!({
        "status": if is_ready { "ready" } else { "not ready" },
        "database": found.database.name(),
        "roles": {
            "worker": if !polls { "off" } else if is_up { "ready" } else { "waiting" },
            "api": if !serves { "off" } else if is_readable { "ready" } else if is_warm { "warm" } else { "waiting" },
        },
    });
    answer(is_ready, &body)
}

/// Whether the data is fresh: each poll succeeded within three of its cadences, whichever process makes it.
#[utoipa::path(
    get,
    path = "/health/freshness",
    operation_id = "health_freshness_health_freshness_get",
    tag = "infrastructure",
    responses((status = 200, body = Value), (status = 503, body = Value))
)]
pub(crate) async fn freshness(State(app): State<App>) -> Response {
    let found = app.health.look(&app).await;
    let now = app.clock.now();
    let (mut tasks, mut is_fresh) = (Map::new(), true);
    for (poll, cadence) in &app.health.duties.cadences {
        let at = found.polled.of(*poll);
        let age = at.map(|at| age(at, now));
        let limit = *cadence * LATE_CADENCES;
        let is_late = age.is_none_or(|age| age > limit);
        is_fresh &= !is_late;
        let told = json!({
            "status": if is_late { "late" } else { "fresh" },
            "last_success_at": at,
            "age_seconds": age.map(|age| age.as_secs()),
            "limit_seconds": limit.as_secs_f64(),
        });
        tasks.insert(poll.as_str().to_owned(), told);
    }
    answer(is_fresh, &json!({"status": if is_fresh { "fresh" } else { "late" }, "tasks": tasks}))
}

/// None, of a success that another machine's clock has in the future.
fn age(at: Timestamp, now: Timestamp) -> Duration {
    (now - at).to_std().unwrap_or_default()
}

fn answer(is_well: bool, body: &Value) -> Response {
    let status = if is_well { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    (status, [(CONTENT_TYPE, "application/json")], body.to_string()).into_response()
}
