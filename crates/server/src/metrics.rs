//! The metrics endpoint for Prometheus. It has an address of its own, so that viewers cannot reach it.

use std::{
    net::SocketAddr,
    sync::{Arc, OnceLock},
    time::Duration,
};

use ::metrics::gauge;
use axum::{
    Router,
    extract::State,
    response::{IntoResponse as _, Response},
    routing::get,
};
use http::header::CONTENT_TYPE;
use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle};
use metrics_process::Collector;
use store::{Pool, pool::PoolSize};
use tokio::{net::TcpListener, time::interval};
use tokio_util::sync::CancellationToken;

use crate::{Error, Settings};

/// Histogram buckets for requests, in seconds: from a cached read to a time-out.
const BUCKETS: [f64; 15] =
    [0.0001, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0];
/// Histogram buckets for polls, in seconds: one poll may send many requests to the upstream.
const POLL_BUCKETS: [f64; 11] = [0.01, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0];
/// How often measurements are merged into their buckets; unmerged measurements take memory.
const UPKEEP: Duration = Duration::from_secs(1);
/// The content type of Prometheus' text format.
const TEXT: &str = "text/plain; version=0.0.4; charset=utf-8";

/// The address of the metrics endpoint, if one is configured.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct MetricsAddress(pub Option<SocketAddr>);

impl std::str::FromStr for MetricsAddress {
    type Err = std::net::AddrParseError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let named = Some(text.trim()).filter(|text| !text.is_empty());
        named.map(str::parse).transpose().map(Self)
    }
}

/// The metrics endpoint of this process.
pub(crate) struct MetricsServer {
    listener: TcpListener,
    handle: PrometheusHandle,
}

impl MetricsServer {
    /// Starts listening and recording. Returns `None` when no address is configured.
    ///
    /// # Errors
    /// [`Error::Metrics`] when the address is taken, or not ours; [`Error::Recorder`] when metrics are
    /// recorded elsewhere already.
    pub(crate) async fn start(settings: &Settings) -> Result<Option<Self>, Error> {
        let Some(address) = settings.metrics_addr.0 else { return Ok(None) };
        let listener = TcpListener::bind(address).await.map_err(|source| Error::Metrics { address, source })?;
        let handle = recorder()?;
        let revision = settings.revision.trim();
        let version = env!("CARGO_PKG_VERSION");
        gauge!("aoe2_build_info", "version" => version, "revision" => revision.to_owned()).set(1.0);
        tracing::info!(%address, "serving metrics at /metrics");
        Ok(Some(Self { listener, handle }))
    }

    /// Serves the metrics until `stop`, including the state of `pools`.
    pub(crate) async fn serve(self, pools: Vec<WatchedPool>, stop: CancellationToken) -> Result<(), Error> {
        let Self { listener, handle } = self;
        let process = Collector::default();
        process.describe();
        let shown = Arc::new((handle.clone(), process, pools));
        let router = Router::new().route("/metrics", get(page)).with_state(shown);
        let upkeep = async {
            let mut seconds = interval(UPKEEP);
            loop {
                seconds.tick().await;
                handle.run_upkeep();
            }
        };
        tokio::select! {
            ended = axum::serve(listener, router) => Ok(ended?),
            () = upkeep => Ok(()),
            () = stop.cancelled() => Ok(()),
        }
    }
}

/// Installs the process's only recorder.
fn recorder() -> Result<PrometheusHandle, Error> {
    static RECORDER: OnceLock<PrometheusHandle> = OnceLock::new();
    if let Some(handle) = RECORDER.get() {
        return Ok(handle.clone());
    }
    let refused = |error: &dyn std::fmt::Display| Error::Recorder(error.to_string());
    let builder = PrometheusBuilder::new()
        .set_buckets(&BUCKETS)
        .and_then(|b| b.set_buckets_for_metric(Matcher::Full("aoe2_poll_duration_seconds".to_owned()), &POLL_BUCKETS))
        .map_err(|error| refused(&error))?;
    let recorder = builder.build_recorder();
    let handle = recorder.handle();
    ::metrics::set_global_recorder(recorder).map_err(|error| refused(&error))?;
    Ok(RECORDER.get_or_init(|| handle).clone())
}

/// A connection pool to report on, and what it is used for.
pub(crate) struct WatchedPool {
    pub(crate) name: &'static str,
    pub(crate) pool: Pool,
}

/// The state behind the endpoint: recorded metrics, process metrics, and the pools.
type Shown = Arc<(PrometheusHandle, Collector, Vec<WatchedPool>)>;

async fn page(State(shown): State<Shown>) -> Response {
    let (handle, process, pools) = &*shown;
    process.collect();
    for WatchedPool { name, pool } in pools {
        let PoolSize { used, idle, most } = pool.size();
        gauge!("aoe2_database_connections", "pool" => *name, "state" => "idle").set(idle as f64);
        gauge!("aoe2_database_connections", "pool" => *name, "state" => "used").set(used as f64);
        gauge!("aoe2_database_connections_max", "pool" => *name).set(most as f64);
    }
    ([(CONTENT_TYPE, TEXT)], handle.render()).into_response()
}
