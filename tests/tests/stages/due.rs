//! Whose games polls await: the accounts of both sides, from half an hour before a series to twelve hours after.

use chrono::TimeDelta;
use domain::clock::Clock as _;
use serde_json::{Value, json};
use store::series::due_accounts;

use super::event::Event;

/// The accounts whose games are awaited, as indexes of the roster.
async fn due(event: &Event) -> Vec<i64> {
    let accounts = due_accounts(&event.service.database.pool, event.service.clock.now()).await.unwrap();
    accounts.into_iter().map(|account| account.0 - Event::account(0).0).collect()
}

#[tokio::test]
async fn both_sides_of_a_scheduled_series_are_awaited_about_its_time() {
    let event = Event::of(6).await;
    let (reds, blues) = (event.team("Reds", [2, 3]).await, event.team("Blues", [4, 5]).await);
    let of_entries = event.series([0, 1], 3).await;
    let body = json!({"sides": [reds.0, blues.0], "kind": "teams", "format": {"best_of": 3}});
    let of_teams = event.host("POST", "/series", body, 201).await["series_id"].as_i64().unwrap();
    let nobody: [i64; 0] = [];
    assert_eq!(due(&event).await, nobody, "nobody knows when they are played");
    for (series, sides) in [(of_entries, vec![0, 1]), (of_teams, vec![2, 3, 4, 5])] {
        let path = format!("/series/{series}");
        let half_an_hour = 30 * 60;
        let twelve_hours = 12 * 60 * 60;
        for (seconds, is_due) in [
            (half_an_hour + 1, false),
            (half_an_hour, true),
            (0, true),
            (-twelve_hours, true),
            (-twelve_hours - 1, false),
        ] {
            let at = event.service.clock.now() + TimeDelta::seconds(seconds);
            event.host("PATCH", &path, json!({"scheduled_at": at.to_string()}), 200).await;
            let awaited = if is_due { sides.as_slice() } else { &nobody };
            assert_eq!(due(&event).await, awaited, "{seconds} seconds from now");
        }
        let now = event.service.clock.now().to_string();
        event.host("PATCH", &path, json!({"scheduled_at": now, "walkover": 0}), 200).await;
        assert_eq!(due(&event).await, nobody, "it is decided");
    }
}

#[tokio::test]
async fn both_sides_of_a_series_without_a_time_are_awaited_once_it_is_live() {
    let event = Event::of(2).await;
    let id = event.series([0, 1], 3).await;
    event.play(0, 1).await;
    assert_eq!(due(&event).await, [0, 1]);
    event.pass(TimeDelta::hours(12));
    assert_eq!(due(&event).await, [] as [i64; 0], "nobody plays it any more");
    assert_eq!(event.host("GET", &format!("/series/{id}"), Value::Null, 200).await["status"], "live");
}
