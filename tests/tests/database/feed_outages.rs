//! The feed in trouble: a lost listener costs a second, a lost database nothing but the time it is away.

use std::time::Duration;

use domain::id::NudgeId;
use futures_util::future::join_all;
use store::{
    feed::Update,
    nudges,
    pool::{self, Timeouts},
};
use tests::{Database, Proxy, proxy::Fault};
use tokio::{
    net::TcpListener,
    time::{Instant, sleep, timeout},
};

use super::following::{Following, listener, publish};

/// Longer than it takes until the next query of the outbox, which comes every second, and shorter than a try to connect
/// the listener may take (five seconds), for which no query waits.
const BY_THE_NEXT_QUERY: Duration = Duration::from_secs(4);

/// Every nudge is delivered within this time of an interruption.
const WITHIN: Duration = Duration::from_secs(10);
/// Messages to the server at which it is interrupted: those that make both connections, a listener, and queries.
const MESSAGES: usize = 16;

async fn proxy_to(database: &Database) -> Proxy {
    Proxy::to(format!("127.0.0.1:{}", database.options().get_port())).await
}

/// Receives nudges one by one although no notification comes from `port`, for longer than the pause between two tries
/// to connect the listener.
async fn hears_without_listening_at(database: &Database, port: u16) {
    let mut following = Following::start(database.pool.clone(), database.options().port(port)).await;
    for number in 1..=6 {
        publish(&database.pool, number).await;
        assert_eq!(following.number_within(BY_THE_NEXT_QUERY).await, number);
    }
}

#[tokio::test]
async fn without_notifications_words_come_within_about_a_second() {
    let (one, two) = (Database::fresh().await, Database::fresh().await);
    let refusing = proxy_to(&one).await;
    refusing.shut();
    // Accepts connections and never answers.
    let silent = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let port = silent.local_addr().unwrap().port();
    tokio::join!(hears_without_listening_at(&one, refusing.port()), hears_without_listening_at(&two, port));
}

#[tokio::test]
async fn a_listener_that_is_killed_costs_a_second_and_comes_back() {
    let database = Database::fresh().await;
    let mut following = Following::of(&database).await;
    let killed = listener(&database, None).await;
    let ended = sqlx::query_scalar("select pg_terminate_backend($1)").bind(killed);
    assert!(ended.fetch_one(&database.pool).await.unwrap_or(false));
    for number in 1..=3 {
        publish(&database.pool, number).await;
        assert_eq!(following.number_within(BY_THE_NEXT_QUERY).await, number);
    }
    listener(&database, Some(killed)).await;
    following.hears_promptly(&database).await;
}

#[tokio::test]
async fn notifications_that_become_possible_are_taken_up() {
    let database = Database::fresh().await;
    let proxy = proxy_to(&database).await;
    proxy.shut();
    let mut following = Following::start(database.pool.clone(), database.options().port(proxy.port())).await;
    proxy.open();
    listener(&database, None).await;
    following.hears_promptly(&database).await;
}

#[tokio::test]
async fn a_database_out_of_reach_loses_nothing_and_repeats_nothing() {
    let database = Database::fresh().await;
    let proxy = proxy_to(&database).await;
    let behind = database.options().port(proxy.port());
    let mut following = Following::start(pool::connect_lazily(behind.clone(), 2), behind).await;
    let start = Instant::now();
    let mut number = 0;
    while start.elapsed() < Duration::from_secs(5) {
        match start.elapsed().as_millis() {
            0..500 | 3_500.. => proxy.open(),
            _ => proxy.shut(),
        }
        number += 1;
        publish(&database.pool, number).await;
        sleep(Duration::from_millis(100)).await;
    }
    for due in 1..=number {
        assert_eq!(following.next_number().await, due);
    }
    following.silence().await;
}

