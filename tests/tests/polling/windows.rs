//! Windows start and end by the clock: each bound is nudged once, even if no worker ran at that moment.

use std::time::Duration;

use domain::id::TournamentId;
use poller::TickOutcome;
use serde_json::json;
use tests::{
    outbox::Nudged,
    tournament::{create, tournament, window},
};

use super::{
    fixture::{Fixture, nudge},
    stored::Stored,
};

/// A tournament from `start` to `end`.
async fn between(fixture: &Fixture, slug: &str, start: Option<&str>, end: Option<&str>) -> TournamentId {
    let mut new = tournament(slug);
    new.window = window(start, end);
    create(&fixture.database.pool, &new).await
}

/// Runs the watch at `now`, and returns the nudges that it published.
async fn look(fixture: &Fixture, now: &str) -> Vec<Nudged> {
    fixture.clock.set(now);
    fixture.watch_windows().await;
    fixture.nudged().await
}

/// A tournament from 12:01 to 12:02, and the watch begun at 12:00.
async fn watched() -> (Fixture, TournamentId) {
    let fixture = Fixture::set().await;
    let brief = between(&fixture, "brief", Some("2026-06-10T12:01:00Z"), Some("2026-06-10T12:02:00Z")).await;
    fixture.nudged().await;
    assert_eq!(look(&fixture, "2026-06-10T12:00:00Z").await, [], "nothing passes when the watch begins");
    (fixture, brief)
}

fn both<const N: usize>(tournaments: [TournamentId; N]) -> [Nudged; 2] {
    ["standings", "live"].map(|event| nudge(event, tournaments))
}

#[tokio::test]
async fn each_bound_is_told_once_to_whom_it_concerns() {
    let (fixture, brief) = watched().await;
    assert_eq!(look(&fixture, "2026-06-10T12:00:59Z").await, []);
    assert_eq!(look(&fixture, "2026-06-10T12:01:00Z").await, both([brief]), "the start belongs to the window");
    assert_eq!(look(&fixture, "2026-06-10T12:01:00Z").await, []);
    assert_eq!(look(&fixture, "2026-06-10T12:01:01Z").await, []);
    assert_eq!(look(&fixture, "2026-06-10T12:02:03Z").await, both([brief]));
    assert_eq!(look(&fixture, "2026-06-11T12:00:00Z").await, []);
}

#[tokio::test]
async fn bounds_that_passed_while_nobody_looked_are_told_at_the_next_look() {
    let (fixture, brief) = watched().await;
    let other = between(&fixture, "other", None, Some("2026-06-10T15:00:00Z")).await;
    between(&fixture, "later", Some("2026-06-20T00:00:00Z"), None).await;
    fixture.nudged().await;
    // All workers were down for a day: the next one knows from the database alone.
    assert_eq!(look(&fixture, "2026-06-11T12:00:00Z").await, both([brief, other]), "once, start and end together");
    assert_eq!(look(&fixture, "2026-06-11T12:00:01Z").await, []);
}

#[tokio::test]
async fn a_look_at_which_nothing_passes_writes_nothing() {
    let (fixture, _) = watched().await;
    let before = Stored::everything(&fixture.database.pool).await;
    fixture.clock.set("2026-06-10T12:00:30Z");
    assert_eq!(fixture.watch_windows().await, TickOutcome::default());
    let after = Stored::everything(&fixture.database.pool).await;
    assert_eq!(before.differences(&after), [""; 0]);
}

#[tokio::test]
async fn a_bound_reaches_viewers_of_that_tournament_alone() {
    let (fixture, brief) = watched().await;
    let mut concerned = fixture.stream("/v1/tournaments/brief/stream").await;
    let mut unconcerned = fixture.stream("/v1/tournaments/cup/stream").await;
    fixture.clock.set("2026-06-10T12:01:00Z");
    fixture.watch_windows().await;
    for event in ["standings", "live"] {
        let frame = concerned.event().await;
        assert_eq!(frame.event.as_deref(), Some(event));
        assert_eq!(frame.data.unwrap(), json!({"polled_at": "2026-06-10T12:01:00Z", "tournament_ids": [brief]}));
    }
    fixture.watch_windows().await;
    assert_eq!(concerned.events_within(Duration::from_secs(2)).await, []);
    assert_eq!(unconcerned.events_within(Duration::ZERO).await, []);
}
