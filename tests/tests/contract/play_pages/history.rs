//! The page of a tournament's history: its places and ratings are those of the JSON, in the tables and in the chart.

use roxmltree::Node;

use super::{CUP, cells, elements, itself, list, main_of, played, table, text};

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
