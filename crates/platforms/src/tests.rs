//! Which of the clients are on, what they show of their credentials, how long they wait for a slow platform, and whose
//! turn it is then.

use std::collections::BTreeSet;

use secrecy::SecretString;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpListener, TcpStream},
    time::{Instant, advance, pause, resume},
};
use url::Url;

use super::*;
const USER_AGENT: &str = "aoe2-live-standings/1.0";

fn settings(id: &str, secret: &str, key: &str) -> BroadcastSettings {
    BroadcastSettings {
        twitch_client_id: Some(id.to_owned()),
        twitch_client_secret: Some(SecretString::from(secret)),
        youtube_api_key: Some(SecretString::from(key)),
        ..BroadcastSettings::default()
    }
}

#[test]
fn a_platform_is_off_unless_its_credentials_are_complete() {
    let on = |settings: &BroadcastSettings| {
        let broadcasters = Broadcasters::new(settings, USER_AGENT).unwrap();
        (broadcasters.twitch.is_some(), broadcasters.youtube.is_some())
    };
    assert_eq!(on(&BroadcastSettings::default()), (false, false));
    assert_eq!(on(&settings("", " ", "\t")), (false, false));
    assert_eq!(on(&settings("id", " ", "key")), (false, true));
    assert_eq!(on(&settings(" ", "secret", "")), (false, false));
    assert_eq!(on(&settings("id", "secret", "")), (true, false));
}

#[test]
fn nothing_shows_a_secret() {
    let settings = settings("id", "hush-secret", "hush-key");
    let broadcasters = Broadcasters::new(&settings, USER_AGENT).unwrap();
    let shown = format!("{settings:?} {broadcasters:?}");
    assert!(!shown.contains("hush"), "{shown}");
    let unfit = Broadcasters::new(&self::settings("id", "secret", "hush\nkey"), USER_AGENT).unwrap_err();
    assert!(!unfit.to_string().contains("hush"), "{unfit}");
}

#[derive(clap::Parser)]
struct Cli {
    #[command(flatten)]
    settings: BroadcastSettings,
}

#[test]
fn the_hosts_are_the_real_ones() {
    let settings = <Cli as clap::Parser>::parse_from(["test"]).settings;
    let default = BroadcastSettings::default();
    assert_eq!(settings.twitch_token_base_url.as_str(), "https://id.twitch.tv/");
    for (parsed, default) in [
        (settings.twitch_token_base_url, default.twitch_token_base_url),
        (settings.twitch_base_url, default.twitch_base_url),
        (settings.youtube_base_url, default.youtube_base_url),
    ] {
        assert_eq!(parsed, default);
    }
}

/// The time by which a tick of the poller is cut off, less what it needs of the database.
const TICK: Duration = Duration::from_secs(110);
/// How long a request may take.
const LIMIT: Duration = Duration::from_secs(20);
/// How long a slow page takes.
const SLOW: Duration = Duration::from_secs(15);

/// An upstream that takes connections, and clients for which it is every platform.
async fn upstream() -> (TcpListener, Broadcasters) {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let base: Url = format!("http://{}", listener.local_addr().unwrap()).parse().unwrap();
    (listener, Broadcasters::new(&settings("id", "secret", "key").at(&base), USER_AGENT).unwrap())
}

/// So many channels whose links begin like this.
fn channels(of: &str, count: usize) -> BTreeSet<Channel> {
    (0..count).map(|number| Channel::of_link(&format!("{of}{number}")).unwrap()).collect()
}

/// The next request, and the connection for its answer.
async fn request(listener: &TcpListener) -> (String, TcpStream) {
    let (mut connection, _) = listener.accept().await.unwrap();
    let mut request = Vec::new();
    while !request.windows(4).any(|bytes| bytes == b"\r\n\r\n") {
        assert!(connection.read_buf(&mut request).await.unwrap() > 0, "it ends early");
    }
    (String::from_utf8(request).unwrap(), connection)
}

async fn answer(connection: &mut TcpStream, json: &str) {
    let length = json.len();
    let answer = format!("HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: {length}\r\n\r\n{json}");
    connection.write_all(answer.as_bytes()).await.unwrap();
}

/// Puts the clock forward. It runs otherwise: a clock that is paused does not wait for sockets.
async fn pass(time: Duration) {
    pause();
    advance(time).await;
    resume();
}

/// A Twitch that issues tokens at once and answers pages slowly.
async fn serve_slow_pages(listener: TcpListener) {
    let mut connections = Vec::new();
    loop {
        let (request, mut connection) = request(&listener).await;
        if request.starts_with("POST ") {
            answer(&mut connection, r#"{"access_token": "token", "expires_in": 86400}"#).await;
        } else {
            pass(SLOW).await;
            answer(&mut connection, r#"{"data": []}"#).await;
        }
        // Closed with a part of the request unread, it would be reset.
        connections.push(connection);
    }
}

/// A YouTube that never answers about ids that begin with `UCa`. Once four such requests wait, they time out.
async fn serve_all_but_some(listener: TcpListener) {
    let mut waiting = Vec::new();
    loop {
        let (request, mut connection) = request(&listener).await;
        if !request.contains("channelId=UCa") {
            answer(&mut connection, r#"{"items": []}"#).await;
            continue;
        }
        waiting.push(connection);
        if waiting.len() % 4 == 0 {
            pass(LIMIT).await;
        }
    }
}

#[tokio::test]
async fn a_slow_twitch_takes_less_time_than_a_tick_and_each_login_has_its_turn() {
    let (listener, broadcasters) = upstream().await;
    tokio::spawn(serve_slow_pages(listener));
    let (twitch, all) = (broadcasters.twitch.unwrap(), channels("twitch.tv/name_", 1_000));
    let mut never_answered = all.clone();
    for left in [800, 600, 400, 200, 0] {
        let begun = Instant::now();
        let seen = twitch.on_air(&all).await;
        assert!(begun.elapsed() < TICK, "{:?}", begun.elapsed());
        never_answered.retain(|channel| seen.failures.contains_key(channel));
        assert_eq!(never_answered.len(), left, "two pages of ten are answered in time");
    }
}

#[tokio::test(start_paused = true)]
async fn a_silent_youtube_takes_less_time_than_a_tick() {
    let (_silent, broadcasters) = upstream().await;
    let begun = Instant::now();
    let seen = broadcasters.youtube.unwrap().on_air(&channels("youtube.com/@name_", 500)).await;
    assert_eq!((seen.on_air.len(), seen.failures.len()), (0, 500));
    assert!(begun.elapsed() < TICK, "{:?}", begun.elapsed());
}

#[tokio::test]
async fn channels_that_time_out_keep_others_out_only_once() {
    let (listener, broadcasters) = upstream().await;
    tokio::spawn(serve_all_but_some(listener));
    let youtube = broadcasters.youtube.unwrap();
    let hanging = channels("youtube.com/channel/UCa", 4);
    let all = &hanging | &channels("youtube.com/channel/UCb", 4);
    let failing = async || youtube.on_air(&all).await.failures.into_keys().collect::<BTreeSet<_>>();
    assert_eq!(failing().await, all, "those that hang are the first, and take all the time");
    assert_eq!(failing().await, hanging, "the others are the first now");
}
