//! Twitch, from going on air to going off.

use std::time::Duration;

use poller::Error;
use serde_json::json;
use sim::Fault;

use super::fixture::{At, Fixture, live, on_air};

#[tokio::test]
async fn a_broadcast_comes_changes_and_goes() {
    let fixture = Fixture::with_ada().await;
    let elsewhere = fixture.tournament("elsewhere").await;
    fixture.enter(elsewhere, "Bob", &["https://twitch.tv/bob"]).await;
    assert_eq!(fixture.poll_twitch().await.changed, 0);
    assert_eq!(fixture.shown("Ada").await, None);
    let mut stream = fixture.stream("/v1/stream").await;
    fixture.nudged().await;

    fixture.broadcasters.on_twitch("ada", "Road to 2k", "Age of Empires II");
    assert_eq!(fixture.poll_twitch().await.changed, 1);
    let frame = stream.event().await;
    assert_eq!((frame.event.as_deref(), &frame.data.unwrap()["tournament_ids"]), (Some("live"), &json!([fixture.cup])));
    assert_eq!(fixture.nudged().await, [live([fixture.cup])]);
    assert_eq!(fixture.shown("Ada").await, on_air("Road to 2k", "Age of Empires II"));

    for (title, category) in [("Road to 2.1k", "Age of Empires II"), ("Road to 2.1k", "Chess"), ("Road to 2.1k", "")] {
        fixture.broadcasters.on_twitch("ada", title, category);
        fixture.poll_twitch().await;
        assert_eq!(fixture.nudged().await, [live([fixture.cup])], "{title} {category}");
        assert_eq!(fixture.shown("Ada").await, on_air(title, category));
    }

    fixture.broadcasters.off_twitch("ada");
    fixture.poll_twitch().await;
    assert_eq!(fixture.nudged().await, [live([fixture.cup])]);
    assert_eq!(fixture.shown("Ada").await, None);
}

#[tokio::test]
async fn an_unchanged_look_writes_nothing_and_says_nothing() {
    let fixture = Fixture::with_ada().await;
    fixture.enter(fixture.cup, "Bob", &["https://twitch.tv/bob"]).await;
    fixture.hosted("hosted", &["https://twitch.tv/host"]).await;
    fixture.broadcasters.on_twitch("ada", "Title", "");
    fixture.broadcasters.on_twitch("bob", "Of no change", "");
    fixture.broadcasters.on_twitch("host", "Hosting", "Chess");
    fixture.poll_twitch().await;
    fixture.nudged().await;
    let before = fixture.stored().await;
    assert_eq!(before.len(), 3);
    let mut stream = fixture.stream("/v1/stream").await;
    fixture.clock.advance(chrono::TimeDelta::seconds(60));
    assert_eq!(fixture.poll_twitch().await.changed, 0);
    assert_eq!(fixture.stored().await, before);
    assert_eq!(fixture.nudged().await, []);
    assert_eq!(fixture.database.value::<i64>("select count(*) from poll_status").await, 0);
    assert_eq!(stream.events_within(Duration::from_millis(300)).await, []);

    // Not even a transaction is begun: it would be refused to a worker that has lost its lease.
    fixture.database.run("update worker_lease set epoch = epoch + 1").await;
    assert_eq!(fixture.poll_twitch().await.changed, 0);
    fixture.database.run("update worker_lease set epoch = epoch - 1").await;

    // Of several, only the one that changed is written.
    fixture.broadcasters.on_twitch("ada", "Another title", "");
    fixture.poll_twitch().await;
    let after = fixture.stored().await;
    assert_eq!(after.iter().filter(|row| before.contains(row)).count(), 2);
}

#[tokio::test]
async fn what_twitch_has_trouble_with_is_not_on_air() {
    let fixture = Fixture::with_ada().await;
    fixture.broadcasters.on_twitch("ada", "Title", "");
    fixture.poll_twitch().await;
    fixture.broadcasters.trouble_on_twitch("ada");
    fixture.poll_twitch().await;
    assert_eq!(fixture.shown("Ada").await, None);
}

#[tokio::test]
async fn a_link_that_is_taken_away_ends_the_broadcast() {
    let fixture = Fixture::with_ada().await;
    fixture.broadcasters.on_twitch("ada", "Title", "");
    fixture.poll_twitch().await;
    fixture.nudged().await;
    fixture.database.run("update tournament_players set presentation = '{}'").await;
    fixture.poll_twitch().await;
    assert_eq!(fixture.nudged().await, [live([fixture.cup])]);
    assert_eq!(fixture.shown("Ada").await, None);
}

#[tokio::test]
async fn a_link_that_is_taken_away_ends_the_broadcast_even_if_twitch_fails() {
    for endpoint in [At::Token, At::Streams] {
        let fixture = Fixture::with_ada().await;
        let bob = fixture.enter(fixture.cup, "Bob", &["https://twitch.tv/bob"]).await;
        let hosted = fixture.hosted("hosted", &["https://twitch.tv/host"]).await;
        for login in ["ada", "bob", "host"] {
            fixture.broadcasters.on_twitch(login, "Title", "");
        }
        fixture.poll_twitch().await;
        fixture.nudged().await;

        fixture.relink(bob, &[]).await;
        fixture.database.run("update tournaments set host_stream_urls = '{}'").await;
        fixture.broadcasters.revoke_tokens();
        fixture.broadcasters.fault(endpoint, Fault::ServerError);
        let failed = fixture.try_twitch().await;
        assert!(matches!(failed, Err(Error::Upstream(_))), "{endpoint:?}: {failed:?}");
        assert_eq!(fixture.nudged().await, [live([fixture.cup, hosted])], "{endpoint:?}");
        assert_eq!(fixture.shown("Bob").await, None, "{endpoint:?}");
        assert_eq!(fixture.shown("Ada").await, on_air("Title", ""), "{endpoint:?}: nothing new is known of it");
        assert_eq!(fixture.get("/v1/tournaments/hosted").await["host_stream_live"], false, "{endpoint:?}");
    }
}

#[tokio::test]
async fn of_several_channels_on_air_the_first_wins() {
    let fixture = Fixture::set().await;
    fixture.enter(fixture.cup, "Ada", &["https://twitch.tv/zoe", "https://twitch.tv/ada"]).await;
    fixture.broadcasters.on_twitch("ada", "Second", "");
    fixture.poll_twitch().await;
    assert_eq!(fixture.shown("Ada").await, on_air("Second", ""));
    fixture.broadcasters.on_twitch("zoe", "First", "");
    fixture.poll_twitch().await;
    assert_eq!(fixture.shown("Ada").await, on_air("First", ""));
}

#[tokio::test]
async fn with_nobody_to_look_for_nothing_is_asked() {
    let fixture = Fixture::set().await;
    fixture.enter(fixture.cup, "Ada", &["https://example.org/twitch.tv/ada", "ada"]).await;
    fixture.poll_twitch().await;
    fixture.poll_youtube().await;
    let asked = At::ALL.map(|endpoint| fixture.broadcasters.requests(endpoint));
    assert_eq!(asked, [0; 4]);
}
