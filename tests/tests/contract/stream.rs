//! The event stream: which frames are sent to whom, and what a refetch then finds.

use std::time::Duration;

use domain::{
    id::TournamentId,
    nudge::{Event, Scope},
};
use serde_json::{Value, json};
use tests::{
    Service,
    frames::Frame,
    service::NOW,
    tournament::{create, enter, tournament},
};

use super::fixture::{ANNA, BERT, CUP, catch_up, cup, four_players, nudge};

const QUIET: Duration = Duration::from_millis(300);

fn only(tournaments: &[TournamentId]) -> Scope {
    Scope::only(tournaments.iter().copied()).unwrap()
}

/// What a frame says: the event and for whom.
pub(crate) fn said(frame: &Frame) -> (String, Value) {
    let data = frame.data.clone().expect("data");
    assert_eq!(data["polled_at"], NOW);
    (frame.event.clone().expect("an event"), data["tournament_ids"].clone())
}

async fn two_cups() -> (Service, TournamentId, TournamentId) {
    let service = Service::start().await;
    let [cup, other] = ["cup", "other"].map(tournament);
    let (cup, other) = (create(&service.database.pool, &cup).await, create(&service.database.pool, &other).await);
    service.settle().await;
    (service, cup, other)
}

#[tokio::test]
async fn a_stream_opens_with_where_we_are_and_when_to_come_back() {
    let (service, ..) = two_cups().await;
    let newest: i64 = service.database.value("select max(id) from nudges").await;
    for path in ["/v1/stream", "/v1/stream?tournament=cup", "/v1/tournaments/cup/stream", "/v1/stream?last_event_id="] {
        let opening = tests::Frames::of(service.answer(path).await).next().await.unwrap();
        assert_eq!((opening.event, opening.data), (None, None), "an opening is no event");
        assert_eq!(opening.id, Some(newest.to_string()), "{path}");
        assert!(opening.retry.is_some_and(|pause| (500..=60_000).contains(&pause)), "{path}: {:?}", opening.retry);
    }
}

#[tokio::test]
async fn a_frame_has_an_id_an_event_and_data() {
    let (service, cup, other) = two_cups().await;
    let mut stream = service.stream("/v1/stream").await;
    nudge(&service, Event::Standings, &only(&[cup])).await;
    nudge(&service, Event::Live, &only(&[other, cup])).await;
    nudge(&service, Event::Matches, &Scope::All).await;
    let frames = [stream.event().await, stream.event().await, stream.event().await];
    let expected = [("standings", json!([cup])), ("live", json!([cup, other])), ("matches", Value::Null)];
    assert_eq!(frames.each_ref().map(said), expected.map(|(event, scope)| (event.to_owned(), scope)));
    let ids = frames.each_ref().map(|frame| frame.id.as_ref().unwrap().parse::<i64>().unwrap());
    assert!(ids.is_sorted_by(|earlier, later| earlier < later), "{ids:?}");
    assert_eq!(stream.events_within(QUIET).await, []);
}

#[tokio::test]
async fn a_filtered_stream_carries_its_tournaments_frames_and_those_for_everybody() {
    let (service, cup, other) = two_cups().await;
    let mut by_query = service.stream("/v1/stream?tournament=cup").await;
    let mut by_path = service.stream("/v1/tournaments/cup/stream").await;
    let mut slashed = service.stream("/v1/tournaments/cup/stream/").await;
    let mut of_other = service.stream("/v1/stream?tournament=other").await;
    for scope in [only(&[other]), only(&[cup]), only(&[other]), only(&[cup, other]), Scope::All] {
        nudge(&service, Event::Standings, &scope).await;
    }
    for stream in [&mut by_query, &mut by_path, &mut slashed] {
        let frames = [stream.event().await, stream.event().await, stream.event().await];
        assert_eq!(frames.map(|frame| said(&frame).1), [json!([cup]), json!([cup, other]), Value::Null]);
        assert_eq!(stream.events_within(QUIET).await, []);
    }
    let scopes: Vec<_> = of_other.exactly(4).await.iter().map(|frame| said(frame).1).collect();
    assert_eq!(scopes, [json!([other]), json!([other]), json!([cup, other]), Value::Null]);
}

