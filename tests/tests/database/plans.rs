//! What reads touch: as many rows as they answer with, however long the careers behind and however many others' events,
//! also with the plans that are made for any parameters.

mod series;

use std::{
    collections::BTreeMap,
    time::{Duration, Instant},
};

use domain::{
    clock::Timestamp,
    id::{EntryId, LeaderboardId, MatchId, ProfileId, TournamentId},
    matches::MatchState,
};
use sqlx::{Connection as _, PgConnection};
use store::{
    Snapshot,
    read::{self, facts::FactParts, matches::Filter},
};
use tests::{
    Database,
    fill::{Size, fill},
    service::NOW,
};

const EVENT: Size = Size { tournaments: 1, entries: 10, games: 400, past_games: 3_000, players: 2 };
/// Ten times the careers behind the same event.
const CAREERS: Size = Size { past_games: 30_000, ..EVENT };

/// A roster, and many others' of accounts of their own.
const ROSTER: Size = Size { tournaments: 1, entries: 10, games: 100, past_games: 0, players: 2 };
const ROSTERS: Size = Size { tournaments: 200, games: 10_000, ..ROSTER };

/// A read.
#[derive(Clone, Copy, Debug)]
enum Read {
    Matches(Filter, i64),
    Page(Filter),
    Match(MatchId),
    MatchesOfAccount,
    Live,
    Facts(FactParts),
    Roster,
    Tournaments,
}

fn reads() -> Vec<Read> {
    let (one, ladder) = (Some(ProfileId(1)), Some(LeaderboardId(3)));
    let every = Filter::default();
    let parts = FactParts::default();
    let filters = [
        every,
        Filter { state: Some(MatchState::Staging), ..every },
        Filter { state: Some(MatchState::InProgress), ..every },
        Filter { state: Some(MatchState::Completed), ..every },
        Filter { leaderboard_id: ladder, ..every },
        Filter { profile_id: one, ..every },
        Filter { profile_id: one, leaderboard_id: ladder, ..every },
        Filter { profile_id: Some(ProfileId(999_999_999)), ..every },
        Filter { leaderboard_id: Some(LeaderboardId(9)), ..every },
    ];
    let mut reads: Vec<_> =
        filters.into_iter().flat_map(|filter| [50, 200].map(|most| Read::Matches(filter, most))).collect();
    reads.extend([
        Read::Page(every),
        Read::Page(Filter { profile_id: one, ..every }),
        Read::Match(MatchId(1)),
        Read::MatchesOfAccount,
        Read::Live,
        Read::Facts(parts),
        Read::Facts(FactParts { recent: true, ..parts }),
        Read::Facts(FactParts { past: true, ..parts }),
        Read::Facts(FactParts { maps: true, ..parts }),
        Read::Facts(FactParts { ratings: true, teams: true, ..parts }),
        Read::Roster,
        Read::Tournaments,
    ]);
    reads
}

impl Read {
    async fn run(self, snapshot: &mut Snapshot) {
        let (cup, now): (_, Timestamp) = (TournamentId(1), NOW.parse().unwrap());
        match self {
            Self::Matches(filter, most) => drop(read::matches::list(snapshot, cup, filter, most).await.unwrap()),
            Self::Page(filter) => drop(read::matches::page(snapshot, cup, filter, None).await.unwrap().unwrap()),
            Self::Match(id) => drop(read::matches::one(snapshot, cup, id).await.unwrap()),
            Self::MatchesOfAccount => drop(read::matches::of_profile(snapshot, cup, ProfileId(1), 100).await.unwrap()),
            Self::Live => drop(read::matches::live(snapshot, cup).await.unwrap()),
            Self::Facts(parts) => drop(read::facts::load(snapshot, cup, now, parts, None).await.unwrap().unwrap()),
            Self::Roster => assert!(read::roster::linked(snapshot, cup).await.unwrap().unwrap()[0].0 > EntryId(0)),
            Self::Tournaments => drop(read::tournaments::newest(snapshot, None, 50).await.unwrap()),
        }
    }
}

