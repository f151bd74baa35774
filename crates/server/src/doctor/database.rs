//! Whether the database can be reached and used: its version, schema, rights, notifications, connections, and clock.

use std::{path::Path, time::Duration};

use api::Environment;
use domain::clock::Clock as _;
use local_postgres::{Binaries, Cluster};
use store::{
    Pool,
    diagnosis::{self, Rights, Schema, Server},
    pool::{self, Timeouts},
};

use super::finding::{Finding, within};
use crate::{Database, DatabasePooler, Error, Role, Settings, SystemClock, database::connections, demo_file};

/// How long one check may take.
const LIMIT: Duration = Duration::from_secs(8);
/// How long a notification may take.
const NOTIFICATION: Duration = Duration::from_secs(2);
/// Connections of the checks, which run concurrently; the check for a pooler needs two.
const CONNECTIONS: usize = 5;
/// The oldest Postgres that the service works with.
const OLDEST: i32 = 140_000;
/// A clock that is off by more is a warning; by more than the second, a worker takes no lease.
const OFF: Duration = Duration::from_secs(1);
const FAR_OFF: Duration = Duration::from_secs(5);

/// Every finding about the database.
pub(super) async fn check(settings: &Settings, role: Role) -> Vec<Finding> {
    let database = match find(settings).await {
        Ok(Some(database)) => database,
        Ok(None) => return vec![own(&settings.data_dir)],
        Err(error) => {
            return vec![Finding::failed("database.address", error.to_string(), "set DATABASE_URL; docs/SETTINGS.md")];
        }
    };
    let pool = database.pool.sibling(CONNECTIONS, Timeouts::READS);
    let (server, schema, rights, heard, allowed, shared, direct) = tokio::join!(
        within(LIMIT, diagnosis::server(&pool)),
        within(LIMIT, diagnosis::schema(&pool)),
        within(LIMIT, diagnosis::rights(&pool)),
        within(LIMIT, diagnosis::hears(&pool, &database.listen, NOTIFICATION)),
        within(LIMIT, pool::allowed_connections(&pool)),
        sessions(settings, &pool),
        direct(settings, &database),
    );
    let mut findings = of_server(&server);
    findings.extend(shared);
    findings.extend(direct);
    findings.push(schema.map_or_else(|error| lost("database.schema", &error), |schema| of_schema(&schema, settings)));
    findings.push(rights.map_or_else(|error| lost("database.rights", &error), |rights| of_rights(&rights)));
    findings.push(heard.map_or_else(|error| lost("database.notify", &error), |heard| of_notify(heard, settings)));
    let needed = connections(settings, role);
    let used = server.as_ref().ok().map(|server| server.connections);
    findings.push(
        allowed
            .map_or_else(|error| lost("database.connections", &error), |allowed| of_connections(needed, allowed, used)),
    );
    findings
}

/// The database of the settings, or of a demo or a service that runs here. None if there is none yet: only the service
/// starts a server of its own.
pub(super) async fn find(settings: &Settings) -> Result<Option<Database>, Error> {
    let folder = std::path::absolute(&settings.data_dir)?;
    let is_named = settings.database_url.is_some() || settings.environment != Environment::Development;
    if !is_named && !Cluster::is_running(&folder) && demo_file::database(&folder).map_err(Error::DemoFile)?.is_none() {
        return Ok(None);
    }
    Database::find_or_demos(settings, "doctor").await.map(Some)
}

fn own(folder: &Path) -> Finding {
    const CHECK: &str = "database.own";
    let place = folder.display();
    match Binaries::find() {
        Ok(_) => {
            Finding::ok(CHECK, format!("DATABASE_URL is not set: the service starts a server of its own in {place}"))
        }
        Err(error) => Finding::failed(CHECK, error.to_string(), "install Postgres (`make setup`), or set DATABASE_URL"),
    }
}

fn lost(check: &'static str, error: &str) -> Finding {
    Finding::failed(check, error, "check that the database runs and that DATABASE_URL is correct")
}

fn of_server(server: &Result<Server, String>) -> Vec<Finding> {
    let server = match server {
        Ok(server) => server,
        Err(error) => return vec![lost("database.server", error)],
    };
    let found = format!("Postgres {}, encoding {}", server.version, server.encoding);
    let of_server = if server.version_number < OLDEST {
        Finding::failed("database.server", found, "the service needs Postgres 14 or newer")
    } else if server.is_read_only {
        let advice = "let DATABASE_URL lead to the primary: nothing can be polled, and no host can write";
        Finding::failed("database.server", format!("{found}; it takes no writes"), advice)
    } else {
        Finding::ok("database.server", found)
    };
    vec![of_server, clock(server)]
}

/// The machine's clock compared with the database's.
fn clock(server: &Server) -> Finding {
    const CHECK: &str = "database.clock";
    let way = server.took / 2;
    let here = SystemClock.now();
    let there = server.now;
    let apart = (here - there).abs().to_std().unwrap_or_default().saturating_sub(way);
    let found = format!("this machine's clock and the database's are {:.1} s apart", apart.as_secs_f64());
    let advice = "have both machines' clocks set by NTP; a worker that is off by more than 5 s does not poll";
    match apart {
        apart if apart > FAR_OFF => Finding::failed(CHECK, found, advice),
        apart if apart > OFF => Finding::warning(CHECK, found, advice),
        _ => Finding::ok(CHECK, found),
    }
}

