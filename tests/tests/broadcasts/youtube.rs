//! YouTube: requests cost quota, so there are few, and one channel's failure does not affect the others.

use std::time::Duration;

use chrono::TimeDelta;
use poller::Error;
use sim::Fault;
use tests::tournament::{create, tournament, window};

use super::fixture::{At, Fixture, live, on_air};

/// Bob, in the cup, with a handle on YouTube.
async fn with_bob() -> Fixture {
    let fixture = Fixture::set().await;
    fixture.broadcasters.name_on_youtube("@Bob", "UCbob");
    fixture.enter(fixture.cup, "Bob", &["https://youtube.com/@Bob"]).await;
    fixture.nudged().await;
    fixture
}

#[tokio::test]
async fn a_broadcast_comes_changes_and_goes() {
    let fixture = with_bob().await;
    for (title, nudges) in [("Me & \"you\"", 1), ("Me & \"you\"", 0), ("It's <now>", 1)] {
        fixture.broadcasters.on_youtube("UCbob", title);
        assert_eq!(fixture.poll_youtube().await.changed, nudges);
        assert_eq!(fixture.nudged().await, vec![live([fixture.cup]); nudges], "{title}");
        assert_eq!(fixture.shown("Bob").await, on_air(title, ""));
    }
    fixture.broadcasters.off_youtube("UCbob");
    fixture.poll_youtube().await;
    assert_eq!(fixture.nudged().await, [live([fixture.cup])]);
    assert_eq!(fixture.shown("Bob").await, None);
}

#[tokio::test]
async fn each_kind_of_name_is_found_and_remembered() {
    let fixture = with_bob().await;
    fixture.broadcasters.name_on_youtube("oldbob", "UCold");
    fixture.enter(fixture.cup, "Old", &["youtube.com/user/OldBob"]).await;
    fixture.enter(fixture.cup, "By id", &["youtube.com/channel/UC_id-7"]).await;
    fixture.enter(fixture.cup, "Nobody", &["youtube.com/@nobody"]).await;
    for (channel, title) in [("UCbob", "Handle"), ("UCold", "User"), ("UC_id-7", "Id")] {
        fixture.broadcasters.on_youtube(channel, title);
    }
    for _ in 0..3 {
        fixture.poll_youtube().await;
    }
    for (name, title) in [("Bob", "Handle"), ("Old", "User"), ("By id", "Id")] {
        assert_eq!(fixture.shown(name).await, on_air(title, ""), "{name}");
    }
    assert_eq!(fixture.shown("Nobody").await, None);
    assert_eq!(fixture.broadcasters.requests(At::Channels), 3, "that there is nobody is remembered too");
    assert_eq!(fixture.broadcasters.requests(At::Search), 9);
    assert_eq!(fixture.broadcasters.quota(), 10_000 - 3 - 900);
    let queries = fixture.broadcasters.asked(At::Channels).into_iter().chain(fixture.broadcasters.asked(At::Search));
    assert!(queries.into_iter().all(|query| !query.contains("key=")));
}

#[tokio::test]
async fn who_is_on_twitch_is_not_looked_for_on_youtube() {
    let fixture = Fixture::set().await;
    fixture.broadcasters.name_on_youtube("@Ada", "UCada");
    fixture.broadcasters.on_youtube("UCada", "There");
    let links = ["https://youtube.com/@Ada", "https://twitch.tv/ada"];
    fixture.enter(fixture.cup, "Ada", &links).await;
    fixture.hosted("hosted", &links).await;
    fixture.poll_youtube().await;
    assert_eq!((fixture.broadcasters.requests(At::Channels), fixture.broadcasters.requests(At::Search)), (0, 0));
    assert_eq!(fixture.shown("Ada").await, None);
}

#[tokio::test]
async fn twitch_wins_until_youtube_is_looked_at_again() {
    let fixture = with_bob().await;
    fixture.broadcasters.on_youtube("UCbob", "There");
    fixture.poll_youtube().await;
    assert_eq!(fixture.shown("Bob").await, on_air("There", ""));
    let both = r#"update tournament_players set presentation = '{"a": "twitch.tv/bob", "b": "youtube.com/@Bob"}'"#;
    fixture.database.run(both).await;
    fixture.broadcasters.on_twitch("bob", "Here", "Chess");
    fixture.poll_twitch().await;
    assert_eq!(fixture.shown("Bob").await, on_air("Here", "Chess"));
    assert_eq!(fixture.stored().await.len(), 2);
    fixture.poll_youtube().await;
    assert_eq!(fixture.stored().await.len(), 1);
    assert_eq!(fixture.shown("Bob").await, on_air("Here", "Chess"));
}

#[tokio::test]
async fn a_channel_that_fails_keeps_its_state_and_harms_no_other() {
    let fixture = with_bob().await;
    fixture.enter(fixture.cup, "Cleo", &["youtube.com/channel/UCcleo"]).await;
    fixture.enter(fixture.cup, "Dora", &["youtube.com/channel/UCdora"]).await;
    let hosted = fixture.hosted("hosted", &["https://youtube.com/@Bob"]).await;
    fixture.broadcasters.on_youtube("UCbob", "Bob's");
    fixture.broadcasters.on_youtube("UCdora", "Dora's");
    fixture.poll_youtube().await;
    fixture.nudged().await;

    fixture.broadcasters.break_on_youtube("UCbob", true);
    fixture.broadcasters.off_youtube("UCbob");
    fixture.broadcasters.off_youtube("UCdora");
    fixture.broadcasters.on_youtube("UCcleo", "Cleo's");
    fixture.poll_youtube().await;
    assert_eq!(fixture.nudged().await, [live([fixture.cup])]);
    assert_eq!(fixture.shown("Bob").await, on_air("Bob's", ""), "nothing is known of it");
    assert_eq!(fixture.shown("Cleo").await, on_air("Cleo's", ""));
    assert_eq!(fixture.shown("Dora").await, None);
    assert_eq!(fixture.get("/v1/tournaments/hosted").await["host_stream_live"], true);

    fixture.broadcasters.break_on_youtube("UCbob", false);
    fixture.poll_youtube().await;
    assert_eq!(fixture.nudged().await, [live([fixture.cup, hosted])]);
    assert_eq!(fixture.shown("Bob").await, None);
}

