//! Creates connections for the pool and decides which of them can be reused.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use deadpool::managed::{Metrics, RecycleError, RecycleResult};
use sqlx::{Connection as _, PgConnection, postgres::PgConnectOptions};
use tokio::runtime::Handle;
use tokio_util::task::AbortOnDropHandle;

use super::{DatabaseState, Pooler, Timeouts, activity::PoolActivity, setup::set_up};

/// How long a connection is used: each new one reads the server's clock.
const MAX_AGE: Duration = Duration::from_secs(600);
/// The same while the server accepts no writes: a new connection may reach a server that does.
const MAX_AGE_READ_ONLY: Duration = Duration::from_secs(2);

/// Makes connections to one database with the same time-outs.
#[derive(Debug)]
pub(super) struct Manager {
    pub(super) options: Arc<PgConnectOptions>,
    timeouts: Timeouts,
    pooler: Pooler,
    pub(super) state: DatabaseState,
    pub(super) activity: PoolActivity,
    /// The runtime that connections belong to; by default the one of their first user.
    runtime: Option<Handle>,
}

/// A connection, with what its user needs to know.
#[derive(Debug)]
pub(super) struct Made {
    pub(super) connection: PgConnection,
    pub(super) timeouts: Timeouts,
    pub(super) pooler: Pooler,
    pub(super) activity: PoolActivity,
    /// The value of `broken_connections` when this one was made.
    broken_connections: u64,
    made_at: Instant,
}

impl Manager {
    pub(super) fn new(
        options: Arc<PgConnectOptions>,
        timeouts: Timeouts,
        pooler: Pooler,
        state: DatabaseState,
    ) -> Self {
        Self { options, timeouts, pooler, state, activity: PoolActivity::new(), runtime: None }
    }

    /// A manager of connections with other time-outs to the same database.
    pub(super) fn sibling(&self, timeouts: Timeouts) -> Self {
        Self::new(Arc::clone(&self.options), timeouts, self.pooler, self.state.clone())
    }

    /// The same, with connections that belong to `runtime`.
    pub(super) fn on(self, runtime: Handle) -> Self {
        Self { runtime: Some(runtime), ..self }
    }
}

impl deadpool::managed::Manager for Manager {
    type Type = Made;
    type Error = sqlx::Error;

    async fn create(&self) -> Result<Made, sqlx::Error> {
        let (timeouts, pooler, activity) = (self.timeouts, self.pooler, self.activity.clone());
        let broken_connections = activity.broken_connections();
        let options = Arc::clone(&self.options);
        let connect = async move {
            let mut connection = PgConnection::connect_with(&options).await?;
            let info = set_up(&mut connection, timeouts, pooler).await?;
            Ok::<_, sqlx::Error>((connection, info))
        };
        let (connection, info) = match &self.runtime {
            // Cancelled when nobody waits for it any longer.
            Some(runtime) => {
                let task = AbortOnDropHandle::new(runtime.spawn(connect));
                task.await.map_err(|error| sqlx::Error::Io(error.into()))??
            }
            None => connect.await?,
        };
        self.state.record(&info);
        Ok(Made { connection, timeouts, pooler, activity, broken_connections, made_at: Instant::now() })
    }

    async fn recycle(&self, made: &mut Made, _: &Metrics) -> RecycleResult<sqlx::Error> {
        let max_age = if self.state.is_read_only() { MAX_AGE_READ_ONLY } else { MAX_AGE };
        if made.made_at.elapsed() > max_age {
            return Err(RecycleError::message("it is old"));
        }
        if made.broken_connections != self.activity.broken_connections() {
            return Err(RecycleError::message("another connection has fallen silent since this one was made"));
        }
        Ok(made.connection.ping().await?)
    }
}