/// Whether connections go through a pooler that is not declared.
async fn sessions(settings: &Settings, pool: &Pool) -> Option<Finding> {
    const CHECK: &str = "database.pooler";
    if settings.database_pooler == DatabasePooler::Transaction {
        return Some(Finding::ok(
            CHECK,
            "DATABASE_POOLER is transaction: nothing is expected to outlive a transaction",
        ));
    }
    match within(LIMIT, pool::shares_sessions(pool)).await {
        Ok(false) => Some(Finding::ok(CHECK, "each connection has a session of its own")),
        Ok(true) => {
            let advice = "set DATABASE_POOLER=transaction, and LISTEN_DATABASE_URL to the server's own address";
            Some(Finding::failed(CHECK, "DATABASE_URL leads through a transaction pooler", advice))
        }
        // Reported by the other findings.
        Err(_) => None,
    }
}

/// Whether a server answers at LISTEN_DATABASE_URL, if that is set.
async fn direct(settings: &Settings, database: &Database) -> Option<Finding> {
    const CHECK: &str = "database.direct";
    settings.listen_database_url.as_ref()?;
    Some(match within(LIMIT, diagnosis::server(&database.direct())).await {
        Ok(_) => Finding::ok(CHECK, "LISTEN_DATABASE_URL leads to a server that answers"),
        Err(error) => Finding::failed(CHECK, error, "check that LISTEN_DATABASE_URL is the server's own address"),
    })
}

fn of_schema(schema: &Schema, settings: &Settings) -> Finding {
    const CHECK: &str = "database.schema";
    let version = schema.version.map_or_else(|| "no version".to_owned(), |version| format!("version {version}"));
    let list = |versions: &[i64]| versions.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
    if !schema.failed.is_empty() {
        let found = format!("the schema is at {version}, and {} failed halfway", list(&schema.failed));
        return Finding::failed(CHECK, found, "see docs/OPERATIONS.md on migrations");
    }
    if !schema.unknown.is_empty() {
        let found = format!("the schema is at {version}; {} are not of this executable", list(&schema.unknown));
        return Finding::warning(CHECK, found, "this executable is older than the database: deploy the newer one");
    }
    if schema.pending.is_empty() {
        return Finding::ok(CHECK, format!("the schema is at {version}, the newest"));
    }
    let found = format!("the schema is at {version}; {} are pending", list(&schema.pending));
    if settings.migrates_on_start() {
        return Finding::warning(CHECK, found, "the service applies them at its start");
    }
    Finding::failed(CHECK, found, "run `aoe2-standings migrate` before the service")
}

fn of_rights(rights: &Rights) -> Finding {
    const CHECK: &str = "database.rights";
    let role = &rights.role;
    if !rights.missing.is_empty() {
        let found = format!("the role {role} lacks {}", rights.missing.join(", "));
        let advice = "grant select, insert, update, delete on all tables and usage, select, update on all sequences of \
                      the schema to it";
        return Finding::failed(CHECK, found, advice);
    }
    if !rights.may_create {
        let found = format!("the role {role} may read and write every table, and create none");
        return Finding::warning(CHECK, found, "have migrations run by a role that may (`aoe2-standings migrate`)");
    }
    Finding::ok(CHECK, format!("the role {role} may read, write and migrate"))
}

fn of_notify(heard: bool, settings: &Settings) -> Finding {
    const CHECK: &str = "database.notify";
    if heard {
        return Finding::ok(CHECK, "a notification arrives");
    }
    let advice = if settings.listen_database_url.is_some() {
        "let LISTEN_DATABASE_URL lead to the same database as DATABASE_URL, past any pooler; changes are seen a second \
         late meanwhile"
    } else {
        "set LISTEN_DATABASE_URL to the server's own address, past any pooler; changes are seen a second late meanwhile"
    };
    Finding::warning(CHECK, format!("a notification did not arrive within {} s", NOTIFICATION.as_secs()), advice)
}

fn of_connections(needed: i64, allowed: Option<i64>, used: Option<i64>) -> Finding {
    const CHECK: &str = "database.connections";
    let used = used.map_or_else(String::new, |used| format!("; {used} are open to it now"));
    let found = match allowed {
        None => format!("this process may need {needed} connections; the role is under no limit{used}"),
        Some(allowed) => format!("this process may need {needed} connections of the {allowed} that are allowed{used}"),
    };
    if allowed.is_some_and(|allowed| allowed < needed) {
        let advice = "raise the limit of the role, the database or the server, or lower DATABASE_MAX_CONNECTIONS";
        return Finding::failed(CHECK, found, advice);
    }
    Finding::ok(CHECK, found)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::doctor::finding::Status;

    #[test]
    fn a_server_that_is_too_old_for_the_schema_fails() {
        for (version_number, status) in [(130_020, Status::Failed), (140_000, Status::Ok)] {
            let server = Server {
                version: "of a test".to_owned(),
                version_number,
                encoding: "UTF8".to_owned(),
                is_read_only: false,
                connections: 1,
                now: SystemClock.now(),
                took: Duration::ZERO,
            };
            assert_eq!(of_server(&Ok(server))[0].status, status, "{version_number}");
        }
    }
}