/// Rows and index entries that `read` touches.
async fn touched(database: &Database, read: Read) -> i64 {
    // Counted before and after by others: a connection tells what it touched when it goes.
    let before = counted(database).await;
    let pool = store::pool::connect_lazily(database.options(), 1);
    read.run(&mut Snapshot::take(&pool).await.unwrap()).await;
    drop(pool);
    counted(database).await - before
}

async fn counted(database: &Database) -> i64 {
    let sum = "select (
        (select coalesce(sum(seq_tup_read), 0) from pg_stat_user_tables)
        + (select coalesce(sum(idx_tup_read), 0) from pg_stat_user_indexes)
    )::bigint";
    alone(database, sum).await
}

/// The number that a query gives once there is no other connection.
async fn alone(database: &Database, query: &'static str) -> i64 {
    let mut connection = PgConnection::connect(&database.url).await.unwrap();
    let others = "select count(*) from pg_stat_activity where datname = current_database()";
    let asked = Instant::now();
    while sqlx::query_scalar::<_, i64>(others).fetch_one(&mut connection).await.unwrap() > 1 {
        assert!(asked.elapsed() < Duration::from_secs(30), "connections stay");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    let number = sqlx::query_scalar(query).fetch_one(&mut connection).await.unwrap();
    connection.close().await.unwrap();
    number
}

/// Makes plans without a look at the parameters, from the first call on and for connections from now on.
async fn plan_generically(connection: &mut PgConnection) {
    let name: String = sqlx::query_scalar("select current_database()::text").fetch_one(&mut *connection).await.unwrap();
    let generic = format!("alter database {name} set plan_cache_mode = force_generic_plan");
    sqlx::query(sqlx::AssertSqlSafe(generic)).execute(connection).await.unwrap();
}

/// What each read touches.
async fn all(size: Size) -> BTreeMap<String, i64> {
    let database = Database::fresh().await;
    fill(&database, size, NOW.parse().unwrap()).await;
    let mut connection = PgConnection::connect(&database.url).await.unwrap();
    plan_generically(&mut connection).await;
    // All accounts have changed at some time.
    let changes = "insert into account_changes select profile_id, now() from players on conflict do nothing";
    sqlx::query(changes).execute(&mut connection).await.unwrap();
    sqlx::query("vacuum analyze account_changes").execute(&mut connection).await.unwrap();
    connection.close().await.unwrap();
    let mut touches = BTreeMap::new();
    for read in reads() {
        touches.insert(format!("{read:?}"), touched(&database, read).await);
    }
    touches
}

/// Whether a read finds rows in these databases, in which nobody plays right now.
fn finds_something(read: &str) -> bool {
    read != "Live" && !["Staging", "InProgress", "999999999"].iter().any(|nothing| read.contains(nothing))
}

#[tokio::test]
async fn no_read_touches_more_rows_because_careers_are_longer() {
    let (event, careers) = (all(EVENT).await, all(CAREERS).await);
    for (read, touches) in event {
        let grown = careers[&read];
        assert!(touches > 0 || !finds_something(&read), "{read}: nothing was counted");
        assert!(grown <= touches * 3 / 2 + 50, "{read}: {touches} rows, {grown} of long careers");
    }
}

#[tokio::test]
async fn no_read_of_a_roster_touches_more_rows_because_there_are_others() {
    let (alone, among_others) = (all(ROSTER).await, all(ROSTERS).await);
    for (read, touches) in alone.into_iter().filter(|(read, _)| read != "Tournaments") {
        let grown = among_others[&read];
        assert!(touches > 0 || !finds_something(&read), "{read}: nothing was counted");
        assert!(grown <= touches * 3 / 2 + 50, "{read}: {touches} rows, {grown} among others");
    }
}
