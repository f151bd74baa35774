//! What must hold however many come at once.

use std::collections::BTreeMap;

use futures_util::future::join_all;
use serde_json::{Value, json};
use tests::service::{HOST, RIVAL};

use super::fixture::{CUP, Fixture, user};

const PLAYERS: (&str, &str) = ("POST", "/v1/tournaments/cup/players");

/// How many got which status.
fn tally(statuses: impl IntoIterator<Item = u16>) -> BTreeMap<u16, usize> {
    statuses.into_iter().fold(BTreeMap::new(), |mut tally, status| {
        *tally.entry(status).or_default() += 1;
        tally
    })
}

/// The statuses when HOST sends all of `bodies` at once.
async fn at_once(
    fixture: &Fixture,
    route: (&str, &str),
    bodies: impl IntoIterator<Item = Value>,
) -> BTreeMap<u16, usize> {
    let one = async |body: Value| fixture.ask(HOST, route, &body, None).await.status;
    tally(join_all(bodies.into_iter().map(one)).await)
}

#[tokio::test]
async fn one_of_fifty_gets_the_last_place_of_a_roster() {
    let fixture = Fixture::set().await;
    let fill = "insert into tournament_players (tournament_id, name)
        select id, 'n' || n from tournaments, generate_series(1, 99) n";
    fixture.service.database.run(fill).await;
    let statuses = at_once(&fixture, PLAYERS, (0..50).map(|n| json!({"name": format!("late {n}")}))).await;
    assert_eq!(statuses, [(204, 1), (422, 49)].into());
    assert_eq!(fixture.count("select count(*) from tournament_players").await, 100);
}

#[tokio::test]
async fn one_of_many_gets_the_last_exclusion_and_one_of_many_takes_it_back() {
    let fixture = Fixture::set().await;
    assert_eq!(fixture.ask(HOST, PLAYERS, &json!({"name": "Anna", "profile_id": 101}), None).await.status, 204);
    let database = &fixture.service.database;
    let matches = "insert into matches
        select n, 6, 3, 'Arabia', null, now(), now(), 'completed', now() from generate_series(1, 20) n";
    let players = "insert into match_players
        select match_id, 101, 3, now(), 5, 0, 'win', 1484, 1500, 3, now() from matches";
    for insert in [matches, players] {
        database.run(insert).await;
    }
    let fill = "insert into match_exclusions
        select id, n, 'A restart.', gen_random_uuid(), now() from tournaments, generate_series(101, 1099) n";
    database.run(fill).await;
    let exclude = &async |id: i64| {
        let path = format!("{CUP}/exclusions/{id}");
        fixture.ask(HOST, ("PUT", &path), &json!({"reason": "A restart."}), None).await.status
    };
    assert_eq!(tally(join_all((1..=20).map(exclude)).await), [(204, 1), (422, 19)].into());
    assert_eq!(fixture.count("select count(*) from match_exclusions").await, 1_000);
    assert_eq!(exclude(500).await, 204, "the reason of one that is excluded is no further one");
    let nudges = fixture.nudges().await;
    let include =
        async |_| fixture.ask(HOST, ("DELETE", &format!("{CUP}/exclusions/500")), &Value::Null, None).await.status;
    assert_eq!(tally(join_all((0..20).map(include)).await), [(204, 1), (404, 19)].into());
    assert_eq!(fixture.nudges().await - nudges, 3);
    database.run("update match_exclusions set match_id = 1 where match_id < 100").await;
    assert_eq!(tally(join_all([1; 20].map(exclude)).await), [(204, 20)].into(), "the same one, many times");
    assert_eq!(fixture.nudges().await - nudges, 3, "of which none changes anything");
}

#[tokio::test]
async fn one_of_many_gets_a_name_or_an_account() {
    let fixture = Fixture::set().await;
    assert_eq!(at_once(&fixture, PLAYERS, vec![json!({"name": "Anna"}); 20]).await, [(204, 1), (409, 19)].into());
    let accounts = (0..20).map(|n| json!({"name": format!("a {n}"), "profile_id": 101}));
    assert_eq!(at_once(&fixture, PLAYERS, accounts).await, [(204, 1), (409, 19)].into());
    let guests = join_all((0..10).map(async |n| {
        let added = fixture.ask(HOST, PLAYERS, &json!({"name": format!("guest {n}")}), None).await;
        format!("{CUP}/players/{}", added.new_id())
    }));
    let link = async |path: String| fixture.ask(HOST, ("PATCH", &path), &json!({"profile_id": 102}), None).await.status;
    assert_eq!(tally(join_all(guests.await.into_iter().map(link)).await), [(204, 1), (409, 9)].into());
    let path = format!("{CUP}/players/{}", fixture.ask(HOST, PLAYERS, &json!({"name": "last"}), None).await.new_id());
    let links = at_once(&fixture, ("PATCH", &path), (201..211).map(|profile| json!({"profile_id": profile}))).await;
    assert_eq!(links, [(204, 1), (422, 9)].into(), "linked once");
}

