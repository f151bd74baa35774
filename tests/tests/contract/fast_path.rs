//! What was read once costs no query until it changes.

use domain::{
    nudge::{Event, Scope},
    tournament::Window,
};
use tests::Service;

use super::{
    ask::get,
    fixture::{ANNA, BERT, CUP, catch_up, column, held_on, hold, nudge, polled_cup},
};

const ROUNDS: usize = 100;

fn reads() -> Vec<(String, u16)> {
    let within = [
        "",
        "/standings",
        "/teams/standings",
        "/standings/history",
        "/summary",
        "/summary?win_rate_min_games=1",
        "/civ-stats",
        "/head-to-head",
        "/progression",
        "/exclusions",
        "/stages",
        "/series",
        "/series.csv",
        "/series.ics",
        "/matches",
        "/players",
        "/players/101",
        "/live",
        "/players?leaderboard_id=3",
        "/text/standings",
        "/text/standings?top=2",
        "/text/leader",
        "/text/player?name=anna",
        "/text/player?name=nobody",
        "/text/team?name=nobody",
        "/text/live",
        "/text/next",
        "/calendar.ics",
        "/matches.atom",
        "/standings.csv",
        "/progression.ndjson",
        "/standings-history.csv",
    ];
    let mut reads: Vec<_> = within.iter().map(|rest| (format!("{CUP}{rest}"), 200)).collect();
    let others = ["/v1/tournaments", "/v1/tournaments/current/standings", "/v1/civilizations", "/v1/leaderboards"];
    reads.extend(others.map(|path| (path.to_owned(), 200)));
    reads.push(("/v1/tournaments/nope/standings".to_owned(), 404));
    reads.push(("/v1/tournaments/nope".to_owned(), 404));
    reads.push((format!("{CUP}/matches/1"), 404));
    reads.push((format!("{CUP}/players/103"), 404));
    reads
}

async fn read_all(service: &Service) {
    for (path, status) in reads() {
        assert_eq!(get(service, &path, &[("accept-encoding", "br")]).await.status, status, "{path}");
    }
}

#[tokio::test]
async fn a_read_on_the_fast_path_sends_not_one_byte_to_the_database() {
    let service = polled_cup().await;
    read_all(&service).await;
    let before = service.proxy.bytes_sent();
    for _ in 0..ROUNDS / reads().len() + 1 {
        read_all(&service).await;
    }
    for slug in 0..ROUNDS {
        assert_eq!(get(&service, &format!("/v1/tournaments/nope-{slug}/live"), &[]).await.status, 404);
    }
    assert_eq!(service.proxy.bytes_sent(), before);
}

#[tokio::test]
async fn a_limit_that_everything_was_within_is_kept_when_there_is_more() {
    let service = polled_cup().await;
    let shown = async |path: &str| column(&get(&service, &format!("{CUP}{path}"), &[]).await.json(), "match_id").len();
    for path in ["/matches?limit=1", "/head-to-head?limit=1", "/matches?limit=1", "/head-to-head?limit=1"] {
        assert_eq!(shown(path).await, 1, "{path} of one");
    }
    service.sim.world(|world| world.play_ranked(ANNA, BERT));
    catch_up(&service).await;
    for path in ["/matches?limit=1", "/head-to-head?limit=1"] {
        assert_eq!(shown(path).await, 1, "{path} of two");
    }
    assert_eq!((shown("/matches").await, shown("/head-to-head").await), (2, 2));
}

#[tokio::test]
async fn a_poll_that_finds_nothing_new_leaves_reads_on_the_fast_path() {
    let service = polled_cup().await;
    read_all(&service).await;
    let before = service.proxy.bytes_sent();
    service.poll_all().await;
    service.settle().await;
    read_all(&service).await;
    assert_eq!(service.proxy.bytes_sent(), before);
}