#[tokio::test]
async fn a_quota_that_is_used_up_ends_the_look_and_takes_nobody_off_the_air() {
    let fixture = with_bob().await;
    for number in 0..20 {
        let link = format!("youtube.com/channel/UC{number}");
        fixture.enter(fixture.cup, &format!("Player {number}"), &[&link]).await;
        fixture.broadcasters.on_youtube(&format!("UC{number}"), "On");
    }
    fixture.broadcasters.on_youtube("UCbob", "Bob's");
    fixture.poll_youtube().await;
    let before = fixture.stored().await;
    assert_eq!(before.len(), 21);
    let asked = fixture.broadcasters.requests(At::Search);

    fixture.broadcasters.set_quota(50);
    let failed = fixture.try_youtube().await;
    assert!(matches!(failed, Err(Error::Upstream(relic::Error::QuotaExceeded))), "{failed:?}");
    assert_eq!(fixture.stored().await, before);
    let more = fixture.broadcasters.requests(At::Search) - asked;
    assert!((1..=4).contains(&more), "those under way, and no more: {more}");
}

#[tokio::test]
async fn a_quota_that_does_not_suffice_for_all_is_spent_on_each_in_turn() {
    let fixture = Fixture::set().await;
    for number in 10..22 {
        let link = format!("youtube.com/channel/UC{number}");
        fixture.enter(fixture.cup, &format!("Player {number}"), &[&link]).await;
        fixture.broadcasters.on_youtube(&format!("UC{number}"), "On");
    }
    // Three polls would do, if no answer overtook another.
    for _ in 0..8 {
        fixture.broadcasters.set_quota(400);
        fixture.poll_youtube().await;
    }
    assert_eq!(fixture.stored().await.len(), 12);
}

#[tokio::test]
async fn a_request_to_wait_counts_even_if_something_was_answered() {
    let fixture = with_bob().await;
    fixture.enter(fixture.cup, "Cleo", &["youtube.com/channel/UCcleo"]).await;
    fixture.broadcasters.on_youtube("UCcleo", "Cleo's");
    // Only Bob's name has to be looked up.
    fixture.broadcasters.fault(At::Channels, Fault::TooManyRequests { retry_after: Some(7) });
    let outcome = fixture.poll_youtube().await;
    assert_eq!((outcome.changed, outcome.retry_after), (1, Some(Duration::from_secs(7))));
}

#[tokio::test]
async fn a_link_that_is_taken_away_ends_the_broadcast_even_if_every_search_fails() {
    let fixture = with_bob().await;
    fixture.enter(fixture.cup, "Cleo", &["youtube.com/channel/UCcleo"]).await;
    fixture.broadcasters.on_youtube("UCbob", "Bob's");
    fixture.broadcasters.on_youtube("UCcleo", "Cleo's");
    fixture.poll_youtube().await;
    fixture.nudged().await;

    fixture.database.run("update tournament_players set presentation = '{}' where name = 'Cleo'").await;
    fixture.broadcasters.set_quota(0);
    let failed = fixture.try_youtube().await;
    assert!(matches!(failed, Err(Error::Upstream(relic::Error::QuotaExceeded))), "{failed:?}");
    assert_eq!(fixture.nudged().await, [live([fixture.cup])]);
    assert_eq!(fixture.shown("Cleo").await, None);
    assert_eq!(fixture.shown("Bob").await, on_air("Bob's", ""), "nothing new is known of it");
}

#[tokio::test]
async fn a_day_after_its_end_a_tournament_costs_nothing_and_has_nobody_on_air() {
    let fixture = Fixture::set().await;
    let mut new = tournament("over");
    new.window = window(None, Some("2026-06-10T11:00:00Z"));
    new.host_stream_urls = vec!["youtube.com/channel/UChost".to_owned()];
    let over = create(&fixture.database.pool, &new).await;
    fixture.enter(over, "Ada", &["twitch.tv/ada"]).await;
    fixture.enter(over, "Bob", &["youtube.com/channel/UCbob"]).await;
    fixture.broadcasters.on_twitch("ada", "On", "");
    fixture.broadcasters.on_youtube("UChost", "On");
    fixture.broadcasters.on_youtube("UCbob", "On");
    fixture.clock.set("2026-06-11T10:59:59Z");
    fixture.poll_twitch().await;
    fixture.poll_youtube().await;
    assert_eq!(fixture.stored().await.len(), 3, "it is still followed");
    fixture.nudged().await;

    let requests = || At::ALL.map(|endpoint| fixture.broadcasters.requests(endpoint));
    let before = requests();
    fixture.clock.advance(TimeDelta::seconds(1));
    fixture.poll_twitch().await;
    fixture.poll_youtube().await;
    assert_eq!(requests(), before);
    assert_eq!(fixture.stored().await, Vec::<String>::new());
    assert_eq!(fixture.nudged().await, [live([over]), live([over])], "one for each platform");
}
