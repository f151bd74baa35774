//! The tables of the built-in sign-in: links that are used once, sessions that end, keys on which all processes agree.

use chrono::TimeDelta;
use domain::{clock::Timestamp, id::UserId, name::Name};
use futures_util::future::join_all;
use store::sign_in::{
    hosts, links, sessions,
    signing_keys::{self, PublicKey, SigningKey},
};
use tests::Database;
use uuid::Uuid;

use super::samples::noon;

async fn host(database: &Database, name: &str) -> UserId {
    let user = UserId::built_in(Uuid::new_v4().into_bytes());
    let mut tx = database.pool.begin().await.unwrap();
    hosts::add(&mut tx, user, &Name::new(name).unwrap(), noon()).await.unwrap();
    tx.commit().await.unwrap();
    user
}

async fn begin(database: &Database, user: UserId, now: Timestamp, most: i64) -> Option<Uuid> {
    let session = sessions::Session { id: Uuid::new_v4(), user_id: user };
    let mut tx = database.pool.begin().await.unwrap();
    let begun = sessions::begin(&mut tx, session, now, now + TimeDelta::days(30), most).await.unwrap();
    tx.commit().await.unwrap();
    begun.then_some(session.id)
}

async fn live(database: &Database) -> Vec<Uuid> {
    let all = sessions::all(&mut database.pool.acquire().await.unwrap(), 100).await.unwrap();
    all.into_iter().map(|session| session.id).collect()
}

fn key(number: u128) -> SigningKey {
    let public = PublicKey { modulus: vec![1], exponent: vec![3] };
    SigningKey { id: Uuid::from_u128(number), private_key: vec![2], public }
}

async fn public(database: &Database) -> Vec<Uuid> {
    let keys = signing_keys::public(&mut database.pool.acquire().await.unwrap()).await.unwrap();
    keys.into_iter().map(|(id, _)| id).collect()
}

