//! The schema's versions: each goes up and down over data, and any number of processes may try.

mod failing;
mod server_versions;

use std::collections::BTreeSet;

use store::{migrations, pool};
use tests::{Database, database::MIGRATOR};

/// What to store at each version, so that the next one, and the way back, meet rows.
const ROWS: [(i64, &[&str]); 19] = [
    (
        1,
        &[
            "insert into tournaments (slug, name, leaderboard_id, created_by)
            values ('cup', 'The Cup', 3, gen_random_uuid())",
            "insert into tournament_owners (tournament_id, user_id) select id, created_by from tournaments",
            "insert into tournament_creators (user_id) select created_by from tournaments",
            "insert into tournament_players (tournament_id, name, profile_id) select id, 'One', 10 from tournaments",
            "insert into teams (tournament_id, name, initials) select id, 'Red', 'R' from tournaments",
            "insert into team_members (tournament_id, team_id, tournament_player_id, is_captain)
            select team.tournament_id, team.id, entry.id, true from teams team, tournament_players entry",
        ],
    ),
    (
        2,
        &[
            "insert into players (profile_id, updated_at) values (10, now())",
            "insert into player_ratings values (10, 3, 1500, 1600, 1, 0, 1, 0, 5, 9, 1, 2, now(), now())",
            "insert into player_rating_snapshots (profile_id, leaderboard_id, max_rating, current_rating, observed_at)
            values (10, 3, 1600, 1500, now())",
            "insert into profile_aliases values (10, 'One')",
            "insert into matches values (1, 6, 3, 'Arabia', null, now(), now(), 'completed', now())",
            "insert into match_players values (1, 10, 3, now(), 5, 0, 'win', 1484, 1500, 3)",
            "insert into live_match_players values (1, 10, 5, 0)",
            "insert into live_streams select id, 'twitch', 'title', null from tournament_players",
            "insert into host_live_streams select id, 'https://twitch.tv/host' from tournaments",
            "insert into leaderboards values (3, 'SOLO_RM_RANKED', true)",
            "insert into civilizations values (5, 'Franks')",
        ],
    ),
    (
        3,
        &[
            "insert into nudges (event, polled_at, tournament_ids) values ('live', now(), '{1}')",
            "insert into poll_status values ('stats', now())",
            "insert into worker_lease values (true, 'one', 1, now())",
            "insert into idempotency_keys (user_id, key, fingerprint, status, body)
            values (gen_random_uuid(), gen_random_uuid(), '', 201, '')",
        ],
    ),
    (4, &["insert into match_players values (1, 11, 3, now(), 5, 1, 'loss', 1484, 1470, 3, now())"]),
    (
        5,
        &["insert into host_live_streams (tournament_id, url, platform)
            select id, 'https://youtube.com/@host', 'youtube' from tournaments
            on conflict do nothing"],
    ),
    (
        6,
        &[
            "insert into nudges (event, polled_at, tournament_ids) values ('matches', now(), '{1}')",
            "insert into tournaments (slug, name, leaderboard_id) values ('old', 'Old', 3), ('orphan', 'Orphan', 3)",
            "insert into tournament_owners (tournament_id, user_id, created_at)
            select id, owner::uuid, since::timestamptz from tournaments, (values
                ('00000000-0000-0000-0000-00000000000b', '2026-01-02'),
                ('00000000-0000-0000-0000-00000000000a', '2026-01-03')
            ) as given (owner, since) where slug = 'old'",
        ],
    ),
    (7, &["update tournaments set name = 'Older' where slug = 'old'"]),
    (8, &["insert into tournaments (slug, name, leaderboard_id) values ('newest', 'The Newest', 3)"]),
    (9, &["insert into nudges (event, polled_at, tournament_ids) values ('standings', now(), '{1}')"]),
    (10, &["insert into match_players values (1, 12, 3, now(), 5, 1, null, 1484, null, 3, null)"]),
    (11, &["insert into ladder_totals values (4, 100)", "insert into ladder_region_totals values (4, 1, 10)"]),
    (12, &["insert into history_fetches values (10, now())"]),
    (13, &["insert into match_players values (1, 13, 3, now(), 5, 1, null, 1484, null, 3, now())"]),
    (14, &["insert into match_players values (1, 14, 3, now(), 5, 1, null, 1484, null, 3, now())"]),
    (15, &["insert into profile_aliases values (11, 'Two')", "update players set alias = 'Óne' where profile_id = 10"]),
    (
        16,
        &[
            "insert into hosts values ('0de30000-0000-8000-8000-000000000001', 'Anna', now(), null)",
            "insert into sign_in_links select user_id, sha256('x'), now() from hosts",
            "insert into host_sessions select gen_random_uuid(), user_id, now(), now() from hosts",
            "insert into signing_keys values (gen_random_uuid(), 'x', 'x', 'x', now(), null)",
        ],
    ),
    (17, &["insert into match_exclusions select id, 1, 'A restart.', gen_random_uuid(), now() from tournaments"]),
    (
        18,
        &[
            "insert into stages (
                tournament_id, name, format, sides, legs, half_pairing, best_of, admits, points_win, points_draw,
                points_loss, points_bye, tie_breaks, advance, is_public, created_at
            )
            select id, 'S', 'swiss', 'entries', 1, 'slide', 1, 'lobby', 100, 50, 0, 100, '{}', 0, true, now()
            from tournaments",
            "insert into stage_participants (tournament_id, stage_id, tournament_player_id, seed)
            select entry.tournament_id, stage.id, entry.id, row_number() over (partition by stage.id order by entry.id)
            from stages stage join tournament_players entry using (tournament_id)",
            "insert into stage_rounds select id, 1, now(), null from stages",
            "insert into nudges (event, polled_at) values ('series', now())",
        ],
    ),
    (
        19,
        &["insert into live_streams (tournament_player_id, platform, channel, title)
            select id, 'youtube', 'https://youtube.com/@one', 'title' from tournament_players
            on conflict do nothing"],
    ),
];

fn versions() -> Vec<i64> {
    let versions: BTreeSet<_> = MIGRATOR.iter().map(|migration| migration.version).collect();
    versions.into_iter().collect()
}

/// Everything in the database that is not Postgres' own, nor the list of migrations.
async fn contents(database: &Database) -> Vec<String> {
    let query =
        "select 'class ' || relname || ' ' || relkind::text from pg_class where relnamespace = 'public'::regnamespace
            and relname not like '\\_sqlx%'
        union all
        select 'type ' || typname from pg_type where typnamespace = 'public'::regnamespace
            and typname not like '%\\_sqlx%'
        union all
        select 'function ' || proname from pg_proc where pronamespace = 'public'::regnamespace
        union all
        select 'constraint ' || conname from pg_constraint where connamespace = 'public'::regnamespace
            and conname not like '\\_sqlx%'
        union all
        select 'trigger ' || tgname from pg_trigger where not tgisinternal
        union all
        select 'schema ' || nspname from pg_namespace where nspname not like 'pg\\_%'
            and nspname not in ('information_schema', 'public')
        union all
        select 'extension ' || extname from pg_extension where extname <> 'plpgsql'
        order by 1";
    sqlx::query_scalar(query).fetch_all(&database.pool).await.unwrap()
}

async fn insert_at(database: &Database, version: i64) {
    let rows = ROWS.iter().find(|(at, _)| *at == version);
    for row in rows.expect("say here what to store at the new version").1 {
        database.run(row).await;
    }
}

#[tokio::test]
async fn every_version_goes_up_and_down_over_data() {
    let database = Database::empty("migrated_step_by_step").await;
    let nothing = contents(&database).await;
    assert_eq!(nothing, [""; 0]);
    let mut at_version = vec![nothing];
    for version in versions() {
        MIGRATOR.run_to(version, &database.driver_pool()).await.unwrap();
        at_version.push(contents(&database).await);
        insert_at(&database, version).await;
    }
    let mut down: Vec<_> = versions().into_iter().rev().skip(1).chain([0]).collect();
    for version in down.drain(..) {
        MIGRATOR.undo(&database.driver_pool(), version).await.unwrap();
        at_version.pop();
        assert_eq!(Some(&contents(&database).await), at_version.last(), "back at {version}");
    }
    for version in versions() {
        MIGRATOR.run_to(version, &database.driver_pool()).await.unwrap();
        insert_at(&database, version).await;
    }
}

#[tokio::test]
async fn the_oldest_owner_of_an_older_tournament_is_its_creator() {
    let database = Database::empty("migrated_creators").await;
    for version in 1..=7 {
        if let Some(before) = (version > 1).then_some(version - 1) {
            insert_at(&database, before).await;
        }
        MIGRATOR.run_to(version, &database.driver_pool()).await.unwrap();
    }
    let creators: Vec<(String, Option<String>)> =
        sqlx::query_as("select slug, created_by::text from tournaments where slug in ('old', 'orphan') order by slug")
            .fetch_all(&database.pool)
            .await
            .unwrap();
    let oldest = "00000000-0000-0000-0000-00000000000b".to_owned();
    assert_eq!(creators, [("old".to_owned(), Some(oldest)), ("orphan".to_owned(), None)]);
    assert_eq!(database.value::<i64>("select count(*) from tournaments where created_by is null").await, 1);
}

#[tokio::test]
async fn each_version_can_be_left_and_taken_again_while_older_data_stays() {
    let database = Database::empty("migrated_back_and_forth").await;
    for version in versions() {
        MIGRATOR.run_to(version, &database.driver_pool()).await.unwrap();
        let there = contents(&database).await;
        MIGRATOR.undo(&database.driver_pool(), version - 1).await.unwrap();
        MIGRATOR.run_to(version, &database.driver_pool()).await.unwrap();
        assert_eq!(contents(&database).await, there, "{version}");
        insert_at(&database, version).await;
    }
    assert_eq!(database.value::<i64>("select count(*) from team_members").await, 1);
}

#[tokio::test]
async fn going_all_the_way_back_leaves_nothing_behind() {
    let database = Database::empty("migrated_and_emptied").await;
    migrations::run(&database.pool).await.unwrap();
    for version in versions() {
        insert_at(&database, version).await;
    }
    MIGRATOR.undo(&database.driver_pool(), 0).await.unwrap();
    assert_eq!(contents(&database).await, [""; 0]);
    migrations::run(&database.pool).await.unwrap();
    migrations::run(&database.pool).await.expect("there is nothing to do");
}

#[tokio::test]
async fn a_run_tells_what_it_applied() {
    let database = Database::empty("migrated_and_told").await;
    let told = async || -> Vec<i64> {
        migrations::run(&database.pool).await.unwrap().into_iter().map(|applied| applied.version).collect()
    };
    assert_eq!(told().await, versions());
    assert_eq!(told().await, [0; 0]);
    // As the runbook has it: the way back, and the record, in one transaction.
    let newest = migrations::latest().unwrap();
    let back = MIGRATOR.iter().find(|one| one.version == newest && one.migration_type.is_down_migration());
    let back = back.unwrap().sql.as_str();
    let statements = format!("begin; {back} delete from _sqlx_migrations where version = {newest}; commit;");
    sqlx::raw_sql(sqlx::AssertSqlSafe(statements)).execute(&database.driver_pool()).await.unwrap();
    assert_eq!(told().await, [newest]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_several_processes_at_once_one_migrates_and_all_succeed() {
    let database = Database::empty("migrated_by_many").await;
    let trying: Vec<_> = (0..6)
        .map(|_| {
            let pool = pool::connect_lazily(database.options(), 2);
            tokio::spawn(async move { migrations::run(&pool).await })
        })
        .collect();
    let mut told = Vec::new();
    for trying in trying {
        let applied = trying.await.unwrap().expect("whoever comes second finds it done");
        told.extend(applied.into_iter().map(|migration| migration.version));
    }
    assert_eq!(told, versions(), "by the one that applied them alone");
    let applied: Vec<i64> = sqlx::query_scalar("select version from _sqlx_migrations order by version")
        .fetch_all(&database.pool)
        .await
        .unwrap();
    assert_eq!(applied, versions());
}
