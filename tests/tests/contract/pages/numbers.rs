//! Every number on the page of a tournament is one of the JSON of the same moment.

use serde_json::Value;
use tests::{Service, tournament::window};

use super::{
    super::fixture::{ANNA, BERT, CARL, CUP, DORA, catch_up, duel, four_players, held_on, hold},
    PAGE,
    dom::Element,
    fresh, text,
};

/// A cup of four players in two teams, with some games, during the day.
async fn cup() -> Service {
    let service = four_players().await;
    let new = held_on(3, window(Some("2026-06-08T00:00:00Z"), Some("2026-06-20T00:00:00Z")));
    let roster =
        [("Anna", Some(ANNA)), ("Bert", Some(BERT)), ("Carl", Some(CARL)), ("Dora", Some(DORA)), ("Guest", None)];
    hold(&service, &new, &roster).await;
    service
        .database
        .run(
            "with reds as (
                insert into teams (tournament_id, name, initials) select id, 'Reds', 'RD' from tournaments returning *
            )
            insert into team_members (tournament_id, team_id, tournament_player_id)
            select reds.tournament_id, reds.id, entry.id
            from reds
            join tournament_players entry using (tournament_id)
            where entry.name in ('Anna', 'Dora')",
        )
        .await;
    service.poll_all().await;
    service.sim.world(|world| {
        for round in 0..12 {
            world.play(&duel(BERT, ANNA, 600 - 20 * round));
        }
        for (winner, loser, minutes) in [(BERT, CARL, 300), (DORA, CARL, 100), (BERT, DORA, 40)] {
            world.play(&duel(winner, loser, minutes));
        }
    });
    catch_up(&service).await;
    service
}

async fn json(service: &Service, path: &str) -> Value {
    fresh(service, &format!("{CUP}{path}")).await.json()
}

/// A number as pages write it; what is unknown is a dash.
fn written(number: &Value) -> String {
    if number.is_null() { "–".to_owned() } else { number.to_string() }
}

fn percent(number: &Value) -> String {
    number.as_f64().map_or_else(|| "–".to_owned(), |number| format!("{number:.1} %"))
}

fn streak(number: &Value) -> String {
    match number.as_i64().unwrap() {
        0 => "–".to_owned(),
        won @ 1.. => format!("W{won}"),
        lost => format!("L{}", -lost),
    }
}

fn name(value: &Value) -> String {
    value["name"].as_str().unwrap().to_owned()
}

/// The rows of the standings, as the page has to show them.
fn standings(standings: &Value) -> Vec<Vec<String>> {
    let rows = standings["items"].as_array().unwrap().iter().enumerate();
    rows.map(|(index, row)| {
        let record = &row["tournament_record"];
        let form = record["recent_matchups"].as_array().unwrap().iter();
        let form: String = form.map(|game| if game["outcome"] == "win" { 'W' } else { 'L' }).collect();
        let now = [(&row["in_match"], "Playing"), (&row["stream_live"], "On air")];
        vec![
            (index + 1).to_string(),
            name(row) + row["team"]["initials"].as_str().unwrap_or_default(),
            written(&row["max_rating"]),
            written(&row["current_rating"]),
            written(&record["games_played"]),
            percent(&record["win_pct"]),
            streak(&record["streak"]),
            form,
            now.into_iter().filter(|(is, _)| **is == Value::Bool(true)).map(|(_, word)| word).collect(),
        ]
    })
    .collect()
}

/// The rows of the standings that the page shows, without the places by which entries rose.
fn shown_standings(page: &Element) -> Vec<Vec<String>> {
    let rows = page.one("table.standings").one("tbody").children.iter();
    rows.map(|row| row.children.iter().map(Element::text).map(str::to_owned).collect())
        .map(|mut cells: Vec<String>| {
            cells.remove(1);
            // The flag.
            cells[1] = cells[1].trim_start_matches(|letter| ('\u{1F1E6}'..='\u{1F1FF}').contains(&letter)).to_owned();
            cells
        })
        .collect()
}

