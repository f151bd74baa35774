//! The client over a real socket, with an upstream that works.

mod accounts;
mod oddities;
mod trouble;

use std::time::Duration;

use domain::found_account::AccountKey;
use serde_json::{Value, json};
use url::Url;

use super::{
    responder::{Answer, Responder, json as answer, parameter, profiles, refusal},
    *,
};
use crate::MatchTypes;

/// A client with enough time for a busy machine.
fn client(responder: &Responder) -> Relic {
    client_within(responder, Duration::from_secs(20))
}

fn client_within(responder: &Responder, time: Duration) -> Relic {
    let settings = Settings { upstream_requests_per_second: 1_000_000, ..Settings::at(responder.url.clone()) };
    let limits = TimeLimits { total: time, connect: time };
    Relic::with_limits(&settings, limits).unwrap()
}

fn ids(range: std::ops::RangeInclusive<i64>) -> Vec<ProfileId> {
    range.map(ProfileId).collect()
}

/// Stats for every requested profile, each with one rating.
fn stats(request: &Url) -> Answer {
    let asked = profiles(request);
    let groups: Vec<Value> = asked.iter().map(|id| json!({"id": id, "members": [{"profile_id": id}]})).collect();
    let ratings: Vec<Value> =
        asked.iter().map(|id| json!({"statgroup_id": id, "leaderboard_id": 3, "rating": 1000 + id})).collect();
    answer(&json!({"result": {"code": 0}, "statGroups": groups, "leaderboardStats": ratings}))
}

fn a_match(id: i64, completed: i64, players: &[i64]) -> Value {
    let members: Vec<Value> = players.iter().map(|id| json!({"profile_id": id})).collect();
    json!({
        "id": id, "matchtype_id": 6, "startgametime": 1_780_336_800, "completiontime": completed,
        "matchhistorymember": members,
    })
}

#[tokio::test]
async fn stats_are_requested_in_batches_of_a_hundred() {
    let responder = Responder::start(stats).await;
    let fetched = client(&responder).personal_stats(&ids(1..=250)).await;
    assert_eq!(fetched.failures, []);
    assert_eq!(fetched.rows.len(), 250);
    assert!(fetched.rows.is_sorted_by_key(|stats| stats.player.profile_id));
    assert_eq!(fetched.rows[249].ratings[0].current_rating, 1250);
    assert_eq!(responder.heads().len(), 3);
}

#[tokio::test]
async fn a_request_has_a_user_agent_and_parameters() {
    let responder = Responder::start(stats).await;
    client(&responder).personal_stats(&ids(7..=8)).await;
    let head = responder.heads().remove(0);
    let line = "GET /community/leaderboard/GetPersonalStat?title=age2&profile_ids=%5B7%2C8%5D HTTP/1.1\r\n";
    assert!(head.starts_with(line), "{head}");
    assert!(head.contains("user-agent: aoe2-live-standings/"), "{head}");
    assert!(head.contains("accept-encoding: gzip"), "{head}");
}

#[tokio::test]
async fn one_bad_profile_fails_alone() {
    for status in ["200 OK", "400 Bad Request"] {
        let responder =
            Responder::start(
                move |request| {
                    if profiles(request).contains(&37) { refusal(status) } else { stats(request) }
                },
            )
            .await;
        let fetched = client(&responder).personal_stats(&ids(1..=100)).await;
        assert_eq!(fetched.rows.len(), 99);
        assert_eq!(fetched.failures.len(), 1);
        assert_eq!(fetched.failures[0].profiles, ids(37..=37));
        assert_eq!(fetched.failures[0].error.cause(), "result_code");
        assert!(responder.heads().len() <= 15);
    }
}

