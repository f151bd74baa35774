//! The application's state, shared by all handlers: settings, database pools, clock, caches and limits.

use std::sync::Arc;

use domain::clock::SharedClock;
use http_server::{ClientCounts, ConnectionLimiter};
use sse::Hub;
use store::{Pool, pool};

use crate::{
    SEARCH_CONNECTIONS,
    account_directory::{AccountDirectory, LookUps},
    auth::Authenticator,
    client_ip::ClientIpSource,
    cors::Origins,
    health::{Duties, Health},
    identities::Identities,
    rate_limits::RateLimits,
    runtimes,
    settings::{Creation, Environment, Flags, Settings},
    slug_index::SlugIndex,
    views::{InvalidationVersions, READ_CONNECTIONS, ReadContext, Views},
};

/// How many exports one client may read at a time.
const EXPORTS_PER_CLIENT: usize = 4;

/// One API instance; clones share its parts.
#[derive(Clone, Debug)]
pub struct App(Arc<AppState>);

/// The parts of an instance, which its clones share.
#[derive(Debug)]
pub struct AppState {
    /// Connections for the hosts' operations.
    pub(crate) pool: Pool,
    /// Connections for viewers' reads, which run once per change: a few, however many viewers there are.
    pub(crate) reads: Pool,
    /// Connections for the hosts' searches for accounts, apart so that no other request waits for a search.
    pub(crate) searches: Pool,
    pub(crate) look_ups: LookUps,
    pub(crate) clock: SharedClock,
    pub(crate) views: Arc<Views>,
    pub(crate) versions: Arc<InvalidationVersions>,
    pub(crate) slug_index: SlugIndex,
    pub(crate) hub: Hub,
    pub(crate) origins: Origins,
    pub(crate) flags: Flags,
    pub(crate) authenticator: Authenticator,
    /// Whether browsers send the built-in sign-in's cookies only over TLS.
    pub(crate) cookie_is_secure: bool,
    pub(crate) identities: Identities,
    pub(crate) rate_limits: RateLimits,
    pub(crate) client_ips: ClientIpSource,
    pub(crate) creation: Creation,
    pub(crate) connection_limiter: Arc<ConnectionLimiter>,
    /// Open event streams of each client.
    pub(crate) streams: Arc<ClientCounts>,
    /// Each open event stream of the current tournament has a copy.
    pub(crate) current_streams: Arc<()>,
    /// Exports that are being sent to each client.
    pub(crate) exports: Arc<ClientCounts>,
    pub(crate) health: Health,
}

impl App {
    /// Creates an instance that reads from `pool`, without connecting yet. `duties` are what its health checks cover.
    #[must_use]
    pub fn new(
        pool: Pool,
        clock: SharedClock,
        environment: Environment,
        settings: &Settings,
        flags: Flags,
        duties: Duties,
    ) -> Self {
        let reads = pool.sibling_on(runtimes::loading(), READ_CONNECTIONS, pool::Timeouts::READS);
        let versions = Arc::new(InvalidationVersions::default());
        let context = ReadContext {
            pool: reads.clone(),
            clock: Arc::clone(&clock),
            versions: Arc::clone(&versions),
            base_url: base_url(settings).into(),
        };
        let serves = duties.serves;
        Self(Arc::new(AppState {
            health: Health::new(duties, if serves { reads.clone() } else { pool.clone() }, Arc::clone(&clock)),
            views: Arc::new(Views::new(settings.view_cache_mb * 1_000_000, context.clone())),
            slug_index: SlugIndex::new(context),
            versions,
            searches: pool.sibling(SEARCH_CONNECTIONS, pool::Timeouts::READS),
            look_ups: LookUps::default(),
            reads,
            clock,
            hub: Hub::default(),
            origins: Origins::new(environment, &settings.cors_origins, settings.public_base_url.as_ref()),
            flags,
            authenticator: Authenticator::new(settings, settings.signs_in(environment).then(|| pool.clone())),
            cookie_is_secure: environment != Environment::Development || is_https(settings),
            pool,
            identities: Identities::new(settings.auth_api_base_url.0.clone(), settings.signs_in(environment)),
            rate_limits: RateLimits::new(settings.rate_limit_per_minute),
            client_ips: ClientIpSource::of(settings),
            creation: settings.creation(environment),
            connection_limiter: Arc::new(ConnectionLimiter::new(
                settings.max_connections,
                settings.max_connections_per_client,
                settings.trusted_proxies.0.clone(),
            )),
            streams: Arc::new(ClientCounts::new(settings.max_streams_per_client)),
            current_streams: Arc::default(),
            exports: Arc::new(ClientCounts::new(EXPORTS_PER_CLIENT)),
        }))
    }
}

/// The address at which the service is found, without a slash at its end; empty if it is not configured.
fn base_url(settings: &Settings) -> &str {
    settings.public_base_url.as_ref().map_or("", |base| base.as_str().trim_end_matches('/'))
}

/// Whether browsers use TLS.
fn is_https(settings: &Settings) -> bool {
    settings.public_base_url.as_ref().is_some_and(|base| base.scheme() == "https")
}

impl App {
    /// Sets the directory for accounts that are unknown here. Without one, they are not looked up.
    pub fn look_accounts_up_in(&self, directory: Arc<dyn AccountDirectory>) {
        self.look_ups.set_directory(directory);
    }

    /// The connections for viewers' reads.
    #[must_use]
    pub fn reads(&self) -> &Pool {
        &self.reads
    }
}

impl std::ops::Deref for App {
    type Target = AppState;

    fn deref(&self) -> &AppState {
        &self.0
    }
}
