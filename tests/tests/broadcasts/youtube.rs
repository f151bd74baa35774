//! YouTube: dear, so asked for little, and one channel's trouble is no other's.

use poller::Error;

use crate::stage::{At, Stage, live, on_air};

/// Bob, in the cup, with a handle on YouTube.
async fn with_bob() -> Stage {
    let stage = Stage::set().await;
    stage.broadcasters.name_on_youtube("@Bob", "UCbob");
    stage.enter(stage.cup, "Bob", &["https://youtube.com/@Bob"]).await;
    stage.nudged().await;
    stage
}

#[tokio::test]
async fn a_broadcast_comes_changes_and_goes() {
    let stage = with_bob().await;
    for (title, nudges) in [("Me & \"you\"", 1), ("Me & \"you\"", 0), ("It's <now>", 1)] {
        stage.broadcasters.on_youtube("UCbob", title);
        assert_eq!(stage.poll_youtube().await.changed, nudges);
        assert_eq!(stage.nudged().await, vec![live([stage.cup]); nudges], "{title}");
        assert_eq!(stage.shown("Bob").await, on_air(title, ""));
    }
    stage.broadcasters.off_youtube("UCbob");
    stage.poll_youtube().await;
    assert_eq!(stage.nudged().await, [live([stage.cup])]);
    assert_eq!(stage.shown("Bob").await, None);
}

#[tokio::test]
async fn each_kind_of_name_is_found_and_remembered() {
    let stage = with_bob().await;
    stage.broadcasters.name_on_youtube("oldbob", "UCold");
    stage.enter(stage.cup, "Old", &["youtube.com/user/OldBob"]).await;
    stage.enter(stage.cup, "By id", &["youtube.com/channel/UC_id-7"]).await;
    stage.enter(stage.cup, "Nobody", &["youtube.com/@nobody"]).await;
    for (channel, title) in [("UCbob", "Handle"), ("UCold", "User"), ("UC_id-7", "Id")] {
        stage.broadcasters.on_youtube(channel, title);
    }
    for _ in 0..3 {
        stage.poll_youtube().await;
    }
    for (name, title) in [("Bob", "Handle"), ("Old", "User"), ("By id", "Id")] {
        assert_eq!(stage.shown(name).await, on_air(title, ""), "{name}");
    }
    assert_eq!(stage.shown("Nobody").await, None);
    assert_eq!(stage.broadcasters.requests(At::Channels), 3, "that there is nobody is remembered too");
    assert_eq!(stage.broadcasters.requests(At::Search), 9);
    assert_eq!(stage.broadcasters.quota(), 10_000 - 3 - 900);
    let queries = stage.broadcasters.asked(At::Channels).into_iter().chain(stage.broadcasters.asked(At::Search));
    assert!(queries.into_iter().all(|query| !query.contains("key=")));
}

#[tokio::test]
async fn who_is_on_twitch_is_not_looked_for_on_youtube() {
    let stage = Stage::set().await;
    stage.broadcasters.name_on_youtube("@Ada", "UCada");
    stage.broadcasters.on_youtube("UCada", "There");
    let links = ["https://youtube.com/@Ada", "https://twitch.tv/ada"];
    stage.enter(stage.cup, "Ada", &links).await;
    stage.hosted("hosted", &links).await;
    stage.poll_youtube().await;
    assert_eq!((stage.broadcasters.requests(At::Channels), stage.broadcasters.requests(At::Search)), (0, 0));
    assert_eq!(stage.shown("Ada").await, None);
}

#[tokio::test]
async fn twitch_wins_until_youtube_is_looked_at_again() {
    let stage = with_bob().await;
    stage.broadcasters.on_youtube("UCbob", "There");
    stage.poll_youtube().await;
    assert_eq!(stage.shown("Bob").await, on_air("There", ""));
    let both = r#"update tournament_players set presentation = '{"a": "twitch.tv/bob", "b": "youtube.com/@Bob"}'"#;
    stage.database.run(both).await;
    stage.broadcasters.on_twitch("bob", "Here", "Chess");
    stage.poll_twitch().await;
    assert_eq!(stage.shown("Bob").await, on_air("Here", "Chess"));
    assert_eq!(stage.stored().await.len(), 2);
    stage.poll_youtube().await;
    assert_eq!(stage.stored().await.len(), 1);
    assert_eq!(stage.shown("Bob").await, on_air("Here", "Chess"));
}

#[tokio::test]
async fn a_channel_that_fails_keeps_its_state_and_harms_no_other() {
    let stage = with_bob().await;
    stage.enter(stage.cup, "Cleo", &["youtube.com/channel/UCcleo"]).await;
    stage.enter(stage.cup, "Dora", &["youtube.com/channel/UCdora"]).await;
    let hosted = stage.hosted("hosted", &["https://youtube.com/@Bob"]).await;
    stage.broadcasters.on_youtube("UCbob", "Bob's");
    stage.broadcasters.on_youtube("UCdora", "Dora's");
    stage.poll_youtube().await;
    stage.nudged().await;

    stage.broadcasters.break_on_youtube("UCbob", true);
    stage.broadcasters.off_youtube("UCbob");
    stage.broadcasters.off_youtube("UCdora");
    stage.broadcasters.on_youtube("UCcleo", "Cleo's");
    stage.poll_youtube().await;
    assert_eq!(stage.nudged().await, [live([stage.cup])]);
    assert_eq!(stage.shown("Bob").await, on_air("Bob's", ""), "nothing is known of it");
    assert_eq!(stage.shown("Cleo").await, on_air("Cleo's", ""));
    assert_eq!(stage.shown("Dora").await, None);
    assert_eq!(stage.get("/v1/tournaments/hosted").await["host_stream_live"], true);

    stage.broadcasters.break_on_youtube("UCbob", false);
    stage.poll_youtube().await;
    assert_eq!(stage.nudged().await, [live([stage.cup, hosted])]);
    assert_eq!(stage.shown("Bob").await, None);
}

#[tokio::test]
async fn a_quota_that_is_used_up_ends_the_look_and_takes_nobody_off_the_air() {
    let stage = with_bob().await;
    for number in 0..20 {
        let link = format!("youtube.com/channel/UC{number}");
        stage.enter(stage.cup, &format!("Player {number}"), &[&link]).await;
        stage.broadcasters.on_youtube(&format!("UC{number}"), "On");
    }
    stage.broadcasters.on_youtube("UCbob", "Bob's");
    stage.poll_youtube().await;
    let before = stage.stored().await;
    assert_eq!(before.len(), 21);
    let asked = stage.broadcasters.requests(At::Search);

    stage.broadcasters.set_quota(50);
    let failed = stage.try_youtube().await;
    assert!(matches!(failed, Err(Error::Upstream(relic::Error::QuotaExceeded))), "{failed:?}");
    assert_eq!(stage.stored().await, before);
    let more = stage.broadcasters.requests(At::Search) - asked;
    assert!((1..=4).contains(&more), "those under way, and no more: {more}");
}
