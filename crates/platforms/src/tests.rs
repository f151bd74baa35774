//! How the clients identify themselves, and which of them are on.

use secrecy::SecretString;

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