/// The places by which each entry rose since midnight, by its name, by the history.
fn rose(history: &Value, standings: &Value) -> Vec<String> {
    let midnight = "2026-06-10T00:00:00Z";
    let bucket = history["buckets"].as_array().unwrap().iter().rposition(|bucket| bucket.as_str().unwrap() <= midnight);
    let rows = standings["items"].as_array().unwrap().iter().enumerate();
    rows.map(|(index, row)| {
        let of_entry = |player: &&Value| player["tournament_player_id"] == row["tournament_player_id"];
        let player = history["players"].as_array().unwrap().iter().find(of_entry).unwrap();
        let before = player["points"][bucket.unwrap()]["position"].as_i64().unwrap();
        match before - i64::try_from(index + 1).unwrap() {
            0 => String::new(),
            up @ 1.. => format!("▲{up}"),
            down => format!("▼{}", -down),
        }
    })
    .collect()
}

#[tokio::test]
async fn each_number_is_the_jsons() {
    let service = cup().await;
    let page = Element::parse(&text(&fresh(&service, PAGE).await));
    let told = json(&service, "/standings").await;
    assert_eq!(shown_standings(&page), standings(&told));
    let history = json(&service, "/standings/history").await;
    let risen = page.texts("td.rise");
    assert_eq!(risen, rose(&history, &told));
    assert!(risen.iter().any(|rise| !rise.is_empty()), "somebody rose: {risen:?}");
    let summary = json(&service, "/summary").await;
    let cards = ["highest_peak_rating", "biggest_climber", "best_win_rate", "longest_win_streak", "most_games_played"];
    let cards: Vec<_> = cards.iter().map(|card| &summary[card]).filter(|card| !card.is_null()).collect();
    let figures: Vec<_> = page
        .texts("dd.figure")
        .iter()
        .map(|figure| figure.trim_start_matches('+').trim_end_matches(" %").to_owned())
        .collect();
    assert_eq!(figures.len(), cards.len());
    for ((figure, card), holder) in figures.iter().zip(&cards).zip(page.one("section.cards").texts("a.name")) {
        assert_eq!(figure.parse::<f64>().unwrap(), card["value"].as_f64().unwrap(), "{card}");
        assert_eq!(holder, name(card));
    }
    let teams = json(&service, "/teams/standings").await;
    let team = &teams["items"][0];
    let row: Vec<_> = page.one("table.teams").one("tbody").children[0].children.iter().map(Element::text).collect();
    let games = team["combined_wins"].as_i64().unwrap() + team["combined_losses"].as_i64().unwrap();
    let average = format!("{:.1}", team["combined_rating_average"].as_f64().unwrap());
    let sum = team["combined_rating_sum"].to_string();
    assert_eq!(row, ["1", "Reds RD", &sum, &average, &games.to_string(), &percent(&team["win_pct"])]);
    let met = json(&service, "/head-to-head").await;
    let met = met["items"].as_array().unwrap();
    let met = &met[..met.len().min(10)];
    let listed = page.one("ul.games");
    assert_eq!(listed.children.len(), met.len());
    for (item, game) in listed.children.iter().zip(met) {
        let entrants = game["entrants"].as_array().unwrap().iter().map(name).collect::<Vec<_>>();
        assert_eq!(item.texts("a.name"), entrants);
        assert!(item.one("span.when").text().starts_with(game["map_name"].as_str().unwrap()));
        assert_eq!(item.one("time").attribute("datetime"), game["completed_at"].as_str());
    }
    assert!(!cards.is_empty() && !met.is_empty());
}

#[tokio::test]
async fn a_page_is_never_older_than_the_json() {
    let service = cup().await;
    let mut seen = std::collections::BTreeSet::new();
    for round in 0..8 {
        let (winner, loser) = if round % 3 == 0 { (ANNA, BERT) } else { (DORA, ANNA) };
        service.sim.world(|world| world.play(&duel(winner, loser, 30 - round)));
        let meanwhile = async {
            for _ in 0..4 {
                compared(&service).await;
            }
        };
        tokio::join!(catch_up(&service), meanwhile);
        seen.extend(compared(&service).await);
    }
    assert_eq!(seen.len(), 8, "every game changes the table");
}

/// Asserts that the page has the JSON's table if that did not change meanwhile, and returns the table.
async fn compared(service: &Service) -> Option<Vec<Vec<String>>> {
    let before = standings(&json(service, "/standings").await);
    let page = shown_standings(&Element::parse(&text(&fresh(service, PAGE).await)));
    let after = standings(&json(service, "/standings").await);
    if before != after {
        return None;
    }
    assert_eq!(page, before);
    Some(page)
}
