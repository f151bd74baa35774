//! Resuming the event stream: exactly the frames that were missed, or one `resync`.

use std::{sync::Arc, time::Duration};

use api::{App, Duties, Environment, Flags};
use domain::{
    id::TournamentId,
    nudge::{Event, Scope},
};
use futures_util::future::join_all;
use reqwest::Method;
use serde_json::{Value, json};
use store::feed::Feed;
use tests::{
    Frames, Service,
    frames::Frame,
    tournament::{create, tournament},
};
use tokio::net::TcpListener;

use super::{
    ask::request,
    fixture::{cup, nudge},
    stream::said,
};

const QUIET: Duration = Duration::from_millis(300);

async fn resume(service: &Service, path: &str, last: &str) -> Frames {
    Frames::of(request(service, Method::GET, path, &[("last-event-id", last)]).send().await.unwrap())
}

/// Five nudges, for `cup`, `other`, everybody, `other` and `cup`, as a listener heard them.
async fn heard() -> (Service, [TournamentId; 2], Vec<Frame>) {
    let service = Service::start().await;
    let cup = cup(&service, &[]).await;
    let other = create(&service.database.pool, &tournament("other")).await;
    let mut stream = service.stream("/v1/stream").await;
    let of = |id| Scope::one(id);
    for (event, scope) in [
        (Event::Standings, of(cup)),
        (Event::Live, of(other)),
        (Event::Matches, Scope::All),
        (Event::Standings, of(other)),
        (Event::Live, of(cup)),
    ] {
        nudge(&service, event, &scope).await;
    }
    let mut frames = Vec::new();
    for _ in 0..5 {
        frames.push(stream.event().await);
    }
    (service, [cup, other], frames)
}

/// The `count` events that a returning client missed, as one that never left heard them; there are no more.
async fn replayed(stream: &mut Frames, count: usize) -> Vec<Frame> {
    let mut events = stream.exactly(count).await;
    if let Some(first) = events.first_mut() {
        assert!(first.retry.take().is_some(), "the first tells when to come back");
    }
    events
}

/// Asserts that the stream sends one `resync` and no other event.
async fn resyncs(mut stream: Frames) {
    let told = stream.exactly(1).await;
    let only = &told[0];
    assert_eq!(only.event.as_deref(), Some("resync"));
    assert_eq!(only.data.as_ref().unwrap()["tournament_ids"], Value::Null);
}

#[tokio::test]
async fn what_was_missed_is_replayed_in_order() {
    let (service, _, heard) = heard().await;
    let returning = (0..heard.len()).map(async |left_after| {
        let last = heard[left_after].id.as_deref().unwrap();
        let mut by_header = resume(&service, "/v1/stream", last).await;
        let mut by_query = Frames::of(service.answer(&format!("/v1/stream?last_event_id={last}")).await);
        let mut by_polyfill = Frames::of(service.answer(&format!("/v1/stream?lastEventId={last}")).await);
        for stream in [&mut by_header, &mut by_query, &mut by_polyfill] {
            let missed = &heard[left_after + 1..];
            assert_eq!(replayed(stream, missed.len()).await, missed, "after {last}");
        }
    });
    join_all(returning).await;
}

#[tokio::test]
async fn the_header_goes_before_the_query() {
    let (service, _, heard) = heard().await;
    let [first, last] = [0, 4].map(|index: usize| heard[index].id.as_deref().unwrap());
    for query in [format!("last_event_id={first}"), format!("lastEventId={first}"), "lastEventId=garbage".to_owned()] {
        let mut stream = resume(&service, &format!("/v1/stream?{query}"), last).await;
        assert_eq!(stream.events_within(QUIET).await, [], "{query}");
    }
}

#[tokio::test]
async fn what_a_polyfill_adds_goes_before_what_the_page_wrote() {
    let (service, _, heard) = heard().await;
    let [first, last] = [0, 3].map(|index: usize| heard[index].id.as_deref().unwrap());
    for query in [format!("last_event_id={first}&lastEventId={last}"), format!("lastEventId=&last_event_id={last}")] {
        let mut stream = Frames::of(service.answer(&format!("/v1/tournaments/cup/stream?{query}")).await);
        assert_eq!(replayed(&mut stream, 1).await, heard[4..], "{query}");
    }
}