/// A connection of the feed or of its listener goes silent at this message to the server.
async fn goes_silent_at(message: usize, fault: Fault) {
    let database = Database::fresh().await;
    let proxy = proxy_to(&database).await;
    proxy.fault_after(message, fault);
    let behind = database.options().port(proxy.port());
    let outbox = pool::connect_lazily(behind.clone(), 1).sibling(1, Timeouts::SHORT);
    let start = Following::start(outbox, behind);
    let mut following = timeout(WITHIN, start).await.expect("the outbox is read");
    for number in 1..=8 {
        publish(&database.pool, number).await;
        assert_eq!(following.number_within(WITHIN).await, number, "at message {message}");
        sleep(Duration::from_millis(300)).await;
    }
    following.silence().await;
    assert!(proxy.mend(), "message {message} was never sent");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn silence_at_any_message_loses_nothing_and_repeats_nothing() {
    for fault in [|| Fault::SilentBefore, || Fault::SilentAfter] {
        join_all((0..MESSAGES).map(|message| goes_silent_at(message, fault()))).await;
    }
}

#[tokio::test]
async fn history_waits_for_a_database_that_is_away() {
    let database = Database::fresh().await;
    publish(&database.pool, 1).await;
    let proxy = proxy_to(&database).await;
    proxy.shut();
    let behind = database.options().port(proxy.port());
    let starting = tokio::spawn(Following::start(pool::connect_lazily(behind.clone(), 2), behind));
    sleep(Duration::from_millis(1_200)).await;
    assert!(!starting.is_finished(), "there was nothing to be read");
    proxy.open();
    let following = starting.await.unwrap();
    assert_eq!(following.history.1.len(), 1);
}

#[tokio::test]
async fn another_database_means_that_everything_was_missed() {
    let database = Database::fresh().await;
    let mut following = Following::of(&database).await;
    for number in 1..=3 {
        publish(&database.pool, number).await;
        assert_eq!(following.next_number().await, number);
    }
    database.run("truncate nudges restart identity").await;
    assert_eq!(following.next_update().await, Update::Missed(NudgeId(0)));
    for number in 4..=5 {
        publish(&database.pool, number).await;
        assert_eq!(following.next_number().await, number);
    }
    following.silence().await;
}

#[tokio::test]
async fn another_database_with_nudges_of_its_own_is_noticed_too() {
    let database = Database::fresh().await;
    let mut following = Following::of(&database).await;
    for number in 1..=5 {
        publish(&database.pool, number).await;
        assert_eq!(following.next_number().await, number);
    }
    database.run("truncate nudges restart identity").await;
    publish(&database.pool, 6).await;
    publish(&database.pool, 7).await;
    let update = following.next_update().await;
    // The queries may have come before either of the two, which then follow.
    let Update::Missed(newest) = update else { panic!("{update:?}") };
    let rest = nudges::after(&database.pool, newest).await.unwrap().nudges;
    for nudge in rest {
        assert_eq!(following.next_update().await, Update::Nudge(nudge));
    }
    publish(&database.pool, 8).await;
    assert_eq!(following.next_number().await, 8);
}

#[tokio::test]
async fn a_restore_is_noticed_though_the_next_id_is_above_all_that_were_lost() {
    let database = Database::fresh().await;
    let mut following = Following::of(&database).await;
    publish(&database.pool, 1).await;
    assert_eq!(following.next_number().await, 1);
    let backup = database.backup();
    publish(&database.pool, 2).await;
    assert_eq!(following.next_number().await, 2);
    // In the restore's own transaction: nobody can look in between.
    let next = "insert into public.nudges (id, event, polled_at, tournament_ids)
        overriding system value values (4000000000000, 'live', now(), array[3]);";
    database.restore(&[&backup, next.as_bytes()].concat());
    assert_eq!(following.next_update().await, Update::Missed(NudgeId(4_000_000_000_000)));
    publish(&database.pool, 4).await;
    assert_eq!(following.next_number().await, 4);
    following.silence().await;
}
