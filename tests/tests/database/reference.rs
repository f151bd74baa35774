//! The catalogue's write: what differs is written, nothing is ever removed.

use std::collections::BTreeMap;

use domain::{
    id::{CivilizationId, LeaderboardId},
    reference::{Catalogue, Civilization, Leaderboard},
};
use store::{Snapshot, read};
use tests::Database;

use super::versions::{versions, written};

fn catalogue() -> Catalogue {
    let ladder =
        |id, name: &str, is_ranked| Leaderboard { leaderboard_id: LeaderboardId(id), name: name.to_owned(), is_ranked };
    let civilization = |id, name: &str| Civilization { civilization_id: CivilizationId(id), name: name.to_owned() };
    Catalogue {
        leaderboards: vec![ladder(4, "TEAM", true), ladder(0, "UNRANKED", false), ladder(3, "SOLO", true)],
        civilizations: vec![civilization(1, "Franks"), civilization(0, "Britons")],
        match_types: BTreeMap::new(),
    }
}

async fn save(database: &Database, catalogue: &Catalogue) -> bool {
    let mut tx = database.pool.begin().await.unwrap();
    let changed = store::reference::save(&mut tx, catalogue).await.unwrap();
    tx.commit().await.unwrap();
    changed
}

#[tokio::test]
async fn the_catalogue_is_read_back_by_id() {
    let database = Database::fresh().await;
    assert!(save(&database, &catalogue()).await);
    let mut snapshot = Snapshot::take(&database.pool).await.unwrap();
    let ladders = read::reference::leaderboards(&mut snapshot).await.unwrap();
    assert_eq!(ladders.iter().map(|ladder| ladder.leaderboard_id.0).collect::<Vec<_>>(), [0, 3, 4]);
    assert_eq!((ladders[0].name.as_str(), ladders[0].is_ranked), ("UNRANKED", false));
    let civilizations = read::reference::civilizations(&mut snapshot).await.unwrap();
    assert_eq!(civilizations.iter().map(|c| c.name.as_str()).collect::<Vec<_>>(), ["Britons", "Franks"]);
    let names = read::reference::civilization_names(&mut snapshot).await.unwrap();
    assert_eq!(names[&CivilizationId(1)], "Franks");
}

#[tokio::test]
async fn what_did_not_change_is_neither_told_nor_written() {
    let database = Database::fresh().await;
    save(&database, &catalogue()).await;
    let before = versions(&database).await;
    assert!(!save(&database, &catalogue()).await);
    assert_eq!(versions(&database).await, before);
}

#[tokio::test]
async fn a_change_on_either_side_is_told() {
    let database = Database::fresh().await;
    let mut catalogue = catalogue();
    save(&database, &catalogue).await;
    let before = versions(&database).await;
    catalogue.leaderboards[0].is_ranked = false;
    assert!(save(&database, &catalogue).await);
    assert_eq!(written(&before, &versions(&database).await), ["leaderboards 4"]);
    catalogue.civilizations[0].name = "Frankish".to_owned();
    assert!(save(&database, &catalogue).await);
}

#[tokio::test]
async fn what_left_the_catalogue_keeps_its_name() {
    let database = Database::fresh().await;
    let mut catalogue = catalogue();
    save(&database, &catalogue).await;
    catalogue.leaderboards.pop();
    catalogue.civilizations.pop();
    assert!(!save(&database, &catalogue).await);
    let kept: i64 =
        database.value("select (select count(*) from leaderboards) + (select count(*) from civilizations)").await;
    assert_eq!(kept, 5);
}
