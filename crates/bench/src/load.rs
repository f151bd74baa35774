//! Tools of the cases under load: processes to measure, clients that send requests, readers of streams.

pub(crate) mod ceiling;
pub(crate) mod clients;
pub(crate) mod extent;
pub(crate) mod fixture;
pub(crate) mod http;
pub(crate) mod latency;
pub(crate) mod metrics;
pub(crate) mod nudging;
pub(crate) mod process;
pub(crate) mod readers;
pub(crate) mod sockets;
pub(crate) mod wire;

pub(crate) use extent::Extent;
pub(crate) use fixture::Fixture;
pub(crate) use latency::Latencies;
pub(crate) use metrics::Metrics;
pub(crate) use process::Process;
pub(crate) use readers::Readers;
