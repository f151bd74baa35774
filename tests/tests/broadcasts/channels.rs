//! How many requests it takes: by the hundred, and each channel once.

use super::fixture::{At, Fixture, live, on_air};

#[tokio::test]
async fn logins_are_asked_for_by_the_hundred() {
    let fixture = Fixture::set().await;
    for number in 0..150 {
        fixture.enter(fixture.cup, &format!("Player {number}"), &[&format!("twitch.tv/player_{number}")]).await;
        fixture.broadcasters.on_twitch(&format!("player_{number}"), &format!("Title {number}"), "");
    }
    fixture.poll_twitch().await;
    let asked = fixture.broadcasters.asked(At::Streams);
    let names = |query: &String| query.matches("user_login=").count();
    assert_eq!(asked.iter().map(names).collect::<Vec<_>>(), [100, 50]);
    assert_eq!(fixture.stored().await.len(), 150, "an answer holds more than the twenty it holds by default");
    assert_eq!(fixture.shown("Player 149").await, on_air("Title 149", ""));
}

#[tokio::test]
async fn a_shared_channel_is_asked_for_once() {
    let fixture = Fixture::set().await;
    let other = fixture.tournament("other").await;
    let hosted = fixture.hosted("hosted", &["https://m.twitch.tv/Ada"]).await;
    fixture.enter(fixture.cup, "Ada", &["https://twitch.tv/ada"]).await;
    fixture.enter(other, "Ada", &["https://www.twitch.tv/ADA/videos"]).await;
    fixture.nudged().await;
    fixture.broadcasters.on_twitch("ada", "For all", "");
    assert_eq!(fixture.poll_twitch().await.changed, 3);
    assert_eq!(fixture.broadcasters.asked(At::Streams), ["first=100&user_login=ada"]);
    assert_eq!(fixture.nudged().await, [live([fixture.cup, other, hosted])]);
}

#[tokio::test]
async fn a_shared_channel_of_youtube_is_searched_once() {
    let fixture = Fixture::set().await;
    fixture.broadcasters.name_on_youtube("@Ada", "UCada");
    fixture.broadcasters.on_youtube("UCada", "For all");
    fixture.enter(fixture.cup, "Ada", &["https://youtube.com/@Ada"]).await;
    fixture.enter(fixture.cup, "Ada's brother", &["https://www.youtube.com/@ada/live"]).await;
    fixture.poll_youtube().await;
    assert_eq!((fixture.broadcasters.requests(At::Channels), fixture.broadcasters.requests(At::Search)), (1, 1));
    assert_eq!(fixture.shown("Ada's brother").await, on_air("For all", ""));
}
