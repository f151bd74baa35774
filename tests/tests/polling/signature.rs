//! The whole way from the upstream to a viewer: a change, one tick, one nudge, one read.

use std::time::Duration;

use serde_json::json;
use sim::Ladder;
use tests::{
    Service,
    tournament::{create, enter, tournament},
};

use super::fixture::{Fixture, ONE, STRANGER, TWO};

#[tokio::test]
async fn a_game_upstream_is_a_nudge_and_a_changed_read() {
    let service = Service::start().await;
    let (one, two) = service.sim.world(|world| (world.add_stranger(), world.add_stranger()));
    let watched = create(&service.database.pool, &tournament("watched")).await;
    let other = create(&service.database.pool, &tournament("other")).await;
    enter(&service.database.pool, watched, "One", Some(one.0)).await;
    enter(&service.database.pool, other, "Nobody", None).await;
    service.poll_all().await;
    service.settle().await;
    let before = service.get("/v1/tournaments/watched/standings").await;
    let mut stream = service.stream("/v1/stream").await;

    service.sim.world(|world| world.play_ranked(one, two));
    service.poll_stats().await;

    let frame = stream.event().await;
    assert_eq!(frame.event.as_deref(), Some("standings"));
    assert_eq!(frame.data.unwrap(), json!({"polled_at": "2026-06-10T12:00:00Z", "tournament_ids": [watched]}));
    let after = service.get("/v1/tournaments/watched/standings").await;
    let now = service.sim.world(|world| world.rating(one, Ladder::SoloRm)).unwrap();
    assert_eq!(after["items"][0]["current_rating"], json!(now));
    assert_ne!(before["items"][0]["current_rating"], after["items"][0]["current_rating"]);
    assert_eq!(stream.events_within(Duration::from_secs(2)).await, [], "one change, one nudge");
}

#[tokio::test]
async fn a_finished_match_is_two_nudges_in_order_for_its_viewers_alone() {
    let fixture = Fixture::set().await;
    fixture.tournament_of("other", STRANGER).await;
    fixture.poll_all().await;
    let mut viewer = fixture.stream("/v1/stream?tournament=cup").await;
    let mut elsewhere = fixture.stream("/v1/tournaments/other/stream").await;
    let id = fixture.sim.world(|world| world.play_ranked(ONE, TWO));
    fixture.poll_matches().await;
    let frames = [viewer.event().await, viewer.event().await];
    assert_eq!(frames.each_ref().map(|frame| frame.event.as_deref()), [Some("matches"), Some("standings")]);
    for frame in &frames {
        assert_eq!(frame.data.as_ref().unwrap()["tournament_ids"], json!([fixture.cup]));
    }
    let ids = frames.map(|frame| frame.id.unwrap().parse::<i64>().unwrap());
    assert!(ids[1] > ids[0]);
    assert_eq!(fixture.get("/v1/tournaments/cup/matches").await["items"][0]["match_id"], id.0);
    let standings = fixture.get("/v1/tournaments/cup/standings").await;
    assert_eq!(standings["items"][0]["tournament_record"]["wins"], 1);
    assert_eq!(elsewhere.events_within(Duration::from_secs(1)).await, []);
}
