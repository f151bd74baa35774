//! What viewers see of an excluded match: it is marked in the lists of matches and counts in no table, until it is
//! included again; then every body is what it was.

use std::{collections::BTreeMap, time::Duration};

use domain::id::{EntryId, TournamentId};
use serde_json::{Value, json};
use sim::{Game, MatchId, MatchType};
use tests::{
    Frames, Service,
    service::HOST,
    tournament::{team, tournament},
};

use super::{
    ask::get,
    fixture::{ANNA, BERT, CARL, CUP, DORA, catch_up, column, duel, four_players, hold, named},
};

/// The reads that count games: an exclusion changes all of them.
const COUNTING: [&str; 9] = [
    "/standings",
    "/teams/standings",
    "/summary?win_rate_min_games=1",
    "/civ-stats",
    "/head-to-head",
    "/head-to-head?limit=1",
    "/matches.atom",
    "/text/player?name=anna",
    "/exclusions",
];

/// The reads that list matches: they mark the excluded one.
const LISTING: [&str; 6] = [
    "/matches",
    "/matches?limit=2",
    "/matches?profile_id=101",
    "/matches?leaderboard_id=3&state=completed",
    "/players/101",
    "/players/101?match_limit=1",
];

/// The reads that an exclusion does not change: most of them read ratings.
const UNCHANGED: [&str; 10] = [
    "",
    "/standings/history",
    "/progression",
    "/players",
    "/live",
    "/calendar.ics",
    "/text/standings",
    "/text/leader",
    "/text/next",
    "/matches?leaderboard_id=4",
];

struct Cup {
    service: Service,
    /// The newest match: Anna beat Bert.
    newest: MatchId,
    older: MatchId,
}

/// Anna and Bert, on teams of their own, with two duels, a game of theirs on another ladder, and one against a
/// stranger; and another tournament with both of them.
async fn played() -> Cup {
    let service = four_players().await;
    let teams = async |id: TournamentId| {
        let entries: Vec<EntryId> =
            sqlx::query_scalar("select id from tournament_players where tournament_id = $1 order by id")
                .bind(id.0)
                .fetch_all(&service.database.pool)
                .await
                .unwrap()
                .into_iter()
                .map(EntryId)
                .collect();
        team(&service.database.pool, id, "Reds", &entries[..1]).await;
        team(&service.database.pool, id, "Blues", &entries[1..]).await;
    };
    for slug in ["cup", "other"] {
        let roster = [("Anna", Some(ANNA)), ("Bert", Some(BERT))];
        let id = hold(&service, &tournament(slug), &roster).await;
        service.make_owner(id, HOST).await;
        teams(id).await;
    }
    let (newest, older) = service.sim.world(|world| {
        let team = Game::new(MatchType::TeamRm2, &[ANNA, CARL], &[BERT, DORA]).lasting(Duration::from_mins(45));
        world.play(&team);
        world.play(&duel(BERT, DORA, 50));
        (world.play(&duel(ANNA, BERT, 20)), world.play(&duel(BERT, ANNA, 40)))
    });
    catch_up(&service).await;
    Cup { service, newest, older }
}

impl Cup {
    /// The body and the tag of every read of a tournament.
    async fn bodies(&self, slug: &str) -> BTreeMap<String, (Option<String>, String)> {
        let mut bodies = BTreeMap::new();
        let each = [format!("/matches/{}", self.newest.0), format!("/matches/{}", self.older.0)];
        let reads = COUNTING.iter().chain(&LISTING).chain(&UNCHANGED).map(|read| (*read).to_owned()).chain(each);
        for read in reads {
            let answer = get(&self.service, &format!("/v1/tournaments/{slug}{read}"), &[]).await;
            assert_eq!(answer.status, 200, "{read}");
            // A cut body's tag names the body that it is cut from, as it was rendered then.
            let tag = answer.header("etag").filter(|_| !read.contains("limit=")).map(str::to_owned);
            bodies.insert(read, (tag, String::from_utf8(answer.decoded()).unwrap()));
        }
        bodies
    }

    async fn exclude(&self, id: MatchId) {
        let path = format!("{CUP}/exclusions/{}", id.0);
        let body = json!({"reason": "It was restarted."});
        assert_eq!(self.service.send("PUT", &path, Some(&self.service.token(HOST)), Some(body), &[]).await.0, 204);
    }

    async fn include(&self, id: MatchId) {
        let path = format!("{CUP}/exclusions/{}", id.0);
        assert_eq!(self.service.send("DELETE", &path, Some(&self.service.token(HOST)), None, &[]).await.0, 204);
    }
}