#[tokio::test]
async fn a_match_of_two_profiles_is_returned_once_in_its_latest_state() {
    const DONE: i64 = 1_780_338_600;
    let responder = Responder::start(|request| {
        let matches = if profiles(request).contains(&1) {
            json!([a_match(900, 0, &[1, 11, 12]), a_match(901, DONE, &[1]), a_match(902, DONE, &[1, 11]), null])
        } else {
            json!([a_match(900, DONE, &[1]), a_match(901, DONE, &[1, 11]), a_match(902, DONE, &[11])])
        };
        let profiles = json!([{"profile_id": 1, "alias": "ada"}, {"profile_id": 77, "alias": "opponent"}]);
        answer(&json!({"result": {"code": 0}, "matchHistoryStats": matches, "profiles": profiles}))
    })
    .await;
    let fetched = client(&responder).recent_matches(&ids(1..=11), &MatchTypes::default()).await;
    assert_eq!(responder.heads().len(), 2, "ten profiles per request");
    let found: Vec<_> = fetched
        .rows
        .iter()
        .map(|found| (found.match_id.0, found.completed_at.is_some(), found.players.len()))
        .collect();
    assert_eq!(found, [(900, true, 1), (901, true, 2), (902, true, 2)]);
    let names: Vec<_> = fetched.aliases.iter().map(|alias| alias.profile_id.0).collect();
    assert_eq!(names, [1, 77]);
    assert_eq!(fetched.dropped, 1);
}

#[tokio::test]
async fn lobbies_are_read_page_by_page() {
    // 230 lobbies; between two pages a new one comes, or one or ten of the newest go, which shifts all others.
    for shift in [1, -1, -10] {
        let responder = Responder::start(move |request| {
            assert_eq!(parameter(request, "count").as_deref(), Some("100"));
            let start: i64 = parameter(request, "start").unwrap().parse().unwrap();
            let first = 1000 - start + shift * (start / 90);
            let page = (0..100).map(|nth| first - nth).filter(|id| *id > 770);
            let page: Vec<Value> =
                page.map(|id| json!({"id": id, "matchtype_id": 0, "description": format!("page {start}")})).collect();
            let avatars = json!([{"profile_id": 5, "alias": "ada"}]);
            answer(&json!({"result": {"code": 0}, "matches": page, "avatars": avatars}))
        })
        .await;
        let all = client(&responder).lobbies(&MatchTypes::default()).await.unwrap();
        let lobbies: Vec<_> = all.lobbies.iter().map(|lobby| lobby.match_id.0).collect();
        assert_eq!(lobbies, (771..=1000).rev().collect::<Vec<_>>(), "{shift}");
        let twice = all.lobbies.iter().find(|lobby| lobby.match_id.0 == 901).unwrap();
        assert_eq!(twice.description.as_deref(), Some("page 0"));
        assert_eq!((all.aliases.len(), all.dropped, responder.heads().len()), (1, 0, 3), "{shift}");
    }
}

#[tokio::test]
async fn no_more_than_a_thousand_lobbies_are_read() {
    let responder = Responder::start(|request| {
        let start: i64 = parameter(request, "start").unwrap().parse().unwrap();
        let page: Vec<Value> = (start..start + 100).map(|nth| json!({"id": 1 + nth, "matchtype_id": 0})).collect();
        answer(&json!({"matches": page}))
    })
    .await;
    let all = client(&responder).lobbies(&MatchTypes::default()).await.unwrap();
    assert_eq!((all.lobbies.len(), responder.heads().len()), (1000, 11));
}

#[tokio::test]
async fn a_partial_snapshot_of_lobbies_is_an_error() {
    let responder = Responder::start(|request| match parameter(request, "start").as_deref() {
        Some("0") => answer(&json!({"matches": (1..=100).map(|id| json!({"id": id})).collect::<Vec<_>>()})),
        _ => answer(&json!({"result": {"code": 0}})),
    })
    .await;
    let error = client(&responder).lobbies(&MatchTypes::default()).await.unwrap_err();
    assert_eq!(error, Error::WrongShape { lacks: "matches" });
}

#[tokio::test]
async fn an_empty_catalogue_is_refused() {
    let responder = Responder::start(|_| {
        answer(&json!({"leaderboards": [{"id": 3, "name": "SOLO", "leaderboardmap": []}], "races": []}))
    })
    .await;
    let error = client(&responder).catalogue().await.unwrap_err();
    assert_eq!(error, Error::EmptyCatalogue { lacks: "match types" });
}

#[tokio::test]
async fn the_clients_futures_are_send() {
    let responder = Responder::start(stats).await;
    let relic = client(&responder);
    let task = tokio::spawn(async move {
        let types = MatchTypes::default();
        _ = (relic.lobbies(&types).await, relic.catalogue().await);
        _ = relic.recent_matches(&[], &types).await;
        relic.personal_stats(&ids(1..=2)).await
    });
    assert_eq!(task.await.unwrap().rows.len(), 2);
}
