//! The feed while all is well: every nudge at once, each once, in the order of commits.

use std::time::Duration;

use domain::{
    id::{NudgeId, TournamentId},
    nudge::{Event, Scope},
};
use store::{feed::Update, nudges};
use tests::Database;
use tokio::time::sleep;

use super::{
    following::{Following, number, publish, publish_to},
    samples::noon,
};

#[tokio::test]
async fn words_come_at_once() {
    let database = Database::fresh().await;
    let mut following = Following::of(&database).await;
    following.hears_promptly(&database).await;
    following.silence().await;
}

async fn newest(database: &Database) -> NudgeId {
    NudgeId(database.value("select max(id) from nudges").await)
}

#[tokio::test]
async fn history_is_what_the_outbox_holds_and_is_not_told_again() {
    let database = Database::fresh().await;
    for number in 1..=3 {
        publish(&database.pool, number).await;
    }
    let mut following = Following::of(&database).await;
    assert_eq!(following.history.0, newest(&database).await);
    assert_eq!(following.history.1.iter().map(number).collect::<Vec<_>>(), [1, 2, 3]);
    publish(&database.pool, 4).await;
    assert_eq!(following.next_number().await, 4);
    following.silence().await;
}

#[tokio::test]
async fn what_was_swept_away_is_known_to_have_been() {
    let database = Database::fresh().await;
    for number in 1..=3 {
        publish(&database.pool, number).await;
    }
    let last = newest(&database).await;
    database.run("delete from nudges").await;
    let mut following = Following::of(&database).await;
    assert_eq!(following.history, (last, Vec::new()));
    publish(&database.pool, 4).await;
    assert_eq!(following.next_number().await, 4);
}

#[tokio::test]
async fn a_nudge_that_commits_while_history_is_read_is_not_lost() {
    let database = Database::fresh().await;
    publish(&database.pool, 1).await;
    let mut tx = database.pool.begin().await.unwrap();
    nudges::publish(&mut tx, Event::Live, &Scope::one(TournamentId(2)), noon()).await.unwrap();
    let (pool, options) = (database.pool.clone(), database.options());
    let starting = tokio::spawn(Following::start(pool, options));
    // Long enough for history to be read, if it is read without regard for who is about to commit.
    sleep(Duration::from_millis(500)).await;
    tx.commit().await.unwrap();
    let mut following = starting.await.unwrap();
    let mut heard: Vec<_> = following.history.1.iter().map(number).collect();
    while heard.len() < 2 {
        heard.push(following.next_number().await);
    }
    assert_eq!(heard, [1, 2]);
    following.silence().await;
}

#[tokio::test]
async fn nudges_of_one_commit_come_in_their_order() {
    let database = Database::fresh().await;
    let mut following = Following::of(&database).await;
    let mut tx = database.pool.begin().await.unwrap();
    for event in [Event::Matches, Event::Live, Event::Standings] {
        nudges::publish(&mut tx, event, &Scope::All, noon()).await.unwrap();
    }
    tx.commit().await.unwrap();
    for event in [Event::Matches, Event::Live, Event::Standings] {
        let update = following.next_update().await;
        assert!(matches!(&update, Update::Nudge(nudge) if nudge.event == event), "{event:?} was due, not {update:?}");
    }
}

#[tokio::test]
async fn a_scope_too_long_for_a_notification_arrives_whole_and_in_its_place() {
    let database = Database::fresh().await;
    let mut following = Following::of(&database).await;
    let long = Scope::only((1..=5_000).map(TournamentId)).unwrap();
    publish(&database.pool, 7).await;
    publish_to(&database.pool, &long).await;
    publish(&database.pool, 8).await;
    assert_eq!(following.next_number().await, 7);
    assert!(matches!(following.next_update().await, Update::Nudge(nudge) if nudge.scope == long));
    assert_eq!(following.next_number().await, 8);
}

#[tokio::test]
async fn scopes_of_every_length_around_the_limit_of_a_notification_can_be_published() {
    let database = Database::fresh().await;
    let mut following = Following::of(&database).await;
    // Ids of nineteen digits: the payload's 8,000 bytes are passed within these.
    for count in 340..=400_i64 {
        let scope = Scope::only((0..count).map(|index| TournamentId(i64::MAX - index))).unwrap();
        publish_to(&database.pool, &scope).await;
        let update = following.next_update().await;
        assert!(matches!(update, Update::Nudge(nudge) if nudge.scope == scope), "{count}");
    }
}

#[tokio::test]
async fn an_undone_nudge_leaves_no_gap_in_what_is_heard() {
    let database = Database::fresh().await;
    let mut following = Following::of(&database).await;
    for number in 1..=9 {
        let mut tx = database.pool.begin().await.unwrap();
        nudges::publish(&mut tx, Event::Live, &Scope::All, noon()).await.unwrap();
        tx.rollback().await.unwrap();
        publish(&database.pool, number).await;
        assert_eq!(following.next_number().await, number);
    }
}

#[tokio::test]
async fn a_nudge_whose_notification_was_lost_comes_before_the_next() {
    let database = Database::fresh().await;
    let mut following = Following::of(&database).await;
    for number in [1, 3, 5] {
        let silently = "insert into nudges (event, polled_at, tournament_ids) values ('live', now(), array[$1])";
        sqlx::query(silently).bind(number).execute(&database.pool).await.unwrap();
        publish(&database.pool, number + 1).await;
        for due in [number, number + 1] {
            assert_eq!(following.next_number().await, due);
        }
    }
}

#[tokio::test]
async fn sweeping_the_outbox_disturbs_nobody() {
    let database = Database::fresh().await;
    let mut following = Following::of(&database).await;
    for number in 1..=3 {
        publish(&database.pool, number).await;
        assert_eq!(following.next_number().await, number);
        database.run("update nudges set created_at = created_at - interval '2 hours'").await;
        let mut tx = database.pool.begin().await.unwrap();
        store::retention::delete_expired(&mut tx).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(database.value::<i64>("select count(*) from nudges").await, 1);
    }
    following.silence().await;
}
