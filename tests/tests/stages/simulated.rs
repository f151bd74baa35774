//! Series that the simulated upstream plays, restarts, rehosts and wrong reports included, are what was played.

use chrono::TimeDelta;
use domain::clock::Clock as _;
use serde_json::{Value, json};
use sim::{Fixture, FixtureId, Format, Incident, Role, Series, Side};

use super::event::Event;

/// How many series are played at once, by two entries each.
const SERIES: usize = 24;
/// The entries besides, who play where they should not.
const OUTSIDERS: usize = 6;
/// Nothing is played longer than this.
const LONGEST: i64 = 8 * 60;

/// What goes wrong in the series with this number.
fn incidents(number: usize) -> Vec<Incident> {
    let outsider = Event::account(2 * SERIES + number % OUTSIDERS);
    match number % 8 {
        0 => vec![Incident::Restart { before: 1 }, Incident::Restart { before: 2 }],
        1 => vec![Incident::Rehost { before: 2 }],
        2 => vec![Incident::WrongOpponent { before: 1, plays: outsider }],
        3 => vec![Incident::ThirdAccount { before: 2, joins: outsider }],
        4 => vec![Incident::LateOutcome { of: 1 }, Incident::ShowMatch],
        5 => vec![Incident::CorrectedOutcome { of: 1 }, Incident::ShowMatch],
        6 => vec![Incident::Forfeit { before: 2, by: Side::Second }],
        _ => Vec::new(),
    }
}

fn format(number: usize) -> (Format, Value) {
    let games = [1, 3, 5][number % 3];
    match number % 4 {
        3 => (Format::PlayAll(games + 1), json!({"play_all": games + 1})),
        _ => (Format::BestOf(games.max(3)), json!({"best_of": games.max(3)})),
    }
}

/// The series and the fixtures of an event, all of which begin at the same time.
async fn scheduled(event: &Event) -> Vec<(i64, FixtureId)> {
    let start = event.service.clock.now() + TimeDelta::minutes(10);
    let mut series = Vec::new();
    for number in 0..SERIES {
        let sides = [2 * number, 2 * number + 1];
        let (format, given) = format(number);
        let body = json!({"sides": event.ids(sides), "format": given, "scheduled_at": start.to_string()});
        let id = event.host("POST", "/series", body, 201).await["series_id"].as_i64().unwrap();
        let [first, second] = sides.map(Event::account);
        let fixture = Fixture::new(&[first], &[second], format, start.unix_seconds());
        let fixture = incidents(number).into_iter().fold(fixture, Fixture::with);
        series.push((id, event.service.sim.world(|world| world.schedule(fixture)).unwrap()));
    }
    series
}

/// The matches that a service should list, with whether each counts and who won it.
fn listed(played: &Series) -> Vec<(i64, bool, Option<usize>)> {
    let is_of_sides = |role| matches!(role, Role::Counting | Role::Restarted | Role::Rehosted);
    let games = played.games.iter().filter(|game| is_of_sides(game.role));
    games.map(|game| (game.match_id.0, game.counts(), game.winner.map(Side::index))).collect()
}

#[tokio::test]
async fn series_are_what_was_played() {
    let event = Event::of(2 * SERIES + OUTSIDERS).await;
    let series = scheduled(&event).await;
    let is_over = |event: &Event| {
        let ended = |id| event.service.sim.world(|world| world.series(id)).unwrap().is_over;
        series.iter().all(|(_, fixture)| ended(*fixture))
    };
    for minute in 0..LONGEST {
        event.pass(TimeDelta::minutes(1));
        event.service.poll_live().await;
        if minute % 3 == 0 {
            event.service.poll_chosen_matches().await;
        }
        if is_over(&event) {
            break;
        }
    }
    assert!(is_over(&event), "something is still played");
    event.service.poll_matches().await;
    event.service.settle().await;
    for (number, (id, fixture)) in series.iter().enumerate() {
        let played = event.service.sim.world(|world| world.series(*fixture)).unwrap();
        let found = event.read(&format!("/series/{id}")).await;
        let games = found["games"].as_array().unwrap().iter().map(|game| {
            let winner = game["winner"].as_u64().map(|side| usize::try_from(side).unwrap());
            (game["match_id"].as_i64().unwrap(), game["counts"] == true, winner)
        });
        assert_eq!(games.collect::<Vec<_>>(), listed(&played), "series {number}: {:?}", incidents(number));
        assert_eq!(found["score"], json!(played.score), "series {number}");
        let winner = played.winner.filter(|_| played.forfeited_by.is_none()).map(Side::index);
        assert_eq!(found["winner"], json!(winner), "series {number}");
    }
}
