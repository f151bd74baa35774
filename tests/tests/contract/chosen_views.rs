//! Views that single clients choose wait for each other, and views that everybody reads do not wait for them.

use std::time::Duration;

use domain::nudge::{Event, Scope};
use futures_util::future::join_all;
use sqlx::{Connection as _, Executor as _, PgConnection};
use tests::{EVENTUALLY, until};

use super::{
    ask::get,
    fixture::{CUP, nudge, polled_cup},
};

/// Chosen views that hang one after the other, each for the two seconds that a read may wait for a lock.
const HANGING: usize = 10;
const STAGES: &str = "insert into stages (tournament_id, name, format, sides, legs, half_pairing, best_of, admits,
        points_win, points_draw, points_loss, points_bye, tie_breaks, advance, is_public, created_at)
    select tournament.id, 'Stage ' || n, 'manual', 'entries', 1, 'slide', 1, 'lobby', 100, 50, 0, 100, '{}', 0, true, now()
    from tournaments tournament, generate_series(1, 10) n";

#[tokio::test]
async fn that_hang_keep_no_table_from_being_rendered_again() {
    let service = polled_cup().await;
    let standings = format!("{CUP}/standings");
    assert_eq!(get(&service, &standings, &[]).await.header("warning"), None);
    service.database.run(STAGES).await;
    // The facts of tables have none of a stage's participants.
    let mut lock = PgConnection::connect(&service.database.url).await.unwrap();
    lock.execute("begin; lock table stage_participants in access exclusive mode").await.unwrap();
    nudge(&service, Event::Standings, &Scope::All).await;
    service.settle().await;
    let paths: Vec<_> = (1..=HANGING).map(|id| format!("{CUP}/stages/{id}")).collect();
    let hanging = join_all(paths.iter().map(|path| get(&service, path, &[])));
    let player = format!("{CUP}/players/101");
    let read = async {
        let waits =
            "select count(*) from pg_stat_activity where wait_event_type = 'Lock' and query like '%stage_participants%'
            and datname = current_database()";
        let hangs = async || service.database.value::<i64>(waits).await > 0;
        until("a chosen view hangs", EVENTUALLY, hangs).await;
        // This one needs the facts that the table needs, too.
        let chosen = get(&service, &player, &[]);
        let common = async {
            tokio::time::sleep(Duration::from_millis(300)).await;
            let is_new = async || get(&service, &standings, &[]).await.header("warning").is_none();
            until("the table is rendered again", Duration::from_secs(10), is_new).await;
        };
        tokio::select! {
            _ = chosen => panic!("a chosen view came before those that hang"),
            () = common => {}
        }
    };
    tokio::select! {
        _ = hanging => panic!("they ended before the table was rendered again"),
        () = read => {}
    }
    lock.close().await.unwrap();
}
