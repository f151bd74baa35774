//! Which database: the one named, or in development one of our own.

use api::Environment;
use local_postgres::Cluster;
use secrecy::ExposeSecret as _;
use sqlx::postgres::PgConnectOptions;
use store::{Pool, pool};

use crate::{Error, Settings, beside_demo};

/// The database in use. Holds a server of our own up for as long as it lives.
#[derive(Debug)]
pub struct Database {
    /// The connections.
    pub pool: Pool,
    /// Where to listen for notifications.
    pub listen: PgConnectOptions,
    _own: Option<Cluster>,
}

impl Database {
    /// Finds it; starts a server of our own when the settings name none and may.
    ///
    /// # Errors
    /// When an address is unusable, or no server can be started.
    pub async fn find(settings: &Settings) -> Result<Self, Error> {
        let Some(url) = &settings.database_url else {
            if settings.environment != Environment::Development {
                return Err(Error::NoDatabase);
            }
            let folder = std::path::absolute(&settings.data_dir)?;
            let cluster = tokio::task::spawn_blocking(move || Cluster::keep(&folder)).await??;
            return Self::of(cluster, settings.database_max_connections);
        };
        let main = pool::options(url.expose_secret())?;
        let listen = match &settings.listen_database_url {
            Some(url) => pool::options(url.expose_secret())?,
            None => main.clone(),
        };
        Ok(Self { pool: pool::connect_lazily(main, settings.database_max_connections), listen, _own: None })
    }

    /// The same for admin commands: in development, and where no database is named, that of the demo while it runs.
    ///
    /// # Errors
    /// As [`Database::find`], and [`Error::TwoDatabases`] when the service runs beside the demo with its own.
    pub(crate) async fn find_beside_demo(settings: &Settings) -> Result<Self, Error> {
        if settings.database_url.is_some() || settings.environment != Environment::Development {
            return Self::find(settings).await;
        }
        let folder = std::path::absolute(&settings.data_dir)?;
        let Some(url) = beside_demo::database(&folder).map_err(Error::DemoFile)? else {
            return Self::find(settings).await;
        };
        if Cluster::is_running(&folder) {
            return Err(Error::TwoDatabases);
        }
        tracing::info!("using the database of the demo that runs");
        let options = pool::options(url.expose_secret())?;
        Ok(Self {
            pool: pool::connect_lazily(options.clone(), settings.database_max_connections),
            listen: options,
            _own: None,
        })
    }

    /// The default database of a server of our own.
    ///
    /// # Errors
    /// When its address is unusable.
    pub fn of(cluster: Cluster, max_connections: u32) -> Result<Self, Error> {
        tracing::info!(folder = %cluster.folder().display(), "using a Postgres server of our own");
        let options = pool::options(&cluster.url("postgres"))?;
        let pool = pool::connect_lazily(options.clone(), max_connections);
        Ok(Self { pool, listen: options, _own: Some(cluster) })
    }
}
