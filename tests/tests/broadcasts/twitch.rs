//! Twitch, from going on air to going off.

use std::time::Duration;

use serde_json::json;

use crate::stage::{At, Stage, live, on_air};

#[tokio::test]
async fn a_broadcast_comes_changes_and_goes() {
    let stage = Stage::with_ada().await;
    let elsewhere = stage.tournament("elsewhere").await;
    stage.enter(elsewhere, "Bob", &["https://twitch.tv/bob"]).await;
    assert_eq!(stage.poll_twitch().await.changed, 0);
    assert_eq!(stage.shown("Ada").await, None);
    let mut stream = stage.stream("/v1/stream").await;
    stage.nudged().await;

    stage.broadcasters.on_twitch("ada", "Road to 2k", "Age of Empires II");
    assert_eq!(stage.poll_twitch().await.changed, 1);
    let frame = stream.event().await;
    assert_eq!((frame.event.as_deref(), &frame.data.unwrap()["tournament_ids"]), (Some("live"), &json!([stage.cup])));
    assert_eq!(stage.nudged().await, [live([stage.cup])]);
    assert_eq!(stage.shown("Ada").await, on_air("Road to 2k", "Age of Empires II"));

    for (title, category) in [("Road to 2.1k", "Age of Empires II"), ("Road to 2.1k", "Chess"), ("Road to 2.1k", "")] {
        stage.broadcasters.on_twitch("ada", title, category);
        stage.poll_twitch().await;
        assert_eq!(stage.nudged().await, [live([stage.cup])], "{title} {category}");
        assert_eq!(stage.shown("Ada").await, on_air(title, category));
    }

    stage.broadcasters.off_twitch("ada");
    stage.poll_twitch().await;
    assert_eq!(stage.nudged().await, [live([stage.cup])]);
    assert_eq!(stage.shown("Ada").await, None);
}

#[tokio::test]
async fn an_unchanged_look_writes_nothing_and_says_nothing() {
    let stage = Stage::with_ada().await;
    stage.enter(stage.cup, "Bob", &["https://twitch.tv/bob"]).await;
    stage.hosted("hosted", &["https://twitch.tv/host"]).await;
    stage.broadcasters.on_twitch("ada", "Title", "");
    stage.broadcasters.on_twitch("bob", "Of no change", "");
    stage.broadcasters.on_twitch("host", "Hosting", "Chess");
    stage.poll_twitch().await;
    stage.nudged().await;
    let before = stage.stored().await;
    assert_eq!(before.len(), 3);
    let mut stream = stage.stream("/v1/stream").await;
    stage.clock.advance(chrono::TimeDelta::seconds(60));
    assert_eq!(stage.poll_twitch().await.changed, 0);
    assert_eq!(stage.stored().await, before);
    assert_eq!(stage.nudged().await, []);
    assert_eq!(stage.database.value::<i64>("select count(*) from poll_status").await, 0);
    assert_eq!(stream.events_within(Duration::from_millis(300)).await, []);

    // Not even a transaction is begun: it would be refused to a worker that has lost its lease.
    stage.database.run("update worker_lease set epoch = epoch + 1").await;
    assert_eq!(stage.poll_twitch().await.changed, 0);
    stage.database.run("update worker_lease set epoch = epoch - 1").await;

    // Of several, only the one that changed is written.
    stage.broadcasters.on_twitch("ada", "Another title", "");
    stage.poll_twitch().await;
    let after = stage.stored().await;
    assert_eq!(after.iter().filter(|row| before.contains(row)).count(), 2);
}

#[tokio::test]
async fn what_twitch_has_trouble_with_is_not_on_air() {
    let stage = Stage::with_ada().await;
    stage.broadcasters.on_twitch("ada", "Title", "");
    stage.poll_twitch().await;
    stage.broadcasters.trouble_on_twitch("ada");
    stage.poll_twitch().await;
    assert_eq!(stage.shown("Ada").await, None);
}

#[tokio::test]
async fn a_link_that_is_taken_away_ends_the_broadcast() {
    let stage = Stage::with_ada().await;
    stage.broadcasters.on_twitch("ada", "Title", "");
    stage.poll_twitch().await;
    stage.nudged().await;
    stage.database.run("update tournament_players set presentation = '{}'").await;
    stage.poll_twitch().await;
    assert_eq!(stage.nudged().await, [live([stage.cup])]);
    assert_eq!(stage.shown("Ada").await, None);
}

#[tokio::test]
async fn of_several_channels_on_air_the_first_wins() {
    let stage = Stage::set().await;
    stage.enter(stage.cup, "Ada", &["https://twitch.tv/zoe", "https://twitch.tv/ada"]).await;
    stage.broadcasters.on_twitch("ada", "Second", "");
    stage.poll_twitch().await;
    assert_eq!(stage.shown("Ada").await, on_air("Second", ""));
    stage.broadcasters.on_twitch("zoe", "First", "");
    stage.poll_twitch().await;
    assert_eq!(stage.shown("Ada").await, on_air("First", ""));
}

#[tokio::test]
async fn with_nobody_to_look_for_nothing_is_asked() {
    let stage = Stage::set().await;
    stage.enter(stage.cup, "Ada", &["https://example.org/twitch.tv/ada", "ada"]).await;
    stage.poll_twitch().await;
    stage.poll_youtube().await;
    let asked = At::ALL.map(|endpoint| stage.broadcasters.requests(endpoint));
    assert_eq!(asked, [0; 4]);
}
