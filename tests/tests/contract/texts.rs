//! Texts for chat bots: the numbers of the tables as one line, and never an error page.

mod cached;
mod refused;

use domain::{
    id::TournamentId,
    nudge::{Event, Scope},
    text::LINE_UNITS,
};
use serde_json::json;
use sim::MatchType;
use tests::{
    Service,
    tournament::{enter, team, window},
};

use super::{
    ask::{Answer, get},
    fixture::{ANNA, BERT, CARL, CUP, DORA, catch_up, column, cup, duel, four_players, held_on, hold, nudge, present},
};

const TEXTS: [&str; 6] = ["standings", "leader", "player?name=anna", "team?name=reds", "live", "next"];

/// Anna and Bert as the Reds, Carl as the Blues, a guest; two duels in the window, and Anna with Carl in a lobby.
async fn played_cup() -> (Service, TournamentId) {
    let service = four_players().await;
    let pool = &service.database.pool;
    let new = held_on(3, window(Some("2026-06-10T11:00:00Z"), Some("2026-06-11T15:30:00Z")));
    let id = hold(&service, &new, &[]).await;
    let links = json!({"displayName": "Queen Anna", "twitch": "https://twitch.tv/QueenAnna"});
    let anna = present(&service, id, ("anna", Some(ANNA)), links).await;
    let bert = enter(pool, id, "Bert", Some(BERT.0)).await;
    let carl = enter(pool, id, "Carl", Some(CARL.0)).await;
    enter(pool, id, "Guest", None).await;
    team(pool, id, "Reds", &[anna, bert]).await;
    team(pool, id, "Blues", &[carl]).await;
    service.poll_all().await;
    service.sim.world(|world| {
        world.play(&duel(ANNA, CARL, 50));
        world.play(&duel(ANNA, DORA, 40));
        world.open_lobby(&[ANNA, CARL], MatchType::SoloRm);
    });
    catch_up(&service).await;
    (service, id)
}

async fn text(service: &Service, path: &str) -> Answer {
    get(service, &format!("{CUP}/text/{path}"), &[]).await
}

/// The line that a text is.
fn line(answer: &Answer) -> String {
    assert_eq!((answer.status, answer.header("content-type")), (200, Some("text/plain; charset=utf-8")));
    let line = String::from_utf8(answer.decoded()).unwrap();
    assert!(
        !line.is_empty() && !line.contains(char::is_control) && line.encode_utf16().count() <= LINE_UNITS,
        "{line:?}"
    );
    line
}

async fn told(service: &Service, path: &str) -> String {
    line(&text(service, path).await)
}

#[tokio::test]
async fn the_standings_have_the_places_and_ratings_of_the_table() {
    let (service, _) = played_cup().await;
    let rows = service.get(&format!("{CUP}/standings")).await;
    let rows: Vec<_> = rows["items"].as_array().unwrap().iter().enumerate().collect();
    let told_row = |(index, row): &(usize, &serde_json::Value)| {
        let rating = row["max_rating"].as_i64().map_or("(unrated)".to_owned(), |rating| rating.to_string());
        format!("{}. {} {rating}", index + 1, row["name"].as_str().unwrap())
    };
    let rows: Vec<_> = rows.iter().map(told_row).collect();
    let expected = |top: usize| format!("The cup tournament by peak rating: {}", rows[..top].join(" · "));
    assert_eq!(rows.len(), 4);
    for (path, top) in [("standings", 4), ("standings?top=5", 4), ("standings?top=", 4), ("standings?top=2", 2)] {
        assert_eq!(told(&service, path).await, expected(top), "{path}");
    }
    assert_eq!(told(&service, "standings?top=99999999999999999999999").await, expected(4));
    let leader = told(&service, "leader").await;
    assert!(leader.starts_with("Queen Anna leads The cup tournament with a peak rating of "), "{leader}");
}

#[tokio::test]
async fn players_and_teams_have_the_numbers_of_their_rows() {
    let (service, _) = played_cup().await;
    let row = service.get(&format!("{CUP}/standings")).await["items"][0].clone();
    let anna = told(&service, "player?name=queen").await;
    let rating = row["max_rating"].as_i64().unwrap();
    let expected = format!(
        "Queen Anna is 1st of 4 in The cup tournament: peak rating {rating}, {} wins, {} losses, in team Reds, in a game or \
         lobby now",
        row["tournament_record"]["wins"], row["tournament_record"]["losses"],
    );
    assert_eq!((anna.as_str(), &row["in_match"]), (expected.as_str(), &json!(true)));
    for name in ["ANNA", "%40anna", "Queen+Anna", "qu%C3%A9en%20anna", "&name=anna"] {
        assert_eq!(told(&service, &format!("player?name={name}")).await, anna, "{name}");
    }
    let teams = service.get(&format!("{CUP}/teams/standings")).await;
    for (index, team) in teams["items"].as_array().unwrap().iter().enumerate() {
        let (name, place) = (team["name"].as_str().unwrap(), ["1st", "2nd"][index]);
        let line = told(&service, &format!("team?name={name}")).await;
        let expected = format!(
            "{name} is {place} of 2 teams in The cup tournament with a peak rating of {} in sum: ",
            team["combined_rating_sum"]
        );
        assert!(line.starts_with(&expected), "{line}");
    }
}

