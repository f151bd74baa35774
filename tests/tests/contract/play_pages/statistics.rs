//! The page of a tournament's statistics: picks, wins and results of all pairs are those of the JSON.

use serde_json::Value;

use super::{CUP, cells, elements, itself, list, main_of, pairs, played, table};

fn words(values: &[&Value]) -> Vec<String> {
    values.iter().map(|value| value.as_str().map_or_else(|| value.to_string(), str::to_owned)).collect()
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