#[tokio::test]
async fn an_empty_header_leaves_the_word_to_the_query() {
    let (service, _, heard) = heard().await;
    let last = heard[3].id.as_deref().unwrap();
    for name in ["last_event_id", "lastEventId"] {
        let mut stream = resume(&service, &format!("/v1/stream?{name}={last}"), "").await;
        assert_eq!(replayed(&mut stream, 1).await, heard[4..]);
    }
}

#[tokio::test]
async fn a_replay_raises_no_message_without_data() {
    let (service, _, heard) = heard().await;
    let [before, newest] = [3, 4].map(|index: usize| heard[index].id.as_deref().unwrap());
    let mut whole = resume(&service, "/v1/stream", before).await;
    assert_eq!(whole.next().await.map(|first| first.event), Some(heard[4].event.clone()));
    assert_eq!(whole.next_within(QUIET).await, None, "the frame's own id is the newest");
    // The last nudge does not concern this one: the id to resume from comes by itself.
    let of_other = "/v1/tournaments/other/stream";
    let mut filtered = resume(&service, of_other, heard[2].id.as_deref().unwrap()).await;
    assert_eq!(filtered.next().await.unwrap().id, heard[3].id);
    let last = filtered.next().await.unwrap();
    assert_eq!((last.id.as_deref(), last.event, last.data), (Some(newest), None, None));
}

#[tokio::test]
async fn who_never_left_is_replayed_nothing() {
    let (service, _, heard) = heard().await;
    let newest = heard[4].id.clone();
    let mut fresh = Frames::of(service.answer("/v1/stream").await);
    let mut returned = resume(&service, "/v1/stream", newest.as_deref().unwrap()).await;
    for stream in [&mut fresh, &mut returned] {
        let opening = stream.next().await.unwrap();
        assert_eq!((opening.id, opening.event), (newest.clone(), None));
        assert!(opening.retry.is_some());
        assert_eq!(stream.events_within(QUIET).await, []);
    }
}

#[tokio::test]
async fn a_filtered_stream_replays_what_concerns_it() {
    let (service, [cup, _], heard) = heard().await;
    let before = "select id::text from nudges order by id desc offset 5 limit 1";
    let last: String = service.database.value(before).await;
    for path in ["/v1/stream?tournament=cup", "/v1/tournaments/cup/stream"] {
        let replayed = replayed(&mut resume(&service, path, &last).await, 3).await;
        assert_eq!(replayed, [heard[0].clone(), heard[2].clone(), heard[4].clone()], "{path}");
        assert_eq!(said(&replayed[0]).1, json!([cup]));
    }
}

#[tokio::test]
async fn after_the_replay_the_stream_goes_on() {
    let (service, [cup, other], heard) = heard().await;
    let mut stream = resume(&service, "/v1/tournaments/cup/stream", heard[3].id.as_deref().unwrap()).await;
    assert_eq!(stream.event().await.id, heard[4].id);
    nudge(&service, Event::Live, &Scope::one(other)).await;
    nudge(&service, Event::Matches, &Scope::one(cup)).await;
    assert_eq!(said(&stream.event().await), ("matches".to_owned(), json!([cup])));
}

#[tokio::test]
async fn who_cannot_be_resumed_is_told_once_to_start_over() {
    let (service, [cup, _], _) = heard().await;
    let huge = "9".repeat(40);
    let returning = ["garbage", "99999999", "-1", "1.5", "0x1", "٣", &huge].map(async |last| {
        for path in ["/v1/stream", "/v1/tournaments/cup/stream"] {
            resyncs(resume(&service, path, last).await).await;
        }
    });
    join_all(returning).await;
    for query in ["last_event_id=99999999", "lastEventId=99999999", "lastEventId=-1", "lastEventId=1.5"] {
        resyncs(Frames::of(service.answer(&format!("/v1/stream?{query}")).await)).await;
    }
    let mut by_query = Frames::of(service.answer("/v1/stream?last_event_id=garbage").await);
    let resync = by_query.event().await;
    assert_eq!(resync.event.as_deref(), Some("resync"));
    nudge(&service, Event::Live, &Scope::one(cup)).await;
    assert_eq!(said(&by_query.event().await).0, "live");
    let mut resumed = resume(&service, "/v1/stream", resync.id.as_deref().expect("a place to resume from")).await;
    assert_eq!(said(&resumed.event().await).0, "live");
}

