//! The metrics of a service's process: where it is to listen for them, and what they count.

use std::net::{Ipv4Addr, SocketAddr, TcpListener};

use super::http;

/// The metrics of one process.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Metrics(SocketAddr);

impl Metrics {
    /// Metrics of a process that is not started yet.
    pub(crate) fn planned() -> Self {
        // A port that was free a moment ago.
        Self(TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap().local_addr().unwrap())
    }

    /// The setting that makes a process listen there.
    pub(crate) fn setting(self) -> (&'static str, String) {
        ("METRICS_ADDR", self.0.to_string())
    }

    /// How many views were rendered so far.
    pub(crate) fn renders(self) -> f64 {
        self.sum("aoe2_view_renders_total{")
    }

    /// How often the views of that name were rendered so far.
    pub(crate) fn renders_of(self, view: &str) -> f64 {
        self.sum(&format!("aoe2_view_renders_total{{view=\"{view}\""))
    }

    /// The sum of the series that begin like this.
    fn sum(self, series: &str) -> f64 {
        let answer = http::ask(self.0, &http::get("/metrics", &[("connection", "close")])).unwrap();
        let text = String::from_utf8_lossy(&answer.body);
        let counted = text.lines().filter(|line| line.starts_with(series));
        counted.filter_map(|line| line.rsplit(' ').next()?.parse::<f64>().ok()).sum()
    }
}
