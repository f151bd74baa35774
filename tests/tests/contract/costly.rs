//! What is made for one client alone counts against a budget of its own.

use api::{Environment, Flags, Settings};
use tests::{Allowance, Service, service::settings};

use super::{
    ask::{Answer, get},
    fixture::{ANNA, BERT, CARL, CUP, catch_up, cup, duel, with},
};

/// How many a minute, and how many of them at once.
const PER_MINUTE: usize = 60;
const BURST: usize = 20;

async fn limited() -> Service {
    let service =
        with(Environment::Development, &Settings { rate_limit_per_minute: 300, ..settings() }, Flags::default()).await;
    service.sim.world(|world| {
        for (id, alias) in [(ANNA, "Anna"), (BERT, "Bert"), (CARL, "Carl")] {
            world.add_profile(sim::Profile::new(id, alias).rated(sim::Ladder::SoloRm, 1_500, 1));
        }
        for minutes in 10..80 {
            world.play(&duel(ANNA, BERT, minutes));
        }
    });
    cup(&service, &[("Anna", Some(ANNA)), ("Bert", Some(BERT)), ("Carl", Some(CARL))]).await;
    catch_up(&service).await;
    service
}

async fn from(service: &Service, client: &str, path: &str) -> Answer {
    get(service, &format!("{CUP}{path}"), &[("x-forwarded-for", client)]).await
}

/// Asks for ever other things until one is refused, which is after the burst and what came back meanwhile. Returns the
/// refusal.
async fn refusal(service: &Service, client: &str, path: &str, values: std::ops::Range<usize>) -> Answer {
    let mut allowance = Allowance::in_bursts(PER_MINUTE, BURST);
    for value in values {
        let answer = from(service, client, &format!("{path}{value}")).await;
        if allowance.refuses(answer.status) {
            return answer;
        }
    }
    panic!("{path}: nothing is refused");
}

#[tokio::test]
async fn whoever_asks_for_ever_other_things_is_refused_and_nobody_else() {
    let service = limited().await;
    for (client, path) in [
        ("10.1.0.1", "/matches/"),
        ("10.1.0.2", "/matches?profile_id=9"),
        ("10.1.0.3", "/matches?leaderboard_id=9"),
        ("10.1.0.4", "/head-to-head?limit="),
        ("10.1.0.5", "/matches?limit="),
        ("10.1.0.6", "/matches.csv?profile_id="),
    ] {
        // Of these the lists have enough rows.
        let values = if path.contains("limit") { 10..50 } else { 100..140 };
        let refused = refusal(&service, client, path, values).await;
        assert_eq!(refused.header("ratelimit-policy"), Some("\"costly\";q=60;w=60"), "{path}");
        assert!(refused.header("retry-after").is_some() && refused.header("ratelimit").is_some(), "{path}");
        assert_eq!(refused.json(), serde_json::json!({"detail": "Too many requests"}));
        assert_eq!(from(&service, client, "/standings").await.status, 200, "what everybody reads is not refused");
        assert_eq!(from(&service, "10.1.9.9", &format!("{path}99")).await.header("ratelimit-policy"), None, "{path}");
    }
}

#[tokio::test]
async fn what_is_at_hand_counts_for_nobody() {
    let service = limited().await;
    let paths = [
        "/matches?limit=7",
        "/matches?profile_id=101",
        "/matches?state=completed&limit=9",
        "/players/101",
        "/players/101?match_limit=3",
        "/head-to-head?limit=7",
        "/summary?win_rate_min_games=7",
        "/players?leaderboard_id=3",
        "/matches/1",
    ];
    for path in paths {
        from(&service, "10.2.0.1", path).await;
    }
    for _ in 0..BURST {
        for path in paths {
            assert_ne!(from(&service, "10.2.0.2", path).await.status, 429, "{path}");
        }
    }
    // Nothing was spent: the whole burst is left.
    refusal(&service, "10.2.0.2", "/matches/", 100..140).await;
}

#[tokio::test]
async fn unknown_entries_are_refused_from_memory() {
    let service = limited().await;
    from(&service, "10.3.0.1", "/players/101").await;
    let before = service.proxy.bytes_sent();
    for id in 0..100 {
        assert_eq!(from(&service, "10.3.0.1", &format!("/players/{}", 5_000 + id)).await.status, 404);
    }
    assert_eq!(service.proxy.bytes_sent(), before);
}
