//! Which version of every row the database holds: a row that was written again has moved.

use std::collections::BTreeMap;

use tests::Database;

/// Every row of the tables that polls fill: where it lies and who wrote it, and who locked it last.
pub(crate) type Versions = BTreeMap<(String, String), (String, String)>;

pub(crate) async fn versions(database: &Database) -> Versions {
    let rows: Vec<(String, String, String, String)> = sqlx::query_as(
        "select 'players', profile_id::text, ctid || ' ' || xmin, xmax::text from players
        union all
        select 'ratings', profile_id || ' on ' || leaderboard_id, ctid || ' ' || xmin, xmax::text from player_ratings
        union all
        select 'totals', leaderboard_id::text, ctid || ' ' || xmin, xmax::text from ladder_totals
        union all
        select 'region totals', leaderboard_id || ' in ' || region_id, ctid || ' ' || xmin, xmax::text
        from ladder_region_totals
        union all
        select 'observations', id::text, ctid || ' ' || xmin, xmax::text from player_rating_snapshots
        union all
        select 'aliases', profile_id::text, ctid || ' ' || xmin, xmax::text from profile_aliases
        union all
        select 'matches', match_id::text, ctid || ' ' || xmin, xmax::text from matches
        union all
        select 'parts', match_id || ' by ' || profile_id, ctid || ' ' || xmin, xmax::text from match_players
        union all
        select 'live', match_id || ' by ' || profile_id, ctid || ' ' || xmin, xmax::text from live_match_players
        union all
        select 'leaderboards', leaderboard_id::text, ctid || ' ' || xmin, xmax::text from leaderboards
        union all
        select 'civilizations', civilization_id::text, ctid || ' ' || xmin, xmax::text from civilizations",
    )
    .fetch_all(&database.pool)
    .await
    .unwrap();
    rows.into_iter().map(|(table, row, version, lock)| ((table, row), (version, lock))).collect()
}

/// The rows of `after` that are new or were written since `before`, as `table row`.
pub(crate) fn written(before: &Versions, after: &Versions) -> Vec<String> {
    let moved = after.iter().filter(|(row, (version, _))| before.get(*row).map(|known| &known.0) != Some(version));
    moved.map(|((table, row), _)| format!("{table} {row}")).collect()
}
