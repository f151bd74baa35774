//! Whether this process can do its work, and whether what it shows is of today.
//!
//! The database is looked at once a second at most, however many ask.

use std::time::{Duration, Instant};

use axum::{
    extract::State,
    response::{IntoResponse as _, Response},
};
use domain::clock::Timestamp;
use http::{StatusCode, header::CONTENT_TYPE};
use serde_json::{Map, Value, json};
use store::{
    Error, Snapshot,
    poll_status::{Poll, PollTimes},
};

use crate::{app::App, fresh::Cell};

/// The database has this long to answer.
const PATIENCE: Duration = Duration::from_secs(1);
/// A poll is late after so many of its cadences.
const CADENCES: u32 = 3;

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

/// What the last look at the database found.
#[derive(Clone, Debug, Default)]
struct Found {
    answers: bool,
    polled: PollTimes,
}

/// How this process is.
#[derive(Debug)]
pub(crate) struct Health {
    duties: Duties,
    since: Instant,
    found: Cell<Found>,
}

impl Health {
    pub(crate) fn new(duties: Duties) -> Self {
        Self { duties, since: Instant::now(), found: Cell::default() }
    }

    /// What a look at the database finds in this second.
    async fn look(&self, app: &App) -> Found {
        let second = || self.since.elapsed().as_secs();
        let made = async || {
            let times = tokio::time::timeout(PATIENCE, poll_times(app)).await;
            let found = match times {
                Ok(Ok(polled)) => Found { answers: true, polled },
                // What was known goes on ageing.
                _ => Found { answers: false, polled: self.found.last().map(|f| f.polled.clone()).unwrap_or_default() },
            };
            Ok::<_, std::convert::Infallible>((found, None))
        };
        match self.found.get(app.clock.now(), second, made).await {
            Ok((found, _)) => Found::clone(&found),
            // A look always finds something.
            Err(_) => Found { answers: false, polled: PollTimes::default() },
        }
    }
}

async fn poll_times(app: &App) -> Result<PollTimes, Error> {
    PollTimes::load(&mut Snapshot::take(&app.pool).await?).await
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
    let is_warm = serves && app.views.is_warm();
    let is_ready = found.answers || is_warm;
    let body = json!({
        "status": if is_ready { "ready" } else { "not ready" },
        "database": if found.answers { "up" } else { "down" },
        "roles": {
            "worker": if !polls { "off" } else if found.answers { "ready" } else { "waiting" },
            "api": if !serves { "off" } else if found.answers { "ready" } else if is_warm { "warm" } else { "waiting" },
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
        let limit = *cadence * CADENCES;
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
