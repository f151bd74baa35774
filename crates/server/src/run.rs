//! Starts one process: it binds its port first, then connects to the database and the upstream in the background.

use std::{net::SocketAddr, sync::Arc, time::Duration};

use api::{App, Duties, Flags};
use domain::clock::SharedClock;
use platforms::Broadcasters;
use poller::{Poll, PollContext, Worker};
use relic::Relic;
use store::{Pool, feed::Feed, pool::Timeouts};
use tokio::{net::TcpListener, task::JoinSet};
use tokio_util::sync::CancellationToken;

use crate::{
    Database, DatabaseClock, Error, Role, Settings, SystemClock, UpstreamDirectory, assumptions, clock, database,
    environment, files,
    metrics::{MetricsServer, WatchedPool},
    port,
};

/// A running process.
#[derive(Debug)]
pub struct Running {
    /// The address at which it serves.
    pub address: SocketAddr,
    stop: CancellationToken,
    tasks: JoinSet<Result<(), Error>>,
    // Dropped last, because the other parts may still write.
    _database: Database,
}

impl Running {
    /// Waits until every part has ended; all parts end once `stop` is cancelled.
    ///
    /// # Errors
    /// When a part broke; the others are stopped then.
    pub async fn wait(mut self) -> Result<(), Error> {
        let mut outcome = Ok(());
        while let Some(ended) = self.tasks.join_next().await {
            if let Err(error) = ended.map_err(Error::from).flatten() {
                tracing::error!(%error, "a part of the service failed: the process stops");
                outcome = outcome.and(Err(error));
                self.stop.cancel();
            }
        }
        outcome
    }
}

/// Starts a process that plays `role` until `stop`.
///
/// # Errors
/// When the settings are unusable or the port is taken.
pub async fn start(
    settings: &Settings,
    role: Role,
    database: Option<Database>,
    stop: CancellationToken,
) -> Result<Running, Error> {
    let listener = port::listen(settings)?;
    let address = listener.local_addr()?;
    let metrics = MetricsServer::start(settings).await?;
    let database = match database {
        Some(database) => database,
        None => Database::find(settings, role.name()).await?,
    };
    let clock: SharedClock =
        Arc::new(DatabaseClock::new(Arc::new(SystemClock), database.pool.database_state().clone()));
    let mut tasks = JoinSet::new();
    let has_schema = CancellationToken::new();
    if settings.migrates_on_start() {
        tasks.spawn(migrate(database.direct(), has_schema.clone(), stop.clone()));
    } else {
        has_schema.cancel();
    }
    let needed = database::connections(settings, role);
    tasks.spawn(database::check(database.pool.clone(), settings.database_pooler, needed, stop.clone()));
    tasks.spawn(clock::watch(Arc::clone(&clock), stop.clone()));
    if role.polls {
        let broadcasters = Broadcasters::new(&settings.broadcasts, &settings.relic.user_agent())?;
        let relic = Relic::new(&settings.relic)?;
        let context = PollContext::new(relic, database.pool.clone(), Arc::clone(&clock)).with(broadcasters);
        let name = uuid::Uuid::new_v4().to_string();
        let worker = Worker { context, settings: settings.poller.clone(), name };
        let stop = stop.clone();
        tasks.spawn(async move {
            tokio::select! {
                () = has_schema.cancelled() => {}
                () = stop.cancelled() => return Ok(()),
            }
            Ok(poller::run(worker, stop).await?)
        });
    }
    let flags = Flags::of(environment::variables());
    let room = files::room_for_connections();
    let api = api::Settings { max_connections: settings.api.max_connections.min(room), ..settings.api.clone() };
    let app = App::new(database.pool.clone(), clock, settings.environment, &api, flags, duties(settings, role));
    if role.serves
        && let Some(upstream) = UpstreamDirectory::find(settings)?
    {
        app.look_accounts_up_in(Arc::new(upstream));
    }
    if let Some(metrics) = metrics {
        let writes = WatchedPool { name: "writes", pool: database.pool.clone() };
        let reads = role.serves.then(|| WatchedPool { name: "reads", pool: app.reads().clone() });
        tasks.spawn(metrics.serve([writes].into_iter().chain(reads).collect(), stop.clone()));
    }
    serve(&mut tasks, listener, app, &database, role, &stop);
    tracing::info!(%address, polls = role.polls, serves = role.serves, "started");
    assumptions::log(settings, role);
    Ok(Running { address, stop, tasks, _database: database })
}

/// Which parts run in this process, and how old the data of each poll may become, whichever process polls.
fn duties(settings: &Settings, Role { polls, serves }: Role) -> Duties {
    let limit = |poll: Poll| Some((poll.status_row()?, poll.age_limit()));
    let age_limits = poller::polls(&settings.poller).into_iter().filter_map(limit).collect();
    Duties { polls, serves, age_limits }
}

fn serve(
    tasks: &mut JoinSet<Result<(), Error>>,
    listener: TcpListener,
    app: App,
    database: &Database,
    role: Role,
    stop: &CancellationToken,
) {
    let router =
        if role.serves { api::router(app.clone(), pages::router()) } else { api::infrastructure_router(app.clone()) };
    if role.serves {
        tasks.spawn({
            let (app, stop) = (app.clone(), stop.clone());
            async move {
                api::watch_sessions(app, stop).await;
                Ok(())
            }
        });
        let app = app.clone();
        // The outbox has a connection of its own, so that nudges do not queue behind reads.
        let outbox = database.pool.sibling(1, Timeouts::SHORT);
        let feed = Feed::new(outbox, database.listen.clone());
        let stop = stop.clone();
        tasks.spawn(async move {
            api::follow(app, feed, stop).await;
            Ok(())
        });
    }
    let stop = stop.clone();
    tasks.spawn(async move {
        api::serve(listener, app, router, stop).await;
        Ok(())
    });
}

/// Migrates the schema as soon as the database answers, then cancels `done` to signal it.
async fn migrate(pool: Pool, done: CancellationToken, stop: CancellationToken) -> Result<(), Error> {
    let mut away = false;
    loop {
        let Some(migrated) = stop.run_until_cancelled(database::migrate(&pool)).await else { return Ok(()) };
        match migrated {
            Ok(applied) => {
                for migration in applied {
                    tracing::info!(%migration, "applied a migration");
                }
                done.cancel();
                return Ok(());
            }
            Err(error) if store::migrations::may_pass(&error) => {
                if !std::mem::replace(&mut away, true) {
                    tracing::warn!(%error, "cannot bring the schema up to date yet; trying every second");
                }
            }
            Err(error) => return Err(error.into()),
        }
        tokio::select! {
            () = tokio::time::sleep(Duration::from_secs(1)) => {}
            () = stop.cancelled() => return Ok(()),
        }
    }
}
