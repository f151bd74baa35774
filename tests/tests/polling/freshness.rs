//! While polls succeed and nothing changes, viewers are nudged now and then: a page that refetches on nudges alone
//! shows a recent `last_polled_at`.

use std::time::Duration;

use chrono::TimeDelta;
use domain::{
    clock::{Clock as _, Timestamp},
    nudge::{Event, Scope},
};
use poller::FreshnessNudges;
use serde_json::Value;
use store::nudges;
use tests::tournament::{create, enter, tournament, window};

use super::fixture::{Fixture, nudge};

const STANDINGS: &str = "/v1/tournaments/cup/standings";
/// The default limit and cadence.
const DEFAULT: FreshnessNudges = FreshnessNudges { limit: Duration::from_secs(90), cadence: Duration::from_secs(30) };
/// The age at which the consumer's badge says that a page may be out of date, less what a cache at the edge adds.
const TOO_OLD: TimeDelta = TimeDelta::seconds(110);

async fn fixture(freshness: FreshnessNudges) -> Fixture {
    let mut fixture = Fixture::set().await;
    fixture.service.context.freshness = freshness;
    fixture
}

/// What a page shows that refetches on nudges of the standings alone.
struct Page<'a> {
    fixture: &'a Fixture,
    shown: Timestamp,
    nudged: i64,
}

impl<'a> Page<'a> {
    async fn open(fixture: &'a Fixture) -> Self {
        fixture.nudged().await;
        Self { fixture, shown: Self::fetch(fixture).await, nudged: 0 }
    }

    async fn fetch(fixture: &Fixture) -> Timestamp {
        fixture.settle().await;
        let standings = fixture.get(STANDINGS).await;
        standings["last_polled_at"].as_str().expect("a time").parse().expect("RFC 3339")
    }

    /// How old what is shown is by now; then whatever nudges there were are followed.
    async fn age_then_follow(&mut self) -> TimeDelta {
        let age = self.fixture.clock.now() - self.shown;
        let nudged = self.fixture.nudged().await;
        if nudged.iter().any(|(event, _)| event == "standings") {
            self.nudged += 1;
            self.shown = Self::fetch(self.fixture).await;
        }
        age
    }
}

#[tokio::test]
async fn what_a_nudged_page_shows_is_never_two_minutes_old_while_nothing_changes() {
    let fixture = fixture(DEFAULT).await;
    let mut page = Page::open(&fixture).await;
    for second in 1..=600 {
        fixture.clock.advance(TimeDelta::seconds(1));
        // Polls of other things go on, and a host does something now and then.
        if second % 60 == 7 {
            fixture.poll_matches().await;
        }
        if second % 170 == 29 {
            let mut tx = fixture.database.pool.begin().await.unwrap();
            let scope = Scope::one(fixture.cup);
            nudges::publish(&mut tx, Event::Standings, &scope, fixture.clock.now()).await.unwrap();
            tx.commit().await.unwrap();
        }
        if second % 30 == 0 {
            fixture.poll_stats().await;
        }
        let age = page.age_then_follow().await;
        assert!(age <= TOO_OLD, "{age} old in second {second}");
    }
    assert!((6..=12).contains(&page.nudged), "{} nudges", page.nudged);
}

#[tokio::test]
async fn only_tournaments_in_their_window_are_nudged_about_and_open_bounds_count() {
    let fixture = fixture(DEFAULT).await;
    let mut open = vec![fixture.cup];
    let windows = [
        ("over", Some("2026-06-01T00:00:00Z"), Some("2026-06-10T12:03:59Z")),
        ("to come", None, None),
        ("begun", Some("2026-06-10T12:04:00Z"), None),
        ("ending", None, Some("2026-06-10T12:04:00Z")),
        ("far away", Some("2026-06-11T00:00:00Z"), Some("2026-06-12T00:00:00Z")),
    ];
    for (name, start, end) in windows {
        let mut new = tournament(&name.replace(' ', "-"));
        new.window = if name == "to come" { window(Some("2026-06-10T12:04:01Z"), None) } else { window(start, end) };
        let id = create(&fixture.database.pool, &new).await;
        if ["begun", "ending"].contains(&name) {
            open.push(id);
        }
    }
    // They were set up a while ago, whenever they begin.
    fixture.database.run("update nudges set polled_at = '2026-06-10T12:00:00Z'").await;
    fixture.nudged().await;
    fixture.clock.advance(TimeDelta::minutes(4));
    fixture.poll_stats().await;
    let [(event, Some(named))] = &fixture.nudged().await[..] else { panic!("one nudge") };
    open.sort_unstable();
    assert_eq!((event.as_str(), named), ("standings", &open.iter().map(|id| id.0).collect::<Vec<_>>()));
}

#[tokio::test]
async fn whoever_was_nudged_lately_or_changed_is_nudged_about_once() {
    let fixture = fixture(DEFAULT).await;
    let other = create(&fixture.database.pool, &tournament("other")).await;
    fixture.nudged().await;
    fixture.clock.advance(TimeDelta::minutes(2));
    enter(&fixture.database.pool, other, "Nobody yet", None).await;
    fixture
        .database
        .run("update nudges set polled_at = '2026-06-10T12:01:30Z' where id = (select max(id) from nudges)")
        .await;
    fixture.nudged().await;
    fixture.sim.world(|world| world.set_alias(super::fixture::ONE, "Renamed"));
    fixture.poll_stats().await;
    assert_eq!(fixture.nudged().await, [nudge("standings", [fixture.cup])], "one for both reasons, none for the other");
    // A nudge for everybody counts for each.
    fixture.clock.advance(TimeDelta::minutes(2));
    let mut tx = fixture.database.pool.begin().await.unwrap();
    nudges::publish(&mut tx, Event::Standings, &Scope::All, fixture.clock.now()).await.unwrap();
    tx.commit().await.unwrap();
    fixture.nudged().await;
    fixture.poll_stats().await;
    assert_eq!(fixture.nudged().await, []);
}

#[tokio::test]
async fn nobody_is_nudged_while_polls_fail_or_when_told_never_to() {
    let mut fixture = fixture(DEFAULT).await;
    fixture.clock.advance(TimeDelta::minutes(5));
    fixture.sim.fault(sim::Endpoint::PersonalStat, sim::Fault::ServerError);
    let failed = poller::Tick::tick(&poller::StatsPoll(fixture.context.clone()), fixture.epoch).await;
    assert!(failed.is_err());
    assert_eq!(fixture.nudged().await, [], "a time that is not true is not spread");
    fixture.sim.clear_faults();
    fixture.service.context.freshness = FreshnessNudges { limit: Duration::ZERO, ..DEFAULT };
    fixture.poll_stats().await;
    assert_eq!(fixture.nudged().await, []);
    let before: Value = fixture.get(STANDINGS).await;
    assert!(before["last_polled_at"].is_string());
}
