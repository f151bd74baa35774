//! Hosts on air, as a tournament's own answer tells.

use serde_json::json;

use super::fixture::{Fixture, live};

#[tokio::test]
async fn a_tournament_tells_whether_a_host_is_on_air() {
    let fixture = Fixture::set().await;
    let twitch = fixture.hosted("on-twitch", &["https://example.org/host", "https://twitch.tv/Host"]).await;
    let youtube = fixture.hosted("on-youtube", &["https://youtube.com/@Host"]).await;
    fixture.broadcasters.name_on_youtube("@Host", "UChost");
    let hosts = async || {
        fixture.settle().await;
        let of = async |slug: &str| fixture.get(&format!("/v1/tournaments/{slug}")).await["host_stream_live"].clone();
        [of("cup").await, of("on-twitch").await, of("on-youtube").await]
    };
    fixture.nudged().await;
    fixture.poll_twitch().await;
    fixture.poll_youtube().await;
    assert_eq!(hosts().await, [json!(false), json!(false), json!(false)]);
    assert_eq!(fixture.nudged().await, []);

    fixture.broadcasters.on_twitch("host", "Hosting", "");
    fixture.broadcasters.on_youtube("UChost", "Hosting");
    fixture.poll_twitch().await;
    assert_eq!(fixture.nudged().await, [live([twitch])]);
    assert_eq!(hosts().await, [json!(false), json!(true), json!(false)]);
    fixture.poll_youtube().await;
    assert_eq!(fixture.nudged().await, [live([youtube])]);
    assert_eq!(hosts().await, [json!(false), json!(true), json!(true)]);

    // A poll of one platform does not change what is stored of the other.
    fixture.broadcasters.off_twitch("host");
    fixture.poll_twitch().await;
    assert_eq!(hosts().await, [json!(false), json!(false), json!(true)]);
    fixture.broadcasters.on_twitch("host", "A title of no interest", "");
    fixture.poll_twitch().await;
    fixture.nudged().await;
    fixture.broadcasters.on_twitch("host", "Another one", "");
    fixture.poll_twitch().await;
    assert_eq!(fixture.nudged().await, [], "no answer shows a host's title");
}