#[tokio::test]
async fn the_date_of_a_read_on_the_fast_path_follows_the_polls_without_a_query() {
    let service = polled_cup().await;
    read_all(&service).await;
    let (sent, before) = (service.proxy.bytes_sent(), get(&service, &format!("{CUP}/standings"), &[]).await);
    service.clock.set("2026-06-10T12:10:00Z");
    service.poll_all().await;
    for rest in ["standings", "head-to-head", "players", "players/101", "matches"] {
        let path = format!("{CUP}/{rest}");
        service.eventually(&path, |body| body["last_polled_at"] == "2026-06-10T12:10:00Z").await;
    }
    let after = get(&service, &format!("{CUP}/standings"), &[]).await;
    assert_eq!(after.json()["items"], before.json()["items"]);
    assert_ne!(after.header("etag"), before.header("etag"), "other bytes, another tag");
    let coded = get(&service, &format!("{CUP}/standings"), &[("accept-encoding", "br")]).await;
    assert_eq!((coded.header("content-encoding"), coded.json()), (Some("br"), after.json()));
    assert_eq!(service.proxy.bytes_sent(), sent);
}

#[tokio::test]
async fn viewers_who_are_signed_in_cost_no_query_either() {
    let service = polled_cup().await;
    read_all(&service).await;
    let before = service.proxy.bytes_sent();
    for (path, status) in reads() {
        assert_eq!(get(&service, &path, &[("cookie", "criticalbit_access=x")]).await.status, status, "{path}");
    }
    assert_eq!(service.proxy.bytes_sent(), before);
}

#[tokio::test]
async fn many_first_readers_at_once_all_get_the_body() {
    let service = polled_cup().await;
    let asking: Vec<_> = (0..50)
        .map(|_| {
            let request = service.client.get(format!("{}{CUP}/standings", service.base_url));
            tokio::spawn(async move { request.send().await.unwrap().text().await.unwrap() })
        })
        .collect();
    let mut bodies = std::collections::BTreeSet::new();
    for asked in asking {
        bodies.insert(asked.await.unwrap());
    }
    assert_eq!(bodies.len(), 1);
}

#[tokio::test]
async fn an_address_leads_to_whichever_tournament_has_its_slug_now() {
    let service = polled_cup().await;
    let players = format!("{CUP}/players");
    for _ in 0..2 {
        assert_eq!(column(&get(&service, &players, &[]).await.json(), "name").len(), 3);
    }
    service.database.run("update tournaments set slug = 'old' where slug = 'cup'").await;
    let window = Window::default();
    let new = store::tournaments::NewTournament { slug: "cup".to_owned(), ..held_on(3, window) };
    hold(&service, &new, &[("Newcomer", None)]).await;
    nudge(&service, Event::Live, &Scope::All).await;
    service.settle().await;
    for _ in 0..2 {
        assert_eq!(column(&get(&service, &players, &[]).await.json(), "name"), ["Newcomer"]);
        assert_eq!(column(&get(&service, "/v1/tournaments/old/players", &[]).await.json(), "name").len(), 3);
    }
    service.database.run("delete from tournaments where slug = 'cup'").await;
    nudge(&service, Event::Live, &Scope::All).await;
    service.settle().await;
    assert_eq!(get(&service, &players, &[]).await.status, 404);
}

#[tokio::test]
async fn an_address_that_could_not_be_looked_up_is_not_remembered() {
    let service = polled_cup().await;
    let starting = |slug: &str, start: &str| {
        let window = Window { start: Some(start.parse().unwrap()), end: None };
        store::tournaments::NewTournament { slug: slug.to_owned(), ..held_on(3, window) }
    };
    hold(&service, &starting("now", "2026-06-01T00:00:00Z"), &[("Early", None), ("Bird", None)]).await;
    hold(&service, &starting("next", "2026-06-10T13:00:00Z"), &[("Late", None)]).await;
    let players = "/v1/tournaments/current/players";
    let names = |body: &serde_json::Value| column(body, "name").len();
    let before = get(&service, players, &[]).await.json();
    assert_eq!(names(&before), 2, "{before}");
    // Which tournament is current changes by the clock, while nobody can tell.
    service.proxy.shut();
    service.clock.set("2026-06-10T13:00:01Z");
    let meanwhile = get(&service, players, &[]).await;
    assert_eq!((meanwhile.json(), meanwhile.header("warning").is_some()), (before, true));
    service.proxy.open();
    service.eventually(players, |body| names(body) == 1).await;
}
