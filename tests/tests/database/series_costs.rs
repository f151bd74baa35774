//! What series cost a tournament that has none: one query.

use domain::id::TournamentId;
use store::{Pool, Tx, series};
use tests::{
    Database, Proxy,
    tournament::{create, tournament},
};

/// The messages of the second of two equal steps, whose statements are prepared.
async fn messages(proxy: &Proxy, pool: &Pool, step: impl AsyncFn(&mut Tx)) -> u64 {
    let mut sent = 0;
    for _ in 0..2 {
        let mut tx = pool.begin().await.unwrap();
        let before = proxy.messages_sent();
        step(&mut tx).await;
        sent = proxy.messages_sent() - before;
        tx.rollback().await.unwrap();
    }
    sent
}

#[tokio::test]
async fn a_tournament_without_series_costs_a_write_and_a_poll_one_statement_each() {
    let database = Database::fresh().await;
    let proxy = Proxy::to(format!("127.0.0.1:{}", database.options().get_port())).await;
    let pool = store::pool::connect_lazily(database.options().port(proxy.port()), 1);
    let mut cups = std::collections::BTreeSet::new();
    for number in 0..50 {
        cups.insert(create(&database.pool, &tournament(&format!("cup-{number}"))).await);
    }
    let cup = *cups.first().unwrap();
    let of_write = async |tx: &mut Tx| assert!(!series::refresh(tx, cup).await.unwrap());
    assert_eq!(messages(&proxy, &pool, of_write).await, 1);
    let of_poll = async |tx: &mut Tx| {
        let (free, busy) = series::lock_unless_busy(tx, &cups).await.unwrap();
        assert_eq!((free, busy.len()), (Vec::<TournamentId>::new(), 0));
    };
    assert_eq!(messages(&proxy, &pool, of_poll).await, 1, "however many tournaments there are");
}
