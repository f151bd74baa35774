//! The pages of what was played over HTTP: history, statistics, matches and players. Every number on them is the JSON's.

use std::collections::HashMap;

use roxmltree::{Document, Node};
use serde_json::{Value, json};
use tests::{
    Service,
    tournament::{enter, team, window},
};

use super::{
    ask::get,
    fixture::{ANNA, BERT, CARL, CUP, DORA, catch_up, duel, four_players, held_on, hold, present},
};

const BROWSER: (&str, &str) = ("accept", "text/html,*/*;q=0.8");

/// Anna, Bert and Carl, named by `name`, and an unlinked guest, in two teams; duels among them and with Dora, who is not
/// entered; one of them runs.
async fn played(name: fn(&str) -> String) -> Service {
    let service = four_players().await;
    let pool = &service.database.pool;
    let new = held_on(3, window(Some("2026-06-09T11:00:00Z"), Some("2026-06-11T11:00:00Z")));
    let id = hold(&service, &new, &[]).await;
    let mut entries = vec![];
    for (of, account) in [("Anna", ANNA), ("Bert", BERT), ("Carl", CARL)] {
        let shown = json!({"displayName": name(of), "stream": "https://twitch.tv/anna", "note": name(of)});
        entries.push(present(&service, id, (of, Some(account)), shown).await);
    }
    let guest = enter(pool, id, "Guest", None).await;
    team(pool, id, &name("Reds"), &entries[..2]).await;
    team(pool, id, &name("Blues"), &[entries[2], guest]).await;
    service.poll_all().await;
    service.sim.world(|world| {
        world.play(&duel(ANNA, CARL, 90));
        world.play(&duel(BERT, ANNA, 70));
        world.play(&duel(ANNA, DORA, 50));
        world.play(&duel(ANNA, CARL, 25));
    });
    catch_up(&service).await;
    service
}

fn itself(name: &str) -> String {
    name.to_owned()
}

/// Calls `check` with the page's main element.
async fn main_of<T>(service: &Service, path: &str, check: impl FnOnce(Node<'_, '_>) -> T) -> T {
    let page = get(service, path, &[BROWSER]).await;
    assert_eq!(page.status, 200, "{path}");
    let page = String::from_utf8(page.decoded()).unwrap();
    let (from, to) = (page.find("<main").unwrap(), page.find("</main>").unwrap() + "</main>".len());
    let document = Document::parse(&page[from..to]).unwrap_or_else(|error| panic!("{error}: {page}"));
    check(document.root_element())
}

fn text(node: Node<'_, '_>) -> String {
    let texts = node.descendants().filter(Node::is_text).filter_map(|node| node.text());
    texts.collect::<String>().split_whitespace().collect::<Vec<_>>().join(" ")
}

fn elements<'a, 'b>(node: Node<'a, 'b>, name: &'static str) -> impl Iterator<Item = Node<'a, 'b>> {
    node.descendants().filter(move |node| node.has_tag_name(name))
}

/// The table with this caption.
fn table<'a, 'b>(main: Node<'a, 'b>, caption: &str) -> Node<'a, 'b> {
    let is_it = |table: &Node<'_, '_>| elements(*table, "caption").any(|found| text(found) == caption);
    elements(main, "table").find(is_it).unwrap_or_else(|| panic!("no table {caption}"))
}

/// The texts of a table's cells, by row, without its head.
fn cells(main: Node<'_, '_>, caption: &str) -> Vec<Vec<String>> {
    let row = |row: Node<'_, '_>| row.children().filter(Node::is_element).map(text).collect();
    elements(table(main, caption), "tr").skip(1).map(row).collect()
}

fn words(values: &[&Value]) -> Vec<String> {
    values.iter().map(|value| value.as_str().map_or_else(|| value.to_string(), str::to_owned)).collect()
}

fn list(of: &Value) -> &Vec<Value> {
    of.as_array().expect("a list")
}

/// Wins and losses of each entry against each other one, from the games between entrants.
fn pairs(games: &Value) -> HashMap<(i64, i64), (i64, i64)> {
    let mut pairs: HashMap<_, (i64, i64)> = HashMap::new();
    for game in list(&games["items"]) {
        let entrants = list(&game["entrants"]);
        for (one, other) in entrants.iter().flat_map(|one| entrants.iter().map(move |other| (one, other))) {
            if one["team_id"] != other["team_id"] {
                let id = |of: &Value| of["tournament_player_id"].as_i64().unwrap();
                let pair = pairs.entry((id(one), id(other))).or_default();
                pair.0 += i64::from(one["outcome"] == "win");
                pair.1 += i64::from(one["outcome"] == "loss");
            }
        }
    }
    pairs
}

