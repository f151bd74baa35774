//! Reads where there is nothing to read: empty answers, never errors.

use domain::{
    id::{LeaderboardId, MatchId, ProfileId, TournamentId},
    matches::MatchState,
};
use store::{
    Snapshot,
    poll_status::PollTimes,
    read::{self, facts::FactParts, matches::Filter},
    tracked, windows,
};
use tests::{
    Database,
    tournament::{create, tournament},
};

use super::samples::{duel, later, lobby, noon, replace_live, stats};

const EVERYTHING: FactParts = FactParts { teams: true, recent: true, past: true, maps: true, ratings: true };
const WEIRD: [i64; 6] = [i64::MIN, -1, 0, 99, 10_000_000_000, i64::MAX];

/// Every read that takes a tournament.
async fn reads_nothing_of(snapshot: &mut Snapshot, id: TournamentId) {
    for ladder in [3, 0, -1, i64::MAX].map(LeaderboardId) {
        assert_eq!(read::roster::entrants(snapshot, id, ladder).await.unwrap().len(), 0);
    }
    assert_eq!(read::ladder_ratings::ratings(snapshot, id).await.unwrap().len(), 0);
    assert_eq!(read::matches::live(snapshot, id).await.unwrap().len(), 0);
    for filter in filters() {
        for limit in [0, 1, i64::MAX] {
            assert_eq!(read::matches::list(snapshot, id, filter, limit).await.unwrap().len(), 0);
        }
    }
    for weird in WEIRD {
        assert!(read::matches::one(snapshot, id, MatchId(weird)).await.unwrap().is_none());
    }
    assert!(read::matches::one(snapshot, id, MatchId(1)).await.unwrap().is_none(), "a match of others");
}

fn filters() -> Vec<Filter> {
    let states = [None, Some(MatchState::Staging), Some(MatchState::InProgress), Some(MatchState::Completed)];
    let ids = WEIRD.into_iter().map(Some).chain([None]);
    let filter = |id: Option<i64>| {
        states.map(|state| Filter { profile_id: id.map(ProfileId), leaderboard_id: id.map(LeaderboardId), state })
    };
    ids.flat_map(filter).collect()
}

/// A database in which others play, and a tournament without a roster.
async fn a_tournament_of_nobody() -> (Database, TournamentId) {
    let database = Database::fresh().await;
    let id = create(&database.pool, &tournament("empty")).await;
    let mut tx = database.pool.begin().await.unwrap();
    store::stats::save(&mut tx, &[stats(10)], noon()).await.unwrap();
    store::matches::save(&mut tx, &[duel(1, 10, 11)], noon()).await.unwrap();
    replace_live(&mut tx, &[lobby(2, &[10])], noon()).await;
    tx.commit().await.unwrap();
    (database, id)
}

#[tokio::test]
async fn a_tournament_without_a_roster_has_nothing() {
    let (database, id) = a_tournament_of_nobody().await;
    let mut snapshot = Snapshot::take(&database.pool).await.unwrap();
    reads_nothing_of(&mut snapshot, id).await;
    let loaded = read::facts::load(&mut snapshot, id, noon(), EVERYTHING, None).await.unwrap().expect("it is there");
    let (facts, recent) = (&loaded.facts, loaded.facts.recent.as_ref().expect("a part"));
    assert_eq!((facts.tournament_facts.entrants.len(), recent.matchups.len(), recent.aliases.len()), (0, 0, 0));
    assert_eq!(facts.teams.as_ref().map(|teams| teams.len()), Some(0));
    assert_eq!(facts.maps.as_ref().map(|maps| maps.len()), Some(0));
    assert_eq!(facts.ratings.as_ref().map(|ratings| ratings.len()), Some(0));
    assert_eq!(facts.past.as_ref().map(|past| past.observations.len()), Some(0));
}

#[tokio::test]
async fn a_tournament_that_is_not_has_nothing() {
    let (database, _) = a_tournament_of_nobody().await;
    let mut snapshot = Snapshot::take(&database.pool).await.unwrap();
    for weird in WEIRD {
        reads_nothing_of(&mut snapshot, TournamentId(weird)).await;
        assert!(read::tournaments::one(&mut snapshot, TournamentId(weird)).await.unwrap().is_none());
        let facts = read::facts::load(&mut snapshot, TournamentId(weird), noon(), EVERYTHING, None).await.unwrap();
        assert!(facts.is_none());
    }
}

#[tokio::test]
async fn an_account_nobody_saw_has_no_matches() {
    let (database, id) = a_tournament_of_nobody().await;
    let mut snapshot = Snapshot::take(&database.pool).await.unwrap();
    for weird in WEIRD {
        assert_eq!(read::matches::of_profile(&mut snapshot, id, ProfileId(weird), 10).await.unwrap().len(), 0);
    }
    assert_eq!(read::matches::of_profile(&mut snapshot, id, ProfileId(10), 0).await.unwrap().len(), 0);
    assert_eq!(read::matches::of_profile(&mut snapshot, id, ProfileId(10), i64::MAX).await.unwrap().len(), 1);
}

#[tokio::test]
async fn an_empty_database_is_read_as_empty() {
    let database = Database::fresh().await;
    let mut snapshot = Snapshot::take(&database.pool).await.unwrap();
    assert_eq!(read::tournaments::newest(&mut snapshot, None, 500).await.unwrap().len(), 0);
    assert_eq!(read::tournaments::addresses(&mut snapshot).await.unwrap().len(), 0);
    assert_eq!(read::reference::leaderboards(&mut snapshot).await.unwrap().len(), 0);
    assert_eq!(read::reference::civilizations(&mut snapshot).await.unwrap().len(), 0);
    assert_eq!(read::reference::civilization_names(&mut snapshot).await.unwrap().len(), 0);
    assert_eq!(PollTimes::load(&mut snapshot).await.unwrap(), PollTimes::default());
    assert_eq!(tracked::accounts(&database.pool, noon()).await.unwrap().len(), 0);
    assert_eq!(windows::announced_until(&database.pool).await.unwrap(), None);
    assert_eq!(windows::passed(&database.pool, noon(), later()).await.unwrap().len(), 0);
}

#[tokio::test]
async fn changes_that_concern_nobody_concern_no_tournament() {
    let (database, _) = a_tournament_of_nobody().await;
    let mut tx = database.pool.begin().await.unwrap();
    let followed = tracked::followed(&mut tx, noon()).await.unwrap();
    let profiles = [10, 11, -1, i64::MAX].map(ProfileId).into();
    assert_eq!(tracked::followed_with_accounts(&mut tx, &profiles, &followed).await.unwrap(), []);
    assert_eq!(tracked::followed_with_accounts(&mut tx, &[].into(), &followed).await.unwrap(), []);
    let matches = [1, 2, -1, i64::MAX].map(MatchId).into();
    assert_eq!(tracked::followed_with_matches(&mut tx, &matches, &followed).await.unwrap(), []);
    assert_eq!(tracked::followed_with_matches(&mut tx, &[].into(), &followed).await.unwrap(), []);
}