#[tokio::test]
async fn who_is_in_a_game_or_on_air_is_told_with_links() {
    let (service, id) = played_cup().await;
    let live = service.get(&format!("{CUP}/live")).await;
    let map = live["items"][0]["map_name"].as_str().unwrap().to_owned();
    let lobby = format!("The cup tournament now: Queen Anna vs Carl in a lobby on {map}");
    assert_eq!(told(&service, "live").await, lobby);
    service
        .database
        .run("insert into live_streams (tournament_player_id, platform) select id, 'twitch' from tournament_players where name = 'anna'")
        .await;
    service.database.run("update tournaments set host_stream_urls = '{twitch.tv/TheHost}'").await;
    service
        .database
        .run("insert into host_live_streams (tournament_id, url) select id, 'twitch.tv/TheHost' from tournaments")
        .await;
    nudge(&service, Event::Live, &Scope::one(id)).await;
    service.settle().await;
    let links = "Queen Anna is on air at https://twitch.tv/queenanna · the host is on air at https://twitch.tv/thehost";
    assert_eq!(told(&service, "live").await, format!("{lobby} · {links}"));
    let row = service.get(&format!("{CUP}/standings")).await["items"][0].clone();
    assert_eq!(row["stream_live"], true);
    assert!(told(&service, "player?name=anna").await.ends_with(", on air at https://twitch.tv/queenanna"));
    cup_without_anybody(&service).await;
    let nobody = get(&service, "/v1/tournaments/empty/text/live", &[]).await;
    assert_eq!(line(&nobody), "Nobody of The empty tournament is in a game or on air now.");
}

async fn cup_without_anybody(service: &Service) -> TournamentId {
    let id = hold(service, &tests::tournament::tournament("empty"), &[]).await;
    service.settle().await;
    id
}

#[tokio::test]
async fn what_comes_next_follows_the_clock() {
    let (service, _) = played_cup().await;
    let ends = |words: &str| format!("The cup tournament is on, and ends in {words} (Thu 11 Jun 2026 15:30 UTC).");
    for (now, expected) in [
        ("2026-06-10T12:00:00Z", ends("1 day 3 hours")),
        ("2026-06-10T12:30:00Z", ends("1 day 3 hours")),
        ("2026-06-10T12:30:01Z", ends("1 day 2 hours")),
        ("2026-06-11T15:29:30Z", ends("less than a minute")),
        ("2026-06-11T15:30:00Z", "The cup tournament is over: it ended on Thu 11 Jun 2026 15:30 UTC.".to_owned()),
    ] {
        service.clock.set(now);
        assert_eq!(told(&service, "next").await, expected, "{now}");
    }
    service.database.run("update tournaments set start_date = null, end_date = null").await;
    nudge(&service, Event::Live, &Scope::All).await;
    service.settle().await;
    assert_eq!(told(&service, "next").await, "The cup tournament has no dates yet.");
}

#[tokio::test]
async fn names_that_hosts_make_up_do_no_harm() {
    let service = four_players().await;
    let id = cup(&service, &[]).await;
    for (name, shown) in [
        ("a", "/ban @everyone\r\n!so $(urlfetch x)"),
        ("c", "\u{202e}\u{1b}[31m\u{1}ACTION"),
        ("b", "\u{2028}.timeout <@&1>"),
    ] {
        present(&service, id, (name, None), json!({ "displayName": shown })).await;
    }
    service.settle().await;
    let expected = "The cup tournament by peak rating: 1. /ban ＠everyone !so ＄(urlfetch x) (unrated) · 2. .timeout <＠&1> \
                    (unrated) · 3. [31mACTION (unrated)";
    assert_eq!(told(&service, "standings").await, expected);
    let player = told(&service, "player?name=ban").await;
    assert!(player.starts_with("／ban ＠everyone !so ＄(urlfetch x) is "), "{player}");
    assert_eq!(column(&service.get(&format!("{CUP}/standings")).await, "name").len(), 3);
}
