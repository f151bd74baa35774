//! The migrations as servers of different versions take them: Postgres 14 lacks `unique nulls not distinct`.

use std::borrow::Cow;

use sqlx::{
    AssertSqlSafe, SqlSafeStr as _,
    migrate::{Migration, Migrator},
};

use super::MIGRATOR;

/// The first version that has it, as in `server_version_num`.
const HAS_NULLS_NOT_DISTINCT: i32 = 150_000;
/// A constraint of tables whose rows have exactly one of the two sides.
const CONSTRAINT: &str = "unique nulls not distinct (stage_id, tournament_player_id, team_id)";
/// What means the same for such rows.
const FOR_OLDER: &str = "unique (stage_id, tournament_player_id), unique (stage_id, team_id)";

/// Returns the migrations for a server of `version`, as in `server_version_num`. Their checksums are the same for every
/// version, so a database that is moved to a newer server has the same migrations.
#[must_use]
pub fn for_server(version: i32) -> Migrator {
    let migrations: Vec<_> = MIGRATOR.iter().cloned().collect();
    let migrations =
        if version >= HAS_NULLS_NOT_DISTINCT { migrations } else { migrations.into_iter().map(for_older).collect() };
    Migrator { migrations: Cow::Owned(migrations), ..Migrator::DEFAULT }
}

fn for_older(migration: Migration) -> Migration {
    let sql = AssertSqlSafe(migration.sql.as_str().replace(CONSTRAINT, FOR_OLDER)).into_sql_str();
    Migration { sql, ..migration }
}
