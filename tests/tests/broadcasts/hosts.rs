//! Hosts on air, as a tournament's own answer tells.

use serde_json::json;

use crate::stage::{Stage, live};

#[tokio::test]
async fn a_tournament_tells_whether_a_host_is_on_air() {
    let stage = Stage::set().await;
    let twitch = stage.hosted("on-twitch", &["https://example.org/host", "https://twitch.tv/Host"]).await;
    let youtube = stage.hosted("on-youtube", &["https://youtube.com/@Host"]).await;
    stage.broadcasters.name_on_youtube("@Host", "UChost");
    let hosts = async || {
        stage.settle().await;
        let of = async |slug: &str| stage.get(&format!("/v1/tournaments/{slug}")).await["host_stream_live"].clone();
        [of("cup").await, of("on-twitch").await, of("on-youtube").await]
    };
    stage.nudged().await;
    stage.poll_twitch().await;
    stage.poll_youtube().await;
    assert_eq!(hosts().await, [json!(false), json!(false), json!(false)]);
    assert_eq!(stage.nudged().await, []);

    stage.broadcasters.on_twitch("host", "Hosting", "");
    stage.broadcasters.on_youtube("UChost", "Hosting");
    stage.poll_twitch().await;
    assert_eq!(stage.nudged().await, [live([twitch])]);
    assert_eq!(hosts().await, [json!(false), json!(true), json!(false)]);
    stage.poll_youtube().await;
    assert_eq!(stage.nudged().await, [live([youtube])]);
    assert_eq!(hosts().await, [json!(false), json!(true), json!(true)]);

    // One platform's look leaves the other's snapshot alone.
    stage.broadcasters.off_twitch("host");
    stage.poll_twitch().await;
    assert_eq!(hosts().await, [json!(false), json!(false), json!(true)]);
    stage.broadcasters.on_twitch("host", "A title of no interest", "");
    stage.poll_twitch().await;
    stage.nudged().await;
    stage.broadcasters.on_twitch("host", "Another one", "");
    stage.poll_twitch().await;
    assert_eq!(stage.nudged().await, [], "no answer shows a host's title");
}
