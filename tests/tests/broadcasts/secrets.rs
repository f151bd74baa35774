//! The platforms' credentials are in no log line and no error, whatever goes wrong.

use platforms::{BroadcastSettings, Broadcasters};
use sim::Fault;

use super::{
    fixture::{At, Fixture},
    log::Log,
};

#[tokio::test]
async fn nothing_that_is_logged_or_reported_holds_a_secret() {
    let log = Log::begin();
    let fixture = Fixture::with_ada().await;
    fixture.broadcasters.name_on_youtube("@Bob", "UCbob");
    fixture.enter(fixture.cup, "Bob", &["https://youtube.com/@Bob"]).await;
    fixture.broadcasters.on_twitch("ada", "A title", "");
    let mut said = format!("{:?}", fixture.context);
    for fault in [None, Some(Fault::Truncated), Some(Fault::Html), Some(Fault::WrongTypes), Some(Fault::BrokenOff)] {
        for endpoint in At::ALL {
            fixture.broadcasters.revoke_tokens();
            if let Some(fault) = fault.clone() {
                fixture.broadcasters.fault(endpoint, fault);
            }
            for failed in [fixture.try_twitch().await.err(), fixture.try_youtube().await.err()].into_iter().flatten() {
                said += &format!("{failed} {failed:?}");
            }
            fixture.broadcasters.clear_faults();
        }
    }
    fixture.broadcasters.set_quota(0);
    said += &format!("{:?}", fixture.try_youtube().await);
    let logged = log.text();
    assert!(logged.contains("answered"), "something is logged: {}", logged.len());
    for (what, text) in [("logged", &logged), ("reported", &said)] {
        assert!(!text.contains("hush"), "{what}: {}", around(text));
    }
}

/// The lines that give a secret away.
fn around(text: &str) -> String {
    text.lines().filter(|line| line.contains("hush")).take(3).collect::<Vec<_>>().join("\n")
}

#[test]
fn half_a_pair_of_credentials_is_worth_one_warning() {
    let upstream = relic::Settings::at("http://127.0.0.1:9".parse().unwrap());
    let log = Log::begin();
    for (id, secret, warnings) in [(None, None, 0), (Some("id"), None, 1), (Some(" "), Some("hush"), 2)] {
        let settings = BroadcastSettings {
            twitch_client_id: id.map(str::to_owned),
            twitch_client_secret: secret.map(Into::into),
            ..BroadcastSettings::default()
        };
        assert!(Broadcasters::new(&settings, &upstream.user_agent()).unwrap().twitch.is_none());
        assert_eq!(log.text().matches("TWITCH_CLIENT_SECRET").count(), warnings);
    }
    assert!(!log.text().contains("hush"));
}