#[tokio::test]
async fn who_was_away_for_too_long_is_told_to_start_over() {
    let service = Service::start().await;
    nudge(&service, Event::Live, &Scope::All).await;
    service.settle().await;
    let first: i64 = service.database.value("select max(id) from nudges").await;
    let many = "insert into nudges (event, polled_at) select 'live', now() from generate_series(2, 6000)";
    service.database.run(many).await;
    service.settle().await;
    resyncs(resume(&service, "/v1/stream", &first.to_string()).await).await;
    let last = first + 5_989;
    let missed = resume(&service, "/v1/stream", &last.to_string()).await.exactly(10).await;
    let ids: Vec<i64> = missed.iter().map(|frame| frame.id.as_deref().unwrap().parse().unwrap()).collect();
    assert_eq!(ids, (last + 1..=last + 10).collect::<Vec<_>>());
}

#[tokio::test]
async fn a_client_resumes_at_another_instance() {
    let (mut service, _, heard) = heard().await;
    let base_url = another_instance(&service).await;
    service.base_url = base_url;
    service.settle().await;
    let mut stream = resume(&service, "/v1/stream", heard[1].id.as_deref().unwrap()).await;
    assert_eq!(replayed(&mut stream, 3).await, heard[2..]);
}

#[tokio::test]
async fn after_a_restore_nobody_resumes_from_what_was_lost() {
    let mut service = Service::start().await;
    cup(&service, &[]).await;
    let mut stream = service.stream("/v1/stream").await;
    let kept = next_id(&service, &mut stream).await;
    let backup = service.database.backup();
    let lost = [next_id(&service, &mut stream).await, next_id(&service, &mut stream).await];
    service.database.restore(&backup);
    nudge(&service, Event::Matches, &Scope::All).await;
    assert_eq!(stream.event().await.event.as_deref(), Some("resync"), "what was lost may be shown");
    service.settle().await;
    nudge(&service, Event::Standings, &Scope::All).await;
    service.settle().await;
    let base_url = another_instance(&service).await;
    for instance in [service.base_url.clone(), base_url] {
        service.base_url = instance;
        service.settle().await;
        for id in &lost {
            resyncs(resume(&service, "/v1/stream", id).await).await;
        }
    }
    let events = resume(&service, "/v1/stream", &kept).await.exactly(2).await;
    let events: Vec<_> = events.iter().map(|frame| frame.event.as_deref().unwrap()).collect();
    assert_eq!(events, ["matches", "standings"], "an instance that came up since knows what the backup has");
}

/// The id of a nudge for everybody, as `stream` hears it.
async fn next_id(service: &Service, stream: &mut Frames) -> String {
    nudge(service, Event::Live, &Scope::All).await;
    stream.event().await.id.unwrap()
}

/// A second api over the same database, which heard nothing of the past.
async fn another_instance(service: &Service) -> String {
    let (pool, clock) = (service.database.pool.clone(), Arc::clone(&service.clock));
    let (settings, flags) = (tests::service::settings(), Flags::default());
    let app = App::new(pool.clone(), clock, Environment::Development, &settings, flags, Duties::default());
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let base_url = format!("http://{}", listener.local_addr().unwrap());
    let (feed, stop) = (Feed::new(pool, service.database.options()), service.background.stop());
    service.background.run_forever("the second feed", api::follow(app.clone(), feed, stop.clone()));
    let router = api::router(app.clone(), pages::router());
    service.background.run_forever("the second api's server", api::serve(listener, app, router, stop));
    base_url
}
