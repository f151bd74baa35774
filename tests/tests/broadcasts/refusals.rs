//! Logins because of which Twitch refuses a page: they take nobody else with them.

use poller::Error;
use sim::Fault;

use super::fixture::{At, Fixture, on_air};

/// A cup of 150, whose logins are two pages.
async fn two_pages() -> Fixture {
    let fixture = Fixture::set().await;
    for number in 0..150 {
        fixture.enter(fixture.cup, &format!("Player {number}"), &[&format!("twitch.tv/player_{number:03}")]).await;
    }
    fixture
}

#[tokio::test]
async fn a_login_that_twitch_refuses_is_off_air_and_harms_no_other() {
    let fixture = two_pages().await;
    for number in 0..150 {
        fixture.broadcasters.on_twitch(&format!("player_{number:03}"), "On", "");
    }
    for number in [7, 120] {
        fixture.broadcasters.refuse_on_twitch(&format!("player_{number:03}"));
    }
    fixture.poll_twitch().await;
    assert_eq!(fixture.stored().await.len(), 148);
    assert_eq!(fixture.shown("Player 8").await, on_air("On", ""));
    assert_eq!(fixture.shown("Player 7").await, None);
    let requests = fixture.broadcasters.requests(At::Streams);
    assert!(requests <= 2 + 2 * 14, "two pages, and each in halves down to one login: {requests}");
}

#[tokio::test]
async fn if_twitch_refuses_everything_nobody_goes_off_air() {
    let fixture = two_pages().await;
    fixture.broadcasters.on_twitch("player_003", "On", "");
    fixture.poll_twitch().await;
    let (before, requests) = (fixture.stored().await, fixture.broadcasters.requests(At::Streams));
    assert_eq!(before.len(), 1);
    fixture.broadcasters.fault(At::Streams, Fault::BadRequest);
    let failed = fixture.try_twitch().await;
    assert!(matches!(failed, Err(Error::Upstream(relic::Error::Status { status: 400, .. }))), "{failed:?}");
    assert_eq!(fixture.stored().await, before);
    let requests = fixture.broadcasters.requests(At::Streams) - requests;
    assert!(requests <= 102, "two pages and a hundred more: {requests}");
}
