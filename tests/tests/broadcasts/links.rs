//! Links that change: what is known of one channel is not shown of another.

use sim::Fault;

use super::fixture::{At, Fixture, live, on_air};

const FORMER: &str = "youtube.com/channel/UCformer";

#[tokio::test]
async fn a_channel_that_cannot_be_looked_up_does_not_take_over_the_former_ones_broadcast() {
    for is_quota_used_up in [false, true] {
        let fixture = Fixture::set().await;
        let bob = fixture.enter(fixture.cup, "Bob", &[FORMER]).await;
        fixture.enter(fixture.cup, "Cleo", &["youtube.com/channel/UCcleo"]).await;
        fixture.broadcasters.on_youtube("UCformer", "The former channel's");
        fixture.broadcasters.on_youtube("UCcleo", "Cleo's");
        fixture.poll_youtube().await;
        fixture.nudged().await;

        fixture.relink(bob, &["youtube.com/channel/UCnew"]).await;
        if is_quota_used_up {
            fixture.broadcasters.set_quota(0);
            fixture.try_youtube().await.expect_err("every channel failed");
        } else {
            fixture.broadcasters.break_on_youtube("UCnew", true);
            fixture.poll_youtube().await;
        }
        assert_eq!(fixture.nudged().await, [live([fixture.cup])], "{is_quota_used_up}");
        assert_eq!(fixture.shown("Bob").await, None, "{is_quota_used_up}");
        assert_eq!(fixture.shown("Cleo").await, on_air("Cleo's", ""), "{is_quota_used_up}");
    }
}

#[tokio::test]
async fn nor_does_one_on_twitch() {
    let fixture = Fixture::set().await;
    let ada = fixture.enter(fixture.cup, "Ada", &["https://twitch.tv/former"]).await;
    fixture.broadcasters.on_twitch("former", "The former channel's", "");
    fixture.poll_twitch().await;
    fixture.nudged().await;
    fixture.relink(ada, &["https://twitch.tv/new"]).await;
    fixture.broadcasters.fault(At::Streams, Fault::ServerError);
    fixture.try_twitch().await.expect_err("the only channel failed");
    assert_eq!(fixture.nudged().await, [live([fixture.cup])]);
    assert_eq!(fixture.shown("Ada").await, None);
}

#[tokio::test]
async fn another_link_to_the_same_channel_nudges_nobody() {
    let fixture = Fixture::set().await;
    let bob = fixture.enter(fixture.cup, "Bob", &[FORMER]).await;
    fixture.broadcasters.name_on_youtube("@Bob", "UCformer");
    fixture.broadcasters.on_youtube("UCformer", "On");
    fixture.poll_youtube().await;
    fixture.nudged().await;
    fixture.relink(bob, &["youtube.com/@Bob"]).await;
    assert_eq!(fixture.poll_youtube().await.changed, 0);
    assert_eq!(fixture.nudged().await, [], "no answer shows the channel");
    fixture.broadcasters.set_quota(0);
    fixture.try_youtube().await.expect_err("the only channel failed");
    assert_eq!(fixture.shown("Bob").await, on_air("On", ""), "it is known to be the new link's");
}

#[tokio::test]
async fn what_the_version_before_stored_stays_and_gets_its_channel() {
    let fixture = Fixture::set().await;
    fixture.enter(fixture.cup, "Bob", &[FORMER]).await;
    fixture.broadcasters.on_youtube("UCformer", "On");
    let as_before = "insert into live_streams (tournament_player_id, platform, title, category)
        select id, 'youtube', 'On', null from tournament_players";
    fixture.database.run(as_before).await;
    fixture.nudged().await;
    fixture.broadcasters.set_quota(0);
    fixture.try_youtube().await.expect_err("the only channel failed");
    assert_eq!(fixture.shown("Bob").await, on_air("On", ""));

    fixture.broadcasters.set_quota(100);
    assert_eq!(fixture.poll_youtube().await.changed, 0);
    assert_eq!(fixture.nudged().await, []);
    let channel: String = fixture.database.value("select channel from live_streams").await;
    assert_eq!(channel, "https://youtube.com/channel/UCformer");
}

#[tokio::test]
async fn a_name_that_is_no_longer_linked_is_forgotten() {
    let fixture = Fixture::set().await;
    let bob = fixture.enter(fixture.cup, "Bob", &["youtube.com/@Bob"]).await;
    let (linked, gone): ([&str; 1], [&str; 0]) = (["youtube.com/@Bob"], []);
    for (links, lookups) in [(&linked[..], 1), (&gone[..], 1), (&linked[..], 2)] {
        fixture.relink(bob, links).await;
        fixture.poll_youtube().await;
        assert_eq!(fixture.broadcasters.requests(At::Channels), lookups, "{links:?}");
    }
}