#[tokio::test]
async fn the_history_has_the_places_and_ratings_of_the_json() {
    let service = played(itself).await;
    let history = service.get(&format!("{CUP}/standings/history")).await;
    let progression = service.get(&format!("{CUP}/progression")).await;
    main_of(&service, "/t/cup/history", |main| {
        let days = table(main, "Places and ratings by day");
        let buckets: Vec<_> = elements(days, "time").map(|time| time.attribute("datetime").unwrap()).collect();
        assert!(!buckets.is_empty());
        assert_eq!(elements(days, "tr").count() - 1, list(&history["players"]).len());
        for row in elements(days, "tr").skip(1) {
            let id: i64 = row.attribute("data-key").unwrap().trim_start_matches("place-").parse().unwrap();
            let player = list(&history["players"]).iter().find(|player| player["tournament_player_id"] == id).unwrap();
            let shown: Vec<_> = row.children().filter(Node::is_element).map(text).collect();
            assert_eq!(shown[0], player["name"].as_str().unwrap());
            for (bucket, cell) in buckets.iter().zip(&shown[1..]) {
                let index = list(&history["buckets"]).iter().position(|at| at == bucket).unwrap();
                let point = &player["points"][index];
                let rating = point["peak_rating"].as_i64().map(|rating| format!(" {rating}")).unwrap_or_default();
                assert_eq!(*cell, format!("{}{rating}", point["position"]));
            }
        }
        let mut told = cells(main, "Ratings in numbers");
        told.sort();
        let mut due: Vec<Vec<String>> = list(&progression["items"])
            .iter()
            .map(|series| {
                let ratings: Vec<_> =
                    list(&series["points"]).iter().map(|point| point["rating"].as_i64().unwrap()).collect();
                let (first, last) = (ratings[0], ratings[ratings.len() - 1]);
                let (low, high) = (ratings.iter().min().unwrap(), ratings.iter().max().unwrap());
                let name = series["alias"].as_str().unwrap().to_owned();
                let numbers = [first, *low, *high, last].map(|rating| rating.to_string());
                [vec![name, ratings.len().to_string()], numbers.to_vec(), vec![format!("{:+}", last - first)]].concat()
            })
            .collect();
        due.sort();
        assert_eq!(told, due);
        // The labels of the chart are the last places.
        let chart = elements(main, "figure").next().unwrap();
        let mut labels: Vec<_> =
            elements(chart, "text").filter(|label| label.attribute("class") == Some("label")).map(text).collect();
        let mut last: Vec<_> = list(&history["players"])
            .iter()
            .map(|player| {
                format!("{} {}", list(&player["points"]).last().unwrap()["position"], player["name"].as_str().unwrap())
            })
            .collect();
        labels.sort();
        last.sort();
        assert_eq!(labels, last);
    })
    .await;
}

#[tokio::test]
async fn the_statistics_have_the_numbers_of_the_json() {
    let service = played(itself).await;
    let civilizations = service.get(&format!("{CUP}/civ-stats")).await;
    let games = service.get(&format!("{CUP}/head-to-head?limit=200")).await;
    main_of(&service, "/t/cup/stats", |main| {
        let told = cells(main, "Picks and wins by civilization");
        let due: Vec<_> = list(&civilizations["overall"])
            .iter()
            .map(|stat| words(&[&stat["name"], &stat["picks"], &stat["wins"]]))
            .collect();
        assert!(!due.is_empty());
        assert_eq!(told.iter().map(|row| row[..3].to_vec()).collect::<Vec<_>>(), due);
        let entries: Vec<i64> = elements(table(main, "Results of all pairs"), "a")
            .map(|link| link.attribute("href").unwrap().rsplit_once('/').unwrap().1.parse().unwrap())
            .collect();
        let pairs = pairs(&games);
        assert_eq!(entries.len(), 3, "the guest met nobody");
        for (row, one) in cells(main, "Results of all pairs").iter().zip(&entries) {
            for (cell, other) in row[1..].iter().zip(&entries) {
                let due = pairs.get(&(*one, *other)).map(|(wins, losses)| format!("{wins}–{losses}"));
                assert_eq!(*cell, due.unwrap_or_default(), "{one} against {other}");
            }
        }
    })
    .await;
}

/// Checks the game of a list against the match of the JSON.
fn is_match(game: Node<'_, '_>, played: &Value) {
    assert_eq!(game.attribute("data-key"), Some(format!("match-{}", played["match_id"]).as_str()));
    assert_eq!(elements(game, "time").next().unwrap().attribute("datetime"), played["started_at"].as_str());
    let shown = text(game);
    assert!(shown.contains(played["map_name"].as_str().unwrap()), "{shown}");
    let players = list(&played["players"]);
    let lines: Vec<_> = elements(game, "li").filter(|line| *line != game).map(text).collect();
    assert_eq!(lines.len(), players.len());
    for (line, player) in lines.iter().zip(players) {
        let letter = match player["outcome"].as_str() {
            Some("win") => "W",
            Some("loss") => "L",
            _ => "",
        };
        assert!(line.starts_with(letter), "{line}");
        if let (Some(before), Some(after)) = (player["old_rating"].as_i64(), player["new_rating"].as_i64()) {
            assert!(line.ends_with(&format!(" {before} {:+}", after - before)), "{line}");
        }
    }
}