async fn rotate(database: &Database, number: u128, drops_former: bool) {
    let mut tx = database.pool.begin().await.unwrap();
    signing_keys::rotate(&mut tx, &key(number), noon()).await.unwrap();
    if drops_former {
        signing_keys::drop_retired(&mut tx).await.unwrap();
    }
    tx.commit().await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_many_who_use_a_link_at_once_one_does() {
    let database = Database::fresh().await;
    let user = host(&database, "Anna").await;
    let digest = [7; 32];
    links::replace(&mut database.pool.acquire().await.unwrap(), user, &digest, noon()).await.unwrap();
    let early = noon() - TimeDelta::seconds(1);
    let using: Vec<_> = (0..8)
        .map(|_| {
            let pool = database.pool.clone();
            tokio::spawn(async move {
                let mut tx = pool.begin().await.unwrap();
                let used = links::use_up(&mut tx, &digest, early).await.unwrap();
                tx.commit().await.unwrap();
                used
            })
        })
        .collect();
    let mut used = Vec::new();
    for using in using {
        used.extend(using.await.unwrap());
    }
    assert_eq!(used, [user]);
}

#[tokio::test]
async fn a_link_ends_and_a_new_one_takes_its_place() {
    let database = Database::fresh().await;
    let user = host(&database, "Anna").await;
    let use_up = async |digest: u8, now: Timestamp| {
        let mut tx = database.pool.begin().await.unwrap();
        let used = links::use_up(&mut tx, &[digest; 32], now).await.unwrap();
        tx.commit().await.unwrap();
        used
    };
    let make = async |digest: u8| {
        links::replace(&mut database.pool.acquire().await.unwrap(), user, &[digest; 32], noon()).await.unwrap();
    };
    make(1).await;
    for late in [TimeDelta::zero(), TimeDelta::seconds(1), TimeDelta::days(1)] {
        assert_eq!(use_up(1, noon() + late).await, None, "its last moment is over: {late}");
    }
    make(2).await;
    let early = noon() - TimeDelta::seconds(1);
    assert_eq!([use_up(1, early).await, use_up(3, early).await], [None, None], "replaced, and never made");
    assert_eq!(use_up(2, early).await, Some(user));
}

#[tokio::test]
async fn a_host_has_so_many_sessions_and_one_who_is_removed_none() {
    let database = Database::fresh().await;
    let (anna, bert) = (host(&database, "Anna").await, host(&database, "Bert").await);
    let of_bert = begin(&database, bert, noon(), 3).await.unwrap();
    let mut of_anna = Vec::new();
    for minute in 0..4 {
        of_anna.extend(begin(&database, anna, noon() + TimeDelta::minutes(minute), 3).await);
    }
    of_anna.remove(0);
    let mut due: Vec<_> = of_anna.iter().copied().chain([of_bert]).collect();
    let mut there = live(&database).await;
    due.sort_unstable();
    there.sort_unstable();
    assert_eq!(there, due, "the oldest gave way, and nobody else's");
    let mut tx = database.pool.begin().await.unwrap();
    hosts::remove(&mut tx, anna, noon()).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(live(&database).await, [of_bert]);
    assert_eq!(begin(&database, anna, noon(), 3).await, None);
    let known = hosts::list(&mut database.pool.acquire().await.unwrap(), noon()).await.unwrap();
    assert_eq!(known.iter().map(|host| (host.name.as_str(), host.sessions)).collect::<Vec<_>>(), [("Bert", 1)]);
    let names = hosts::names(&mut database.pool.acquire().await.unwrap(), &[anna, bert]).await.unwrap();
    assert_eq!((names[&anna].as_str(), names[&bert].as_str()), ("Anna", "Bert"), "who was removed has a name");
    host(&database, "Anna").await;
}

#[tokio::test]
async fn who_is_removed_has_no_link_and_others_keep_theirs() {
    let database = Database::fresh().await;
    let (anna, bert) = (host(&database, "Anna").await, host(&database, "Bert").await);
    for (user, digest) in [(anna, 1), (bert, 2)] {
        let mut connection = database.pool.acquire().await.unwrap();
        links::replace(&mut connection, user, &[digest; 32], noon()).await.unwrap();
    }
    let of_bert = begin(&database, bert, noon(), 3).await.unwrap();
    let mut tx = database.pool.begin().await.unwrap();
    hosts::remove(&mut tx, anna, noon()).await.unwrap();
    tx.commit().await.unwrap();
    let digests: Vec<u8> = database.value("select string_agg(digest, '') from sign_in_links").await;
    assert_eq!((digests, live(&database).await), (vec![2; 32], vec![of_bert]));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_is_being_removed_begins_no_session() {
    let database = Database::fresh().await;
    let user = host(&database, "Anna").await;
    let mut removing = database.pool.begin().await.unwrap();
    hosts::remove(&mut removing, user, noon()).await.unwrap();
    let removed = async {
        database.wait_for_lock().await;
        removing.commit().await.unwrap();
    };
    let (begun, ()) = tokio::join!(begin(&database, user, noon(), 3), removed);
    assert_eq!((begun, live(&database).await), (None, Vec::new()));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_signs_in_while_being_removed_does_not_stand_in_the_way() {
    let database = Database::fresh().await;
    let user = host(&database, "Anna").await;
    links::replace(&mut database.pool.acquire().await.unwrap(), user, &[7; 32], noon()).await.unwrap();
    let mut signing_in = database.pool.begin().await.unwrap();
    let early = noon() - TimeDelta::seconds(1);
    assert_eq!(links::use_up(&mut signing_in, &[7; 32], early).await.unwrap(), Some(user));
    let pool = database.pool.clone();
    let removing = tokio::spawn(async move {
        let mut tx = pool.begin().await.unwrap();
        hosts::remove(&mut tx, user, noon()).await.unwrap();
        tx.commit().await.unwrap();
    });
    database.wait_for_lock().await;
    let session = sessions::Session { id: Uuid::new_v4(), user_id: user };
    let begun = sessions::begin(&mut signing_in, session, early, noon(), 3).await;
    assert!(begun.expect("it is no deadlock"), "the host is not removed yet");
    signing_in.commit().await.unwrap();
    removing.await.expect("it is no deadlock");
    assert!(live(&database).await.is_empty(), "it ends with the removal");
}

#[tokio::test]
async fn a_session_is_renewed_once_a_day_and_not_after_its_end() {
    let database = Database::fresh().await;
    let user = host(&database, "Anna").await;
    let id = begin(&database, user, noon(), 3).await.unwrap();
    let renew = async |id: Uuid, days: i64| {
        let until = noon() + TimeDelta::days(days + 30);
        let mut connection = database.pool.acquire().await.unwrap();
        sessions::renew(&mut connection, id, until - TimeDelta::days(1), until).await.unwrap()
    };
    assert!(!renew(id, 1).await, "a day is no longer than a day");
    assert!(renew(id, 2).await && !renew(id, 2).await);
    sessions::end(&mut database.pool.acquire().await.unwrap(), id).await.unwrap();
    assert!(!renew(id, 9).await);
}

#[tokio::test]
async fn a_key_that_comes_second_is_not_taken() {
    let database = Database::fresh().await;
    for number in [1, 2] {
        signing_keys::offer(&mut database.pool.acquire().await.unwrap(), &key(number), noon()).await.unwrap();
    }
    let current = signing_keys::current(&mut database.pool.acquire().await.unwrap()).await.unwrap().unwrap();
    assert_eq!((current.id, public(&database).await), (Uuid::from_u128(1), vec![Uuid::from_u128(1)]));
}

#[tokio::test]
async fn a_former_key_stays_until_it_is_dropped() {
    let database = Database::fresh().await;
    let user = host(&database, "Anna").await;
    for number in 1..=3 {
        rotate(&database, number, false).await;
    }
    begin(&database, user, noon(), 3).await.unwrap();
    assert_eq!(public(&database).await[0], Uuid::from_u128(3), "what signs comes first");
    assert_eq!(public(&database).await.len(), 3);
    rotate(&database, 4, true).await;
    assert_eq!(public(&database).await, [Uuid::from_u128(4)]);
    assert!(live(&database).await.is_empty(), "no cookie opens them");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_keys_that_are_made_at_once_none_is_lost() {
    let database = Database::fresh().await;
    rotate(&database, 1, false).await;
    join_all((2..=8).map(|number| rotate(&database, number, false))).await;
    let mut keys = public(&database).await;
    keys.sort_unstable();
    assert_eq!(keys, (1..=8).map(Uuid::from_u128).collect::<Vec<_>>());
}

#[tokio::test]
async fn what_has_expired_is_deleted_and_nothing_else() {
    let database = Database::fresh().await;
    for name in ["Anna", "Bert"] {
        host(&database, name).await;
    }
    for statement in [
        "insert into sign_in_links
            select user_id, sha256(name::bytea), now() + case when name = 'Anna' then interval '1 min' else '-1 min' end
            from hosts",
        "insert into host_sessions
            select gen_random_uuid(), user_id, now(),
                now() + case when name = 'Anna' then interval '1 min' else '-1 min' end
            from hosts",
        "insert into signing_keys
            select gen_random_uuid(), 'x', 'x', 'x', now(), retired_at
            from unnest(array[null, now() - interval '30 days', now() - interval '32 days']) as age (retired_at)",
    ] {
        database.run(statement).await;
    }
    let mut tx = database.pool.begin().await.unwrap();
    store::retention::delete_expired(&mut tx).await.unwrap();
    tx.commit().await.unwrap();
    let counts = "select (select count(*) from hosts) || ' ' || (select count(*) from sign_in_links) || ' '
        || (select count(*) from host_sessions) || ' ' || (select count(*) from signing_keys)";
    assert_eq!(database.value::<String>(counts).await, "2 1 1 2");
}

#[tokio::test]
async fn a_user_of_another_service_is_no_host() {
    let database = Database::fresh().await;
    let add = "insert into hosts values ('5f0c6f0e-2f3b-4a57-9d0b-6a1f1c0a0001', 'Anna', now())";
    assert_eq!(super::constraints::refusal(&database, add).await, "hosts_user_id_version");
}
