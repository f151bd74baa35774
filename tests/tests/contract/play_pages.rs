//! The pages of what was played over HTTP: history, statistics, matches and players. Every number on them is the JSON's.

mod history;
mod matches;
mod players;
mod statistics;

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
