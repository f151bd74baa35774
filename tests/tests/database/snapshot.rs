//! Reads of one answer are of one moment.

use domain::id::ProfileId;
use store::{
    Snapshot,
    poll_status::{PollTimes, record},
    read,
};
use tests::{
    Database,
    tournament::{create, enter, tournament},
};

use super::samples::{LADDER, duel, later, lobby, noon, replace_live, stats};

#[tokio::test]
async fn what_commits_between_two_reads_is_seen_by_neither() {
    let database = Database::fresh().await;
    let id = create(&database.pool, &tournament("held")).await;
    enter(&database.pool, id, "One", Some(10)).await;
    let mut snapshot = Snapshot::take(&database.pool).await.unwrap();
    assert_eq!(read::tournaments::newest(&mut snapshot, None, 500).await.unwrap().len(), 1);

    create(&database.pool, &tournament("another")).await;
    enter(&database.pool, id, "Two", Some(11)).await;
    let mut tx = database.pool.begin().await.unwrap();
    store::stats::save(&mut tx, &[stats(10)], noon()).await.unwrap();
    store::matches::save(&mut tx, &[duel(1, 10, 11)], noon()).await.unwrap();
    replace_live(&mut tx, &[lobby(2, &[10])], noon()).await;
    record(&mut tx, store::stats::STATUS_ROW, later()).await.unwrap();
    tx.commit().await.unwrap();

    assert_eq!(read::tournaments::addresses(&mut snapshot).await.unwrap().len(), 1);
    let entries = read::roster::entrants(&mut snapshot, id, LADDER).await.unwrap();
    assert_eq!(entries.iter().map(|known| known.entry.name.as_str()).collect::<Vec<_>>(), ["One"]);
    assert!(entries[0].player.is_none() && entries[0].rating.is_none() && entries[0].live_match_id.is_none());
    assert_eq!(read::matches::live(&mut snapshot, id).await.unwrap().len(), 0);
    assert_eq!(read::matches::of_profile(&mut snapshot, id, ProfileId(10), 10).await.unwrap().len(), 0);
    assert_eq!(PollTimes::load(&mut snapshot).await.unwrap(), PollTimes::default());

    let mut snapshot = Snapshot::take(&database.pool).await.unwrap();
    let entries = read::roster::entrants(&mut snapshot, id, LADDER).await.unwrap();
    assert!(entries[0].player.is_some() && entries[0].rating.is_some() && entries[0].live_match_id.is_some());
    assert_eq!(entries.len(), 2);
    assert_eq!(PollTimes::load(&mut snapshot).await.unwrap().of(store::stats::STATUS_ROW), Some(later()));
}

#[tokio::test]
async fn a_snapshot_that_is_dropped_leaves_its_connection_as_it_was() {
    let database = Database::fresh().await;
    let pool = store::pool::connect_lazily(database.options(), 1);
    let mut snapshot = Snapshot::take(&pool).await.unwrap();
    read::ladder_ratings::ratings(&mut snapshot, domain::id::TournamentId(1)).await.unwrap();
    drop(snapshot);
    let id = create(&pool, &tournament("written")).await;
    let mut snapshot = Snapshot::take(&pool).await.unwrap();
    assert!(read::tournaments::one(&mut snapshot, id).await.unwrap().is_some());
}
