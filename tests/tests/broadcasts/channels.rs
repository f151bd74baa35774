//! How many requests it takes: by the hundred, and each channel once.

use crate::stage::{At, Stage, live, on_air};

#[tokio::test]
async fn logins_are_asked_for_by_the_hundred() {
    let stage = Stage::set().await;
    for number in 0..150 {
        stage.enter(stage.cup, &format!("Player {number}"), &[&format!("twitch.tv/player_{number}")]).await;
        stage.broadcasters.on_twitch(&format!("player_{number}"), &format!("Title {number}"), "");
    }
    stage.poll_twitch().await;
    let asked = stage.broadcasters.asked(At::Streams);
    let names = |query: &String| query.matches("user_login=").count();
    assert_eq!(asked.iter().map(names).collect::<Vec<_>>(), [100, 50]);
    assert_eq!(stage.stored().await.len(), 150, "an answer holds more than the twenty it holds by default");
    assert_eq!(stage.shown("Player 149").await, on_air("Title 149", ""));
}

#[tokio::test]
async fn a_shared_channel_is_asked_for_once() {
    let stage = Stage::set().await;
    let other = stage.tournament("other").await;
    let hosted = stage.hosted("hosted", &["https://m.twitch.tv/Ada"]).await;
    stage.enter(stage.cup, "Ada", &["https://twitch.tv/ada"]).await;
    stage.enter(other, "Ada", &["https://www.twitch.tv/ADA/videos"]).await;
    stage.nudged().await;
    stage.broadcasters.on_twitch("ada", "For all", "");
    assert_eq!(stage.poll_twitch().await.changed, 3);
    assert_eq!(stage.broadcasters.asked(At::Streams), ["first=100&user_login=ada"]);
    assert_eq!(stage.nudged().await, [live([stage.cup, other, hosted])]);
}

#[tokio::test]
async fn a_shared_channel_of_youtube_is_searched_once() {
    let stage = Stage::set().await;
    stage.broadcasters.name_on_youtube("@Ada", "UCada");
    stage.broadcasters.on_youtube("UCada", "For all");
    stage.enter(stage.cup, "Ada", &["https://youtube.com/@Ada"]).await;
    stage.enter(stage.cup, "Ada's brother", &["https://www.youtube.com/@ada/live"]).await;
    stage.poll_youtube().await;
    assert_eq!((stage.broadcasters.requests(At::Channels), stage.broadcasters.requests(At::Search)), (1, 1));
    assert_eq!(stage.shown("Ada's brother").await, on_air("For all", ""));
}
