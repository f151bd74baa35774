//! Checks of a database for an operator. Nothing here writes.

use std::time::{Duration, Instant};

use chrono::{DateTime, Utc};
use domain::{clock::Timestamp, id::ProfileId};
use sqlx::postgres::{PgListener, PgPoolOptions};

use crate::{Connection, Error, Pool, migrations, pool::ConnectOptions};

/// A channel that only this check uses.
const CHANNEL: &str = "aoe2_doctor";
/// How long it may take to connect the listener.
const CONNECT: Duration = Duration::from_secs(4);

/// A database server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Server {
    /// Its version as it shows it, such as `16.4 (Debian 16.4-1)`.
    pub version: String,
    /// The same for comparison: 160004.
    pub version_number: i32,
    /// The encoding in which it stores text.
    pub encoding: String,
    /// Whether it accepts no writes: a standby, or configured so.
    pub is_read_only: bool,
    /// Connections that are open to this database, of all clients.
    pub connections: i64,
    /// Its time, about half of `took` ago.
    pub now: Timestamp,
    /// How long the query took.
    pub took: Duration,
}

/// Version, encoding, connections and time of the server.
#[tracing::instrument(target = "trace", name = "store.diagnosis.server", skip_all)]
pub async fn server(pool: &Pool) -> Result<Server, Error> {
    let mut connection = pool.acquire().await?;
    let asked = Instant::now();
    let row = sqlx::query!(
        r#"select
            current_setting('server_version') as "version!",
            current_setting('server_version_num')::int as "version_number!",
            current_setting('server_encoding') as "encoding!",
            (pg_is_in_recovery() or current_setting('transaction_read_only')::boolean) as "is_read_only!",
            (select count(*) from pg_stat_activity where datname = current_database()) as "connections!",
            clock_timestamp() as "now!""#
    )
    .fetch_one(&mut connection)
    .await?;
    let now: DateTime<Utc> = row.now;
    Ok(Server {
        version: row.version,
        version_number: row.version_number,
        encoding: row.encoding,
        is_read_only: row.is_read_only,
        connections: row.connections,
        now: now.into(),
        took: asked.elapsed(),
    })
}

/// The schema's version, and what the migrations of this executable would add.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Schema {
    /// The newest version that was applied; none if no migration was ever run.
    pub version: Option<i64>,
    /// Versions that are not applied yet.
    pub pending: Vec<i64>,
    /// Versions that this executable does not know, because it is older than the database.
    pub unknown: Vec<i64>,
    /// Versions that failed halfway.
    pub failed: Vec<i64>,
}

/// Which migrations were applied.
pub async fn schema(pool: &Pool) -> Result<Schema, Error> {
    let mut connection = pool.acquire().await?;
    let applied = if has_record(&mut connection).await? { applied(&mut connection).await? } else { Vec::new() };
    let ours = migrations::versions_known();
    let has = |version: &i64| applied.iter().any(|(known, _)| known == version);
    Ok(Schema {
        version: applied.iter().filter(|(_, succeeded)| *succeeded).map(|(version, _)| *version).max(),
        pending: ours.iter().copied().filter(|version| !has(version)).collect(),
        unknown: applied.iter().map(|(version, _)| *version).filter(|version| !ours.contains(version)).collect(),
        failed: applied.iter().filter(|(_, succeeded)| !succeeded).map(|(version, _)| *version).collect(),
    })
}

#[tracing::instrument(target = "trace", name = "store.diagnosis.has_record", skip_all)]
async fn has_record(connection: &mut Connection) -> Result<bool, Error> {
    let found = sqlx::query_scalar!(r#"select to_regclass('_sqlx_migrations') is not null as "found!""#);
    Ok(found.fetch_one(connection).await?)
}

/// The table is the migrator's own: the schema that queries are checked against lacks it.
#[tracing::instrument(target = "trace", name = "store.diagnosis.applied", skip_all)]
async fn applied(connection: &mut Connection) -> Result<Vec<(i64, bool)>, Error> {
    let applied = sqlx::query_as("select version, success from _sqlx_migrations order by version");
    Ok(applied.fetch_all(connection).await?)
}

/// The rights of a role.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rights {
    /// The role.
    pub role: String,
    /// Rights that the service needs and the role lacks, each as `table: right` or `sequence: right`.
    pub missing: Vec<String>,
    /// Whether it may create tables, as migrations do.
    pub may_create: bool,
}