#[tokio::test]
async fn the_stream_of_the_current_tournament_is_that_tournaments() {
    let (service, cup, other) = two_cups().await;
    let mut stream = service.stream("/v1/tournaments/current/stream").await;
    nudge(&service, Event::Live, &only(&[cup])).await;
    nudge(&service, Event::Live, &only(&[other])).await;
    assert_eq!(said(&stream.event().await).1, json!([other]), "the latest to be set up");
}

#[tokio::test]
async fn a_filtered_stream_of_nothing_is_not_found() {
    let (service, ..) = two_cups().await;
    for path in ["/v1/stream?tournament=", "/v1/stream?tournament=nope&tournament=gone", "/v1/tournaments/nope/stream"]
    {
        assert_eq!(service.get_any(path).await, (404, json!({"detail": "Tournament not found"})), "{path}");
    }
}

#[tokio::test]
async fn news_from_the_upstream_reaches_those_it_concerns() {
    let service = four_players().await;
    let watched = cup(&service, &[("Anna", Some(ANNA))]).await;
    let other = create(&service.database.pool, &tournament("other")).await;
    enter(&service.database.pool, other, "Guest", None).await;
    catch_up(&service).await;
    let mut watching = service.stream("/v1/tournaments/cup/stream").await;
    let mut elsewhere = service.stream("/v1/tournaments/other/stream").await;
    service.sim.world(|world| world.play_ranked(ANNA, BERT));
    service.poll_all().await;
    let mut told = vec![watching.event().await];
    while told.iter().all(|frame| frame.event == told[0].event) {
        told.push(watching.event().await);
    }
    told.extend(watching.events_within(QUIET).await);
    let mut events: Vec<_> = told.iter().map(said).collect();
    events.sort_by_key(|(event, _)| event.clone());
    events.dedup();
    let expected = ["matches", "standings"].map(|event| (event.to_owned(), json!([watched])));
    assert_eq!(events, expected);
    assert_eq!(elsewhere.events_within(QUIET).await, []);
    service.sim.world(|world| world.open_lobby(&[ANNA, BERT], sim::MatchType::Custom));
    service.poll_all().await;
    assert_eq!(said(&watching.event().await), ("live".to_owned(), json!([watched])));
    assert_eq!(elsewhere.events_within(QUIET).await, []);
}

#[tokio::test]
async fn civilization_names_concern_everybody() {
    let (service, ..) = two_cups().await;
    let mut stream = service.stream("/v1/tournaments/cup/stream").await;
    assert_eq!(service.get("/v1/civilizations").await["items"], json!([]));
    service.poll_reference().await;
    assert_eq!(said(&stream.event().await), ("standings".to_owned(), Value::Null));
    assert_eq!(service.get("/v1/civilizations").await["items"].as_array().map(Vec::len), Some(59));
}

// With one thread, or one listener, the api would be done with a frame before anybody could ask.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn who_refetches_after_a_frame_never_finds_an_older_body() {
    let (service, cup, _) = two_cups().await;
    let path = format!("{CUP}/standings");
    assert_eq!(service.get(&path).await["items"], json!([]));
    let mut stream = service.stream("/v1/tournaments/cup/stream").await;
    let _others = [service.stream("/v1/stream").await, service.stream("/v1/stream").await];
    for count in 1..=50 {
        enter(&service.database.pool, cup, &format!("Guest {count}"), None).await;
        assert_eq!(stream.event().await.event.as_deref(), Some("standings"));
        let found = service.get(&path).await["items"].as_array().map(Vec::len);
        assert_eq!(found, Some(count));
    }
}
