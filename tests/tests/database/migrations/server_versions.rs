//! The schema for Postgres 14, which lacks some constraints of newer versions, and means the same.

use store::{Error, migrations};
use tests::Database;

/// A stage of one entry, which has an adjustment and a place among ties.
const STAGE: &str = "
    with
        cup as (
            insert into tournaments (slug, name, leaderboard_id) values ('cup', 'The Cup', 3) returning id
        ),
        entry as (
            insert into tournament_players (tournament_id, name) select id, 'A' from cup returning tournament_id, id
        ),
        stage as (
            insert into stages (
                tournament_id, name, format, sides, legs, half_pairing, best_of, admits, points_win, points_draw,
                points_loss, points_bye, tie_breaks, advance, is_public, created_at
            )
            select id, 'Groups', 'swiss', 'entries', 1, 'slide', 1, 'any', 100, 50, 0, 100, '{}', 0, true, now()
            from cup
            returning id
        )
    insert into stage_participants (tournament_id, stage_id, tournament_player_id, seed)
    select entry.tournament_id, stage.id, entry.id, 1
    from entry, stage";

/// The same side twice.
const TWICE: [&str; 2] = [
    "insert into stage_adjustments (stage_id, tournament_player_id, points, reason, made_by, made_at)
    select stage_id, tournament_player_id, points, 'r', gen_random_uuid(), now()
    from stage_participants, unnest('{100,200}'::int[]) as points",
    "insert into stage_ties (stage_id, place, tournament_player_id)
    select stage_id, place, tournament_player_id
    from stage_participants, unnest('{1,2}'::smallint[]) as place",
];

#[tokio::test]
async fn the_schema_for_an_older_server_refuses_the_same_and_counts_as_the_same() {
    for version in [140_000, 150_000] {
        let database = Database::empty(&format!("migrated_for_{version}")).await;
        migrations::for_server(version).run(&database.driver_pool()).await.unwrap();
        assert_eq!(migrations::run(&database.pool).await.unwrap(), [], "all are applied, and none differs");
        database.run(STAGE).await;
        for twice in TWICE {
            let error = Error::from(sqlx::query(twice).execute(&database.pool).await.expect_err("it is there already"));
            assert!(matches!(error, Error::UniqueViolation(_)), "{version}: {error}");
        }
    }
}

#[test]
fn the_constraint_that_an_older_server_lacks_is_replaced() {
    let lacking = |version| {
        let migrations = migrations::for_server(version);
        migrations.iter().filter(|migration| migration.sql.as_str().contains("nulls not distinct")).count()
    };
    assert_eq!((lacking(140_000), lacking(150_000)), (0, 1));
}