/// The rights of the role of these connections.
#[tracing::instrument(target = "trace", name = "store.diagnosis.rights", skip_all)]
pub async fn rights(pool: &Pool) -> Result<Rights, Error> {
    let row = sqlx::query!(
        r#"select
            current_user::text as "role!",
            coalesce(has_schema_privilege(current_schema(), 'create'), false) as "may_create!",
            array(
                select class.relname || ': ' || needed.privilege
                from pg_class class
                cross join unnest(array['select', 'insert', 'update', 'delete']) needed (privilege)
                where
                    class.relnamespace = current_schema()::regnamespace
                    and class.relkind = 'r'
                    and class.relname <> '_sqlx_migrations'
                    and not has_table_privilege(class.oid, needed.privilege)
                union all
                -- The other sequences are of identity columns, which need no right of their own.
                select class.relname || ': ' || needed.privilege
                from pg_class class
                join (
                    values
                        ('nudges_id_seq', 'select'),
                        ('nudges_id_seq', 'update'),
                        ('tournament_players_id_seq', 'usage')
                ) as needed (sequence, privilege) on needed.sequence = class.relname
                where
                    class.relnamespace = current_schema()::regnamespace
                    and class.relkind = 'S'
                    and not has_sequence_privilege(class.oid, needed.privilege)
                order by 1
            ) as "missing!""#
    )
    .fetch_one(pool)
    .await?;
    Ok(Rights { role: row.role, missing: row.missing, may_create: row.may_create })
}

/// What the built-in sign-in has stored.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SignIn {
    /// Hosts who may sign in.
    pub hosts: i64,
    /// Keys whose cookies are accepted.
    pub keys: i64,
}

/// How many hosts and keys the built-in sign-in has.
#[tracing::instrument(target = "trace", name = "store.diagnosis.sign_in", skip_all)]
pub async fn sign_in(pool: &Pool) -> Result<SignIn, Error> {
    let counts = sqlx::query_as!(
        SignIn,
        r#"select
            (select count(*) from hosts where removed_at is null) as "hosts!",
            (select count(*) from signing_keys) as "keys!""#
    );
    Ok(counts.fetch_one(pool).await?)
}

/// At most `most` accounts on rosters.
#[tracing::instrument(target = "trace", name = "store.diagnosis.accounts", skip_all)]
pub async fn accounts(pool: &Pool, most: i64) -> Result<Vec<ProfileId>, Error> {
    let accounts = sqlx::query_scalar!(
        r#"select distinct profile_id as "profile_id!" from tournament_players where profile_id is not null limit $1"#,
        most,
    )
    .fetch_all(pool)
    .await?;
    Ok(accounts.into_iter().map(ProfileId).collect())
}

/// Whether a notification that is sent through `pool` arrives at `listen` within `wait`.
///
/// # Errors
/// [`Error::Unavailable`] when the listener cannot be connected within four seconds.
pub async fn hears(pool: &Pool, listen: &ConnectOptions, wait: Duration) -> Result<bool, Error> {
    let own = PgPoolOptions::new().max_connections(1).acquire_timeout(CONNECT).connect_lazy_with(listen.0.clone());
    let mut listener = PgListener::connect_with(&own).await?;
    listener.listen(CHANNEL).await?;
    // Others may be checking at the same time.
    let payload = format!("{:?}", Instant::now());
    notify(pool, &payload).await?;
    let heard = async {
        loop {
            if listener.recv().await?.payload() == payload {
                return Ok(true);
            }
        }
    };
    tokio::time::timeout(wait, heard).await.unwrap_or(Ok(false))
}

/// Sends a notification, which is stored nowhere.
#[tracing::instrument(target = "trace", name = "store.diagnosis.notify", skip_all)]
async fn notify(pool: &Pool, payload: &str) -> Result<(), Error> {
    sqlx::query!("select pg_notify($1, $2)", CHANNEL, payload).execute(pool).await?;
    Ok(())
}
