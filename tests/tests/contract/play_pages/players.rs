//! The page of a player: its numbers and matches are those of the JSON.

use std::collections::HashMap;

use serde_json::Value;

use super::{ANNA, CUP, cells, elements, is_match, itself, list, main_of, pairs, played, text};

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
