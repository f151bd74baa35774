//! The page of a tournament's matches: each is the one of the JSON.

use super::{CUP, elements, is_match, itself, list, main_of, played};

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
