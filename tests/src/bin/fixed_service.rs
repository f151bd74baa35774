//! A service whose data and clock stand still, for pictures of its pages. It prints its address and ends when its
//! standard input does.

#![expect(clippy::expect_used, reason = "a test that cannot be set up fails")]

use std::io::{Read as _, Write as _};

use domain::nudge::{Event, Scope};
use sqlx::raw_sql;
use store::nudges;
use tests::{Service, service::NOW};

#[tokio::main]
async fn main() {
    let service = Service::start().await;
    // The polls find nobody: they only record that they succeeded.
    service.poll_all().await;
    let mut tx = service.database.pool.begin().await.expect("a transaction");
    raw_sql(include_str!("../../fixed.sql")).execute(&mut *tx).await.expect("the data");
    for event in Event::ALL {
        nudges::publish(&mut tx, event, &Scope::All, NOW.parse().expect("RFC 3339")).await.expect("a nudge");
    }
    tx.commit().await.expect("the data");
    service.settle().await;
    println!("{}", service.base_url);
    std::io::stdout().flush().expect("a reader");
    tokio::task::spawn_blocking(|| std::io::stdin().read_to_end(&mut Vec::new()))
        .await
        .expect("a task")
        .expect("a pipe");
}