#[tokio::test]
async fn one_of_many_spellings_gets_a_name() {
    let fixture = Fixture::set().await;
    let spellings = ["Anna Lee", "ANNA LEE", " anna\u{a0} lee ", "An\u{200b}na  Lee"];
    for (path, made) in [(PLAYERS.1.to_owned(), 204), (format!("{CUP}/teams"), 201)] {
        let bodies = spellings.iter().cycle().take(24).map(|name| json!({"name": name, "initials": "A"}));
        assert_eq!(at_once(&fixture, ("POST", &path), bodies).await, [(made, 1), (409, 23)].into(), "{path}");
    }
    let teams = join_all((0..10).map(async |n| {
        let body = json!({"name": format!("team {n}"), "initials": "T"});
        format!("{CUP}/teams/{}", fixture.ask(HOST, ("POST", &format!("{CUP}/teams")), &body, None).await.new_id())
    }));
    let rename = async |(path, name): (String, &str)| {
        fixture.ask(HOST, ("PATCH", &path), &json!({"name": name}), None).await.status
    };
    let renamed = teams.await.into_iter().zip(["Reds", "REDS", " r\u{200b}eds"].into_iter().cycle()).map(rename);
    assert_eq!(tally(join_all(renamed).await), [(200, 1), (409, 9)].into());
}

#[tokio::test]
async fn one_of_many_gets_a_slug() {
    let fixture = Fixture::set().await;
    let create = async |n| {
        let new = json!({"slug": "mine", "name": "M", "leaderboard_id": 3});
        fixture.ask(&user(n), ("POST", "/v1/tournaments"), &new, None).await.status
    };
    assert_eq!(tally(join_all((0..20).map(create)).await), [(201, 1), (409, 19)].into());
    assert_eq!(fixture.count("select count(*) from tournament_owners").await, 2);
}

#[tokio::test]
async fn nobody_creates_an_eleventh() {
    let fixture = Fixture::set().await;
    for n in 1..9 {
        let new = tests::tournament::tournament(&format!("t{n}"));
        let id = tests::tournament::create(&fixture.service.database.pool, &new).await;
        fixture.service.make_owner(id, HOST).await;
    }
    let news = (0..20).map(|n| json!({"slug": format!("new-{n}"), "name": "N", "leaderboard_id": 3}));
    assert_eq!(at_once(&fixture, ("POST", "/v1/tournaments"), news).await, [(201, 1), (422, 19)].into());
    assert_eq!(fixture.count("select count(*) from tournament_owners").await, 10);
}

#[tokio::test]
async fn nobody_creates_an_eleventh_while_handing_the_others_over() {
    let fixture = Fixture::set().await;
    let give_away = async |slug: String| {
        let owners = format!("/v1/tournaments/{slug}/owners");
        if fixture.ask(HOST, ("POST", &owners), &json!({"user_id": RIVAL}), None).await.status == 204 {
            fixture.ask(HOST, ("DELETE", &format!("{owners}/{HOST}")), &Value::Null, None).await;
        }
    };
    let create_and_give_away = async |n: i32| {
        let new = json!({"slug": format!("new-{n}"), "name": "N", "leaderboard_id": 3});
        let created = fixture.ask(HOST, ("POST", "/v1/tournaments"), &new, None).await.status;
        give_away(format!("new-{n}")).await;
        created
    };
    assert_eq!(tally(join_all((0..30).map(create_and_give_away)).await), [(201, 9), (422, 21)].into());
    assert_eq!(fixture.count("select count(*) from tournaments").await, 10);
}

#[tokio::test]
async fn a_tournament_never_loses_its_last_owner() {
    let fixture = Fixture::set().await;
    let revoke = async |by: &str, whom: &str| {
        fixture.ask(by, ("DELETE", &format!("{CUP}/owners/{whom}")), &Value::Null, None).await.status
    };
    for round in 0..200 {
        for owner in [HOST, RIVAL] {
            let mut tx = fixture.service.database.pool.begin().await.unwrap();
            store::owners::grant(&mut tx, fixture.cup, owner.parse().map(domain::id::UserId).unwrap()).await.unwrap();
            tx.commit().await.unwrap();
        }
        let each_other = round % 4 > 0;
        let (one, other) = if each_other { (RIVAL, HOST) } else { (HOST, RIVAL) };
        let statuses = tokio::join!(revoke(HOST, one), revoke(RIVAL, other));
        let loser = if each_other { 403 } else { 422 };
        assert_eq!(tally([statuses.0, statuses.1]), [(204, 1), (loser, 1)].into(), "round {round}");
        assert_eq!(fixture.count("select count(*) from tournament_owners").await, 1, "round {round}");
    }
}

#[tokio::test]
async fn a_team_has_one_captain_and_a_player_one_team() {
    let fixture = Fixture::set().await;
    let mut teams = Vec::new();
    for name in ["Reds", "Blues"] {
        let body = json!({"name": name, "initials": "X"});
        teams.push(fixture.ask(HOST, ("POST", &format!("{CUP}/teams")), &body, None).await.new_id());
    }
    let members = teams.iter().map(|team| format!("{CUP}/teams/{team}/members")).collect::<Vec<_>>();
    let mut entries = Vec::new();
    for n in 0..6 {
        let entry = fixture.ask(HOST, PLAYERS, &json!({"name": format!("p{n}")}), None).await.new_id();
        let body = json!({"tournament_player_id": entry});
        let add = async |n: usize| fixture.ask(HOST, ("POST", &members[n % 2]), &body, None).await.status;
        assert_eq!(tally(join_all((0..8).map(add)).await), [(204, 1), (409, 7)].into());
        entries.push(entry);
    }
    let move_all = "update team_members set team_id = (select min(id) from teams)";
    fixture.service.database.run(move_all).await;
    let path = format!("{CUP}/teams/{}/captain", teams[0]);
    for round in 0..20 {
        let bodies = entries.iter().map(|entry| json!({"tournament_player_id": entry}));
        assert_eq!(at_once(&fixture, ("PATCH", &path), bodies).await, [(204, 6)].into());
        let captains = fixture.count("select count(*) from team_members where is_captain").await;
        assert_eq!(captains, 1, "round {round}");
    }
}
