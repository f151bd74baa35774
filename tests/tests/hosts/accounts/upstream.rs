//! What the upstream adds to a search, how often it is asked, and that a search needs it for nothing.

use std::time::{Duration, Instant};

use futures_util::future::join_all;
use serde_json::Value;
use sim::{Endpoint::PersonalStat, Fault, Profile, ProfileId};

use super::{FAR_AWAY, ask_from, found, numbers, requests, search, service};
use tests::{Service, tournament};

/// How long a search may take whatever the upstream does: three seconds, on a busy machine. A request of the upstream
/// may take twenty.
const WITHIN: Duration = Duration::from_secs(15);

#[tokio::test]
async fn who_is_unknown_here_is_found_there_and_not_stored() {
    let service = service().await;
    for query in ["Far Away", "900"] {
        let answer = search(&service, query).await;
        assert_eq!((numbers(&answer), &answer["upstream"]), (vec![900], &Value::from("asked")), "{query}");
        assert_eq!(answer["items"][0]["ratings"][0]["rating"], 1200);
        assert_eq!(answer["items"][0]["tournaments"], Value::from([""; 0].as_slice()));
    }
    assert_eq!(requests(&service), 2);
    let stored = "select (select count(*) from players where profile_id = 900)
        + (select count(*) from profile_aliases where profile_id = 900)
        + (select count(*) from account_names where profile_id = 900)";
    assert_eq!(service.database.value::<i64>(stored).await, 0);
}

#[tokio::test]
async fn an_entry_that_was_not_polled_yet_is_told_with_its_tournament() {
    let service = service().await;
    let other = tournament::create(&service.database.pool, &tournament::tournament("other")).await;
    tournament::enter(&service.database.pool, other, "Far", Some(FAR_AWAY.0)).await;
    assert_eq!(search(&service, "Far Away").await["items"][0]["tournaments"][0], "other");
    assert_eq!(search(&service, "900").await["items"][0]["tournaments"][0], "other");
}

#[tokio::test]
async fn answers_are_kept_the_empty_ones_too() {
    let service = service().await;
    for _ in 0..5 {
        assert_eq!(found(&service, "Far Away").await, [900]);
        let nobody = search(&service, "Nobody of that name").await;
        assert_eq!((numbers(&nobody), &nobody["upstream"]), (vec![], &Value::from("asked")));
    }
    assert_eq!(requests(&service), 2);
}

#[tokio::test]
async fn equal_queries_at_a_time_share_one_request() {
    let service = service().await;
    service.sim.fault_times(PersonalStat, Fault::Late(Duration::from_millis(500)), 1);
    let all = join_all((0..20).map(|_| search(&service, "Far Away"))).await;
    assert!(all.iter().all(|answer| numbers(answer) == [900]));
    assert_eq!(requests(&service), 1);
}

#[tokio::test]
async fn a_flood_of_unknown_names_costs_its_client_alone_and_the_upstream_little() {
    let service = service().await;
    let client = [("x-forwarded-for", "198.51.100.9")];
    let (mut asked, mut unavailable) = (0, 0);
    let began = Instant::now();
    for number in 0..60 {
        let (status, _, body) = ask_from(&service, &format!("stranger {number}"), &client).await;
        assert_eq!(status, 200, "{body}");
        *(if body["upstream"] == "asked" { &mut asked } else { &mut unavailable }) += 1;
        // Enough time for the limit of this one client to count.
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
    let seconds = began.elapsed().as_secs();
    assert!((3..=10 + seconds / 6).contains(&asked), "{asked} in {seconds} s");
    assert_eq!((asked + unavailable, requests(&service)), (60, asked));
    // The client is at its limit; nobody else is.
    tokio::time::sleep(Duration::from_secs(2)).await;
    let others = search(&service, "Far Away").await;
    assert_eq!((numbers(&others), &others["upstream"]), (vec![900], &Value::from("asked")));
    let again = ask_from(&service, "101", &client).await.2;
    assert_eq!(numbers(&again), [101], "what is known here stays to be found");
}

#[tokio::test]
async fn many_clients_at_once_get_no_more_requests_than_the_instance_may_make() {
    let service = service().await;
    let began = Instant::now();
    let all = join_all((0..40).map(async |number| search(&service, &format!("stranger {number}")).await)).await;
    let asked = all.iter().filter(|answer| answer["upstream"] == "asked").count();
    let allowed = 3 + began.elapsed().as_secs() + 1;
    assert!((1..=allowed).contains(&requests(&service)), "{} of {allowed}", requests(&service));
    assert_eq!(asked as u64, requests(&service));
}

/// What a search finds in time while the upstream does `fault`.
async fn degrades(service: &Service, fault: &Fault) {
    service.sim.fault(PersonalStat, fault.clone());
    let began = Instant::now();
    let answer = search(service, "Old Name").await;
    assert!(began.elapsed() < WITHIN, "{fault:?}: {:?}", began.elapsed());
    assert_eq!((numbers(&answer), &answer["upstream"]), (vec![102], &Value::from("unavailable")), "{fault:?}");
}

#[tokio::test]
async fn whatever_the_upstream_does_what_is_known_here_is_found_in_time() {
    let faults = [
        Fault::Late(Duration::from_secs(120)),
        Fault::TooManyRequests { retry_after: Some(600) },
        Fault::ServerError,
        Fault::Html,
        Fault::Truncated,
        Fault::BrokenOff,
        Fault::Empty,
        Fault::ResultCode { code: 7 },
        Fault::CloseConnection,
    ];
    let services = join_all(faults.iter().map(|_| service())).await;
    join_all(services.iter().zip(&faults).map(|(service, fault)| degrades(service, fault))).await;
}

#[tokio::test]
async fn a_failing_upstream_is_left_alone_and_asked_again_later() {
    let service = service().await;
    degrades(&service, &Fault::ServerError).await;
    service.sim.clear_faults();
    assert_eq!(search(&service, "Far Away").await["upstream"], "unavailable", "not five seconds later");
    assert_eq!(requests(&service), 1);
    tokio::time::sleep(Duration::from_secs(5)).await;
    assert_eq!(found(&service, "Far Away").await, [900]);
}

#[tokio::test]
async fn a_request_that_is_not_waited_for_goes_on_and_its_answer_is_kept() {
    let service = service().await;
    service.sim.fault_times(PersonalStat, Fault::Late(Duration::from_secs(4)), 1);
    assert_eq!(search(&service, "Far Away").await["upstream"], "unavailable");
    tokio::time::sleep(Duration::from_secs(2)).await;
    assert_eq!(found(&service, "Far Away").await, [900]);
    assert_eq!(requests(&service), 1);
}

#[tokio::test]
async fn many_accounts_of_one_name_are_all_told() {
    let service = service().await;
    service.sim.world(|world| {
        for number in 0..30 {
            world.add_profile(Profile::new(ProfileId(2_000 + number), "Player"));
        }
    });
    let token = service.token(tests::service::HOST);
    let (_, _, body) = service.send("GET", "/v1/accounts?query=Player&limit=20", Some(&token), None, &[]).await;
    assert_eq!(numbers(&body).len(), 20);
}
