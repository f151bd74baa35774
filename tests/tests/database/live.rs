//! The write of the live snapshot: it returns everybody in a lobby that came, went or changed.

use std::collections::BTreeSet;

use domain::{
    id::{CivilizationId, MatchId, ProfileId, SideId},
    live::Lobby,
};
use store::live::Unreadable;
use tests::Database;

use super::{
    samples::{lobby, noon, replace_live},
    versions::{versions, written},
};

async fn replace(database: &Database, lobbies: &[Lobby]) -> Vec<i64> {
    let mut tx = database.pool.begin().await.unwrap();
    let changed: BTreeSet<ProfileId> = replace_live(&mut tx, lobbies, noon()).await;
    tx.commit().await.unwrap();
    changed.into_iter().map(|profile| profile.0).collect()
}

#[tokio::test]
async fn who_comes_and_who_goes_is_told_with_everybody_else_in_the_lobby() {
    let database = Database::fresh().await;
    assert_eq!(replace(&database, &[lobby(1, &[10, 11]), lobby(2, &[20, 21])]).await, [10, 11, 20, 21]);
    assert_eq!(replace(&database, &[lobby(1, &[10, 11, 12]), lobby(2, &[20, 21])]).await, [10, 11, 12]);
    assert_eq!(replace(&database, &[lobby(1, &[10, 11]), lobby(2, &[20, 21])]).await, [10, 11, 12]);
    assert_eq!(replace(&database, &[lobby(1, &[10, 11])]).await, [20, 21], "a lobby that is gone");
    assert_eq!(replace(&database, &[]).await, [10, 11]);
    assert_eq!(replace(&database, &[]).await, [0_i64; 0]);
    assert_eq!(database.value::<i64>("select count(*) from live_match_players").await, 0);
    assert_eq!(database.value::<i64>("select count(*) from matches").await, 2, "what was seen is remembered");
}

#[tokio::test]
async fn what_did_not_change_is_neither_told_nor_written() {
    let database = Database::fresh().await;
    let (one, two) = (lobby(1, &[10, 11]), lobby(2, &[20]));
    replace(&database, &[one.clone(), two.clone()]).await;
    let before = versions(&database).await;
    assert_eq!(replace(&database, &[two, one]).await, [0_i64; 0]);
    assert_eq!(versions(&database).await, before);
}

#[tokio::test]
async fn a_lobby_that_starts_concerns_its_members_alone() {
    let database = Database::fresh().await;
    replace(&database, &[lobby(1, &[10, 11]), lobby(2, &[20])]).await;
    let before = versions(&database).await;
    let started = Lobby { started: true, ..lobby(1, &[10, 11]) };
    assert_eq!(replace(&database, &[started, lobby(2, &[20])]).await, [10, 11]);
    assert_eq!(written(&before, &versions(&database).await), ["matches 1"]);
    assert_eq!(database.value::<String>("select state from matches where match_id = 1").await, "in_progress");
}

#[tokio::test]
async fn another_civilization_or_side_is_a_change() {
    let database = Database::fresh().await;
    let mut one = lobby(1, &[10, 11]);
    replace(&database, &[one.clone(), lobby(2, &[20])]).await;
    let before = versions(&database).await;
    one.members[0].civilization_id = CivilizationId(0);
    assert_eq!(replace(&database, &[one.clone(), lobby(2, &[20])]).await, [10, 11]);
    assert_eq!(written(&before, &versions(&database).await), ["live 1 by 10"]);
    one.members[1].side = Some(SideId(4));
    assert_eq!(replace(&database, &[one.clone(), lobby(2, &[20])]).await, [10, 11]);
    one.members[1].side = None;
    assert_eq!(replace(&database, &[one, lobby(2, &[20])]).await, [10, 11]);
}

#[tokio::test]
async fn who_moves_to_another_lobby_concerns_both() {
    let database = Database::fresh().await;
    replace(&database, &[lobby(1, &[10, 11]), lobby(2, &[20]), lobby(3, &[30])]).await;
    let told = replace(&database, &[lobby(1, &[10]), lobby(2, &[20, 11]), lobby(3, &[30])]).await;
    assert_eq!(told, [10, 11, 20]);
}

#[tokio::test]
async fn an_empty_lobby_concerns_nobody_and_its_match_is_known() {
    let database = Database::fresh().await;
    assert_eq!(replace(&database, &[lobby(1, &[])]).await, [0_i64; 0]);
    assert_eq!(replace(&database, &[lobby(1, &[10])]).await, [10]);
}

#[tokio::test]
async fn what_could_not_be_read_stays_and_nothing_else_does() {
    let database = Database::fresh().await;
    let look = async |lobbies: &[Lobby], kept: Unreadable<'_>| {
        let mut tx = database.pool.begin().await.unwrap();
        let changed = store::live::replace_except(&mut tx, lobbies, kept, noon()).await.unwrap().changed;
        tx.commit().await.unwrap();
        changed.into_iter().map(|profile| profile.0).collect::<Vec<_>>()
    };
    let live = async || {
        database
            .value::<String>("select string_agg(profile_id::text, ' ' order by profile_id) from live_match_players")
            .await
    };
    replace(&database, &[lobby(1, &[10, 11]), lobby(2, &[20]), lobby(3, &[30])]).await;
    let unread = BTreeSet::from([MatchId(2), MatchId(9)]);
    assert_eq!(look(&[lobby(1, &[10])], Unreadable::Lobbies(&unread)).await, [10, 11, 30]);
    assert_eq!(live().await, "10 20");
    assert_eq!(
        look(&[lobby(4, &[40]), lobby(1, &[11])], Unreadable::Any).await,
        [10, 11, 40],
        "who left a lobby that was read"
    );
    assert_eq!(live().await, "11 20 40");
    assert_eq!(look(&[lobby(2, &[21])], Unreadable::Lobbies(&unread)).await, [11, 20, 21, 40]);
    assert_eq!(live().await, "21", "read after all");
}

#[tokio::test]
async fn a_game_that_has_started_does_not_go_back_to_its_lobby() {
    let database = Database::fresh().await;
    let started = Lobby { started: true, ..lobby(1, &[10]) };
    replace(&database, std::slice::from_ref(&started)).await;
    assert_eq!(replace(&database, &[lobby(1, &[10])]).await, [0_i64; 0]);
    assert_eq!(database.value::<String>("select state from matches").await, "in_progress");
    assert_eq!(replace(&database, &[started]).await, [0_i64; 0]);
}