#[tokio::test]
async fn the_matches_are_those_of_the_json_in_pages() {
    let service = played(itself).await;
    let matches = service.get(&format!("{CUP}/matches?limit=200")).await;
    main_of(&service, "/t/cup/matches", |main| {
        let games = elements(main, "li").filter(|item| item.has_attribute("data-key"));
        let games: Vec<_> = games.collect();
        assert_eq!((games.len(), list(&matches["items"]).len()), (4, 4));
        games.iter().zip(list(&matches["items"])).for_each(|(game, played)| is_match(*game, played));
    })
    .await;
}

#[tokio::test]
async fn a_player_has_the_numbers_of_the_json() {
    let service = played(itself).await;
    let rows = service.get(&format!("{CUP}/standings")).await;
    let games = service.get(&format!("{CUP}/head-to-head?limit=200")).await;
    for (index, row) in list(&rows["items"]).iter().enumerate() {
        let id = row["tournament_player_id"].as_i64().unwrap();
        let detail = service.get(&format!("{CUP}/players/{id}")).await;
        main_of(&service, &format!("/t/cup/players/{id}"), |main| {
            let title = elements(main, "h1").next().unwrap();
            assert_eq!(text(elements(title, "bdi").next().unwrap()), row["name"].as_str().unwrap());
            let numbers: HashMap<_, _> = elements(main, "dt").map(text).zip(elements(main, "dd").map(text)).collect();
            let record = &row["tournament_record"];
            let or_dash = |value: &Value| if value.is_null() { "–".to_owned() } else { value.to_string() };
            assert_eq!(numbers["Place"], format!("{} of {}", index + 1, list(&rows["items"]).len()));
            assert_eq!(numbers["Peak rating"], or_dash(&row["max_rating"]));
            assert_eq!(numbers["Rating"], or_dash(&row["current_rating"]));
            assert_eq!(numbers["Won–lost"], format!("{}–{}", record["wins"], record["losses"]));
            let rate = record["win_pct"].as_f64().map_or_else(|| "–".to_owned(), |rate| format!("{rate:.1} %"));
            assert_eq!(numbers["Win rate"], rate);
            assert_eq!(numbers["Best streak"], record["longest_win_streak"].to_string());
            let met: Vec<_> = pairs(&games).into_iter().filter(|((one, _), _)| *one == id).collect();
            if !met.is_empty() {
                let told = cells(main, "Results against players of the tournament");
                let mut told: Vec<_> = told.iter().map(|row| format!("{}–{}", row[2], row[3])).collect();
                let mut due: Vec<_> = met.iter().map(|(_, (wins, losses))| format!("{wins}–{losses}")).collect();
                told.sort();
                due.sort();
                assert_eq!(told, due);
            }
            let shown: Vec<_> = elements(main, "li").filter(|item| item.has_attribute("data-key")).collect();
            assert_eq!(shown.len(), list(&detail["recent_matches"]).len());
            shown.iter().zip(list(&detail["recent_matches"])).for_each(|(game, played)| is_match(*game, played));
        })
        .await;
    }
    main_of(&service, &format!("/t/cup/players/{}", ANNA.0), |main| {
        let title = elements(main, "h1").next().unwrap();
        assert_eq!(text(elements(title, "bdi").next().unwrap()), "Anna", "by the account's number");
    })
    .await;
}

#[tokio::test]
async fn what_is_not_there_is_told_with_its_status() {
    let service = played(itself).await;
    for (path, status) in [
        ("/t/nope/history", 404),
        ("/t/nope/stats", 404),
        ("/t/nope/matches", 404),
        ("/t/nope/players/10000000001", 404),
        ("/t/cup/players/1", 404),
        ("/t/cup/players/anna", 422),
        ("/t/cup/matches?page=2", 404),
        ("/t/cup/matches?page=0", 404),
        ("/t/cup/matches?page=-1", 404),
        ("/t/cup/matches?page=9223372036854775807", 404),
        ("/t/cup/matches?page=x", 422),
    ] {
        // The second answer may come from the cache.
        for _ in 0..2 {
            let page = get(&service, path, &[BROWSER]).await;
            assert_eq!(page.status, status, "{path}");
            assert_eq!(page.header("content-type"), Some("text/html; charset=utf-8"), "{path}");
        }
    }
}

#[tokio::test]
async fn hostile_names_change_no_element() {
    let hostile = |name: &str| format!(r#"{name}</title></svg><img src=x onerror="alert(1)">' <!-- &lt;"#);
    let mut shapes = vec![];
    // Either name differs from the account's, which is then shown too.
    let harmless = |name: &str| format!("{name} the Bold");
    for service in [played(harmless).await, played(hostile).await] {
        let first = service.get(&format!("{CUP}/standings")).await["items"][0]["tournament_player_id"].clone();
        let mut shape = vec![];
        for path in ["history", "stats", "matches", &format!("players/{first}")] {
            let path = format!("/t/cup/{path}");
            let elements = main_of(&service, &path, |main| {
                main.descendants()
                    .filter(Node::is_element)
                    .map(|node| node.tag_name().name().to_owned())
                    .collect::<Vec<_>>()
            });
            shape.push(elements.await);
        }
        shapes.push(shape);
    }
    assert_eq!(shapes[0], shapes[1]);
}
