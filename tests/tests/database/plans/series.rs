//! The same of what keeps series in step: however many other matches there are, none of it reads all of them.

use std::time::{Duration, Instant};

use domain::{clock::Timestamp, id::TournamentId};
use sqlx::{Connection as _, PgConnection};
use store::{
    Pool,
    read::{
        series::SeriesFilter,
        stages::{self, StageFilter},
    },
    series, tracked,
};
use tests::{
    Database,
    fill::{Size, fill},
    service::NOW,
};

use super::{alone, counted, plan_generically};

const SIZE: Size = Size { tournaments: 20, entries: 100, games: 20_000, past_games: 60_000, players: 2 };
const CUP: TournamentId = TournamentId(1);
/// A debug build takes a quarter of this on an idle machine.
const REFRESH: Duration = Duration::from_secs(1);
/// How often to refresh until one is that fast.
const MOST_REFRESHES: usize = 60;

/// A stage of a hundred entries with 2,000 series of the first tournament, each played over five games.
const PLAYED: [&str; 6] = [
    "insert into stages (
        tournament_id, name, format, sides, legs, half_pairing, best_of, admits, points_win, points_draw, points_loss,
        points_bye, tie_breaks, advance, is_public, created_at, started_at
    )
    values (1, 'All', 'manual', 'entries', 1, 'slide', 9, 'lobby', 100, 50, 0, 100, '{}', 0, true, now(), now())",
    "insert into stage_participants (tournament_id, stage_id, tournament_player_id, seed)
    select 1, stages.id, entry.id, row_number() over (order by entry.id)
    from stages, tournament_players entry where entry.tournament_id = 1",
    "create table played as
    with entries as (
        select id, profile_id, row_number() over (order by id) - 1 as place
        from tournament_players where tournament_id = 1
    )
    select n, one.id as first, other.id as second, one.profile_id as winner, other.profile_id as loser
    from generate_series(0, 1999) n
    join entries one on one.place = n % 100
    join entries other on other.place = (n % 100 + 1 + n / 100) % 100",
    "insert into series (
        tournament_id, stage_id, first_entry_id, second_entry_id, best_of, admits, created_at
    )
    select 1, stages.id, first, second, 9, 'lobby', '2026-06-01T00:00:00Z' from played, stages order by n",
    "insert into matches
    select 10000000 + game * 2000 + n, 0, null, 'Arabia', null, start, start + interval '20 minutes', 'completed', start
    from played
    cross join generate_series(0, 4) game
    cross join lateral (select '2026-06-02T00:00:00Z'::timestamptz + game * interval '1 day' + n * interval '30 s') at (start)",
    "insert into match_players (
        match_id, profile_id, leaderboard_id, started_at, completed_at, civilization_id, team_id, outcome, xp_gained
    )
    select match_id, case seat when 0 then winner else loser end, null, started_at, completed_at, 1, seat,
        case seat when 0 then 'win' else 'loss' end, 1
    from matches
    join played on n = (match_id - 10000000) % 2000
    cross join generate_series(0, 1) seat
    where match_id >= 10000000",
];

/// A tournament that ended two days ago, with one series to play among many that are decided.
const ENDED: [&str; 4] = [
    "insert into tournaments (slug, name, leaderboard_id, end_date)
    values ('cup', 'The Cup', 3, '2026-06-08T12:00:00Z')",
    "insert into tournament_players (tournament_id, name, profile_id)
    select id, 'Player ' || n, n from tournaments, generate_series(1, 2) n",
    "insert into series (tournament_id, first_entry_id, second_entry_id, best_of, admits, created_at, status)
    select tournament_id, min(id), max(id), 1, 'lobby', '2026-06-01T00:00:00Z',
        case n when 1 then 'scheduled' else 'completed' end
    from tournament_players, generate_series(1, 5000) n
    group by tournament_id, n",
    "vacuum analyze",
];