#[tokio::test]
async fn an_exclusion_changes_what_counts_games_and_including_it_again_restores_every_byte() {
    let cup = played().await;
    let (before, others) = (cup.bodies("cup").await, cup.bodies("other").await);
    assert!(before.values().all(|(_, body)| !body.contains("excluded")), "{before:?}");
    cup.exclude(cup.newest).await;
    let during = cup.bodies("cup").await;
    let newest = format!("/matches/{}", cup.newest.0);
    for read in COUNTING.iter().chain(&LISTING).copied().chain([newest.as_str()]) {
        assert_ne!(during[read].1, before[read].1, "{read} changes");
        assert!(during[read].0 != before[read].0 || read.contains("limit="), "the tag of {read} changes");
    }
    let older = format!("/matches/{}", cup.older.0);
    for read in UNCHANGED.iter().copied().chain([older.as_str()]) {
        assert_eq!(during[read], before[read], "{read} stays");
    }
    for read in LISTING.iter().copied().chain([newest.as_str()]) {
        assert_eq!(during[read].1.matches(r#""excluded":true"#).count(), 1, "{read}");
        assert_eq!(during[read].1.replace(r#","excluded":true"#, ""), before[read].1, "{read} has the mark alone");
    }
    assert_eq!(cup.bodies("other").await, others, "it is excluded from its own tournament only");
    cup.service.settle().await;
    assert_eq!(cup.bodies("cup").await, during, "by the nudge as by the write");
    cup.include(cup.newest).await;
    assert_eq!(cup.bodies("cup").await, before);
    cup.service.settle().await;
    assert_eq!((cup.bodies("cup").await, cup.bodies("other").await), (before, others));
}

#[tokio::test]
async fn the_numbers_are_those_of_the_games_that_count() {
    let cup = played().await;
    let record = async |name: &str| {
        let standings = cup.service.get(&format!("{CUP}/standings")).await;
        let record = named(&standings, name)["tournament_record"].clone();
        (record["wins"].as_i64().unwrap(), record["losses"].as_i64().unwrap(), record["peak_rating"].clone())
    };
    let met = async || column(&cup.service.get(&format!("{CUP}/head-to-head")).await, "match_id");
    let (anna, bert) = (record("Anna").await, record("Bert").await);
    assert_eq!(((anna.0, anna.1), (bert.0, bert.1)), ((1, 1), (2, 1)));
    assert_eq!(met().await, [json!(cup.newest), json!(cup.older)]);
    cup.exclude(cup.newest).await;
    assert_eq!((record("Anna").await, record("Bert").await), ((0, 1, anna.2), (2, 0, bert.2)));
    assert_eq!(met().await, [json!(cup.older)]);
    cup.exclude(cup.older).await;
    let (anna, bert) = (record("Anna").await, record("Bert").await);
    assert_eq!(((anna.0, anna.1), (bert.0, bert.1)), ((0, 0), (1, 0)));
    assert_eq!(met().await, [Value::Null; 0]);
    let list = cup.service.get(&format!("{CUP}/exclusions")).await;
    assert_eq!(column(&list, "match_id"), [json!(cup.older), json!(cup.newest)], "the latest first");
    assert_eq!(cup.service.get("/v1/tournaments/current/exclusions").await["items"], json!([]), "of the newest one");
}

#[tokio::test]
async fn a_game_that_comes_again_stays_excluded() {
    let cup = played().await;
    cup.exclude(cup.newest).await;
    cup.service.sim.world(|world| world.correct_match(cup.newest, sim::Match::reverse_outcome)).unwrap();
    catch_up(&cup.service).await;
    let standings = cup.service.get(&format!("{CUP}/standings")).await;
    assert_eq!(named(&standings, "Anna")["tournament_record"]["games_played"], 1);
    let game = cup.service.get(&format!("{CUP}/matches/{}", cup.newest.0)).await;
    assert_eq!((&game["players"][0]["outcome"], &game["excluded"]), (&json!("loss"), &json!(true)));
}

/// The next `count` events, which are all, sorted.
async fn events(frames: &mut Frames, count: usize) -> Vec<String> {
    let frames = frames.exactly(count).await;
    let mut events: Vec<_> = frames.into_iter().map(|frame| frame.event.unwrap_or_default()).collect();
    events.sort();
    events
}

#[tokio::test]
async fn viewers_get_one_event_for_each_family_that_changed() {
    let cup = played().await;
    let mut viewers = cup.service.stream(&format!("{CUP}/stream")).await;
    let mut others = cup.service.stream("/v1/tournaments/other/stream").await;
    cup.exclude(cup.newest).await;
    assert_eq!(events(&mut viewers, 3).await, ["matches", "series", "standings"]);
    cup.exclude(cup.newest).await;
    assert_eq!(events(&mut viewers, 0).await, [""; 0], "nothing changed");
    cup.include(cup.newest).await;
    assert_eq!(events(&mut viewers, 3).await, ["matches", "series", "standings"]);
    assert_eq!(events(&mut others, 0).await, [""; 0]);
}

#[tokio::test]
async fn a_match_that_is_played_right_now_is_marked_where_it_is_live() {
    let cup = played().await;
    let lobby = cup.service.sim.world(|world| world.open_lobby(&[ANNA, BERT], MatchType::SoloRm));
    catch_up(&cup.service).await;
    let live = async || cup.service.get(&format!("{CUP}/live")).await["items"][0]["excluded"].clone();
    let mut viewers = cup.service.stream(&format!("{CUP}/stream")).await;
    assert_eq!(live().await, Value::Null);
    cup.exclude(lobby).await;
    assert_eq!(live().await, json!(true));
    assert_eq!(events(&mut viewers, 4).await, ["live", "matches", "series", "standings"]);
    cup.include(lobby).await;
    assert_eq!(live().await, Value::Null);
    assert_eq!(events(&mut viewers, 4).await, ["live", "matches", "series", "standings"]);
}
