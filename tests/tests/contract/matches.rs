//! Matches of a roster: the list with its filters, and one.

use std::time::Duration;

use serde_json::{Value, json};
use sim::{Game, MatchId, MatchType};
use tests::{Service, service::NOW};

use super::fixture::{ANNA, BERT, CARL, CUP, DORA, catch_up, column, cup, duel, four_players};

struct Played {
    service: Service,
    solo: MatchId,
    team: MatchId,
    custom: MatchId,
    lobby: MatchId,
    foreign: MatchId,
}

/// Anna and Bert are on the roster; Carl and Dora are not.
async fn played() -> Played {
    let service = four_players().await;
    let [solo, team, custom, lobby, foreign] = service.sim.world(|world| {
        let team = Game::new(MatchType::TeamRm2, &[ANNA, CARL], &[BERT, DORA]).lasting(Duration::from_mins(40));
        let custom = Game::new(MatchType::Custom, &[CARL], &[BERT]).lasting(Duration::from_mins(50));
        [
            world.play(&duel(ANNA, DORA, 30)),
            world.play(&team),
            world.play(&custom),
            world.open_lobby(&[BERT, CARL], MatchType::Custom),
            world.play(&duel(CARL, DORA, 35)),
        ]
    });
    cup(&service, &[("Anna", Some(ANNA)), ("Bert", Some(BERT)), ("Guest", None)]).await;
    catch_up(&service).await;
    Played { service, solo, team, custom, lobby, foreign }
}

impl Played {
    async fn listed(&self, query: &str) -> Vec<Value> {
        column(&self.service.get(&format!("{CUP}/matches{query}")).await, "match_id")
    }
}

fn ids<const N: usize>(matches: [MatchId; N]) -> Vec<Value> {
    matches.map(|id| json!(id)).to_vec()
}

#[tokio::test]
async fn the_rosters_matches_are_listed_newest_start_first() {
    let played = played().await;
    assert_eq!(played.listed("").await, ids([played.solo, played.team, played.custom]), "lobbies are not played yet");
    assert_eq!(played.service.get(&format!("{CUP}/matches")).await["last_polled_at"], NOW);
}

#[tokio::test]
async fn filters_narrow_the_list() {
    let played = played().await;
    let Played { solo, team, custom, lobby, .. } = played;
    for (query, expected) in [
        ("?profile_id=101", ids([solo, team])),
        ("?profile_id=104", ids([solo, team])),
        ("?profile_id=103", ids([team, custom])),
        ("?profile_id=103&state=staging", ids([lobby])),
        ("?profile_id=999", ids([])),
        ("?leaderboard_id=3", ids([solo])),
        ("?leaderboard_id=4", ids([team])),
        ("?leaderboard_id=0", ids([])),
        ("?state=completed", ids([solo, team, custom])),
        ("?state=staging", ids([lobby])),
        ("?state=in_progress", ids([])),
        ("?profile_id=103&state=completed&limit=1", ids([team])),
        ("?limit=2", ids([solo, team])),
        ("?limit=2&limit=3", ids([solo, team, custom])),
        ("?profile_id=102&leaderboard_id=4&state=completed&limit=200", ids([team])),
    ] {
        assert_eq!(played.listed(query).await, expected, "{query}");
    }
}

#[tokio::test]
async fn fifty_are_listed_unless_told() {
    let service = four_players().await;
    service.sim.world(|world| {
        for minutes in 10..70 {
            world.play(&duel(ANNA, BERT, minutes));
        }
    });
    cup(&service, &[("Anna", Some(ANNA))]).await;
    catch_up(&service).await;
    for (query, count) in [("", 50), ("?limit=200", 60), ("?limit=7", 7)] {
        let list = service.get(&format!("{CUP}/matches{query}")).await;
        let starts: Vec<_> = column(&list, "started_at").iter().map(Value::to_string).collect();
        assert_eq!(starts.len(), count, "{query}");
        assert!(starts.is_sorted_by(|newer, older| newer > older), "{query}");
    }
}

#[tokio::test]
async fn one_match_is_complete() {
    let played = played().await;
    let mut game = played.service.get(&format!("{CUP}/matches/{}", played.solo.0)).await;
    assert_eq!(game["match_id"].take(), json!(played.solo));
    insta::assert_json_snapshot!("match", game);
}

#[tokio::test]
async fn every_player_is_listed_by_side_then_account() {
    let played = played().await;
    let list = played.service.get(&format!("{CUP}/matches?leaderboard_id=4")).await;
    let game = played.service.get(&format!("{CUP}/matches/{}", played.team.0)).await;
    for players in [&list["items"][0]["players"], &game["players"]] {
        let seats: Vec<_> =
            players.as_array().unwrap().iter().map(|one| json!([one["team_id"], one["profile_id"]])).collect();
        assert_eq!(seats, [json!([0, 101]), json!([0, 103]), json!([1, 102]), json!([1, 104])]);
    }
}

#[tokio::test]
async fn an_unknown_side_comes_first_as_minus_one() {
    let played = played().await;
    played.service.database.run("update match_players set team_id = null where profile_id in (104, 101)").await;
    let game = played.service.get(&format!("{CUP}/matches/{}", played.team.0)).await;
    let seats: Vec<_> =
        game["players"].as_array().unwrap().iter().map(|one| json!([one["team_id"], one["profile_id"]])).collect();
    assert_eq!(seats, [json!([-1, 101]), json!([-1, 104]), json!([0, 103]), json!([1, 102])]);
}

#[tokio::test]
async fn a_custom_game_has_no_ladder() {
    let played = played().await;
    let game = played.service.get(&format!("{CUP}/matches/{}", played.custom.0)).await;
    assert_eq!(
        (&game["leaderboard_id"], &game["matchtype_id"], &game["state"]),
        (&Value::Null, &json!(0), &json!("completed"))
    );
}

#[tokio::test]
async fn a_match_without_anybody_of_the_roster_is_not_found() {
    let played = played().await;
    for id in [played.foreign.0, 1] {
        let (status, body) = played.service.get_any(&format!("{CUP}/matches/{id}")).await;
        assert_eq!((status, body), (404, json!({"detail": "Match not found"})));
    }
}

#[tokio::test]
async fn a_late_correction_shows() {
    let played = played().await;
    let path = format!("{CUP}/matches/{}", played.solo.0);
    assert_eq!(played.service.get(&path).await["players"][0]["outcome"], "win");
    played.service.sim.world(|world| world.correct_match(played.solo, sim::Match::reverse_outcome)).unwrap();
    catch_up(&played.service).await;
    assert_eq!(played.service.get(&path).await["players"][0]["outcome"], "loss");
}