async fn filled() -> Database {
    let database = Database::fresh().await;
    fill(&database, SIZE, NOW.parse().unwrap()).await;
    let mut connection = PgConnection::connect(&database.url).await.unwrap();
    for statement in PLAYED.into_iter().chain(["drop table played", "vacuum analyze"]) {
        sqlx::query(statement).execute(&mut connection).await.unwrap();
    }
    plan_generically(&mut connection).await;
    connection.close().await.unwrap();
    database
}

/// How often all matches, or all that everybody played, were read.
async fn scans(database: &Database) -> i64 {
    let query = "select sum(seq_scan)::bigint from pg_stat_user_tables where relname in ('matches', 'match_players')";
    alone(database, query).await
}

/// Whether anything changed, and how long it took.
async fn refresh(pool: &Pool) -> (bool, Duration) {
    let mut tx = pool.begin().await.unwrap();
    let asked = Instant::now();
    let is_changed = series::refresh(&mut tx, CUP).await.unwrap();
    let took = asked.elapsed();
    tx.commit().await.unwrap();
    (is_changed, took)
}

#[tokio::test]
async fn series_are_kept_in_step_without_a_look_at_all_matches() {
    let database = filled().await;
    let now: Timestamp = NOW.parse().unwrap();
    let before = scans(&database).await;
    let pool = store::pool::connect_lazily(database.options(), 1);
    let (is_changed, filled_in) = refresh(&pool).await;
    assert!(is_changed);
    let counted = "select count(*) from series_games where not_counted is null";
    assert_eq!(sqlx::query_scalar::<_, i64>(counted).fetch_one(&pool).await.unwrap(), 10_000);
    sqlx::query("update match_players set outcome = null where match_id = 10000000").execute(&pool).await.unwrap();
    let (is_changed, of_one) = refresh(&pool).await;
    assert!(is_changed);
    // Other tests may keep the machine busy for a while.
    let mut fastest = Duration::MAX;
    for _ in 0..MOST_REFRESHES {
        let (is_changed, took) = refresh(&pool).await;
        assert!(!is_changed);
        fastest = fastest.min(took);
        if fastest < REFRESH {
            break;
        }
    }
    assert!(fastest < REFRESH, "none changed: {fastest:?}, one: {of_one:?}, all: {filled_in:?}");
    assert!(series::due_accounts(&pool, now).await.unwrap().is_empty());
    assert_eq!(series::tournaments_to_refresh(&pool, now).await.unwrap(), [CUP].into());
    let mut tx = pool.begin().await.unwrap();
    assert_eq!(series::lock_unless_busy(&mut tx, &[CUP, TournamentId(2)].into()).await.unwrap().0, [CUP]);
    let every = SeriesFilter::default();
    assert_eq!(store::read::series::list(&mut tx, CUP, every).await.unwrap().len(), 2_000);
    let one = SeriesFilter { series: Some(domain::id::SeriesId(1)), ..every };
    assert_eq!(store::read::series::list(&mut tx, CUP, one).await.unwrap().len(), 1);
    assert_eq!(stages::list(&mut tx, CUP, StageFilter::default()).await.unwrap()[0].series.len(), 2_000);
    tx.rollback().await.unwrap();
    drop(pool);
    assert_eq!(scans(&database).await, before, "some of it read all matches");
}

#[tokio::test]
async fn whose_series_are_to_be_played_is_found_without_a_look_at_those_that_are_decided() {
    let database = Database::fresh().await;
    let mut connection = PgConnection::connect(&database.url).await.unwrap();
    for statement in ENDED {
        sqlx::query(statement).execute(&mut connection).await.unwrap();
    }
    plan_generically(&mut connection).await;
    connection.close().await.unwrap();
    let before = counted(&database).await;
    let pool = store::pool::connect_lazily(database.options(), 1);
    assert_eq!(tracked::accounts(&pool, NOW.parse().unwrap()).await.unwrap().len(), 2);
    drop(pool);
    let touched = counted(&database).await - before;
    assert!((1..100).contains(&touched), "{touched} rows");
}
